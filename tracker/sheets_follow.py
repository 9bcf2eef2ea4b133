"""Keeping what was read up with a batch that has hit what it meant (pure but for the book)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.sheets_batch import Answer, copy_lines, key, own, taking
from tracker.sheets_book import Book
from tracker.sheets_cells import Json, plain
from tracker.sheets_ops import Append, Batch, Change, Insert, Remove
from tracker.sheets_tab import COPIES, SEEN, Tab, marks


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


def recovered(book: Book, batch: Batch, images: Tab | None) -> Answer:
    """What the lost answer would have said, from a later reading.

    Args:
        book: The later reading.
        batch: What was asked.
        images: The tab of copies, read with all that belongs to its cells.
    """
    answer, copies = Answer({}), own(batch, book, COPIES)
    where = {" ".join(mark.split(" ")[:2]): line for line, mark in marks(images)}
    for nth, line in enumerate(copy_lines(batch)):
        if images and key(batch, nth) in where:
            answer.put(copies.id, line, images.line(where[key(batch, nth)]))
    for tab in book.tabs:
        if tab.id != copies.id:
            for number, cells in enumerate(tab.lines):
                answer.put(tab.id, number, cells)
    return answer


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
