from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.acts import ACTS, steps
from summarizer.ports import AddEvidence, AddQuestion, AnswerComment, FillStep, ResolveComment
from summarizer.situation import Earlier, FileSeen
from summarizer.workspace import shipped
from tests.summarizer.situations import (
    CHART,
    NOW,
    NUMBER,
    happened,
    part,
    seen,
    situation,
    snapshot,
)
from tracker.errors import BadInput, NotFound, Refused

if TYPE_CHECKING:
    from summarizer.plan import Step
    from summarizer.situation import Situation

THREAD = {
    "thread.message_id": "<root@mail.example.com>",
    "thread.subject": "Unhappy user",
    "thread.from": "Pat Kim <pat@example.com>",
    "thread.to": "socialmedia-escalations@example.com",
}
ANSWER = {"answer": "We pay it today."}


def plan(found: Situation, act: str, **args: Any) -> list[Step]:
    return steps(found, part(act, **args))


def one(found: Situation, act: str, **args: Any) -> Step:
    (step,) = plan(found, act, **args)
    return step


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


# --- messages and to-dos -------------------------------------------------------------------


def test_a_mail_is_drafted_under_a_key_of_the_case() -> None:
    found = situation(facts=THREAD, inputs=ANSWER, verb="ack")
    step = one(found, "message", message="acknowledgement")
    assert (step.do, step.event) == ("draft", "drafted")
    assert step.args["key"] == f"{NUMBER}-acknowledgement"
    assert "We pay it today." in step.args["mail"].get_content()
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
    assert draft.args["mail"]["To"] is None
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


# --- facts and people ----------------------------------------------------------------------


def test_a_fact_is_corrected_and_what_it_was_is_kept() -> None:
    found = situation(facts={"network": "X"}, inputs={"field": "network", "value": " Reddit "})
    step = one(found, "set-fact")
    assert (step.event, step.sets, step.data) == ("fact set", {"network": "Reddit"}, {"was": "X"})
    same = situation(facts={"network": "X"}, inputs={"field": "network", "value": "X"})
    assert plan(same, "set-fact") == []
    cleared = situation(facts={"network": "X"}, inputs={"field": "network", "value": " "})
    assert one(cleared, "set-fact").sets == {"network": ""}


@pytest.mark.parametrize("name", ["stage", "tab", "procedure", "thread.root", "colour", ""])
def test_only_a_declared_field_is_corrected(name: str) -> None:
    with pytest.raises(BadInput, match="There is no field"):
        plan(situation(inputs={"field": name, "value": "x"}), "set-fact")


def test_who_holds_a_role_today_is_kept_in_a_fact_with_the_reason() -> None:
    step = one(situation(), "pick", role="reviewers", into="reviewers")
    assert step.sets == {"reviewers": "rosa, ravi"}
    assert step.data["reason"] == "Rosa Example and Ravi Example are in"
    assert "Rosa Example" in step.label
    first = one(situation(), "pick", role="final-approver", into="approver", only=1)
    assert first.sets == {"approver": "fay"}


def test_who_wrote_the_summary_is_not_picked_to_approve_it() -> None:
    found = situation(facts={"author": "fay"})
    args = {"role": "final-approver", "into": "approver", "only": 1, "not": "author"}
    assert one(found, "pick", **args).sets == {"approver": "stan"}


ORGANIZATIONS = {"example.com": "Example", "shop.example.com": "Shop"}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("uma@example.com", "Example"),
        ("uma@MAIL.Example.com", "Example"),
        ("uma@shop.example.com", "Shop"),
        ("uma@a.shop.example.com", "Shop"),
    ],
)
def test_a_user_is_placed_by_the_domain_that_fits_best(address: str, name: str) -> None:
    found = situation(inputs={"email": address})
    args = {"input": "email", "into": "network", "organizations": ORGANIZATIONS}
    assert one(found, "place-by-domain", **args).sets == {"network": name}


@pytest.mark.parametrize("address", ["uma@notexample.com", "uma@example.com.net", "uma", ""])
def test_a_user_whose_domain_nobody_sent_is_refused(address: str) -> None:
    found = situation(inputs={"email": address})
    args = {"input": "email", "into": "network", "organizations": ORGANIZATIONS}
    with pytest.raises(Refused) as refused:
        plan(found, "place-by-domain", rule="002.3", **args)
    assert refused.value.why.startswith("002.3: ")
    assert refused.value.why.endswith("of no supported organization.")


