"""What every tracker promises (tracker/port.py), as tests to run over each backend.

A backend's test file subclasses `TrackerContract` and provides four fixtures: `tracker`, a new
one; `another`, which opens the same tracker once more, as another process does, and waits 0.2 s
for locks; `people` (desk.People), who edit it by hand; `failing`, a tracker that was opened, and
whose storage was then damaged or stopped answering.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.tracker.contract_rows import PeopleContract, RowsContract
from tests.tracker.contract_search import EarlierContract, QueriesContract
from tests.tracker.desk import HOUR, NOON, PENDING, cells, event, put
from tracker.case import Event
from tracker.errors import SignInNeeded, StorageFailed, Unavailable
from tracker.port import DESK, Observation, Query, Row, Tracker


class EventsContract:
    def test_a_case_that_was_never_recorded_has_no_events(self, tracker: Tracker) -> None:
        (case,) = tracker.load(["SM-1"])
        assert (case.number, case.events, case.stage) == ("SM-1", (), "")

    def test_cases_are_loaded_in_the_order_in_which_they_are_asked_for(
        self, tracker: Tracker
    ) -> None:
        for number in ("SM-1", "SM-2"):
            tracker.record(number, [event("ack#1/open")])
        found = tracker.load(["SM-2", "SM-9", "SM-1", "SM-2"])
        assert [case.number for case in found] == ["SM-2", "SM-9", "SM-1", "SM-2"]
        assert [len(case.events) for case in found] == [1, 0, 1, 1]
        assert tracker.load([]) == []

    def test_events_come_back_as_they_were_recorded_and_in_that_order(
        self, tracker: Tracker
    ) -> None:
        data = {"message": "m1", "n": 1, "ok": True, "none": None, "list": [{"a": "ü"}], "": 0.5}
        first = Event(
            "start#1/open", "intent opened", NOON, NOON + HOUR, "ana", 'note, "ü" 漢 👩‍🚀\n=1+1',
            {"stage": "started", "user.name": "O'Brien; DROP TABLE rows--"}, data,
        )  # fmt: skip
        earlier = event("start#1/close", at=NOON - HOUR)
        tracker.record("SM-1", [first])
        tracker.record("SM-1", [earlier, event("ack#1/open")])
        (case,) = tracker.load(["SM-1"])
        assert case.events == (first, earlier, event("ack#1/open"))

    def test_times_come_back_in_utc_and_to_the_microsecond(self, tracker: Tracker) -> None:
        pacific = timezone(-8 * HOUR)
        at = datetime(2026, 11, 19, 4, 0, 0, 1, tzinfo=pacific)
        tracker.record("SM-1", [event("ack#1/open", at=at)])
        found = tracker.load(["SM-1"])[0].events[0].at
        assert found == at
        assert found.utcoffset() == timedelta(0)

    def test_a_key_that_the_case_has_changes_nothing(self, tracker: Tracker) -> None:
        tracker.record("SM-1", [event("ack#1/open", stage="received")])
        tracker.record("SM-1", [event("ack#1/open", "other", stage="x"), event("ack#1/close")])
        (case,) = tracker.load(["SM-1"])
        assert case.events == (event("ack#1/open", stage="received"), event("ack#1/close"))

    def test_a_key_given_twice_at_once_is_recorded_once(self, tracker: Tracker) -> None:
        tracker.record("SM-1", [event("ack#1/open"), event("ack#1/open", "other")])
        assert tracker.load(["SM-1"])[0].events == (event("ack#1/open"),)

    def test_the_same_key_is_another_event_in_another_case(self, tracker: Tracker) -> None:
        for number in ("SM-1", "SM-2"):
            tracker.record(number, [event("ack#1/open", procedure=number)])
        assert [case.procedure for case in tracker.load(["SM-1", "SM-2"])] == ["SM-1", "SM-2"]

    @pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"], ids=["NUL", "lone surrogate"])
    def test_text_that_no_database_can_hold_does_no_harm(self, tracker: Tracker, text: str) -> None:
        bad = Event("k#1/1", text, NOON, NOON, text, text, {text: text}, {"x": text})
        tracker.record("SM-1", [bad, event("k#1/2")], Row("SM-1", text, {text: text}))
        assert tracker.load(["SM-1"])[0].events[1] == event("k#1/2")
        assert "a\N{REPLACEMENT CHARACTER}b" in cells(tracker, "SM-1")
        assert tracker.earlier(text, text) == []
        assert list(tracker.cases(Query(text=text, stage=text))) == []

    def test_what_was_recorded_is_there_for_other_processes(
        self, tracker: Tracker, another: Callable[[], Tracker]
    ) -> None:
        tracker.record("SM-1", [event("ack#1/open")], Row("SM-1", PENDING, {"User": "Ana"}))
        other = another()
        assert other.load(["SM-1"])[0].events == (event("ack#1/open"),)
        other.record("SM-1", [event("ack#1/close")])
        assert len(tracker.load(["SM-1"])[0].events) == 2

    def test_all_cases_are_numbered_the_earliest_first(self, tracker: Tracker) -> None:
        assert tracker.numbers() == []
        put(tracker, "SM-2")
        tracker.record("SM-1", [event("ack#1/open")])
        tracker.record("SM-2", [event("ack#1/open")], drop_row=True)
        assert tracker.numbers() == ["SM-2", "SM-1"]

    def test_closing_twice_does_no_harm(self, another: Callable[[], Tracker]) -> None:
        other = another()
        other.close()
        other.close()


class ObservationsContract:
    def test_nothing_was_observed_at_first(self, tracker: Tracker) -> None:
        assert tracker.observation("SM-1", "document") is None

    def test_an_observation_replaces_the_one_before(self, tracker: Tracker) -> None:
        for number in (1, 2):
            seen = Observation(NOON + number * HOUR, {"comments": [{"id": number}], "é": None})
            tracker.observe("SM-1", "document", seen)
        tracker.observe("SM-1", "mailbox", Observation(NOON))
        tracker.observe("SM-2", "document", Observation(NOON, {"x": 1}))
        seen = Observation(NOON + 2 * HOUR, {"comments": [{"id": 2}], "é": None})
        assert tracker.observation("SM-1", "document") == seen
        assert tracker.observation("SM-1", "mailbox") == Observation(NOON)
        assert tracker.observations("SM-1") == {"document": seen, "mailbox": Observation(NOON)}
        assert tracker.observations("SM-9") == {}

    def test_an_observation_puts_the_row_with_it(self, tracker: Tracker) -> None:
        put(tracker, "SM-1", User="Ana", Comments=None)
        row = Row("SM-1", PENDING, {"Comments": "2 open"}, NOON)
        tracker.observe("SM-1", "document", Observation(NOON), row)
        assert cells(tracker, "SM-1") == {"Case": "SM-1", "User": "Ana", "Comments": "2 open"}
        assert tracker.load(["SM-1"])[0].events == ()

    def test_what_is_kept_of_the_desk_is_of_no_case(self, tracker: Tracker) -> None:
        for day in (1, 2):
            tracker.observe(DESK, "shift dana", Observation(NOON, {"day": day}))
        assert tracker.observations(DESK) == {"shift dana": Observation(NOON, {"day": 2})}
        assert list(tracker.cases(Query())) == []

    def test_what_is_kept_is_of_somebody(self, tracker: Tracker) -> None:
        with pytest.raises(ValueError, match="of a case or of the desk"):
            tracker.observe("", "shift dana", Observation(NOON))

    def test_an_observation_alone_makes_no_row(self, tracker: Tracker) -> None:
        tracker.observe("SM-1", "document", Observation(NOON))
        assert tracker.row("SM-1") is None
        assert list(tracker.cases(Query())) == []


class LocksContract:
    def test_a_case_is_held_against_others_and_free_afterwards(
        self, tracker: Tracker, another: Callable[[], Tracker]
    ) -> None:
        other = another()
        with tracker.lock("SM-1"):
            with pytest.raises(StorageFailed) as caught, other.lock("SM-1"):
                pytest.fail("two have the lock")
            assert "SM-1" in caught.value.what
            assert caught.value.fix
        with other.lock("SM-1"):
            pass

    def test_a_case_is_free_after_an_error(
        self, tracker: Tracker, another: Callable[[], Tracker]
    ) -> None:
        with pytest.raises(KeyError), tracker.lock("SM-1"):
            raise KeyError
        with another().lock("SM-1"):
            pass

    def test_other_cases_are_free_and_the_held_one_can_be_written(
        self, tracker: Tracker, another: Callable[[], Tracker]
    ) -> None:
        other = another()
        with tracker.lock("SM-1"), other.lock("SM-2"), other.lock("../../x\0y/" + "z" * 300):
            tracker.record("SM-1", [event("ack#1/open")])
            other.record("SM-2", [event("ack#1/open")])


#: Every promise of the port that reads or writes.
CALLS: dict[str, Callable[[Tracker], Any]] = {
    "load": lambda t: t.load(["SM-1"]),
    "record": lambda t: t.record("SM-9", [event("ack#1/open")], Row("SM-9", PENDING, {})),
    "drop_row": lambda t: t.record("SM-1", [], drop_row=True),
    "row": lambda t: t.row("SM-1"),
    "rows": lambda t: list(t.rows()),
    "rows of a tab": lambda t: list(t.rows(PENDING)),
    "tabs": lambda t: t.tabs(),
    "write_cells": lambda t: t.write_cells("SM-1", {"Notes": "x"}),
    "cases": lambda t: list(t.cases(Query(text="x"))),
    "by_root": lambda t: t.by_root("<a@example.com>"),
    "numbers": lambda t: t.numbers(),
    "observations": lambda t: t.observations("SM-1"),
    "earlier": lambda t: t.earlier("1", "Jon Smyth"),
    "observe": lambda t: t.observe("SM-1", "document", Observation(NOON)),
    "observation": lambda t: t.observation("SM-1", "document"),
}


class FailuresContract:
    @pytest.mark.parametrize("call", CALLS)
    def test_a_failure_of_the_storage_is_told_in_three_parts(
        self, failing: Tracker, call: str
    ) -> None:
        with pytest.raises((StorageFailed, Unavailable, SignInNeeded)) as caught:
            CALLS[call](failing)
        assert all((caught.value.what, caught.value.why, caught.value.fix))


class TrackerContract(
    EventsContract,
    RowsContract,
    PeopleContract,
    QueriesContract,
    EarlierContract,
    ObservationsContract,
    LocksContract,
    FailuresContract,
):
    """All promises."""
