"""A verb of a procedure on a case: gather what it needs, decide a plan, apply it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from summarizer.acts import steps as act_steps
from summarizer.desk import Desk
from summarizer.gathering import gather
from summarizer.guards import problems as guard_problems
from summarizer.handlers import handlers, undoers
from summarizer.inputs import again, check_inputs
from summarizer.intents import intents, next_intent, opened, stands, verb_of
from summarizer.plan import (
    Plan,
    Step,
    apply,
    left_nothing,
    opening_event,
    remaining,
    taken_back,
    undo,
    unsure,
)
from summarizer.procedure import Procedure, Verb
from summarizer.recording import observe, recorder
from summarizer.situation import Situation, event_sets
from summarizer.standing import fill
from tracker.case import INTENT_CLOSED, Case, Event
from tracker.errors import BadInput, NotFound, Refused

#: Inputs that name a person: an address or a name is read as the person's key.
_PEOPLE = ("by", "to")


class Opening(NamedTuple):
    """How a case begins: its procedure, what is known of it, and when it was received."""

    procedure: str
    facts: Mapping[str, str]
    received: datetime


class Request(NamedTuple):
    """One command: a verb with its inputs.

    Attributes:
        at: When it happened; None for now. A time before the case was received counts as that
            moment: clocks differ, and no clock that begins then would stop before.
        unless: Whether the case, as it is once nobody else can change it, has it already: then
            nothing is done.
    """

    verb: str
    inputs: Mapping[str, str] = MappingProxyType({})
    at: datetime | None = None
    override: str = ""
    dry_run: bool = False
    opening: Opening | None = None
    unless: Callable[[Case], bool] | None = None


class Outcome(NamedTuple):
    """What a command did. Without a plan it was done already; `created`: the case is new."""

    case: Case
    plan: Plan | None = None
    created: bool = False
    applied: bool = True


def run(desk: Desk, number: str, request: Request) -> Outcome:
    """Run a verb on a case, or go on with a run of it that was interrupted.

    Raises:
        Refused: A guard or a rule of the procedure says no; nothing was changed.
        NotFound: The procedure has no such verb, or what an input names isn't there.
        BadInput: An input is missing, unknown or unreadable.
    """
    if request.dry_run:
        return _run(desk, number, request)
    with desk.tracker.lock(number):
        return _run(desk, number, request)


def _run(desk: Desk, number: str, request: Request) -> Outcome:
    case = desk.tracker.load([number])[0]
    procedure = desk.procedure(case.procedure or _procedure_of(number, request))
    verb = find_verb(procedure, request.verb)
    if (not verb.repeatable and stands(case, verb)) or (request.unless and request.unless(case)):
        return Outcome(case)
    request = normalised(desk, request)
    plan = _opened(desk, procedure, verb, case, request)
    situation = _situation(desk, procedure, verb, case, plan)
    situation = replace(situation, override=request.override)
    for step in plan.opening:
        situation = situation.after(opening_event(plan, step))
    situation = gather(desk, situation)
    if not plan.resumed:
        check_inputs(verb, request.inputs, request.override, lambda: _more(number, request))
        _check_stage(procedure, verb, case)
    _check_guards(situation)
    plan = _decide(plan, situation)
    if verb.repeatable and not plan.resumed and not plan.steps and not verb.event:
        return Outcome(case)
    if request.dry_run:
        to_do = plan._replace(steps=remaining(plan, case))
        return Outcome(case, to_do, not case.procedure, applied=False)
    if situation.document is not None and case.procedure:
        observe(desk, case, situation.document)
    another = plan.resumed and verb.repeatable and dict(request.inputs) != dict(plan.inputs)
    done = _carry_out(desk, plan, case, another=another)
    if another:  # the interrupted run was of another command
        return _run(desk, number, request)
    return Outcome(done, plan, not case.procedure)


def _carry_out(desk: Desk, plan: Plan, case: Case, *, another: bool) -> Case:
    """Apply the plan. What another run couldn't send isn't sent now: that run is taken back."""
    if another and left_nothing(plan, case):
        back = taken_back(plan.intent, desk.now(), desk.actor)
        return recorder(desk)(case, [back])
    return apply(plan, case, handlers(desk), recorder(desk))


def take_back(desk: Desk, number: str, intent: str = "") -> tuple[Case, str, list[str]]:
    """Undo the newest run of a verb on a case, or this one; what can't be taken back is said."""
    with desk.tracker.lock(number):
        case = desk.tracker.load([number])[0]
        effective = list(intents(case))
        if not effective or (intent and intent not in effective):
            raise NotFound(
                f"{number} has nothing to undo" if not intent else f"No {intent} to undo"
            )
        last = intent or effective[-1]
        done = taken_back(last, desk.now(), desk.actor)
        may = [] if intents(case)[last] else _interrupted(desk, case, last)
        case, remarks = undo(case, done, undoers(desk), recorder(desk), may)
        return case, last, remarks


