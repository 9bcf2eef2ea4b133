"""Whose turn it is: a few a round, everybody in the end, and no more requests than there may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from summarizer.rota import MOST, Rota, following

NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
CASES = [f"SM-{n:03d}" for n in range(500)]


class Calendars:
    """Calendars that count who was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def away(self, addresses: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        assert at.tzinfo
        self.asked.append(list(addresses))
        return dict.fromkeys(addresses, "is out of office")


def test_all_get_their_turn_and_the_ring_goes_on_where_it_ended() -> None:
    kept: dict[str, Any] = {}
    seen: list[str] = []
    made = iter([0, MOST - 2] * 5)
    for _ in range(5):  # of a hundred a round: room for one request
        rota = Rota(kept, NOW, lambda: next(made))
        some = rota.answers(CASES)
        assert rota.passed_over == set(CASES) - some
        seen += some
        kept = rota.kept
    assert set(seen) == set(CASES)
    assert len(seen) == len(CASES)


def test_where_there_is_room_all_are_asked_for() -> None:
    assert Rota({}, NOW, lambda: 0).answers(CASES) == set(CASES)


def test_where_there_is_no_room_answers_wait_for_one_round_only() -> None:
    made = iter([0, MOST] * 3)
    kept: dict[str, Any] = {}
    counts = []
    for _ in range(3):
        rota = Rota(kept, NOW, lambda: next(made))
        counts.append(len(rota.answers(CASES)))
        kept = rota.kept
    assert counts == [0, 100, 0]


def test_what_came_after_the_turns_is_left_room_for_the_next_time() -> None:
    made = iter([0, 0, 3])
    rota = Rota({}, NOW, lambda: next(made))
    rota.afterwards(lambda: None)
    made = iter([0, MOST - 4, 0, MOST - 3])
    assert len(Rota(rota.kept, NOW, lambda: next(made)).answers(CASES)) == 100
    assert Rota(rota.kept, NOW, lambda: next(made)).answers(CASES) == set()


def test_a_case_that_is_gone_does_not_stop_the_ring() -> None:
    assert following(["a", "c", "d"], "b") == ["c", "d", "a"]
    assert following(["a", "c"], "z") == ["a", "c"]
    assert following([], "b") == []


def test_tickets_are_asked_for_by_the_hundred() -> None:
    counts = dict.fromkeys(CASES[:90], 3)
    first = Rota({}, NOW, lambda: 0)
    some = first.tickets(counts)
    assert len(some) == 33
    second = Rota(first.kept, NOW, lambda: 0).tickets(counts)
    assert not some & second
    assert Rota({}, NOW, lambda: 0).tickets({"SM-1": 400, "SM-2": 1}) == {"SM-1"}


def test_calendars_are_asked_together_and_again_after_a_quarter_of_an_hour() -> None:
    calendars, people = Calendars(), ["a@example.com", "b@example.com", "c@example.com"]
    kept: dict[str, Any] = {}
    for minute in range(0, 60, 5):
        at = NOW + timedelta(minutes=minute)
        rota = Rota(kept, at, lambda: 0)
        diary = rota.diary(lambda: calendars)
        for some in (people[:2], people[1:]):
            assert set(diary.away(some, at).values()) == {"is out of office"}
        kept = rota.kept
    first, second, *later = calendars.asked
    assert (first, second) == (people[:2], people[2:])
    assert later == [people] * 3


def test_a_calendar_that_is_old_goes_before_an_answer() -> None:
    calendars = Calendars()
    rota = Rota({}, NOW, lambda: 0)
    rota.diary(lambda: calendars).away(["a@example.com"], NOW)
    made = iter([0, MOST - 2])
    later = Rota(rota.kept, NOW + timedelta(hours=1), lambda: next(made))
    assert later.answers(CASES) == set()
    later.diary(lambda: calendars).away(["a@example.com"], NOW)
    assert calendars.asked == [["a@example.com"]] * 2


@pytest.mark.parametrize(("hours", "asked"), [(1, 1), (2, 2)])
def test_where_there_is_no_room_a_calendar_waits_but_not_for_ever(hours: int, asked: int) -> None:
    calendars = Calendars()
    rota = Rota({}, NOW, lambda: 0)
    rota.diary(lambda: calendars).away(["a@example.com"], NOW)
    made = iter([0, MOST])
    later = Rota(rota.kept, NOW + timedelta(hours=hours), lambda: next(made))
    later.answers(CASES)
    later.diary(lambda: calendars).away(["a@example.com"], NOW)
    assert len(calendars.asked) == asked
