from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.tracker.schedules import ALL_DAY, BUSINESS, HOUR, LA, ZERO, business, la, utc
from tracker.errors import BadInput
from tracker.hours import HORIZON, Hours, NoDeadline, Pause, merge

# --- conventions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-11-19T14:00", 8, "2026-11-20T12:00"),  # Thursday afternoon: Friday noon
        ("2026-11-20T14:00", 8, "2026-11-23T12:00"),  # Friday afternoon: Monday noon
        ("2026-11-19T09:00", 8, "2026-11-19T17:00"),  # at closing: the closing instant
        ("2026-11-19T07:00", 10, "2026-11-19T17:00"),  # a whole day of ten hours
        ("2026-11-21T12:00", 8, "2026-11-23T15:00"),  # from Saturday: from Monday's opening
        ("2026-11-19T17:00", 8, "2026-11-20T15:00"),  # closed at 17:00 sharp
        ("2026-12-31T16:00", 8, "2027-01-01T14:00"),  # over New Year
        ("2026-07-01T09:00", 8, "2026-07-01T17:00"),
    ],
)
def test_eight_business_hours_by_hand(start: str, amount: int, due: str) -> None:
    assert business().add(la(start), amount * HOUR) == la(due)


def test_what_is_returned_is_in_utc() -> None:
    hours, start = business(), la("2026-11-19T14:00")
    returned = [hours.add(start, HOUR), hours.add(start, ZERO), hours.subtract(start, HOUR)]
    returned += [hours.subtract(start, ZERO), hours.next_open(start)]
    assert [at.tzinfo for at in returned] == [UTC] * 5


def test_pst_in_july_is_the_wall_clock_of_los_angeles() -> None:
    """7:00 in July is 14:00 UTC; a fixed offset of eight hours would open an hour late."""
    hours = business()
    assert hours.next_open(la("2026-07-01T00:00")) == utc("2026-07-01T14:00")
    assert hours.next_open(la("2026-01-05T00:00")) == utc("2026-01-05T15:00")


def test_windows_are_half_open() -> None:
    hours = business()
    assert not hours.is_open(la("2026-11-19T06:59:59.999999"))
    assert hours.is_open(la("2026-11-19T07:00"))
    assert hours.is_open(la("2026-11-19T16:59:59.999999"))
    assert not hours.is_open(la("2026-11-19T17:00"))


def test_no_amount_is_where_it_starts_even_if_closed() -> None:
    saturday = la("2026-11-21T12:00")
    assert business().add(saturday, ZERO) == saturday
    assert business().subtract(saturday, ZERO) == saturday
    assert business().add(saturday, ZERO, [(saturday, None)]) == saturday


def test_the_end_before_the_start_is_less_than_nothing() -> None:
    hours = business()
    start, end = la("2026-11-19T14:00"), la("2026-11-20T12:00")
    lunch: list[Pause] = [(la("2026-11-20T09:00"), la("2026-11-20T10:00"))]
    assert hours.between(end, start) == -8 * HOUR
    assert hours.between(end, start, lunch) == -7 * HOUR


def test_nothing_is_rounded() -> None:
    odd = timedelta(seconds=1, microseconds=1)
    start = la("2026-11-20T16:59:59.5")
    assert business().add(start, odd) == la("2026-11-23T07:00:00.500001")
    assert business().between(start, la("2026-11-23T07:00:00.500001")) == odd


def test_going_back_ends_in_open_hours() -> None:
    """A warning two hours before Monday 9:00 is at Monday's opening, not at Friday's closing."""
    hours = business()
    assert hours.subtract(la("2026-11-23T09:00"), 2 * HOUR) == la("2026-11-23T07:00")
    assert hours.subtract(la("2026-11-23T08:00"), 2 * HOUR) == la("2026-11-20T16:00")
    paused: list[Pause] = [(la("2026-11-20T15:00"), la("2026-11-20T16:30"))]
    assert hours.subtract(la("2026-11-23T08:00"), 2 * HOUR, paused) == la("2026-11-20T14:30")
    later: list[Pause] = [(la("2026-11-23T10:00"), None)]
    assert hours.subtract(la("2026-11-23T08:00"), 2 * HOUR, later) == la("2026-11-20T16:00")


def test_plain_hours_count_nights_weekends_and_holidays() -> None:
    start = la("2026-12-24T23:00")
    assert Hours.always().add(start, 48 * HOUR) == start + 48 * HOUR
    assert Hours.always("America/Los_Angeles").zone == LA
    assert Hours.always().is_open(start)


