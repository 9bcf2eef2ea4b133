from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from summarizer.engine import Request, run
from tests.cli.shell import parts
from tests.desk import Desk
from tests.procedures import social


def clock(desk: Desk, number: str, name: str = "summary") -> tuple[str, datetime | None]:
    """A clock's state, and when it is due."""
    (found,) = (c for c in desk("clocks", number, "--json").json if c["name"] == name)
    return found["state"], datetime.fromisoformat(found["due"]) if found["due"] else None


def with_column(desk: Desk, title: str) -> None:
    """Let people add a column to the tracker with another program."""
    with sqlite3.connect(desk.root / "tracker.db") as connection:
        connection.execute(f'ALTER TABLE rows ADD COLUMN "{title}"')
    connection.close()


# --- set: facts ----------------------------------------------------------------------------


def test_a_fact_is_corrected_by_its_name_or_its_title(desk: Desk, acknowledged: str) -> None:
    for field, value in (
        ("user.name", "Jane Roe"),
        ("User ID", "44171"),
        ("NETWORK", "Reddit"),
        ("summary_wanted", "no"),
        ("owner", "Sam Okafor"),
        ("owner", "dana.reyes@example.com"),
        ("reviewers", "ravi, Rosa Lindqvist"),
        ("owner", "kim@partner.example.com"),
    ):
        desk("set", acknowledged, field, value)
    facts = desk.case(acknowledged).facts
    assert (facts["user.name"], facts["user.id"]) == ("Jane Roe", "44171")
    assert (facts["network"], facts["summary_wanted"]) == ("Reddit", "no")
    assert facts["reviewers"] == "ravi, rosa"
    assert facts["owner"] == "kim@partner.example.com"
    assert desk.row(acknowledged).cells["User"] == "Jane Roe"
    history = desk("history", acknowledged, "--json").json
    owners = [e["sets"]["owner"] for e in history if "owner" in e["sets"]]
    assert owners == ["dana", "sam", "dana", "kim@partner.example.com"]


def test_the_number_stays_when_facts_are_corrected(desk: Desk, acknowledged: str) -> None:
    desk("set", acknowledged, "user.name", "Somebody Else")
    assert desk("show", "Somebody Else", "--json").json["case"] == acknowledged
    mail = desk.root.parent / "escalation.eml"
    again = desk("ack", "--mail", mail, "--answer", social.ANSWER, "--json").json
    assert (again["case"], again["created"], again["already_done"]) == (acknowledged, False, True)


def test_an_empty_value_clears_a_fact(desk: Desk, acknowledged: str) -> None:
    desk("set", acknowledged, "network", "")
    assert "network" not in desk.case(acknowledged).facts
    assert desk.row(acknowledged).cells["Network"] is None


#: A field and a value that it can't have, the exit code, and what is said.
UNSETTABLE = [
    ("colour", "red", 2, "There is no field 'colour'", "There are: user.name, "),
    ("netwrok", "X", 2, "There is no field 'netwrok'", "Perhaps network."),
    ("summary_wanted", "maybe", 2, "summary_wanted can't be 'maybe'", "one of: yes, no"),
    ("summary_wanted", "", 2, "summary_wanted can't be ''", "one of: yes, no"),
    ("user.name", "New\nLine", 2, "user.name can't hold a line break", "in one line"),
    ("user.name", "Nul\x00", 2, "A word of a command can't hold NUL", "Write it without"),
    ("user.id", "4\r5", 2, "user.id can't hold a line break", "in one line"),
    ("user.email", "uma@@example", 2, "user.email can't be 'uma@@example'", "no mail address"),
    ("tickets", "4711, first", 2, "tickets can't be '4711, first'", "by their numbers"),
    ("owner", "nobody", 3, "There is nobody called 'nobody'", "people.toml knows dana"),
    ("owner", "", 2, "owner can't be empty", "Who has the case"),
    ("approver", "sam, nobody", 3, "There is nobody called 'nobody'", "by key or address"),
    ("approved.by", "fay", 5, "approved.by can't be set by hand", "summarizer undo"),
    ("approved.hash", "0", 5, "approved.hash can't be set by hand", "Only events"),
    ("paused", "yes", 5, "paused can't be set by hand", "Only events"),
    ("stage", "resolved", 5, "Stage can't be set", "what the events of the case say"),
    ("Case", "SM-1", 5, "Case can't be set", "what the events of the case say"),
    ("due", "tomorrow", 5, "Due can't be set", "what the events of the case say"),
]


