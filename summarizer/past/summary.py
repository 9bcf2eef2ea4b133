"""The team's past: what an old document or a line says, and the closed case of it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from summarizer.addresses import is_line
from summarizer.procedure import Procedure
from summarizer.standing import fill
from tracker.case import Case, Event
from tracker.errors import BadInput

#: The kind of the event with which an imported case begins and ends.
IMPORTED = "imported"
RECEIVED, SENT = "received", "summary sent"
#: All events of an import are of one run.
_RUN = "import#1"
_ID = r"(?=[^/]*[0-9])[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}"
#: `First Last / 44170`; in a file's name, which can't hold a slash, `First Last - 44170`.
_TITLE = re.compile(rf"(?P<name>.+?)(?:\s*/\s*|\s+[-\N{{EN DASH}}\N{{EM DASH}}]\s+)(?P<id>{_ID})")
_COPY = re.compile(
    r"(?i)^copy of\s+|\s*\((?:[0-9]{1,3}|[A-Z]{1,8}-[0-9]{8}-[A-Z0-9]{4,52})\)$|\s+- copy$"
)
_NUMBER = re.compile(r"[A-Z]{1,8}-(?P<day>[0-9]{8})-[A-Z0-9]{4,52}")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Past:
    """One escalation of the past.

    Attributes:
        source: Where it was found, for people: a path, or a file's line.
        subject: What identifies it, so that a second run knows it again.
        facts: Its user and its document.
        number: The case number that it has already; "" where it has none.
        received: When it came in, if that is known; sent: when its summary went out.
        made: When its document was made, if that is known.
        cells: What else its line says, by title.
        notes: What stands in Notes, which people own.
    """

    source: str
    subject: str
    facts: Mapping[str, str]
    number: str = ""
    received: datetime | None = None
    sent: datetime | None = None
    made: datetime | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""

    @property
    def at(self) -> datetime | None:
        """The time by which it is filed."""
        return self.received or self.sent or self.made


@dataclass(frozen=True, slots=True)
class Unread:
    """What couldn't be read, and why."""

    source: str
    why: str


@dataclass(frozen=True, slots=True)
class By:
    """Who imports it, and how: the zone in which days count, and whether it gets a row."""

    actor: str
    now: datetime
    zone: ZoneInfo
    rows: bool = True


def user_of(text: str) -> tuple[str, str] | None:
    """Name and user id in `First Last / 44170` or `First Last - 44170`; None where it isn't that.

    Marks of copies, `Copy of ...` and `... (2)`, are passed over.
    """
    title = " ".join(text.split())
    if len(title) > _LONGEST:
        return None
    while (shorter := _COPY.sub("", title)) != title:
        title = shorter
    found = _TITLE.fullmatch(title)
    if found is None or not any(c.isalpha() for c in found["name"]):
        return None
    return found["name"].strip(), found["id"]


def number_in(text: str) -> str:
    """The text if it is a case number; else ""."""
    return text if _day_of(text) else ""


def checked(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts, without those that are empty.

    Raises:
        BadInput: There is no user, or a text that is no single line.
    """
    for name, title in (("user.name", "name"), ("user.id", "user id")):
        if not facts.get(name, "").strip():
            raise BadInput(f"it has no {title}")
    for name, text in facts.items():
        if not is_line(text):
            raise BadInput(f"its {name} holds a line break, NUL or the like")
    return {name: text.strip() for name, text in facts.items() if text.strip()}


def day(past: Past, zone: ZoneInfo) -> datetime:
    """The day in a new case's number; 1 January 1970 where nothing tells one that stays."""
    return (past.at or datetime(1970, 1, 1, tzinfo=zone)).astimezone(zone)


def case_of(number: str, past: Past, procedure: Procedure, by: By) -> Case:
    """The closed case of it, with all its events; in no tab where that isn't wanted."""
    at = past.at or _day_of(past.number) or by.now
    times = {RECEIVED: past.received, SENT: past.sent}
    events = [
        Event(f"{_RUN}/{kind}", kind, when, by.now, by.actor)
        for kind, when in times.items()
        if when and kind in procedure.events
    ]
    year = str(at.astimezone(by.zone).year)
    sets = {
        **past.facts,
        "procedure": procedure.name,
        "subject": past.subject,
        "stage": procedure.closed[0],
        "tab": fill(tab, {"year": year}) if (tab := _tab(procedure)) and by.rows else "",
    }
    data = {"from": past.source, **({"cells": dict(past.cells)} if past.cells else {})}
    done = Event(f"{_RUN}/{IMPORTED}", IMPORTED, at, by.now, by.actor, "", sets, data)
    return Case(number, (*events, done))


def _tab(procedure: Procedure) -> str:
    """The tab of what is complete: that of the event which closes a case."""
    closing = (e for e in procedure.events.values() if e.tab and e.stage in procedure.closed)
    rule = next(closing, None)
    return procedure.tabs[rule.tab] if rule else procedure.tabs.get("complete", "")


def _day_of(number: str) -> datetime | None:
    if found := _NUMBER.fullmatch(number):
        try:
            return datetime.strptime(found["day"], "%Y%m%d").replace(hour=12, tzinfo=UTC)
        except ValueError:
            return None
    return None


def parse_day(text: str, zone: ZoneInfo, written: str = "") -> datetime | None:
    """A day or time as old trackers have it; None for "".

    Args:
        text: ISO 8601, `4 Mar 2025`, `Mar 4, 2025`, `4.3.2025`.
        zone: Of a time that names none.
        written: Another way to write them, as `strptime` has it.

    Raises:
        BadInput: It is none of these; 3/4/2025 could be two days.
    """
    if not (text := text.strip()):
        return None
    for found in _readings(text, written):
        try:
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except OverflowError:
            continue
    raise BadInput(f"“{text[:40]}” is not a date: say how dates are written with --date-format")


_WAYS = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d.%m.%Y", "%Y/%m/%d")


def _readings(text: str, written: str) -> Iterator[datetime]:
    if written:
        with suppress(ValueError):
            yield datetime.strptime(text, written)  # noqa: DTZ007 - the zone is added by the caller
        return
    with suppress(ValueError):
        yield datetime.fromisoformat(text)
    for way in _WAYS:
        with suppress(ValueError):
            yield datetime.strptime(text, way)  # noqa: DTZ007 - same
