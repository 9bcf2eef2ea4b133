"""Batch requests about whole sheets and the spreadsheet itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.google.sheets import shifts
from tests.google.sheets.formats import colours
from tests.google.sheets.masks import assigned, of_request, whole
from tests.google.sheets.model import (
    Area,
    Dimension,
    Invalid,
    Json,
    Sheet,
    Spreadsheet,
    blank_sheet,
    only,
)
from tests.google.world import not_carried

MORE = ("tabColor", "tabColorStyle", "rightToLeft")
GRID = ("frozenRowCount", "frozenColumnCount", "hideGridlines",
        "rowGroupControlAfter", "columnGroupControlAfter")  # fmt: skip


@dataclass(slots=True)
class Batch:
    """The copy that a batch works on, and what its requests need beside.

    Attributes:
        number: A new number each time: ids of sheets, ranges, metadata.
        user: Who asks.
    """

    book: Spreadsheet
    number: Callable[[], int]
    user: str

    def area(self, value: Json | None) -> tuple[Sheet, Area]:
        """A GridRange of a request, inside its sheet."""
        if value is None:
            raise Invalid("No range specified.")
        area = Area.of(value)
        sheet = self.book.sheet(area.sheet_id)
        for end, count, name in ((area.bottom, len(sheet.rows), "Row"),
                                 (area.right, len(sheet.columns), "Column")):  # fmt: skip
            if (end or 0) > count:
                raise Invalid(f"range.end{name}Index[{end}] is after last {name.lower()} "
                              f"in grid[{count}]")  # fmt: skip
        return sheet, area


def add_sheet(batch: Batch, body: Json) -> Json:
    """A new tab, at the end or at its index."""
    wanted = body.get("properties", {})
    only(wanted, {"sheetId", "title", "index", "sheetType", "gridProperties", "hidden", *MORE},
         "addSheet")  # fmt: skip
    if wanted.get("sheetType", "GRID") != "GRID":
        raise not_carried(f"sheets of type {wanted['sheetType']}")
    sheet = made(batch, wanted)
    batch.book.sheets.insert(wanted.get("index", len(batch.book.sheets)), sheet)
    return {"properties": properties(batch.book, sheet)}


def made(batch: Batch, wanted: Json) -> Sheet:
    """A sheet as SheetProperties want it."""
    taken = {one.id for one in batch.book.sheets}
    sheet_id = wanted["sheetId"] if "sheetId" in wanted else batch.number()
    if sheet_id in taken:
        raise Invalid(f"A sheet with the id {sheet_id} already exists.")
    title = wanted.get("title") or f"Sheet{len(taken) + 1}"
    _check_title(batch.book, title)
    grid = wanted.get("gridProperties", {})
    sheet = blank_sheet(sheet_id, title, grid.get("rowCount", 1000), grid.get("columnCount", 26))
    sheet.hidden = wanted.get("hidden", False)
    sheet.more = colours({name: wanted[name] for name in MORE if name in wanted})
    sheet.grid = {name: grid[name] for name in GRID if name in grid}
    return sheet


def delete_sheet(batch: Batch, body: Json) -> None:
    """A tab goes, with the named ranges on it."""
    book = batch.book
    sheet = _sheet(book, body.get("sheetId", 0))
    if not any(not one.hidden for one in book.sheets if one is not sheet):
        raise Invalid("You can't remove all the visible sheets in a document.")
    book.sheets.remove(sheet)
    book.named = {key: one for key, one in book.named.items()
                  if Area.of(one["range"]).sheet_id != sheet.id}  # fmt: skip


def update_sheet_properties(batch: Batch, body: Json) -> None:
    """Title, place, visibility, size, frozen rows, colour."""
    wanted = body.get("properties", {})
    mask = of_request("SheetProperties", body.get("fields"))
    sheet = _sheet(batch.book, wanted.get("sheetId", 0))
    if not mask:
        raise not_carried("updateSheetProperties of *")
    only(mask, {"title", "index", "hidden", "gridProperties", *MORE}, "updateSheetProperties")
    if "title" in mask and wanted.get("title") != sheet.title:
        _check_title(batch.book, wanted.get("title", ""), sheet)
        sheet.title = wanted["title"]
    if "hidden" in mask:
        _hide(batch.book, sheet, hidden=wanted.get("hidden", False))
    if "gridProperties" in mask:
        inside = mask["gridProperties"] or whole("rowCount", "columnCount", *GRID)
        _update_grid(batch.book, sheet, wanted.get("gridProperties", {}), inside)
    if more := {name: mask[name] for name in MORE if name in mask}:
        sheet.more = assigned(sheet.more, colours(wanted), more)
    if "index" in mask:
        _place(batch.book, sheet, wanted.get("index", 0))


def update_spreadsheet_properties(batch: Batch, body: Json) -> None:
    """The title of the file, and its time zone."""
    wanted = body.get("properties", {})
    mask = of_request("SpreadsheetProperties", body.get("fields"))
    if not mask:
        raise not_carried("updateSpreadsheetProperties of *")
    only(mask, {"title", "timeZone"}, "updateSpreadsheetProperties")
    if "title" in mask:
        batch.book.title = wanted.get("title", "")
    if "timeZone" in mask:
        batch.book.time_zone = wanted.get("timeZone", "")


def properties(book: Spreadsheet, sheet: Sheet) -> Json:
    """SheetProperties as Google answers them: false and 0 left out, but for id and index."""
    grid = {"rowCount": len(sheet.rows), "columnCount": len(sheet.columns)}
    grid |= {name: value for name, value in sheet.grid.items() if value}
    found: Json = {
        "sheetId": sheet.id,
        "title": sheet.title,
        "index": book.sheets.index(sheet),
        "sheetType": "GRID",
        "gridProperties": grid,
    }
    found |= {"hidden": True} if sheet.hidden else {}
    return found | {name: value for name, value in sheet.more.items() if value is not False}


KINDS: dict[str, Callable[[Batch, Json], Json | None]] = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
}


def _sheet(book: Spreadsheet, sheet_id: int) -> Sheet:
    for one in book.sheets:
        if one.id == sheet_id:
            return one
    raise Invalid(f"No sheet with id: {sheet_id}")


def _check_title(book: Spreadsheet, title: str, beside: Sheet | None = None) -> None:
    if not title:
        raise Invalid("Sheet title can't be empty.")
    found = book.titled(title)
    if found is not None and found is not beside:
        raise Invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _hide(book: Spreadsheet, sheet: Sheet, *, hidden: bool) -> None:
    sheet.hidden = hidden
    if all(one.hidden for one in book.sheets):
        raise Invalid("You can't hide all the sheets in a document.")


def _update_grid(book: Spreadsheet, sheet: Sheet, wanted: Json, mask: Json) -> None:
    names: tuple[tuple[str, Dimension], ...] = (("rowCount", "ROWS"), ("columnCount", "COLUMNS"))
    for name, dimension in names:
        if name not in mask:
            continue
        count, now = wanted.get(name, 0), len(sheet.lines(dimension))
        if count < 1:
            raise Invalid(f"gridProperties.{name} must be at least 1.")
        sheet.grow(dimension, count)
        if count < now:
            shifts.delete(book, sheet, dimension, count, now)
    sheet.grid |= {name: wanted.get(name, 0) for name in GRID if name in mask}
    for name, lines in (("frozenRowCount", sheet.rows), ("frozenColumnCount", sheet.columns)):
        if sheet.grid.get(name, 0) >= len(lines):
            raise Invalid("You can't freeze all visible rows or columns on the sheet.")


def _place(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    """Google counts as if the sheet still stood where it stands."""
    if not 0 <= index <= len(book.sheets):
        raise Invalid(f"Invalid sheet index: {index}.")
    now = book.sheets.index(sheet)
    if index in (now, now + 1):
        return
    book.sheets.insert(index, sheet)
    del book.sheets[now if index > now else now + 1]
