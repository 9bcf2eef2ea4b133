"""One batch of changes to a spreadsheet, with a copy of every line that it changes (pure).

Google applies a batch whole or not at all, but takes the indexes of lines as they are then, not as
they were read. So each line that is changed or removed is copied first, in the same batch, into
the tab `Row copies`; the answer brings the copies, and so says what was hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from tracker import sheets_mistakes
from tracker import sheets_turns as turns
from tracker.sheets_book import Book
from tracker.sheets_cells import WHOLE, Json, plain, text_of
from tracker.sheets_ops import Append, Batch, Change, Hitting, Insert, Op, Remove
from tracker.sheets_tab import COPIES, EVENTS, MARK, SEEN, Tab

#: How many lines of `Row copies` are kept below those that are copied into, at least and at most.
_KEPT, _TOO_MANY = 300, 700


def body(batch: Batch, book: Book) -> Json:
    """The body of the `batchUpdate` request."""
    events, seen, copies = (own(batch, book, title) for title in (EVENTS, SEEN, COPIES))
    requests = [
        *batch.before,
        *_turns(batch, book),
        *_copy_all(batch, copies),
        *(r for op in batch.ops if isinstance(op, Change) for r in _change(op)),
        *map(_remove, _from_below(batch.ops, Remove)),
        *(r for op in _from_below(batch.ops, Insert) for r in _insert(op)),
        *_append_all(op for op in batch.ops if isinstance(op, Append)),
        *_append_lines(batch.lines, events),
        *_append_lines(batch.seen, seen),
        *batch.after,
        *_trim(book, copies),
    ]
    ranges = sorted(set(_ranges(batch, book, copies)))
    told = {"includeSpreadsheetInResponse": True, "responseRanges": ranges} if ranges else {}
    return {"requests": requests, **told}


def own(batch: Batch, book: Book, title: str) -> Tab:
    """One of the program's own tabs: it is there already, or the batch makes it."""
    found = book.own(title) or Book(list(batch.made), book.zone).own(title)
    assert found is not None  # noqa: S101  every batch makes those that are missing
    return found


def taking(batch: Batch) -> set[int]:
    """The tabs of which the batch takes the turn: lines move up or down, or it says so."""
    return {op.tab for op in batch.ops if isinstance(op, Remove | Insert)} | batch.closed


def _turns(batch: Batch, book: Book) -> list[Json]:
    moving, found = taking(batch), list[Json]()
    for tab in book.tabs:
        if tab.id in moving:
            found += turns.take(tab.id, tab.turn)
        elif any(op.tab == tab.id and _must_not_be_late(op) for op in batch.ops):
            found += turns.check(tab.id, tab.turn)
    return found


def _must_not_be_late(op: Op) -> bool:
    """Whether it would do harm after others; a line that moves is in the turn of its old tab."""
    return not isinstance(op, Append) or op.source is None


def copy_lines(batch: Batch) -> list[int]:
    """In which line of `Row copies` each copy stands when the batch is done."""
    lines: list[int] = []
    for op in batch.hitting:
        new = _copy_line(op)
        lines = [*(line + (line >= new) for line in lines), new]
    return lines


def key(batch: Batch, number: int) -> str:
    """The name of a copy: those of one batch are numbered."""
    return f"{batch.id} {number}"


def mark(batch: Batch, number: int) -> str:
    """What a copied line is marked with."""
    op = batch.hitting[number]
    line = op.expected.line
    meant = op.expected.number if line is None else sheets_mistakes.digest(line)
    changed = sorted(op.cells) if isinstance(op, Change) else []
    return sheets_mistakes.mark(key(batch, number), batch.at, op.tab, meant, changed)


def span(cells: Mapping[int, Json], width: int = 0) -> list[Json]:
    """The cells as a row from the first column on, empty where none is given."""
    return [dict(cells.get(column, {})) for column in range(max([width, *(c + 1 for c in cells)]))]


def range_of(tab: Tab, cells: str) -> str:
    """A range in A1 notation: a title is quoted, whatever it is."""
    return "'" + tab.title.replace("'", "''") + f"'!{cells}"


def letters(column: int) -> str:
    """A column as A1 notation has it: 0 is A, 26 is AA."""
    text, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(65 + letter) + text
    return text


def rows(tab: int, line: int, count: int = 1) -> Json:
    """A DimensionRange of lines."""
    return {"sheetId": tab, "dimension": "ROWS", "startIndex": line, "endIndex": line + count}


def write(tab: int, line: int, cells: Mapping[int, Json], fields: str) -> list[Json]:
    """One `updateCells` for each run of columns that stand side by side."""
    found = []
    for _, run in groupby(enumerate(sorted(cells)), lambda pair: pair[1] - pair[0]):
        columns = [column for _, column in run]
        start = {"sheetId": tab, "rowIndex": line, "columnIndex": columns[0]}
        values = [dict(cells[column]) for column in columns]
        found.append(
            {"updateCells": {"start": start, "rows": [{"values": values}], "fields": fields}}
        )
    return found


