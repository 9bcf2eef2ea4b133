from __future__ import annotations

import pytest

from tests.tracker.readings import (
    ACKNOWLEDGE,
    BUSINESS,
    HOLD,
    MINUTE,
    PROMISE,
    RECEIVED,
    SENT,
    SUMMARY,
    case,
    event,
    nothing,
    reading,
)
from tests.tracker.schedules import HOUR, ZERO, la
from tracker.case import UNDONE
from tracker.clocks import read

# --- 003.0.5: acknowledged within 15 minutes of coverage ------------------------------------


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-19T14:00", "2026-11-19T14:15"),
        ("2026-11-21T14:00", "2026-11-21T14:15"),  # coverage has weekends
        ("2026-11-19T21:50", "2026-11-20T06:05"),  # ten minutes are left of the day
        ("2026-11-19T21:45", "2026-11-19T22:00"),  # the closing instant
        ("2026-11-19T23:30", "2026-11-20T06:15"),  # at night it waits for the morning
        ("2026-10-31T23:30", "2026-11-01T06:15"),  # the clocks change in that night
        ("2026-07-01T05:59", "2026-07-01T06:15"),  # "PST" in July is the wall clock
    ],
)
def test_the_first_answer_is_due_after_15_minutes_of_coverage(received: str, due: str) -> None:
    found = reading(ACKNOWLEDGE, received, event("received", received))
    assert (found.state, found.due, found.left) == ("running", la(due), 15 * MINUTE)


def test_an_acknowledgement_stops_the_clock() -> None:
    answer = event("acknowledged", "2026-11-19T14:10")
    found = reading(ACKNOWLEDGE, "2026-11-25T10:00", RECEIVED, answer)
    assert (found.state, found.left, found.stopped) == ("met", 5 * MINUTE, answer.at)
    assert found.until == answer.at
    at_once = event("acknowledged", "2026-11-19T14:00")
    assert reading(ACKNOWLEDGE, "2026-11-25T10:00", RECEIVED, at_once).left == 15 * MINUTE


def test_a_draft_does_not_stop_the_clock() -> None:
    drafted = event("acknowledgement drafted", "2026-11-19T14:05")
    found = reading(ACKNOWLEDGE, "2026-11-19T14:16", RECEIVED, drafted)
    assert (found.state, found.left, found.stopped) == ("missed", -MINUTE, None)


def test_the_deadline_itself_is_still_in_time() -> None:
    exactly = event("acknowledged", "2026-11-19T14:15")
    late = event("acknowledged", "2026-11-19T14:15:01")
    assert reading(ACKNOWLEDGE, "2026-11-19T14:15", RECEIVED).state == "running"
    assert reading(ACKNOWLEDGE, "2026-11-25T10:00", RECEIVED, exactly).state == "met"
    assert reading(ACKNOWLEDGE, "2026-11-25T10:00", RECEIVED, late).state == "missed"


def test_a_target_that_ends_at_closing_time_is_missed_that_night_though_no_time_is_left() -> None:
    found = reading(SUMMARY, "2026-11-19T20:00", event("received", "2026-11-19T09:00"))
    assert (found.state, found.due, found.left) == ("missed", la("2026-11-19T17:00"), ZERO)


# --- 003.2.6: the summary within 8 business hours -------------------------------------------


@pytest.mark.parametrize(
    ("received", "due", "warns"),
    [
        ("2026-11-19T07:00", "2026-11-19T15:00", "2026-11-19T13:00"),
        ("2026-11-19T14:00", "2026-11-20T12:00", "2026-11-20T10:00"),
        ("2026-11-20T14:00", "2026-11-23T12:00", "2026-11-23T10:00"),
        ("2026-11-20T11:00", "2026-11-23T09:00", "2026-11-23T07:00"),
        ("2026-11-20T10:00", "2026-11-23T08:00", "2026-11-20T16:00"),  # not Saturday 6:00
        ("2026-11-21T03:00", "2026-11-23T15:00", "2026-11-23T13:00"),
        ("2026-07-01T07:00", "2026-07-01T15:00", "2026-07-01T13:00"),
    ],
)
def test_the_summary_is_due_after_eight_business_hours(received: str, due: str, warns: str) -> None:
    found = reading(SUMMARY, received, event("received", received))
    assert (found.due, found.warn_at, found.left) == (la(due), la(warns), 8 * HOUR)
    assert BUSINESS.is_open(la(warns))