def _interrupted(desk: Desk, case: Case, intent: str) -> list[Event]:
    """What a run that was interrupted may have done last, as far as that can still be told."""
    procedure = desk.procedure(case.procedure)
    try:
        verb = find_verb(procedure, verb_of(intent))
        plan = _opened(desk, procedure, verb, case, Request(verb.name))
        situation = gather(desk, _situation(desk, procedure, verb, case, plan))
        return unsure(_decide(plan, situation), case)
    except (BadInput, NotFound, Refused):  # what it needs is not there any more
        return []


def find_verb(procedure: Procedure, name: str) -> Verb:
    """The verb of this name; refused by the rule's name where the procedure forbids it."""
    verb = procedure.verbs.get(name)
    if verb is None:
        raise NotFound(
            f"{procedure.title} has no verb {name!r}",
            f"It has: {', '.join(v.name for v in procedure.verbs.values() if not v.refuse)}.",
            f"See: summarizer procedures show {procedure.name}",
        )
    if verb.refuse:
        raise Refused(f"{name} is not part of {procedure.title}", verb.refuse)
    return verb


def _procedure_of(number: str, request: Request) -> str:
    if request.opening is None:
        raise NotFound(f"There is no case {number}", "", "See all cases with: summarizer list")
    return request.opening.procedure


def normalised(desk: Desk, request: Request) -> Request:
    """The request with the keys of the people that it names, and without empty inputs."""

    def value(name: str, text: str) -> str:
        if name not in _PEOPLE:
            return text
        try:
            return desk.people.find(text).key
        except NotFound:
            return text

    return request._replace(inputs={n: value(n, t) for n, t in request.inputs.items() if t})


def _opened(desk: Desk, procedure: Procedure, verb: Verb, case: Case, request: Request) -> Plan:
    """The plan without its steps: that of a run that was interrupted, else of a new one."""
    now = desk.now()
    opening, received = _opening(desk, procedure, case, request)
    plan = Plan(
        case=case.number,
        intent=next_intent(case, verb.name),
        inputs=dict(request.inputs),
        actor=desk.actor,
        at=_at(case, request.at, received) or now,
        now=now,
        opening=opening,
        received=received,
    )
    open_runs = [intent for intent, closed in intents(case, verb.name).items() if not closed]
    if not open_runs:
        return plan
    begun = opened(case, open_runs[-1])
    inputs = dict(begun.data["inputs"])
    return plan._replace(
        intent=begun.intent, inputs=inputs, actor=begun.actor, at=begun.at, resumed=True
    )


def _at(case: Case, at: datetime | None, received: datetime | None) -> datetime | None:
    """When it happened, as it was said; `received`: when the case came, if that is new."""
    known = case.last("received")
    came = received or (known.at if known else None)
    return max(at, came) if at and came else at


def _situation(desk: Desk, procedure: Procedure, verb: Verb, case: Case, plan: Plan) -> Situation:
    """What is known before the world was asked."""
    return Situation(
        procedure=procedure,
        verb=verb,
        case=case,
        intent=plan.intent,
        inputs=plan.inputs,
        at=plan.at,
        now=plan.now,
        actor=plan.actor,
        settings=desk.settings,
        people=desk.people,
    )


def _opening(
    desk: Desk, procedure: Procedure, case: Case, request: Request
) -> tuple[list[Step], datetime | None]:
    """How a case begins, and when; nothing for one that has begun."""
    if case.procedure or request.opening is None:
        return [], None
    received = request.opening.received
    year = str(received.astimezone(ZoneInfo(desk.settings.zone)).year)
    rule = procedure.events["received"]
    begins = {"stage": rule.stage, "tab": fill(procedure.tabs[rule.tab], {"year": year})}
    facts = {"procedure": procedure.name, "owner": desk.actor, **request.opening.facts}
    return [Step("received", "open the case", event="received", sets=facts | begins)], received


