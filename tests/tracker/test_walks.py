from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.readings import HOLD, PROMISE, RECEIVED, SENT, SUMMARY, event, reading
from tests.tracker.schedules import (
    ALL_DAY,
    AMOUNTS,
    BUSINESS,
    HOUR,
    ZERO,
    Desk,
    business,
    desks,
    la,
    pauses_near,
    utc,
)
from tracker.case import Event
from tracker.clocks import ClockRule
from tracker.errors import BadInput
from tracker.hours import Hours, NoDeadline, Pause
from tracker.walks import Leg, explain, format_time, legs, render_walk, walk

#: A week with a holiday, half a day and a break.
THANKSGIVING = business(
    breaks={"2026-11-25": [["09:00", "10:00"]]},
    holidays=["2026-11-26"],
    date_hours={"2026-11-27": [["07:00", "12:00"]]},
)


def told(hours: Hours, start: str, amount: timedelta, *pauses: Pause) -> list[str]:
    """The lines of a walk that starts at a time in Los Angeles, blanks made one."""
    lines = render_walk(walk(hours, la(start), amount, pauses), hours.zone, amount)
    return [" ".join(line.split()) for line in lines]


def test_a_walk_over_a_night_says_what_counts() -> None:
    """003.2.6: from Thursday 14:00 eight business hours end on Friday at noon."""
    hours, start = business(), la("2026-11-19T14:00")
    assert render_walk(walk(hours, start, 8 * HOUR), hours.zone, 8 * HOUR) == [
        "Thu 19 Nov 14:00-17:00 PST               counted 3 h  (3 h of 8 h)",
        "Thu 19 Nov 17:00 - Fri 20 Nov 07:00 PST  closed",
        "Fri 20 Nov 07:00-12:00 PST               counted 5 h  (8 h of 8 h)",
    ]


def test_a_walk_names_the_days_that_have_no_hours() -> None:
    assert told(business(), "2026-11-20T16:00", 2 * HOUR)[1] == (
        "Fri 20 Nov 17:00 - Mon 23 Nov 07:00 PST closed, no hours on Sat, Sun"
    )


def test_a_walk_tells_holidays_half_days_and_breaks_from_closing_time() -> None:
    assert told(THANKSGIVING, "2026-11-25T08:00", 14 * HOUR) == [
        "Wed 25 Nov 08:00-09:00 PST counted 1 h (1 h of 14 h)",
        "Wed 25 Nov 09:00-10:00 PST break",
        "Wed 25 Nov 10:00-17:00 PST counted 7 h (8 h of 14 h)",
        "Wed 25 Nov 17:00 - Thu 26 Nov 07:00 PST closed",
        "Thu 26 Nov 07:00-17:00 PST holiday",
        "Thu 26 Nov 17:00 - Fri 27 Nov 07:00 PST closed",
        "Fri 27 Nov 07:00-12:00 PST counted 5 h (13 h of 14 h)",
        "Fri 27 Nov 12:00-17:00 PST half day",
        "Fri 27 Nov 17:00 - Mon 30 Nov 07:00 PST closed, no hours on Sat, Sun",
        "Mon 30 Nov 07:00-08:00 PST counted 1 h (14 h of 14 h)",
    ]


def test_a_holiday_that_is_not_reached_is_no_leg() -> None:
    evening, opening = la("2026-11-25T17:00"), la("2026-11-26T07:00")
    assert [leg.kind for leg in legs(THANKSGIVING, evening, opening)] == ["closed"]


def test_pauses_that_overlap_are_one_leg_also_over_closing_time() -> None:
    pauses: tuple[Pause, ...] = (
        (la("2026-11-19T15:00"), la("2026-11-20T08:00")),
        (la("2026-11-19T15:30"), la("2026-11-20T09:00")),
    )
    assert told(business(), "2026-11-19T14:00", 2 * HOUR, *pauses) == [
        "Thu 19 Nov 14:00-15:00 PST counted 1 h (1 h of 2 h)",
        "Thu 19 Nov 15:00 - Fri 20 Nov 09:00 PST paused",
        "Fri 20 Nov 09:00-10:00 PST counted 1 h (2 h of 2 h)",
    ]


def test_a_walk_over_a_change_of_the_clocks_shows_both_zones() -> None:
    assert told(business(), "2026-10-30T16:00", 2 * HOUR)[1].startswith(
        "Fri 30 Oct 17:00 PDT - Mon 2 Nov 07:00 PST closed"
    )
    plain = Hours.from_mapping(ALL_DAY)
    assert told(plain, "2026-11-01T00:00", 7 * HOUR) == [
        "Sun 1 Nov 00:00 PDT-06:00 PST counted 7 h (7 h of 7 h)"
    ]


def test_days_without_a_night_between_them_are_one_leg() -> None:
    start = utc("2026-11-19T22:00")
    (leg,) = walk(Hours.always(), start, 48 * HOUR)
    assert leg == Leg(start, start + 48 * HOUR, 48 * HOUR, "open", "counted")


def test_seconds_are_shown_where_there_are_some() -> None:
    assert told(business(), "2026-11-19T14:00:30", timedelta(seconds=90)) == [
        "Thu 19 Nov 14:00:30-14:02 PST counted 1 min 30 s (1 min 30 s of 1 min 30 s)"
    ]


def test_a_zone_without_a_short_name_is_told_by_its_offset() -> None:
    tokyo, sao_paulo = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Sao_Paulo")
    at = utc("2026-11-19T22:00")
    assert format_time(at, tokyo) == "Fri 20 Nov 2026 07:00 JST"
    assert format_time(at, sao_paulo) == "Thu 19 Nov 2026 19:00 UTC-03"


