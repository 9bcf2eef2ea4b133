"""What the tests of every tracker start from: events, rows, and people who edit by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from tracker.case import Event
from tracker.columns import Cell
from tracker.port import Row, Tracker

PENDING, COMPLETE = "EE/Legal/Social pending", "Social Media Complete 2026"
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class People(Protocol):
    """What people do to the tracker with other programs than this one."""

    def add_column(self, title: str) -> None: ...
    def type_into(self, case: str, title: str, text: str) -> None: ...
    def drag(self, case: str, tab: str) -> None: ...
    def delete_row(self, case: str) -> None: ...


def event(key: str, kind: str = "received", *, at: datetime = NOON, **sets: str) -> Event:
    """An event; `user_id="1"` sets the fact `user.id`."""
    facts = {name.replace("_", "."): value for name, value in sets.items()}
    return Event(key, kind, at, NOON, "ana@example.com", sets=facts)


def put(tracker: Tracker, case: str, tab: str = PENDING, /, **cells: Cell) -> None:
    """Put the row of a case, without an event."""
    tracker.record(case, [], Row(case, tab, cells))


def cells(tracker: Tracker, case: str) -> dict[str, Cell]:
    row = tracker.row(case)
    assert row is not None
    return dict(row.cells)
