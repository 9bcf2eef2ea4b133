from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import about, receive


def received(time: str) -> str:
    return f"from a.example.com by mx.example.com; Thu, 19 Nov 2026 {time}:00 -0800"


@pytest.fixture
def busy(desk: Desk) -> dict[str, str]:
    """Dana's four cases: one to acknowledge, two whose users are to be told, one to work on."""
    desk.at("2026-11-19T10:00")
    found = {}
    for n, (name, time) in enumerate(
        {"Ann Lee": "09:55", "Bo Ek": "08:00", "Cy Roe": "07:00", "Di Fox": "09:00"}.items()
    ):
        mail = receive(
            desk, about(name, f"6{n}"), name=f"m{n}", message_id=f"<{n}@m.example.com>",
            received=received(time),
        )  # fmt: skip
        found[name.split()[0]] = social.ack(desk, mail, "--user-email", f"u{n}@example.com")
    for name in ("Bo", "Cy", "Di"):
        desk("sent", found[name], "acknowledgement")
    desk("sent", found["Cy"], "user-notice")
    return found


def order(desk: Desk, who: str = "dana") -> list[tuple[str, str]]:
    (person,) = desk("shift", who, "--json").json["people"]
    return [(task["do"], task["case"]) for task in person["holds"]]


@pytest.mark.row("003.1.9")
def test_one_agent_acknowledges_all_tells_all_users_then_works_one_at_a_time(
    desk: Desk, busy: dict[str, str]
) -> None:
    assert order(desk) == [
        ("acknowledge", busy["Ann"]),
        ("tell the user", busy["Bo"]),
        ("tell the user", busy["Di"]),
        ("work", busy["Cy"]),
    ]
    desk("sent", busy["Ann"], "acknowledgement")
    for name in ("Ann", "Bo", "Di"):
        desk("sent", busy[name], "user-notice")
    assert order(desk) == [("work", busy[name]) for name in ("Cy", "Bo", "Di", "Ann")]


@pytest.mark.row("003.1.9")
def test_it_is_said_whether_others_are_on_to_share_the_cases(
    desk: Desk, busy: dict[str, str]
) -> None:
    assert "In this order; share them with Sam Okafor:" in desk("shift").out
    desk("shift", "end", "sam")
    said = desk("shift").out
    assert "Alone: acknowledge all and tell all users, then one case at a time" in said
    (row,) = [line.split() for line in said.splitlines() if busy["Ann"] in line]
    assert row[:5] == ["1", busy["Ann"], "acknowledge", "Ann", "Lee"]


def test_who_is_on_what_they_hold_and_what_is_due_before_they_leave(
    desk: Desk, busy: dict[str, str]
) -> None:
    said = desk("shift", "--json").json
    assert said.keys() == {"now", "on_call", "people", "team"}
    assert said["on_call"] == {"person": "olga", "from": "2026-11-20T05:00:00+00:00"}
    dana, sam = said["people"]
    assert dana.keys() == {"person", "name", "on", "until", "holds", "asked"}
    assert (dana["person"], dana["on"]) == ("dana", True)
    assert dana["until"] == "2026-11-19T23:00:00+00:00"
    assert (sam["person"], sam["on"], sam["until"], sam["holds"]) == ("sam", True, None, [])
    tasks = {task["case"]: task for task in dana["holds"]}
    assert tasks[busy["Cy"]].keys() == {
        *("case", "do", "due", "due_before_leaving", "hand_over", "handed_over"),
    }
    assert {case: task["due_before_leaving"] for case, task in tasks.items()} == {
        busy["Ann"]: True,  # its acknowledgement
        busy["Cy"]: True,
        busy["Bo"]: False,
        busy["Di"]: False,
    }
    assert tasks[busy["Bo"]]["hand_over"]["back"] == "2026-11-20T15:00:00+00:00"
    lines = desk("shift").out.splitlines()
    assert lines[0] == "Thu 19 Nov 10:00"
    assert "Dana Reyes, on until Thu 19 Nov 15:00: 4 open cases" in lines
    assert "Sam Okafor, on today: no open cases" in lines
    assert "On call: Olga Petrova, from Thu 19 Nov 21:00" in lines


def test_who_is_off_and_asked_to_take_a_case_is_shown(desk: Desk, busy: dict[str, str]) -> None:
    desk("handoff", busy["Cy"], "--to", "olga", "--begin-at", "The chart.")
    said = desk("shift").out
    assert "Olga Petrova, off; on again Thu 19 Nov 21:00: no open cases" in said
    assert f"{busy['Cy']} Cy Roe: handed to Olga Petrova Thu 19 Nov 10:00, not accepted" in said
    (olga,) = desk("shift", "Olga Petrova", "--json").json["people"]
    assert (olga["on"], olga["asked"]) == (False, [busy["Cy"]])


def test_a_shift_that_ended_is_over_and_ends_once(desk: Desk) -> None:
    desk.at("2026-11-19T14:30")
    assert desk("shift", "end", "--dry-run").out.startswith("The shift of Dana Reyes would end;")
    assert desk("shift", "dana", "--json").json["people"][0]["on"] is True
    desk("shift", "end")
    assert desk("shift", "dana", "--json").json["people"][0]["on"] is False
    assert "Dana Reyes, off; on again Fri 20 Nov 07:00" in desk("shift", "dana").out
    assert "has ended already" in desk("shift", "end").out
    desk.at("2026-11-20T07:00")
    assert desk("shift", "dana", "--json").json["people"][0]["on"] is True


def test_the_end_of_a_shift_is_taken_back(desk: Desk) -> None:
    desk.at("2026-11-19T14:30")
    assert "has not ended: nothing to take back" in desk("shift", "end", "--undo").out
    desk("shift", "end")
    said = desk("shift", "end", "--undo", "--dry-run").out
    assert said.startswith("The end of Dana Reyes's shift would be taken back")
    assert "is taken back: on until Thu 19 Nov 15:00." in desk("shift", "end", "--undo").out
    assert desk("shift", "dana", "--json").json["people"][0]["on"] is True
    assert desk("shift", "end", "--undo", "--json").json["already_done"] is True
    desk("shift", "end")
    assert desk("shift", "dana", "--json").json["people"][0]["on"] is False


def test_the_end_of_a_shift_as_json(desk: Desk) -> None:
    said = desk("shift", "end", "--json", "--at", "09:45").json
    assert (said["person"], said["on"], said["already_done"]) == ("dana", False, False)
    assert (said["dry_run"], said["back"]) == (False, "2026-11-20T15:00:00+00:00")
    said = desk("shift", "end", "--json", "--dry-run").json
    assert (said["already_done"], said["dry_run"]) == (True, True)


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("dana", "sam"), 2, "One person at a time"),
        (("zoe",), 3, "There is nobody called 'zoe'"),
        (("end", "zoe"), 3, "There is nobody called 'zoe'"),
        (("--dry-run",), 2, "--at, --dry-run and --undo are for shift end"),
        (("--undo",), 2, "--at, --dry-run and --undo are for shift end"),
        (("end", "--undo", "--at", "09:00"), 2, "not with --undo"),
        (("end", "--at", "2026-11-19T18:00"), 2, "is in the future"),
    ],
)
def test_what_can_not_be_meant_is_refused(
    desk: Desk, words: tuple[str, ...], code: int, why: str
) -> None:
    before = desk.everything()
    assert why in desk("shift", *words, code=code).err
    assert desk.everything() == before


def test_a_desk_without_cases_says_who_is_on(desk: Desk) -> None:
    assert desk("shift").out.count("no open cases") == len(("dana", "sam"))
