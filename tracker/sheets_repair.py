"""Putting right what a batch hit by mistake, from a later reading (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from tracker.sheets_book import Book
from tracker.sheets_cells import WHOLE, Json, content, text_of
from tracker.sheets_columns import Column, named
from tracker.sheets_mistakes import Mistake, mistakes
from tracker.sheets_ops import Change, Expected, Insert, Op, Remove
from tracker.sheets_plan import Draft
from tracker.sheets_tab import CASE, MARK, Place, Tab, contents
from tracker.sheets_verify import Debt, Lost, Owed, Retitled, Spoilt, Stray, lost, spoilt


def repair(draft: Draft, debts: Sequence[Debt]) -> dict[str, Debt]:
    """Put repairs into the draft; the debts that each group of changes settles.

    One that is in no group can't be settled now: its line isn't found.
    """
    groups: dict[str, Debt] = {}
    # Titles may be among what was overwritten, and the others go by titles.
    first = [debt for debt in debts if isinstance(debt, Spoilt | Retitled)]
    for number, debt in enumerate(first or debts):
        group = f"repair {number}"
        op = _repair(draft, debt, group)
        if op:
            draft.ops.append(op)
            groups[group] = debt
    return groups


def rowless(book: Book, numbers: Iterable[str]) -> list[str]:
    """Those of the cases that were put into a tab and have no row."""
    states = ((number, book.state(number)) for number in numbers)
    return [n for n, state in states if state and state.tab and not book.places(n)]


def adopted(book: Book, found: Iterable[Mistake]) -> list[Debt]:
    """The debts of agents who don't put right what they hit: they were killed."""
    tabs = {tab.id: tab for tab in book.tabs}
    debts = [
        _overwritten(tabs[one.near.tab], one)
        if one.changed
        else lost(one.key, one.near, one.line, tabs[one.near.tab].titles)
        for one in found
        if one.near.tab in tabs
    ]
    return [debt for debt in debts if debt]


def _overwritten(tab: Tab, hit: Mistake) -> Spoilt | None:
    """The line that is as it was but for the cells that were changed; None where none is."""

    def rest(line: Sequence[Json]) -> tuple[str, ...]:
        return contents([{} if n in hit.changed else cell for n, cell in enumerate(line)])

    lines = [n for n, line in enumerate(tab.lines) if rest(line) == rest(hit.line)]
    at = min(lines, key=lambda n: abs(n - hit.near.line), default=None)
    if at is None or contents(tab.lines[at]) == contents(hit.line):
        return None
    now = {n: tab.line(at)[n] if n < len(tab.line(at)) else {} for n in hit.changed}
    return spoilt(hit.key, Place(tab.id, at), hit.line, now, tab.titles)


def key_of(debt: Debt) -> str:
    """The mistake that a debt is for, "" where nobody waits for it."""
    return debt.key if isinstance(debt, Lost | Spoilt) else ""


def traced(book: Book, debts: Sequence[Debt]) -> list[Debt]:
    """The debts of which there is still something to be seen, after long looking.

    A line that is nowhere any more, neither as it was left nor with what was written into it, was
    deleted by people. One that people have changed further is known by what was written into it.
    """
    found: list[Debt] = []
    for debt in debts:
        if not isinstance(debt, Spoilt) or debt.number:
            found += [debt] if not isinstance(debt, Stray) else []
            continue
        tab = book.by_id(debt.tab)
        lines = [line for line in tab.lines if _bears(line, tab, debt)]
        found += [replace(debt, line=contents(line)) for line in lines[:1]]
    return found


def _bears(line: Sequence[Json], tab: Tab, debt: Spoilt) -> bool:
    """Whether a line of other people bears what was written into one of theirs by mistake."""
    columns = dict(zip(named(tab.titles, len(line)), line, strict=True))
    ours = text_of(columns.get((CASE, 0), {}))
    written = {column: text for column, (_, text) in debt.former.items() if text}
    same = all(content(columns.get(column, {})) == text for column, text in written.items())
    return bool(written) and not ours and same


def still_owed(book: Book, debts: Sequence[Debt]) -> list[Debt]:
    """The debts without those that are settled because people or other agents did it."""
    there = [debt for debt in debts if any(tab.id == debt.tab for tab in book.tabs)]
    return [left for debt in there if (left := _still(book, debt))]


