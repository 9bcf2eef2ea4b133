"""Who holds a role on a date: shifts, days off, and who stands in, in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.errors import NotFound, Refused
from tracker.hours import Hours

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: How far a shift's end is looked for; only somebody who never goes home has a longer one.
_LONGEST_SHIFT = timedelta(days=7)
_NO_PAUSE = timedelta(0)


class Person(NamedTuple):
    """Somebody in people.toml.

    Attributes:
        key: How the file, the facts of cases and the command line name the person.
        zone: Where the person's days begin and end.
        days_off: Dates in that zone.
        shifts: When the person works; None: on every day that isn't off.
    """

    key: str
    name: str
    email: str
    zone: ZoneInfo
    days_off: frozenset[date] = frozenset()
    shifts: Hours | None = None

    @property
    def first_name(self) -> str:
        """The name up to its first space."""
        return self.name.split()[0]

    def is_called(self, who: str) -> bool:
        """Whether this is the person's key or address."""
        return who == self.key or who.strip().casefold() == self.email.casefold()


#: What calendars say, by a person's key.
Away = Mapping[str, str | None]


class Choice(NamedTuple):
    """Who was chosen for a role.

    Attributes:
        people: Their keys, in the role's order; never empty.
        reason: Why these, for people to read.
        chain: Everybody who was considered, in order: the key, and "in" or why not.
    """

    people: tuple[str, ...]
    reason: str
    chain: tuple[tuple[str, str], ...]


class People(NamedTuple):
    """What people.toml says; `read_people` reads it.

    Attributes:
        away: What calendars say beside it, by key: why somebody is away, "" if they aren't, None
            where that can't be read: then people.toml decides alone.
    """

    file: Path
    persons: Mapping[str, Person]
    roles: Mapping[str, tuple[str, ...]]
    stand_ins: Mapping[str, tuple[str, ...]]
    away: Away = MappingProxyType({})

    def role(self, name: str) -> tuple[Person, ...]:
        """Who holds a role, in order. NotFound if nobody does."""
        if not self.roles.get(name):
            raise NotFound(
                f"Nobody holds the role {name}", "", f"Name somebody under [roles] in {self.file}."
            )
        return tuple(self.persons[key] for key in self.roles[name])

    def standing_in(self, name: str) -> tuple[Person, ...]:
        """Who stands in for a role, in order."""
        return tuple(self.persons[key] for key in self.stand_ins.get(name, ()))

    def get(self, who: str) -> Person | None:
        """The person with this key or address."""
        if who in self.persons:
            return self.persons[who]
        return next((p for p in self.persons.values() if p.is_called(who)), None)

    def find(self, text: str) -> Person:
        """The person with this key, address or name, or whose name alone has this part.

        Raises:
            NotFound: Nobody is called so, or several people are.
        """
        if person := self.get(text.strip()):
            return person
        wanted = _plain(text)
        named = [p for p in self.persons.values() if _plain(p.name) == wanted]
        found = named or [p for p in self.persons.values() if wanted and wanted in _plain(p.name)]
        if len(found) == 1:
            return found[0]
        known = found or list(self.persons.values())
        raise NotFound(
            f"{text!r} names {len(found)} people" if found else f"There is nobody called {text!r}",
            f"{self.file} knows {', '.join(f'{p.key} ({p.name})' for p in known) or 'nobody'}.",
            "Name the person by key or address.",
        )

    def display_name(self, who: str) -> str:
        """The name of the person with this key or address; `who` itself for anybody else."""
        person = self.get(who)
        return person.name if person else who


# --- one person ----------------------------------------------------------------------------


def absence(person: Person, at: datetime) -> str:
    """Why the person isn't in on the day of `at`, in their own zone; "" if they are."""
    return "" if on_shift(person, at) else _absence_on(person, at.astimezone(person.zone).date())


def on_shift(person: Person, at: datetime) -> bool:
    """Whether the person works at this instant; without shifts: on a day that isn't off."""
    if person.shifts:
        return person.shifts.is_open(at)
    return at.astimezone(person.zone).date() not in person.days_off


def shift_end(person: Person, at: datetime, pause: timedelta = _NO_PAUSE) -> datetime | None:
    """When the shift ends that the person is on, in UTC; a night counts as one shift.

    A pause up to this long, such as lunch, is a part of it too. None if the person is not on
    shift, or has no shifts in people.toml.
    """
    if not person.shifts or not person.shifts.is_open(at):
        return None
    end = at
    for opens, closes in person.shifts.counted(at, at + _LONGEST_SHIFT):
        if opens > end + pause:
            break
        end = closes
    return end


def _absence_on(person: Person, day: date) -> str:
    if day in person.days_off:
        return f"is off on {day}"
    if person.shifts and not person.shifts.week[day.weekday()]:
        return f"has no shift on {_DAYS[day.weekday()]}s"
    return ""


