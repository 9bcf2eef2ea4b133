"""Keeping what was read up with a batch that has hit what it meant (pure but for the book)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.sheets_batch import (
    Answer,
    Append,
    Batch,
    Change,
    Insert,
    Remove,
    copy_lines,
    own,
    taking,
)
from tracker.sheets_book import COPIES, SEEN, Book, Tab, marks
from tracker.sheets_cells import Json, plain


def follow(book: Book, batch: Batch, answer: Answer) -> None:
    """Do to the book what the batch has done to the spreadsheet."""
    book.tabs.extend(batch.made)
    for op in batch.ops:
        if isinstance(op, Change):
            _overlay(book.by_id(op.tab), op.line, op.cells)
    _remove_and_insert(book, batch)
    for op in batch.ops:
        if isinstance(op, Append):
            _append(book.by_id(op.tab), op, answer)
    for tab in {op.tab for op in batch.ops}:
        book.by_id(tab).dressed = True
    for tab in taking(batch):
        book.by_id(tab).turn += 1
    _grow(own(batch, book, COPIES), batch)
    seen = own(batch, book, SEEN)
    seen.lines.extend([plain(text) for text in line] for line in batch.seen)
    book.take([*line, *[""] * (8 - len(line))] for line in batch.lines)
    book.batches.add(batch.id)
    book.changed()


def recovered(book: Book, batch: Batch, before: Book, images: Answer) -> Answer:
    """What the lost answer would have said, from a later reading.

    Args:
        book: The later reading.
        batch: What was asked.
        before: The reading that it was asked from.
        images: The copied lines, as `Row copies` has them now.
    """
    answer, copies = Answer({}), own(batch, book, COPIES)
    where = {mark.split(" ")[0] + " " + mark.split(" ")[1]: n for n, mark in marks(copies)}
    for number, line in enumerate(copy_lines(batch)):
        answer.put(copies.id, line, images.line(copies.id, where[f"{batch.id} {number}"]))
    heads = {tab.id: tab.head for tab in (*before.tabs, *batch.made)}
    for tab in book.tabs:
        if tab.id in heads and tab.id != copies.id:
            for number, cells in enumerate(tab.lines):
                answer.put(tab.id, number, cells)
            answer.put(tab.id, heads[tab.id], tab.line(tab.head))
    return answer


def copied(batch: Batch, book: Book) -> list[int]:
    """The lines of `Row copies` in which the copies of this batch stand now."""
    found = marks(own(batch, book, COPIES))
    return [number for number, mark in found if mark.startswith(f"{batch.id} ")]


def _overlay(tab: Tab, number: int, cells: Mapping[int, Json]) -> None:
    tab.lines.extend([] for _ in range(number + 1 - len(tab.lines)))
    line = tab.lines[number]
    line.extend({} for _ in range(max(cells) + 1 - len(line)))
    tab.columns = max(tab.columns, max(cells) + 1)
    for column, cell in cells.items():
        line[column] = dict(cell)


def _remove_and_insert(book: Book, batch: Batch) -> None:
    for op in sorted((o for o in batch.ops if isinstance(o, Remove)), key=lambda o: -o.line):
        del book.by_id(op.tab).lines[op.line]
        book.by_id(op.tab).rows -= 1
    for new in sorted((o for o in batch.ops if isinstance(o, Insert)), key=lambda o: -o.line):
        tab = book.by_id(new.tab)
        tab.lines.insert(new.line, [])
        _overlay(tab, new.line, new.cells or {0: {}})
        tab.rows += 1


def _append(tab: Tab, op: Append, answer: Answer) -> None:
    lines: Sequence[int] = answer.lines_with(tab.id, next(iter(op.expected.cells)), op.number)
    if lines[-1] < len(tab.lines):
        tab.lines[lines[-1]] = []  # what was read there has moved since
    _overlay(tab, lines[-1], op.cells)
    tab.rows = max(tab.rows, len(tab.lines))


def _grow(copies: Tab, batch: Batch) -> None:
    copies.rows += len(batch.hitting)
