"""A plan is a list of keyed steps: previewed, applied, resumed after a kill, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.case import (
    INTENT_CLOSED,
    INTENT_OPENED,
    STEP_DONE,
    UNDONE,
    Case,
    Event,
)


@dataclass(frozen=True, slots=True)
class Step:
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
    args: Mapping[str, Any] = field(default_factory=dict)
    event: str = STEP_DONE
    sets: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What a handler found out: facts and data for the step's event.

    Attributes:
        event: What happened instead of the step's event, where that didn't come true.
    """

    sets: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    event: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
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


def taken_back(intent: str, now: datetime, actor: str) -> Event:
    """The event that takes one run of a verb back."""
    return Event(f"undo#{intent}/undone", UNDONE, now, now, actor, "", {}, {"intent": intent})


def undo(
    case: Case, done: Event, undoers: Mapping[str, Undo], record: Record
) -> tuple[Case, list[str]]:
    """Take a run of a verb back, newest step first, and record it; says what stays as it is."""
    remarks = []
    for event in reversed([e for e in case.events if e.intent == done.data["intent"]]):
        undoer = undoers.get(str(event.data.get("did", "")))
        if undoer is not None and (remark := undoer(case, event)):
            remarks.append(remark)
    return record(case, [done]), remarks
