"""Rows and columns put in, taken out and moved: the lines themselves, and all ranges on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.google.sheets.model import (
    DIMENSIONS,
    EMPTY,
    Area,
    Cell,
    Dimension,
    Json,
    Sheet,
    Spreadsheet,
)
from tests.google.world import not_carried

#: Where a line stood before; None for a new one.
Order = Sequence[int | None]


def insert(book: Spreadsheet, sheet: Sheet, dimension: Dimension, at: int, count: int) -> None:
    """Put empty lines in before `at`; ranges that go on behind it grow or move."""
    length = len(sheet.lines(dimension))
    _arrange(sheet, dimension, [*range(at), *[None] * count, *range(at, length)])

    def moved(start: int | None, end: int | None) -> tuple[int | None, int | None]:
        return (
            start + count if start is not None and start >= at else start,
            end + count if end is not None and end > at else end,
        )

    _reshape(book, sheet, dimension, moved)


def delete(book: Spreadsheet, sheet: Sheet, dimension: Dimension, start: int, end: int) -> None:
    """Take lines out, with all that sits on them; ranges shrink, and go when nothing is left."""
    length = len(sheet.lines(dimension))
    _arrange(sheet, dimension, [*range(start), *range(end, length)])

    def place(index: int | None) -> int | None:
        return index if index is None or index <= start else max(start, index - (end - start))

    _reshape(book, sheet, dimension, lambda first, last: (place(first), place(last)))
    frozen = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    if sheet.grid.get(frozen):
        sheet.grid[frozen] = place(sheet.grid[frozen])


def move(book: Spreadsheet, sheet: Sheet, dimension: Dimension, source: range, to: int) -> None:
    """Move lines before the line that is now at `to`.

    Raises:
        GoogleError: 501, a range begins or ends between here and there: what Google makes of it
            isn't known.
    """
    start, end = source.start, source.stop
    if start <= to <= end:
        return
    low, high = min(start, to), max(end, to)
    for one in _ranges(book, sheet):
        first, last = one.bounds(dimension)
        if not ((last or high) <= low or (first or 0) >= high):
            if (first or 0) <= low and (last is None or last >= high):
                continue
            raise not_carried("moving lines into, out of or inside a range")
    length = len(sheet.lines(dimension))
    left = [index for index in range(length) if not start <= index < end]
    place = to if to <= start else to - (end - start)
    _arrange(sheet, dimension, [*left[:place], *source, *left[place:]])


def inherit(sheet: Sheet, dimension: Dimension, at: int, count: int, source: int) -> None:
    """Give new lines the formats of a neighbour; never its values, links or metadata."""
    lines = sheet.lines(dimension)
    if not 0 <= source < len(lines):
        return
    fresh = range(at, at + count)
    if dimension == "ROWS":
        formats = {column: kept for column, cell in lines[source].cells.items()
                   if (kept := _format_of(cell))}  # fmt: skip
        for index in fresh:
            lines[index] = replace(EMPTY["ROWS"], size=lines[source].size, cells=formats)
        return
    for index in fresh:
        lines[index] = replace(EMPTY["COLUMNS"], size=lines[source].size)
    for row, line in enumerate(sheet.rows):
        if kept := _format_of(line.cells.get(source, {})):
            sheet.rows[row] = replace(line, cells={**line.cells, **dict.fromkeys(fresh, kept)})


def _arrange(sheet: Sheet, dimension: Dimension, order: Order) -> None:
    lines = sheet.lines(dimension)
    lines[:] = [EMPTY[dimension] if old is None else lines[old] for old in order]
    if dimension == "ROWS":
        return
    places = {old: new for new, old in enumerate(order) if old is not None}
    for index, row in enumerate(sheet.rows):
        if row.cells:
            cells = {places[old]: cell for old, cell in row.cells.items() if old in places}
            sheet.rows[index] = replace(row, cells=cells)


def _format_of(cell: Cell) -> Cell:
    found = dict(cell.get("userEnteredFormat", {}))
    text = {name: one for name, one in found.pop("textFormat", {}).items() if name != "link"}
    found |= {"textFormat": text} if text else {}
    return {"userEnteredFormat": found} if found else {}


Moved = Callable[[int | None, int | None], tuple[int | None, int | None]]


def _reshape(book: Spreadsheet, sheet: Sheet, dimension: Dimension, moved: Moved) -> None:
    """Move the bounds of every range on the sheet; ranges of which nothing is left go."""

    def changed(value: Json) -> Json | None:
        area = Area.of(value)
        start, end = moved(*area.bounds(dimension))
        if end is not None and (start or 0) >= end:
            return None
        return area.bounded(dimension, start, end).json()

    def kept(found: Json, name: str = "range") -> Json | None:
        now = changed(found[name])
        return None if now is None else {**found, name: now}

    sheet.merges = [now for one in sheet.merges if (now := changed(one)) and _many(now)]
    sheet.protected = {key: now for key, one in sheet.protected.items() if (now := kept(one))}
    sheet.filter = kept(sheet.filter) if sheet.filter else None
    rules = [
        {**rule, "ranges": [now for now in map(changed, rule["ranges"]) if now is not None]}
        for rule in sheet.conditional
    ]
    sheet.conditional = [rule for rule in rules if rule["ranges"]]
    groups = [_group(one, *moved(one["range"]["startIndex"], one["range"]["endIndex"]))
              for one in sheet.groups[dimension]]  # fmt: skip
    sheet.groups[dimension] = [one for one in groups if one]
    for key, one in list(book.named.items()):
        if Area.of(one["range"]).sheet_id == sheet.id:
            now = kept(one)
            book.named.pop(key) if now is None else book.named.update({key: now})


def _group(group: Json, start: int | None, end: int | None) -> Json:
    if start is None or end is None or start >= end:
        return {}
    return {**group, "range": {**group["range"], "startIndex": start, "endIndex": end}}


def _many(merge: Json) -> bool:
    """Whether a merge is still more than one cell."""
    area = Area.of(merge)
    sizes = [(end or 0) - (start or 0) for start, end in map(area.bounds, DIMENSIONS)]
    return sizes != [1, 1]


def _ranges(book: Spreadsheet, sheet: Sheet) -> list[Area]:
    found = [*sheet.merges, *(one["range"] for one in sheet.protected.values())]
    found += [one for rule in sheet.conditional for one in rule["ranges"]]
    found += [one["range"] for one in book.named.values()]
    found += [sheet.filter["range"]] if sheet.filter else []
    return [area for area in map(Area.of, found) if area.sheet_id == sheet.id]
