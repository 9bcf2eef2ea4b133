"""Situations as the engine gathers them, made of plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from summarizer.acts import steps
from summarizer.plan import Step
from summarizer.ports import Comment, CommentState, DocumentRef, Finding, Snapshot
from summarizer.procedure import Part, Procedure
from summarizer.procedure.file import load
from summarizer.review import Seen
from summarizer.settings import Settings, read_settings
from summarizer.situation import Situation
from summarizer.workspace import shipped
from tests.summarizer.desk import people
from tracker.case import Case, Event

#: A Thursday at ten in the morning, on the desk's clock.
NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
NUMBER = "SM-20261119-ABCD"
REF = DocumentRef("d1", "Uma Ray / 12345", "file:///d1.docx", "d1.docx")
SUMMARY = {
    "History of the issue": "A refund was refused.",
    "How we will resolve it": "We pay it.",
    "Next steps": "Dana pays it today.",
    "Proposed communication to the customer": "You have your money.",
}
STEPS = ("Message Centers", "CSS notes", "User's history", "The job itself", "Iovation")
CHART = tuple(Finding(step, "Nothing.") for step in (*STEPS, "Previous tickets"))


@cache
def procedure(name: str) -> Procedure:
    return load([shipped() / name])


@cache
def settings() -> Settings:
    file = shipped() / "workspace" / "summarizer.toml"
    return read_settings(file, [file], {})


def part(name: str, rule: str = "", when: str = "", unless: str = "", **args: Any) -> Part:
    return Part(name, args, rule, when, unless)


def happened(kind: str, key: str = "", /, *, at: datetime = NOW, **data: Any) -> Event:
    """An event; `sets_owner="dana"` sets the fact `owner`."""
    sets = {k.removeprefix("sets_").replace("_", "."): v for k, v in data.items() if "sets_" in k}
    rest = {k: v for k, v in data.items() if "sets_" not in k}
    return Event(key or f"{kind}#1/{kind}", kind, at, at, "dana", "", sets, rest)


def snapshot(**changed: Any) -> Snapshot:
    """A document that is complete."""
    complete: dict[str, Any] = {"chart": CHART, "summary": SUMMARY, "contact_copy": "A post."}
    return Snapshot(REF, "r1", **complete | changed)


def seen(state: CommentState, *, was: CommentState = "open", name: str = "c1") -> Seen:
    return Seen(Comment(name, "Rosa Example", "Which  job\nis it?", NOW, state), was)


def situation(
    *events: Event,
    procedure_name: str = "social-media-summary",
    verb: str = "request-approval",
    facts: dict[str, str] | None = None,
    inputs: dict[str, str] | None = None,
    **changed: Any,
) -> Situation:
    """A case with these facts and events, and a verb that is about to run on it."""
    known = happened("received", "begin#1/received")
    begun = Event(known.key, known.kind, NOW, NOW, "dana", "", facts or {})
    found = procedure(procedure_name)
    values: dict[str, Any] = {
        "procedure": found,
        "verb": found.verbs[verb],
        "case": Case(NUMBER, (begun, *events)),
        "intent": f"{verb}#1",
        "inputs": inputs or {},
        "at": NOW,
        "now": NOW,
        "actor": "dana",
        "settings": settings(),
        "people": people(),
    }
    return Situation(**values | changed)


def plan(found: Situation, act: str, **args: Any) -> list[Step]:
    return steps(found, part(act, **args))


def one(found: Situation, act: str, **args: Any) -> Step:
    (step,) = plan(found, act, **args)
    return step
