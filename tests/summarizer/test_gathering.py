"""Whose calendars are asked before a verb decides, and what comes of what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pytest

from tests.desk import Desk
from tests.summarizer.online import EMAILS, Online
from tracker.errors import Refused

OUT = "is out of office until 2026-11-20 17:00"


class Calendars:
    """Calendars of people, by address; whoever isn't there is in."""

    def __init__(self) -> None:
        self.kept: dict[str, str | None] = {}
        self.asked: list[tuple[list[str], datetime]] = []

    def away(self, addresses: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        self.asked.append((list(addresses), at))
        return {address: self.kept.get(address, "") for address in addresses}


class Planned(Online):
    """The desk, where calendars count."""

    diary = Calendars()


@pytest.fixture
def room(desk: Desk) -> Iterator[Planned]:
    made = Planned(desk.root)
    made.diary = Calendars()
    yield made
    made.close()


@pytest.mark.row("003.6.1")
def test_the_calendars_of_a_role_and_its_stand_ins_are_asked_when_it_is_picked_from(
    room: Planned, written: str
) -> None:
    room.diary.kept[EMAILS["rosa"]] = OUT
    room.diary.kept[EMAILS["ravi"]] = None
    case = room.do(written, "request-review").case
    assert case.facts["reviewers"] == "ravi"
    picked = case.last("picked")
    assert picked is not None
    unread = "(by people.toml: can't read the calendar of Ravi Menon)"
    assert picked.data["reason"] == f"Rosa Lindqvist {OUT} {unread}"
    ((addresses, at),) = room.diary.asked
    assert addresses[:2] == [EMAILS["rosa"], EMAILS["ravi"]]
    assert len(addresses) > 2
    assert f"{at:%Y-%m-%d %H:%M %Z}" == "2026-11-19 09:00 PST"


@pytest.mark.row("003.6.5")
def test_for_an_approver_no_calendar_is_asked_and_for_a_stand_in_all_are(
    room: Planned, reviewed: str
) -> None:
    room.do(reviewed, "request-approval")
    room.diary.asked.clear()
    with pytest.raises(Refused, match="is refused"):
        room.do(reviewed, "approve", by="stan")
    assert len(room.diary.asked) == 1
    room.diary.kept |= {EMAILS["fay"]: OUT, "finn.aalto@example.com": OUT}
    assert room.do(reviewed, "approve", by="stan").case.facts["approved.by"] == "stan"
    assert room.do(reviewed, "approve", by="fay").case.facts["approved.by"] == "fay"
    assert len(room.diary.asked) == 2


def test_no_calendar_is_asked_where_nobody_is_chosen(room: Planned, in_review: str) -> None:
    room.do(in_review, "reviewed", by="rosa")
    assert room.diary.asked == []