def _copy_all(batch: Batch, copies: Tab) -> list[Json]:
    hitting = batch.hitting
    deepest = max((op.line for op in hitting), default=-1) + 1
    found: list[Json] = []
    if deepest > copies.rows:
        length = deepest - copies.rows + _KEPT
        more = {"sheetId": copies.id, "dimension": "ROWS", "length": length}
        found.append({"appendDimension": more})
    for number, op in enumerate(hitting):
        to, line = _copy_line(op), {"startRowIndex": op.line, "endRowIndex": op.line + 1}
        corner = {
            "sheetId": copies.id,
            "startRowIndex": to,
            "endRowIndex": to + 1,
            "startColumnIndex": 0,
            "endColumnIndex": 1,
        }
        # A new line at the same index: so formulas in the copy say what they said.
        found += [
            {"insertDimension": {"range": rows(copies.id, to), "inheritFromBefore": False}},
            {
                "copyPaste": {
                    "source": {"sheetId": op.tab, **line},
                    "destination": corner,
                    "pasteType": "PASTE_NORMAL",
                }
            },
            *write(copies.id, to, {MARK: plain(mark(batch, number))}, "userEnteredValue"),
        ]
    return found


def _copy_line(op: Hitting) -> int:
    """The line's own index, below the title of the tab of copies."""
    return max(op.line, 1)


def _change(op: Change) -> list[Json]:
    return write(op.tab, op.line, op.cells, op.fields)


def _remove(op: Op) -> Json:
    assert isinstance(op, Remove)  # noqa: S101  chosen by its kind
    return {"deleteDimension": {"range": rows(op.tab, op.line)}}


def _insert(op: Op) -> list[Json]:
    assert isinstance(op, Insert)  # noqa: S101  chosen by its kind
    new = {"range": rows(op.tab, op.line), "inheritFromBefore": op.line > 0}
    return [{"insertDimension": new}, *write(op.tab, op.line, op.cells, WHOLE)]


def _from_below(ops: Sequence[Op], kind: type[Op]) -> list[Op]:
    """Those of a kind, the lowest lines first, so that none moves another."""
    found = [op for op in ops if isinstance(op, kind) and isinstance(op, Remove | Insert)]
    return sorted(found, key=lambda op: -op.line)  # type: ignore[union-attr]  # both kinds have one


def _append_all(ops: Iterable[Append]) -> list[Json]:
    found = []
    for tab, group in groupby(sorted(ops, key=lambda op: op.tab), key=lambda op: op.tab):
        lines = [{"values": span(op.cells)} for op in group]
        found.append({"appendCells": {"sheetId": tab, "rows": lines, "fields": WHOLE}})
    return found


def _append_lines(lines: Sequence[Sequence[str]], tab: Tab) -> list[Json]:
    if not lines:
        return []
    found = [{"values": [plain(text) for text in line]} for line in lines]
    more = {"sheetId": tab.id, "rows": found, "fields": "userEnteredValue"}
    return [*wider(tab, max(map(len, lines))), {"appendCells": more}]


def wider(tab: Tab, columns: int) -> list[Json]:
    """Requests so that the tab has as many columns."""
    if columns <= tab.columns:
        return []
    more = {"sheetId": tab.id, "dimension": "COLUMNS", "length": columns - tab.columns}
    return [{"appendDimension": more}]


def _trim(book: Book, copies: Tab) -> list[Json]:
    """Old copies sink as others are put in above them; those that sank deepest are given up."""
    deepest = max((tab.rows for tab in book.tabs if tab.id != copies.id), default=0) + _KEPT
    if copies.rows < deepest + _TOO_MANY:
        return []
    return [{"deleteDimension": {"range": rows(copies.id, deepest, _TOO_MANY - _KEPT)}}]


def _ranges(batch: Batch, book: Book, copies: Tab) -> Iterable[str]:
    """What the answer has to bring: the copies, the titles, and where appended lines stand."""
    yield from (range_of(copies, f"{line + 1}:{line + 1}") for line in copy_lines(batch))
    tabs = {tab.id: tab for tab in (*book.tabs, *batch.made)}
    for op in batch.ops:
        tab = tabs[op.tab]
        yield range_of(tab, f"{tab.head + 1}:{tab.head + 1}")
        if isinstance(op, Append):
            column = letters(next(iter(op.expected.cells)))
            yield range_of(tab, f"{column}:{column}")


class Answer:
    """What the spreadsheet says right after a batch, cell by cell."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self._cells: dict[tuple[int, int], list[Json]] = {}
        self._lines: dict[tuple[int, int], dict[str, list[int]]] = {}
        for sheet in (answer.get("updatedSpreadsheet") or answer).get("sheets", ()):
            tab = sheet["properties"].get("sheetId", 0)
            for data in sheet.get("data", ()):
                self._take(tab, data)

    def line(self, tab: int, line: int) -> list[Json]:
        """The cells that were asked for of a line."""
        return self._cells.get((tab, line), [])

    def put(self, tab: int, line: int, cells: list[Json]) -> None:
        """Say what stands in a line."""
        self._cells[tab, line] = cells
        self._lines.clear()

    def lines_with(self, tab: int, column: int, text: str) -> list[int]:
        """The lines in which this text stands in a column."""
        return self._lines_by_text(tab, column).get(text, [])

    def _lines_by_text(self, tab: int, column: int) -> Mapping[str, list[int]]:
        """Made once for a column: a batch looks for each of its lines in the same one."""
        if (tab, column) not in self._lines:
            found: dict[str, list[int]] = {}
            for (other, number), cells in sorted(self._cells.items()):
                if other == tab and column < len(cells):
                    found.setdefault(text_of(cells[column]), []).append(number)
            self._lines[tab, column] = found
        return self._lines[tab, column]

    def _take(self, tab: int, data: Mapping[str, Any]) -> None:
        left = data.get("startColumn", 0)
        for number, row in enumerate(data.get("rowData", ()), data.get("startRow", 0)):
            cells = self._cells.setdefault((tab, number), [])
            values = row.get("values", ())
            cells.extend({} for _ in range(left + len(values) - len(cells)))
            for column, cell in enumerate(values, left):
                cells[column] = cell or cells[column]
