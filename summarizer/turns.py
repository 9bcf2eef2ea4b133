"""Whose turn it is: a review that waits moves when a day off begins, and comes back after.

The rule: of those who were asked, whoever is done stays done. While anybody is not, those who act
for the role today (`people.choose`) and aren't done are whose turn it is. Nothing moves once all
who were asked are done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from summarizer.people import People, choose
from summarizer.procedure import FACT_SET, Part, Procedure, Verb
from tracker.case import Case
from tracker.errors import Refused

#: The kind of the event by which a turn moves: those who were done before stay done.
MOVED = "turn moved"


class Turn(NamedTuple):
    """Who was asked before and is now, in order; `newly` are those among them to be told."""

    before: tuple[str, ...]
    now: tuple[str, ...]
    newly: tuple[str, ...]
    reason: str


def done(case: Case, fact: str, event: str) -> frozenset[str]:
    """Who of those asked has done the event since they were asked (003.6.4)."""
    events = case.effective
    asked = [n for n, e in enumerate(events) if fact in e.sets and e.kind not in (FACT_SET, MOVED)]
    since = events[asked[-1] :] if asked else events
    return frozenset(str(e.data["by"]) for e in since if e.kind == event and e.data.get("by"))


def open_ones(case: Case, verb: Verb) -> tuple[str, ...]:
    """Whom a verb of several people still waits for (003.6.1): reviewers who aren't done."""
    facts = [part.args["fact"] for part in verb.guards if part.name == "by-one-of"]
    found = [(who, fact) for fact in facts for who in _listed(case, fact)]
    return tuple(who for who, fact in found if who not in done(case, fact, verb.event))


def movers(procedure: Procedure, case: Case) -> Iterator[tuple[Verb, Part]]:
    """The verbs of the case's stage that move a turn, each with the `pick` that says whose."""
    for verb in procedure.verbs.values():
        for part in verb.acts:
            if part.name == "pick" and "until" in part.args and case.stage in verb.stages:
                yield verb, part


def moved(people: People, case: Case, part: Part, at: datetime) -> Turn | None:
    """Whose turn it is at this time, if it isn't that of those who were asked; `part` is a `pick`.

    None also where nobody could act: then it waits for those who were asked.
    """
    before = _listed(case, part.args["into"])
    if not people.roles.get(part.args["role"]):
        return None
    finished = done(case, part.args["into"], part.args["until"])
    if not set(before) - finished:
        return None
    excluded = case.facts.get(part.args.get("not", ""), "")
    try:
        choice = choose(
            people,
            part.args["role"],
            at,
            exclude=[excluded] if excluded else [],
            only=part.args.get("only", 0),
        )
    except Refused:
        return None
    kept = tuple(who for who in before if who in finished or who in choice.people)
    newly = tuple(who for who in choice.people if who not in before)
    if set(kept + newly) == set(before):
        return None
    return Turn(before, kept + newly, newly, choice.reason)


def _listed(case: Case, fact: str) -> tuple[str, ...]:
    return tuple(who.strip() for who in case.facts.get(fact, "").split(",") if who.strip())
