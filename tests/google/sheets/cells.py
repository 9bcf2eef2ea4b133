"""What a cell holds: what was entered, what it is worth, and how it is shown."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from tests.google.sheets.model import Cell, Invalid, Json
from tests.google.sheets.patterns import date_serial, is_date, shown
from tests.google.world import not_carried

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
#: What Google would take for a number, a sum of money, a percentage, a time or a date.
_HALF_KNOWN = re.compile(
    r"[($€£¥+-]*[0-9][0-9.,]*[)%€]*|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[aApP][mM])?"
    r"|[0-9]{1,4}[-/. ][0-9]{1,2}([-/. ][0-9]{2,4})?( .*)?"
    r"|(?=.*[0-9])([0-9]{1,2}[-/. ])?(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?"
    r"|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)"
    r"[-/. ,]*([0-9]{1,4})?([-/. ,]+[0-9]{4})?",
    re.IGNORECASE,
)
#: The errors that can be typed as such, by their names in the API.
_ERRORS = {"#REF!": "REF", "#NAME?": "NAME", "#VALUE!": "VALUE", "#N/A": "N_A", "#NUM!": "NUM"}
_SHOWN = {name: text for text, name in _ERRORS.items()} | {"DIVIDE_BY_ZERO": "#DIV/0!"}
_SUMS: dict[type[Any], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def entered(cell: Cell, value: Any, *, raw: bool) -> Cell:
    """The cell after somebody put a value in: RAW as it is, otherwise read as if typed.

    Google's rule for text: a new value takes the formats of parts of the old one away.
    """
    kept = {name: left for name, left in cell.items() if name not in _OF_THE_VALUE}
    if value == "":
        return kept
    known = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    plain = raw or not isinstance(value, str) or known.get("type") == "TEXT"
    said, pattern = as_value(value) if plain else typed(value)
    kept["userEnteredValue"] = said
    if pattern and not known:
        kept["userEnteredFormat"] = {**cell.get("userEnteredFormat", {}), "numberFormat": pattern}
    return kept


def as_value(value: Any) -> tuple[Json, Json | None]:
    """A JSON value as an ExtendedValue."""
    match value:
        case bool():
            return {"boolValue": value}, None
        case int() | float():
            return {"numberValue": value}, None
        case str():
            return {"stringValue": value}, None
        case _:
            raise Invalid(f"Invalid values[0][0]: {value!r}")


def typed(text: str) -> tuple[Json, Json | None]:
    """What a person's typing becomes, and the number format that it brings along."""
    plain = text.strip()
    if text.startswith("'"):
        return {"stringValue": text[1:]}, None
    if text.startswith("=") and len(text) > 1:
        worth({"formulaValue": text})
        return {"formulaValue": text}, None
    if plain.upper() in ("TRUE", "FALSE"):
        return {"boolValue": plain.upper() == "TRUE"}, None
    if _NUMBER.fullmatch(plain):
        return {"numberValue": float(plain)}, None
    if found := date_serial(plain):
        return {"numberValue": found[0]}, found[1]
    if _HALF_KNOWN.fullmatch(plain):
        raise not_carried(f"the reading of typed {plain!r}")
    return {"stringValue": text}, None


def worth(value: Json) -> Json:
    """The effectiveValue of a userEnteredValue.

    Raises:
        GoogleError: 501, a formula that is more than arithmetic with numbers.
    """
    formula = value.get("formulaValue")
    if formula is None:
        return value
    if error := _ERRORS.get(formula[1:].strip().upper()):
        return {"errorValue": {"type": error, "message": "Error"}}
    try:
        tree = ast.parse(formula[1:].strip(), mode="eval").body
        return {"numberValue": _sum(tree)}
    except ZeroDivisionError:
        text = "Function DIVIDE parameter 2 cannot be zero."
        return {"errorValue": {"type": "DIVIDE_BY_ZERO", "message": text}}
    except (SyntaxError, ValueError, KeyError):
        raise not_carried(f"the formula {formula}") from None


def scalar(value: Json) -> str | float | bool:
    """An ExtendedValue as the JSON value that values.get answers; integers without a point."""
    if "numberValue" in value:
        number = value["numberValue"]
        return int(number) if float(number).is_integer() else float(number)
    if "boolValue" in value:
        return bool(value["boolValue"])
    error = value.get("errorValue")
    return _SHOWN[error["type"]] if error else str(value.get("stringValue", ""))


def text_of(cell: Cell) -> str:
    """The formattedValue; empty where nothing is."""
    value = cell.get("userEnteredValue")
    if value is None:
        return ""
    found = scalar(worth(value))
    if isinstance(found, bool):
        return str(found).upper()
    if isinstance(found, str):
        return found
    return shown(found, cell.get("userEnteredFormat", {}).get("numberFormat", {}))


def rendered(cell: Cell, render: str, dates: str) -> str | float | bool:
    """A cell as values.get answers it under its two render options."""
    value = cell.get("userEnteredValue")
    if value is None:
        return ""
    if render == "FORMULA" and "formulaValue" in value:
        return str(value["formulaValue"])
    if render == "FORMATTED_VALUE" or (dates == "FORMATTED_STRING" and is_date(cell)):
        return text_of(cell)
    return scalar(worth(value))


def hyperlink(cell: Cell) -> str:
    """Where the cell leads: the link of the whole or the only one of its parts; else empty."""
    formats = [cell.get("userEnteredFormat", {}).get("textFormat", {})]
    formats += [run.get("format", {}) for run in cell.get("textFormatRuns", ())]
    found = {one["link"]["uri"] for one in formats if one.get("link", {}).get("uri")}
    return found.pop() if len(found) == 1 else ""


_OF_THE_VALUE = ("userEnteredValue", "textFormatRuns")


def _sum(tree: ast.expr) -> float:
    match tree:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.BinOp():
            return _SUMS[type(tree.op)](_sum(tree.left), _sum(tree.right))
        case ast.UnaryOp():
            return _SUMS[type(tree.op)](_sum(tree.operand))
        case _:
            raise ValueError
