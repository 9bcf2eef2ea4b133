"""Did a batch hit what it meant? If not: what is owed, and how it is put right (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.sheets_batch import (
    Answer,
    Append,
    Batch,
    Change,
    Expected,
    Insert,
    Op,
    Remove,
    copy_lines,
    own,
)
from tracker.sheets_book import CASE, CLOCK, COPIES, MARK, Book, Place, Tab, contents
from tracker.sheets_cells import WHOLE, Json, moved_formula, text_of, whole
from tracker.sheets_plan import Column, Draft, named


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A line in which cells were overwritten: what it says now, and what stood in them."""

    tab: int
    near: int
    line: tuple[str, ...]
    cells: Mapping[int, Json]


@dataclass(frozen=True, slots=True)
class Lost:
    """A line that was removed by mistake: its cells by the columns that it stood in."""

    tab: int
    near: int
    cells: Mapping[Column, Json]


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that was added and has to go again."""

    tab: int
    number: str
    line: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """Cells that people changed while their line was on its way to another tab."""

    number: str
    tab: int
    cells: Mapping[Column, Json]


Debt = Spoilt | Lost | Stray | Owed


def failed(batch: Batch, book: Book, answer: Answer) -> set[str]:
    """The groups of changes of which at least one hit something else."""
    found = {op.group for op, image in _images(batch, book, answer) if not _hit(op, image)}
    for op in batch.ops:
        titles = answer.line(op.tab, _head(batch, book, op.tab))
        if any(_text(titles, c) != title for c, title in op.expected.titles.items()):
            found.add(op.group)
        if isinstance(op, Append) and len(_arrivals(op, answer)) != 1:
            found.add(op.group)
    return {op.group for op in batch.ops} if "" in found else found


def undo(batch: Batch, book: Book, answer: Answer, groups: set[str]) -> list[Debt]:
    """What is owed so that the changes of these groups never were."""
    found: list[Debt] = []
    for op, image in _images(batch, book, answer):
        if op.group not in groups:
            continue
        if isinstance(op, Change):
            after = [*image, *({} for _ in range(max(op.cells) + 1 - len(image)))]
            cells = {c: whole(after[c]) for c in op.cells}
            for column, cell in op.cells.items():
                after[column] = dict(cell)
            found.append(Spoilt(op.tab, op.line, contents(after), cells))
        elif any(map(whole, image)):
            titles = [text_of(cell) for cell in answer.line(op.tab, _head(batch, book, op.tab))]
            columns = named(titles, len(image))
            kept = {columns[c]: whole(cell) for c, cell in enumerate(image) if whole(cell)}
            found.append(Lost(op.tab, op.line, kept))
    for op in batch.ops:
        if op.group in groups and isinstance(op, Append | Insert):
            width = max(op.cells, default=-1) + 1
            line = contents([dict(op.cells.get(c, {})) for c in range(width)])
            found.append(Stray(op.tab, op.number if isinstance(op, Append) else "", line))
    return found


def owed(batch: Batch, book: Book, answer: Answer, groups: set[str]) -> list[Owed]:
    """What people wrote into lines that have moved, between our reading and the move."""
    images = {op.group: (op, image) for op, image in _images(batch, book, answer)}
    found = []
    for op in batch.ops:
        if not isinstance(op, Append) or op.source is None or op.group in groups:
            continue
        left, image = images[op.group]
        titles = [text_of(c) for c in answer.line(op.source, _head(batch, book, op.source))]
        columns, arrived = named(titles, len(image)), _arrivals(op, answer)[0]
        cells = {
            columns[c]: moved_formula(whole(cell), left.line, arrived)
            for c, cell in enumerate(image)
            if _differs(cell, op, c, titles)
        }
        if cells:
            found.append(Owed(op.number, op.tab, cells))
    return found


def repair(draft: Draft, debts: Sequence[Debt]) -> dict[str, Debt]:
    """Put repairs into the draft; the debts that each group of changes settles.

    One that is in no group can't be settled now: its line isn't found.
    """
    groups: dict[str, Debt] = {}
    for number, debt in enumerate(debts):
        group = f"repair {number}"
        op = _repair(draft, debt, group)
        if op:
            draft.ops.append(op)
            groups[group] = debt
    return groups


def still_owed(book: Book, debts: Sequence[Debt]) -> list[Debt]:
    """The debts without those that are settled because people or other agents did it."""
    found = (_still(book, debt) for debt in debts if any(t.id == debt.tab for t in book.tabs))
    return [debt for debt in found if debt]


def _still(book: Book, debt: Debt) -> Debt | None:
    match debt:
        case Stray(_, number, _):
            return None if number and len(book.places(number)) <= 1 else debt
        case Owed(number, tab, _):
            return debt if any(place.tab == tab for place in book.places(number)) else None
        case Lost(_, _, cells):
            number = text_of(cells.get((CASE, 0), {}))
            return _merged(book, debt, number) if book.places(number) else debt
        case Spoilt():
            return debt


def _merged(book: Book, debt: Lost, number: str) -> Owed | None:
    """The row of a case was put anew before it could be put back: people's cells go into it."""
    row, place = book.row(number), book.places(number)[0]
    there = row.cells if row else {}
    cells = {c: cell for c, cell in debt.cells.items() if c[0] and there.get(c[0]) is None}
    cells = {c: cell for c, cell in cells.items() if c != (CLOCK, 0)}
    return Owed(number, place.tab, cells) if cells else None