def test_one_more_event_is_recorded_with_what_it_changes() -> None:
    step = one(situation(), "record", event="resolved")
    assert step.event == "resolved"
    assert step.sets == {"stage": "resolved", "tab": "Social Media Complete 2026"}


# --- the document --------------------------------------------------------------------------

OLD = Earlier("SM-20250101-OLDA", "Uma Ray / 12345", "file:///o", "same user id", 100, "d0")
ALIKE = Earlier("SM-20250101-ALIK", "Uma Rai / 99", "file:///a", "a similar name", 80, "d8")


def test_earlier_cases_are_kept_with_why_each_was_found() -> None:
    step = one(situation(earlier=(OLD, ALIKE)), "find-earlier")
    assert step.label == (
        "earlier summaries: SM-20250101-OLDA (same user id), SM-20250101-ALIK (a similar name)"
    )
    assert [e["reason"] for e in step.data["earlier"]] == ["same user id", "a similar name"]
    assert one(situation(), "find-earlier").label == "earlier summaries: none"


def test_the_document_is_titled_with_name_and_id() -> None:
    found = situation(facts={"user.name": "Uma Ray", "user.id": "12345"}, verb="start")
    step = one(found, "make-document")
    new = step.args["new"]
    assert (new.case, new.title) == (NUMBER, "Uma Ray / 12345")
    assert [name for name, _ in new.steps] == [row.step for row in CHART]
    assert len(new.parts) == 4
    assert new.values["user.name"] == "Uma Ray"
    assert new.summary == {}


def test_a_reused_summary_begins_the_new_one() -> None:
    old = Earlier(OLD.case, OLD.title, OLD.url, OLD.reason, 100, "d0", {"Next steps": "Pay."})
    found = situation(earlier=(old,), inputs={"reuse": OLD.case}, verb="start")
    assert one(found, "make-document").args["new"].summary == {"Next steps": "Pay."}
    with pytest.raises(NotFound, match="has no document to reuse"):
        plan(situation(inputs={"reuse": OLD.case}, verb="start"), "make-document")


def test_the_same_user_is_linked_unasked_and_a_similar_one_when_named() -> None:
    found = situation(earlier=(OLD, ALIKE), document=snapshot())
    step = one(found, "link-earlier")
    assert step.args["earlier"] == [OLD]
    assert step.sets == {"earlier": OLD.case}
    named = situation(earlier=(OLD, ALIKE), inputs={"refer": ALIKE.case}, document=snapshot())
    assert one(named, "link-earlier").args["earlier"] == [OLD, ALIKE]
    linked = situation(earlier=(OLD,), facts={"earlier": OLD.case}, document=snapshot())
    assert plan(linked, "link-earlier") == []


def test_a_finding_is_written_with_who_and_when_and_what_was_there_before() -> None:
    inputs = {"step": "css", "finding": "Two notes.", "link": "https://example.com/1"}
    step = one(situation(document=snapshot(), inputs=inputs), "fill-step")
    (edit,) = step.args["edits"]
    wanted = ("CSS notes", "Two notes.", "https://example.com/1", "Dana Example")
    assert edit == FillStep(*wanted, "2026-11-19 10:00")
    assert step.data["before"]["finding"] == "Nothing."
    assert step.event == "step filled"


def test_a_step_that_does_not_apply_says_why() -> None:
    inputs = {"step": "css", "not_applicable": "no notes"}
    step = one(situation(document=snapshot(), inputs=inputs), "fill-step")
    assert step.args["edits"][0].finding == "Not applicable: no notes"


def test_a_finding_that_stands_there_already_is_no_step_unless_its_run_was_interrupted() -> None:
    inputs = {"step": "css", "finding": "Nothing."}
    assert plan(situation(document=snapshot(), inputs=inputs, verb="check"), "fill-step") == []
    before = {"fill CSS notes": {"step": "CSS notes", "finding": ""}}
    begun = happened("intent opened", "check#1/opened", inputs=inputs, before=before)
    found = situation(begun, document=snapshot(), inputs=inputs, verb="check")
    step = one(found, "fill-step")
    assert step.data["before"] == before["fill CSS notes"]


@pytest.mark.parametrize("finding", ["", "  "])
def test_an_empty_finding_is_refused(finding: str) -> None:
    with pytest.raises(BadInput, match="The finding is empty"):
        plan(
            situation(document=snapshot(), inputs={"step": "css", "finding": finding}), "fill-step"
        )


