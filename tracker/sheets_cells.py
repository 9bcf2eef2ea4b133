"""A cell of the tracker and a cell of Google Sheets, one from the other (pure).

What a cell is meant to hold stands in its number format, which stays when people type over it and
travels with the row: so a link that was retyped as `Title <https://...>` is a link again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.columns import Cell, ColumnType, Link, from_text, storable, to_text, type_of
from tracker.errors import BadInput

Json = dict[str, Any]

#: What is written of a cell that the program owns; what is read and put back of anybody's.
OWN = (
    "userEnteredValue,userEnteredFormat.numberFormat,userEnteredFormat.textFormat.link,"
    "textFormatRuns"
)
WHOLE = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"
#: How many characters a cell takes, as Google counts them: UTF-16 units.
LONGEST = 50_000

_TEXT = {"type": "TEXT", "pattern": "@"}
_NUMBER = {"type": "NUMBER", "pattern": "0"}
_LINK = {"type": "NUMBER", "pattern": "0;-0;0;@"}
#: Stands before the address of a link without a title: a cell without text leads nowhere.
_BARE = "\N{ZERO WIDTH SPACE}"
_TIME = "yyyy-mm-dd hh:mm"

#: The day that a spreadsheet counts from (Sheets API, "Date/time serial numbers").
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet's times are local
_DAY = 86_400_000_000
_EXACT = 2**53
_OWN_LINE = re.compile(r"(?<![A-Za-z0-9_!$'])(\$?[A-Z]{1,3})([0-9]+)(?![0-9A-Za-z_(])")
_TYPED_LINK = re.compile(r".*<https?://[^>]*>", re.DOTALL)
_LINKED = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)


def encode(cell: Cell, zone: str) -> Json:
    """The cell as CellData: text is never a formula, a time is a date in this zone.

    Raises:
        ValueError: A time without an offset (a mistake in the program, not of a person).
        BadInput: A text that is longer than a cell can be.
    """
    match cell:
        case None | "":
            return {}
        case datetime():
            return _encode_time(cell, zone)
        case int() if abs(cell) <= _EXACT:
            return {"userEnteredValue": {"numberValue": cell}, **_format(_NUMBER)}
        case Link(title, url):
            return _encode_link(title, url)
        case _:
            kind = _TEXT if type_of(cell) == "text" else _NUMBER
            return {**_string(to_text(cell)), **_format(kind)}


def plain(text: str) -> Json:
    """CellData of a text in a tab that is the program's own, and of a title."""
    return _string(text) if text else {}


def decode(data: Mapping[str, Any], zone: str) -> Cell:
    """The cell that stands there now, whoever wrote it; None for an empty one."""
    value = data.get("effectiveValue") or data.get("userEnteredValue") or {}
    if "stringValue" in value:
        return _decode_text(value["stringValue"], data)
    if "numberValue" in value:
        return _decode_number(value["numberValue"], _number_format(data), zone)
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return f"#{value['errorValue'].get('type', 'ERROR')}"
    return None


def text_of(data: Mapping[str, Any]) -> str:
    """What stands there as text: for titles, numbers of cases, and the program's own tabs."""
    value = data.get("effectiveValue") or data.get("userEnteredValue") or {}
    found = next((value[k] for k in ("stringValue", "numberValue") if k in value), "")
    return str(int(found) if isinstance(found, float) and found.is_integer() else found)


def content(data: Mapping[str, Any]) -> str:
    """What tells one cell from another; all formulas are alike, as they change when rows move."""
    value = data.get("userEnteredValue") or {}
    for kind, found in value.items():
        match kind:
            case "formulaValue":
                return "formula"
            case "numberValue":
                return f"number {float(found)!r}"
            case "stringValue":
                return f"text {found}" if found else ""
            case _:
                return f"{kind} {found}"
    return ""


def blank(data: Mapping[str, Any]) -> bool:
    """Whether nothing was entered."""
    return not content(data)


def whole(data: Mapping[str, Any]) -> Json:
    """What can be written of a cell that was read, so that it is as it was."""
    return {key: data[key] for key in WHOLE.split(",") if data.get(key)}


def moved_formula(data: Json, line: int, to: int) -> Json:
    """The cell in another line: a formula of its own line's cells is one of the new line's."""
    formula = (data.get("userEnteredValue") or {}).get("formulaValue")
    if not formula:
        return data
    found = _OWN_LINE.sub(lambda m: f"{m[1]}{to + 1}" if m[2] == str(line + 1) else m[0], formula)
    return {**data, "userEnteredValue": {"formulaValue": found}}


def _string(text: str) -> Json:
    text = storable(text)
    if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) // 2 > LONGEST:
        raise BadInput(
            "The text is too long for a spreadsheet's cell",
            f"It has {len(text)} characters; a cell takes {LONGEST}.",
            "Shorten it, or keep it in the case's document.",
        )
    return {"userEnteredValue": {"stringValue": text}}


def _format(number: Mapping[str, str], uri: str = "") -> Json:
    link = {"textFormat": {"link": {"uri": uri}}} if uri else {}
    return {"userEnteredFormat": {"numberFormat": dict(number), **link}}


def _encode_time(time: datetime, zone: str) -> Json:
    if time.utcoffset() is None:
        raise ValueError(f"a time without an offset: {time}")
    local = time.astimezone(_zone(zone))
    micros = (local.replace(tzinfo=None) - _EPOCH) // timedelta(microseconds=1)
    # Of an hour that clocks show twice, the second is told by its format.
    pattern = f'{_TIME}" {local.tzname()}"' if local.fold else _TIME
    return {
        "userEnteredValue": {"numberValue": micros / _DAY},
        **_format({"type": "DATE_TIME", "pattern": pattern}),
    }


def _encode_link(title: str, url: str) -> Json:
    if not _LINKED.fullmatch(url) or _TYPED_LINK.fullmatch(title):
        return {**_string(to_text(Link(title, url))), **_format(_LINK)}
    return {**_string(title or _BARE + url), **_format(_LINK, storable(url))}


def _decode_text(text: str, data: Mapping[str, Any]) -> Cell:
    kind = _number_format(data)
    uri = _uri(data)
    retyped = kind == _LINK and _TYPED_LINK.fullmatch(text)
    if uri and not retyped and not (kind == _TEXT and uri == text):
        return Link("" if text == _BARE + uri else text, uri)
    meant: ColumnType = "text"
    if kind == _LINK:
        meant = "link"
    elif kind == _NUMBER:
        meant = "number"
    elif kind.get("type") == "DATE_TIME":
        meant = "time"
    try:
        return from_text(text, meant)
    except BadInput:
        return text


def _decode_number(number: float, kind: Mapping[str, Any], zone: str) -> Cell:
    if kind.get("type") in ("DATE", "DATE_TIME"):
        return _decode_time(number, zone, later=str(kind.get("pattern", "")).endswith('"'))
    if float(number).is_integer():
        return int(number)
    return repr(number)


def _decode_time(serial: float, zone: str, *, later: bool) -> Cell:
    try:
        local = _EPOCH + timedelta(microseconds=round(Fraction(serial) * _DAY))
    except OverflowError:
        return repr(serial)
    return local.replace(tzinfo=_zone(zone), fold=int(later)).astimezone(UTC)


def _number_format(data: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (data.get("userEnteredFormat") or {}).get("numberFormat") or {}
    return found


def _uri(data: Mapping[str, Any]) -> str:
    text = (data.get("userEnteredFormat") or {}).get("textFormat") or {}
    return str((text.get("link") or {}).get("uri") or data.get("hyperlink") or "")


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
