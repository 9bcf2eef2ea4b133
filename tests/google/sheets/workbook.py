"""A spreadsheet as an Excel workbook: values, links, dates, colours, tabs; to be looked at."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill

from tests.google.sheets.a1 import letters, written
from tests.google.sheets.cells import hyperlink, scalar, worth
from tests.google.sheets.model import Area, Cell, Json, Sheet, Spreadsheet
from tests.google.sheets.patterns import EPOCH, is_date
from tests.google.world import not_carried

_ILLEGAL = re.compile(r"[\[\]:*?/\\]")


def workbook(book: Spreadsheet) -> bytes:
    """The bytes of an xlsx file."""
    result = Workbook()
    result.remove(result.worksheets[0])
    for sheet in book.sheets:
        # As Google does it: a title that Excel can't have gets another character instead.
        tab = result.create_sheet(_ILLEGAL.sub("_", sheet.title)[:31])
        _fill(tab, sheet)
    content = io.BytesIO()
    result.save(content)
    return content.getvalue()


def _fill(tab: Any, sheet: Sheet) -> None:
    _fill_lines(tab, sheet)
    for merge in sheet.merges:
        tab.merge_cells(_where(sheet, merge))
    for rule in sheet.conditional:
        _colour(tab, sheet, rule)
    if sheet.filter:
        tab.auto_filter.ref = _where(sheet, sheet.filter["range"])
    frozen = sheet.grid.get("frozenRowCount", 0), sheet.grid.get("frozenColumnCount", 0)
    if any(frozen):
        tab.freeze_panes = f"{letters(frozen[1])}{frozen[0] + 1}"
    if colour := sheet.more.get("tabColor"):
        tab.sheet_properties.tabColor = _rgb(colour)
    tab.sheet_state = "hidden" if sheet.hidden else "visible"
    tab.sheet_view.showGridLines = not sheet.grid.get("hideGridlines", False)


def _fill_lines(tab: Any, sheet: Sheet) -> None:
    for index, row in enumerate(sheet.rows, 1):
        for column, cell in row.cells.items():
            _write(tab.cell(index, column + 1), cell)
        if row.hidden:
            tab.row_dimensions[index].hidden = True
    for index, line in enumerate(sheet.columns):
        dimension = tab.column_dimensions[letters(index)]
        dimension.width, dimension.hidden = line.size / 7, line.hidden


def _write(target: Any, cell: Cell) -> None:
    found = cell.get("userEnteredFormat", {})
    if value := cell.get("userEnteredValue"):
        plain = scalar(worth(value))
        if is_date(cell) and isinstance(plain, int | float):
            target.value = EPOCH + timedelta(seconds=round(plain * 86400))
        else:
            target.value = plain
        if isinstance(plain, str):
            target.data_type = "s"  # never a formula
    if pattern := found.get("numberFormat", {}).get("pattern"):
        target.number_format = pattern
    if link := hyperlink(cell):
        target.hyperlink = link
    if note := cell.get("note"):
        target.comment = Comment(note, "")
    _look(target, found, linked=bool(link))


def _look(target: Any, found: Json, *, linked: bool) -> None:
    text = found.get("textFormat", {})
    colour = text.get("foregroundColor")
    target.font = Font(
        name=text.get("fontFamily", "Arial"),
        size=text.get("fontSize", 10),
        bold=text.get("bold", False),
        italic=text.get("italic", False),
        strike=text.get("strikethrough", False),
        underline="single" if linked or text.get("underline") else None,
        color=_rgb(colour) if colour is not None else "FF1155CC" if linked else None,
    )
    if (colour := found.get("backgroundColor")) is not None:
        target.fill = PatternFill("solid", fgColor=_rgb(colour))
    target.alignment = Alignment(
        horizontal=str(found["horizontalAlignment"]).lower()
        if "horizontalAlignment" in found else None,
        vertical={"TOP": "top", "MIDDLE": "center"}.get(found.get("verticalAlignment", "")),
        wrap_text=found.get("wrapStrategy") == "WRAP",
    )  # fmt: skip


def _colour(tab: Any, sheet: Sheet, rule: Json) -> None:
    """A conditional format; Excel works out itself where it holds."""
    condition = rule.get("booleanRule", {}).get("condition", {})
    if condition.get("type") != "CUSTOM_FORMULA":
        raise not_carried(f"the export of a conditional format of type {condition.get('type')}")
    look = rule["booleanRule"].get("format", {})
    formula = condition["values"][0]["userEnteredValue"].removeprefix("=")
    fill = font = None
    if (colour := look.get("backgroundColor")) is not None:
        fill = PatternFill(bgColor=_rgb(colour))
    if text := look.get("textFormat"):
        shade = text.get("foregroundColor")
        font = Font(bold=text.get("bold"), strike=text.get("strikethrough"),
                    color=None if shade is None else _rgb(shade))  # fmt: skip
    for area in rule["ranges"]:
        rule_of: Any = FormulaRule  # its stub has no types
        found = rule_of(formula=[formula], fill=fill, font=font)
        tab.conditional_formatting.add(_where(sheet, area), found)


def _where(sheet: Sheet, area: Json) -> str:
    return written(sheet, Area.of(area)).rpartition("!")[2]


def _rgb(colour: Json) -> str:
    parts = (round(255 * colour.get(name, 0)) for name in ("red", "green", "blue"))
    return "FF" + "".join(f"{part:02X}" for part in parts)
