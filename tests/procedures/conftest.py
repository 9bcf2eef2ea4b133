from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk
from tests.procedures import social


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


# --- the life of an escalation with a summary: each fixture goes on from the one before ----------


@pytest.fixture
def acknowledged(desk: Desk) -> str:
    """Received at 7:42, acknowledged at 7:50."""
    desk.at("2026-11-19T07:50")
    number = social.ack(desk, social.receive(desk), *social.USER)
    desk("sent", number, "acknowledgement")
    return number


@pytest.fixture
def started(desk: Desk, acknowledged: str) -> str:
    desk.at("2026-11-19T08:00")
    desk("start", acknowledged)
    return acknowledged


@pytest.fixture
def written(desk: Desk, started: str) -> str:
    """The chart is complete, and the summary says something in each part."""
    desk.at("2026-11-19T09:00")
    social.paper(desk, started).fill()
    return started


@pytest.fixture
def in_review(desk: Desk, written: str) -> str:
    desk.at("2026-11-19T10:00")
    desk("request-review", written)
    return written


@pytest.fixture
def reviewed(desk: Desk, in_review: str) -> str:
    desk.at("2026-11-19T10:30")
    for who in ("rosa", "ravi"):
        desk("reviewed", in_review, "--by", who)
    return in_review


@pytest.fixture
def approved(desk: Desk, reviewed: str) -> str:
    desk.at("2026-11-19T11:00")
    desk("request-approval", reviewed)
    desk("approve", reviewed, "--by", "fay")
    return reviewed


@pytest.fixture
def held(desk: Desk, approved: str) -> str:
    """The summary left at 11:30: its hour is over at 12:30."""
    desk.at("2026-11-19T11:30")
    desk("complete", approved)
    desk("sent", approved, "summary")
    return approved
