"""What can come next: the verbs of a case's stage that lead on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from summarizer import clockwork, fact_guards, turns
from summarizer.intents import intents, stands, verb_of
from summarizer.procedure import Part, Verb
from summarizer.standing import Standing
from tracker.case import Case

if TYPE_CHECKING:
    from summarizer.desk import Desk

#: Guards that can be asked without a command: what it would give them is not known yet.
_GUARDS: Mapping[str, Callable[[Standing, Part], fact_guards.Problems]] = {
    "fact-is": fact_guards.fact_is,
    "fact-is-not": fact_guards.fact_is_not,
    "happened": fact_guards.happened,
    "hold-over": fact_guards.hold_over,
}


def leads_on(desk: Desk, case: Case) -> list[Verb]:
    """The verbs that can come next: they end in an event, and no fact stands in their way."""
    ran = {verb_of(intent) for intent in intents(case)}
    return [
        verb
        for verb in desk.procedure(case.procedure).verbs.values()
        if case.stage in verb.stages and verb.event and not verb.refuse
        if verb.name not in ran
        or turns.open_ones(case, verb)
        or _asked_anew(case, verb)
        or _resumes(desk, case, verb)
        or _comes_round(desk, case, verb)
        if _resumes(desk, case, verb) is not False
        if not _stands_in_the_way(desk, case, verb) and not _others_first(desk, case, verb)
        if not _becomes_known_first(desk, case, verb)
        if not any("newly" in part.args for part in verb.acts)  # `sync` moves such by itself
    ]


def waits(desk: Desk, case: Case) -> list[tuple[Verb, str]]:
    """The verbs that come next once a wait is over, and what stands in their way (003.6.8)."""
    verbs = desk.procedure(case.procedure).verbs.values()
    return [
        (verb, " ".join(why))
        for verb in verbs
        if case.stage in verb.stages
        for part in verb.guards
        if part.name == "hold-over"
        if (why := fact_guards.hold_over(_now(desk, case, verb), part))
    ]


def _asked_anew(case: Case, verb: Verb) -> bool:
    """Whether a verb that ran must run again: what it did before doesn't hold any more."""
    return bool(verb.again) and not stands(case, verb)


def _comes_round(desk: Desk, case: Case, verb: Verb) -> bool:
    """Whether a verb that moves a case to and fro ran, and its stage began anew since (002.12)."""
    rule = desk.procedure(case.procedure).events[verb.event]
    if not verb.repeatable or not (rule.stage or rule.sets):
        return False
    newest = reversed(case.effective)
    last = next((e for e in newest if "stage" in e.sets or verb_of(e.intent) == verb.name), None)
    return last is not None and verb_of(last.intent) != verb.name


def _resumes(desk: Desk, case: Case, verb: Verb) -> bool | None:
    """Whether the verb lets a clock go on that stands still: each question wants its answer.

    None where that isn't what the verb is for.
    """
    procedure, settings = desk.procedure(case.procedure), desk.settings
    clocks = [name for name, rule in procedure.clocks.items() if verb.event in rule.resume]
    if not clocks:
        return None
    found = (clockwork.reading(procedure, settings, case, name, desk.now()) for name in clocks)
    return any(reading is not None and reading.state == "paused" for reading in found)


def _becomes_known_first(desk: Desk, case: Case, verb: Verb) -> bool:
    """Whether the verb needs a fact that another verb tells: nobody has to set that by hand."""
    procedure = desk.procedure(case.procedure)
    named = (f for part in verb.guards if part.name == "has-facts" for f in part.args["facts"])
    lacking = (fact for fact in named if not case.facts.get(fact))
    return any(fact_guards.known_by(procedure, fact) for fact in lacking)


def _others_first(desk: Desk, case: Case, verb: Verb) -> bool:
    """Whether people who were asked come first: the reviewers, before the approver (003.6.4)."""
    wanted = {part.args["event"] for part in verb.guards if part.name == "reviewed-by-all"}
    verbs = desk.procedure(case.procedure).verbs.values() if wanted else ()
    return any(turns.open_ones(case, v) for v in verbs if v.event in wanted)


def _stands_in_the_way(desk: Desk, case: Case, verb: Verb) -> bool:
    standing = _now(desk, case, verb)
    asked = (part for part in verb.guards if part.name in _GUARDS and standing.holds(part))
    return any(_GUARDS[part.name](standing, part) for part in asked)


def _now(desk: Desk, case: Case, verb: Verb) -> Standing:
    return Standing(
        procedure=desk.procedure(case.procedure),
        verb=verb,
        case=case,
        inputs={},
        at=desk.now(),
        actor="",
        settings=desk.settings,
    )