@pytest.mark.parametrize("wanted", ["no", ""])
def test_an_fyi_has_no_summary_clock(wanted: str) -> None:
    """003.2.2."""
    fyi = case(RECEIVED, wanted=wanted)
    assert read(SUMMARY, BUSINESS, fyi, la("2026-11-19T15:00")) is None


def test_it_warns_from_two_business_hours_before_the_deadline() -> None:
    assert not reading(SUMMARY, "2026-11-20T09:59", RECEIVED).warning
    assert reading(SUMMARY, "2026-11-20T10:00", RECEIVED).warning
    assert not reading(SUMMARY, "2026-11-20T12:01", RECEIVED).warning
    assert not reading(SUMMARY, "2026-11-20T11:30", RECEIVED, SENT).warning
    assert not reading(SUMMARY._replace(warn=None), "2026-11-20T11:00", RECEIVED).warning


def test_a_warning_longer_than_the_clock_is_from_its_start() -> None:
    found = reading(SUMMARY._replace(warn=20 * HOUR), "2026-11-19T14:00", RECEIVED)
    assert found.warn_at == RECEIVED.at
    assert found.warning


def test_a_paused_clock_has_no_deadline_and_keeps_what_is_left() -> None:
    paused = event("paused", "2026-11-20T08:00")
    found = reading(SUMMARY, "2026-11-24T10:00", RECEIVED, paused)
    assert (found.state, found.due, found.warn_at) == ("paused", None, None)
    assert found.left == 4 * HOUR
    resumed = event("resumed", "2026-11-24T10:00")
    found = reading(SUMMARY, "2026-11-24T10:30", RECEIVED, paused, resumed)
    assert (found.state, found.due) == ("running", la("2026-11-24T14:00"))
    assert found.left == 3.5 * HOUR


def test_pauses_that_overlap_count_once_and_each_waits_for_its_own_end() -> None:
    rule = SUMMARY._replace(pause=("paused", "question"), resume=("resumed", "answered"))
    pauses = [
        event("paused", "2026-11-20T08:00"),
        event("paused", "2026-11-20T08:30"),
        event("question", "2026-11-20T09:00"),
        event("resumed", "2026-11-20T10:00"),
    ]
    assert reading(rule, "2026-11-20T11:00", RECEIVED, *pauses).state == "paused"
    answered = event("answered", "2026-11-20T11:00")
    found = reading(rule, "2026-11-20T11:00", RECEIVED, *pauses, answered)
    assert (found.state, found.due, found.left) == ("running", la("2026-11-20T15:00"), 4 * HOUR)


def test_a_pause_before_the_start_counts_from_the_start() -> None:
    early = event("paused", "2026-11-18T08:00")
    assert reading(SUMMARY, "2026-11-19T16:00", RECEIVED, early).left == 8 * HOUR
    resumed = event("resumed", "2026-11-19T16:00")
    found = reading(SUMMARY, "2026-11-19T16:00", RECEIVED, early, resumed)
    assert found.due == la("2026-11-20T14:00")
    assert found.left == 8 * HOUR


def test_pauses_after_the_stop_and_ends_of_pauses_that_never_began_change_nothing() -> None:
    later = [event("resumed", "2026-11-19T15:00"), event("paused", "2026-11-20T11:30")]
    found = reading(SUMMARY, "2026-11-24T10:00", RECEIVED, SENT, *later)
    assert found == reading(SUMMARY, "2026-11-24T10:00", RECEIVED, SENT)
    assert (found.state, found.left, found.pauses) == ("met", HOUR, ())


def test_what_is_sent_during_a_pause_is_in_time() -> None:
    paused = event("paused", "2026-11-20T08:00")
    sent = event("summary sent", "2026-11-30T08:00")
    found = reading(SUMMARY, "2026-12-01T08:00", RECEIVED, paused, sent)
    assert (found.state, found.due, found.left) == ("met", None, 4 * HOUR)


