from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from summarizer.intents import next_intent
from summarizer.people_file import read_people
from summarizer.procedure.file import outline
from summarizer.rebuild.case import By, completed, rebuild
from summarizer.rebuild.remains import Kept, Letter, Trace, before_approval, tab_of
from summarizer.workspace import shipped
from tracker.case import INTENT_CLOSED, INTENT_OPENED, Case, Event
from tracker.columns import Cell, Link
from tracker.port import Row

PROCEDURE = outline([shipped() / "social-media-summary"])
NUMBER = "SM-20261119-8QEU"
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
NOW = NOON + timedelta(hours=8)
BY = By("dana", NOW, ZoneInfo("UTC"), read_people(shipped() / "workspace" / "people.toml"))
PENDING = "EE/Legal/Social pending"
BEGUN = {"procedure": "social-media-summary", "stage": "received", "owner": "sam"}


def event(key: str, kind: str = "checked", minutes: int = 0, **data: str) -> Event:
    at = NOON + timedelta(minutes=minutes)
    sets = BEGUN if kind == "received" else {}
    return Event(key, kind, at, at, "sam", "", sets, data)


def run(verb: str, number: int, *, ends: bool = True) -> list[Event]:
    data: dict[str, object] = {"inputs": {}, "before": {}}
    events = [Event(f"{verb}#{number}/opened", INTENT_OPENED, NOON, NOON, "sam", "", {}, data)]
    return [*events, event(f"{verb}#{number}/closed", INTENT_CLOSED)] if ends else events


def letter(message: str, left: datetime | None = None) -> Letter:
    return Letter(
        NUMBER,
        message,
        f"{NUMBER}-{message}",
        f"outbox/{NUMBER}-{message}.eml",
        "sam.okafor@example.com",
        ("Noor Haddad <noor.haddad@example.com>", "list@example.com"),
        ("ee@example.com",),
        "Re: Jane Doe",
        ("<root@example.com>",),
        NOON,
        left,
    )


def test_a_mail_that_nobody_saw_leave_is_uncertain_and_tells_its_thread() -> None:
    done = rebuild(Trace(NUMBER, letters=[letter("acknowledgement")]), Kept(), PROCEDURE, BY)
    assert done.case.latest("message")["acknowledgement"].data["state"] == "uncertain"
    assert done.case.last("acknowledged") is None
    facts = done.case.facts
    assert facts["thread.root"] == facts["thread.message_id"] == "<root@example.com>"
    assert facts["thread.from"] == "Noor Haddad <noor.haddad@example.com>"
    assert (facts["thread.to"], facts["thread.cc"]) == ("list@example.com", "ee@example.com")
    assert (done.case.stage, done.case.tab, done.case.owner) == ("received", PENDING, "sam")
    assert done.case.last("received") is None


def test_a_mail_that_the_program_sent_has_left_and_its_event_has_happened() -> None:
    sent = Trace(NUMBER, letters=[letter("summary", NOON)])
    case = rebuild(sent, Kept(), PROCEDURE, BY).case
    event = case.last("summary sent")
    assert event is not None
    assert event.at == NOON
    assert event.data["rebuilt"]
    assert (case.stage, case.tab) == ("hold", "Social Media Complete 2026")


@pytest.mark.parametrize("stage", ["approval", "approved"])
def test_an_approval_that_cannot_be_shown_is_asked_for_again(stage: str) -> None:
    row = Row(NUMBER, PENDING, {"Approved by": "fay"})
    done = rebuild(Trace(NUMBER), Kept(facts={**BEGUN, "stage": stage}, row=row), PROCEDURE, BY)
    assert done.case.stage == "approval"
    assert "approved.by" not in done.case.facts
    assert any(f"summarizer approve {NUMBER} --by WHO" in line for line in done.unknown)
    drafted = rebuild(Trace(NUMBER, letters=[letter("summary")]), Kept(), PROCEDURE, BY)
    assert drafted.case.stage == "approval"