# --- a role --------------------------------------------------------------------------------


def choose(
    people: People, role: str, at: datetime, *, exclude: Collection[str] = (), only: int = 0
) -> Choice:
    """Who acts for a role on the day of `at`.

    Everybody of the role who is in; if nobody is, the first of the stand-ins who is (003.6.1).
    With `only`: so many, the first of the role before the stand-ins in order before the rest of
    the role (003.6.4). Those in `exclude` (keys or addresses) are never chosen: they are the
    authors of what is to be judged. Who is away by a calendar isn't in either; the reason names
    those whose calendars couldn't be read.

    Raises:
        NotFound: Nobody holds the role.
        Refused: Nobody is left; names everybody and why not.
    """
    holders = people.role(role)
    stand_ins = people.standing_in(role)
    first = holders[:only] if only else holders
    order = (*first, *stand_ins, *holders[len(first) :])
    out = {p.key: _why_not(p, at, exclude) or people.away.get(p.key) or "" for p in order}
    left = [p for p in order if not out[p.key]]
    if not left:
        said = "; ".join(f"{people.display_name(key)} {why}" for key, why in out.items())
        raise Refused(
            f"Nobody can act as {role} on {at.astimezone(holders[0].zone).date()}",
            f"{said}.",
            f"Mend days_off or [stand-ins] in {people.file}, or wait.",
        )
    chosen = left[:only] if only else [p for p in left if p in holders] or left[:1]
    chain = tuple((key, why or "in") for key, why in out.items())
    reason = _reason(first, stand_ins, chosen, out) + unread(order, people.away)
    return Choice(tuple(p.key for p in chosen), reason, chain)


def approver_problem(people: People, role: str, who: str, at: datetime, author: str) -> str:
    """Why this person may not approve at this time; "" if they may.

    Any holder of the role may, also on a day off, and the stand-in who acts at that time; the
    author of the summary never (003.6.5).
    """
    person = people.get(who)
    if person is None:
        return f"{people.file} knows nobody called {who!r}."
    if person.is_called(author):
        return f"{person.name} wrote the summary; somebody else approves it."
    holders = people.role(role)
    if person in holders:
        return ""
    try:
        acting = choose(people, role, at, exclude=[author], only=1).people
    except Refused:
        acting = ()
    if person.key in acting:
        return ""
    names = " or ".join(p.name for p in holders)
    standing = [people.display_name(key) for key in acting if people.persons[key] not in holders]
    today = f", or today {standing[0]}" if standing else ""
    return f"{person.name} can't approve: that is for {names}{today}."


def check(
    people: People,
    needed: Iterable[str],
    days: Iterable[date],
    covered: Iterable[str] = ("final-approver",),
) -> list[str]:
    """What will go wrong one day, though the file can be read: for `doctor`.

    Roles that are needed and that nobody holds, roles that are empty, and on which of these days
    nobody of a `covered` role, nor a stand-in for it, is in.
    """
    wanted = dict.fromkeys((*needed, *people.roles))
    problems = [f"roles.{role}: nobody holds it" for role in wanted if not people.roles.get(role)]
    every = sorted(days)
    for role in covered:
        keys = (*people.roles.get(role, ()), *people.stand_ins.get(role, ()))
        chain = [people.persons[key] for key in keys]
        bare = [day for day in every if all(_absence_on(p, day) for p in chain)]
        if chain and bare:
            problems.append(f"roles.{role}: nobody, and no stand-in, is in on {_ranges(bare)}")
    return problems


def _why_not(person: Person, at: datetime, exclude: Collection[str]) -> str:
    if any(person.is_called(who) for who in exclude):
        return "is the author"
    return absence(person, at)


def _reason(
    first: Sequence[Person],
    stand_ins: Sequence[Person],
    chosen: Sequence[Person],
    out: Mapping[str, str],
) -> str:
    if all(p in chosen for p in first):
        return f"{_listed([p.name for p in chosen])} {'is' if len(chosen) == 1 else 'are'} in"
    considered = (*first, *stand_ins) if any(p not in first for p in chosen) else first
    said = [f"{p.name} {out[p.key]}" for p in considered if out[p.key]]
    said += [f"{p.name} acts" for p in chosen if p not in first]
    return "; ".join(said)


def unread(order: Iterable[Person], away: Away) -> str:
    """Whose calendars couldn't be read; "" for nobody's."""
    names = [p.name for p in order if away.get(p.key, "") is None]
    return f" (by people.toml: can't read the calendar of {_listed(names)})" if names else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _ranges(days: Sequence[date]) -> str:
    """Dates in order, those in a row joined: `2026-12-24..2026-12-26, 2027-01-01`."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}..{r[-1]}" for r in runs)


def _plain(text: str) -> str:
    """For comparing names: without accents, capitals and doubled spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
