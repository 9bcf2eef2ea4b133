"""Putting right what a batch hit by mistake, from a later reading (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tracker.sheets_batch import REMOVED, Change, Expected, Insert, Op, Remove
from tracker.sheets_book import CASE, COPIES, MARK, Book, Tab, contents, marks
from tracker.sheets_cells import WHOLE, Json, content, text_of
from tracker.sheets_columns import Column, named
from tracker.sheets_plan import Draft
from tracker.sheets_verify import Debt, Lost, Owed, Retitled, Spoilt, Stray


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


def astray(book: Book, number: str) -> bool:
    """Whether the case's row was once removed by mistake, and may be about to be put back."""
    copies = book.own(COPIES)
    return any(
        mark.endswith(REMOVED)
        and mark.split(" ", 2)[2] != f"{number}{REMOVED}"
        and number in map(text_of, copies.line(line)[:MARK])
        for line, mark in marks(copies)
        if copies
    )


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
            # Where it was changed meanwhile, it is a double: see `sheets_plan`.
            return None if number and find(book.by_id(tab), line, 0) is None else debt
        case Owed(number):
            state = book.state(number)
            return debt if book.places(number) or (state and state.tab) else None
        case Lost():
            return debt  # even if the case has a row: that may be about to be taken back
        case Retitled(tab, cells):
            titles = book.by_id(tab).titles
            left = {c: cell for c, cell in cells.items() if titles[c : c + 1] == [cell[1]]}
            return Retitled(tab, left) if left else None
        case Spoilt(tab, _, line, _, number):
            gone = find(book.by_id(tab), line, 0) is None
            return None if gone and book.places(number) and not _followed(book, debt) else debt


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
            at = find(tab, line, len(tab.lines))
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
    expected = Expected(draft.expect(tab, {*cells, case}), {case: debt.number})
    return Change(group, tab.id, place.line, cells, expected, WHOLE)


def _fill(draft: Draft, debt: Owed, group: str) -> Change | None:
    """The row may have gone on to another tab."""
    if not draft.book.places(debt.number):
        return None
    place = draft.book.places(debt.number)[0]
    tab = draft.book.by_id(place.tab)
    placed = _placed(draft, tab, debt.cells)
    case = tab.titles.index(CASE)
    expected = Expected(draft.expect(tab, {*placed, case}), {case: debt.number})
    return Change(group, tab.id, place.line, placed, expected, WHOLE)


def _placed(draft: Draft, tab: Tab, kept: Mapping[Column, Json]) -> dict[int, Json]:
    """Cells in the columns that have their titles now; those without a title as they stood."""
    titled = [column for column in kept if column[0]]
    columns = draft.columns(tab, titled)
    placed = {c: kept[column] for c, column in zip(columns, titled, strict=True)}
    untitled = [c for c, (title, _) in enumerate(named(tab.titles, 2 * MARK)) if not title]
    return placed | {untitled[nth]: cell for (title, nth), cell in kept.items() if not title}


def find(tab: Tab, line: tuple[str, ...], near: int) -> int | None:
    """The line that says this, the nearest of several."""
    found = [n for n, cells in enumerate(tab.lines) if contents(cells) == line]
    return min(found, key=lambda n: abs(n - near), default=None)
