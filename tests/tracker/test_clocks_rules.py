from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.readings import CALENDARS, HOLD, MINUTE, RECEIVED, SUMMARY, case
from tests.tracker.schedules import HOUR, ZERO, business, la
from tracker.case import Event
from tracker.clocks import ClockRule, format_amount, parse_amount, read
from tracker.errors import BadInput
from tracker.walks import explain


def test_a_rule_that_cannot_work_is_refused() -> None:
    with pytest.raises(BadInput, match="paused for good"):
        SUMMARY._replace(resume=()).checked()
    for amount, soft in ((ZERO, None), (-HOUR, None), (HOUR, 2 * HOUR)):
        with pytest.raises(BadInput, match="no time to run"):
            SUMMARY._replace(amount=amount, soft=soft).checked()


@pytest.mark.parametrize("kind", ["target", "minimum"])
def test_a_clock_whose_calendar_never_opens_again_says_that_it_never_runs_out(
    kind: Literal["target", "minimum"],
) -> None:
    first = RECEIVED.at.date()
    closed = business(holidays=[first + timedelta(days=n) for n in range(-1, 11 * 366)])
    rule = SUMMARY._replace(kind=kind, soft=HOUR, warn=HOUR)
    found = read(rule, closed, case(RECEIVED), la("2026-11-19T15:00"))
    assert found
    assert (found.state, found.due, found.soft_due, found.warn_at) == ("never", None, None, None)
    assert (found.left, found.warning, found.past_soft) == (rule.amount, False, False)
    assert explain(found)[-1].startswith("never, 8 h left")


def test_a_warning_that_would_be_due_before_the_calendar_s_first_hour_is_given_at_once() -> None:
    first = RECEIVED.at.date()
    closed = [first + timedelta(days=n) for n in range(-11 * 366, 0)]
    hours = business(holidays=closed)
    found = read(SUMMARY._replace(warn=100 * HOUR), hours, case(RECEIVED), la("2026-11-19T10:00"))
    assert found
    assert found.warning
    assert found.warn_at == found.started


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("8h", 8 * HOUR),
        ("15m", 15 * MINUTE),
        ("15 min", 15 * MINUTE),
        ("1h30m", 90 * MINUTE),
        (" 1 H 30 M ", 90 * MINUTE),
        ("90s", 1.5 * MINUTE),
        ("1h1s", HOUR + MINUTE / 60),
        ("0h", ZERO),
        ("48h", 48 * HOUR),
    ],
)
def test_an_amount_is_read(text: str, amount: timedelta) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    "text", ["", " ", "8", "h", "-8h", "1.5h", "30m1h", "8h8h", "8 hours!", "٨h", "9" * 40 + "h"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no amount of time"):
        parse_amount(text)


@pytest.mark.parametrize("text", ["2d", "1 day", "1d12h", "2w"])
def test_days_are_not_taken_for_24_hours(text: str) -> None:
    with pytest.raises(BadInput, match="not 24 hours"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (8 * HOUR, "8 h"),
        (90 * MINUTE, "1 h 30 min"),
        (-15 * MINUTE, "-15 min"),
        (ZERO, "0 min"),
        (HOUR + timedelta(seconds=1.9), "1 h 1 s"),
        (timedelta(seconds=-0.5), "0 min"),
        (timedelta(days=2), "48 h"),
    ],
)
def test_an_amount_is_written(amount: timedelta, text: str) -> None:
    assert format_amount(amount) == text


@given(st.integers(0, 10**9))
def test_what_is_written_is_read_back(seconds: int) -> None:
    amount = timedelta(seconds=seconds)
    assert parse_amount(format_amount(amount)) == amount


@given(st.text(alphabet="0123456789hms min.d-", max_size=12))
def test_a_text_is_an_amount_or_refused(text: str) -> None:
    try:
        amount = parse_amount(text)
    except BadInput:
        amount = ZERO
    assert amount >= ZERO


KINDS = ("received", "summary sent", "paused", "resumed", "question", "answered", "user contacted")
HISTORIES = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 200)), max_size=9)


def history(steps: list[tuple[str, int]]) -> list[Event]:
    start = datetime(2026, 10, 29, 12, tzinfo=UTC)
    events = []
    for n, (kind, hours) in enumerate(steps):
        at = start + hours * HOUR
        events.append(Event(f"x#{n}/e", kind, at, at, "robin@example.com"))
    return events


@given(HISTORIES, st.integers(0, 250), st.integers(0, 250), st.sampled_from([SUMMARY, HOLD]))
def test_every_history_has_a_reading_that_explains_itself(
    steps: list[tuple[str, int]], one: int, two: int, rule: ClockRule
) -> None:
    hours, whole = CALENDARS[rule.hours], case(*history(steps))
    start = datetime(2026, 10, 29, 12, tzinfo=UTC)
    now, later = (start + n * HOUR for n in sorted((one, two)))
    found, next_found = (read(rule, hours, whole, at) for at in (now, later))
    if found is None or next_found is None:
        assert found is next_found
        return
    assert explain(found)[-1].startswith(found.state)
    assert found.left <= rule.amount
    if found.due and rule.kind == "target":
        assert (found.state == "missed") == (found.until > found.due)
    if found.state == "missed":
        assert next_found.state == "missed"
    assert next_found.left <= found.left
