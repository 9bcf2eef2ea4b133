"""A tracker that was damaged is made anew, and each of its cases goes on to its end."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import parts
from tests.desk import Desk
from tests.procedures import social

#: The stages at which the cases of the workspace stand, by their users.
STAGES = {
    "Ada Acked": "received",
    "Ben Begun": "research",
    "Cleo Carter": "review",
    "Dov Decided": "approved",
    "Eve Ended": "hold",
    "Fay Finished": "resolved",
}
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace with a case at each of these stages; made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUMMARIZER_USER", "dana")
        desk = Desk(tmp_path_factory.mktemp("whole") / "desk", patch)
        desk.at("2026-11-19T08:00")
        _, ben, cleo, dov, eve, fay = (
            acknowledged(desk, user, f"5100{n}") for n, user in enumerate(STAGES)
        )
        for number in (ben, cleo, dov, eve, fay):
            desk("sent", number, "acknowledgement")
            desk("start", number)
        desk("set", ben, "Notes", "Call after noon.")
        desk("check", ben, "CSS notes", "--finding", "Two contacts.")
        for number in (cleo, dov, eve, fay):
            social.paper(desk, number).fill()
            desk("request-review", number)
        social.paper(desk, cleo).comment("Next steps", "By when?")
        desk("sync", cleo)
        for number in (dov, eve, fay):
            approve(desk, number)
        desk.at("2026-11-19T10:00")
        for number in (eve, fay):
            desk("complete", number)
            desk("sent", number, "summary")
        desk.at("2026-11-19T11:30")
        desk("contact", fay, "--outcome", "Reached her.")
        desk("resolve", fay)
        yield desk.root


def acknowledged(desk: Desk, user: str, id_: str) -> str:
    mail = social.receive(
        desk, social.about(user, id_), name=id_, message_id=f"<{id_}@mail.example.com>"
    )
    return social.ack(desk, mail, "--user-email", f"u{id_}@example.com")


def approve(desk: Desk, number: str) -> None:
    for who in ("rosa", "ravi"):
        desk("reviewed", number, "--by", who)
    desk("request-approval", number)
    desk("approve", number, "--by", "fay")


@pytest.fixture
def desk(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of that workspace, at noon."""
    monkeypatch.setenv("SUMMARIZER_USER", "dana")
    shutil.copytree(whole, tmp_path / "desk")
    desk = Desk(tmp_path / "desk", monkeypatch)
    desk.at("2026-11-19T12:00")
    return desk


def tracker(desk: Desk) -> Path:
    return desk.root / "tracker.db"


def stages(desk: Desk) -> dict[str, str]:
    cases = desk("list", "--all", "--json").json
    return {c["user"]["name"]: c["stage"] for c in cases}


def numbers(desk: Desk) -> dict[str, str]:
    return {c["user"]["name"]: c["case"] for c in desk("list", "--all", "--json").json}


def kept(desk: Desk) -> list[Path]:
    return sorted(desk.root.glob("tracker.db.damaged-*"))


def rebuilt(desk: Desk, *options: str | Path) -> dict[str, Any]:
    """Make it anew; a second run finds nothing to do, and changes nothing."""
    said: dict[str, Any] = desk("tracker", "rebuild", *options, "--json").json
    before = desk.everything()
    again = desk("tracker", "rebuild").out
    assert again == "The tracker is sound, and knows every case (6): nothing to do.\n"
    assert desk.everything() == before
    return said


def write(desk: Desk, number: str) -> None:
    social.paper(desk, number).fill()
    desk("request-review", number)


def review(desk: Desk, number: str) -> None:
    for comment in desk("comments", number, "--json").json["comments"]:
        desk("comments", number, comment["id"], "--answer", "Tomorrow.")
    approve(desk, number)


def complete(desk: Desk, number: str) -> None:
    desk("complete", number)
    desk("sent", number, "summary")
    desk.at("2026-11-19T14:00")


#: What a person types next, by stage, in the order of a case's life.
NEXT: dict[str, Callable[[Desk, str], object]] = {
    "received": lambda desk, number: desk("sent", number, "acknowledgement"),
    "acknowledged": lambda desk, number: desk("start", number),
    "research": write,
    "review": review,
    "approval": lambda desk, number: desk("approve", number, "--by", "fay"),
    "approved": complete,
    "hold": lambda desk, number: desk("contact", number, "--outcome", "Reached her."),
    "contacted": lambda desk, number: desk("resolve", number),
}


