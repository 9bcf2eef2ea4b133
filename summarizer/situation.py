"""What a verb knows when it decides: everything was gathered before, nothing is looked up after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from summarizer.people import People
from summarizer.ports import Snapshot
from summarizer.procedure import FACTS, Part, Procedure, Verb
from summarizer.review import Seen, summary_hash
from summarizer.settings import Settings
from tracker.case import Case, Event
from tracker.errors import BadInput


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case that may be of the same user, why it is thought so, and how sure that is (100)."""

    case: str
    title: str
    url: str
    reason: str
    score: float = 0
    document: str = ""
    summary: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file that was named on the command line."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Situation:
    """The values from which guards and acts decide.

    Attributes:
        at: When what the verb records happened; now: the moment of the command.
        document: What the document says; None where the case has none.
        comments: Its comments, compared with the reading before.
        earlier: Earlier cases of the same user.
        file: The file that an input names, if one does.
        override: The reason for which an overridable guard is overruled; "" for none.
    """

    procedure: Procedure
    verb: Verb
    case: Case
    intent: str
    inputs: Mapping[str, str]
    at: datetime
    now: datetime
    actor: str
    settings: Settings
    people: People
    document: Snapshot | None = None
    comments: tuple[Seen, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    file: FileSeen | None = None
    override: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """The case's facts."""
        return self.case.facts

    @property
    def begun(self) -> Event | None:
        """The event that opened this run, if the run is resumed: its steps may be done already."""
        key = f"{self.intent}/opened"
        return next((e for e in self.case.events if e.key == key), None)

    def local(self, at: datetime) -> datetime:
        """A time on the desk's clock on the wall."""
        return at.astimezone(ZoneInfo(self.settings.zone))

    def values(self) -> dict[str, str]:
        """What `{name}` in a procedure can stand for."""
        return {
            **dict.fromkeys((*FACTS, *self.procedure.fields), ""),
            **dict.fromkeys((*self.verb.needs, *self.verb.takes, *self.verb.one_of), ""),
            **self.facts,
            **self.inputs,
            "case": self.case.number,
            "actor": self.actor,
            "at": self.local(self.at).isoformat(timespec="minutes"),
            "year": str(self.local(self.at).year),
            "received_time": self._received_time(),
            "summary_hash": summary_hash(self.document.summary) if self.document else "",
        }

    def _received_time(self) -> str:
        """The time of day at which the case was received, on the desk's clock: `21:05`."""
        received = self.case.last("received")
        return f"{self.local(received.at):%H:%M}" if received else ""

    def holds(self, part: Part) -> bool:
        """Whether a guard or an act counts here: its `when` and `unless`."""
        values = self.values()
        return (not part.when or _matches(part.when, values)) and not (
            part.unless and _matches(part.unless, values)
        )

    def after(self, event: Event) -> Situation:
        """The situation once this event will have been recorded."""
        return replace(self, case=Case(self.case.number, (*self.case.events, event)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{name}` replaced once; what is filled in is never filled again."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            raise BadInput(f"Nothing is known as {{{name}}}", f"It stands in {text!r}.")
        return values[name]

    return re.sub(r"\{([\w.]+)\}", value, text)


def event_sets(situation: Situation, event: str) -> dict[str, str]:
    """The facts that an event of the procedure changes, for this case and now."""
    rule, procedure = situation.procedure.events[event], situation.procedure
    values = situation.values()
    found = {name: fill(value, values) for name, value in rule.sets.items()}
    order = procedure.stages
    stage = situation.case.stage
    if rule.stage:
        found["stage"] = rule.stage
    elif rule.advance and (not stage or order.index(stage) < order.index(rule.advance)):
        found["stage"] = rule.advance
    if rule.tab:
        found["tab"] = fill(procedure.tabs[rule.tab], values)
    return found


def _matches(condition: str, values: Mapping[str, str]) -> bool:
    """`fact=value`, where `*` stands for any value; `fact>=value` compares them as texts."""
    name, _, wanted = condition.partition("=")
    found = values.get(name.removesuffix(">"), "")
    if name.endswith(">"):
        return bool(found) and found >= wanted
    return bool(found) if wanted == "*" else found == wanted


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted names as tables in tables: what the wordings' language reads as `user.name`."""
    result: dict[str, Any] = {}
    for name, value in values.items():
        *groups, last = name.split(".")
        table = result
        for group in groups:
            table = table.setdefault(group, {})
            if not isinstance(table, dict):
                raise BadInput(f"{name} can't be a field", f"{group} is one already.")
        table[last] = value
    return result
