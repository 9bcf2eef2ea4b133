"""The tables that values.append finds in a sheet: values that lie together."""

from __future__ import annotations

from tests.google.sheets.model import Area, Sheet


def last_region(sheet: Sheet, area: Area) -> Area | None:
    """The last table of those that begin in an area, row by row; None if it has no value.

    Recorded: a row `x, (empty), y` is two tables, so the next row is appended under `y`; and an
    area without values of its own has no table, even right between two full rows.
    """
    rows, columns = sheet.clip(area)
    found: Area | None = None
    seen: list[Area] = []
    for row in rows:
        for column in sorted(at for at in sheet.rows[row].cells if at in columns):
            cell = Area(sheet.id, row, row + 1, column, column + 1)
            if _full(sheet, cell) and not any(one.covers(cell) for one in seen):
                found = _grown(sheet, cell)
                seen.append(found)
    return found


def _grown(sheet: Sheet, area: Area) -> Area:
    """The smallest box around a cell that no value outside touches, not even at a corner."""
    top, bottom, left, right = area.top or 0, area.bottom or 0, area.left or 0, area.right or 0
    while True:
        before = (top, bottom, left, right)
        while _any(sheet, bottom, bottom + 1, left - 1, right + 1):
            bottom += 1
        while _any(sheet, top - 1, top, left - 1, right + 1):
            top -= 1
        while _any(sheet, top - 1, bottom + 1, right, right + 1):
            right += 1
        while _any(sheet, top - 1, bottom + 1, left - 1, left):
            left -= 1
        if before == (top, bottom, left, right):
            return Area(sheet.id, top, bottom, left, right)


def _any(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> bool:
    return _full(sheet, Area(sheet.id, max(top, 0), max(bottom, 0), max(left, 0), max(right, 0)))


def _full(sheet: Sheet, area: Area) -> bool:
    rows, columns = sheet.clip(area)
    return any("userEnteredValue" in sheet.cell(row, column) for row in rows for column in columns)
