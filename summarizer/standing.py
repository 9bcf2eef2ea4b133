"""How a case stands, and what a verb was given: what can be decided without asking the world."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from summarizer.procedure import FACTS, Part, Procedure, Verb
from summarizer.settings import Settings
from tracker.case import Case
from tracker.errors import BadInput


# Nobody compares or prints one, and to make what would costs at every start.
@dataclass(frozen=True, eq=False, repr=False)
class Standing:
    """A case, and a verb that is or could be run on it.

    Attributes:
        at: When what the verb records happened.
        actor: Who runs it: a person's key, or an address; "" where nobody does yet.
    """

    procedure: Procedure
    verb: Verb
    case: Case
    inputs: Mapping[str, str]
    at: datetime
    actor: str
    settings: Settings

    @property
    def facts(self) -> dict[str, str]:
        """The case's facts."""
        return self.case.facts

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
            "summary_hash": "",
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


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{name}` replaced once; what is filled in is never filled again."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            raise BadInput(f"Nothing is known as {{{name}}}", f"It stands in {text!r}.")
        return values[name]

    return re.sub(r"\{([\w.]+)\}", value, text)


def _matches(condition: str, values: Mapping[str, str]) -> bool:
    """`fact=value`, where `*` stands for any value; `fact>=value` compares them as texts.

    A `{name}` in the value is filled in.
    """
    name, _, text = condition.partition("=")
    found, wanted = values.get(name.removesuffix(">"), ""), fill(text, values)
    if name.endswith(">"):
        return bool(found) and found >= wanted
    return bool(found) if text == "*" else found == wanted
