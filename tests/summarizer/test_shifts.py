from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.people import People, Person, on_shift
from summarizer.shifts import (
    back,
    gaps,
    handoff,
    has_left,
    next_in,
    on_call,
    risk,
    until,
)
from tests.summarizer.desk import people, person
from tests.summarizer.situations import NUMBER, happened, settings
from tracker.case import Case
from tracker.clocks import ClockRule, Reading, read
from tracker.hours import Hours

WEEK = {day: [["07:00", "15:00"]] for day in ("mon", "tue", "wed", "thu")}
FRIDAY = {"fri": [["07:00", "12:00"], ["13:00", "15:00"]]}
NOBODY = "roles.on-call: nobody, and no stand-in, comes on within a day after 21:00 on"
NIGHTS = {
    "thu": [["21:00", "24:00"]],
    "fri": [["00:00", "05:00"], ["21:00", "24:00"]],
    "sat": [["00:00", "05:00"]],
}


def at(text: str) -> datetime:
    """A time of November 2026 on the desk's clock: `19T14:00`."""
    return datetime.fromisoformat(f"2026-11-{text}-08:00")


def working(key: str, week: dict[str, list[list[str]]], *days_off: str) -> Person:
    zone = "America/Los_Angeles"
    hours = Hours.from_mapping({"tz": zone, "hours": week, "holidays": list(days_off)})
    return person(key, *days_off)._replace(shifts=hours)


DANA = working("dana", WEEK | FRIDAY)
OLGA = working("olga", NIGHTS)


def desk(*persons: Person, **roles: tuple[str, ...]) -> People:
    named = {name.replace("_", "-"): keys for name, keys in roles.items()}
    stand_ins = {"on-call": named.pop("stand-ins")} if "stand-ins" in named else {}
    return people(*persons, roles=named, stand_ins=stand_ins)


def clock(received: datetime, now: datetime) -> Reading:
    case = Case(NUMBER, (happened("received", at=received),))
    rule = ClockRule(
        "summary",
        "business",
        timedelta(hours=8),
        ("received",),
        ("summary sent",),
        warn=timedelta(hours=2),
    )
    found = read(rule, settings().hours("business"), case, now)
    assert found is not None
    return found


def test_a_pause_is_a_part_of_the_shift() -> None:
    assert until(DANA, at("20T11:00")) == at("20T15:00")
    assert until(DANA, at("19T15:00")) is None
    assert until(OLGA, at("19T22:00")) == at("20T05:00")


def test_who_leaves_is_back_in_the_next_shift_not_after_the_pause() -> None:
    assert back(DANA, at("20T11:00")) == at("23T07:00")
    assert back(DANA, at("20T12:00")) == at("23T07:00")
    assert back(DANA, at("19T15:00")) == at("20T07:00")
    assert back(OLGA, at("20T01:00")) == at("20T21:00")


def test_who_has_no_shifts_is_back_on_the_next_day_that_is_not_off() -> None:
    sam = person("sam", "2026-11-20", "2026-11-21")
    assert until(sam, at("19T12:00")) is None
    assert back(sam, at("19T12:00")) == at("22T00:00")
    assert next_in(sam, at("20T12:00")) == at("22T00:00")
    assert next_in(sam, at("19T12:00")) == at("19T12:00")


def test_who_is_never_on_is_never_back() -> None:
    gone = working("dana", {"mon": [["07:00", "08:00"]]})
    assert gone.shifts is not None
    never = gone._replace(shifts=replace(gone.shifts, week=((),) * 7))
    assert next_in(never, at("19T12:00")) is None
    year = [str(date(2026, 11, 19) + timedelta(days=n)) for n in range(400)]
    assert next_in(person("sam", *year), at("19T12:00")) is None


@given(st.integers(0, 60 * 24 * 14))
def test_somebody_is_on_when_they_are_said_to_be(minutes: int) -> None:
    now = at("16T00:00") + timedelta(minutes=minutes)
    for who in (DANA, OLGA, person("sam", "2026-11-20")):
        begins = next_in(who, now)
        assert begins is not None
        assert begins >= now
        assert on_shift(who, begins)
        again = back(who, now)
        assert again is not None
        assert again > now


def test_an_ended_shift_is_over_until_the_next_one() -> None:
    ended = at("19T14:30")
    assert has_left(DANA, ended, at("19T14:45"))
    assert has_left(DANA, ended, at("20T06:59"))
    assert not has_left(DANA, ended, at("20T07:00"))
    assert not has_left(DANA, ended, at("19T14:00"))
    assert not has_left(DANA, None, at("19T14:00"))


# --- on call (003.1.8) ---------------------------------------------------------------------


def test_on_call_is_whoever_is_on_or_comes_on_first() -> None:
    everybody = desk(OLGA, working("max", WEEK), on_call=("max", "olga"))
    assert on_call(everybody, at("19T21:30")) == (everybody.persons["olga"], at("19T21:30"))
    assert on_call(everybody, at("19T19:00")) == (everybody.persons["olga"], at("19T21:00"))


