"""The answers that people gave in the document become events: a yes runs the verb it was asked for.

A yes for the text that still is the newest is worth what `approve --by WHO` is worth, and goes
through the same guards; one for an older text is told, and asked for again (003.6.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from summarizer.approvals import Asked
from summarizer.desk import Desk, document_ref
from summarizer.engine import Request, run
from summarizer.intents import verb_of
from summarizer.procedure import ASKED, Procedure, Verb
from tracker.case import Case, Event
from tracker.errors import BadInput, NotFound, Refused


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request in the document that somebody may still answer.

    Attributes:
        verb: What a yes runs.
        asking: The verb that asked.
        request: The request's id; "" where the service didn't tell it.
        asked: Who was asked, by key or address.
    """

    verb: Verb
    asking: str
    request: str
    asked: tuple[str, ...]


def take_in(desk: Desk, case: Case, *, dry_run: bool = False) -> Iterator[str]:
    """Run the verbs for the answers that are new; says what came of each, in lines.

    Only what waits is asked about. A dry run says what would be recorded, and records nothing.

    Raises:
        SignInNeeded, Unavailable, StorageFailed: What was said before stands.
    """
    waits = waiting(desk.procedure(case.procedure), case)
    ref = document_ref(case)
    if not waits or ref is None or desk.approvals is None:
        return
    for each in waits:
        try:
            asked = desk.approvals.read(ref, each.request)
        except (NotFound, Refused) as error:
            yield f"the answers in the document can't be read: {error.what}"
            continue
        yield from _without_address(case, each, asked)
        for address, answer in asked.answers.items():
            person = desk.people.get(address)
            by = person.key if person else address
            if answer == "no":
                yield f"{desk.people.display_name(by)} said no in the document"
            elif answer and not is_recorded(case, by, asked.id):
                yield _yes(desk, case, each, asked, by, dry_run=dry_run)


def look_ahead(desk: Desk, cases: Iterable[Case]) -> None:
    """Read the answers of many cases at once: `take_in` of each then needn't ask."""
    if desk.approvals is None:
        return
    asked = [
        (ref, each.request)
        for case in cases
        if (ref := document_ref(case)) is not None
        for each in waiting(desk.procedure(case.procedure), case)
    ]
    desk.approvals.look_ahead(asked)


def waiting(procedure: Procedure, case: Case) -> list[Waiting]:
    """The newest request of each kind, where it was made in the document and isn't answered. Pure.

    One whose verb isn't for the case's stage any more waits for nobody.
    """
    found = []
    for event in {e.data["asked"]: e for e in case.of_kind(ASKED)}.values():
        verb = procedure.verbs.get(event.data["then"])
        if (
            event.data.get("how") != "document"
            or verb is None
            or not _is_open(procedure, verb, case)
        ):
            continue
        request = str(event.data.get("request", ""))
        people = case.facts.get(event.data["asked"], "").split(",")
        asked = tuple(who.strip() for who in people if who.strip())
        said = said_since(case, event, verb)
        open_ones = [w for w in asked if w not in said and not is_recorded(case, w, request)]
        if open_ones or not asked:
            found.append(Waiting(verb, verb_of(event.intent), request, asked))
    return found


def said_since(case: Case, event: Event, verb: Verb) -> set[str]:
    """Whose yes was recorded by any way since this was asked. Pure."""
    events = case.effective
    return {str(e.data.get("by")) for e in events[events.index(event) :] if e.kind == verb.event}


def _is_open(procedure: Procedure, verb: Verb, case: Case) -> bool:
    stages = verb.stages or tuple(s for s in procedure.stages if s not in procedure.closed)
    return case.stage in stages or "*" in stages


def is_recorded(case: Case, by: str, request: str) -> bool:
    """Whether a person's yes to a request was an event once: one taken back stays so. Pure."""
    marks = (f"(approval {request})", f"(approval {request},")
    return any(
        e.data.get("by") == by and any(mark in str(e.data.get("evidence", "")) for mark in marks)
        for e in case.events
    )


def _evidence(asked: Asked) -> str:
    revision = f", revision {asked.revision}" if asked.revision else ""
    return f"{asked.url or 'Drive'} (approval {asked.id}{revision})"


def _without_address(case: Case, waits: Waiting, asked: Asked) -> Iterator[str]:
    """A name that is shown proves nothing: a person has to say who it was."""
    for name, answer in asked.unnamed:
        if answer == "yes":
            how = f"summarizer {waits.verb.name} {case.number} --by WHO --evidence {asked.url}"
            yield f"“{name}” said yes in the document, but shows no address; if you know who: {how}"
        elif answer:
            yield f"“{name}” said no in the document"


def _yes(  # noqa: PLR0913 - what a line is made of
    desk: Desk, case: Case, waits: Waiting, asked: Asked, by: str, *, dry_run: bool
) -> str:
    name = desk.people.display_name(by)
    if _binds(desk, case, waits.verb) and (problem := _not_yet(asked)):
        again = f"summarizer {waits.asking} {case.number}"
        return f"the yes of {name} {problem}" + (f"; ask again: {again}" if asked.over else "")
    request = Request(
        waits.verb.name,
        {"by": by, "evidence": _evidence(asked)},
        at=min(asked.at, desk.now()) if asked.at else None,
        dry_run=dry_run,
        unless=lambda fresh: is_recorded(fresh, by, asked.id),
    )
    try:
        run(desk, case.number, request)
    except (Refused, BadInput, NotFound) as error:
        why = " ".join((error.why or "").split())
        return f"the yes of {name} can't be recorded: {error.what}. {why}".strip()
    return f"{name} said yes in the document" + (" (not recorded: dry run)" if dry_run else "")


def _binds(desk: Desk, case: Case, verb: Verb) -> bool:
    """Whether the verb's event keeps the summary's text: then the yes is for that text only."""
    events = desk.procedure(case.procedure).events
    return bool(verb.event) and "summary" in events[verb.event].keep


def _not_yet(asked: Asked) -> str:
    """Why a yes isn't one for the newest text; "" if it is."""
    if not asked.over:
        return "counts once everybody who was asked has said yes"
    if not asked.revision:
        return "doesn't count: the request ended without a yes of everybody"
    return "" if asked.newest else "is for an older text"
