"""People at work in a document of the loopback Docs, beside the program under test.

Each hand is a normal edit: a new revision, an entry in Drive's change feed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.google import docs_text
from tests.google.docs_answer import INLINE, WITHOUT, seen
from tests.google.docs_blocks import (
    Block,
    Paragraph,
    Part,
    paragraph_end,
    paragraphs,
    parse,
    tables,
)
from tests.google.docs_model import BODY, NORMAL, TABLE, Document, Tab, Unit, units_of
from tests.google.docs_tables import insert_table_column
from tests.google.docs_where import Place, delete
from tests.google.world import DOCUMENT, World

PERSON = "person@example.com"


def text(world: World, file_id: str, *, suggestions: bool = False) -> str:
    """What a person reads in the body: a line a paragraph; of a table, a line a row."""
    with world.lock:
        tab = _model(world, file_id).tabs[0]
        view = INLINE if suggestions else WITHOUT
        return "\n".join(_lines(parse(seen(tab.segments[BODY], view))))


def hand_type(world: World, file_id: str, heading: str, typed: str, *, user: str = PERSON) -> None:
    """Somebody writes a paragraph (or more) at the end of what stands under a heading."""

    def work(document: Document) -> None:
        tab = document.tabs[0]
        at = _under(tab, heading)
        _type_at(tab, at, [replace(unit) for unit in units_of(typed + "\n")])

    hand_change(world, file_id, work, user=user)


def hand_cell(  # noqa: PLR0913  # a hand has to say where and what
    world: World, file_id: str, row: str, column: int | str, typed: str, *, user: str = PERSON
) -> None:
    """Somebody types into the cell of the row whose first cell says `row`, after what is there.

    Args:
        column: Its number from 0, or what the table's first row says above it.
    """

    def work(document: Document) -> None:
        tab = document.tabs[0]
        cell = _cell(tab, row, column)
        last = list(paragraphs(cell.parts))[-1].end - 1
        docs_text.put(document, Place(tab, BODY, last, last), typed)

    hand_change(world, file_id, work, user=user)


def hand_replace(world: World, file_id: str, old: str, new: str, *, user: str = PERSON) -> None:
    """Somebody changes each place where `old` stands to `new`."""

    def work(document: Document) -> None:
        wanted = {"containsText": {"text": old, "matchCase": True}, "replaceText": new}
        if not docs_text.replace_all_text(document, wanted)["replaceAllText"]:
            raise LookupError(f"{old!r} does not stand in the document")

    hand_change(world, file_id, work, user=user)


def hand_insert_column(
    world: World, file_id: str, before: str, title: str, *, user: str = PERSON
) -> None:
    """Somebody puts a column in, left of the one whose first row says `before`."""

    def work(document: Document) -> None:
        tab = document.tabs[0]
        table, at = _column(tab, before)
        where = {"tableStartLocation": {"index": table.start}, "columnIndex": at}
        insert_table_column(document, {"tableCellLocation": where})
        table = _part_at(tab, table.start)
        head = table.pieces[0].pieces[at].start + 1
        docs_text.put(document, Place(tab, BODY, head, head), title)

    hand_change(world, file_id, work, user=user)


def hand_delete_section(world: World, file_id: str, heading: str, *, user: str = PERSON) -> None:
    """Somebody deletes a heading and all under it, smaller headings included."""

    def work(document: Document) -> None:
        tab = document.tabs[0]
        units = tab.segments[BODY]
        blocks = parse(units)
        first = _heading(blocks, heading)
        level = _level(first)
        behind = [b for b in blocks if b.start > first.start and 0 < _level(b) <= level]
        end = behind[0].start if behind else len(units) - 1
        delete(Place(tab, BODY, first.start, end))

    hand_change(world, file_id, work, user=user)


def hand_suggest(  # noqa: PLR0913  # a hand has to say where and what
    world: World,
    file_id: str,
    *,
    old: str = "",
    new: str = "",
    heading: str = "",
    user: str = PERSON,
) -> str:
    """Somebody suggests `new` instead of `old`; or, with a heading, a new paragraph under it.

    Returns:
        The suggestion's id.
    """
    made: list[str] = []

    def work(document: Document) -> None:
        tab = document.tabs[0]
        made.append(document.new_id("suggest."))
        if heading:
            units = units_of(new + "\n")
            _type_at(tab, _under(tab, heading), [replace(u, inserted=made[0]) for u in units])
            return
        units = tab.segments[BODY]
        size = len(units_of(old))
        hay = "".join(unit.char for unit in units)
        at = hay.find("".join(unit.char for unit in units_of(old)))
        if not old or at < 0:
            raise LookupError(f"{old!r} does not stand in the document")
        units[at : at + size] = [replace(unit, deleted=made[0]) for unit in units[at : at + size]]
        typed = units_of(new, units[at].style, units[paragraph_end(units, at)].mark)
        added = [replace(unit, inserted=made[0]) for unit in typed]
        tab.splice(BODY, at + size, at + size, added)

    hand_change(world, file_id, work, user=user)
    return made[0]


def hand_decide(
    world: World, file_id: str, suggestion: str, *, accept: bool, user: str = PERSON
) -> None:
    """Somebody accepts a suggestion, or rejects it."""

    def work(document: Document) -> None:
        for tab in document.tabs:
            for segment, units in tab.segments.items():
                for at in reversed(range(len(units))):
                    unit = units[at]
                    gone = unit.deleted if accept else unit.inserted
                    if gone == suggestion:
                        tab.splice(segment, at, at + 1, [])
                    elif suggestion in {unit.inserted, unit.deleted}:
                        units[at] = replace(unit, inserted="", deleted="")

    hand_change(world, file_id, work, user=user)


def hand_change(
    world: World, file_id: str, work: Callable[[Document], object], *, user: str = PERSON
) -> None:
    """Whatever else somebody does to a document, as one change."""
    with world.lock:
        file = world.file(file_id, DOCUMENT)
        document: Document = file.content
        work(document)
        document.revision += 1
        world.touch(file, user)


def _model(world: World, file_id: str) -> Document:
    found: Any = world.file(file_id, DOCUMENT).content
    assert isinstance(found, Document)
    return found


def _type_at(tab: Tab, at: int, units: list[Unit]) -> None:
    """Put whole paragraphs in; at the document's end its last newline stays the last."""
    body = tab.segments[BODY]
    if at < len(body):
        tab.splice(BODY, at, at, units)
        return
    ends = Unit("\n", {}, body[-1].mark, units[-1].inserted)
    body[-1] = replace(body[-1], mark=NORMAL)
    tab.splice(BODY, at - 1, at - 1, [ends, *units[:-1]])


