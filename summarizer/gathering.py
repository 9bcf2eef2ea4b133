"""What a verb needs to know is asked of the world here, before it decides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from summarizer import forwarding, helpdesk, review
from summarizer.acts import ACTS
from summarizer.desk import Desk, document_ref
from summarizer.document_acts import PICTURES
from summarizer.guards import GUARDS
from summarizer.people import People
from summarizer.ports import DocumentRef
from summarizer.recording import reading
from summarizer.situation import Earlier, FileSeen, Situation
from tracker.case import Case
from tracker.columns import to_text
from tracker.errors import BadInput


def gather(desk: Desk, situation: Situation) -> Situation:
    """Ask the world for what the verb's guards and acts declare that they need."""
    verb, case = situation.verb, situation.case
    acts = [ACTS[p.name] for p in verb.acts]
    keeps = verb.event and situation.procedure.events[verb.event].keep
    wants_document = (
        keeps or any(a.document for a in acts) or any(GUARDS[p.name].document for p in verb.guards)
    )
    if forwarding.rules(situation):
        situation = replace(situation, forwarded=forwarding.mail(desk, situation))
        wants_document = True
    if wants_document and (ref := document_ref(case)) is not None:
        snapshot = desk.documents.read(ref)
        comments = review.from_data(reading(desk, case, snapshot).data["comments"])
        situation = replace(situation, document=snapshot, comments=comments)
    if roles := _choosing(situation):
        at = situation.local(situation.at)
        situation = replace(situation, people=with_diary(desk, roles, at))
    if any(a.earlier for a in acts):
        situation = replace(situation, earlier=earlier(desk, case, situation.inputs))
    situation = replace(situation, helpdesk=helpdesk.look(desk, situation))
    if any(a.row for a in acts) and (row := desk.tracker.row(case.number)):
        texts = {title: to_text(cell) for title, cell in row.cells.items()}
        situation = replace(situation, cells=texts)
    if any(a.file for a in acts) and (name := situation.inputs.get("file", "")):
        situation = replace(situation, file=_file(desk, Path(name)))
    return situation


def _choosing(situation: Situation) -> set[str]:
    """The roles of which it counts who is in: of those that are picked from, and for stand-ins."""
    people, by = situation.people, situation.people.get(situation.inputs.get("by", ""))
    acts = [part for part in situation.verb.acts if "role" in part.args]
    picked = {p.args["role"] for p in acts if p.name == "pick" or situation.holds(p)}
    asked = {part.args["role"] for part in situation.verb.guards if part.name == "may-approve"}
    return picked | {role for role in asked if by and by.key not in people.roles.get(role, ())}


def with_diary(desk: Desk, roles: Iterable[str], at: datetime) -> People:
    """The people, with what the calendars of those say who hold these roles or stand in.

    Args:
        desk: Whose calendars are asked.
        roles: Those that nobody holds are left out.
        at: In the zone in which people should read how long somebody is away.
    """
    people = desk.people
    if desk.diary is None:
        return people
    known = [role for role in roles if people.roles.get(role)]
    asked = [p for role in known for p in (*people.role(role), *people.standing_in(role))]
    away = desk.diary.away([p.email for p in asked], at)
    return people._replace(away={p.key: away.get(p.email) for p in asked})


def earlier(desk: Desk, case: Case, inputs: Mapping[str, str]) -> tuple[Earlier, ...]:
    """Earlier cases of the same user, best first (003.4.1), and those named by the command."""
    facts = case.facts
    matches = {
        m.case: (m.score, m.reason)
        for m in desk.tracker.earlier(facts.get("user.id", ""), facts.get("user.name", ""))
    }
    for kind in ("reuse", "refer"):
        if named := inputs.get(kind, ""):
            matches.setdefault(named, (0, "named by the agent"))
    matches.pop(case.number, None)
    found = []
    for other in desk.tracker.load(list(matches)):
        score, reason = matches[other.number]
        ref = document_ref(other)
        reuse = ref is not None and inputs.get("reuse") == other.number
        found.append(
            Earlier(
                case=other.number,
                title=other.facts.get("document.title") or other.facts.get("user.name", ""),
                url=other.facts.get("document.url", ""),
                reason=reason,
                score=score,
                document=other.facts.get("document.id", ""),
                summary=_summary(desk, ref) if reuse and ref else {},
            )
        )
    return tuple(found)


def _summary(desk: Desk, ref: DocumentRef) -> Mapping[str, str]:
    return desk.documents.read(ref).summary


def _file(desk: Desk, path: Path) -> FileSeen:
    """The file that is named; what can't become evidence is refused before anything is kept."""
    try:
        seen = FileSeen(path, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        fix = "Name a file, or a link that begins with https:// or http://"
        raise BadInput(f"{path} can't be read", f"{error.strerror}.", fix) from error
    if path.suffix.lower() in PICTURES:
        desk.documents.check_picture(path)
    return seen
