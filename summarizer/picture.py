"""A case as people and programs see it: its row in the tracker, its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from summarizer import clockwork, needless
from summarizer.procedure import Procedure
from summarizer.research import is_finding
from summarizer.settings import Settings
from tracker.case import ENGINE_KINDS, Case, Event
from tracker.columns import Cell, Link
from tracker.port import Observation, Row

if TYPE_CHECKING:
    from summarizer.ports import Snapshot

#: The states of a comment (`ports.CommentState`), as they are counted.
STATES = ("open", "answered", "resolved", "reopened", "deleted")


def observed(
    snapshot: Snapshot, before: Observation | None, answered: frozenset[str]
) -> dict[str, Any]:
    """What is kept of a reading of the document, as JSON values."""
    from summarizer import review  # noqa: PLC0415 - 15 ms that a look at cases doesn't need

    earlier = review.from_data(before.data.get("comments", ())) if before else ()
    comments = review.compare(earlier, snapshot.comments, answered)
    chart = [
        {"step": r.step, "finding": r.finding, "link": r.link, "by": r.by, "at": r.at}
        for r in snapshot.chart
    ]
    return {
        "revision": snapshot.revision,
        "chart": chart,
        "summary": dict(snapshot.summary),
        "summary_hash": review.summary_hash(snapshot.summary),
        "contact_copy": bool(snapshot.contact_copy.strip() or snapshot.pictures),
        "comments": review.to_data(comments),
        "unfilled": list(snapshot.unfilled),
        "missing": list(snapshot.missing),
    }


def answered_by_hand(case: Case) -> frozenset[str]:
    """Comments whose answer was recorded because the file's format lost it."""
    return frozenset(
        e.data["comment"]
        for e in case.of_kind("comment answered")
        if e.data.get("state") == "answered"
    )


def row(
    case: Case, procedure: Procedure, settings: Settings, seen: Observation | None, now: datetime
) -> Row:
    """The case's line in its tab: every column that the program owns."""
    seen = _of_document(case, seen)
    shown: dict[str, Cell] = {
        "case": case.number,
        "document": _link(case.facts),
        "due": clockwork.due(procedure, settings, case, now),
        "research": _research(seen),
        "comments": _comments(seen),
    }
    cells = {
        c.title: shown[c.field] if c.field in shown else _known(c.field, case, procedure)
        for c in procedure.columns
        if not c.people
    }
    due = clockwork.next_due(procedure, settings, case, now)
    return Row(case.number, case.tab, cells, due, case.stage not in procedure.closed)


def _of_document(case: Case, seen: Observation | None) -> Observation | None:
    """What was read of the case's document; nothing once its making was taken back."""
    return seen if case.facts.get("document.id") else None


def _known(name: str, case: Case, procedure: Procedure) -> Cell:
    """When an event last happened, or a fact."""
    if name not in procedure.events:
        return case.facts.get(name) or None
    event = case.last(name)
    return event.at if event else None


def _link(facts: Mapping[str, str]) -> Link | None:
    url = facts.get("document.url", "")
    return Link(facts.get("document.title", ""), url) if url else None


def _research(seen: Observation | None) -> str | None:
    done = progress(seen)
    return f"{done['done']}/{done['total']}" if done["total"] else None


def _comments(seen: Observation | None) -> str | None:
    return ", ".join(f"{n} {state}" for state, n in comments(seen).items() if n) or None


def comments(seen: Observation | None) -> dict[str, int]:
    """How many comments of the document are in each of the five states."""
    states = [comment["state"] for comment in (seen.data.get("comments", ()) if seen else ())]
    return {state: states.count(state) for state in STATES}


def progress(seen: Observation | None) -> dict[str, int]:
    """How many steps of the research chart are done, of how many."""
    chart = seen.data.get("chart", ()) if seen else ()
    return {"done": len(chart) - len(missing(seen)), "total": len(chart)}


def missing(seen: Observation | None) -> list[str]:
    """The steps of the research chart without a finding."""
    chart = seen.data.get("chart", ()) if seen else ()
    return [row["step"] for row in chart if not is_finding(row["finding"])]


