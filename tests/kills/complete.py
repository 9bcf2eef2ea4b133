"""What a table must hold: every command that changes something, every verb of every procedure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from summarizer import engine
from summarizer.cli import COMMANDS
from summarizer.plan import Plan
from summarizer.situation import Situation
from tests.desk import Desk

if TYPE_CHECKING:
    import pytest

#: Commands that only look.
LOOKS = frozenset(
    {
        *("config", "procedures", "completion", "intake", "inbox", "list", "show", "find", "open"),
        *("clocks", "history", "sla"),
    }
)
#: Commands about a person's sign-in: it is one file, and tests/google_backend has its tests.
SIGN_IN = frozenset({"login", "logout"})
#: Verbs that need a room and a mail server: the tables of connected desks have them.
CONNECTED = frozenset({"say", "send"})
#: A verb that was run: the names of its procedure and its own.
Ran = tuple[str, str]


def watched(patch: pytest.MonkeyPatch) -> set[Ran]:
    """The verbs that are run from now on."""
    found: set[Ran] = set()
    decided = vars(engine)["_decide"]

    def decide(plan: Plan, situation: Situation) -> Plan:
        found.add((situation.procedure.name, situation.verb.name))
        planned: Plan = decided(plan, situation)
        return planned

    patch.setattr(engine, "_decide", decide)
    return found


def missing(desk: Desk, ran: set[Ran], words: Iterable[tuple[str, ...]]) -> set[str]:
    """The commands and verbs that change something and were not run.

    A verb that several procedures share is run in one of them.
    """
    changing = COMMANDS.keys() - LOOKS - SIGN_IN
    found = changing - {command[0] for command in words}
    with desk.workspace() as workspace:
        procedures = [workspace.procedure(name) for name in workspace.procedures()]
    known = {p.name: p.verbs for p in procedures}
    done = [known[procedure][verb] for procedure, verb in ran]
    for procedure in procedures:
        left = [v for v in procedure.verbs.values() if not v.refuse and v not in done]
        left = [verb for verb in left if verb.name not in CONNECTED]
        found |= {f"{procedure.name}: {verb.name}" for verb in left}
        done += left  # told once
    return found
