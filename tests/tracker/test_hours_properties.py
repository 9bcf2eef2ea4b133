from __future__ import annotations

from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.schedules import AMOUNTS, HOUR, ZERO, Desk, desks, pauses_near, utc
from tracker.hours import Pause, cut, merge


@given(desks(), AMOUNTS, st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_deadlines_and_differences_are_those_of_workclock(
    desk: Desk, amount: timedelta, distance: timedelta
) -> None:
    # Python says that two times of different zones differ when one comes twice: compare in UTC.
    hours, oracle, instant = desk
    start = instant.astimezone(hours.zone)
    assert hours.between(start, start + distance) == oracle.between(start, start + distance)
    assert hours.add(start, amount) == oracle.add(start, amount).astimezone(UTC)
    assert hours.subtract(start, amount) == oracle.sub(start, amount).astimezone(UTC)
    if amount:
        assert hours.next_open(start) == oracle.next_period(start)[0].astimezone(UTC)


@given(desks(), AMOUNTS, st.data())
def test_what_was_added_is_between(desk: Desk, amount: timedelta, data: st.DataObject) -> None:
    pauses = data.draw(pauses_near(desk.start))
    due = desk.hours.add(desk.start, amount, pauses)
    assert desk.hours.between(desk.start, due, pauses) == amount
    earlier = desk.hours.subtract(due, amount, pauses)
    assert earlier >= desk.start or not amount
    assert desk.hours.between(earlier, due, pauses) == amount


@given(desks(), AMOUNTS, st.data())
def test_a_pause_given_twice_or_in_pieces_changes_nothing(
    desk: Desk, amount: timedelta, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_near(desk.start))
    pieces: list[Pause] = []
    for start, end in pauses:
        assert end is not None
        middle = start + (end - start) / 3
        pieces += [(middle, end), (start, middle), (start, middle)]
    assert merge(pieces) == merge(pauses)
    assert desk.hours.add(desk.start, amount, pieces) == desk.hours.add(desk.start, amount, pauses)


@given(desks(), st.data())
def test_paused_time_is_what_a_difference_lacks(desk: Desk, data: st.DataObject) -> None:
    hours, start, end = desk.hours, desk.start, desk.start + timedelta(days=5)
    pauses = data.draw(pauses_near(start))
    lacking = sum(
        (hours.between(max(s, start), max(start, min(e, end))) for s, e in merge(pauses)), ZERO
    )
    assert hours.between(start, end, pauses) == hours.between(start, end) - lacking


@given(desks(), st.timedeltas(ZERO, timedelta(days=9)), st.timedeltas(ZERO, timedelta(days=9)))
def test_differences_add_up(desk: Desk, one: timedelta, two: timedelta) -> None:
    hours, start = desk.hours, desk.start
    middle, end = start + one, start + one + two
    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)
    assert hours.between(end, start) == -hours.between(start, end)


INTERVALS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=5).map(
    lambda pairs: [(start, start + length) for start, length in pairs]
)


@given(INTERVALS, INTERVALS)
def test_cutting_leaves_what_only_the_windows_have(
    windows: list[tuple[int, int]], holes: list[tuple[int, int]]
) -> None:
    epoch = utc("2026-01-01T00:00")

    def apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        merged = merge([(epoch + s * HOUR, epoch + e * HOUR) for s, e in spans])
        return [((s - epoch) // HOUR, (e - epoch) // HOUR) for s, e in merged]

    def numbers(spans: list[tuple[int, int]]) -> set[int]:
        return {n for start, end in spans for n in range(start, end)}

    left = list(cut(apart(windows), apart(holes)))
    assert numbers(left) == numbers(windows) - numbers(holes)
    assert left == sorted(left)
    assert all(start < end for start, end in left)