def test_a_stand_in_is_asked_where_nobody_on_call_comes_on_within_a_day() -> None:
    everybody = desk(OLGA, DANA, on_call=("olga",), stand_ins=("dana",))
    assert on_call(everybody, at("17T21:00")) == (everybody.persons["dana"], at("18T07:00"))
    assert on_call(everybody, at("19T21:00")) == (everybody.persons["olga"], at("19T21:00"))


def test_where_nobody_comes_on_soon_the_first_is_named_and_of_nobody_none() -> None:
    everybody = desk(OLGA, on_call=("olga",))
    assert on_call(everybody, at("21T21:00")) == (everybody.persons["olga"], at("26T21:00"))
    assert on_call(desk(OLGA, agents=("olga",)), at("21T21:00")) is None


def test_the_nights_on_which_nobody_comes_on_are_gaps() -> None:
    days = [date(2026, 11, day) for day in range(18, 24)]
    assert gaps(desk(OLGA, on_call=("olga",)), days) == [
        f"{NOBODY} 2026-11-21, 2026-11-22, 2026-11-23"
    ]
    assert gaps(desk(OLGA, DANA, on_call=("olga",), stand_ins=("dana", "sam")), days) == []
    assert gaps(desk(OLGA, agents=("olga",)), days) == []


# --- what would be left alone (003.2.7) ----------------------------------------------------


@pytest.mark.parametrize(
    ("received", "now", "alone"),
    [
        ("19T08:00", "19T14:00", True),  # due at 16:00, an hour after she leaves
        ("19T07:00", "19T14:00", False),  # due at 15:00, just as she leaves
        ("19T14:00", "19T14:30", False),  # due on Friday at 12:00: she has five hours
        ("18T17:00", "19T14:00", False),  # due at 15:00 today
        ("19T09:00", "19T14:00", True),  # due at 17:00
        ("19T09:30", "19T14:00", True),  # due on Friday at 7:30: too soon after she is back
        ("19T08:00", "19T15:30", True),  # she is gone already
        ("18T08:00", "19T14:00", False),  # missed: it was due in her shift
    ],
)
@pytest.mark.row("003.2.7")
def test_a_case_needs_somebody_else_if_its_owner_is_not_on_in_time(
    received: str, now: str, *, alone: bool
) -> None:
    found = risk(DANA, clock(at(received), at(now)), at(now))
    assert (found is not None) == alone


@pytest.mark.parametrize(
    ("received", "alone"), [("19T07:00", True), ("18T08:00", True), ("19T14:00", False)]
)
@pytest.mark.row("003.2.7")
def test_whoever_leaves_early_leaves_what_is_due_before_they_are_back(
    received: str, *, alone: bool
) -> None:
    now = at("19T14:30")
    found = risk(DANA, clock(at(received), now), now, leaves=True)
    assert (found is not None) == alone
    assert found is None or (found.ends, found.back) == (now, at("20T07:00"))


def test_without_shifts_nobody_knows_when_the_owner_leaves() -> None:
    now = at("19T14:00")
    sam, due = person("sam", "2026-11-20"), clock(at("19T08:00"), now)
    assert risk(sam, due, now) is None
    assert risk(sam, due, now, leaves=True) is not None
    assert risk(sam, None, now) is None


def test_a_pause_is_no_leave() -> None:
    now = at("20T12:30")
    assert risk(DANA, clock(at("19T15:00"), now), now) is None


# --- hand-overs ----------------------------------------------------------------------------


def test_a_hand_over_waits_until_its_facts_are_gone() -> None:
    over = happened("handed over", "handoff#1/a", sets_handed_to="x")
    over = over._replace(sets={"handed_to": "sam", "handed_by": "dana"})
    sent = happened("hand-off sent", "sent#1/a")
    taken = happened("accepted", "accept#1/a")._replace(sets={"handed_to": "", "owner": "sam"})
    assert handoff(Case(NUMBER)) is None
    waiting = handoff(Case(NUMBER, (over,)))
    assert waiting is not None
    assert (waiting.to, waiting.by, waiting.sent) == ("sam", "dana", False)
    left = handoff(Case(NUMBER, (over, sent)))
    assert left is not None
    assert left.sent
    assert handoff(Case(NUMBER, (over, sent, taken))) is None


def test_the_team_was_asked_once_the_mail_has_left() -> None:
    to_team = happened("to the team", "ask#1/a")._replace(sets={"handed_by": "dana"})
    asked = happened("team asked", "sent#1/a")._replace(sets={"team_asked": "yes"})
    assert handoff(Case(NUMBER, (to_team,))) is None
    found = handoff(Case(NUMBER, (to_team, asked)))
    assert found is not None
    assert (found.to, found.sent) == ("", True)
    assert found.to_json()["to"] is None
