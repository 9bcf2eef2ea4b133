"""A segment of the loopback Docs read as what it is made of: paragraphs, tables, rows, cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.google.docs_model import CELL, END, ROW, SECTION, STRUCTURE, TABLE, Json, Unit, string

_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its newline."""

    start: int
    end: int
    units: list[Unit]

    @property
    def mark(self) -> Json:
        """Its style and bullet."""
        return self.units[-1].mark

    @property
    def text(self) -> str:
        """Its text without the newline."""
        return string(self.units[:-1])

    @property
    def kind(self) -> str:
        """Its named style: NORMAL_TEXT, HEADING_1."""
        return str(self.mark["paragraphStyle"]["namedStyleType"])


@dataclass(frozen=True, slots=True)
class Part:
    """A section break, table, row or cell; `parts` are the rows, cells or paragraphs in it."""

    kind: str
    start: int
    end: int
    mark: Json
    parts: Sequence[Block]

    @property
    def pieces(self) -> list[Part]:
        """The rows of a table, the cells of a row."""
        return [part for part in self.parts if isinstance(part, Part)]

    @property
    def text(self) -> str:
        """All text in it, a line a paragraph."""
        return "\n".join(part.text for part in self.parts)


Block = Paragraph | Part


def parse(units: list[Unit], at: int = 0, stop: int | None = None) -> list[Block]:
    """The blocks of a segment or a cell, with their indexes.

    Raises:
        ValueError: What is there can't be a document: a paragraph without its newline, say.
    """
    found: list[Block] = []
    stop = len(units) if stop is None else stop
    while at < stop:
        block = _block(units, at, stop)
        found.append(block)
        at = block.end
    return found


def paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """All paragraphs, those in tables included, in order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from paragraphs(block.parts)


def tables(blocks: Sequence[Block]) -> Iterator[Part]:
    """All tables, those within cells included."""
    for block in blocks:
        if isinstance(block, Part):
            if block.kind == TABLE:
                yield block
            yield from tables(block.parts)


def paragraph_start(units: list[Unit], at: int) -> int:
    """Where the paragraph around an index starts."""
    while at > 0 and units[at - 1].char != "\n" and units[at - 1].char not in STRUCTURE:
        at -= 1
    return at


def paragraph_end(units: list[Unit], at: int) -> int:
    """The index of the newline that ends the paragraph around an index."""
    while units[at].char != "\n":
        at += 1
    return at


def splits_pair(units: list[Unit], at: int) -> bool:
    """Whether an index lies between the two units of one character."""
    return 0 < at < len(units) and ord(units[at].char) in _LOW and ord(units[at - 1].char) in _HIGH


def depth(units: list[Unit], at: int) -> int:
    """In how many tables an index lies."""
    chars = [unit.char for unit in units[:at]]
    return chars.count(TABLE) - chars.count(END)


def _block(units: list[Unit], at: int, stop: int) -> Block:
    char = units[at].char
    if char == TABLE:
        return _part(units, at)
    if char == SECTION:
        return Part(SECTION, at, at + 1, units[at].mark, [])
    for end in range(at, stop):
        if units[end].char == "\n":
            return Paragraph(at, end + 1, units[at : end + 1])
        if units[end].char in STRUCTURE:
            break
    raise ValueError(f"no paragraph at {at}")


def _part(units: list[Unit], at: int) -> Part:
    """The table that starts at an index, rows and cells and all."""
    rows: list[Part] = []
    here = at + 1
    while units[here].char == ROW:
        start, cells = here, []
        here += 1
        while units[here].char == CELL:
            end = _cell_end(units, here + 1)
            cells.append(Part(CELL, here, end, units[here].mark, parse(units, here + 1, end)))
            here = end
        rows.append(Part(ROW, start, here, units[start].mark, cells))
    if units[here].char != END or not all(row.parts for row in rows) or not rows:
        raise ValueError(f"no table at {at}")
    return Part(TABLE, at, here + 1, units[at].mark, rows)


def _cell_end(units: list[Unit], at: int) -> int:
    inside = 0
    while inside or units[at].char not in {CELL, ROW, END}:
        inside += (units[at].char == TABLE) - (units[at].char == END)
        at += 1
    if units[at - 1].char != "\n":
        raise ValueError(f"no newline at the end of the cell before {at}")
    return at