def _repair(draft: Draft, debt: Debt, group: str) -> Op | None:
    tab = next((tab for tab in draft.book.tabs if tab.id == debt.tab), None)
    if tab is None:
        return None
    match debt:
        case Spoilt(_, near, line, cells):
            at = _find(tab, line, near)
            expected = Expected(line=line)
            return None if at is None else Change(group, tab.id, at, cells, expected, WHOLE)
        case Stray(_, _, line):
            at = _find(tab, line, len(tab.lines))
            return None if at is None else Remove(group, tab.id, at, Expected(line=line))
        case Lost(_, near, kept):
            placed = _placed(draft, tab, kept)
            expected = Expected(draft.expect(tab, placed))
            return Insert(group, tab.id, min(near, max(len(tab.lines), 1)), placed, expected)
        case Owed(number):
            there = [place for place in draft.book.places(number) if place.tab == tab.id]
            return _fill(draft, tab, there[0], debt, group) if there else None


def _fill(draft: Draft, tab: Tab, place: Place, debt: Owed, group: str) -> Change:
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


def _images(
    batch: Batch, book: Book, answer: Answer
) -> Iterator[tuple[Change | Remove, list[Json]]]:
    """Each change with the line that it hit, as it was before."""
    copies = own(batch, book, COPIES).id
    for op, line in zip(batch.hitting, copy_lines(batch), strict=True):
        yield op, answer.line(copies, line)[:MARK]


def _hit(op: Change | Remove, image: Sequence[Json]) -> bool:
    if op.expected.line is not None:
        return contents(image) == op.expected.line
    return all(_text(image, column) == text for column, text in op.expected.cells.items())


def _text(line: Sequence[Json], column: int) -> str:
    return text_of(line[column]) if column < len(line) else ""


def _head(batch: Batch, book: Book, tab: int) -> int:
    return next(t.head for t in (*book.tabs, *batch.made) if t.id == tab)


def _arrivals(op: Append, answer: Answer) -> list[int]:
    case = next(iter(op.expected.cells))
    return answer.lines_with(op.tab, case, op.number)


def _differs(cell: Json, op: Append, column: int, titles: Sequence[str]) -> bool:
    """Whether a cell that came along isn't what was put down for it."""
    to = op.moved.get(column)
    if to is not None:
        return whole(cell) != whole(op.cells.get(to, {}))
    title = titles[column] if column < len(titles) else ""
    written = title in op.expected.titles.values() and named(titles, column + 1)[column][1] == 0
    return bool(whole(cell)) and not (title and written)


def _find(tab: Tab, line: tuple[str, ...], near: int) -> int | None:
    found = [n for n, cells in enumerate(tab.lines) if contents(cells) == line]
    return min(found, key=lambda n: abs(n - near), default=None)
