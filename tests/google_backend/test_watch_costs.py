"""What a round of `watch` costs at Google, counted in requests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.google import drive
from tests.google.server import Server
from tests.google_backend.test_costs import CASES, acknowledged, approved, multiply, written
from tests.google_desk import GoogleDesk
from tests.summarizer.test_watching import once
from tests.walk.test_walk_google import ROSA


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


def test_a_round_over_many_cases_costs_little_when_nothing_changed(desk: GoogleDesk) -> None:
    number = acknowledged(desk)
    desk("start", number)
    multiply(desk, number, CASES)
    once(desk)
    desk.start_counting()
    assert once(desk)["read"] == CASES
    assert len(desk.requests()) <= 8, desk.counted()


def test_requests_for_a_yes_are_read_in_turn_and_calendars_too(desk: GoogleDesk) -> None:
    many = 6
    number = acknowledged(desk)
    written(desk, number)
    desk("request-review", number)
    multiply(desk, number, many)
    asked = an_hour(desk)["drive.approvals.get"]
    assert asked >= many
    approval = next(iter(desk.document(number).more["approvals"]))
    drive.hand_approve(desk.world, desk.document(number).id, approval, ROSA)
    desk.at("2026-11-19T11:00")
    assert any("Rosa Lindqvist said yes" in line for line in once(desk)["news"])


def test_a_round_over_cases_on_hold_costs_little(desk: GoogleDesk) -> None:
    number = acknowledged(desk)
    desk("start", number)
    approved(desk, number)
    desk("complete", number, "--send")
    multiply(desk, number, 6)
    an_hour(desk)


def an_hour(desk: GoogleDesk) -> Counter[str]:
    """Rounds of an hour, each within its bound; the first two find what is new. What was asked."""
    asked: Counter[str] = Counter()
    for minute in range(0, 60, 10):
        desk.at(f"2026-11-19T10:{minute:02}")
        desk.start_counting()
        once(desk)
        assert minute < 20 or len(desk.requests()) <= 8, desk.counted()
        asked += desk.counted()
    return asked