def test_a_missed_target_stays_missed_whatever_comes_after() -> None:
    late = event("summary sent", "2026-11-20T15:00")
    after = [
        event("reopened", "2026-11-23T08:00", stage="researching"),
        event("received", "2026-11-23T08:00"),
        event("paused", "2026-11-23T09:00"),
        event("summary sent", "2026-11-23T10:00"),
    ]
    for n in range(len(after) + 1):
        found = reading(SUMMARY, "2026-11-24T10:00", RECEIVED, late, *after[:n])
        assert (found.state, found.left, found.stopped) == ("missed", -3 * HOUR, late.at)
    paused_too_late = event("paused", "2026-11-20T13:00")
    found = reading(SUMMARY, "2026-11-20T13:30", RECEIVED, paused_too_late)
    assert (found.state, found.due, found.left) == ("missed", la("2026-11-20T12:00"), -HOUR)


def test_what_was_taken_back_did_not_happen() -> None:
    undone = event("undone", "2026-11-20T11:30")._replace(kind=UNDONE, data={"intent": SENT.intent})
    found = reading(SUMMARY, "2026-11-20T11:45", RECEIVED, SENT, undone)
    assert (found.state, found.stopped) == ("running", None)


def test_events_count_when_they_happened_not_in_the_order_they_were_written_down() -> None:
    """A send at 11:00 that is told on Monday, after another that was told at once."""
    told_first = event("summary sent", "2026-11-20T15:00")
    found = reading(SUMMARY, "2026-11-23T08:00", told_first, SENT, RECEIVED)
    assert (found.state, found.started, found.stopped) == ("met", RECEIVED.at, SENT.at)


def test_a_stop_before_the_start_is_not_its_stop() -> None:
    early = event("user contacted", "2026-11-18T09:00")
    promised = event("user promised", "2026-11-19T15:00")
    assert reading(PROMISE, "2026-11-19T16:00", early, promised).stopped is None


def test_a_clock_that_has_not_started_has_no_reading() -> None:
    assert nothing(SUMMARY, "2026-11-19T15:00")
    assert nothing(HOLD, "2026-11-19T15:00", RECEIVED)


def test_a_start_a_moment_ahead_of_our_own_clock_counts() -> None:
    """A mail server's clock may be ahead: the deadline stands all the same."""
    found = reading(SUMMARY, "2026-11-19T13:58", RECEIVED)
    assert (found.state, found.due, found.left) == ("running", la("2026-11-20T12:00"), 8 * HOUR)


# --- a closed case --------------------------------------------------------------------------


def test_nothing_is_running_on_a_closed_case() -> None:
    cancelled = event("cancelled", "2026-11-19T15:00", stage="cancelled")
    noted = event("noted", "2026-11-25T15:00")
    events = (RECEIVED, cancelled, noted)
    assert nothing(SUMMARY, "2026-11-26T15:00", *events, ended=True)
    resolved = event("resolved", "2026-11-20T11:20", stage="resolved")
    assert nothing(HOLD, "2026-11-25T11:30", SENT, resolved, ended=True)


def test_a_deadline_missed_before_the_case_was_closed_is_still_told_as_it_was_then() -> None:
    events = [
        event("started", "2026-11-20T08:00", stage="researching"),
        event("noted", "2026-11-20T08:30"),
        event("resolved", "2026-11-20T13:00", stage="resolved"),
        event("put back", "2026-11-20T14:00", stage="resolved"),
        event("noted", "2026-11-20T15:00"),
    ]
    found = reading(SUMMARY, "2026-12-24T15:00", RECEIVED, *events, ended=True)
    assert (found.state, found.left, found.stopped) == ("missed", -HOUR, events[2].at)
    assert not found.warning


def test_a_wait_that_was_over_when_the_case_was_closed_is_still_told() -> None:
    closed = event("resolved", "2026-11-20T13:00", stage="resolved")
    assert reading(HOLD, "2026-12-24T15:00", SENT, closed, ended=True).state == "met"


