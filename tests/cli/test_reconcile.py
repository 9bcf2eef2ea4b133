from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk, everything
from tests.google import gmail, sheets
from tests.google.drive_hands import hand_move, hand_trash, new_file, new_folder
from tests.google.server import Server
from tests.google.sheets.a1 import letters
from tests.google_desk import DANA, DRIVE, FOLDER, GoogleDesk
from tests.procedures import social
from tests.walk.test_walk import ANSWER, MAIL
from tracker.case import Event
from tracker.port import Row

PENDING, COMPLETE = "EE/Legal/Social pending", "Social Media Complete 2026"


def look(desk: Desk, *more: str, code: int = 5) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk("doctor", "--reconcile", "--json", *more, code=code).json
    return found


def kinds(desk: Desk) -> list[str]:
    return [f["kind"] for f in look(desk)]


def well(desk: Desk) -> None:
    """Nothing is found any more."""
    assert look(desk, code=0) == []


def mended(desk: Desk) -> str:
    """What `--yes` mends: all that is found, once; a dry run says so and changes nothing."""
    before = everything(desk.root)
    assert "--yes would mend it" in desk("doctor", "--reconcile", "--yes", "-n", code=5).out
    assert everything(desk.root) == before
    (found,) = look(desk, "--yes", code=0)
    assert found["mended"]
    well(desk)
    return str(found["kind"])


def change_row(desk: Desk, sql: str, *values: str) -> None:
    """People change the tracker with another program."""
    with closing(sqlite3.connect(desk.root / "tracker.db")) as tracker, tracker:
        assert tracker.execute(sql, values).rowcount == 1


def document(desk: Desk, number: str) -> Path:
    return Path(desk("open", "--print", number).out.strip())


def test_at_every_stage_of_a_case_all_places_agree(desk: Desk, held: str) -> None:
    assert "nothing to mend" in desk("doctor", "--reconcile").out
    desk.at("2026-11-19T14:00")
    desk("contact", held, "--outcome", "Content")
    desk("resolve", held)
    well(desk)


def test_a_look_changes_nothing(desk: Desk, started: str) -> None:
    document(desk, started).unlink()
    change_row(desk, 'DELETE FROM rows WHERE "Case" = ?', started)
    before = everything(desk.root)
    assert len(look(desk)) == 2
    assert everything(desk.root) == before


def test_a_row_without_a_document(desk: Desk, started: str) -> None:
    path = document(desk, started)
    aside = path.rename(desk.root.parent / path.name)
    (found,) = look(desk, "--yes")
    assert (found["kind"], found["mended"]) == ("row without a document", False)
    assert "Put it back" in found["fix"]
    aside.rename(path)
    well(desk)


def test_a_document_that_is_damaged_is_told_as_one(desk: Desk, started: str) -> None:
    path = document(desk, started)
    path.write_bytes(path.read_bytes()[:3000])
    (found,) = look(desk)
    assert found["kind"] == "row without a document"
    assert "can't be read" in found["problem"]


def test_a_document_whose_number_was_dropped_by_a_program_is_not_gone(
    desk: Desk, started: str
) -> None:
    from summarizer.local.docx_package import read_package  # noqa: PLC0415 - lxml, for one test

    path = document(desk, started)
    package = read_package(path)
    del package.members["docProps/custom.xml"]
    path.write_bytes(package.to_bytes())
    well(desk)


def test_a_document_without_a_row(desk: Desk, started: str) -> None:
    desk("set", started, "Notes", "call first")
    change_row(desk, 'DELETE FROM rows WHERE "Case" = ?', started)
    assert mended(desk) == "document without a row"
    assert desk.row(started).tab == PENDING


