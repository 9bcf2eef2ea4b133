"""Copying a tracker into another one: what is missing there, and what is told apart (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracker.case import Event
from tracker.columns import Cell
from tracker.port import Observation, Row, Tracker, Wish

#: How much is written at once: cases, and roughly characters.
_CASES, _SIZE = 100, 1_000_000


@dataclass(frozen=True, slots=True)
class Copied:
    """All that a tracker knows of a case."""

    number: str
    events: tuple[Event, ...]
    row: Row | None
    seen: Mapping[str, Observation]


def everything(tracker: Tracker) -> dict[str, Copied]:
    """All cases with all that is known of them, the earliest first."""
    cases = tracker.load(tracker.numbers())
    rows = {row.case: row for row in tracker.rows()}
    return {
        c.number: Copied(c.number, c.events, rows.get(c.number), tracker.observations(c.number))
        for c in cases
    }


def missing(source: Copied, target: Copied | None) -> Wish | str | None:
    """What has to be written so that the target has the case as well.

    Returns:
        None where nothing is missing; a text where the target has something else of the case.
    """
    there = target or Copied(source.number, (), None, {})
    if there.events != source.events[: len(there.events)]:
        return "its events are others there"
    events = source.events[len(there.events) :]
    row = None if _same_row(source.row, there.row) else source.row
    if there.row and not _same_row(source.row, there.row) and not events:
        return "its row is another one there"
    seen = {what: one for what, one in source.seen.items() if there.seen.get(what) != one}
    if any(there.seen[what].at > one.at for what, one in seen.items() if what in there.seen):
        return "its document was read later there"
    return Wish(source.number, events, row, seen=seen) if events or row or seen else None


def batches(wishes: Iterable[Wish]) -> Iterator[list[Wish]]:
    """The wishes in parts that are written at once."""
    part, size = list[Wish](), 0
    for wish in wishes:
        long = len(repr(wish))
        if part and (len(part) == _CASES or size + long > _SIZE):
            yield part
            part, size = [], 0
        part.append(wish)
        size += long
    if part:
        yield part


def _same_row(one: Row | None, other: Row | None) -> bool:
    """Whether two rows say the same; a column that one of them lacks is an empty cell."""
    if one is None or other is None:
        return one is other
    if (one.tab, one.due, one.open) != (other.tab, other.due, other.open):
        return False
    return _filled(one) == _filled(other)


def _filled(row: Row) -> dict[str, Cell]:
    return {title: cell for title, cell in row.cells.items() if cell not in (None, "")}