def _still(book: Book, debt: Debt) -> Debt | None:
    match debt:
        case Stray(tab, number, line):
            places = book.places(number)
            doubled = len(places) > 1 and any(place.tab == tab for place in places)
            there = find(book.by_id(tab), line, 0) is not None
            # One that another agent has hit by mistake will soon say again what it said.
            soon = doubled or mistakes(book, [number])
            return debt if there or not number or soon else None
        case Owed(number):
            state = book.state(number)
            if not (book.places(number) or (state and state.tab)):
                return None
            cells = _of_people(book, debt)
            return replace(debt, cells=cells) if cells else None
        case Lost():  # even if the case has a row: that may be about to be taken back
            return None if debt.key in book.put_back else debt
        case Retitled(tab, cells):
            titles = book.by_id(tab).titles
            left = {c: cell for c, cell in cells.items() if titles[c : c + 1] == [cell[1]]}
            return Retitled(tab, left) if left else None
        case Spoilt(tab, _, line, _, number):
            gone = find(book.by_id(tab), line, 0) is None and book.places(number)
            # Another mistake may hide this one: when that is put right, this one shows again.
            hidden = any(one.key != debt.key for one in mistakes(book, [number]))
            return None if gone and not hidden and not _followed(book, debt) else debt


def _of_people(book: Book, debt: Owed) -> dict[Column, Json]:
    """What people wrote, not what another agent has written there by mistake.

    A cell that still said what was read, when another agent hit it, was changed by that agent.
    """
    cells = dict(debt.cells)
    for one in mistakes(book, [debt.number], put_back=True):
        titles = next((tab.titles for tab in book.tabs if tab.id == one.near.tab), [])
        before = dict(zip(named(titles, len(one.line)), map(content, one.line), strict=True))
        same = {column for column in cells if before.get(column, "") == debt.read[column]}
        cells = {c: cell for c, cell in cells.items() if not one.changed or c not in same}
    return cells


def _repair(draft: Draft, debt: Debt, group: str) -> Op | None:
    tab = draft.book.by_id(debt.tab)
    match debt:
        case Spoilt(_, near, line, cells, _, _):
            at = find(tab, line, near)
            if at is None:
                return _follow(draft, debt, group)
            return Change(group, tab.id, at, cells, Expected(line=line), WHOLE)
        case Retitled(_, titles):
            former = {c: cell for c, (cell, _) in titles.items()}
            written = Expected(cells={c: title for c, (_, title) in titles.items()})
            return Change(group, tab.id, tab.head, former, written, WHOLE)
        case Stray(_, _, line):
            gone = {op.line for op in draft.ops if isinstance(op, Remove) and op.tab == tab.id}
            at = find(tab, line, len(tab.lines), gone)
            return None if at is None else Remove(group, tab.id, at, Expected(line=line))
        case Lost(_, near, kept):
            placed = _placed(draft, tab, kept)
            expected = Expected(draft.expect(tab, placed))
            return Insert(group, tab.id, min(near, max(len(tab.lines), 1)), placed, expected)
        case Owed():
            return _fill(draft, debt, group)


def _followed(book: Book, debt: Spoilt) -> dict[int, Json]:
    """What has to be put back in the case's line where it stands now: what still is as written."""
    place = book.places(debt.number)[0]
    tab = book.by_id(place.tab)
    line = tab.line(place.line)
    columns = named(tab.titles, len(tab.titles))
    return {
        n: cell
        for n, column in enumerate(columns)
        for cell, written in [debt.former.get(column, ({}, ""))]
        if column in debt.former and n < len(line) and content(line[n]) == written
    }


def _follow(draft: Draft, debt: Spoilt, group: str) -> Change | None:
    if not draft.book.places(debt.number):
        return None
    place = draft.book.places(debt.number)[0]
    tab = draft.book.by_id(place.tab)
    cells, case = _followed(draft.book, debt), tab.titles.index(CASE)
    if not cells:
        return None
    titles = draft.expect(tab, {*cells, case})
    expected = Expected(titles, {case: debt.number}, number=debt.number)
    return Change(group, tab.id, place.line, cells, expected, WHOLE)


def _fill(draft: Draft, debt: Owed, group: str) -> Change | None:
    """The row may have gone on to another tab."""
    if not draft.book.places(debt.number):
        return None
    place = draft.book.places(debt.number)[0]
    tab = draft.book.by_id(place.tab)
    placed = _placed(draft, tab, debt.cells)
    case = tab.titles.index(CASE)
    titles = draft.expect(tab, {*placed, case})
    expected = Expected(titles, {case: debt.number}, number=debt.number)
    return Change(group, tab.id, place.line, placed, expected, WHOLE)


def _placed(draft: Draft, tab: Tab, kept: Mapping[Column, Json]) -> dict[int, Json]:
    """Cells in the columns that have their titles now; those without a title as they stood."""
    titled = [column for column in kept if column[0]]
    columns = draft.columns(tab, titled)
    placed = {c: kept[column] for c, column in zip(columns, titled, strict=True)}
    untitled = [c for c, (title, _) in enumerate(named(tab.titles, 2 * MARK)) if not title]
    return placed | {untitled[nth]: cell for (title, nth), cell in kept.items() if not title}


def find(tab: Tab, line: tuple[str, ...], near: int, but: Collection[int] = ()) -> int | None:
    """The line that says this, the nearest of several."""
    found = [n for n, cells in enumerate(tab.lines) if n not in but and contents(cells) == line]
    return min(found, key=lambda n: abs(n - near), default=None)