def test_a_document_that_no_case_knows(desk: Desk, tmp_path: Path, started: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        other = Desk(tmp_path / "other", patch)
        number = social.begun(
            other, social.about("Ann Lee", "555"), message_id="<other@mail.example.com>"
        )
        path = document(other, number)
    target = document(desk, started).with_name(path.name)
    shutil.copy(path, target)
    (found,) = look(desk, "--yes")
    assert (found["kind"], found["case"]) == ("document without a row", "")
    assert number in found["problem"]
    target.unlink()
    well(desk)


def test_a_row_in_the_wrong_tab(desk: Desk, held: str) -> None:
    assert desk.row(held).tab == COMPLETE
    change_row(desk, 'UPDATE rows SET "Tab" = ? WHERE "Case" = ?', PENDING, held)
    assert mended(desk) == "row in the wrong tab"
    assert desk.row(held).tab == COMPLETE


def test_a_link_that_people_broke(desk: Desk, started: str) -> None:
    change_row(desk, 'UPDATE rows SET "Summary" = ? WHERE "Case" = ?', "here", started)
    assert mended(desk) == "broken link"


def test_a_document_that_people_moved(desk: Desk, started: str) -> None:
    path = document(desk, started)
    target = path.parent / "2026" / "Jane.docx"
    target.parent.mkdir()
    path.rename(target)
    assert mended(desk) == "broken link"
    assert document(desk, started) == target
    assert desk.case(started).facts["document.path"] == str(target)


def test_a_copy_of_a_document_is_left_alone(desk: Desk, started: str) -> None:
    path = document(desk, started)
    shutil.copy(path, path.with_name(f"Copy of {path.name}"))
    well(desk)


def test_a_document_outside_the_folder(desk: Desk, started: str) -> None:
    path = document(desk, started)
    outside = path.rename(desk.root / path.name)
    (found,) = look(desk, "--yes")
    assert (found["kind"], found["mended"]) == ("document outside the folder", False)
    assert str(outside) in found["problem"]
    outside.rename(path)
    well(desk)


def test_one_user_under_two_ids(desk: Desk, started: str) -> None:
    other = social.begun(
        desk, social.about("Jane Doe", "44171"), message_id="<second@mail.example.com>"
    )
    (found,) = look(desk)
    assert found["kind"] == "one user under two ids"
    desk("set", other, "user.id", "44170")
    assert "one user under two ids" not in [f["kind"] for f in look(desk, code=0)]
    assert started in found["problem"] + found["case"]


def test_a_draft_that_no_case_knows(desk: Desk, started: str) -> None:
    (draft, *_) = sorted((desk.root / "outbox").glob("*.eml"))
    stray = draft.with_name(f"{started}-summary-9.eml")
    shutil.copy(draft, stray)
    (found,) = look(desk, "--yes")
    assert (found["kind"], found["case"]) == ("draft that no case knows", started)
    assert str(stray) in found["problem"]
    stray.unlink()
    well(desk)


def test_a_document_whose_recording_was_interrupted(desk: Desk, acknowledged: str) -> None:
    with desk.workspace() as workspace:
        tracker = sqlite3.connect(desk.root / "tracker.db")
        before = tracker.execute("SELECT max(seq) FROM events").fetchone()[0]
    desk("start", acknowledged)
    del workspace
    with tracker:
        (made,) = tracker.execute(
            "SELECT min(seq) FROM events WHERE sets LIKE '%document.id%' AND seq > ?", (before,)
        ).fetchone()
        tracker.execute("DELETE FROM events WHERE seq >= ?", (made,))
    tracker.close()
    assert "document not recorded" in kinds(desk)
    (found,) = (f for f in look(desk) if f["kind"] == "document not recorded")
    command = found["fix"].partition("summarizer ")[2]
    desk(*command.split())
    look(desk, "--yes", code=0)
    well(desk)


def test_all_that_events_decide_is_mended_at_once(desk: Desk, held: str) -> None:
    path = document(desk, held)
    path.rename(path.with_name("Renamed.docx"))
    change_row(desk, 'UPDATE rows SET "Tab" = ? WHERE "Case" = ?', PENDING, held)
    found = look(desk, "--yes", code=0)
    assert {f["kind"]: f["mended"] for f in found} == {
        "broken link": True,
        "row in the wrong tab": True,
    }
    well(desk)


def test_yes_without_reconcile_is_refused(desk: Desk) -> None:
    assert "--yes without --reconcile" in desk("doctor", "--yes", code=2).err


# --- in Google Workspace ---------------------------------------------------------------------


@pytest.fixture
def online(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "online", monkeypatch, google)


@pytest.fixture
def begun(online: GoogleDesk) -> str:
    """A case whose document is made, and whose acknowledgement has left and is recorded."""
    online.at("2026-11-19T07:46")
    message = gmail.deliver(online.world, DANA, MAIL.read_bytes())
    given = ("--user-email", "zoe@krueger.example.com", "--answer", ANSWER)
    number = str(online("ack", "--mail", message, *given, "--json").json["case"])
    online.press_send()
    online("sync")
    online("start", number)
    return number


def _event() -> Event:
    now = datetime(2026, 11, 19, 15, tzinfo=UTC)
    return Event("import#1/x", "imported", now, now, "dana")


def book(online: GoogleDesk) -> str:
    return str(online("config", "--json").json["google.spreadsheet"]["value"])


def test_on_google_a_row_in_both_tabs_is_mended_from_the_events(
    online: GoogleDesk, begun: str
) -> None:
    well(online)
    world, sheet = online.world, book(online)
    titles, line = sheets.hands.grid(world, sheet, PENDING)[:2]
    with online.workspace() as workspace:
        earlier = dict.fromkeys(titles, "earlier")
        workspace.tracker.record("SM-0", [_event()], Row("SM-0", COMPLETE, earlier))
    order = sheets.hands.grid(world, sheet, COMPLETE)[0]
    copied = [dict(zip(titles, line, strict=False)).get(title, "") for title in order]
    sheets.hands.hand_insert_row(world, sheet, COMPLETE, 3, copied)
    at = f"{letters(order.index('Notes'))}3"
    online("set", begun, "Notes", "call at noon")
    sheets.hands.hand_edit_cell(world, sheet, COMPLETE, at, "don't call")
    (found,) = look(online, "--yes")
    assert (found["kind"], found["mended"]) == ("row in more than one tab", False)
    assert "delete it by hand" in found["fix"]
    sheets.hands.hand_edit_cell(world, sheet, COMPLETE, at, "")
    (found,) = look(online, "--yes", code=0)
    assert found["mended"]
    assert begun not in str(sheets.hands.grid(world, sheet, COMPLETE))
    assert begun in str(sheets.hands.grid(world, sheet, PENDING))
    well(online)


def test_on_google_documents_out_of_place_are_told(online: GoogleDesk, begun: str) -> None:
    file = online.document(begun)
    online.start_counting()
    well(online)
    asked = online.counted()
    assert (asked["drive.files.list"], asked["docs.documents.get"]) == (2, 0)
    new_file(online.world, "Old", FOLDER, properties={"summarizer.case": "SM-20200101-AAAA"})
    hand_move(online.world, file.id, new_folder(online.world, "Elsewhere", DRIVE))
    assert kinds(online) == ["document outside the folder", "document without a row"]
    hand_trash(online.world, file.id, DANA)
    assert kinds(online) == ["row without a document", "document without a row"]


def test_on_google_a_mail_that_left_is_recorded_and_a_stray_draft_is_told(
    online: GoogleDesk,
) -> None:
    online.at("2026-11-19T07:46")
    message = gmail.deliver(online.world, DANA, MAIL.read_bytes())
    given = ("--user-email", "zoe@krueger.example.com", "--answer", ANSWER)
    number = str(online("ack", "--mail", message, *given, "--json").json["case"])
    well(online)
    with online.workspace() as workspace:
        mail = workspace.mail.read(next(iter(_keys(online, number))))
        mail.replace_header("Subject", "another")
        workspace.mail.draft(f"{number}-summary-9", mail.as_bytes())
    online.press_send()
    found = look(online, "--yes", code=0)
    assert {f["kind"] for f in found} == {"mail not recorded"}
    well(online)


def _keys(online: GoogleDesk, number: str) -> list[str]:
    return [str(e.data["key"]) for e in online.case(number).latest("message").values()]
