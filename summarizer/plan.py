"""A plan is a list of keyed steps: previewed, applied, resumed after a kill, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.case import (
    INTENT_CLOSED,
    INTENT_OPENED,
    STEP_DONE,
    UNDONE,
    Case,
    Event,
)


class Step(NamedTuple):
    """One change of the world, or one event.

    Attributes:
        key: Unique within the plan; with the intent it is the key of the event that records it.
        label: What a person reads in a preview, in the imperative.
        do: The name of the handler that changes the world; "" where only the event is recorded.
        args: What the handler needs.
        event: The kind of the event that records the step.
        sets: Facts that the event changes; data: what else it keeps. The handler can add to both.
    """

    key: str
    label: str
    do: str = ""
    args: Mapping[str, Any] = MappingProxyType({})
    event: str = STEP_DONE
    sets: Mapping[str, str] = MappingProxyType({})
    data: Mapping[str, Any] = MappingProxyType({})


class Result(NamedTuple):
    """What a handler found out: facts and data for the step's event.

    Attributes:
        event: What happened instead of the step's event, where that didn't come true.
    """

    sets: Mapping[str, str] = MappingProxyType({})
    data: Mapping[str, Any] = MappingProxyType({})
    event: str = ""


class Plan(NamedTuple):
    """One run of a verb on a case.

    Attributes:
        opening: Events that are recorded together with the intent: a case's beginning.
        closing: Steps without a handler that are recorded together with the intent's end.
        at: When what is recorded happened; now: when it is recorded.
    """

    case: str
    intent: str
    inputs: Mapping[str, str]
    actor: str
    at: datetime
    now: datetime
    steps: Sequence[Step] = ()
    opening: Sequence[Step] = ()
    closing: Sequence[Step] = ()
    received: datetime | None = None
    resumed: bool = False

    def record(self, step: Step, result: Result | None = None) -> Event:
        """The event that says the step is done."""
        found = result or Result()
        return Event(
            key=f"{self.intent}/{step.key}",
            kind=found.event or step.event,
            at=self.at,
            recorded=self.now,
            actor=self.actor,
            note=self.inputs.get("note", "") or self.inputs.get("why", ""),
            sets={**({} if found.event else step.sets), **found.sets},
            data={**step.data, **found.data},
        )


Handler = Callable[[Case, Plan, Step], Result]
Record = Callable[[Case, Sequence[Event]], Case]


def remaining(plan: Plan, case: Case) -> list[Step]:
    """The steps that are not recorded yet."""
    return [s for s in plan.steps if f"{plan.intent}/{s.key}" not in case.keys]


def apply(plan: Plan, case: Case, handlers: Mapping[str, Handler], record: Record) -> Case:
    """Carry the plan out from wherever it stopped; each step is recorded once it is done.

    A kill between a step and its record repeats the step: handlers recognise their own work.
    Steps that change nothing outside are recorded with what comes next: each recording is a
    request to a spreadsheet, or a disk's flush.
    """
    waiting = _beginning(plan) if f"{plan.intent}/opened" not in case.keys else []
    for step in remaining(plan, case):
        if step.do and waiting:
            case, waiting = record(case, waiting), []
        waiting.append(plan.record(step, handlers[step.do](case, plan, step) if step.do else None))
    closed = Step("closed", "", event=INTENT_CLOSED)
    return record(case, [*waiting, *(plan.record(s) for s in (*plan.closing, closed))])


#: The handlers by which something leaves; what each try of them records.
_LEAVING = ("send", "send ticket", "say")
_TRIES = ("sending", "saying", "not sent", "not said")


def _beginning(plan: Plan) -> list[Event]:
    before = {s.key: s.data["before"] for s in plan.steps if "before" in s.data}
    data = {"inputs": dict(plan.inputs), "before": before}
    step = Step("opened", "", event=INTENT_OPENED, data=data)
    return [plan.record(step), *(opening_event(plan, s) for s in plan.opening)]


def opening_event(plan: Plan, step: Step) -> Event:
    """The event with which a case begins: it happened when the case was received."""
    event = plan.record(step)
    if plan.received is None:
        return event
    return Event(
        event.key,
        event.kind,
        plan.received,
        event.recorded,
        event.actor,
        "",
        event.sets,
        event.data,
    )


Undo = Callable[[Case, Event], str]
#: In the data of a step's event that a run would have recorded next: it may have been done.
UNSURE = "unsure"


def unsure(plan: Plan, case: Case) -> list[Event]:
    """The step that an interrupted run may have carried out without recording it, as its event."""
    step = next((s for s in remaining(plan, case) if s.do), None)
    return [plan.record(step, Result(data={UNSURE: True}))] if step else []


def left_nothing(plan: Plan, case: Case) -> bool:
    """Whether all that the run did was to try to let a thing leave, which surely is here still.

    Then nothing of it is to be gone on with: the thing would leave by surprise with the next one.
    """
    events = [e for e in case.events if e.intent == plan.intent and e.kind != INTENT_OPENED]
    step = next((s for s in remaining(plan, case) if s.do), None)
    if step is None or step.do not in _LEAVING or any(e.kind not in _TRIES for e in events):
        return False
    sort = "todo" if "todo" in step.args else "message"
    thing = case.latest(sort).get(step.args[sort])
    return thing is not None and thing.data["state"] in ("drafted", "open")


def taken_back(intent: str, now: datetime, actor: str) -> Event:
    """The event that takes one run of a verb back."""
    return Event(f"undo#{intent}/undone", UNDONE, now, now, actor, "", {}, {"intent": intent})


def undo(
    case: Case,
    done: Event,
    undoers: Mapping[str, Undo],
    record: Record,
    unsure: Sequence[Event] = (),
) -> tuple[Case, list[str]]:
    """Take a run of a verb back, newest step first, and record it; says what stays as it is.

    Args:
        case: The case.
        done: The event that takes the run back.
        undoers: By what a step's event says was done.
        record: What keeps events.
        unsure: What the run may have done as well, if it was interrupted.
    """
    intent, remarks = done.data["intent"], []
    uncertain = _uncertain(case, done)
    stays = [*uncertain]
    for event in reversed([*(e for e in case.events if e.intent == intent), *unsure]):
        undoer = undoers.get(str(event.data.get("did", "")))
        if undoer is not None and (remark := undoer(case, event)):
            remarks.append(remark)
            if event.data.get("state") == "withdrawn":
                stays.append(_staying(event, done))
    remarks += [f"It is not known whether {e.data['message']} left." for e in uncertain]
    return record(case, [done, *stays]), remarks


def _uncertain(case: Case, done: Event) -> list[Event]:
    """What was being sent stays uncertain, else it would be sent again."""
    newest = case.latest("message").values()
    ours = [e for e in newest if e.intent == done.data["intent"]]
    return [_staying(e, done) for e in ours if e.data["state"] == "uncertain"]


def _staying(event: Event, done: Event) -> Event:
    """What an event says of a message counts on although its run is taken back."""
    key = f"{done.intent}/{event.data['state']} {event.data['message']}"
    return done._replace(key=key, kind=event.kind, data={**event.data, "did": ""})