def test_a_new_run_takes_a_number_that_no_lost_run_had() -> None:
    kept = Kept([event("ack#1/x", "received"), *run("check", 3)], BEGUN)
    case = rebuild(Trace(NUMBER), kept, PROCEDURE, BY).case
    assert next_intent(case, "check") == "check#4"
    assert {"check#1/lost", "check#2/lost"} <= case.keys


def test_a_run_whose_end_is_lost_is_not_gone_on_with() -> None:
    kept = Kept([event("ack#1/x", "received"), *run("check", 1, ends=False)], BEGUN)
    case = rebuild(Trace(NUMBER), kept, PROCEDURE, BY).case
    assert [e.note for e in case.events if e.key == "check#1/closed"] == [
        "rebuilt: its end was not found"
    ]


def test_a_draft_is_uncertain_only_if_later_events_may_be_lost() -> None:
    drafted = {"message": "summary", "state": "drafted", "rule": "summary"}
    events = [event("ack#1/x", "received"), event("complete#1/draft summary", minutes=5, **drafted)]
    for lost, state in ((4, "drafted"), (6, "uncertain")):
        kept = Kept(events, BEGUN, lost_until=NOON + timedelta(minutes=lost))
        case = rebuild(Trace(NUMBER), kept, PROCEDURE, BY).case
        assert case.latest("message")["summary"].data["state"] == state


def test_what_the_row_shows_counts_where_events_are_lost() -> None:
    cells: dict[str, Cell] = {
        "Acknowledged": NOON,
        "Reviewers": "rosa",
        "Stage": "review",
        "Notes": "Call.",
    }
    row = Row(NUMBER, PENDING, {**cells, "Summary": Link("Jane Doe / 44170", "file:///x")})
    done = rebuild(Trace(NUMBER), Kept(row=row), PROCEDURE, BY)
    assert done.case.stage == "review"
    assert done.case.facts["reviewers"] == "rosa"
    acknowledged = done.case.last("acknowledged")
    assert acknowledged is not None
    assert acknowledged.at == NOON
    assert done.cells == {"Notes": "Call."}


def test_a_case_that_lost_nothing_stays_as_it_was() -> None:
    events = [event("ack#1/x", "received")]
    whole = rebuild(Trace(NUMBER, letters=[letter("x")]), Kept(events, whole=True), PROCEDURE, BY)
    assert whole.case == Case(NUMBER, tuple(events))
    facts = {**BEGUN, "tab": PENDING, "summary_wanted": "yes", "user.name": "J", "user.id": "1"}
    told = Event("ack#1/y", "fact set", NOON, NOON, "sam", "", facts)
    agrees = rebuild(Trace(NUMBER), Kept([*events, told], facts), PROCEDURE, BY)
    assert agrees.case.events == (*events, told)
    assert agrees.unknown == ()


def test_the_mail_that_came_in_completes_what_was_made_anew_without_it_once() -> None:
    case = rebuild(Trace(NUMBER, letters=[letter("acknowledgement")]), Kept(), PROCEDURE, BY).case
    trace = Trace(NUMBER, received=(NOON, "the mail"), asked={"user.name": "Jane Doe"})
    (received,) = completed(case, trace, BY)
    assert (received.kind, received.at, received.sets) == (
        "received",
        NOON,
        {"user.name": "Jane Doe"},
    )
    again = Case(NUMBER, (*case.events, received))
    assert completed(again, trace, BY) == ()


@pytest.mark.parametrize(
    ("stage", "tab"),
    [
        ("received", PENDING),
        ("approved", PENDING),
        ("hold", "Social Media Complete 2026"),
        ("contacted", "Social Media Complete 2026"),
        ("cancelled", "Social Media Complete 2026"),
    ],
)
def test_a_case_stands_in_the_tab_of_its_stage(stage: str, tab: str) -> None:
    assert tab_of(PROCEDURE, stage, "2026") == tab


def test_only_an_approvals_stage_has_one_before_it() -> None:
    found = {stage: before_approval(PROCEDURE, stage) for stage in PROCEDURE.stages}
    assert {stage: asked for stage, asked in found.items() if asked} == {"approved": "approval"}