def test_what_can_not_be_set_is_refused_and_changes_nothing(desk: Desk) -> None:
    desk("start", "Jane Doe", "44170")
    before = desk.everything()
    for field, value, code, what, says in UNSETTABLE:
        said = desk("set", "44170", field, value, code=code)
        assert parts(said)[0].startswith(what)
        assert says in said.err
        assert desk.everything() == before


def test_setting_what_is_so_already_records_nothing(desk: Desk, acknowledged: str) -> None:
    before = desk.everything()
    desk("set", acknowledged, "network", "X")
    assert desk.everything() == before


# --- set: columns that people own ----------------------------------------------------------


def test_notes_are_written_and_kept_when_the_row_moves(desk: Desk, acknowledged: str) -> None:
    said = desk("set", acknowledged, "notes", "Call her,\nplease")
    assert "Notes: Call her," in said.out
    assert desk.row(acknowledged).cells["Notes"] == "Call her,\nplease"
    desk("cancel", acknowledged, "It was a mistake.")
    row = desk.row(acknowledged)
    assert row.tab == "Social Media Complete 2026"
    assert row.cells["Notes"] == "Call her,\nplease"


def test_columns_that_people_added_are_written_too(desk: Desk, acknowledged: str) -> None:
    with_column(desk, "Mood")
    desk("set", acknowledged, "mood", "furious")
    assert desk.row(acknowledged).cells["Mood"] == "furious"
    desk("set", acknowledged, "Mood", "")
    assert desk.row(acknowledged).cells["Mood"] is None
    shown = desk("set", acknowledged, "Mood", "calm", "--json").json
    assert shown["case"] == acknowledged


def test_a_column_that_nobody_has_is_no_column(desk: Desk, acknowledged: str) -> None:
    assert desk("set", acknowledged, "Mood", "calm", code=2).err.startswith("Error: There is no f")
    assert "Mood" not in desk.row(acknowledged).cells


# --- pause, resume, cancel -----------------------------------------------------------------


def test_a_paused_clock_stands_still_and_goes_on(desk: Desk, acknowledged: str) -> None:
    assert clock(desk, acknowledged)[0] == "running"
    _, due = clock(desk, acknowledged)
    desk.at("2026-11-19T12:00")
    desk("pause", acknowledged, "Waiting for the user", "--at", "09:00")
    assert clock(desk, acknowledged) == ("paused", None)
    assert "research (paused)" not in desk("show", acknowledged).out
    assert "acknowledged (paused)" in desk("show", acknowledged).out
    desk("resume", acknowledged, "--at", "10:00")
    assert due is not None
    assert clock(desk, acknowledged) == ("running", due + timedelta(hours=1))
    assert "Waiting for the user" in desk("history", acknowledged).out
    explained = desk("clocks", acknowledged, "--explain").out
    assert "paused" in explained
    assert "(8 h of 8 h)" in explained


def test_only_what_is_paused_can_be_resumed(desk: Desk, acknowledged: str) -> None:
    before = desk.everything()
    said = desk("resume", acknowledged, code=5)
    assert f"summarizer pause {acknowledged} WHY" in said.err
    assert desk.everything() == before
    desk("pause", acknowledged, "Waiting")
    before = desk.everything()
    desk("pause", acknowledged, "Waiting", code=5)
    assert desk.everything() == before


def test_a_cancelled_case_is_closed_and_its_row_is_complete(desk: Desk, acknowledged: str) -> None:
    said = desk("cancel", acknowledged, "It was a mistake.")
    assert said.out.startswith(f"{acknowledged}  cancel: stage cancelled")
    assert desk("list", "--json").json == []
    assert desk.row(acknowledged).tab == "Social Media Complete 2026"
    desk("start", acknowledged, code=5)
    desk("undo", acknowledged)
    assert desk.case(acknowledged).stage == "acknowledged"
    assert desk.row(acknowledged).tab == social.PENDING


def test_cancelling_wants_a_reason(desk: Desk, acknowledged: str) -> None:
    assert parts(desk("cancel", acknowledged, code=2))[0] == "Missing argument 'WHY'"
    assert parts(desk("cancel", acknowledged, " ", code=2))[0] == "cancel needs why"
    assert desk.case(acknowledged).stage == "acknowledged"


# --- sent, done ----------------------------------------------------------------------------


