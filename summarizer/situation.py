"""What a verb knows when it decides: everything was gathered before, nothing is looked up after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from summarizer.people import People
from summarizer.ports import Snapshot
from summarizer.review import Seen, summary_hash
from summarizer.standing import Standing, fill
from summarizer.tickets import Ticket
from tracker.case import Case, Event
from tracker.errors import BadInput


class Earlier(NamedTuple):
    """A case that may be of the same user, why it is thought so, and how sure that is (100)."""

    case: str
    title: str
    url: str
    reason: str
    score: float = 0
    document: str = ""
    summary: Mapping[str, str] = MappingProxyType({})


class FileSeen(NamedTuple):
    """A file that was named on the command line."""

    path: Path
    sha256: str


class Helpdesk(NamedTuple):
    """What was read from the helpdesk.

    Attributes:
        agent: The address of whoever acts, an agent there.
        requester: The user's id there; "" for a user who isn't known.
        tickets: The user's, or those that the case names.
        away: Why nothing could be read; then nothing is done there.
    """

    agent: str = ""
    requester: str = ""
    tickets: tuple[Ticket, ...] = ()
    away: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Situation(Standing):
    """The values from which guards and acts decide.

    Attributes:
        now: The moment of the command.
        document: What the document says; None where the case has none.
        comments: Its comments, compared with the reading before.
        earlier: Earlier cases of the same user.
        cells: The case's row as it stands, as text, by column.
        file: The file that an input names, if one does.
        forwarded: The mail that is forwarded, as text; "" where it isn't known.
        helpdesk: What was read there; None where it is not connected.
        override: The reason for which an overridable guard is overruled; "" for none.
    """

    intent: str
    now: datetime
    people: People
    document: Snapshot | None = None
    comments: tuple[Seen, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    file: FileSeen | None = None
    helpdesk: Helpdesk | None = None
    override: str = ""
    forwarded: str = ""

    @property
    def begun(self) -> Event | None:
        """The event that opened this run, if the run is resumed: its steps may be done already."""
        key = f"{self.intent}/opened"
        return next((e for e in self.case.events if e.key == key), None)

    def values(self) -> dict[str, str]:
        """What `{name}` in a procedure can stand for."""
        document = self.document
        return super().values() | {
            "summary_hash": summary_hash(document.summary) if document else ""
        }

    def after(self, event: Event) -> Situation:
        """The situation once this event will have been recorded."""
        return replace(self, case=Case(self.case.number, (*self.case.events, event)))


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