# --- daylight saving -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "length"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-06-01", 24)]
)
def test_elapsed_time_counts_on_the_day_the_clocks_change(day: str, length: int) -> None:
    """Python subtracts two times of one zone as if the clocks never changed."""
    midnight = la(day)
    next_midnight = midnight + timedelta(days=1)
    for hours in (Hours.from_mapping(ALL_DAY), Hours.always()):
        assert hours.between(midnight, next_midnight) == length * HOUR
        assert hours.add(midnight, length * HOUR) == next_midnight
        assert hours.subtract(next_midnight, length * HOUR) == midnight


def test_wall_times_hold_after_a_change_that_day_loops_of_86400_seconds_would_shift() -> None:
    """The clocks go back on Sunday, 1 November 2026."""
    hours = business()
    assert hours.add(la("2026-10-30T16:00"), 2 * HOUR) == la("2026-11-02T08:00")
    assert hours.next_open(la("2026-10-31T00:00")) == utc("2026-11-02T15:00")


def night(begin: str, end: str) -> Hours:
    """Open on Sundays in Los Angeles, when the clocks change."""
    return Hours.from_mapping({**BUSINESS, "hours": {"sun": [[begin, end]]}})


def test_a_time_that_is_skipped_counts_from_where_the_clocks_land() -> None:
    """2:30 on 8 March 2026 does not exist: it is read as 3:30."""
    sunday = la("2026-03-08T00:00"), la("2026-03-09T00:00")
    assert night("02:00", "03:00").between(*sunday) == ZERO
    assert night("01:30", "02:30").between(*sunday) == HOUR
    assert night("02:30", "04:00").between(*sunday) == HOUR / 2


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    """1:30 on 1 November 2026 comes in PDT and an hour later in PST."""
    sunday = la("2026-11-01T00:00"), la("2026-11-02T00:00")
    assert night("00:00", "01:30").between(*sunday) == 1.5 * HOUR
    assert night("01:30", "03:00").between(*sunday) == 2.5 * HOUR
    assert not night("00:00", "01:30").is_open(la("2026-11-01T01:15").replace(fold=1))


def test_windows_that_the_change_pushes_together_count_once() -> None:
    hours = Hours.from_mapping(
        {**BUSINESS, "hours": {"sun": [["01:00", "02:30"], ["03:00", "04:00"]]}}
    )
    assert hours.between(la("2026-03-08T00:00"), la("2026-03-09T00:00")) == 2 * HOUR


def test_a_date_that_never_was_has_no_hours() -> None:
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    hours = Hours.from_mapping({**BUSINESS, "tz": "Pacific/Apia"})
    apia = ZoneInfo("Pacific/Apia")
    thursday = datetime(2011, 12, 29, 16, tzinfo=apia)
    assert hours.add(thursday, 2 * HOUR) == datetime(2012, 1, 2, 8, tzinfo=apia)


def test_a_window_stays_inside_its_date_where_the_clocks_change_at_midnight() -> None:
    """In Ittoqqortoormiit Saturday 24 March 2035 ends with 23:00."""
    hours = Hours.from_mapping(
        {"tz": "America/Scoresbysund", "hours": {"sat": [["16:30", "23:30"]]}}
    )
    saturday = datetime(2035, 3, 24, tzinfo=ZoneInfo("America/Scoresbysund"))
    assert hours.between(saturday, saturday + timedelta(days=2)) == 6.5 * HOUR


def test_an_instant_of_a_repeated_midnight_is_open_both_times() -> None:
    """Saint John's went from 0:01 on 7 November 2010 back to 23:01 on the 6th."""
    john = ZoneInfo("America/St_Johns")
    hours = Hours.from_mapping({**ALL_DAY, "tz": "America/St_Johns"})
    again = datetime(2010, 11, 6, 23, 30, fold=1, tzinfo=john)
    assert hours.is_open(again)
    assert hours.add(again, HOUR) == again.astimezone(UTC) + HOUR
    assert hours.subtract(again, HOUR) == again.astimezone(UTC) - HOUR


# --- holidays, half days, breaks -------------------------------------------------------------


def test_a_holiday_is_one_date_of_one_year() -> None:
    """Over New Year neither month and day are compared, nor is the next year's date closed."""
    hours = business(holidays=["2026-12-31", "2027-01-01"])
    assert hours.add(la("2026-12-30T16:00"), 2 * HOUR) == la("2027-01-04T08:00")
    assert hours.is_open(la("2027-12-31T12:00"))


def test_half_days_replace_the_hours_and_breaks_are_taken_out() -> None:
    hours = business(
        date_hours={"2026-12-24": [["07:00", "12:00"]], "2026-12-26": [["10:00", "14:00"]]},
        breaks={"2026-12-24": [["09:00", "10:00"]], "2026-12-23": [["05:00", "08:00"]]},
        holidays=["2026-12-25"],
    )
    wednesday, monday = la("2026-12-23T00:00"), la("2026-12-28T00:00")
    assert hours.between(wednesday, monday) == (9 + 4 + 4) * HOUR
    assert not hours.is_open(la("2026-12-24T09:30"))
    assert hours.is_open(la("2026-12-26T11:00"))


