"""Number formats: serial dates (days since 1899-12-30, no zone) and the patterns that show them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from tests.google.sheets.model import Cell, Json
from tests.google.world import not_carried

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's times have no zone
DATES = ("DATE", "TIME", "DATE_TIME")

_DEFAULT = {
    "DATE": "m/d/yyyy",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "m/d/yyyy h:mm:ss",
    "PERCENT": "0.00%",
    "NUMBER": "#,##0.00",
    "TEXT": "@",
}
_TYPED = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), "ymd", "yyyy-mm-dd"),
    (re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"), "ymd", "yyyy/mm/dd"),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), "mdy", "m/d/yyyy"),
)
_CLOCK = re.compile(r"(.+?)[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")
_TOKEN = re.compile(
    r'"[^"]*"|\\.|y+|m+|d+|h+|s+|am/pm|a/p|\[[^\]]*\]|[-/.,: T]', re.IGNORECASE
)  # fmt: skip
_FIXED = re.compile(r"(#,##|#)?(0+)(?:\.(0+))?(%?)")


def date_serial(text: str) -> tuple[float, Json] | None:
    """A typed date or time, as its serial number and the format it brings; None if it is none."""
    clock = _CLOCK.fullmatch(text)
    for pattern, order, written in _TYPED:
        found = pattern.fullmatch(clock[1] if clock else text)
        if found is None:
            continue
        parts = dict(zip(order, map(int, found.groups()), strict=True))
        try:
            days = (date(parts["y"], parts["m"], parts["d"]) - EPOCH.date()).days
        except ValueError:
            return None
        if clock is None:
            return days, {"type": "DATE", "pattern": written}
        hour, minute, second = (int(one or 0) for one in clock.groups()[1:])
        if hour > 23 or minute > 59 or second > 59:
            return None
        seconds = hour * 3600 + minute * 60 + second
        return days + seconds / 86400, {"type": "DATE_TIME", "pattern": f"{written} h:mm:ss"}
    return None


def is_date(cell: Cell) -> bool:
    """Whether a cell's number stands for a day or a time."""
    return cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") in DATES


def shown(number: float, number_format: Json) -> str:
    """A number under a NumberFormat; without one as Google shows it automatically.

    Raises:
        GoogleError: 501, a pattern that this server can't write.
    """
    kind = number_format.get("type")
    pattern = number_format.get("pattern") or _DEFAULT.get(kind or "")
    if kind in DATES:
        moment = EPOCH + timedelta(seconds=round(number * 86400))
        return "".join(_part(token, moment) for token in _tokens(pattern or ""))
    if pattern and ";" in pattern:  # positive;negative;zero;text, each as a pattern
        sections, at = pattern.split(";"), 0 if number > 0 else 1 if number < 0 else 2
        pattern = sections[at] if at < len(sections) else sections[0]
    if pattern in (None, "@", "General"):
        return general(number)
    found = _FIXED.fullmatch((pattern or "").removeprefix("-"))
    if found is None:
        raise not_carried(f"the number format {pattern}")
    commas, whole, decimals, percent = found.groups()
    number = number * 100 if percent else number
    width = len(whole) + (len(decimals) + 1 if decimals else 0)
    comma = "," if commas == "#,##" else ""
    sign = "-" if number < 0 else ""
    return f"{sign}{abs(number):0{width}{comma}.{len(decimals or '')}f}{percent}"


def general(number: float) -> str:
    """A number without a format: whole ones whole, others with up to ten digits."""
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.{max(10, math.ceil(math.log10(abs(number) + 1)) + 2)}g}"


@lru_cache
def _tokens(pattern: str) -> tuple[str, ...]:
    """The parts of a date pattern; minutes are told from months by what stands beside them."""
    parts = [one.lower() if one[0] not in '"\\' else one for one in _TOKEN.findall(pattern)]
    if "".join(parts).lower() != pattern.lower():
        raise not_carried(f"the date format {pattern}")
    kinds = [(index, one[0]) for index, one in enumerate(parts) if one[0] in "ymdhs"]
    for place, (index, kind) in enumerate(kinds):
        before = kinds[place - 1][1] if place else ""
        after = kinds[place + 1][1] if place + 1 < len(kinds) else ""
        if kind == "m" and (before == "h" or after == "s"):
            parts[index] = "n" * len(parts[index])
    return tuple("h12" if one == "h" and "am/pm" in parts else one for one in parts)


def _part(part: str, moment: datetime) -> str:
    values = {
        "yyyy": f"{moment.year:04d}", "yy": f"{moment.year % 100:02d}",
        "m": str(moment.month), "mm": f"{moment.month:02d}",
        "mmm": f"{moment:%b}", "mmmm": f"{moment:%B}",
        "d": str(moment.day), "dd": f"{moment.day:02d}",
        "ddd": f"{moment:%a}", "dddd": f"{moment:%A}",
        "h": str(moment.hour), "hh": f"{moment.hour:02d}", "h12": str(moment.hour % 12 or 12),
        "n": str(moment.minute), "nn": f"{moment.minute:02d}",
        "s": str(moment.second), "ss": f"{moment.second:02d}", "am/pm": f"{moment:%p}",
    }  # fmt: skip
    if part in values:
        return values[part]
    if part[0] in '"\\':
        return part.strip('"').removeprefix("\\")
    if part in "-/.,: t":
        return part.upper()
    raise not_carried(f"the date format's part {part}")
