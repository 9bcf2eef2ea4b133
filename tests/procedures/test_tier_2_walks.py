"""Whatever is done to a help ticket in whatever order, it is where a simple model says it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarizer.engine import Opening, Request, run, take_back
from tracker.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.workspace import Workspace
    from tests.desk import Desk
    from tracker.case import Case

GROUP = ("dana", "sam")
INPUTS = {
    "submit": {"name": "Uma", "email": "uma@corp.example.com", "ticket": "77"},
    "cancel": {"why": "It came twice."},
    "replied": {},
}
ONCE = ("submit", "resolve", "cancel")
OPEN = ("received", "tier 1", "tier 2 queue", "tier 2")
#: Each verb: the stages that it is for, who may do it, and what it changes; `by` is who does it.
MOVES: dict[str, tuple[tuple[str, ...], str, dict[str, str]]] = {
    "submit": (("",), "anybody", {"stage": "received"}),
    "claim": (("received",), "group", {"stage": "tier 1", "owner": "by", "assignee": "by"}),
    "stuck": (("tier 1",), "owner", {"stage": "tier 2 queue", "assignee": ""}),
    "pull": (("tier 2 queue",), "anybody", {"stage": "tier 2", "assignee": "by", "tier2": "by"}),
    "returned": (("tier 2",), "tier2", {"stage": "tier 1", "assignee": "owner"}),
    "answer": (("tier 1",), "owner", {}),
    "replied": (("tier 1", "tier 2"), "anybody", {}),
    "back": (("tier 1",), "owner with tier2", {"stage": "tier 2", "assignee": "tier2"}),
    "resolve": (("tier 1",), "owner", {"stage": "resolved"}),
    "cancel": (OPEN, "anybody", {"stage": "cancelled"}),
}
WHOEVER_MAY = "whoever may"
TO_TIER_2 = [("submit", "dana"), ("claim", "dana"), ("stuck", "dana"), ("pull", "tess")]
OFTEN = ("stuck", "pull", "returned", "answer", "replied", "back")
DOINGS = st.tuples(
    st.sampled_from((*MOVES, "undo", *OFTEN * 4)),
    st.sampled_from((*[WHOEVER_MAY] * 4, *GROUP, "tess")),
)


@dataclass(frozen=True)
class Ticket:
    """What matters of a ticket."""

    stage: str = ""
    owner: str = ""
    assignee: str = ""
    tier2: str = ""
    done: frozenset[str] = frozenset()

    def after(self, verb: str, by: str) -> Ticket | None:
        """The ticket once `by` has done this; None if the procedure doesn't allow it."""
        stages, who, changes = MOVES[verb]
        if verb in self.done:
            return self
        if self.stage not in stages or not self.may(who, by):
            return None
        known = {"by": by, "owner": self.owner, "tier2": self.tier2}
        values: dict[str, Any] = {name: known.get(value, value) for name, value in changes.items()}
        found = replace(self, **values)
        return replace(found, done=self.done | {verb}) if verb in ONCE else found

    def whoever_may(self, verb: str) -> str:
        """Somebody who may do this, if there is one."""
        return (self.tier2 if verb == "returned" else self.owner) or "dana"

    def may(self, who: str, by: str) -> bool:
        if who == "owner with tier2" and not self.tier2:
            return False
        allowed = {"group": GROUP, "owner": (self.owner,), "tier2": (self.tier2,)}
        return by in allowed.get(who.partition(" ")[0], (by,))


@pytest.fixture
def workspace(desk: Desk) -> Iterator[Workspace]:
    with desk.workspace() as opened:
        yield opened


NUMBERS = count()


def do(workspace: Workspace, number: str, verb: str, by: str) -> bool:
    """Whether a verb was run, or was done already; the procedure may refuse it."""
    opening = Opening("tier-2", {"subject": number, "thread.root": number}, workspace.now())
    inputs = INPUTS.get(verb, {"by": by, "note": "As we said."})
    if verb in ("claim", "pull"):
        inputs = {"by": by}
    try:
        run(workspace, number, Request(verb, inputs, opening=opening))
    except Refused:
        return False
    return True


def check(workspace: Workspace, case: Case, ticket: Ticket) -> None:
    """The case is the ticket, and the row is the case."""
    facts = case.facts
    found = (facts.get(name, "") for name in ("stage", "owner", "assignee", "tier2"))
    assert tuple(found) == (ticket.stage, ticket.owner, ticket.assignee, ticket.tier2)
    rows = [row for row in workspace.tracker.rows() if row.case == case.number]
    assert len(rows) == (1 if ticket.stage else 0)
    closed = ticket.stage in ("resolved", "cancelled")
    for row in rows:
        assert row.tab == case.tab == f"Help tickets{' complete 2026' if closed else ''}"
        assert row.cells["Stage"] == ticket.stage
        assert (row.cells["Owner"] or "") == ticket.owner
        assert row.open is not closed
    assert len(case.keys) == len(case.events)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins=st.sampled_from((0, 1, 2, 4, 4, 4)), doings=st.lists(DOINGS, max_size=30))
def test_a_ticket_is_where_the_model_says(
    workspace: Workspace, begins: int, doings: list[tuple[str, str]]
) -> None:
    number, ticket = f"T2-20261119-{next(NUMBERS):04}", Ticket()
    history: list[Ticket] = []
    (case,) = workspace.tracker.load([number])
    for verb, who in [*TO_TIER_2[:begins], *doings]:
        by = ticket.whoever_may(verb) if who == WHOEVER_MAY else who
        before = case.events
        if verb == "undo":
            if history:
                take_back(workspace, number)
                ticket = history.pop()
            else:
                with pytest.raises(NotFound):
                    take_back(workspace, number)
        else:
            expected = ticket.after(verb, by)
            assert do(workspace, number, verb, by) == (expected is not None), (ticket, verb, by)
            (case,) = workspace.tracker.load([number])
            if case.events != before:
                history.append(ticket)
            ticket = expected or ticket
        (case,) = workspace.tracker.load([number])
        assert case.events[: len(before)] == before
        check(workspace, case, ticket)
