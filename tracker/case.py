"""A case is its events: stage, tab, owner and every other fact are computed from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

#: Kinds of events that the engine itself writes; all other kinds are a procedure's own words.
INTENT_OPENED = "intent opened"
INTENT_CLOSED = "intent closed"
STEP_DONE = "step done"
UNDONE = "undone"
ENGINE_KINDS = frozenset({INTENT_OPENED, INTENT_CLOSED, STEP_DONE, UNDONE})


class Event(NamedTuple):
    """One thing that happened to a case; append-only.

    Attributes:
        key: Unique within the case, `verb#n/step`: recording the same key again changes nothing.
        kind: What happened, in the procedure's words: "received", "summary sent", ...
        at: When it happened; aware, UTC.
        recorded: When it was written down; aware, UTC.
        actor: Who did it: a person's key in people.toml, or an address.
        note: Free text by the actor.
        sets: The facts that this event changes ("" clears one); stage, tab and owner are facts.
        data: What else belongs to it: `message`, `todo`, `state`, `path`, ... (JSON values).
    """

    key: str
    kind: str
    at: datetime
    recorded: datetime
    actor: str
    note: str = ""
    sets: Mapping[str, str] = MappingProxyType({})
    data: Mapping[str, Any] = MappingProxyType({})

    @property
    def intent(self) -> str:
        """The run of a verb that this event belongs to: `verb#n`."""
        return self.key.partition("/")[0]


@dataclass(frozen=True)
class Case:
    """One escalation of one user: its number and all its events, in the order of recording."""

    number: str
    events: tuple[Event, ...] = ()

    @cached_property
    def undone(self) -> frozenset[str]:
        """The intents that were taken back."""
        return frozenset(e.data["intent"] for e in self.events if e.kind == UNDONE)

    @cached_property
    def effective(self) -> tuple[Event, ...]:
        """The events that count: those of intents that were not taken back."""
        return tuple(e for e in self.events if e.intent not in self.undone)

    @cached_property
    def facts(self) -> dict[str, str]:
        """Every fact, the newest event winning; a cleared fact is absent."""
        facts: dict[str, str] = {}
        for event in self.effective:
            facts.update(event.sets)
        return {name: value for name, value in facts.items() if value}

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all events, taken back or not."""
        return frozenset(e.key for e in self.events)

    @property
    def procedure(self) -> str:
        """The name of the procedure that handles the case; "" for a case without events."""
        return self.facts.get("procedure", "")

    @property
    def stage(self) -> str:
        """Where the case stands; "" before its first verb."""
        return self.facts.get("stage", "")

    @property
    def tab(self) -> str:
        """The title of the tracker tab in which the case's row belongs."""
        return self.facts.get("tab", "")

    @property
    def owner(self) -> str:
        """Who has the case: a person's key in people.toml, or an address."""
        return self.facts.get("owner", "")

    def of_kind(self, *kinds: str) -> Iterator[Event]:
        """The effective events of any of these kinds, in the order of recording."""
        return (e for e in self.effective if e.kind in kinds)

    def last(self, *kinds: str) -> Event | None:
        """The newest effective event of any of these kinds."""
        return next((e for e in reversed(self.effective) if e.kind in kinds), None)

    def latest(self, subject: str) -> dict[str, Event]:
        """The newest effective event about each thing of a sort, oldest thing first.

        `latest("message")` maps each message's id to the event that last changed it, and
        `latest("todo")` each to-do's: events carry the id under that name in `data`.
        """
        found: dict[str, Event] = {}
        for event in self.effective:
            if subject in event.data:
                found[event.data[subject]] = event
        return found
