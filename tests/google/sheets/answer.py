"""A spreadsheet as `spreadsheets.get` answers it: only what was asked for is worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.google.schema import Ready
from tests.google.schema_answer import check
from tests.google.schema_fields import Mask, apply
from tests.google.sheets.a1 import exceeds, resolve
from tests.google.sheets.batch_metadata import full
from tests.google.sheets.batch_sheets import properties
from tests.google.sheets.cells import hyperlink, text_of, worth
from tests.google.sheets.masks import below, wants
from tests.google.sheets.model import (
    Area,
    Cell,
    Dimension,
    Json,
    Line,
    Sheet,
    Spreadsheet,
    at_line,
)
from tests.google.world import not_carried

_PARTS: dict[str, Callable[[Cell], object]] = {
    "effectiveValue": lambda cell: worth(cell.get("userEnteredValue", {})),
    "formattedValue": text_of,
    "hyperlink": hyperlink,
    **{
        name: lambda cell, name=name: cell.get(name)  # type: ignore[misc]
        for name in ("userEnteredValue", "userEnteredFormat", "note", "dataValidation",
                     "textFormatRuns")
    },
}  # fmt: skip


def spreadsheet_json(
    file_id: str, book: Spreadsheet, ranges: Sequence[str], mask: Mask | None, *, with_data: bool
) -> Json:
    """A Spreadsheet; with ranges only the sheets that these touch, and their data.

    Raises:
        Invalid: A range that can't be read.
    """
    return of_areas(file_id, book, _areas(book, ranges), mask, with_data=with_data)


def of_areas(
    file_id: str, book: Spreadsheet, areas: Sequence[Area], mask: Mask | None, *, with_data: bool
) -> Json:
    """The same for areas; without any, for all of it."""
    answer: Json = {
        "spreadsheetId": file_id,
        "properties": {
            "title": book.title,
            "locale": book.locale,
            "autoRecalc": book.recalc,
            "timeZone": book.time_zone,
        },
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{file_id}/edit",
    }
    if wants(mask, "sheets"):
        inside = below(mask, "sheets")
        answer["sheets"] = [
            _sheet_json(book, sheet, here, inside, with_data=with_data)
            for sheet in book.sheets
            if (here := [one for one in areas if one.sheet_id == sheet.id]) or not areas
        ]
    if book.named:
        answer["namedRanges"] = list(book.named.values())
    if book.metadata:
        where = {"locationType": "SPREADSHEET", "spreadsheet": True}
        answer["developerMetadata"] = [full(one, where) for one in book.metadata]
    return answer


def cell_json(cell: Cell, names: Sequence[str]) -> Json:
    """CellData, of which only these fields."""
    found = {name: _PARTS[name](cell) for name in names}
    return {name: value for name, value in found.items() if value not in (None, "", {})}


def _sheet_json(
    book: Spreadsheet, sheet: Sheet, areas: Sequence[Area], mask: Mask | None, *, with_data: bool
) -> Json:
    answer: Json = {"properties": properties(book, sheet)}
    if with_data and wants(mask, "data"):
        inside = below(mask, "data")
        answer["data"] = [_data_json(sheet, one, inside) for one in areas or [Area(sheet.id)]]
    stored = {
        "merges": sheet.merges,
        "conditionalFormats": sheet.conditional,
        "protectedRanges": list(sheet.protected.values()),
        "basicFilter": sheet.filter,
        "rowGroups": sheet.groups["ROWS"],
        "columnGroups": sheet.groups["COLUMNS"],
    }
    answer |= {name: value for name, value in stored.items() if value}
    if sheet.metadata:
        where = {"locationType": "SHEET", **({"sheetId": sheet.id} if sheet.id else {})}
        answer["developerMetadata"] = [full(one, where) for one in sheet.metadata]
    return answer


def _data_json(sheet: Sheet, area: Area, mask: Mask | None) -> Json:
    rows, columns = sheet.clip(area)
    answer: Json = {"startRow": rows.start} if rows.start else {}
    answer |= {"startColumn": columns.start} if columns.start else {}
    if wants(mask, "rowData"):
        found = _row_data(sheet, rows, columns, below(mask, "rowData", "values"))
        answer |= {"rowData": found} if found else {}
    if wants(mask, "rowMetadata"):
        answer["rowMetadata"] = [_line_json(sheet, "ROWS", at) for at in rows]
    if wants(mask, "columnMetadata"):
        answer["columnMetadata"] = [_line_json(sheet, "COLUMNS", at) for at in columns]
    return answer


def _row_data(sheet: Sheet, rows: range, columns: range, mask: Mask | None) -> list[Json]:
    """Rows up to the last that has anything, each up to its last cell that has."""
    if mask and "effectiveFormat" in mask:
        raise not_carried("effectiveFormat: ask for userEnteredFormat")
    key = (repr(mask), columns.start, columns.stop)
    found: list[Json] = []
    for row in rows:
        line = sheet.rows[row]
        if line.cells and key not in line.shown:
            line.shown[key] = _row_json(line, columns, mask)
        found.append(line.shown[key] if line.cells else {})
    while found and not found[-1]:
        found.pop()
    return found


def _row_json(line: Line, columns: range, mask: Mask | None) -> Ready:
    """A row as it goes out, again and again until it changes: so masked and checked only here."""
    names = [name for name in _PARTS if wants(mask, name)]
    last = max((at for at in line.cells if at in columns), default=-1)
    values = [
        apply(mask or {}, cell_json(line.cells.get(at, {}), names))
        for at in range(columns.start, last + 1)
    ]
    row = Ready({"values": values} if values else {})
    check("sheets", "RowData", dict(row))
    return row


def _line_json(sheet: Sheet, dimension: Dimension, index: int) -> Json:
    line: Line = sheet.lines(dimension)[index]
    answer: Json = {"pixelSize": line.size}
    if line.hidden:
        answer["hiddenByUser"] = True
    if line.metadata:
        where = at_line(sheet.id, dimension, index)
        answer["developerMetadata"] = [full(one, where) for one in line.metadata]
    return answer


def _areas(book: Spreadsheet, ranges: Sequence[str]) -> list[Area]:
    areas = []
    for text in ranges:
        area = resolve(book, text)
        sheet = book.sheet(area.sheet_id)
        rows, columns = sheet.clip(area)
        if not rows or not columns:
            raise exceeds(sheet, text)
        areas.append(area)
    return areas