def item(
    case: Case, procedure: Procedure, settings: Settings, seen: Observation | None, now: datetime
) -> dict[str, Any]:
    """A case as `list` and `start` give it in JSON."""
    seen = _of_document(case, seen)
    facts = case.facts
    data: Mapping[str, Any] = seen.data if seen else {}
    earlier = case.last("earlier found")
    return {
        "case": case.number,
        "procedure": case.procedure,
        "user": {"name": facts.get("user.name"), "id": facts.get("user.id")},
        "stage": case.stage,
        "tab": case.tab,
        "owner": case.owner or None,
        "document": {
            "title": facts.get("document.title"),
            "url": facts.get("document.url"),
            "path": facts.get("document.path"),
        },
        "earlier": list(earlier.data["earlier"]) if earlier else [],
        "research": progress(seen),
        "comments": comments(seen),
        "as_of": seen.at.isoformat() if seen else None,
        "approval": approval(case, data),
        "clocks": clocks(case, procedure, settings, now),
        "todos": waiting(procedure, case),
        "messages": messages(case),
        "needless": sorted(needless_drafts(case, procedure, seen)),
    }


def details(
    case: Case, procedure: Procedure, settings: Settings, seen: Observation | None, now: datetime
) -> dict[str, Any]:
    """A case as `show` gives it in JSON."""
    seen = _of_document(case, seen)
    found = item(case, procedure, settings, seen, now)
    found["research"]["missing"] = missing(seen)
    found["facts"] = case.facts
    found["unfinished"] = unfinished(case)
    found["events"] = [event(e) for e in case.effective if e.kind not in ENGINE_KINDS]
    return found


def approval(case: Case, seen: Mapping[str, Any]) -> dict[str, Any] | None:
    """Who approved, when, and whether the text is still what was approved."""
    yes = case.last("approved")
    if yes is None:
        return None
    bound = case.facts.get("approved.hash", "")
    return {
        "by": case.facts.get("approved.by"),
        "at": yes.at.isoformat(),
        "hash": bound,
        "evidence": yes.data.get("evidence"),
        "stands": bound == seen.get("summary_hash", bound),
    }


def clocks(
    case: Case, procedure: Procedure, settings: Settings, now: datetime
) -> list[dict[str, Any]]:
    """Every clock that has started: when it is due, what is left in its own hours, its state."""
    return [
        {
            "name": r.name,
            "due": r.due.isoformat() if r.due else None,
            "left": r.left.total_seconds(),
            "state": r.state,
        }
        for r in clockwork.readings(procedure, settings, case, now)
    ]


def todos(case: Case) -> list[dict[str, str]]:
    """The to-dos of a case, done ones too."""
    return [
        {
            "todo": name,
            "state": e.data["state"],
            "service": e.data.get("service", ""),
            "words": e.data.get("words", ""),
        }
        for name, e in case.latest("todo").items()
    ]


def needless_drafts(case: Case, procedure: Procedure, seen: Observation | None) -> frozenset[str]:
    """The drafts that are not to leave any more, also as what they say isn't approved any more."""
    over, yes = needless.drafts(procedure, case), approval(case, seen.data if seen else {})
    return over if yes is None or yes["stands"] else over | needless.void(procedure, case)


def waiting(procedure: Procedure, case: Case) -> list[dict[str, str]]:
    """The to-dos that are still to be done."""
    moot = needless.todos(procedure, case)
    return [t for t in todos(case) if t["state"] != "done" and t["todo"] not in moot]


def messages(case: Case) -> list[dict[str, str]]:
    """The messages of a case: drafted, sent or uncertain."""
    paths = {
        e.data["message"]: e.data["path"]
        for e in case.effective
        if "path" in e.data and "message" in e.data
    }
    return [
        {"message": name, "state": e.data["state"], "path": paths.get(name, "")}
        for name, e in case.latest("message").items()
        if e.data["state"] != "withdrawn"
    ]


def unfinished(case: Case) -> list[str]:
    """Verbs whose run was begun and not ended: running them again goes on."""
    from summarizer.intents import intents, verb_of  # noqa: PLC0415 - a list doesn't need it

    return [verb_of(i) for i, closed in intents(case).items() if not closed]


def event(found: Event) -> dict[str, Any]:
    """An event as JSON."""
    return {
        "kind": found.kind,
        "at": found.at.isoformat(),
        "recorded": found.recorded.isoformat(),
        "actor": found.actor,
        "note": found.note,
        "intent": found.intent,
        "sets": dict(found.sets),
        "data": dict(found.data),
    }
