"""A walk through the hours: every stretch on the way to a deadline, counted or not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from tracker.calendars import DAYS, Span
from tracker.clocks import Reading, format_amount
from tracker.hours import Hours, Pause, Window, cut, merge

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

LegKind = Literal["open", "closed", "paused", "holiday", "half day", "break"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of a walk.

    Attributes:
        start: When it begins; UTC.
        end: When it ends, and the next leg begins; UTC.
        counted: How much of it counts: all of an open leg, nothing of the others.
        kind: "holiday", "half day" and "break" are closed though they are usual hours.
        why: The same for people.
    """

    start: datetime
    end: datetime
    counted: timedelta
    kind: LegKind
    why: str


def walk(
    hours: Hours, start: datetime, amount: timedelta, pauses: Sequence[Pause] = ()
) -> tuple[Leg, ...]:
    """The legs from `start` to `hours.add(start, amount, pauses)`; they add up to the amount.

    Raises:
        NoDeadline: As `Hours.add` does.
    """
    return legs(hours, start, hours.add(start, amount, pauses), pauses)


def legs(
    hours: Hours, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> tuple[Leg, ...]:
    """All time from `start` to `end` without a gap; none if `end` isn't the later."""
    counted, paused = hours.counted(start, end, pauses), merge(pauses)
    at, end = start.astimezone(UTC), end.astimezone(UTC)
    found: list[Leg] = []
    for opens, closes in counted:
        found += _idle(hours, at, opens, paused)
        found.append(Leg(opens, closes, closes - opens, "open", "counted"))
        at = closes
    found += _idle(hours, at, end, paused)
    return tuple(_explained(hours, leg) for leg in _joined(found))


def explain(reading: Reading) -> list[str]:
    """The walk of a clock, line by line, in its calendar's zone."""
    rule, zone = reading.rule, reading.hours.zone
    span = legs(reading.hours, reading.started, reading.due or reading.until, reading.pauses)
    instants = (
        ("soft limit", reading.soft_due),
        ("warning from", reading.warn_at),
        ("over" if rule.kind == "minimum" else "due", reading.due),
    )
    amount, start = format_amount(rule.amount), format_time(reading.started, zone)
    return [
        f"{rule.name}: {amount} in {rule.hours} hours from {start}",
        *(f"  {line}" for line in render_walk(span, zone, rule.amount)),
        *(f"  {what} {format_time(at, zone)}" for what, at in instants if at),
        _verdict(reading),
    ]


def render_walk(walk: Sequence[Leg], zone: tzinfo, amount: timedelta) -> list[str]:
    """One line a leg: when, in `zone` and named with it, and what of the amount it counts."""
    whens = [_stretch(leg.start.astimezone(zone), leg.end.astimezone(zone)) for leg in walk]
    width = max(map(len, whens), default=0)
    total, lines = timedelta(0), []
    for leg, when in zip(walk, whens, strict=True):
        total += leg.counted
        what = leg.why
        if leg.kind == "open":
            done = f"{format_amount(total)} of {format_amount(amount)}"
            what = f"counted {format_amount(leg.counted)}  ({done})"
        lines.append(f"{when:<{width}}  {what}")
    return lines


def format_time(at: datetime, zone: tzinfo) -> str:
    """An instant for people: `Thu 19 Nov 2026 14:00 PST`."""
    local = at.astimezone(zone)
    return f"{_day(local)} {local.year} {_time(local)} {_abbreviation(local)}"


def _idle(hours: Hours, start: datetime, end: datetime, paused: Sequence[Window]) -> Iterator[Leg]:
    """Legs for a stretch in which nothing counts."""
    at = start
    for begin, finish in [*cut([(start, end)], paused), (end, end)]:
        if at < begin:
            yield _leg(at, begin, "paused")
        yield from _closed(hours, begin, finish)
        at = finish


def _closed(hours: Hours, start: datetime, end: datetime) -> Iterator[Leg]:
    at = start
    for ordinal in hours.dates(start, end):
        for opens, closes, kind in _skipped(hours, date.fromordinal(ordinal)):
            begin, finish = max(opens, at), min(closes, end)
            if begin < finish:
                if at < begin:
                    yield _leg(at, begin, "closed")
                yield _leg(begin, finish, kind)
                at = finish
    if at < end:
        yield _leg(at, end, "closed")


def _skipped(hours: Hours, day: date) -> list[tuple[datetime, datetime, LegKind]]:
    """When a date is closed although the week, or the date's own hours, would have it open."""
    week = hours.week[day.weekday()]
    own = hours.date_hours.get(day, week)
    parts: list[tuple[LegKind, Iterable[Span]]] = [
        ("half day", cut(week, own)),
        ("break", cut(own, hours.spans(day))),
    ]
    if day in hours.holidays:
        parts = [("holiday", week)]
    return sorted((*w, kind) for kind, spans in parts for w in hours.windows(day, spans))


def _joined(legs: Iterable[Leg]) -> list[Leg]:
    joined: list[Leg] = []
    for leg in legs:
        if joined and joined[-1].kind == leg.kind:
            last = joined.pop()
            leg = replace(last, end=leg.end, counted=last.counted + leg.counted)  # noqa: PLW2901 - the two are one
        joined.append(leg)
    return joined


def _leg(start: datetime, end: datetime, kind: LegKind) -> Leg:
    return Leg(start, end, timedelta(0), kind, kind)


def _explained(hours: Hours, leg: Leg) -> Leg:
    """A closed leg says which days without hours it passes over."""
    if leg.kind != "closed":
        return leg
    first, last = (at.astimezone(hours.zone).toordinal() for at in (leg.start, leg.end))
    days = (date.fromordinal(ordinal).weekday() for ordinal in range(first, last))
    names = dict.fromkeys(DAYS[day].title() for day in days if not hours.week[day])
    return replace(leg, why=f"closed, no hours on {', '.join(names)}") if names else leg


def _verdict(reading: Reading) -> str:
    text: str = reading.state
    if reading.stopped:
        text += f", stopped {format_time(reading.stopped, reading.hours.zone)}"
    if reading.left > timedelta(0):
        text += f", {format_amount(reading.left)} left"
    elif reading.left < timedelta(0):
        text += f", {format_amount(-reading.left)} late"
    return text


def _stretch(start: datetime, end: datetime) -> str:
    """`Thu 19 Nov 14:00-17:00 PST`, or with both days, and both zones where the clocks change."""
    zone = "" if start.utcoffset() == end.utcoffset() else f" {_abbreviation(start)}"
    first, last = f"{_day(start)} {_time(start)}{zone}", f"{_time(end)} {_abbreviation(end)}"
    if start.date() == end.date():
        return f"{first}-{last}"
    return f"{first} - {_day(end)} {last}"


def _day(local: datetime) -> str:
    return f"{DAYS[local.weekday()].title()} {local.day} {_MONTHS[local.month - 1]}"


def _time(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _abbreviation(local: datetime) -> str:
    """The zone's short name; a number where it has none gets a name before it."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name
