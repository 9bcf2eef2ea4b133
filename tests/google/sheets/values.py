"""`spreadsheets.values`: get, update, append and clear, one range or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.google.sheets.a1 import exceeds, letters, resolve, within, written
from tests.google.sheets.cells import entered, rendered
from tests.google.sheets.formats import check_length
from tests.google.sheets.model import Area, Invalid, Json, Sheet, Spreadsheet
from tests.google.sheets.regions import last_region
from tests.google.sheets.shifts import insert


def read(book: Spreadsheet, area: Area, options: Json) -> Json:
    """A ValueRange: without empty rows at the end, and without empty cells at their ends."""
    sheet = book.sheet(area.sheet_id)
    rows, columns = sheet.clip(area)
    render = options.get("valueRenderOption") or "FORMATTED_VALUE"
    dates = options.get("dateTimeRenderOption") or "SERIAL_NUMBER"
    grid = [_row(sheet, row, columns, render, dates) for row in rows]
    by_columns = options.get("majorDimension") == "COLUMNS"
    if by_columns:
        width = max(map(len, grid), default=0)
        grid = [_trimmed([row[at] if at < len(row) else "" for row in grid])
                for at in range(width)]  # fmt: skip
    while grid and not grid[-1]:
        grid.pop()
    answer: Json = {"range": written(sheet, area)}
    answer["majorDimension"] = "COLUMNS" if by_columns else "ROWS"
    return answer | ({"values": grid} if grid else {})


def write(book: Spreadsheet, text: str, body: Json, options: Json) -> tuple[Sheet, Json]:
    """Put a ValueRange where a range begins; the sheet, and an UpdateValuesResponse.

    Raises:
        Invalid: The values don't fit into the range, or the range not into the sheet.
    """
    sheet, area = within(book, text)
    if body.get("range") and resolve(book, body["range"]) != area:
        raise Invalid(f"Requested writing within range [{text}], but got [{body['range']}].")
    return sheet, write_area(book, area, body, options)


def write_area(book: Spreadsheet, area: Area, body: Json, options: Json) -> Json:
    """The same for an area."""
    sheet = book.sheet(area.sheet_id)
    values = _by_rows(body)
    top, left = area.top or 0, area.left or 0
    width = max(map(len, values), default=0)
    here = Area(sheet.id, top, top + max(len(values), 1), left, left + max(width, 1))
    _check_room(sheet, area, here)
    raw = _is_raw(options)
    rows, columns, cells = set(), set(), 0
    for row, given in enumerate(values, top):
        for column, value in enumerate(given, left):
            if value is not None:
                _check_value(value, row - top, column - left)
                sheet.put(row, column, entered(sheet.cell(row, column), value, raw=raw))
                rows.add(row)
                columns.add(column)
                cells += 1
    answer: Json = {"updatedRange": written(sheet, here)}
    counts = {"updatedRows": len(rows), "updatedColumns": len(columns), "updatedCells": cells}
    answer |= {name: count for name, count in counts.items() if count}
    if options.get("includeValuesInResponse"):
        show = {"valueRenderOption": options.get("responseValueRenderOption"),
                "dateTimeRenderOption": options.get("responseDateTimeRenderOption")}  # fmt: skip
        answer["updatedData"] = read(book, here, show)
    return answer


def append(book: Spreadsheet, text: str, body: Json, options: Json) -> Json:
    """Write after the last table in a range, or at its start if there is none."""
    sheet, area = within(book, text)
    found = last_region(sheet, area)
    values = _by_rows(body)
    top, left = (found.bottom or 0, found.left or 0) if found else (area.top or 0, area.left or 0)
    if options.get("insertDataOption") == "INSERT_ROWS" and found:
        insert(book, sheet, "ROWS", top, len(values))
    sheet.grow("ROWS", top + len(values))
    answer: Json = {"tableRange": written(sheet, found)} if found else {}
    place = Area(sheet.id, top, None, left, None)
    updates = write_area(book, place, {"values": values}, options)
    return {**answer, "updates": updates}


def clear(book: Spreadsheet, area: Area) -> str:
    """Take the values out of a range, and nothing else; the range as Google answers it."""
    sheet = book.sheet(area.sheet_id)
    rows, columns = sheet.clip(area)
    for row in rows:
        for column in [at for at in sheet.rows[row].cells if at in columns]:
            sheet.put(row, column, entered(sheet.cell(row, column), "", raw=True))
    return written(sheet, area)


def _row(sheet: Sheet, row: int, columns: range, render: str, dates: str) -> list[Any]:
    cells = sheet.rows[row].cells
    if not cells:
        return []
    last = max((at for at in cells if at in columns), default=-1)
    return _trimmed([rendered(cells.get(at, {}), render, dates)
                     for at in range(columns.start, last + 1)])  # fmt: skip


def _trimmed(values: list[Any]) -> list[Any]:
    while values and values[-1] == "":
        values.pop()
    return values


def _by_rows(body: Json) -> list[Sequence[Any]]:
    values: list[Sequence[Any]] = body.get("values", [])
    if body.get("majorDimension") != "COLUMNS":
        return values
    height = max(map(len, values), default=0)
    return [[column[at] if at < len(column) else None for column in values]
            for at in range(height)]  # fmt: skip


def _is_raw(options: Json) -> bool:
    option = options.get("valueInputOption")
    if option not in {"RAW", "USER_ENTERED"}:
        raise Invalid("'valueInputOption' is required but not specified")
    return bool(option == "RAW")


def _check_room(sheet: Sheet, area: Area, here: Area) -> None:
    single = area.bottom == (area.top or 0) + 1 and area.right == (area.left or 0) + 1
    bottom, right = here.bottom or 0, here.right or 0
    if not single and area.bottom is not None and bottom > area.bottom:
        raise Invalid(f"Requested writing within range [{written(sheet, area)}], "
                      f"but tried writing to row [{area.bottom + 1}]")  # fmt: skip
    if not single and area.right is not None and right > area.right:
        raise Invalid(f"Requested writing within range [{written(sheet, area)}], "
                      f"but tried writing to column [{letters(area.right)}]")  # fmt: skip
    if bottom > len(sheet.rows) or right > len(sheet.columns):
        raise exceeds(sheet, written(sheet, here))


def _check_value(value: Any, row: int, column: int) -> None:
    if isinstance(value, list | dict):
        kind = "list_value" if isinstance(value, list) else "struct_value"
        raise Invalid(f"Invalid values[{row}][{column}]: {kind} {{ }}")
    check_length(str(value))
