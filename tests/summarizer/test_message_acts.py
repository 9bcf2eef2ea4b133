from __future__ import annotations

from typing import Any

import pytest

from tests.summarizer.situations import NUMBER, happened, one, plan, situation
from tracker.errors import NotFound, Refused

THREAD = {
    "thread.message_id": "<root@mail.example.com>",
    "thread.subject": "Unhappy user",
    "thread.from": "Pat Kim <pat@example.com>",
    "thread.to": "socialmedia-escalations@example.com",
}
ANSWER = {"answer": "We pay it today."}


def drafted(name: str = "acknowledgement", state: str = "drafted") -> Any:
    data: dict[str, Any] = {
        "message": name,
        "state": state,
        "key": f"{NUMBER}-{name}",
        "rule": "acknowledgement",
    }
    return happened(state, f"ack#1/{state} {name}", did="draft", **data)


def left(name: str, state: str = "open", done: str = "") -> Any:
    key = f"ack#1/{state} {name}"
    return happened("to-do", key, todo=name, state=state, service="room", done=done)


def test_a_mail_is_drafted_under_a_key_of_the_case() -> None:
    found = situation(facts=THREAD, inputs=ANSWER, verb="ack")
    step = one(found, "message", message="acknowledgement")
    assert (step.do, step.event) == ("draft", "drafted")
    assert step.args["key"] == f"{NUMBER}-acknowledgement"
    assert b"We pay it today." in step.args["mail"]
    assert step.data["state"] == "drafted"
    assert step.data["rule"] == "acknowledgement"


def test_a_second_mail_of_a_name_has_a_number_also_if_the_first_was_taken_back() -> None:
    undone = happened("undone", "undo#ack#1/undone", intent="ack#1")
    for events in ([drafted()], [drafted(), undone]):
        found = situation(*events, facts=THREAD, inputs=ANSWER, verb="ack", intent="ack#2")
        step = one(found, "message", message="acknowledgement")
        assert step.data["message"] == "acknowledgement-2"
        assert step.args["key"] == f"{NUMBER}-acknowledgement-2"
    again = situation(drafted(), facts=THREAD, inputs=ANSWER, verb="ack", intent="ack#1")
    step = one(again, "message", message="acknowledgement")
    assert step.data["message"] == "acknowledgement"


def test_a_reply_without_a_thread_is_a_to_do_whose_doing_is_the_same_event() -> None:
    found = situation(inputs=ANSWER, verb="ack")
    step = one(found, "message", message="acknowledgement")
    assert (step.do, step.event) == ("", "to-do")
    assert step.data["todo"] == "acknowledgement"
    assert step.data["done"] == "acknowledged"
    assert step.data["words"].startswith("Reply to all on the thread: ")


def test_a_mail_to_nobody_is_drafted_and_a_to_do_says_so() -> None:
    draft, todo = plan(situation(facts=THREAD), "message", message="user-notice")
    assert b"\r\nTo:" not in draft.args["mail"]
    assert todo.data["todo"] == "user-notice-address"
    assert "the user's address is not known" in todo.data["words"]


def test_the_words_of_a_to_do_are_filled_once() -> None:
    facts = {"user.name": "{owner}", "owner": "dana"}
    words = {"id": "tell-{owner}", "service": "room", "words": "Tell {user.name}, {tickets}."}
    step = one(situation(facts=facts), "todo", done="announced", **words)
    assert step.data == {
        "todo": "tell-dana",
        "state": "open",
        "service": "room",
        "words": "Tell {owner}, .",
        "done": "announced",
    }
    assert step.key == "to-do tell-dana"


def test_a_to_do_can_have_a_wording() -> None:
    found = situation(facts={"user.name": "Uma Ray"}, verb="ack")
    step = one(found, "todo", id="announcement", service="room", wording="announcement.j2")
    assert step.data["words"] == f"I will take the social media issue {NUMBER} of Uma Ray."


def test_a_draft_that_has_left_is_the_event_of_its_rule() -> None:
    found = situation(drafted(), facts={"stage": "received"}, inputs={"message": "acknowledgement"})
    step = one(found, "mark-sent")
    assert step.event == "acknowledged"
    assert step.sets == {"stage": "acknowledged"}
    assert (step.data["state"], step.data["did"]) == ("sent", "")
    later = situation(drafted(), facts={"stage": "review"}, inputs={"message": "acknowledgement"})
    assert one(later, "mark-sent").sets == {}


def test_what_has_left_has_left() -> None:
    sent = situation(drafted(state="sent"), inputs={"message": "acknowledgement"})
    assert plan(sent, "mark-sent") == []
    assert plan(sent, "send") == []
    with pytest.raises(Refused, match="is recorded as sent"):
        plan(
            situation(drafted(state="sent"), inputs={"message": "acknowledgement", "no": "yes"}),
            "mark-sent",
        )


def test_an_uncertain_mail_that_did_not_leave_is_a_draft_again() -> None:
    inputs = {"message": "acknowledgement", "no": "yes"}
    step = one(situation(drafted(state="uncertain"), inputs=inputs), "mark-sent")
    assert (step.event, step.data["state"], step.sets) == ("not sent", "drafted", {})


def test_a_mail_is_sent_by_its_key_and_is_then_the_event_of_its_rule() -> None:
    step = one(situation(drafted(), inputs={"message": "acknowledgement"}), "send")
    assert (step.do, step.event) == ("send", "acknowledged")
    assert step.args["key"] == f"{NUMBER}-acknowledgement"


@pytest.mark.parametrize(
    ("named", "meant"),
    [("call", "call"), ("call-2", "call-2"), ("write", "write-3"), ("call-2-x", "call-2-x")],
)
def test_a_to_do_is_named_by_its_id_or_by_its_name_for_the_newest(named: str, meant: str) -> None:
    events = [left(name) for name in ("call", "call-2", "call-2-x", "write-2", "write-3")]
    step = one(situation(*events, inputs={"todo": named}), "mark-done")
    assert step.data["todo"] == meant


def test_a_to_do_that_was_done_is_the_event_that_it_stands_for() -> None:
    found = situation(left("announce", done="announced"), inputs={"todo": "announce"})
    assert one(found, "mark-done").event == "announced"
    found = situation(left("call"), inputs={"todo": "call"})
    assert one(found, "mark-done").event == "to-do done"
    found = situation(left("call"), left("call", "done"), inputs={"todo": "call"})
    assert plan(found, "mark-done") == []


def test_a_verb_closes_the_open_to_dos_that_it_makes_needless() -> None:
    events = [left("call", "done"), left("call-2"), left("call-back"), left("write")]
    step = one(situation(*events), "close-todo", todo="call")
    assert (step.event, step.data["todo"], step.data["state"]) == ("to-do done", "call-2", "done")


@pytest.mark.parametrize("named", ["cal", "call-1-", "cal.", ""])
def test_a_to_do_that_is_not_there_is_told_with_those_that_are(named: str) -> None:
    with pytest.raises(NotFound) as refused:
        plan(situation(left("call"), left("write"), inputs={"todo": named}), "mark-done")
    assert refused.value.what == f"{NUMBER} has no todo called {named!r}"
    assert refused.value.why == "It has: call, write."