def _level(block: Block) -> int:
    """1 to 6 of a heading, 0 of anything else."""
    named = isinstance(block, Paragraph) and block.kind.startswith("HEADING_")
    return int(block.kind[-1]) if named else 0


def _heading(blocks: Sequence[Block], heading: str) -> Paragraph:
    for block in blocks:
        if isinstance(block, Paragraph) and _level(block) and block.text.strip() == heading:
            return block
    raise LookupError(f"no heading says {heading!r}")


def _under(tab: Tab, heading: str) -> int:
    """Where the next heading starts, or where the document ends."""
    blocks = parse(tab.segments[BODY])
    first = _heading(blocks, heading)
    behind = [block.start for block in blocks if block.start > first.start and _level(block)]
    return behind[0] if behind else len(tab.segments[BODY])


def _part_at(tab: Tab, start: int) -> Part:
    return next(table for table in tables(parse(tab.segments[BODY])) if table.start == start)


def _column(tab: Tab, title: str) -> tuple[Part, int]:
    for table in tables(parse(tab.segments[BODY])):
        titles = [cell.text.strip() for cell in table.pieces[0].pieces]
        if title in titles:
            return table, titles.index(title)
    raise LookupError(f"no table has a column {title!r}")


def _cell(tab: Tab, row: str, column: int | str) -> Part:
    for table in tables(parse(tab.segments[BODY])):
        titles = [cell.text.strip() for cell in table.pieces[0].pieces]
        below = table.pieces[1:] if isinstance(column, str) else table.pieces
        for piece in below:
            said = piece.pieces[0].text.strip()
            if row in {said, said.split("\n")[0].strip()}:
                at = column if isinstance(column, int) else titles.index(column)
                return piece.pieces[at]
    raise LookupError(f"no row of a table starts with {row!r}")


def _lines(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif block.kind == TABLE:
            rows = ([" / ".join(_lines(cell.parts)) for cell in row.pieces] for row in block.pieces)
            lines += [" | ".join(row) for row in rows]
    return lines
