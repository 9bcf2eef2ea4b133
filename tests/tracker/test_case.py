from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.case import UNDONE, Case, Event

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


def event(key: str, kind: str = "received", *, minutes: int = 0, **data: Any) -> Event:
    at = NOON + timedelta(minutes=minutes)
    return Event(key, kind, at, NOON, "ana", data=data)


def sets(key: str, **facts: str) -> Event:
    return Event(key, "received", NOON, NOON, "ana", sets=facts)


def undo(intent: str, key: str = "undo#1/undone") -> Event:
    return Event(key, UNDONE, NOON, NOON, "ana", data={"intent": intent})


def test_a_case_without_events_stands_nowhere() -> None:
    case = Case("SM-1")
    assert (case.procedure, case.stage, case.tab, case.owner) == ("", "", "", "")
    assert case.facts == {}
    assert case.last("received") is None
    assert case.latest("message") == {}


@pytest.mark.parametrize(("key", "intent"), [("ack#1/row/2", "ack#1"), ("ack#12", "ack#12")])
def test_an_event_belongs_to_the_run_that_its_key_names(key: str, intent: str) -> None:
    assert event(key).intent == intent


def test_the_event_recorded_last_wins_whenever_it_happened() -> None:
    later = Event("set#1/x", "set", NOON - timedelta(days=1), NOON, "ana", sets={"stage": "b"})
    case = Case("SM-1", (sets("ack#1/x", stage="a", owner="ana", tab="t", procedure="p"), later))
    assert (case.stage, case.owner, case.tab, case.procedure) == ("b", "ana", "t", "p")


def test_a_cleared_fact_is_absent_and_can_be_set_again() -> None:
    first, cleared = sets("a#1/x", owner="ana"), sets("a#2/x", owner="")
    assert "owner" not in Case("SM-1", (first, cleared)).facts
    assert Case("SM-1", (first, cleared, sets("a#3/x", owner="bo"))).owner == "bo"


def test_what_was_taken_back_does_not_count_but_is_not_forgotten() -> None:
    before, taken = sets("ack#1/x", stage="received"), sets("start#1/x", stage="started")
    other = sets("start#10/x", owner="bo")
    case = Case("SM-1", (before, taken, other, undo("start#1")))
    assert case.undone == {"start#1"}
    assert case.effective == (before, other, undo("start#1"))
    assert (case.stage, case.owner) == ("received", "bo")
    assert case.keys == {"ack#1/x", "start#1/x", "start#10/x", "undo#1/undone"}
    assert case.events[1] is taken


def test_a_verb_that_runs_again_after_it_was_taken_back_counts() -> None:
    events = (sets("start#1/x", stage="started"), undo("start#1"), sets("start#2/x", stage="again"))
    assert Case("SM-1", events).stage == "again"


def test_events_of_some_kinds_are_found_in_the_order_of_recording() -> None:
    first, other, last = event("a#1/x", minutes=9), event("b#1/x", "sent"), event("c#1/x")
    case = Case("SM-1", (first, other, last, event("d#1/x", "reviewed")))
    assert list(case.of_kind("received", "sent")) == [first, other, last]
    assert case.last("received", "sent") == last
    assert case.last("sent") == other
    assert list(case.of_kind()) == []


def test_an_event_that_was_taken_back_is_not_the_last_of_its_kind() -> None:
    first, second = event("a#1/x"), event("a#2/x")
    assert Case("SM-1", (first, second, undo("a#2"))).last("received") == first


def test_each_thing_has_its_latest_event_the_oldest_thing_first() -> None:
    drafted, other = event("a#1/1", "drafted", message="m1"), event("a#1/2", message="m2")
    sent, todo = event("sent#1/1", "sent", message="m1"), event("a#1/3", todo="m1")
    case = Case("SM-1", (drafted, other, todo, sent))
    assert list(case.latest("message").items()) == [("m1", sent), ("m2", other)]
    assert case.latest("todo") == {"m1": todo}
    assert Case("SM-1", (*case.events, undo("sent#1"))).latest("message")["m1"] == drafted


def test_events_and_cases_are_values() -> None:
    assert Case("SM-1", (event("a#1/x"),)) == Case("SM-1", (event("a#1/x"),))
    with pytest.raises(AttributeError):
        event("a#1/x").kind = "sent"  # type: ignore[misc]  # it must not work
    with pytest.raises(AttributeError):
        Case("SM-1").number = "SM-2"  # type: ignore[misc]  # it must not work


FACTS = st.dictionaries(st.sampled_from(["stage", "owner"]), st.sampled_from(["", "a", "b"]))


@given(st.lists(st.tuples(st.integers(0, 4), FACTS)), st.sets(st.integers(0, 4)))
def test_taking_an_intent_back_is_as_if_it_had_never_run(
    told: list[tuple[int, dict[str, str]]], taken: set[int]
) -> None:
    events = tuple(sets(f"v#{n}/{i}", **facts) for i, (n, facts) in enumerate(told))
    undone = tuple(undo(f"v#{n}", f"undo#{n}/x") for n in sorted(taken))
    left = tuple(e for e, (n, _) in zip(events, told, strict=True) if n not in taken)
    assert Case("SM-1", events + undone).facts == Case("SM-1", left).facts
