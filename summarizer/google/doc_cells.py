"""Cells of a Google Doc written anew: hints and pictures stay, what was typed there gives way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.google.doc_layout import Layout
from summarizer.google.doc_model import SOFT, Cell, Json, Paragraph, Place, Table, units
from summarizer.google.doc_read import links
from summarizer.google.doc_requests import Change, Piece, delete, insert, link, style_text
from summarizer.layout import text_in

Lines = Sequence[Sequence[Piece]]


def written_in(lines: Lines) -> str:
    """What a cell with these lines says."""
    text = "\n".join("".join(piece.text for piece in line) for line in lines)
    return text.replace(SOFT, "\n").strip()


def refill(layout: Layout, place: Place, cell: Cell, lines: Lines) -> Iterator[Change]:
    """Have a cell say this; no change if it does."""
    said = text_in(layout, cell)
    wanted = [piece.url for line in lines for piece in line if piece.url]
    if wanted and wanted == [url for _, url in links(cell.blocks)]:
        wanted = []
    if said == written_in(lines) and not wanted:
        return
    yield from clear(layout, place, cell, lines)


def clear(layout: Layout, place: Place, cell: Cell, lines: Lines) -> Iterator[Change]:
    """Take what is typed in a cell out, and put lines in where it stood."""
    found = [block for block in cell.blocks if isinstance(block, Paragraph)]
    typed = [paragraph for paragraph in found if layout.said(paragraph) is not None]
    for before, block in zip((None, *cell.blocks), cell.blocks, strict=False):
        if isinstance(block, Table):
            yield Change(place, block.start, [delete(place, block.start, block.end)])
        elif block not in typed[1:]:
            continue
        elif block.pictures or not isinstance(before, Paragraph):
            yield Change(place, block.start, _emptied(block))
        else:
            yield Change(place, block.start - 1, [delete(place, block.start - 1, block.end - 1)])
    if typed:
        at = typed[0].start
        yield Change(place, at, [*_emptied(typed[0]), *_typed(place, at, lines)])
    else:  # only hints: below them
        at = found[-1].end - 1
        yield Change(place, at, [insert(place, at, "\n"), *_typed(place, at + 1, lines)])


def _emptied(paragraph: Paragraph) -> list[Json]:
    """Requests that take the words of a paragraph out; its pictures and its end stay."""
    runs = [run for run in paragraph.runs if not run.picture]
    ends = [(run.start, min(run.end, paragraph.end - 1)) for run in runs]
    return [delete(paragraph.place, start, end) for start, end in reversed(ends) if start < end]


def _typed(place: Place, at: int, lines: Lines) -> Iterator[Json]:
    """Lines put in as typing there would: neither grey as a hint nor part of a link."""
    text = "\n".join("".join(piece.text for piece in line) for line in lines)
    if not text:
        return
    yield insert(place, at, text)
    yield style_text(place, at, at + units(text), {}, "italic,underline,foregroundColor,link")
    for line in lines:
        for piece in line:
            if piece.url:
                yield link(place, at, at + units(piece.text), piece.url)
            at += units(piece.text)
        at += 1