def _more(number: str, request: Request) -> str:
    """What to type to give a verb more; a case that isn't there has no number yet."""
    return "Add" if request.opening else again(number, request.verb, request.inputs)


def _check_stage(procedure: Procedure, verb: Verb, case: Case) -> None:
    """Refuse a verb that isn't for this stage; only one that is for a new case can begin one."""
    stage = case.stage
    begun = any(e.kind == INTENT_CLOSED for e in case.effective)
    if stage in verb.stages or ("" in verb.stages and not begun):
        return
    anywhere = "*" in verb.stages or (not verb.stages and stage not in procedure.closed)
    if stage and anywhere:
        return
    names = {"": "a new case", "*": "every stage"}
    when = ", ".join(names.get(s, s) for s in verb.stages) or "every open stage"
    usual = verbs_open_to(procedure, stage)
    going = stage and stage not in procedure.closed
    begun_as = f"in stage {stage}" if going else stage or "not begun"
    look = f"\nWhat comes next: summarizer show {case.number}" if going else ""
    raise Refused(
        f"{verb.name} is refused: {case.number} is {begun_as}",
        f"{verb.rule + ': ' if verb.rule else ''}{verb.name} is for: {when}.",
        f"What can be done now: {', '.join(usual) or 'nothing, the case is closed'}.{look}",
    )


def _check_guards(situation: Situation) -> None:
    """All guards' problems at once, so that a person mends them in one go."""
    lines, fixes, overridable = [], [], True
    for part in situation.verb.guards:
        found = guard_problems(situation, part)
        if not found or (part.overridable and situation.override.strip()):
            continue
        overridable = overridable and part.overridable
        lines += [f"{part.rule + ': ' if part.rule else ''}{text}" for text in found]
        if part.fix:
            fixes.append(fill(part.fix, situation.values()))
    if lines and overridable:
        fixes.append("If it must be all the same: --override WHY")
    if lines:
        what = f"{situation.verb.name} of {situation.case.number} is refused"
        raise Refused(what, "\n".join(lines), "\n".join(fixes))


def _decide(plan: Plan, situation: Situation) -> Plan:
    """The plan with its steps: each act sees the facts that the steps before it set."""
    verb, steps = situation.verb, []
    for suffix, inputs in _rounds(situation):
        turn = replace(situation, inputs=inputs)
        for part in verb.acts:
            for step in act_steps(turn, part):
                named = step._replace(key=f"{step.key}{suffix}")
                steps.append(named)
                if f"{plan.intent}/{named.key}" not in situation.case.keys:
                    turn = turn.after(plan.record(named))
                    situation = replace(situation, case=turn.case)
    closing = [_closing(situation)] if verb.event else []
    return plan._replace(steps=steps, closing=closing)


def _rounds(situation: Situation) -> list[tuple[str, Mapping[str, str]]]:
    """Once, or for a verb with `each` once for every thing that the fact or input lists."""
    name = situation.verb.each
    if not name:
        return [("", situation.inputs)]
    listed = (thing.strip() for thing in situation.values()[name].split(","))
    things = dict.fromkeys(thing for thing in listed if thing)
    return [(f" {thing}", {**situation.inputs, "item": thing}) for thing in things]


def _closing(situation: Situation) -> Step:
    """The verb's own event, with its inputs and what it keeps."""
    rule = situation.procedure.events[situation.verb.event]
    data: dict[str, object] = dict(situation.inputs)
    if situation.override:
        data["override"] = situation.override
    if "summary" in rule.keep and situation.document is not None:
        data["summary"] = dict(situation.document.summary)
    sets = event_sets(situation, rule.name)
    label = f"record “{rule.name}”"
    return Step(f"event {rule.name}", label, event=rule.name, sets=sets, data=data)


def verbs_open_to(procedure: Procedure, stage: str) -> list[str]:
    """The verbs that may run in this stage, in the procedure's order."""
    return [v.name for v in procedure.verbs.values() if stage in v.stages and not v.refuse]
