"""Calendars and instants that the tests of hours, walks and clocks share."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from workclock import Holidays, Schedule, WorkDay

from tracker.calendars import DAYS
from tracker.hours import Hours, Pause

LA = ZoneInfo("America/Los_Angeles")
HOUR = timedelta(hours=1)
BUSINESS = {"tz": "America/Los_Angeles", "hours": {d: [["07:00", "17:00"]] for d in DAYS[:5]}}
ALL_DAY = {"tz": "America/Los_Angeles", "hours": {d: [["00:00", "24:00"]] for d in DAYS}}
ZERO = timedelta(0)


def la(text: str) -> datetime:
    """A time in Los Angeles."""
    return datetime.fromisoformat(text).replace(tzinfo=LA)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def business(**changed: Any) -> Hours:
    """Monday to Friday, 7 to 17 in Los Angeles."""
    return Hours.from_mapping({**BUSINESS, **changed})


ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "UTC",
)
INSTANTS = st.datetimes(
    min_value=datetime(1995, 1, 1),  # noqa: DTZ001 - Hypothesis asks for naive limits
    max_value=datetime(2036, 1, 1),  # noqa: DTZ001 - same
    timezones=st.just(UTC),
)
AMOUNTS = st.timedeltas(ZERO, 60 * HOUR) | st.integers(0, 60).map(lambda n: n * HOUR)
#: Weekdays, spans of a day in minutes.
WEEKS = st.tuples(
    st.sets(st.integers(0, 6), min_size=1),
    st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True)
    .filter(lambda quarters: len(quarters) % 2 == 0)
    .map(lambda quarters: [q * 15 for q in sorted(quarters)])
    .map(lambda minutes: list(zip(minutes[::2], minutes[1::2], strict=True))),
)


class Desk(NamedTuple):
    """The same calendar for this program and for workclock, and an instant near its holidays."""

    hours: Hours
    oracle: Schedule
    start: datetime


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    zone, start = draw(st.sampled_from(ZONES)), draw(INSTANTS)
    days, spans = draw(WEEKS)
    holidays = [start.date() + timedelta(days=n) for n in draw(st.sets(st.integers(-9, 9)))]
    windows = [[f"{m // 60:02}:{m % 60:02}" for m in span] for span in spans]
    hours = Hours.from_mapping(
        {"tz": zone, "hours": {DAYS[d]: windows for d in days}, "holidays": holidays}
    )
    rules = [WorkDay(wall(begin), wall(end), sorted(days)) for begin, end in spans]
    return Desk(hours, Schedule([*rules, Holidays(holidays)], time_zone=zone), start)


def wall(minutes: int) -> time:
    """Midnight at the end of a day is written 0:00 there."""
    return time(minutes // 60 % 24, minutes % 60)


@st.composite
def pauses_near(draw: st.DrawFn, start: datetime) -> list[Pause]:
    hours = st.integers(-48, 120)
    pairs = draw(st.lists(st.tuples(hours, st.integers(0, 30)), max_size=4))
    return [(start + n * HOUR, start + (n + length) * HOUR) for n, length in pairs]
