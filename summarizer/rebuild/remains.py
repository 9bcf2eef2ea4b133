"""What is left of a case in its document, its mails, a damaged tracker, and what it says (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from summarizer.intents import intents
from summarizer.past.summary import user_of
from summarizer.people import People
from summarizer.ports import Snapshot
from summarizer.procedure import Procedure, Verb
from summarizer.standing import fill
from tracker.case import INTENT_CLOSED, Case, Event
from tracker.columns import Cell, Link, to_text
from tracker.port import Observation, Row

#: The kind of the event that says what a case was made anew from.
REBUILT = "rebuilt"
#: The event with which a case begins.
RECEIVED = "received"
#: From where something is known, for people.
TRACKER, DOCUMENT, MAIL, ROW, ORIGINAL = (
    "the damaged tracker",
    "the document",
    "the outbox",
    "its row in the damaged tracker",
    "the mail that came in",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of the outbox: of which case it is, under which name and key, and whether it left."""

    case: str
    message: str
    key: str
    place: str
    sender: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    thread: tuple[str, ...] = ()
    written: datetime | None = None
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a damaged tracker still says of a case.

    Attributes:
        facts: How it stood at its newest event, as far as that is known.
        whole: Whether none of its events can be lost.
        lost_until: When the newest event that is lost may have been recorded.
    """

    events: Sequence[Event] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    row: Row | None = None
    seen: Mapping[str, Observation] = field(default_factory=dict)
    whole: bool = False
    lost_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What the places say of a case.

    Attributes:
        document: What its document says; None without one; title: its title property.
        told: What the document's facts say, by field.
        received: When it came in, as the document or the mail that came in tells, and which.
        asked: What the mail that came in says.
        files: How many files of evidence there are.
        begun: The command whose end nobody saw.
    """

    number: str
    document: Snapshot | None = None
    title: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    received: tuple[datetime, str] | None = None
    asked: Mapping[str, str] = field(default_factory=dict)
    letters: Sequence[Letter] = ()
    files: int = 0
    begun: str = ""
    problem: str = ""


# --- what the places say ---------------------------------------------------------------------


def peoples_cells(row: Row | None, procedure: Procedure) -> dict[str, Cell]:
    """The cells of a row that the program doesn't own."""
    ours = {column.title for column in procedure.columns if not column.people}
    return {t: cell for t, cell in row.cells.items() if t not in ours} if row else {}


def row_facts(row: Row | None, procedure: Procedure) -> dict[str, str]:
    """The facts that the row's cells show."""
    found: dict[str, str] = {}
    for column in procedure.columns:
        cell = row.cells.get(column.title) if row else None
        if column.field == "document" and isinstance(cell, Link):
            found |= {"document.title": cell.title, "document.url": cell.url}
        elif column.field in procedure.fields and not column.people and cell is not None:
            found[column.field] = to_text(cell)
    stage = row.cells.get("Stage") if row else None
    return found | ({"stage": stage} if isinstance(stage, str) and stage else {})


def row_times(row: Row | None, procedure: Procedure) -> dict[str, datetime]:
    """When events happened that have a column of their own."""
    found = {c.field: row.cells.get(c.title) for c in procedure.columns} if row else {}
    return {
        field: cell
        for field, cell in found.items()
        if field in procedure.events and isinstance(cell, datetime)
    }


def document_facts(trace: Trace) -> dict[str, str]:
    """Where the document is, and whose it is, by its title."""
    if trace.document is None:
        return {}
    ref = trace.document.ref
    found = {"document.id": ref.id, "document.title": trace.title, "document.url": ref.url}
    found["document.path"] = ref.path
    if user := user_of(trace.title):
        found |= {"user.name": user[0], "user.id": user[1]}
    return found


def letters_facts(
    letters: Sequence[Letter], procedure: Procedure, people: People
) -> dict[str, str]:
    """Thread, user's address and whoever was asked, as the mails have them."""
    found: dict[str, str] = {}
    for letter in letters:
        rule = procedure.messages.get(rule_of(letter.message, procedure))
        if rule is None:
            continue
        addresses = [text.rpartition("<")[2].rstrip(">") for text in letter.to]
        for whom in rule.to:
            if whom == "user" and addresses:
                found["user.email"] = addresses[0]
            elif whom.startswith("fact:"):
                keys = (people.get(address) for address in addresses)
                found[whom.removeprefix("fact:")] = ", ".join(p.key for p in keys if p)
        if rule.reply and letter.thread and letter.to and "thread.root" not in found:
            found |= _thread(letter)
    return found


