"""What fills a copy of the team's template: one batch, each placeholder filled once.

A block on a table's row, or over paragraphs, is written anew for each of its items, in the look of
the template. What is filled in is never read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from summarizer.google.doc_layout import OURS, layout_of, looks_like_hint
from summarizer.google.doc_model import (
    Block,
    Document,
    Json,
    Paragraph,
    Place,
    Row,
    Table,
    paragraphs,
    units,
)
from summarizer.google.doc_requests import (
    Change,
    Written,
    add_row,
    batch,
    clean,
    delete,
    drop_row,
    insert,
    keep_hint,
    link,
    name,
    new_cell,
    words,
    write,
)
from summarizer.google.doc_template import (
    Region,
    Values,
    closes,
    closing,
    filled,
    is_hint,
    only_text,
    opening,
    region_of,
)
from summarizer.layout import given
from summarizer.placeholders import holes
from summarizer.ports import NewDocument
from tracker.errors import BadInput

#: The named range that says that a document was filled.
FILLED = f"{OURS}filled"


def is_filled(document: Document) -> bool:
    """Whether the copy of a template was filled: what looks like a placeholder is text now."""
    return any(called.startswith(OURS) for called in document.names)


def fill(document: Document, new: NewDocument) -> list[Json]:
    """The requests that fill a fresh copy of a template.

    Raises:
        BadInput: The template asks for a block that there isn't, or that can't be repeated, or it
            is empty; or a value holds what no document can.
    """
    if not any(paragraph.text.strip() for paragraph in paragraphs(document.blocks)):
        fix = "Bring its text back in Google Docs: File > Version history; then run it again"
        raise BadInput("The document's template is empty", "All its text was deleted.", fix)
    filling = _Filling(new, _hints(document))
    changes = list(_mark(document))
    for _, blocks in groupby((*document.blocks, *document.others), key=lambda b: b.place):
        changes += filling.blocks(list(blocks))
    return batch(changes)


def check(new: NewDocument) -> None:
    """Refuse values that no document can hold, before anything is made. BadInput names them."""
    if any(c in new.title for c in "\0\r\n"):
        raise BadInput(f"{new.title!r} can't be a title", "It holds NUL or a line break.")
    _Filling(new, frozenset())


def _hints(document: Document) -> frozenset[tuple[Place, int]]:
    """Where the template's own hints stand: those that look so, and what stands to be filled in."""
    layout = layout_of(document)
    found = [*given(layout), *filter(looks_like_hint, document.paragraphs())]
    told = [(block, layout.words(block)) for block in found]
    return frozenset((b.place, b.start) for b, text in told if text.strip() and not holes(text))


def _mark(document: Document) -> Iterator[Change]:
    """Say that the document was filled, where its first words of its own stand."""
    for paragraph in paragraphs(document.blocks):
        text = paragraph.text
        if text.strip() and not holes(text) and paragraph.runs[0].plain:
            place, start = paragraph.place, paragraph.start
            end = start + units(paragraph.runs[0].text[0])
            yield Change(place, start, [name(place, start, end, FILLED)])
            return
    last = document.blocks[-1]  # a template of placeholders only: its last newline always stays
    yield Change(last.place, last.end - 1, [name(last.place, last.end - 1, last.end, FILLED)])


