"""Who is on, who comes on next, what they hold, and what would be left alone when they leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from summarizer.people import People, Person, on_shift, shift_end
from tracker.case import Case
from tracker.clocks import Reading
from tracker.hours import NoDeadline

#: The events of a hand-over (templates/common/handoff.toml), and the facts that it leaves.
HANDED_OVER, HAND_OFF_SENT, TEAM_TOLD = "handed over", "hand-off sent", "team asked"
HANDED_TO, HANDED_BY, TEAM_ASKED = "handed_to", "handed_by", "team_asked"
#: The roles of those who take cases, and of those who do after nine in the evening (003.1.8).
AGENTS, ON_CALL = "agents", "on-call"
NIGHT = time(21)
#: A pause up to this long, such as lunch, doesn't end a shift.
_PAUSE = timedelta(hours=2)
#: A person on call who comes on within this long is waited for, before a stand-in is asked.
_SOON = timedelta(hours=24)
#: How far a day without leave is looked for.
_YEAR = 366


class HandOff(NamedTuple):
    """A case that was handed over and is not accepted: its owner has it still (003.3.5).

    Attributes:
        to: A person's key; "" where the whole team was asked.
        sent: Whether the mail that says so has left.
    """

    to: str
    by: str
    at: datetime
    sent: bool

    def to_json(self) -> dict[str, Any]:
        """As JSON values; `to` is null for the team."""
        at = self.at.isoformat()
        return {"to": self.to or None, "by": self.by, "at": at, "sent": self.sent}


class Risk(NamedTuple):
    """Why a case needs somebody else: nobody who has it is there when it is due (003.2.7).

    Attributes:
        ends: When its owner leaves, or left.
        back: When the owner is on again; None where that can't be told.
    """

    due: datetime
    ends: datetime
    back: datetime | None

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        back = self.back.isoformat() if self.back else None
        return {"due": self.due.isoformat(), "leaves": self.ends.isoformat(), "back": back}


# --- people --------------------------------------------------------------------------------


def until(person: Person, at: datetime) -> datetime | None:
    """When the shift ends that the person is on, a pause in it included; None without one."""
    return shift_end(person, at, _PAUSE)


def next_in(person: Person, at: datetime) -> datetime | None:
    """The first instant from `at` on at which the person is on; None if there is none."""
    if on_shift(person, at):
        return at
    if person.shifts is None:
        return _next_day(person, at)
    try:
        return person.shifts.next_open(at)
    except NoDeadline:
        return None


def back(person: Person, at: datetime) -> datetime | None:
    """When somebody is on again who leaves at `at`: not in what is left of the same shift.

    Who has no shifts in people.toml is back on the next day that isn't off.
    """
    if person.shifts is None:
        return _next_day(person, at)
    end = until(person, at) or at
    again = next_in(person, end)
    if again is not None and again - end <= _PAUSE:
        again = next_in(person, until(person, again) or again)
    return again


def _next_day(person: Person, at: datetime) -> datetime | None:
    today = at.astimezone(person.zone).date()
    days = (today + timedelta(days=n) for n in range(1, _YEAR))
    first = next((day for day in days if day not in person.days_off), None)
    return datetime.combine(first, time(), person.zone) if first else None


def has_left(person: Person, ended: datetime | None, now: datetime) -> bool:
    """Whether the shift that the person ended is the one that they would still be on."""
    if ended is None or ended > now:
        return False
    again = back(person, ended)
    return again is None or again > now


def on_call(people: People, at: datetime) -> tuple[Person, datetime] | None:
    """Who begins the next summary after nine in the evening, and from when (003.1.8).

    Of the role, whoever is on or comes on first, if that is within a day; else of the stand-ins;
    else whoever comes on first at all. Who is away by a calendar doesn't come. None where nobody
    ever does.
    """
    holders = [people.persons[key] for key in people.roles.get(ON_CALL, ())]
    groups = [
        _coming([p for p in persons if not people.away.get(p.key)], at)
        for persons in (holders, people.standing_in(ON_CALL))
    ]
    soon = [group[0] for group in groups if group and group[0][1] - at <= _SOON]
    late = sorted((first for group in groups for first in group[:1]), key=lambda found: found[1])
    return next(iter([*soon, *late]), None)


def _coming(persons: Iterable[Person], at: datetime) -> list[tuple[Person, datetime]]:
    known = [(person, begins) for person in persons if (begins := next_in(person, at))]
    return sorted(known, key=lambda found: found[1])


def gaps(people: People, days: Iterable[date]) -> list[str]:
    """On which of these days nobody on call, nor a stand-in, comes on within a day: for doctor."""
    if not people.roles.get(ON_CALL):
        return []
    zone = people.role(ON_CALL)[0].zone
    bare = []
    for day in sorted(days):
        at = datetime.combine(day, NIGHT, zone)
        found = on_call(people, at)
        if found is None or found[1] - at > _SOON:
            bare.append(str(day))
    said = "roles.on-call: nobody, and no stand-in, comes on within a day after 21:00 on"
    return [f"{said} {', '.join(bare)}"] if bare else []


# --- cases ---------------------------------------------------------------------------------


def handoff(case: Case) -> HandOff | None:
    """The hand-over that waits to be accepted."""
    facts = case.facts
    to = facts.get(HANDED_TO, "")
    if not to and facts.get(TEAM_ASKED) != "yes":
        return None
    told = case.last(HANDED_OVER, HAND_OFF_SENT, TEAM_TOLD)
    first = case.last(HANDED_OVER) if to else told
    if told is None or first is None:
        return None
    return HandOff(to, facts.get(HANDED_BY, ""), first.at, told.kind != HANDED_OVER)


def risk(
    owner: Person, clock: Reading | None, now: datetime, *, leaves: bool = False
) -> Risk | None:
    """Whether a case's own deadline comes, or warns, before its owner is on again (003.2.7).

    With `leaves`, the owner leaves now; else when their shift ends, or has ended. None also where
    that isn't known: people.toml has no shifts of the owner.
    """
    if clock is None or clock.due is None or clock.stopped is not None:
        return None
    ends = now if leaves else _leaves(owner, now)
    if ends is None or (clock.due <= ends and not leaves):
        return None
    again = back(owner, ends)
    if again is not None and again <= (clock.warn_at or clock.due):
        return None
    return Risk(clock.due, ends, again)


def _leaves(person: Person, now: datetime) -> datetime | None:
    """When the person's shift ends; now, where it has ended. None where that isn't known."""
    begins = next_in(person, now)
    if begins is None or begins - now > _PAUSE:
        return now
    return until(person, begins)


# --- words ---------------------------------------------------------------------------------


def clock_time(at: datetime, zone: str) -> str:
    """A time on the desk's clock: Thu 19 Nov 14:05."""
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


def told(found: HandOff, people: People, zone: str) -> str:
    """An open hand-over, for people."""
    whom = f"handed to {people.display_name(found.to)}" if found.to else "the team was asked"
    left = "not accepted" if found.sent else "not accepted; the mail is not sent"
    return f"{whom} {clock_time(found.at, zone)}, {left}"


def why(found: Risk, owner: str, zone: str) -> str:
    """A risk, for people."""
    again = f"to {clock_time(found.back, zone)}" if found.back else "on"
    off = clock_time(found.ends, zone)
    return f"due {clock_time(found.due, zone)}; {owner} is off from {off} {again}"
