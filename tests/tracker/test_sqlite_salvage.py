from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tracker.desk import COMPLETE, HOUR, NOON, PENDING
from tracker.case import Event
from tracker.columns import Cell, Link
from tracker.port import Observation, Row
from tracker.sqlite import SqliteTracker
from tracker.sqlite_salvage import Line, Salvage, salvage

PAGE = 4096
CELLS: dict[str, Cell] = {
    "Due": NOON,
    "Summary": Link("Ada / 1", "https://example.com/1"),
    "Notes": "Call.",
}


def event(case: int, n: int) -> Event:
    facts = {"procedure": "social", "stage": f"stage {n}", "user.id": str(case)}
    at = NOON + n * HOUR + timedelta(minutes=case)
    return Event(f"check#{n}/x", "checked", at, at, "dana", "x" * 300, facts, {"n": [n, "ä"]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A tracker with five cases of ten events each, the last row in another tab."""
    path = tmp_path / "tracker.db"
    with closing(SqliteTracker(path)) as tracker:
        for n in range(1, 11):
            for case in range(1, 6):
                tab = COMPLETE if case == 5 and n > 5 else PENDING
                row = Row(f"SM-{case}", tab, CELLS)
                tracker.record(f"SM-{case}", [event(case, n)], row)
        tracker.observe("SM-1", "document", Observation(NOON, {"revision": "7"}))
        tracker.write_cells("SM-1", {"Mood": "cross"})
    return path


def leaves(path: Path, table: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        where = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno"
        return [page for (page,) in connection.execute(where, (table,))]


def without(content: bytes, page: int) -> bytes:
    return content[: (page - 1) * PAGE] + bytes(PAGE) + content[page * PAGE :]


def test_a_whole_file_says_all_that_the_tracker_says(path: Path) -> None:
    found = salvage(path.read_bytes())
    with closing(SqliteTracker(path)) as tracker:
        assert found.numbers == tracker.numbers()
        for case in tracker.load(tracker.numbers()):
            assert found.events[case.number] == list(case.events)
            row = tracker.row(case.number)
            assert row is not None
            assert found.rows[case.number].cells == {
                title: cell for title, cell in row.cells.items() if title != "Case"
            }
            assert found.rows[case.number].tab == row.tab
        assert found.seen == {"SM-1": tracker.observations("SM-1")}
    assert found.lines["SM-5"] == Line("social", "", "5", "", "stage 10", "", "")
    assert found.whole
    assert found.gaps == ()


def test_of_a_lost_page_it_is_known_how_many_events_and_between_which_times(path: Path) -> None:
    content, pages = path.read_bytes(), leaves(path, "events")
    assert len(pages) > 3
    found = salvage(without(content, pages[1]))
    (gap,) = found.gaps
    left = sum(len(events) for events in found.events.values())
    assert left + gap.many == 50
    assert not found.whole
    recorded = sorted(e.recorded for events in found.events.values() for e in events)
    assert gap.after in recorded
    assert gap.before in recorded


def test_the_end_of_a_file_that_was_cut_off_is_known_to_be_lost(path: Path) -> None:
    content, pages = path.read_bytes(), leaves(path, "events")
    found = salvage(without(content, pages[-1]))
    assert found.gaps[-1].before is None
    assert not found.whole


def test_without_the_count_of_events_nobody_knows_whether_the_newest_are_lost(path: Path) -> None:
    found = salvage(without(path.read_bytes(), leaves(path, "sqlite_sequence")[0]))
    assert found.gaps == ()
    assert not found.whole


@pytest.mark.parametrize("content", [b"", b"notes of a colleague\n" * 900, bytes(20_000)])
def test_what_is_no_tracker_says_nothing(content: bytes) -> None:
    assert salvage(content) == Salvage()


def test_an_event_that_was_changed_by_hand_is_lost_not_guessed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET sets = '{\"stage\"' WHERE seq = 7")
        connection.commit()
    found = salvage(path.read_bytes())
    assert [gap.many for gap in found.gaps] == [1]
    assert sum(len(events) for events in found.events.values()) == 49
