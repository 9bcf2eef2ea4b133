"""people.toml read into `People`; every mistake in it is told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from summarizer.addresses import is_address, is_line
from summarizer.people import People, Person
from summarizer.tables import Mistakes, Table, read_tables
from tracker.calendars import read_week, read_zone
from tracker.errors import BadInput
from tracker.hours import Hours

#: The longest range of days off, in days: a longer one is a slip in the year.
_LONGEST_LEAVE = 3660
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_people(file: Path) -> People:
    """The people of a desk.

    Raises:
        BadInput: The file isn't TOML, or has mistakes: an unknown key, person or zone, an
            unusable address, an address that two people have, a reversed range, somebody twice
            in a role, a stand-in who holds the role anyway, stand-ins in a circle. All of them are
            named.
        StorageFailed: The file can't be read.
    """
    mistakes = Mistakes()
    root = read_tables(file)
    persons = _persons(root, mistakes)
    roles = _groups(root, "roles", mistakes)
    chains = _groups(root, "stand-ins", mistakes)
    stand_ins = _expanded(root, chains, roles, persons, mistakes)
    mistakes.attempt(root.done, None)
    for error in (
        *_unknown(root, "roles", roles, persons),
        *_twice(root, "roles", roles),
        *_unknown(root, "stand-ins", stand_ins, persons),
        *_twice(root, "stand-ins", chains),
        *_idle_stand_ins(root, chains, roles),
        *_shared_addresses(root, persons),
    ):
        mistakes.append(error)
    mistakes.settle(file)
    known = {key: person for key, person in persons.items() if person}
    return People(file, known, roles, stand_ins)


def _groups(root: Table, name: str, mistakes: Mistakes) -> dict[str, tuple[str, ...]]:
    """Keys of people by role."""
    raw: Mapping[str, object] = mistakes.attempt(lambda: root.take(name, "a table", dict), {}) or {}
    table = Table(root.file, name, raw)
    return {role: mistakes.attempt(partial(table.texts, role), ()) for role in raw}


def _expanded(
    root: Table,
    chains: Mapping[str, tuple[str, ...]],
    roles: Mapping[str, tuple[str, ...]],
    persons: Mapping[str, Person | None],
    mistakes: Mistakes,
) -> dict[str, tuple[str, ...]]:
    """The stand-ins as people: a role among them stands for its holders, then its stand-ins."""
    circles: set[frozenset[str]] = set()

    def people(role: str, way: tuple[str, ...]) -> list[str]:
        if role in way:
            circle = way[way.index(role) :]
            if frozenset(circle) not in circles:
                expected = f"a chain that ends, not a circle: {' -> '.join([*circle, role])}"
                mistakes.append(root.error(f"stand-ins.{role}", expected))
            circles.add(frozenset(circle))
            return []
        found: list[str] = []
        for key in chains.get(role, ()):
            named = key not in persons and key in roles
            found += [*roles[key], *people(key, (*way, role))] if named else [key]
        return found

    whole = {role: people(role, ()) for role in chains}
    return {
        role: tuple(key for key in dict.fromkeys(keys) if key not in roles.get(role, ()))
        for role, keys in whole.items()
    }


def _persons(root: Table, mistakes: Mistakes) -> dict[str, Person | None]:
    """People by key; None stands for one whose table has mistakes, so that the key is known."""
    tables: dict[str, Table] = mistakes.attempt(lambda: dict(root.tables("person")), {})
    return {key: _person(key, table, mistakes) for key, table in tables.items()}


def _person(key: str, table: Table, mistakes: Mistakes) -> Person | None:
    before = len(mistakes)
    where = f"{table.file}: {table.where}"
    if not _KEY.fullmatch(key):
        mistakes.append(table.error("", "a key of small letters, digits, dots and dashes"))
    name = mistakes.attempt(lambda: _name(table), "")
    email = mistakes.attempt(lambda: _email(table), "")
    zone = mistakes.attempt(lambda: read_zone(table.text("zone"), f"{where}.zone"), None)
    days_off: frozenset[date] = mistakes.attempt(lambda: _days_off(table), frozenset())
    week = mistakes.attempt(lambda: table.take("shifts", "a table of windows by day", dict), None)
    spans = mistakes.attempt(lambda: read_week(week, f"{where}.shifts") if week else None, None)
    mistakes.attempt(table.done, None)
    if zone is None or len(mistakes) > before:
        return None
    shifts = Hours(zone, spans, days_off) if spans else None
    return Person(key, name, email, zone, days_off, shifts)


def _name(table: Table) -> str:
    name = table.text("name").strip()
    if not name or not is_line(name):
        raise table.error("name", "a name on one line")
    return name


def _email(table: Table) -> str:
    email = table.text("email")
    if not is_address(email):
        raise table.error("email", f"an address such as ann@example.com, not {email!r}")
    return email


def _days_off(table: Table) -> frozenset[date]:
    days: set[date] = set()
    for item in table.take("days_off", "a list of dates", list) or []:
        first, last = _range(table, item)
        if not timedelta(0) <= last - first <= timedelta(days=_LONGEST_LEAVE):
            raise table.error(
                "days_off", f"a range whose first day comes first, within ten years, not {item!r}"
            )
        days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(days)


def _range(table: Table, item: object) -> tuple[date, date]:
    if type(item) is date:
        return item, item
    try:
        parts = item.split("..") if isinstance(item, str) else []
        days = [date.fromisoformat(p.strip()) for p in parts if _DATE.fullmatch(p.strip())]
    except ValueError:
        days = []
    if not days or len(days) != len(parts) or len(days) > 2:  # noqa: PLR2004 - first and last
        raise table.error(
            "days_off", f'dates such as "2026-11-26" or "2026-12-24..2026-12-26", not {item!r}'
        )
    return days[0], days[-1]


def _unknown(
    root: Table,
    name: str,
    groups: Mapping[str, tuple[str, ...]],
    persons: Mapping[str, Person | None],
) -> list[BadInput]:
    """People in a role who are nobody."""
    found = []
    for role, keys in groups.items():
        found += [
            root.error(f"{name}.{role}", f"keys of people; there is no [person.{key}]")
            for key in keys
            if key not in persons
        ]
    return found


def _twice(root: Table, name: str, groups: Mapping[str, tuple[str, ...]]) -> list[BadInput]:
    """People who are in a role twice."""
    return [
        root.error(f"{name}.{role}", f"each person once; {key} is there twice")
        for role, keys in groups.items()
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1
    ]


def _idle_stand_ins(
    root: Table, stand_ins: Mapping[str, tuple[str, ...]], roles: Mapping[str, tuple[str, ...]]
) -> list[BadInput]:
    """Stand-ins for a role that isn't there, or that they hold themselves."""
    found = []
    for role, keys in stand_ins.items():
        if role not in roles:
            found.append(root.error(f"stand-ins.{role}", "a role that stands under [roles]"))
        found += [
            root.error(f"stand-ins.{role}", f"others than the role's own people, not {key}")
            for key in keys
            if key in roles.get(role, ())
        ]
    return found


def _shared_addresses(root: Table, persons: Mapping[str, Person | None]) -> list[BadInput]:
    """Addresses that two people have: nobody could tell who acted."""
    holders: dict[str, str] = {}
    found = []
    for key, person in persons.items():
        if person is None:
            continue
        other = holders.setdefault(person.email.casefold(), key)
        if other != key:
            found.append(
                root.error(f"person.{key}.email", f"an address of their own; {other} has it too")
            )
    return found
