"""Which drafts and to-dos of a case ask for nothing any more: fulfilled, or the case is closed."""

from __future__ import annotations

from typing import NamedTuple

from summarizer.procedure import Procedure
from tracker.case import Case, Event

#: The state in which a message, or a to-do, waits for a person.
_WAITS = {"message": "drafted", "todo": "open"}
#: The event of `cancel` (templates/common/common.toml).
_CANCELLED = "cancelled"


class _End(NamedTuple):
    """The event that closed a case, its place among the events, and the runs that led to it."""

    place: int
    runs: frozenset[str]


def drafts(procedure: Procedure, case: Case) -> frozenset[str]:
    """The messages that needn't leave any more; each can still be recorded as sent."""
    return fulfilled(procedure, case) | left_behind(procedure, case, "message")


def todos(procedure: Procedure, case: Case) -> frozenset[str]:
    """The to-dos that needn't be done any more.

    What is to be done to a draft is needless once the draft has left, or is itself needless.
    """
    waiting = _waiting(case, "message").keys() - drafts(procedure, case)
    about = {n: e.data.get("draft") for n, e in _waiting(case, "todo").items()}
    gone = {name for name, draft in about.items() if draft and draft not in waiting}
    return left_behind(procedure, case, "todo") | gone


def fulfilled(procedure: Procedure, case: Case) -> frozenset[str]:
    """The drafts after which an event of their `until` has happened.

    An event that several people are asked for counts once all of them are done.
    """
    found = set()
    for name, event in _waiting(case, "message").items():
        rule = procedure.messages.get(str(event.data.get("rule", "")))
        until = rule.until if rule else ()
        since = case.effective[_first(case, "message", name) :] if until else ()
        happened = {e.kind for e in since} & set(until)
        if any(not _asked(procedure, case, kind) for kind in happened):
            found.add(name)
    return frozenset(found)


def void(procedure: Procedure, case: Case) -> frozenset[str]:
    """The drafts that say what was approved: for where the approval doesn't stand (003.6.6)."""
    verbs = [v for v in procedure.verbs.values() if case.stage in v.stages]
    bound = [v for v in verbs if any(p.name == "summary-unchanged" for p in v.guards)]
    mails = {p.args.get("message") for v in bound for p in v.acts}
    waiting = _waiting(case, "message").items()
    return frozenset(name for name, event in waiting if event.data.get("rule") in mails)


def left_behind(procedure: Procedure, case: Case, sort: str) -> frozenset[str]:
    """The drafts (`message`) or to-dos (`todo`) of a closed case that nobody needs any more.

    What the closing verb itself left has a meaning still: it tells people of the end (003.8.5).
    So have mails to the user and to the thread, unless the case was cancelled.
    """
    end = _end(procedure, case)
    if end is None:
        return frozenset()
    cancelled = case.effective[end.place].kind == _CANCELLED
    return frozenset(
        name
        for name, event in _waiting(case, sort).items()
        if (place := _first(case, sort, name)) < end.place
        if case.effective[place].intent not in end.runs
        if cancelled or not _goes_out(procedure, case, event)
    )


def _goes_out(procedure: Procedure, case: Case, event: Event) -> bool:
    """Whether it is a mail to the user or to all on the thread, or a to-do about one."""
    event = case.latest("message").get(event.data.get("draft", ""), event)
    rule = procedure.messages.get(str(event.data.get("rule", "")))
    return rule is not None and (rule.reply or "user" in rule.to)


def _waiting(case: Case, sort: str) -> dict[str, Event]:
    state = _WAITS[sort]
    return {name: e for name, e in case.latest(sort).items() if e.data["state"] == state}


def _asked(procedure: Procedure, case: Case, event: str) -> bool:
    """Whether somebody who was asked for the event isn't done: reviewers (003.6.1)."""
    from summarizer import turns  # noqa: PLC0415 - seldom asked for

    verbs = (verb for verb in procedure.verbs.values() if verb.event == event)
    return any(turns.open_ones(case, verb) for verb in verbs)


def _end(procedure: Procedure, case: Case) -> _End | None:
    """How the case was closed; None for an open one. What a sent mail closed, its verb closed."""
    if case.stage not in procedure.closed:
        return None
    closing = [n for n, e in enumerate(case.effective) if "stage" in e.sets]
    place = closing[-1]
    event = case.effective[place]
    subjects = [(sort, event.data[sort]) for sort in ("message", "todo") if sort in event.data]
    begun = [case.effective[_first(case, sort, name)].intent for sort, name in subjects]
    return _End(place, frozenset({event.intent, *begun}))


def _first(case: Case, sort: str, name: str) -> int:
    """The place of the first event about a thing."""
    return next(n for n, e in enumerate(case.effective) if e.data.get(sort) == name)