@pytest.mark.row("003.0.5")
def test_a_message_counts_from_the_time_at_which_it_left(desk: Desk) -> None:
    desk.at("2026-11-19T09:00")
    number = social.ack(desk, social.receive(desk))
    assert clock(desk, number, "acknowledge")[0] == "missed"
    desk("sent", number, "acknowledgement", "--at", "07:50")
    assert clock(desk, number, "acknowledge")[0] == "met"
    assert desk.case(number).stage == "acknowledged"
    (event,) = desk.case(number).of_kind("acknowledged")
    assert event.at.isoformat() == "2026-11-19T15:50:00+00:00"
    assert event.recorded.isoformat() == "2026-11-19T17:00:00+00:00"


def test_unknown_messages_and_to_dos_are_not_found(desk: Desk, acknowledged: str) -> None:
    before = desk.everything()
    what, why, _ = parts(desk("sent", acknowledged, "acknowlegement", code=3))
    assert what == f"{acknowledged} has no message called 'acknowlegement'"
    assert why == "It has: acknowledgement, user-notice."
    what, why, _ = parts(desk("done", acknowledged, "call", code=3))
    assert what == f"{acknowledged} has no todo called 'call'"
    assert why == "It has: announcement."
    assert desk.everything() == before


def test_sent_and_done_twice_is_done_already(desk: Desk, acknowledged: str) -> None:
    desk("done", acknowledged, "announcement")
    before = desk.everything()
    assert "already done" in desk("sent", acknowledged, "acknowledgement").out
    assert "already done" in desk("done", acknowledged, "announcement").out
    assert desk.everything() == before


def test_a_time_that_is_none_is_refused(desk: Desk, acknowledged: str) -> None:
    before = desk.everything()
    for at in ("yesterday", "25:00", "2026-02-30T08:00"):
        said = desk("sent", acknowledged, "user-notice", "--at", at, code=2)
        assert parts(said)[0] == f"{at!r} is not a time"
        assert desk.everything() == before


def test_what_is_recorded_has_happened(desk: Desk, acknowledged: str) -> None:
    desk.at("2026-11-19T08:00")
    before = desk.everything()
    for command in (("sent", "user-notice"), ("pause", "Waiting"), ("handoff", "--to", "sam")):
        said = desk(command[0], acknowledged, *command[1:], "--at", "23:50", code=2)
        assert parts(said)[0] == "'23:50' is in the future"
        assert parts(said)[1].startswith("It is Thu 19 Nov 08:00 now")
    said = desk("sent", acknowledged, "user-notice", "--at", "03:00", code=2)
    assert parts(said)[0] == f"Thu 19 Nov 03:00 is before {acknowledged} was received"
    said = desk("start", "Eva Lund", "88800", "--received", "2026-11-20T08:00", code=2)
    assert parts(said)[0] == "'2026-11-20T08:00' is in the future"
    assert desk.everything() == before
    desk("sent", acknowledged, "user-notice", "--at", "08:05")  # two machines' clocks differ


def test_what_a_service_saw_before_the_mail_came_counts_as_that_moment(
    desk: Desk, acknowledged: str
) -> None:
    received = desk.case(acknowledged).last("received")
    assert received
    early = received.at - timedelta(minutes=30)
    with desk.workspace() as workspace:
        request = Request("sent", {"message": "user-notice"}, at=early)
        sent = run(workspace, acknowledged, request).case.latest("message").get("user-notice")
    assert sent
    assert sent.at == received.at


# --- undo ----------------------------------------------------------------------------------


def test_undoing_ack_takes_everything_back_and_ack_begins_again(desk: Desk) -> None:
    mail = social.receive(desk)
    empty = desk.everything().keys()
    number = social.ack(desk, mail)
    (draft, _) = (Path(m["path"]) for m in desk("show", number, "--json").json["messages"])
    said = desk("undo", number, "--json").json
    assert (said["undone"], said["remarks"]) == ("ack#1", [])
    assert not draft.exists()
    assert desk.everything().keys() == empty
    assert desk("list", "--all", "--json").json == []
    desk("show", number, code=3)
    assert social.ack(desk, mail) == number
    again = desk("show", number, "--json").json["messages"]
    assert [m["state"] for m in again] == ["drafted", "drafted"]
    assert all(Path(m["path"]).is_file() for m in again)


