from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.intents import intents, next_intent, opened, verb_of
from summarizer.plan import Handler, Plan, Record, Result, Step, apply, remaining, taken_back, undo
from tracker.case import INTENT_CLOSED, INTENT_OPENED, Case, Event
from tracker.sqlite import SqliteTracker

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=2)
NUMBER = "LK-20261119-ABCD"
STEPS = (
    Step("ask", "ask the porter", "ask"),
    Step("note", "note the answer", event="noted", sets={"floor": "2"}, data={"note": 1}),
    Step("look", "look there", "look"),
)


def plan(*steps: Step, intent: str = "search#1", **inputs: str) -> Plan:
    opening = [Step("received", "open", event="received", sets={"procedure": "keys"})]
    closing = [Step("found", "record it", event="found", sets={"stage": "shut"})]
    return Plan(NUMBER, intent, inputs, "dana", NOW, NOW, steps, opening, closing, BEFORE)


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[SqliteTracker]:
    made = SqliteTracker(tmp_path / "tracker.db")
    yield made
    made.close()


def recorder(tracker: SqliteTracker) -> Record:
    def record(case: Case, events: Sequence[Event]) -> Case:
        tracker.record(case.number, events)
        return tracker.load([case.number])[0]

    return record


class World:
    """What handlers have done; the one named `dies` is killed before or after it has done it."""

    def __init__(self, dies: str = "", *, after: bool = False) -> None:
        self.done: list[str] = []
        self.dies = dies
        self.after = after

    def handlers(self) -> dict[str, Handler]:
        return dict.fromkeys(("ask", "look"), self._handle)

    def _handle(self, _case: Case, _plan: Plan, step: Step) -> Result:
        if step.key == self.dies and not self.after:
            raise KeyboardInterrupt
        self.done.append(step.key)
        if step.key == self.dies:
            raise KeyboardInterrupt
        return Result({f"{step.key}ed": "yes"}, {"did": step.key})


def test_a_step_becomes_an_event_of_the_intent() -> None:
    found = plan(note="On the way.").record(STEPS[1], Result({"floor": "3"}, {"who": "ana"}))
    assert found == Event(
        "search#1/note",
        "noted",
        NOW,
        NOW,
        "dana",
        "On the way.",
        {"floor": "3"},
        {"note": 1, "who": "ana"},
    )
    assert found.intent == "search#1"
    assert plan(why="Late.").record(STEPS[1]).note == "Late."


def test_a_plan_is_carried_out_step_by_step_between_its_opening_and_its_end(
    tracker: SqliteTracker,
) -> None:
    world = World()
    case = apply(plan(*STEPS, by="ana"), Case(NUMBER), world.handlers(), recorder(tracker))
    assert world.done == ["ask", "look"]
    assert [e.key.partition("/")[2] for e in case.events] == [
        "opened",
        "received",
        "ask",
        "note",
        "look",
        "found",
        "closed",
    ]
    assert case.facts == {
        "procedure": "keys",
        "asked": "yes",
        "floor": "2",
        "looked": "yes",
        "stage": "shut",
    }
    received = case.last("received")
    assert received is not None
    assert (received.at, received.recorded) == (BEFORE, NOW)
    assert opened(case, "search#1").data["inputs"] == {"by": "ana"}
    assert intents(case) == {"search#1": True}


@pytest.mark.parametrize("dies", ["ask", "look"])
@pytest.mark.parametrize("after", [False, True])
def test_a_plan_that_was_killed_goes_on_where_it_stopped(
    tracker: SqliteTracker, dies: str, *, after: bool
) -> None:
    world, record = World(dies, after=after), recorder(tracker)
    with pytest.raises(KeyboardInterrupt):
        apply(plan(*STEPS), Case(NUMBER), world.handlers(), record)
    (case,) = tracker.load([NUMBER])
    assert intents(case) == {"search#1": False}
    assert next(s.key for s in remaining(plan(*STEPS), case)) == dies
    world.dies = ""
    again = apply(plan(*STEPS), case, world.handlers(), record)
    assert world.done.count("look" if dies == "ask" else "ask") == 1
    assert world.done.count(dies) == (2 if after else 1)
    assert len(again.keys) == 7
    assert again.facts["looked"] == again.facts["asked"] == "yes"
    assert intents(again) == {"search#1": True}