def test_no_amount_is_no_walk() -> None:
    assert walk(business(), la("2026-11-21T12:00"), ZERO) == ()
    assert render_walk((), UTC, ZERO) == []
    assert legs(business(), la("2026-11-21T12:00"), la("2026-11-20T12:00")) == ()


def test_without_a_deadline_there_is_no_walk_but_the_legs_so_far() -> None:
    hours, start = business(), la("2026-11-19T14:00")
    standing: list[Pause] = [(la("2026-11-19T15:00"), None)]
    with pytest.raises(NoDeadline):
        walk(hours, start, 8 * HOUR, standing)
    kinds = [
        (leg.kind, leg.counted) for leg in legs(hours, start, la("2026-11-21T00:00"), standing)
    ]
    assert kinds == [("open", HOUR), ("paused", ZERO)]


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 19, 14)  # noqa: DTZ001 - what is tested
    for ends in ((naive, la("2026-11-20T00:00")), (la("2026-11-18T00:00"), naive)):
        with pytest.raises(BadInput, match="has no time zone"):
            legs(business(), *ends)


def test_a_date_that_never_was_is_passed_over() -> None:
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    hours = Hours.from_mapping({**BUSINESS, "tz": "Pacific/Apia"})
    start = datetime(2011, 12, 29, 16, tzinfo=ZoneInfo("Pacific/Apia"))
    found = [leg.counted for leg in walk(hours, start, 2 * HOUR)]
    assert found == [HOUR, ZERO, HOUR]


def test_a_clock_explains_itself() -> None:
    assert explain(reading(SUMMARY, "2026-11-19T16:00", RECEIVED)) == [
        "summary: 8 h in business hours from Thu 19 Nov 2026 14:00 PST",
        "  Thu 19 Nov 14:00-17:00 PST               counted 3 h  (3 h of 8 h)",
        "  Thu 19 Nov 17:00 - Fri 20 Nov 07:00 PST  closed",
        "  Fri 20 Nov 07:00-12:00 PST               counted 5 h  (8 h of 8 h)",
        "  warning from Fri 20 Nov 2026 10:00 PST",
        "  due Fri 20 Nov 2026 12:00 PST",
        "running, 6 h left",
    ]


def test_a_paused_clock_explains_what_it_counted_so_far() -> None:
    question = event("question", "2026-11-20T11:40")
    assert explain(reading(HOLD, "2026-11-20T15:00", SENT, question)) == [
        "hold: 1 h in plain hours from Fri 20 Nov 2026 11:00 PST",
        "  Fri 20 Nov 11:00-11:40 PST  counted 40 min  (40 min of 1 h)",
        "  Fri 20 Nov 11:40-15:00 PST  paused",
        "paused, 20 min left",
    ]


@pytest.mark.parametrize(
    ("rule", "events", "last"),
    [
        (SUMMARY, (RECEIVED, SENT), "met, stopped Fri 20 Nov 2026 11:00 PST, 1 h left"),
        (SUMMARY, (RECEIVED,), "missed, 30 h late"),
        (HOLD, (SENT,), "met"),
    ],
)
def test_the_last_line_is_how_the_clock_stands(
    rule: ClockRule, events: tuple[Event, ...], last: str
) -> None:
    assert explain(reading(rule, "2026-11-25T12:00", *events))[-1] == last


def test_a_minimum_says_when_it_is_over_and_a_target_its_soft_limit() -> None:
    assert "  over Fri 20 Nov 2026 12:00 PST" in explain(reading(HOLD, "2026-11-20T11:10", SENT))
    promised = event("user promised", "2026-11-20T15:00")
    lines = explain(reading(PROMISE, "2026-11-20T15:30", promised))
    assert "  soft limit Sat 21 Nov 2026 15:00 PST" in lines


@given(desks(), AMOUNTS, st.data())
def test_a_walk_leads_to_the_deadline_without_a_gap_and_adds_up_to_the_amount(
    desk: Desk, amount: timedelta, data: st.DataObject
) -> None:
    hours, start = desk.hours, desk.start
    pauses = data.draw(pauses_near(start))
    found = walk(hours, start, amount, pauses)
    due = hours.add(start, amount, pauses)
    assert sum((leg.counted for leg in found), ZERO) == amount
    assert [leg.end for leg in found[:-1]] == [leg.start for leg in found[1:]]
    assert (found[0].start, found[-1].end) == (start, due) if found else due == start
    assert all(leg.start < leg.end for leg in found)


@given(desks(), st.data())
def test_each_leg_is_what_it_says(desk: Desk, data: st.DataObject) -> None:
    hours, start = desk.hours, desk.start
    pauses = data.draw(pauses_near(start))
    found = legs(hours, start, start + timedelta(days=9), pauses)
    for leg in found:
        unpaused = hours.between(leg.start, leg.end)
        assert leg.counted == hours.between(leg.start, leg.end, pauses)
        match leg.kind:
            case "open":
                assert leg.counted == unpaused == leg.end - leg.start
            case "paused":
                assert any(s <= leg.start and e and leg.start < e for s, e in pauses)
            case "holiday":
                assert leg.start.astimezone(hours.zone).date() in hours.holidays
                assert unpaused == ZERO
            case _:
                assert unpaused == ZERO
    assert all(one.kind != two.kind for one, two in pairwise(found))
    assert len(render_walk(found, hours.zone, HOUR)) == len(found)
