from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarizer.ports import AddEvidence, AddQuestion, AnswerComment, FillStep, ResolveComment
from summarizer.situation import Earlier, FileSeen
from tests.summarizer.situations import (
    CHART,
    NOW,
    NUMBER,
    happened,
    one,
    plan,
    seen,
    situation,
    snapshot,
)
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from summarizer.plan import Step

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
