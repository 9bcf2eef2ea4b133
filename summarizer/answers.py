"""The answers that people gave in the document become events: a yes runs the verb it was asked for.

A yes for the text that still is the newest is worth what `approve --by WHO` is worth, and goes
through the same guards; one for an older text is told, and asked for again (003.6.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from summarizer.desk import Desk, document_ref
from summarizer.engine import Request, run
from summarizer.people import People
from summarizer.ports import Asked
from summarizer.procedure import ASKED
from tracker.case import Case
from tracker.errors import UserError


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes of somebody, the verb that it is for, and where it can be seen."""

    verb: str
    by: str
    evidence: str


def take_in(desk: Desk, case: Case, *, dry_run: bool = False) -> list[str]:
    """Run the verbs for the answers that are new; says what came of each, in lines.

    A dry run says what would be recorded, and records nothing.
    """
    said: list[str] = []
    if desk.approvals is None or (ref := document_ref(case)) is None:
        return said
    for data in _open_requests(case):
        try:
            asked = desk.approvals.read(ref, str(data["request"]))
        except UserError as error:
            said.append(f"the answers in the document can't be read: {error.what}")
            continue
        said += _refusals(desk.people, asked)
        for yes in new_answers(case, data, asked, desk.people):
            said.append(_told(desk, case, yes, asked, dry_run=dry_run))
    return said


def _open_requests(case: Case) -> Iterator[Mapping[str, Any]]:
    """The newest request of each kind that was made in the document."""
    newest = {e.data["asked"]: e.data for e in case.effective if e.kind == ASKED}
    return (data for data in newest.values() if data.get("request"))


def new_answers(case: Case, data: Mapping[str, Any], asked: Asked, people: People) -> list[Yes]:
    """The yeses that the case hasn't as events yet. Pure."""
    evidence = f"{asked.url or 'Drive'} (approval {asked.id}{_revision(asked)})"
    known = {(e.data.get("by"), str(e.data.get("evidence", ""))) for e in case.effective}
    found = []
    for address, answer in asked.answers.items():
        person = people.get(address)
        by = person.key if person else address
        seen = any(who == by and f"approval {asked.id}" in text for who, text in known)
        if answer == "yes" and not seen:
            found.append(Yes(str(data["then"]), by, evidence))
    return found


def _revision(asked: Asked) -> str:
    return f", revision {asked.revision}" if asked.revision else ""


def _refusals(people: People, asked: Asked) -> list[str]:
    names = [people.display_name(a) for a, answer in asked.answers.items() if answer == "no"]
    return [f"{name} said no in the document" for name in names]


def _told(desk: Desk, case: Case, yes: Yes, asked: Asked, *, dry_run: bool) -> str:
    name = desk.people.display_name(yes.by)
    verb = desk.procedure(case.procedure).verbs.get(yes.verb)
    binds = verb is not None and bool(verb.event) and _binds(desk, case, verb.event)
    if binds and not (asked.revision and asked.newest):
        return f"the yes of {name} is for an older text: ask again"
    try:
        inputs = {"by": yes.by, "evidence": yes.evidence}
        run(desk, case.number, Request(yes.verb, inputs, dry_run=dry_run))
    except UserError as error:
        why = " ".join((error.why or "").split())
        return f"the yes of {name} can't be recorded: {error.what}. {why}".strip()
    return f"{name} said yes in the document" + (" (not recorded: dry run)" if dry_run else "")


def _binds(desk: Desk, case: Case, event: str) -> bool:
    """Whether the verb's event keeps the summary's text: then the yes is for that text only."""
    return "summary" in desk.procedure(case.procedure).events[event].keep
