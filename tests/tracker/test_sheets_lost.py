"""A spreadsheet that people damaged is told from an empty tracker, before anything is done."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.google.server import Server
from tests.google.sheets import hands
from tests.google.sheets.model import Spreadsheet
from tests.tracker.desk import COMPLETE, NOON, PENDING, event
from tests.tracker.sheets_desk import new_spreadsheet, opened, session
from tracker.errors import StorageFailed
from tracker.port import Observation, Row


@pytest.fixture
def sheet(google: Server, tmp_path: Path) -> str:
    """A tracker of one case, whose row was moved once."""
    made = new_spreadsheet(session(google.url))
    with closing(opened(google.url, made, tmp_path)) as tracker:
        tracker.record("SM-1", [event("ack#1/x")], Row("SM-1", PENDING, {"User": "Ada"}))
        tracker.observe("SM-1", "document", Observation(NOON, {"revision": "1"}))
        tracker.record("SM-1", [event("ack#1/y")], Row("SM-1", COMPLETE, {"User": "Ada"}))
    return made


def delete_tab(google: Server, sheet: str, title: str) -> None:
    way = session(google.url)
    address = f"https://sheets.googleapis.com/v4/spreadsheets/{sheet}"
    tabs = way.get(address, params={"fields": "sheets.properties"}).json()["sheets"]
    ids = [t["properties"]["sheetId"] for t in tabs if t["properties"]["title"] == title]
    gone = {"requests": [{"deleteSheet": {"sheetId": ids[0]}}]}
    way.post(f"{address}:batchUpdate", json=gone).raise_for_status()


def spoil_titles(google: Server, sheet: str, title: str) -> None:
    hands.hand_edit_cell(google.world, sheet, title, "A1", "Number")


@pytest.mark.parametrize("spoil", [delete_tab, spoil_titles])
def test_a_tracker_without_its_events_is_refused_and_nothing_is_written(
    google: Server, sheet: str, tmp_path: Path, spoil: object
) -> None:
    assert callable(spoil)
    spoil(google, sheet, "Events")
    before = {tab: hands.grid(google.world, sheet, tab) for tab in hands.tabs(google.world, sheet)}
    with closing(opened(google.url, sheet, tmp_path)) as tracker:
        with pytest.raises(StorageFailed) as caught:
            tracker.numbers()
        assert "Events is gone" in caught.value.what
        assert "Version history" in caught.value.fix
        with pytest.raises(StorageFailed):
            tracker.record("SM-2", [event("ack#1/x")], Row("SM-2", PENDING, {}))
    after = {tab: hands.grid(google.world, sheet, tab) for tab in hands.tabs(google.world, sheet)}
    assert after == before


def test_a_tab_of_events_without_its_lines_is_no_empty_tracker(
    google: Server, sheet: str, tmp_path: Path
) -> None:
    def empty(book: Spreadsheet) -> None:
        events = next(tab for tab in book.sheets if tab.title == "Events")
        events.rows[1:] = events.rows[-1:] * 50

    hands.hand_change(google.world, sheet, empty)
    gone = "The lines of the hidden tab Events are gone"
    with (
        closing(opened(google.url, sheet, tmp_path)) as tracker,
        pytest.raises(StorageFailed, match=gone),
    ):
        tracker.numbers()


def test_a_tab_that_is_too_wide_is_told_before_a_case_is_held(
    google: Server, sheet: str, tmp_path: Path
) -> None:
    def widen(book: Spreadsheet) -> None:
        for tab in book.sheets:
            tab.grow("COLUMNS", 400)

    hands.hand_change(google.world, sheet, widen)
    with closing(opened(google.url, sheet, tmp_path)) as tracker:
        assert tracker.numbers() == ["SM-1"]
        with pytest.raises(StorageFailed, match="too wide"), tracker.lock("SM-1"):
            pass


_NUMBERS = '{"kind": 5, "at": 5, "tab": 5, "due": 5}'


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("Events H2", "null"),
        ("Events H2", _NUMBERS),
        ("Events H3", _NUMBERS),
        ("Events H3", "[" * 50_000),
        ("Observations E2", "Dear Ann, " * 900),
    ],
)
def test_a_record_that_people_typed_over_is_told_in_a_few_words(
    google: Server, sheet: str, tmp_path: Path, where: str, text: str
) -> None:
    tab, cell = where.split()
    hands.hand_edit_cell(google.world, sheet, tab, cell, text)
    with closing(opened(google.url, sheet, tmp_path)) as tracker:
        with pytest.raises(StorageFailed, match="can't be read") as caught, tracker.lock("SM-1"):
            tracker.load(["SM-1"])
        assert "Version history" in caught.value.fix
        assert len(caught.value.why) < 200