def go_on(desk: Desk, number: str) -> None:
    """Do what a person does next with the case, until it is resolved."""
    desk.at("2026-11-19T12:00")
    for message in desk("show", number, "--json").json["messages"]:
        if message["state"] == "uncertain":
            desk("sent", number, message["message"], "--at", "2026-11-19T10:30")
    for stage, step in NEXT.items():
        if desk("show", number, "--json").json["stage"] == stage:
            step(desk, number)
    assert desk("show", number, "--json").json["stage"] == "resolved"


# --- how the tracker is damaged --------------------------------------------------------------


def nothing(file: Path) -> None:
    file.write_bytes(b"")


def gone(file: Path) -> None:
    file.unlink()


def garbage(file: Path) -> None:
    file.write_bytes(bytes(n * 7919 % 251 for n in range(file.stat().st_size)))


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def another_programs(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def first_page(file: Path) -> None:
    file.write_bytes(bytes(PAGE) + file.read_bytes()[PAGE:])


def an_index(file: Path) -> None:
    overwrite(file, "sqlite_autoindex_events_1")


def page_of_events(file: Path) -> None:
    overwrite(file, "events")


def overwrite(file: Path, name: str) -> None:
    """Write something else over a leaf of a table or an index."""
    content = file.read_bytes()
    with closing(sqlite3.connect(file)) as connection:
        where = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno"
        found = [page for (page,) in connection.execute(where, (name,))]
    begin = (found[1] - 1) * PAGE
    file.write_bytes(content[:begin] + b"\xa5" * PAGE + content[begin + PAGE :])


Damage = Callable[[Path], None]
#: What leaves nothing of the tracker, and what leaves all its events.
LOST, SPARED = (nothing, gone, garbage, another_programs), (first_page, an_index)


# --- told apart ------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [*LOST, *SPARED, half, page_of_events])
def test_a_damaged_tracker_is_told_from_an_empty_one(desk: Desk, damage: Damage) -> None:
    damage(tracker(desk))
    said = desk("list", code=7)
    what, why, fix = parts(said)
    assert what
    assert why
    assert "summarizer tracker rebuild" in fix
    assert said.out == ""


def test_a_newer_tracker_is_refused_and_never_made_anew(desk: Desk) -> None:
    with closing(sqlite3.connect(tracker(desk))) as connection:
        connection.execute("PRAGMA user_version = 9")
    before = tracker(desk).read_bytes()
    for command in (("list",), ("tracker", "rebuild")):
        what, _, fix = parts(desk(*command, code=7))
        assert "made by a newer summarizer" in what
        assert fix.startswith("Upgrade")
    assert tracker(desk).read_bytes() == before
    assert kept(desk) == []


# --- made anew -------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_made_and_changes_nothing(desk: Desk) -> None:
    garbage(tracker(desk))
    before = tracker(desk).read_bytes()
    said = desk("tracker", "rebuild", "--dry-run").out
    assert "6 cases would be made anew" in said
    assert tracker(desk).read_bytes() == before
    assert kept(desk) == []


def test_of_a_lost_tracker_documents_and_mails_tell_and_people_the_rest(desk: Desk) -> None:
    text = social.about("Ada Acked", "51000")
    mail = social.receive(desk, text, name="ada", message_id="<51000@mail.example.com>")
    names = numbers(desk)
    garbage(tracker(desk))
    damaged = tracker(desk).read_bytes()
    said = rebuilt(desk)
    (aside,) = kept(desk)
    assert said["kept"] == str(aside)
    assert aside.read_bytes() == damaged
    assert aside.stat().st_mode & 0o777 == 0o600
    assert stages(desk) == {
        None: "received",  # only her mails know of her, and they don't tell her name
        "Ben Begun": "research",
        "Cleo Carter": "review",
        "Dov Decided": "approval",  # nobody can show the yes: it is asked for again
        "Eve Ended": "approval",  # whether her summary left, a person has to say
        "Fay Finished": "approval",
    }
    unknown = {c["case"]: c["unknown"] for c in said["cases"]}
    assert any("whether summary left" in line for line in unknown[names["Eve Ended"]])
    assert any(line.startswith("who approved it") for line in unknown[names["Dov Decided"]])
    assert any("--mail" in line for line in unknown[names["Ada Acked"]])
    desk("tracker", "rebuild", "--mail", mail)
    assert "Ada Acked" in desk("show", names["Ada Acked"]).out
    assert social.clock(desk, names["Ada Acked"], "acknowledge")[1] == "Thu 19 Nov 07:57"
    for user in ("Ada Acked", "Eve Ended"):
        go_on(desk, names[user])
    assert desk("doctor", "--reconcile").out.endswith("nothing to mend.\n")


def test_what_was_made_anew_never_pretends(desk: Desk) -> None:
    nothing(tracker(desk))
    rebuilt(desk)
    for number in numbers(desk).values():
        case = desk.case(number)
        assert all(e.data["rebuilt"] for e in case.events)
        assert all("rebuilt" in e.note for e in case.events)
        assert case.last("approved") is None
        assert {m["state"] for m in desk("show", number, "--json").json["messages"]} == {
            "uncertain"
        }
    assert "rebuilt from the document" in desk("history", "Ben").out
    refused = parts(desk("complete", "Dov", code=5))
    assert "approve" in refused[-2]


@pytest.mark.parametrize("damage", SPARED)
def test_where_all_events_can_be_read_nothing_is_made_up(desk: Desk, damage: Damage) -> None:
    before = {number: desk.case(number) for number in numbers(desk).values()}
    notes = desk.row(numbers(desk)["Ben Begun"]).cells["Notes"]
    damage(tracker(desk))
    said = rebuilt(desk)
    assert said["lost"] == []
    assert {number: desk.case(number) for number in before} == before
    assert stages(desk) == STAGES
    assert all(desk.case(number).events == case.events for number, case in before.items())
    if damage is an_index:
        assert notes == desk.row(numbers(desk)["Ben Begun"]).cells["Notes"] == "Call after noon."
    else:
        assert all("Notes" in c["unknown"][0] for c in said["cases"])


def test_of_lost_events_it_is_said_how_many_and_when_and_the_row_helps_out(desk: Desk) -> None:
    names = numbers(desk)
    page_of_events(tracker(desk))
    said = rebuilt(desk)
    (lost,) = said["lost"]
    assert 0 < lost["events"] < 30
    assert lost["after"] is not None
    assert lost["before"] is not None
    assert stages(desk) == STAGES
    go_on(desk, names["Cleo Carter"])


def test_of_a_file_cut_in_half_stages_and_notes_are_still_known(desk: Desk) -> None:
    names = numbers(desk)
    half(tracker(desk))
    rebuilt(desk)
    assert stages(desk) == {**STAGES, "Dov Decided": "approval"}
    assert desk.row(numbers(desk)["Ben Begun"]).cells["Notes"] == "Call after noon."
    go_on(desk, names["Ben Begun"])


def test_cases_that_only_documents_and_mails_know_are_added_to_a_sound_tracker(desk: Desk) -> None:
    tracker(desk).unlink()
    assert "tracker rebuild" in desk("init", desk.root).out
    assert desk("list", "--all", "--json").json == []
    said = desk("tracker", "rebuild").out
    assert "6 cases made anew." in said
    assert kept(desk) == []
    assert stages(desk)["Ben Begun"] == "research"


def test_a_document_that_cannot_be_read_is_told_and_the_rest_is_made(desk: Desk) -> None:
    (paper,) = desk.root.glob("*/Ben Begun - *.docx")
    nothing(tracker(desk))
    with zipfile.ZipFile(paper) as archive:
        text = archive.getinfo("word/document.xml")
    at, content = text.header_offset + 100, bytearray(paper.read_bytes())
    content[at : at + 500] = b"\xa5" * 500
    paper.write_bytes(content)
    said = desk("tracker", "rebuild", "--json").json
    assert len(said["cases"]) == len(STAGES)
    assert any(line.startswith("its document") for c in said["cases"] for line in c["unknown"])
