from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.desk import Desk, everything
from tests.stages import Stages

EIGHT = "2026-11-19T08:00"


class Life:
    """A desk made anew, and how often its step was really taken."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stages, self.monkeypatch, self.taken = Stages(place), monkeypatch, 0

    def begin(self) -> Desk:
        self.stages.clear()
        return Desk(self.stages.place / "desk", self.monkeypatch)

    def go(self, desk: Desk) -> str:
        def steps() -> str:
            self.taken += 1
            desk.at(EIGHT)
            (desk.root / "outbox" / "note.eml").write_text("Hello")
            (desk.root / "people.toml").chmod(0o640)
            return "SM-1"

        return self.stages.reach(desk, "noted", steps)


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Life:
    return Life(tmp_path / "place", monkeypatch)


def test_a_stage_is_lived_once_and_put_back_whole_for_who_comes_later(life: Life) -> None:
    first = life.begin()
    assert life.go(first) == "SM-1"
    left = everything(first.root)
    second = life.begin()
    assert everything(second.root) != left
    assert life.go(second) == "SM-1"
    assert everything(second.root) == left
    assert (second.root / "people.toml").stat().st_mode & 0o777 == 0o640
    assert os.environ["SUMMARIZER_NOW"] == EIGHT
    assert life.taken == 1


def test_from_another_state_the_steps_are_taken(life: Life) -> None:
    life.go(life.begin())
    other = life.begin()
    (other.root / "summarizer.toml").write_text("me = 'dana'\n")
    life.go(other)
    assert (other.root / "summarizer.toml").read_text() == "me = 'dana'\n"
    life.begin().sits("rosa")
    life.go(life.begin())
    assert life.taken == 3


def test_where_a_service_is_connected_the_steps_are_always_taken(life: Life) -> None:
    life.monkeypatch.setenv("SUMMARIZER_ZENDESK_URL", "http://127.0.0.1:1")
    life.go(life.begin())
    life.go(life.begin())
    assert life.taken == 2
