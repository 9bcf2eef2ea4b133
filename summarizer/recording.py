"""What happened and what was read becomes events, observations, and the row that follows."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer import picture
from summarizer.desk import Desk
from summarizer.plan import Record
from summarizer.ports import Snapshot
from summarizer.remembered import DOCUMENT, document_seen
from tracker.case import Case, Event
from tracker.port import Observation, Row, Wish


def recorder(desk: Desk) -> Record:
    """Writes events and the row that follows from them, in one transaction."""

    def record(case: Case, events: Sequence[Event]) -> Case:
        number = case.number
        fresh = Case(number, (*case.events, *(e for e in events if e.key not in case.keys)))
        if not fresh.procedure:
            desk.tracker.record(number, events, drop_row=True)
        else:
            seen = document_seen(desk.tracker, number)
            desk.tracker.record(number, events, _changed(desk, case, fresh, seen, seen))
        return desk.tracker.load([number])[0]

    return record


def observe(desk: Desk, case: Case, snapshot: Snapshot) -> Observation:
    """Keep what the document says now, and show it in the row."""
    was, seen = document_seen(desk.tracker, case.number), reading(desk, case, snapshot)
    row = _changed(desk, case, case, was, seen)
    desk.tracker.observe(case.number, DOCUMENT, seen, row)
    return seen


def wish(desk: Desk, case: Case, was: Observation | None, seen: Observation) -> Wish:
    """What `observe` writes, for whoever writes it with more."""
    row = _changed(desk, case, case, was, seen)
    return Wish(case.number, row=row, seen={DOCUMENT: seen})


def full_row(desk: Desk, case: Case, seen: Observation | None) -> Row:
    """The row as the events and the document say it is."""
    return picture.row(case, desk.procedure(case.procedure), desk.settings, seen, desk.now())


def _changed(
    desk: Desk, before: Case, after: Case, was: Observation | None, seen: Observation | None
) -> Row | None:
    """The row with the cells that are others now: what people changed meanwhile stays for `sync`.

    None where people deleted the row.
    """
    row = full_row(desk, after, seen)
    if not before.procedure:  # a new row has the columns of people, too, still empty
        columns = desk.procedure(after.procedure).columns
        theirs = {c.title: None for c in columns if c.people}
        return row._replace(cells={**theirs, **row.cells})
    old, there = full_row(desk, before, was), desk.tracker.row(after.number)
    if there is None:
        return None
    cells = {title: cell for title, cell in row.cells.items() if cell != old.cells.get(title)}
    return row._replace(cells=cells, tab=there.tab if row.tab == old.tab else row.tab)


def reading(desk: Desk, case: Case, snapshot: Snapshot) -> Observation:
    """What the document says now, compared with the reading before; nothing is kept."""
    before = document_seen(desk.tracker, case.number)
    data = picture.observed(snapshot, before, picture.answered_by_hand(case))
    return Observation(desk.now(), data)
