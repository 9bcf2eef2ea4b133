"""Batch requests that write cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.google.schema_fields import Mask
from tests.google.sheets.batch_sheets import Batch
from tests.google.sheets.formats import merged
from tests.google.sheets.masks import of_request
from tests.google.sheets.model import Cell, Invalid, Json, Line, Sheet
from tests.google.world import not_carried


def update_cells(batch: Batch, body: Json) -> None:
    """Rows of cells from a place on; or over a range, whose other cells lose those fields."""
    mask, rows = _mask(body), body.get("rows", [])
    if "range" in body:
        sheet, area = batch.area(body["range"])
        lines, columns = sheet.clip(area)
        _fits(rows, lines, columns)
        for number, index in enumerate(lines):
            given = rows[number].get("values", []) if number < len(rows) else []
            given = [*given, *[{}] * (len(columns) - len(given))]
            sheet.rows[index] = _written(sheet.rows[index], columns.start, given, mask)
        return
    start = body.get("start")
    if start is None:
        raise Invalid("One of 'start' or 'range' must be set.")
    sheet = batch.book.sheet(start.get("sheetId", 0))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    _inside(sheet, top, left, rows)
    for index, row in enumerate(rows, top):
        sheet.rows[index] = _written(sheet.rows[index], left, row.get("values", []), mask)


def append_cells(batch: Batch, body: Json) -> None:
    """Rows of cells after the last row with a value; the sheet grows where it has to."""
    if body.get("tableId"):
        raise not_carried("tables")
    sheet, rows = batch.book.sheet(body.get("sheetId", 0)), body.get("rows", [])
    mask, end = _mask(body), sheet.end()
    sheet.grow("ROWS", end + len(rows))
    sheet.grow("COLUMNS", max((len(row.get("values", [])) for row in rows), default=0))
    for index, row in enumerate(rows, end):
        sheet.rows[index] = _written(sheet.rows[index], 0, row.get("values", []), mask)


def repeat_cell(batch: Batch, body: Json) -> None:
    """The same fields in every cell of a range."""
    sheet, area = batch.area(body.get("range"))
    mask, cell = _mask(body), body.get("cell", {})
    lines, columns = sheet.clip(area)
    for index in lines:
        sheet.rows[index] = _written(sheet.rows[index], columns.start, [cell] * len(columns), mask)


def set_data_validation(batch: Batch, body: Json) -> None:
    """A rule for what may be typed; without one, none. The API itself isn't held to it."""
    sheet, area = batch.area(body.get("range"))
    rule = body.get("rule")
    lines, columns = sheet.clip(area)
    for row in lines:
        for column in columns:
            cell = {name: one for name, one in sheet.cell(row, column).items()
                    if name != "dataValidation"}  # fmt: skip
            sheet.put(row, column, {**cell, "dataValidation": rule} if rule else cell)


KINDS: dict[str, Callable[[Batch, Json], Json | None]] = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_data_validation,
}


def _mask(body: Json) -> Mask:
    return of_request("CellData", body.get("fields"))


def _written(line: Line, left: int, values: Sequence[Json], mask: Mask) -> Line:
    cells = dict(line.cells)
    for column, value in enumerate(values, left):
        cell: Cell = merged(cells.get(column, {}), value, mask)
        if cell:
            cells[column] = cell
        else:
            cells.pop(column, None)
    return replace(line, cells=cells)


def _fits(rows: Sequence[Json], lines: range, columns: range) -> None:
    if len(rows) > len(lines):
        raise Invalid(f"Attempting to write row: {lines.stop}, beyond the last requested row of: "
                      f"{lines.stop - 1}")  # fmt: skip
    if max((len(row.get("values", [])) for row in rows), default=0) > len(columns):
        raise Invalid(f"Attempting to write column: {columns.stop}, beyond the last requested "
                      f"column of: {columns.stop - 1}")  # fmt: skip


def _inside(sheet: Sheet, top: int, left: int, rows: Sequence[Json]) -> None:
    last = top + max(len(rows), 1) - 1
    right = left + max([len(row.get("values", [])) for row in rows] or [1]) - 1
    for name, found, count in (("row", last, len(sheet.rows)),
                               ("column", right, len(sheet.columns))):  # fmt: skip
        if found >= count:
            raise Invalid(f"GridCoordinate.{name}Index[{found}] is after last {name} "
                          f"in grid[{count}]")  # fmt: skip
    if top < 0 or left < 0:
        raise Invalid("GridCoordinate indexes must not be negative.")