def test_a_question_to_another_team_is_kept_once_and_its_answer_with_it() -> None:
    inputs = {"team": "Payments", "question": "Why?"}
    step = one(situation(document=snapshot(), inputs=inputs, verb="ask"), "keep-question")
    assert step.args["edits"] == [AddQuestion("Payments", "Why?", "")]
    assert step.event == "team asked"
    kept = snapshot(questions=(("Payments", "Why?", ""),))
    assert plan(situation(document=kept, inputs=inputs, verb="ask"), "keep-question") == []
    answered = situation(document=kept, inputs={**inputs, "answer": "A slip."}, verb="ask")
    assert one(answered, "keep-question").event == "team answered"


def test_evidence_is_kept_by_its_hash() -> None:
    inputs = {"text": "What she wrote", "link": "https://example.com/post/1"}
    step = one(situation(document=snapshot(), inputs=inputs), "keep-evidence")
    (edit,) = step.args["edits"]
    assert isinstance(edit, AddEvidence)
    assert (edit.text, edit.link, edit.picture) == (inputs["text"], inputs["link"], None)
    assert step.data["sha256"] == edit.sha256
    other = situation(document=snapshot(), inputs={"text": "What he wrote"})
    assert one(other, "keep-evidence").data["sha256"] != edit.sha256


@pytest.mark.parametrize(
    ("name", "picture", "words"),
    [("post.PNG", True, ""), ("post.pdf", False, "File: post.pdf")],
)
def test_a_file_is_kept_and_a_picture_is_shown(name: str, words: str, *, picture: bool) -> None:
    file = FileSeen(Path(name), "ab" * 32)
    keep, put = plan(situation(document=snapshot(), file=file), "keep-evidence")
    assert (keep.do, keep.args["name"]) == ("keep file", f"abababababab.{name[-3:].lower()}")
    (edit,) = put.args["edits"]
    assert (edit.picture is not None, edit.text) == (picture, words)


def settle(**inputs: str) -> Step:
    found = situation(
        document=snapshot(),
        comments=(seen("open", name="c1"), seen("deleted", name="c2")),
        inputs={"comment": "c1", **inputs},
    )
    return one(found, "settle-comment")


def test_a_comment_is_answered_or_resolved_or_known_to_be_answered() -> None:
    answered = settle(answer="It is in the chart.")
    words = AnswerComment("c1", "It is in the chart.", "Dana Example", NOW)
    assert (answered.event, answered.args["edits"]) == ("comment answered", [words])
    resolved = settle(resolve="yes")
    assert (resolved.event, resolved.args["edits"]) == ("comment resolved", [ResolveComment("c1")])
    both = settle(answer="It is in the chart.", resolve="yes")
    assert both.args["edits"] == [words, ResolveComment("c1")]
    by_hand = settle(answered="yes")
    assert (by_hand.do, by_hand.data) == ("", {"comment": "c1", "state": "answered"})


@pytest.mark.parametrize("named", ["c2", "x", ""])
def test_a_comment_that_is_not_there_is_told_with_those_that_are_open(named: str) -> None:
    comments = (seen("open", name="c1"), seen("deleted", name="c2"), seen("open", name="c3"))
    found = situation(document=snapshot(), comments=comments, inputs={"comment": named})
    with pytest.raises(NotFound) as refused:
        plan(found, "settle-comment")
    assert refused.value.why == "Open ones: c1, c3."


@pytest.mark.parametrize("act", ["fill-step", "keep-question"])
def test_without_a_document_there_is_nothing_to_write_into(act: str) -> None:
    inputs = {"step": "css", "finding": "x", "team": "Payments", "question": "Why?"}
    with pytest.raises(NotFound, match="has no document yet"):
        plan(situation(inputs=inputs), act)


# --- all of them ---------------------------------------------------------------------------


def test_an_act_counts_only_where_its_conditions_hold() -> None:
    found = situation(facts={"network": "X"})
    assert steps(found, part("record", event="resolved", when="network=Y")) == []
    assert steps(found, part("record", event="resolved", unless="network=*")) == []
    assert len(steps(found, part("record", event="resolved", when="network=X"))) == 1


def test_every_act_is_told_in_the_manual_with_its_arguments() -> None:
    manual = (shipped() / "README.md").read_text(encoding="utf-8")
    table = manual.partition("| act | does |")[2].partition("## ")[0]
    rows = {row.split("|")[1].partition("(")[0]: row for row in table.split("\n") if "`" in row}
    for name, act in ACTS.items():
        (line,) = (row for names, row in rows.items() if f"`{name}`" in names)
        signature = act.signature
        for argument in (*signature.needs, *signature.takes, *signature.one_of):
            assert f"`{argument}`" in line, name
