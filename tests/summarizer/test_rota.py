"""Whose turn it is: a few a round, everybody in the end, and no more requests than there may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from summarizer.rota import MOST, Rota, following

NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
CASES = [f"SM-{n:03d}" for n in range(500)]


class Calendars:
    """Calendars that count who was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def away(self, addresses: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        assert at.tzinfo
        self.asked += addresses
        return dict.fromkeys(addresses, "is out of office")


def test_all_get_their_turn_and_the_ring_goes_on_where_it_ended() -> None:
    kept: dict[str, Any] = {}
    seen: list[str] = []
    for _ in range(72):  # of seven a round
        rota = Rota(kept, NOW, lambda: 0)
        some = rota.answers(CASES)
        assert len(some) < MOST
        assert rota.passed_over == set(CASES) - some
        seen += some
        kept = rota.kept
    assert set(seen) == set(CASES)
    assert len(seen) == 72 * 7


def test_where_much_was_asked_already_one_answer_is_asked_for() -> None:
    made = iter([10, 10 + MOST])
    assert len(Rota({}, NOW, lambda: next(made)).answers(CASES)) == 1


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


def test_calendars_are_asked_once_and_then_one_a_round() -> None:
    calendars, people = Calendars(), ["a@example.com", "b@example.com", "c@example.com"]
    kept: dict[str, Any] = {}
    for minute in range(0, 60, 5):
        at = NOW + timedelta(minutes=minute)
        rota = Rota(kept, at, lambda: 0)
        diary = rota.diary(lambda: calendars)
        for _ in range(2):
            assert set(diary.away(people, at).values()) == {"is out of office"}
        kept = rota.kept
    assert calendars.asked[:3] == people
    assert sorted(calendars.asked[3:6]) == people  # each again after a quarter of an hour
    assert len(calendars.asked) <= 3 + 9


def test_a_calendar_that_is_old_goes_before_an_answer() -> None:
    calendars = Calendars()
    rota = Rota({}, NOW, lambda: 0)
    rota.diary(lambda: calendars).away(["a@example.com"], NOW)
    made = iter([0, *[MOST] * 9])
    later = Rota(rota.kept, NOW + timedelta(hours=1), lambda: next(made))
    assert later.answers(CASES) == set()
    later.diary(lambda: calendars).away(["a@example.com"], NOW)
    assert calendars.asked == ["a@example.com"] * 2