def test_a_holiday_wins_over_hours_of_its_own() -> None:
    hours = business(holidays=["2026-12-24"], date_hours={"2026-12-24": [["07:00", "12:00"]]})
    assert not hours.is_open(la("2026-12-24T08:00"))


# --- pauses ----------------------------------------------------------------------------------


def test_pauses_that_overlap_or_touch_count_once() -> None:
    start = la("2026-11-19T08:00")
    pauses: list[Pause] = [
        (la("2026-11-19T11:00"), la("2026-11-19T12:00")),
        (la("2026-11-19T09:00"), la("2026-11-19T10:30")),
        (la("2026-11-19T10:00"), la("2026-11-19T11:00")),
        (la("2026-11-19T09:15"), la("2026-11-19T09:20")),
    ]
    assert merge(pauses) == [(la("2026-11-19T09:00"), la("2026-11-19T12:00"))]
    assert business().add(start, 4 * HOUR, pauses) == la("2026-11-19T15:00")
    assert business().between(start, la("2026-11-19T15:00"), pauses) == 4 * HOUR


def test_a_pause_without_an_end_leaves_no_deadline_unless_it_comes_too_late() -> None:
    start, pause = la("2026-11-19T08:00"), la("2026-11-19T12:00")
    with pytest.raises(NoDeadline, match="Paused since 2026-11-19 20:00 UTC"):
        business().add(start, 5 * HOUR, [(pause, None)])
    with pytest.raises(NoDeadline):
        business().add(start, HOUR, [(start - HOUR, None)])
    assert business().add(start, 4 * HOUR, [(pause, None)]) == pause
    assert business().between(start, la("2026-11-25T12:00"), [(pause, None)]) == 4 * HOUR
    assert business().between(start, start + HOUR, [(start - HOUR, None)]) == ZERO


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    at = la("2026-11-19T08:00")
    with pytest.raises(BadInput, match="ends before it starts"):
        business().add(at, HOUR, [(at, at - HOUR)])


# --- what is refused -------------------------------------------------------------------------


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 19, 14)  # noqa: DTZ001 - what is tested
    aware = la("2026-11-19T14:00")
    hours = business()
    asks: list[Callable[[], object]] = [
        lambda: hours.add(naive, HOUR),
        lambda: hours.add(naive, ZERO),
        lambda: hours.subtract(naive, HOUR),
        lambda: hours.between(naive, aware),
        lambda: hours.between(aware, naive),
        lambda: hours.is_open(naive),
        lambda: hours.next_open(naive),
        lambda: hours.add(aware, HOUR, [(naive, aware)]),
        lambda: hours.add(aware, HOUR, [(aware, naive)]),
    ]
    for ask in asks:
        with pytest.raises(BadInput, match="has no time zone"):
            ask()


def test_less_than_nothing_and_far_centuries_are_refused() -> None:
    hours, at = business(), la("2026-11-19T14:00")
    for ask in (hours.add, hours.subtract):
        with pytest.raises(BadInput, match="less than nothing"):
            ask(at, -HOUR)
    for year in (1, 1899, 9900, 9999):
        with pytest.raises(BadInput, match="too far away"):
            hours.add(at.replace(year=year), HOUR)
    for year in (1900, 9899):
        assert hours.add(at.replace(year=year), HOUR).year == year


def test_a_calendar_that_never_opens_is_an_error_and_no_endless_loop() -> None:
    first = date(2026, 1, 1)
    closed = [first + timedelta(days=n) for n in range(11 * 366)]
    hours, at = business(holidays=closed), la("2026-01-01T12:00")
    later = at + timedelta(days=10 * 366)
    asks: list[Callable[[], object]] = [
        lambda: hours.add(at, HOUR),
        lambda: hours.next_open(at),
        lambda: hours.subtract(later, HOUR),
        lambda: business().add(at, 100_000 * HOUR),
    ]
    for ask in asks:
        with pytest.raises(NoDeadline, match="ten years"):
            ask()
    assert hours.between(at, later) == ZERO


def test_a_difference_may_span_more_than_the_ten_years_of_a_deadline() -> None:
    start = la("1999-01-01T00:00")
    assert start + 2 * HORIZON < la("2026-01-01T00:00")
    weeks = (la("2026-01-02T00:00") - start).days // 7
    assert business().between(start, start + timedelta(weeks=weeks)) == weeks * 50 * HOUR
