"""Hours: the open windows of a week in a zone, with holidays, breaks and half days.

Windows are half-open, a deadline at closing time is the closing instant, elapsed time counts
across a change of daylight saving, and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tracker.calendars import (
    KEYS,
    MIDNIGHT,
    Span,
    Spans,
    read_dated,
    read_dates,
    read_week,
    read_zone,
    wrong,
)
from tracker.errors import BadInput, Refused

#: How far a deadline is looked for: ten years. Beyond, the calendar or the amount is a mistake.
HORIZON = timedelta(days=3653)

_CACHED_DAYS = 10_000
_YEARS = range(1900, 9900)  # leaves room for the horizon; `datetime` ends with 9999
_NOTHING = timedelta(0)
_FOREVER = datetime.max.replace(tzinfo=UTC)

#: An open stretch of time in UTC; the end is not included.
Window = tuple[datetime, datetime]
#: From when to when a clock stands still; None: it still does.
Pause = tuple[datetime, datetime | None]
_P = TypeVar("_P", int, datetime)


class NoDeadline(Refused):
    """There is no such instant: a pause without an end, or too few open hours in ten years."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hours:
    """When a clock runs. Instants that are given must be aware; those returned are in UTC.

    Times are wall time in `zone`: one that is skipped in spring is read with the offset before
    the change, one that comes twice in autumn is the first of the two (RFC 5545, 3.3.5).

    Attributes:
        zone: The zone of the wall times.
        week: Open spans by weekday, Monday first.
        holidays: Dates without any hours, also where `date_hours` has some.
        breaks: Spans taken out of a date's hours.
        date_hours: Spans that replace the week's on a date: half days.
    """

    zone: ZoneInfo
    week: tuple[Spans, ...]
    holidays: frozenset[date] = frozenset()
    breaks: Mapping[date, Spans] = field(default_factory=dict)
    date_hours: Mapping[date, Spans] = field(default_factory=dict)
    _days: dict[int, tuple[Window, ...]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def always(cls, tz: str = "UTC") -> Hours:
        """Plain hours: every hour of every day, told in this zone."""
        return cls(read_zone(tz, "tz"), (((0, MIDNIGHT),),) * 7)

    @classmethod
    def from_mapping(cls, calendar: Mapping[str, Any], where: str = "calendar") -> Hours:
        """Read `{tz, hours, holidays, breaks, date_hours}`; only the first two are required.

        BadInput names the key, with `where` before it, and what was expected there.
        """
        for key in calendar:
            if key not in KEYS:
                raise wrong(f"{where}.{key}", f"one of the keys {', '.join(KEYS)}", key)
        return cls(
            zone=read_zone(calendar.get("tz"), f"{where}.tz"),
            week=read_week(calendar.get("hours"), f"{where}.hours"),
            holidays=read_dates(calendar.get("holidays", []), f"{where}.holidays"),
            breaks=read_dated(calendar.get("breaks", {}), f"{where}.breaks"),
            date_hours=read_dated(calendar.get("date_hours", {}), f"{where}.date_hours"),
        )

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in an open window; the closing instant doesn't."""
        at = _utc(at)
        return any(self.counted(at, at + timedelta.resolution))

    def next_open(self, at: datetime) -> datetime:
        """The first open instant at or after `at`. NoDeadline if there is none in ten years."""
        for opens, _ in self.counted(at):
            return opens
        raise _never(at)

    def add(self, start: datetime, amount: timedelta, pauses: Sequence[Pause] = ()) -> datetime:
        """The instant by which `amount` of open time has gone by since `start`.

        Raises:
            NoDeadline: A pause without an end comes first, or ten years don't suffice.
        """
        start, left = _utc(start), _positive(amount)
        if not left:
            return start
        for opens, closes in self.counted(start, pauses=pauses):
            length = closes - opens
            if left <= length:
                return opens + left
            left -= length
        raise _never(start, pauses)

    def subtract(self, end: datetime, amount: timedelta, pauses: Sequence[Pause] = ()) -> datetime:
        """The last instant from which `amount` of open time goes by until `end`.

        It lies in open hours, or is `end` for no amount. NoDeadline if ten years don't suffice.
        """
        end, left = _utc(end), _positive(amount)
        if not left:
            return end
        holes = merge([*pauses, (end, None)])
        for ordinal in reversed(self.dates(end - HORIZON, end)):
            for opens, closes in reversed([*cut(self._day(ordinal), holes)]):
                length = closes - opens
                if left <= length:
                    return closes - left
                left -= length
        raise _never(end)

    def between(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
        """The open time from `start` to `end`; negative if `end` is the earlier."""
        start, end = _utc(start), _utc(end)
        if end < start:
            return -self.between(end, start, pauses)
        return sum((closes - opens for opens, closes in self.counted(start, end, pauses)), _NOTHING)

    def counted(
        self, start: datetime, end: datetime | None = None, pauses: Sequence[Pause] = ()
    ) -> Iterator[Window]:
        """What counts from `start` to `end` (or for ten years), in order.

        The one source of deadlines, differences and walks.
        """
        start, paused = _utc(start), merge(pauses)
        last = _utc(end) if end else start + HORIZON
        if paused and paused[-1][1] == _FOREVER:  # spares looking through ten years of nothing
            last = min(last, paused[-1][0])
        return cut(self._open(start, last), paused) if paused else self._open(start, last)

    def windows(self, day: date, spans: Iterable[Span]) -> Iterator[Window]:
        """The instants of a date's spans, kept apart and inside the date.

        Where the clocks change a date lacks some wall times, or all of them (Samoa, 2011-12-30),
        and two spans can meet at one instant.
        """
        midnight = datetime.combine(day, time.min, self.zone)

        def instant(seconds: int) -> datetime:
            return (midnight + timedelta(seconds=seconds)).astimezone(UTC)

        at, last = instant(0), instant(MIDNIGHT)
        for begin, end in spans:
            opens, closes = max(instant(begin), at), min(instant(end), last)
            if opens < closes:
                yield opens, closes
                at = closes

    def spans(self, day: date) -> Spans:
        """What is open on a date."""
        if day in self.holidays:
            return ()
        spans = self.date_hours.get(day, self.week[day.weekday()])
        return tuple(cut(spans, self.breaks.get(day, ())))

    def dates(self, start: datetime, end: datetime) -> range:
        """The ordinals of the dates that can have a window between two instants.

        One more on either side: where the clocks change at midnight, windows reach across it.
        """
        first, last = (at.astimezone(self.zone).toordinal() for at in (start, end))
        return range(first - 1, last + 2)

    def _open(self, start: datetime, end: datetime) -> Iterator[Window]:
        for ordinal in self.dates(start, end):
            for opens, closes in self._days.get(ordinal) or self._day(ordinal):
                begin = max(opens, start)
                if begin >= end:
                    return
                if begin < closes:
                    yield begin, min(closes, end)

    def _day(self, ordinal: int) -> tuple[Window, ...]:
        if ordinal not in self._days:
            if len(self._days) >= _CACHED_DAYS:
                self._days.clear()
            day = date.fromordinal(ordinal)
            self._days[ordinal] = tuple(self.windows(day, self.spans(day)))
        return self._days[ordinal]


def merge(pauses: Sequence[Pause]) -> list[Window]:
    """The pauses in order, those that overlap or touch made one. BadInput for a reversed one."""
    merged: list[Window] = []
    for start, end in sorted((_utc(s), _utc(e) if e else _FOREVER) for s, e in pauses):
        if end < start:
            raise BadInput("A pause ends before it starts", f"From {start} to {end}.")
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def cut(
    windows: Iterable[tuple[_P, _P]], holes: Sequence[tuple[_P, _P]]
) -> Iterator[tuple[_P, _P]]:
    """What is left of the windows without the holes; both sorted, neither overlapping."""
    for opens, closes in windows:
        at = opens
        for begin, end in holes:
            if begin >= closes:
                break
            if begin > at:
                yield at, begin
            at = max(at, end)
        if at < closes:
            yield at, closes


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise BadInput(f"{at} has no time zone", "A clock needs to know which instant is meant.")
    if at.year not in _YEARS:
        raise BadInput(f"{at} is too far away", "Clocks reckon with the years 1900 to 9899.")
    return at.astimezone(UTC)


def _positive(amount: timedelta) -> timedelta:
    if amount < _NOTHING:
        raise BadInput(f"{amount} is less than nothing", "An amount of time counts up from zero.")
    return amount


def _never(at: datetime, pauses: Sequence[Pause] = ()) -> NoDeadline:
    paused = merge(pauses)
    if paused and paused[-1][1] == _FOREVER:
        return NoDeadline(
            "There is no deadline yet", f"Paused since {paused[-1][0]:%Y-%m-%d %H:%M} UTC."
        )
    return NoDeadline(
        "There is no such time within ten years",
        f"Counted from {at:%Y-%m-%d %H:%M} UTC the calendar has too few open hours.",
        "Check the amount, and the calendar's hours and holidays.",
    )