class _Filling:
    """What one document is filled with."""

    def __init__(self, new: NewDocument, hints: frozenset[tuple[Place, int]]) -> None:
        values = {**new.values, "title": new.title, "case": new.case}
        self.values = {key: clean(value) for key, value in values.items()}
        self.items: dict[str, Sequence[Values]] = {
            "chart": [{"step": clean(step), "hint": clean(hint)} for step, hint in new.steps],
            "parts": [
                {"part": clean(part), "hint": clean(hint), "text": clean(new.summary.get(part, ""))}
                for part, hint in new.parts
            ],
        }
        self.hints = hints

    def blocks(self, blocks: Sequence[Block]) -> Iterator[Change]:
        """The changes in a body, a cell, a header."""
        after = 0
        for number, block in enumerate(blocks):
            if number < after:
                continue
            if isinstance(block, Table):
                for row in block.rows:
                    yield from self.row(block, row)
            elif hole := opening(block):
                last = closing(blocks, number, hole.name)
                after = last + 1
                yield self.region(hole.name, blocks[number:after], blocks[after : after + 1])
            else:
                yield from self.paragraph(block)

    def paragraph(self, paragraph: Paragraph) -> Iterator[Change]:
        """The values of a paragraph, each put in behind its placeholder: in its look."""
        place, chars = paragraph.place, paragraph.characters()
        for hole in holes("".join(char for char, _ in chars)):
            if hole.mark or hole.name not in self.values:
                continue
            start, end = chars[hole.start][1], chars[hole.end - 1][1] + 1
            pieces = words(self.values[hole.name], {})
            text = "".join(piece.text for piece in pieces)
            requests = [insert(place, end, text)] if text else []
            requests.append(delete(place, start, end))
            at = start
            for piece in pieces:
                if piece.url:
                    requests.append(link(place, at, at + units(piece.text), piece.url))
                at += units(piece.text)
            yield Change(place, start, requests)
        if (place, paragraph.start) in self.hints:
            yield Change(place, paragraph.start, keep_hint(place, paragraph.start, paragraph.text))

    # --- rows ------------------------------------------------------------------------------

    def row(self, table: Table, row: Row) -> Iterator[Change]:
        """The changes in a row: repeated, if a block begins in it that doesn't end in its cell."""
        found = (
            hole.name
            for cell in row.cells
            for number, block in enumerate(cell.blocks)
            if isinstance(block, Paragraph) and (hole := opening(block))
            if not closes(cell.blocks[number:], hole.name)
        )
        block = next(found, None)
        if block is None:
            for cell in row.cells:
                yield from self.blocks(cell.blocks)
            return
        items = self.items.get(block, ())
        if not items:
            yield Change(table.place, row.start, [drop_row(table, row)])
            return
        yield Change(table.place, row.end, self.rows_below(table, row, items[1:]))
        yield from self.first_row(row, items[0])

    def rows_below(self, table: Table, row: Row, items: Sequence[Values]) -> list[Json]:
        """All rows of a block but the first, each written into a new row from its end."""
        if row.merged and items:
            raise BadInput(
                "A row of the template can't be repeated",
                "Cells are merged in it.",
                "Split them, in the template.",
            )
        requests = [add_row(table, row) for _ in items]
        for below, item in reversed(list(enumerate(items))):
            for column, cell in reversed(list(enumerate(row.cells))):
                at = new_cell(row, below, column)
                written = self.written(Region([item], only_text(cell.blocks)))
                requests += write(table.place, at, written)
        return requests

    def first_row(self, row: Row, item: Values) -> Iterator[Change]:
        """The template's own row."""
        for cell in row.cells:
            inside = only_text(cell.blocks)
            if any(holes(paragraph.text) for paragraph in inside):
                place, start, end = inside[0].place, inside[0].start, inside[-1].end - 1
                written = write(place, start, self.written(Region([item], inside)))
                yield Change(place, start, [delete(place, start, end), *written])
            else:
                for paragraph in inside:
                    yield from self.paragraph(paragraph)

    # --- paragraphs ------------------------------------------------------------------------

    def region(self, block: str, inside: Sequence[Block], behind: Sequence[Block]) -> Change:
        """Paragraphs of a block: written anew before them, for each item; then they go."""
        old = only_text(inside)
        place, start, end = old[0].place, old[0].start, old[-1].end
        items = self.items.get(block, ())
        if not items:  # the last newline before a table, or of a cell, has to stay
            whole = bool(behind) and isinstance(behind[0], Paragraph)
            return Change(place, start, [delete(place, start, end if whole else end - 1)])
        written = self.written(region_of(items, old, lines=block == "parts"))
        size = sum(units(paragraph.text) + 1 for paragraph in written) - 1
        requests = write(place, start, written)
        requests.insert(1 if size else 0, delete(place, start + size, end - 1 + size))
        return Change(place, start, requests)

    def written(self, region: Region) -> list[Written]:
        """The paragraphs of a region, for each of its items."""
        return [
            written
            for item in region.items
            for number, paragraph in enumerate(region.inside)
            for written in self.one(paragraph, item, lines=number == region.text_at)
            if written.text or not is_hint(paragraph) or len(region.inside) == 1
        ]

    def one(self, paragraph: Paragraph, item: Values, *, lines: bool) -> Iterator[Written]:
        """A paragraph of the template filled; once a line of its item's text if it is for that."""
        hint = item.get("hint", "") if is_hint(paragraph) else ""
        if (paragraph.place, paragraph.start) in self.hints:
            hint = paragraph.text
        if not lines:
            typed = paragraph.runs[-1].style if paragraph.runs else None
            pieces = filled(paragraph, {**self.values, **item})
            yield Written(pieces, paragraph.style, hint, typed)
            return
        asked = any(hole.name == "text" and not hole.mark for hole in holes(paragraph.text))
        style = paragraph.runs[0].style if paragraph.runs else {}
        for line in item.get("text", "").split("\n"):
            pieces = filled(paragraph, {**self.values, **item, "text": line})
            yield Written(pieces if asked else [*pieces, *words(line, style)], paragraph.style)