def test_a_plan_that_is_done_is_not_done_again(tracker: SqliteTracker) -> None:
    world, record = World(), recorder(tracker)
    case = apply(plan(*STEPS), Case(NUMBER), world.handlers(), record)
    assert apply(plan(*STEPS), case, world.handlers(), record) == case
    assert world.done == ["ask", "look"]


def event(key: str, kind: str, **data: str) -> Event:
    return Event(key, kind, NOW, NOW, "dana", data=data)


def test_runs_of_a_verb_are_numbered_and_those_taken_back_keep_their_number() -> None:
    events = [
        event("look#1/opened", INTENT_OPENED),
        event("look#1/closed", INTENT_CLOSED),
        event("look-up#1/opened", INTENT_OPENED),
        event("look#2/opened", INTENT_OPENED),
        event("undo#look#1/undone", "undone", intent="look#1"),
    ]
    case = Case(NUMBER, tuple(events))
    assert intents(case) == {"look-up#1": False, "look#2": False}
    assert intents(case, "look") == {"look#2": False}
    assert next_intent(case, "look") == "look#3"
    assert next_intent(case, "look-up") == "look-up#2"
    assert next_intent(Case(NUMBER), "look") == "look#1"


@given(verb=st.from_regex(r"[a-z][a-z0-9-]*", fullmatch=True), n=st.integers(1, 999))
def test_an_intent_tells_its_verb(verb: str, n: int) -> None:
    assert verb_of(f"{verb}#{n}") == verb


def test_an_undo_goes_backwards_and_says_what_stays(tracker: SqliteTracker) -> None:
    record, seen = recorder(tracker), []
    case = apply(plan(*STEPS), Case(NUMBER), World().handlers(), record)

    def take_back(_case: Case, event: Event) -> str:
        seen.append(event.key)
        return "" if event.data["did"] == "ask" else "The look can't be taken back."

    undoers = {"ask": take_back, "look": take_back}
    after, remarks = undo(case, taken_back("search#1", NOW, "sam"), undoers, record)
    assert seen == ["search#1/look", "search#1/ask"]
    assert remarks == ["The look can't be taken back."]
    assert after.facts == {}
    assert after.events[:-1] == case.events
    assert (after.events[-1].kind, after.events[-1].actor) == ("undone", "sam")
    assert intents(after) == {}


def test_after_an_undo_the_next_run_records_all_its_steps_anew(tracker: SqliteTracker) -> None:
    record = recorder(tracker)
    case = apply(plan(*STEPS), Case(NUMBER), World().handlers(), record)
    case, _ = undo(case, taken_back("search#1", NOW, "dana"), {}, record)
    intent = next_intent(case, "search")
    world = World()
    after = apply(plan(*STEPS, intent=intent), case, world.handlers(), record)
    assert world.done == ["ask", "look"]
    assert intents(after) == {"search#2": True}
    assert after.facts["floor"] == "2"
    assert len(after.keys) == len(after.events) == 15


@given(st.lists(st.sampled_from(["ask", "look", ""]), max_size=5), st.integers(0, 6))
def test_however_often_it_is_killed_every_step_is_recorded_once(does: list[str], dies: int) -> None:
    steps = [Step(f"s{n}", "", name) for n, name in enumerate(does)]
    case, records = Case(NUMBER), 0

    def record(case: Case, events: Sequence[Event]) -> Case:
        nonlocal records
        records += 1
        if records == dies:
            raise KeyboardInterrupt
        new = [e for e in events if e.key not in case.keys]
        return Case(case.number, (*case.events, *new))

    def remember(case_: Case, events: Sequence[Event]) -> Case:
        nonlocal case
        case = record(case_, events)
        return case

    for _ in range(2):
        try:
            apply(plan(*steps), case, World().handlers(), remember)
        except KeyboardInterrupt:
            continue
        break
    keys = [e.key.partition("/")[2] for e in case.events]
    assert keys == ["opened", "received", *(s.key for s in steps), "found", "closed"]