def test_a_clock_that_was_stopped_is_told_as_ever_when_the_case_is_closed() -> None:
    closed = event("resolved", "2026-11-20T15:00", stage="resolved")
    found = reading(SUMMARY, "2026-11-25T00:00", RECEIVED, SENT, closed, ended=True)
    assert (found.state, found.stopped) == ("met", SENT.at)


def test_a_case_closed_before_the_clock_started_ended_it_at_once() -> None:
    closed = event("resolved", "2026-11-18T15:00", stage="resolved")
    assert nothing(SUMMARY, "2026-11-25T00:00", closed, RECEIVED, ended=True)


# --- 003.4.6: 24 to 48 plain hours to the user ----------------------------------------------


def test_the_promise_to_the_user_is_soft_at_24_and_breached_at_48_plain_hours() -> None:
    promised = event("user promised", "2026-11-20T15:00")  # a Friday
    found = reading(PROMISE, "2026-11-20T16:00", promised)
    assert (found.soft_due, found.due) == (la("2026-11-21T15:00"), la("2026-11-22T15:00"))
    seen = [
        (found.state, found.past_soft)
        for found in (
            reading(PROMISE, f"2026-11-{now}", promised)
            for now in ("21T15:00", "21T15:01", "22T15:00", "22T15:01")
        )
    ]
    assert seen == [("running", False), ("running", True), ("running", True), ("missed", True)]


def test_the_promise_is_48_hours_also_where_the_clocks_change() -> None:
    promised = event("user promised", "2026-10-31T15:00")
    assert reading(PROMISE, "2026-11-01T12:00", promised).due == la("2026-11-02T14:00")


def test_contacting_the_user_keeps_the_promise() -> None:
    promised = event("user promised", "2026-11-20T15:00")
    contacted = event("user contacted", "2026-11-21T16:00")
    found = reading(PROMISE, "2026-12-01T15:00", promised, contacted)
    assert (found.state, found.left, found.past_soft) == ("met", 23 * HOUR, True)


# --- 003.6.8: one quiet hour before the user is contacted -----------------------------------


def test_the_hold_is_waited_for_one_hour() -> None:
    waiting = reading(HOLD, "2026-11-20T11:40", SENT)
    assert (waiting.state, waiting.left) == ("waiting", 20 * MINUTE)
    assert waiting.due == la("2026-11-20T12:00")
    over = reading(HOLD, "2026-11-20T12:00", SENT)
    assert (over.state, over.left) == ("met", ZERO)
    assert reading(HOLD, "2026-11-25T12:00", SENT).left == ZERO


def test_a_question_stops_the_hold_until_it_is_answered() -> None:
    question = event("question", "2026-11-20T11:40")
    asked = reading(HOLD, "2026-11-20T15:00", SENT, question)
    assert (asked.state, asked.due, asked.left) == ("paused", None, 20 * MINUTE)
    answered = event("answered", "2026-11-20T15:00")
    found = reading(HOLD, "2026-11-20T15:10", SENT, question, answered)
    assert (found.state, found.due) == ("waiting", la("2026-11-20T15:20"))
    assert found.left == 10 * MINUTE
    assert reading(HOLD, "2026-11-20T15:20", SENT, question, answered).state == "met"


def test_a_question_after_the_hour_still_holds_until_it_is_answered() -> None:
    question = event("question", "2026-11-20T13:00")
    asked = reading(HOLD, "2026-11-20T13:05", SENT, question)
    assert (asked.state, asked.due, asked.left) == ("paused", None, ZERO)
    answered = event("answered", "2026-11-20T13:30")
    assert reading(HOLD, "2026-11-20T13:31", SENT, question, answered).state == "met"


def test_a_contact_before_the_hour_is_over_missed_the_hold() -> None:
    early, late = (
        event("user contacted", "2026-11-20T11:50"),
        event("user contacted", "2026-11-20T12:00"),
    )
    question = event("question", "2026-11-20T11:20")
    assert reading(HOLD, "2026-11-25T12:00", SENT, early).state == "missed"
    assert reading(HOLD, "2026-11-25T12:00", SENT, late).state == "met"
    assert reading(HOLD, "2026-11-25T12:00", SENT, question, late).state == "missed"