def test_each_step_of_a_case_s_life_is_taken_back_one_after_the_other(
    desk: Desk, held: str
) -> None:
    desk.at("2026-11-19T12:45")
    desk("contact", held, "--outcome", "Reached her.")
    desk("resolve", held)
    stages = []
    for _ in range(30):
        if not desk("list", "--all", "--json").json:
            break
        desk("undo", held)
        case = desk.case(held)
        stages.append(case.stage)
    assert list(dict.fromkeys(stages)) == [
        *("contacted", "hold", "approved", "approval", "review", "research"),
        *("acknowledged", "received", ""),
    ]
    assert [*(desk.root / "outbox").glob("*.eml")] == [
        path for path in (desk.root / "outbox").glob("*.eml") if "sent" in path.name
    ]
    assert [*(desk.root / "Social Media Folder").glob("*.docx")] == []
    assert [*(desk.root / "Social Media Folder" / "Discarded").glob("*.docx")] != []


def test_what_can_not_be_taken_back_is_said(desk: Desk, started: str) -> None:
    picture = desk.root.parent / "post.txt"
    picture.write_text("Never again.")
    desk("evidence", started, picture)
    said = desk("undo", started)
    assert said.out.startswith(f"{started}: evidence#1 is taken back.\n  ")
    assert "stays in the document" in said.out
    said = desk("undo", started)
    assert said.out.startswith(f"{started}: start#1 is taken back.\n")
    assert "The document is now at " in said.out


def test_a_case_whose_life_was_taken_back_has_nothing_to_undo(
    desk: Desk, acknowledged: str
) -> None:
    desk("undo", acknowledged)
    assert f"the case is no more; what happened: summarizer history {acknowledged}" in (
        desk("undo", acknowledged).out
    )
    assert parts(desk("undo", acknowledged, code=3))[0] == f"No case is called {acknowledged!r}"
    told = desk("history", acknowledged).out
    assert "(received)" in told
    assert "ack#1" in told


# --- a dry run changes nothing -------------------------------------------------------------


def test_a_dry_run_prints_the_plan_and_changes_nothing(desk: Desk, reviewed: str) -> None:
    fresh = social.receive(desk, social.about("Ana Lee", "555"), message_id="<other@example.com>")
    shot = desk.root.parent / "post.txt"
    shot.write_text("Never again.")
    before = desk.everything()
    for command in (
        ("ack", "--mail", fresh, "--answer", social.ANSWER),
        ("start", "--mail", fresh, "--answer", social.ANSWER),
        ("start", "Ana Lee", "555"),
        ("check", reviewed, "Iovation", "--finding", "Nothing."),
        ("ask", reviewed, "Payments", "Why?"),
        ("evidence", reviewed, shot),
        ("request-review", reviewed),
        ("reviewed", reviewed, "--by", "rosa"),
        ("request-approval", reviewed),
        ("sent", reviewed, "review-request"),
        ("done", reviewed, "announcement"),
        ("set", reviewed, "network", "Reddit"),
        ("set", reviewed, "Notes", "Call her"),
        ("pause", reviewed, "Waiting"),
        ("cancel", reviewed, "It was a mistake."),
        ("undo", reviewed),
        ("sync", reviewed),
        ("sync", reviewed, "--yes"),
        ("do", reviewed, "pause", "--field", "why=Waiting"),
    ):
        said = desk(*command, "--dry-run")
        assert said.out.strip() != "", command
        assert desk.everything() == before, command
        as_json = desk(*command, "--dry-run", "--json")
        assert as_json.json, command
        assert desk.everything() == before, command


def test_a_plan_names_each_step(desk: Desk, acknowledged: str) -> None:
    lines = desk("start", acknowledged, "-n").out.splitlines()
    assert lines[0] == f"{acknowledged}: start would"
    assert "  - make the document “Jane Doe / 44170” in the shared folder" in lines
    assert all(line.startswith(("  - ", "    ")) for line in lines[1:] if line)
    found = desk("start", acknowledged, "-n", "--json").json
    assert found["dry_run"] is True
    assert len(found["steps"]) == sum(line.startswith("  - ") for line in lines)
    lines = desk("undo", acknowledged, "-n").out.splitlines()
    assert lines == [f"{acknowledged}: would take sent#1 back", "  - acknowledged: acknowledgement"]


def test_a_column_of_a_row_that_is_gone_is_refused_before_anything_is_recorded(
    desk: Desk, acknowledged: str
) -> None:
    with sqlite3.connect(desk.root / "tracker.db") as connection:
        connection.execute("DELETE FROM rows")
    connection.close()
    before = desk.everything()
    said = desk("set", acknowledged, "Notes", "Call after noon.", code=5)
    assert "has no row in the tracker" in parts(said)[0]
    assert "doctor --reconcile" in said.err
    assert desk.everything() == before
