"""The four clocks of an escalation, and readings of them, for the tests of clocks and walks."""

from __future__ import annotations

from datetime import UTC, timedelta

from tests.tracker.schedules import HOUR, business, la
from tracker.calendars import DAYS
from tracker.case import Case, Event
from tracker.clocks import ClockRule, Reading, read
from tracker.hours import Hours

MINUTE = timedelta(minutes=1)
BUSINESS = business()
COVERAGE = business(hours={day: [["06:00", "22:00"]] for day in DAYS})
PLAIN = Hours.always("America/Los_Angeles")

ACKNOWLEDGE = ClockRule(  # 003.0.5
    "acknowledge", "coverage", 15 * MINUTE, ("received",), ("acknowledged",)
)
SUMMARY = ClockRule(  # 003.2.6
    "summary",
    "business",
    8 * HOUR,
    ("received",),
    ("summary sent",),
    pause=("paused",),
    resume=("resumed",),
    warn=2 * HOUR,
    when="summary_wanted",
)
PROMISE = ClockRule(  # 003.4.6
    "promise", "plain", 48 * HOUR, ("user promised",), ("user contacted",), soft=24 * HOUR
)
HOLD = ClockRule(  # 003.6.8
    "hold",
    "plain",
    HOUR,
    ("summary sent",),
    ("user contacted",),
    kind="minimum",
    pause=("question",),
    resume=("answered",),
)
CALENDARS = {"coverage": COVERAGE, "business": BUSINESS, "plain": PLAIN}


def event(kind: str, at: str, intent: str = "", **sets: str) -> Event:
    """An event at a time in Los Angeles, recorded at that time."""
    when = la(at).astimezone(UTC)
    key = f"{intent or kind}#1/{at}"
    return Event(key, kind, when, when, "robin@example.com", sets=sets)


def case(*events: Event, wanted: str = "yes") -> Case:
    facts = event("facts", "2026-11-01T00:00", summary_wanted=wanted)
    return Case("SM-20261119-7K3F", (facts, *events))


def reading(rule: ClockRule, now: str, *events: Event, ended: bool = False) -> Reading:
    found = read(rule, CALENDARS[rule.hours], case(*events), la(now), ended=ended)
    assert found is not None
    return found


def nothing(rule: ClockRule, now: str, *events: Event, ended: bool = False) -> bool:
    return read(rule, CALENDARS[rule.hours], case(*events), la(now), ended=ended) is None


RECEIVED = event("received", "2026-11-19T14:00")
SENT = event("summary sent", "2026-11-20T11:00")
