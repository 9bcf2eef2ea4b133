from __future__ import annotations

import json

import pytest

from tests.cli.shell import Mend, Shell, parts
from tests.google.oauth import TEST_TOKEN
from tests.google.server import Server
from tests.tracker.desk import COMPLETE, NOON, PENDING, event
from tests.tracker.sheets_desk import Hands, new_spreadsheet, session
from tracker.port import Row
from tracker.sqlite import SqliteTracker


@pytest.fixture
def sheet(google: Server, shell: Shell, mend: Mend, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A workspace with two cases in SQLite, and a spreadsheet that is empty."""
    made = new_spreadsheet(session(google.url))
    mend("summarizer.toml", 'spreadsheet = ""', f'spreadsheet = "{made}"')
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ACCESS_TOKEN", TEST_TOKEN)
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ENDPOINT", google.url + "/{host}")
    record(shell, "SM-1", PENDING)
    record(shell, "SM-2", COMPLETE)
    return Hands(google, made)


def record(shell: Shell, number: str, tab: str, key: str = "ack#1/x") -> None:
    tracker = SqliteTracker(shell.here / "tracker.db")
    tracker.record(number, [event(key)], Row(number, tab, {"User": f"user {number}"}, NOON))
    tracker.close()


def test_the_tracker_is_copied_and_a_second_run_copies_nothing(shell: Shell, sheet: Hands) -> None:
    told = shell("tracker", "copy", "--from", "sqlite", "--to", "sheets", "--dry-run").out
    assert told == "2 cases would be copied to sheets; 0 are there already.\n"
    assert "Events" not in sheet.tabs()
    assert [tab for tab in (PENDING, COMPLETE) if tab in sheet.tabs()] == []
    told = shell("tracker", "copy", "--from", "sqlite", "--to", "sheets").out
    assert told == "2 cases copied to sheets; 0 are there already.\n"
    assert sheet.cell("SM-1", "User")["formattedValue"] == "user SM-1"
    record(shell, "SM-3", PENDING)
    said = shell("tracker", "copy", "--from", "sqlite", "--to", "sheets", "--json")
    assert json.loads(said.out) == {"copied": ["SM-3"], "same": 2, "dry_run": False}
    told = shell("tracker", "copy", "--from", "sheets", "--to", "sqlite").out
    assert told == "0 cases copied to sqlite; 3 are there already.\n"


def test_a_case_that_is_another_one_there_stops_the_copy(shell: Shell, sheet: Hands) -> None:
    shell("tracker", "copy", "--from", "sqlite", "--to", "sheets")
    sheet.type_into("SM-2", "User", "Somebody Else")
    record(shell, "SM-3", PENDING)
    said = shell("tracker", "copy", "--from", "sqlite", "--to", "sheets", code=5)
    what, why, fix = parts(said)
    assert "1 cases are different in sheets" in what
    assert why == "SM-2: its row is another one there"
    assert fix
    assert sheet.everywhere("SM-3") == []


def test_a_tracker_is_not_copied_into_itself(shell: Shell) -> None:
    said = shell("tracker", "copy", "--from", "sqlite", "--to", "sqlite", code=2)
    assert "itself" in said.err
