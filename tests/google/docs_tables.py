"""Docs requests about tables: a table, its rows, its columns."""

from __future__ import annotations

from tests.google.docs_blocks import Part, parse, tables
from tests.google.docs_model import CELL, END, ROW, TABLE, Document, Json, Unit, points, units_of
from tests.google.docs_text import put
from tests.google.docs_where import Place, Refused, insertion, stretch
from tests.google.world import not_carried

CELL_STYLE: Json = {
    "rowSpan": 1,
    "columnSpan": 1,
    "backgroundColor": {},
    "paddingLeft": points(5),
    "paddingRight": points(5),
    "paddingTop": points(5),
    "paddingBottom": points(5),
    "contentAlignment": "TOP",
}
ROW_MARK: Json = {"tableRowStyle": {"minRowHeight": points(0)}}
_TEXT: Json = {
    "paragraphStyle": {
        "namedStyleType": "NORMAL_TEXT",
        "lineSpacing": 100,
        "direction": "LEFT_TO_RIGHT",
    }
}


def cell(style: Json | None = None) -> list[Unit]:
    """An empty cell."""
    mark = {"tableCellStyle": style or CELL_STYLE}
    return [Unit(CELL, {}, mark), *units_of("\n", {}, _TEXT)]


def table_mark(columns: int) -> Json:
    """The style of a table whose columns are equally wide."""
    widths = [{"widthType": "EVENLY_DISTRIBUTED"}] * columns
    return {"tableStyle": {"tableColumnProperties": widths}}


def insert_table(document: Document, body: Json) -> None:
    """insertTable: a newline first, then the table."""
    rows, columns = body.get("rows", 0), body.get("columns", 0)
    if rows < 1 or columns < 1:
        raise Refused("The number of rows and columns must be at least 1.")
    place = insertion(document, body)
    row = [Unit(ROW, {}, ROW_MARK), *(unit for _ in range(columns) for unit in cell())]
    inside = [unit for _ in range(rows) for unit in row]
    at = place.start + put(document, place, "\n")
    whole = [Unit(TABLE, {}, table_mark(columns)), *inside, Unit(END)]
    place.tab.splice(place.segment, at, at, whole)


def insert_table_row(document: Document, body: Json) -> None:
    """insertTableRow: empty cells that look like those of the row beside it."""
    place, table, at, _ = _cell(document, body)
    beside = table.pieces[at]
    cells = [unit for part in beside.pieces for unit in cell(part.mark["tableCellStyle"])]
    here = beside.end if body.get("insertBelow") else beside.start
    place.tab.splice(place.segment, here, here, [Unit(ROW, {}, ROW_MARK), *cells])


def delete_table_row(document: Document, body: Json) -> None:
    """deleteTableRow; the last row takes the table with it."""
    place, table, at, _ = _cell(document, body)
    gone = table.pieces[at] if len(table.pieces) > 1 else table
    place.tab.splice(place.segment, gone.start, gone.end, [])


def insert_table_column(document: Document, body: Json) -> None:
    """insertTableColumn: an empty cell in each row, in the look of the one beside it."""
    place, table, _, at = _cell(document, body)
    right = bool(body.get("insertRight"))
    for row in reversed(table.pieces):
        beside = row.pieces[at]
        here = beside.end if right else beside.start
        place.tab.splice(place.segment, here, here, cell(beside.mark["tableCellStyle"]))
    widths = _widths(table)
    _set_widths(place, table, [*widths[: at + right], widths[at], *widths[at + right :]])


def delete_table_column(document: Document, body: Json) -> None:
    """deleteTableColumn; the last column takes the table with it."""
    place, table, _, at = _cell(document, body)
    if len(table.pieces[0].pieces) == 1:
        place.tab.splice(place.segment, table.start, table.end, [])
        return
    for row in reversed(table.pieces):
        gone = row.pieces[at]
        place.tab.splice(place.segment, gone.start, gone.end, [])
    widths = _widths(table)
    _set_widths(place, table, [*widths[:at], *widths[at + 1 :]])


def _cell(document: Document, body: Json) -> tuple[Place, Part, int, int]:
    """The table that a request means, and the row and the column of its cell."""
    location = body.get("tableCellLocation") or {}
    start = location.get("tableStartLocation") or {}
    at = start.get("index", 0)
    place = stretch(document, {**start, "startIndex": at, "endIndex": at + 1})
    if place.units[at].char != TABLE:
        raise Refused("Invalid table start location. Must specify the start index of the table.")
    table = next(table for table in tables(parse(place.units)) if table.start == at)
    row, column = location.get("rowIndex", 0), location.get("columnIndex", 0)
    if not 0 <= row < len(table.pieces):
        raise Refused(f"Invalid row index: {row}.")
    if not 0 <= column < len(table.pieces[row].pieces):
        raise Refused(f"Invalid column index: {column}.")
    for part in (cell for piece in table.pieces for cell in piece.pieces):
        style = part.mark["tableCellStyle"]
        if style.get("rowSpan", 1) != 1 or style.get("columnSpan", 1) != 1:
            raise not_carried("rows and columns of a table with merged cells")
    return place, table, row, column


def _widths(table: Part) -> list[Json]:
    return list(table.mark["tableStyle"]["tableColumnProperties"])


def _set_widths(place: Place, table: Part, widths: list[Json]) -> None:
    mark = {"tableStyle": table.mark["tableStyle"] | {"tableColumnProperties": widths}}
    place.units[table.start] = Unit(TABLE, {}, mark)
