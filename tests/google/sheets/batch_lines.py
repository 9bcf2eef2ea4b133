"""Batch requests about rows and columns as wholes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.google.sheets import shifts
from tests.google.sheets.batch_sheets import Batch
from tests.google.sheets.cells import text_of
from tests.google.sheets.masks import of_request
from tests.google.sheets.model import Dimension, Invalid, Json, Sheet, dimension_of, only
from tests.google.world import not_carried

#: Fitted to the one recorded width (1024 capital As); other texts are an estimate.
PIXELS_A_LETTER = 8691 / 1024
NARROWEST = 21

Lines = tuple[Sheet, Dimension, int, int]


def insert_dimension(batch: Batch, body: Json) -> None:
    """Empty rows or columns before others, with the formats of a neighbour."""
    wanted = body.get("range", {})
    sheet, dimension, start, end = _span(batch, wanted, closed=True)
    before = body.get("inheritFromBefore", False)
    if before and start == 0:
        raise Invalid("inheritFromBefore cannot be true when the start index is 0.")
    if start > len(sheet.lines(dimension)):
        raise _missing(sheet, dimension, start)
    shifts.insert(batch.book, sheet, dimension, start, end - start)
    shifts.inherit(sheet, dimension, start, end - start, start - 1 if before else end)


def append_dimension(batch: Batch, body: Json) -> None:
    """Empty rows or columns at the end."""
    sheet = batch.book.sheet(body.get("sheetId", 0))
    dimension, length = dimension_of(body.get("dimension")), body.get("length", 0)
    if length < 1:
        raise Invalid("length must be greater than 0.")
    sheet.grow(dimension, len(sheet.lines(dimension)) + length)


def delete_dimension(batch: Batch, body: Json) -> None:
    """Rows or columns go, with their cells and metadata; what is behind moves up."""
    sheet, dimension, start, end = _span(batch, body.get("range", {}))
    lines = sheet.lines(dimension)
    if end > len(lines) or start >= len(lines):
        raise _missing(sheet, dimension, max(start, end - 1))
    if end - start == len(lines):
        raise Invalid(f"You can't delete all the {dimension.lower()} on the sheet.")
    shifts.delete(batch.book, sheet, dimension, start, end)


def move_dimension(batch: Batch, body: Json) -> None:
    """Rows or columns to another place, which is counted as if they were still there."""
    sheet, dimension, start, end = _span(batch, body.get("source", {}), closed=True)
    to, length = body.get("destinationIndex", 0), len(sheet.lines(dimension))
    if end > length or not 0 <= to <= length:
        raise _missing(sheet, dimension, max(end - 1, to))
    shifts.move(batch.book, sheet, dimension, range(start, end), to)


def update_dimension_properties(batch: Batch, body: Json) -> None:
    """The size of lines, and whether a person hid them."""
    if "range" not in body:
        raise not_carried("updateDimensionProperties of data sources")
    sheet, dimension, start, end = _span(batch, body["range"])
    mask = of_request("DimensionProperties", body.get("fields"))
    only(mask, {"pixelSize", "hiddenByUser"}, "updateDimensionProperties")
    wanted, lines = body.get("properties", {}), sheet.lines(dimension)
    if not mask or "pixelSize" in mask:
        for index in range(start, min(end, len(lines))):
            lines[index] = replace(lines[index], size=wanted.get("pixelSize", 0))
    if not mask or "hiddenByUser" in mask:
        for index in range(start, min(end, len(lines))):
            lines[index] = replace(lines[index], hidden=wanted.get("hiddenByUser", False))


def auto_resize_dimensions(batch: Batch, body: Json) -> None:
    """Columns as wide as their widest text; rows keep one line of text."""
    if "dimensions" not in body:
        raise not_carried("autoResizeDimensions of data sources")
    sheet, dimension, start, end = _span(batch, body["dimensions"])
    if dimension == "ROWS":
        return
    for column in range(start, min(end, len(sheet.columns))):
        texts = (text_of(row.cells[column]) for row in sheet.rows if column in row.cells)
        longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        if longest:
            width = max(NARROWEST, round(longest * PIXELS_A_LETTER))
            sheet.columns[column] = replace(sheet.columns[column], size=width)


def add_dimension_group(batch: Batch, body: Json) -> Json:
    """Rows or columns that can be folded away; groups in groups aren't carried."""
    sheet, dimension, start, end = _span(batch, body.get("range", {}), closed=True)
    groups = sheet.groups[dimension]
    for one in groups:
        if start < one["range"]["endIndex"] and one["range"]["startIndex"] < end:
            raise not_carried("groups that touch each other")
    where: Json = {"sheetId": sheet.id} if sheet.id else {}
    where |= {"dimension": dimension, "startIndex": start, "endIndex": end}
    groups.append({"range": where, "depth": 1})
    groups.sort(key=lambda one: int(one["range"]["startIndex"]))
    sheet.grid["rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"] = True
    return {"dimensionGroups": list(groups)}


def delete_dimension_group(batch: Batch, body: Json) -> Json:
    """A group goes, its lines stay."""
    sheet, dimension, start, end = _span(batch, body.get("range", {}), closed=True)
    groups = sheet.groups[dimension]
    left = [one for one in groups
            if (one["range"]["startIndex"], one["range"]["endIndex"]) != (start, end)]  # fmt: skip
    if len(left) == len(groups):
        raise not_carried("taking a part of a group away")
    sheet.groups[dimension] = left
    return {"dimensionGroups": left} if left else {}


KINDS: dict[str, Callable[[Batch, Json], Json | None]] = {
    "insertDimension": insert_dimension,
    "appendDimension": append_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize_dimensions,
    "addDimensionGroup": add_dimension_group,
    "deleteDimensionGroup": delete_dimension_group,
}


def _span(batch: Batch, value: Json, *, closed: bool = False) -> Lines:
    """A DimensionRange: its sheet, its dimension, start and end."""
    sheet = batch.book.sheet(value.get("sheetId", 0))
    dimension = dimension_of(value.get("dimension"))
    if closed and "endIndex" not in value:
        raise Invalid("range.endIndex must be set.")
    start = value.get("startIndex", 0)
    end = value.get("endIndex", len(sheet.lines(dimension)))
    if not 0 <= start < end:
        raise Invalid(f"range.startIndex[{start}] must be less than range.endIndex[{end}].")
    return sheet, dimension, start, end


def _missing(sheet: Sheet, dimension: Dimension, index: int) -> Invalid:
    name = "row" if dimension == "ROWS" else "column"
    return Invalid(
        f"Cannot delete a {name} that doesn't exist. Tried to delete {name} index {index} "
        f"but there are only {len(sheet.lines(dimension))} {name}s."
    )
