"""What a request puts into a cell, brought into the form in which Google keeps and answers it."""

from __future__ import annotations

from typing import Any

from tests.google.schema_fields import Mask
from tests.google.sheets.cells import worth
from tests.google.sheets.masks import TWINS, assigned, wants, whole
from tests.google.sheets.model import Cell, Invalid, Json, only
from tests.google.sheets.patterns import shown
from tests.google.world import not_carried

LONGEST = 50_000
WRITABLE = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation", "textFormatRuns")
READ_ONLY = ("effectiveValue", "formattedValue", "effectiveFormat", "hyperlink")
_VALUES = {"numberValue", "stringValue", "boolValue", "formulaValue"}
_FORMAT = {"numberFormat", "backgroundColor", "backgroundColorStyle", "borders", "textFormat",
           "horizontalAlignment", "verticalAlignment", "wrapStrategy"}  # fmt: skip


def merged(old: Cell, new: Json, mask: Mask) -> Cell:
    """A cell after the masked fields of another were written into it.

    Raises:
        Invalid: A field that can only be read, or a value that no cell can hold.
    """
    for name in mask:
        if name in READ_ONLY:
            raise Invalid(f"The field {name} is read-only.")
        if name not in WRITABLE:
            raise not_carried(f"cells with {name}")
    written = {name: new[name] for name in WRITABLE if name in new and wants(mask, name)}
    only(new, {*WRITABLE, *READ_ONLY}, "cells")
    cell = assigned(old, clean(written), mask or whole(*WRITABLE))
    if wants(mask, "userEnteredValue") and not wants(mask, "textFormatRuns"):
        cell.pop("textFormatRuns", None)
    return {name: value for name, value in cell.items() if value not in ({}, [], "", None)}


def clean(cell: Json) -> Cell:
    """A cell of a request, checked, in Google's form."""
    result = dict(cell)
    if value := cell.get("userEnteredValue"):
        _check_value(value)
        if value.get("stringValue") == "":
            del result["userEnteredValue"]
    if found := cell.get("userEnteredFormat"):
        result["userEnteredFormat"] = clean_format(found)
    if runs := cell.get("textFormatRuns"):
        result["textFormatRuns"] = [colours(run) for run in runs]
    return result


def clean_format(found: Json) -> Json:
    """A CellFormat of a request, checked, with both forms of each colour."""
    only(found, _FORMAT, "cell formats")
    if pattern := found.get("numberFormat"):
        if "type" not in pattern:
            raise Invalid("numberFormat.type must be set.")
        shown(43831.5, pattern)
    result: Json = colours(found)
    return result


def colours(value: Any) -> Any:
    """The same with each Color beside its ColorStyle, and without colour parts that are 0."""
    if isinstance(value, list):
        return [colours(one) for one in value]
    if not isinstance(value, dict):
        return value
    result = {name: colours(one) for name, one in value.items()}
    for name in TWINS:
        style = value.get(f"{name}Style")
        if style is not None and "rgbColor" not in style:
            raise not_carried("colours of the theme")
        rgb = value.get(name) if style is None else style["rgbColor"]
        if rgb is not None:
            result[name] = {part: depth for part, depth in rgb.items() if depth}
            result[f"{name}Style"] = {"rgbColor": result[name]}
    return result


def check_length(text: str) -> None:
    """Refuse text that no cell can hold."""
    if len(text) > LONGEST:
        raise Invalid(
            f"Your input contains more than the maximum of {LONGEST} characters in a single cell."
        )


def _check_value(value: Json) -> None:
    if len(value) != 1 or not _VALUES.issuperset(value):
        raise Invalid("userEnteredValue must have exactly one of its fields, and no errorValue.")
    check_length(str(value.get("stringValue", "")))
    if "formulaValue" in value:
        worth(value)
