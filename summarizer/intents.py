"""The runs of verbs on a case, as its events tell them: `start#1`, and whether each was ended."""

from __future__ import annotations

from summarizer.procedure import Verb
from tracker.case import INTENT_CLOSED, INTENT_OPENED, Case, Event


def verb_of(intent: str) -> str:
    """The verb of an intent `verb#n`."""
    return intent.rpartition("#")[0]


def intents(case: Case, verb: str = "") -> dict[str, bool]:
    """The effective intents of a case, of one verb or of all: whether each is closed."""
    found: dict[str, bool] = {}
    for event in case.effective:
        if event.kind == INTENT_OPENED and verb in ("", verb_of(event.intent)):
            found[event.intent] = False
        elif event.kind == INTENT_CLOSED and event.intent in found:
            found[event.intent] = True
    return found


def stands(case: Case, verb: Verb) -> bool:
    """Whether the verb was run to its end, and nothing has happened since that asks for it anew."""
    runs = intents(case, verb.name)
    if not runs or not all(runs.values()):
        return False
    since = case.last(verb.again) if verb.again else None
    newest = next(e for e in reversed(case.effective) if e.intent in runs)
    return since is None or case.events.index(since) < case.events.index(newest)


def next_intent(case: Case, verb: str) -> str:
    """A name for a new run of the verb: taken-back runs keep their numbers."""
    used = {e.intent for e in case.events if verb_of(e.intent) == verb}
    return f"{verb}#{len(used) + 1}"


def opened(case: Case, intent: str) -> Event:
    """The event that opened an intent: its inputs, its time, and what was before, still hold."""
    return next(e for e in case.events if e.intent == intent and e.kind == INTENT_OPENED)
