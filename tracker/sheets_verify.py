"""Did a batch hit what it meant? If not: what is owed (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.sheets_batch import Answer, copy_lines, key, own, span
from tracker.sheets_book import Book
from tracker.sheets_cells import Json, content, moved_formula, text_of, whole
from tracker.sheets_columns import Column, named
from tracker.sheets_ops import Append, Batch, Change, Insert, Remove
from tracker.sheets_tab import CASE, COPIES, MARK, Place, contents


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A line in which cells were overwritten: what it says now, and what stood in them.

    Attributes:
        number: Of the case whose line it is, "" for one of other people.
        key: Of the mistake, for those who wait until it is put right.
        former: What stood in the cells and what was written, by title: the case's line may have
            gone to another tab since.
    """

    tab: int
    near: int
    line: tuple[str, ...]
    cells: Mapping[int, Json]
    number: str
    former: Mapping[Column, tuple[Json, str]]
    key: str


@dataclass(frozen=True, slots=True)
class Retitled:
    """Titles of people that were overwritten: what stood there, and what was written."""

    tab: int
    cells: Mapping[int, tuple[Json, str]]


@dataclass(frozen=True, slots=True)
class Lost:
    """A line that was removed by mistake: its cells by the columns that it stood in."""

    tab: int
    near: int
    cells: Mapping[Column, Json]
    key: str


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that was added and has to go again."""

    tab: int
    number: str
    line: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """Cells that people changed while their line was on its way to another tab.

    Attributes:
        cells: What they hold now; read: what they were read to hold, by `content`.
    """

    number: str
    tab: int
    cells: Mapping[Column, Json]
    read: Mapping[Column, str]


Debt = Spoilt | Retitled | Lost | Stray | Owed


def failed(batch: Batch, book: Book, answer: Answer) -> set[str]:
    """The groups of changes of which at least one hit something else."""
    found = {op.group for op, image in _images(batch, book, answer) if not _hit(op, image)}
    for one in batch.ops:
        titles = answer.line(one.tab, _head(batch, book, one.tab))
        if any(_text(titles, c) != title for c, title in one.expected.titles.items()):
            found.add(one.group)
        if isinstance(one, Append) and len(_arrivals(one, answer)) != 1:
            found.add(one.group)
    return {op.group for op in batch.ops} if "" in found else found


def undo(batch: Batch, book: Book, answer: Answer, groups: set[str]) -> list[Debt]:
    """What is owed so that the changes of these groups never were."""
    found: list[Debt | None] = []
    for nth, (op, image) in enumerate(_images(batch, book, answer)):
        if op.group not in groups:
            continue
        titles = [text_of(cell) for cell in answer.line(op.tab, _head(batch, book, op.tab))]
        if isinstance(op, Remove):
            found.append(lost(key(batch, nth), Place(op.tab, op.line), image, titles))
        elif op.group:
            found.append(spoilt(key(batch, nth), Place(op.tab, op.line), image, op.cells, titles))
        else:
            found.append(_retitled(op, image))
    for one in batch.ops:
        if one.group in groups and isinstance(one, Append | Insert):
            number = one.number if isinstance(one, Append) else ""
            found.append(Stray(one.tab, number, contents(span(one.cells))))
    return [debt for debt in found if debt]


def lost(name: str, near: Place, image: Sequence[Json], titles: Sequence[str]) -> Lost | None:
    """What is owed for a line that was removed; None for an empty one."""
    columns = named(titles, len(image))
    kept = {columns[c]: whole(cell) for c, cell in enumerate(image) if whole(cell)}
    return Lost(near.tab, near.line, kept, name) if kept else None


def spoilt(
    name: str,
    near: Place,
    image: Sequence[Json],
    written: Mapping[int, Json],
    titles: Sequence[str],
) -> Spoilt:
    """What is owed for a line in which cells were overwritten."""
    after = [*image, *({} for _ in range(max(written) + 1 - len(image)))]
    cells = {c: whole(after[c]) for c in written}
    columns = named(titles, len(after))
    number = _text(image, columns.index((CASE, 0))) if (CASE, 0) in columns else ""
    former = {columns[c]: (cells[c], content(cell)) for c, cell in written.items()}
    for column, cell in written.items():
        after[column] = dict(cell)
    return Spoilt(near.tab, near.line, contents(after), cells, number, former, name)


def _retitled(op: Change, image: Sequence[Json]) -> Retitled | None:
    """A title that stood alone, or was the same, can stay."""
    cells = {
        c: (whole(image[c]), text_of(cell))
        for c, cell in op.cells.items()
        if _text(image, c) not in ("", text_of(cell))
    }
    return Retitled(op.tab, cells) if cells else None


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
        read = {
            columns[c]: content(op.cells.get(op.moved.get(c, -1), {})) for c in range(len(image))
        }
        if cells:
            found.append(Owed(op.number, op.tab, cells, read))
    return found


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
    former = op.expected.former.items()
    if any(content(image[c]) != was if c < len(image) else was for c, was in former):
        return False
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
