from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.stages import Stages


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """The place of the desks, and what was lived there before."""
    return Stages(tmp_path_factory.getbasetemp() / "place")


@pytest.fixture
def desk(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A new desk."""
    stages.clear()
    return Desk(stages.place / "desk", monkeypatch)


# --- the life of an escalation with a summary: each fixture goes on from the one before ----------


@pytest.fixture
def acknowledged(stages: Stages, desk: Desk) -> str:
    """Received at 7:42, acknowledged at 7:50."""

    def steps() -> str:
        desk.at("2026-11-19T07:50")
        number = social.ack(desk, social.receive(desk), *social.USER)
        desk("sent", number, "acknowledgement")
        return number

    return stages.reach(desk, "acknowledged", steps)


@pytest.fixture
def started(stages: Stages, desk: Desk, acknowledged: str) -> str:
    def steps() -> str:
        desk.at("2026-11-19T08:00")
        desk("start", acknowledged)
        return acknowledged

    return stages.reach(desk, "started", steps)


@pytest.fixture
def written(stages: Stages, desk: Desk, started: str) -> str:
    """The chart is complete, and the summary says something in each part."""

    def steps() -> str:
        desk.at("2026-11-19T09:00")
        social.paper(desk, started).fill()
        return started

    return stages.reach(desk, "written", steps)


@pytest.fixture
def in_review(stages: Stages, desk: Desk, written: str) -> str:
    def steps() -> str:
        desk.at("2026-11-19T10:00")
        desk("request-review", written)
        return written

    return stages.reach(desk, "in review", steps)


@pytest.fixture
def reviewed(stages: Stages, desk: Desk, in_review: str) -> str:
    def steps() -> str:
        desk.at("2026-11-19T10:30")
        for who in ("rosa", "ravi"):
            desk("reviewed", in_review, "--by", who)
        return in_review

    return stages.reach(desk, "reviewed", steps)


@pytest.fixture
def approved(stages: Stages, desk: Desk, reviewed: str) -> str:
    def steps() -> str:
        desk.at("2026-11-19T11:00")
        desk("request-approval", reviewed)
        desk("approve", reviewed, "--by", "fay")
        return reviewed

    return stages.reach(desk, "approved", steps)


@pytest.fixture
def held(stages: Stages, desk: Desk, approved: str) -> str:
    """The summary left at 11:30: its hour is over at 12:30."""

    def steps() -> str:
        desk.at("2026-11-19T11:30")
        desk("complete", approved)
        desk("sent", approved, "summary")
        return approved

    return stages.reach(desk, "held", steps)