def _thread(letter: Letter) -> dict[str, str]:
    """The thread that a reply to all stands on, as its headers tell."""
    *before, answered = letter.thread
    sender, *others = letter.to
    return {
        "thread.root": letter.thread[0],
        "thread.message_id": answered,
        "thread.references": " ".join(before),
        "thread.subject": re.sub(r"(?i)^re:\s*", "", letter.subject),
        "thread.from": sender,
        "thread.to": ", ".join(others),
        "thread.cc": ", ".join(letter.cc),
    }


def of_files(trace: Trace) -> Iterator[tuple[str, str]]:
    """What the document, the evidence folder and the notes have, for people."""
    if trace.document is not None:
        chart, comments = trace.document.chart, len(trace.document.comments)
        done = sum(bool(row.finding.strip()) for row in chart)
        yield f"{done} of {len(chart)} findings, comments: {comments}", DOCUMENT
    if trace.files:
        yield f"files of evidence: {trace.files}", "the evidence folder"
    if trace.begun:
        yield f"{trace.begun} was begun, and its end not seen", "a note on this machine"


# --- a procedure's words ---------------------------------------------------------------------


def rule_of(message: str, procedure: Procedure) -> str:
    """The rule of a message by its name: the second of `answer` is `answer-2`."""
    if message in procedure.messages:
        return message
    return re.sub(r"-[0-9]+$", "", message)


def tab_of(procedure: Procedure, stage: str, year: str) -> str:
    """The tab in which a case of this stage stands: that which the last stage before it named."""
    order = procedure.stages.index
    tab = procedure.events[RECEIVED].tab
    reached = -1
    for rule in procedure.events.values():
        own = rule.stage or rule.advance
        if rule.tab and own in procedure.stages and reached <= order(own) <= order(stage):
            tab, reached = rule.tab, order(own)
    return fill(procedure.tabs[tab], {"year": year}) if tab else ""


def verb_with(procedure: Procedure, act: str, message: str = "") -> Verb | None:
    """The first verb that has this act."""
    for verb in procedure.verbs.values():
        for part in verb.acts:
            if part.name == act and (not message or part.args.get("message") == message):
                return verb
    return None


def stage_after(procedure: Procedure, verb: Verb | None) -> str:
    """The stage that a verb leads to, or needs; where that is an approval's, the one before it."""
    if verb is None:
        return ""
    rule = procedure.events.get(verb.event)
    stage = (rule.stage or rule.advance) if rule else ""
    stage = stage or next((s for s in verb.stages if s not in ("", "*")), "")
    return before_approval(procedure, stage) or stage


def before_approval(procedure: Procedure, stage: str) -> str:
    """The stage in which an approval is asked for that leads to this one; "" for another stage."""
    for verb in _approving(procedure):
        if stage and procedure.events[verb.event].stage == stage:
            return verb.stages[0]
    return ""


def approving(procedure: Procedure, stage: str) -> Verb | None:
    """The verb that binds an approval to the text, if it is this stage's."""
    return next((verb for verb in _approving(procedure) if verb.stages[0] == stage), None)


def _approving(procedure: Procedure) -> Iterator[Verb]:
    for verb in procedure.verbs.values():
        rule = procedure.events.get(verb.event)
        if rule and "{summary_hash}" in rule.sets.values():
            yield verb


def is_past(procedure: Procedure, stage: str, verb: str) -> bool:
    """Whether a case of this stage is as far as where the verb belongs, or farther."""
    known = procedure.verbs.get(verb)
    first = next((s for s in known.stages if s in procedure.stages), "") if known else ""
    order = procedure.stages.index
    return bool(first) and stage in procedure.stages and order(stage) >= order(first)


# --- lost runs -------------------------------------------------------------------------------


def runs_of(case: Case) -> set[tuple[str, int]]:
    """The runs of verbs of which any event is known: verb and number."""
    found = (re.fullmatch(r"(.+)#([0-9]+)", event.intent) for event in case.events)
    return {(one[1], int(one[2])) for one in found if one and one[1] not in ("rebuild", "import")}


def stand_ins(before: Case) -> Iterator[Event]:
    """What stands for lost events of runs, so that no later run goes on with half of one.

    A new run of a verb takes the number after the last one; one without an end would be resumed.
    """
    runs = runs_of(before)
    for verb in sorted({verb for verb, _ in runs}):
        ours = {number for one, number in runs if one == verb}
        for number in sorted(set(range(1, max(ours))) - ours):
            yield _stand_in(before, f"{verb}#{number}/lost", REBUILT, "what this run did is lost")
    for intent, closed in intents(before).items():
        if not closed:
            yield _stand_in(before, f"{intent}/closed", INTENT_CLOSED, "its end was not found")


def _stand_in(before: Case, key: str, kind: str, note: str) -> Event:
    last = before.events[-1]
    data = {REBUILT: note}
    return Event(key, kind, last.at, last.recorded, last.actor, f"rebuilt: {note}", {}, data)
