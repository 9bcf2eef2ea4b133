"""The table of a calendar, as TOML or JSON give it, read into zone, week and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from tracker.errors import BadInput

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("tz", "hours", "holidays", "breaks", "date_hours")
MIDNIGHT = 24 * 60 * 60

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")

#: A stretch of a day, in seconds of wall time since midnight; the end is not included.
Span = tuple[int, int]
Spans = tuple[Span, ...]


def read_zone(value: object, where: str) -> ZoneInfo:
    """An IANA zone. Short names are refused: "PST" would stay an hour off all summer."""
    expected = 'a zone by its IANA name, such as "America/Los_Angeles" (or "UTC")'
    if not isinstance(value, str) or ("/" not in value and value != "UTC"):
        raise wrong(where, expected, value)
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise wrong(where, expected, value) from error


def read_week(value: object, where: str) -> tuple[Spans, ...]:
    """Spans by weekday, Monday first; at least one, since no hours must never mean all hours."""
    days = _table(value, where, "a table of windows by day, mon to sun")
    for day in days:
        if day not in DAYS:
            raise wrong(f"{where}.{day}", f"one of {', '.join(DAYS)}", day)
    week = tuple(read_spans(days.get(day, []), f"{where}.{day}") for day in DAYS)
    if not any(week):
        raise wrong(where, 'at least one window, such as mon = [["07:00", "17:00"]]', value)
    return week


def read_dates(value: object, where: str) -> frozenset[date]:
    """A list of dates."""
    return frozenset(
        _date(item, f"{where}[{n}]") for n, item in enumerate(_list(value, where, "dates"))
    )


def read_dated(value: object, where: str) -> dict[date, Spans]:
    """Spans by date."""
    table = _table(value, where, "a table of windows by date")
    return {
        _date(day, f"{where}.{day}"): read_spans(spans, f"{where}.{day}")
        for day, spans in table.items()
    }


def read_spans(value: object, where: str) -> Spans:
    """Windows of one day, `[["07:00", "12:00"], ["13:00", "17:00"]]`, sorted."""
    spans = [
        _span(item, f"{where}[{n}]")
        for n, item in enumerate(_list(value, where, 'windows, such as ["07:00", "17:00"]'))
    ]
    spans.sort()
    for (_, end), (begin, _) in pairwise(spans):
        if begin < end:
            raise wrong(where, "windows that don't overlap", value)
    return tuple(spans)


def wrong(where: str, expected: str, value: object) -> BadInput:
    """The error for what stands at a key."""
    given = "It is missing" if value is None else f"It says {value!r}"
    return BadInput(f"{where} can't be read", f"{given}; expected is {expected}.", f"Mend {where}.")


def _span(value: object, where: str) -> Span:
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - from and to
        raise wrong(where, 'from and to, such as ["07:00", "17:00"]', value)
    begin, end = (_seconds(item, where) for item in value)
    if end + 1 == MIDNIGHT:  # 23:59:59 is how systems without a 24:00 write midnight
        end = MIDNIGHT
    if begin >= end:
        raise wrong(
            where,
            'a window that begins before it ends; up to midnight it is "24:00", and a night is '
            'two windows: up to "24:00", and the next day from "00:00"',
            value,
        )
    return begin, end


def _seconds(value: object, where: str) -> int:
    if isinstance(value, time) and not value.microsecond and not value.tzinfo:
        return value.hour * 3600 + value.minute * 60 + value.second
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match:
        hour, minute, second = (int(part or 0) for part in match.groups())
        seconds = hour * 3600 + minute * 60 + second
        if max(minute, second) < 60 and seconds <= MIDNIGHT:  # noqa: PLR2004 - minutes of an hour
            return seconds
    raise wrong(where, 'times such as "07:00", from "00:00" to "24:00"', value)


def _date(value: object, where: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise wrong(where, "a date such as 2026-11-26", value)
    return day


def _table(value: object, where: str, expected: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise wrong(where, expected, value)
    return value


def _list(value: object, where: str, items: str) -> list[Any]:
    if not isinstance(value, list):
        raise wrong(where, f"a list of {items}", value)
    return value
