from __future__ import annotations

import pytest

from summarizer import needless
from tests.summarizer.situations import happened, procedure, situation
from tracker.case import Case, Event

SOCIAL = procedure("social-media-summary")
HELPDESK = procedure("problematic-to-pr-cs")


def case(*events: Event, stage: str = "review", **facts: str) -> Case:
    return situation(*events, facts={"stage": stage, **facts}).case


def draft(name: str, intent: str, state: str = "drafted") -> Event:
    rule = name.removesuffix("-2")
    return happened(state, f"{intent}/draft {name}", message=name, state=state, rule=rule)


def to_do(name: str, intent: str, of: str = "") -> Event:
    return happened("to-do", f"{intent}/to-do {name}", todo=name, state="open", draft=of)


def asked(who: str) -> Event:
    return happened("picked", "request-review#1/pick reviewers", sets_reviewers=who)


def done(who: str) -> Event:
    return happened("reviewed", f"reviewed#{who}/event reviewed", by=who)


REQUEST = (asked("rosa, ravi"), draft("review-request", "request-review#1"))


@pytest.mark.parametrize(
    ("events", "over"),
    [
        ((*REQUEST,), set()),
        ((*REQUEST, done("rosa")), set()),
        ((*REQUEST, done("rosa"), done("ravi")), {"review-request"}),
        ((*REQUEST, happened("approval requested", "request-approval#1/e")), {"review-request"}),
        ((*REQUEST, draft("review-request", "sent#1", "sent"), done("rosa"), done("ravi")), set()),
        ((draft("approval-request", "a#1"), happened("approved", "b#1/e")), {"approval-request"}),
        ((happened("approved", "b#1/e"), draft("approval-request", "a#2")), set()),
        ((draft("user-notice", "a#1"), happened("user contacted", "c#1/e")), {"user-notice"}),
        ((draft("acknowledgement", "a#1"), happened("user contacted", "c#1/e")), set()),
    ],
)
def test_a_draft_is_needless_once_what_it_asks_for_has_happened(
    events: tuple[Event, ...], over: set[str]
) -> None:
    assert needless.drafts(SOCIAL, case(*events)) == over


CANCELLED = happened("cancelled", "cancel#1/event cancelled", sets_stage="cancelled")


def test_nothing_is_to_be_done_for_a_cancelled_case_but_what_is_uncertain() -> None:
    events = (
        draft("acknowledgement", "ack#1"),
        draft("user-notice", "ack#1", "uncertain"),
        to_do("announcement", "ack#1"),
    )
    assert needless.drafts(SOCIAL, case(*events)) == needless.todos(SOCIAL, case(*events)) == set()
    closed = case(*events, CANCELLED)
    assert needless.drafts(SOCIAL, closed) == {"acknowledgement"}
    assert needless.todos(SOCIAL, closed) == {"announcement"}


def test_what_the_closing_verb_left_is_still_to_be_done() -> None:
    resolved = happened("resolved", "resolve#1/event resolved", sets_stage="resolved")
    events = (to_do("announcement", "ack#1"), to_do("solve-ticket", "resolve#1"), resolved)
    closed = case(*events, to_do("alert-team", "later#1"))
    assert needless.todos(HELPDESK, closed) == {"announcement"}
    assert needless.left_behind(HELPDESK, closed, "todo") == {"announcement"}


def test_a_mail_to_the_user_is_not_forgotten_because_its_case_is_resolved() -> None:
    resolved = happened("resolved", "resolve#1/event resolved", sets_stage="resolved")
    mails = [draft(name, "a#1") for name in ("acknowledgement", "user-reply", "accepted")]
    assert needless.drafts(SOCIAL, case(*mails, resolved)) == {"accepted"}
    assert len(needless.drafts(SOCIAL, case(*mails, CANCELLED))) == len(mails)


def test_what_a_sent_mail_closed_was_closed_by_its_verb() -> None:
    left = happened("sent", "sent#1/x", sets_stage="resolved", message="summary", state="sent")
    events = (draft("summary", "resolve#1"), to_do("alert-team", "resolve#1"), left)
    assert needless.todos(SOCIAL, case(*events)) == set()


@pytest.mark.parametrize("state", ["sent", "withdrawn"])
def test_a_draft_that_left_needs_no_address_any_more(state: str) -> None:
    events = (draft("user-notice", "ack#1"), to_do("a", "ack#1", of="user-notice"))
    assert needless.todos(SOCIAL, case(*events)) == set()
    assert needless.todos(SOCIAL, case(*events, draft("user-notice", "s#1", state))) == {"a"}
