from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.guards import GUARDS, problems
from summarizer.ports import CommentState, Finding
from summarizer.procedure import signatures
from summarizer.review import summary_hash
from summarizer.workspace import shipped
from tests.summarizer.desk import people, person
from tests.summarizer.situations import (
    CHART,
    HOUR,
    NOW,
    NUMBER,
    SUMMARY,
    happened,
    part,
    seen,
    situation,
    snapshot,
)

if TYPE_CHECKING:
    from summarizer.situation import Situation


def says(found: Situation, guard: str, **args: Any) -> list[str]:
    return problems(found, part(guard, **args))


# --- facts and inputs ----------------------------------------------------------------------


def test_a_fact_must_have_a_value() -> None:
    found = situation(facts={"owner": "dana", "network": "X"})
    assert says(found, "fact-is", fact="owner", value="dana") == []
    assert says(found, "fact-is", fact="owner", value="sam") == ["owner is dana, not sam."]
    assert says(found, "fact-is", fact="tickets", value="1") == ["tickets is empty, not 1."]
    assert says(found, "fact-is", fact="tickets", value="") == []
    assert says(found, "fact-is", fact="owner", value="{actor}") == []


def test_a_fact_must_not_have_a_value() -> None:
    found = situation(facts={"summary_wanted": "no"})
    assert says(found, "fact-is-not", fact="summary_wanted", value="no") == [
        "summary_wanted is no."
    ]
    assert says(found, "fact-is-not", fact="summary_wanted", value="yes") == []
    assert says(found, "fact-is-not", fact="owner", value="") == ["owner is empty."]


def test_facts_must_be_known_and_each_is_told_with_how_to_set_it() -> None:
    found = situation(facts={"user.name": "Uma Ray"})
    assert says(found, "has-facts", facts=["user.name", "user.id"]) == [
        f"user.id is missing; type: summarizer set {NUMBER} user.id VALUE"
    ]


def test_an_input_must_be_one_of_some() -> None:
    found = situation(inputs={"threat": "maybe"})
    values = ("yes", "no")
    assert says(found, "input-is", input="threat", values=values) == [
        "threat is 'maybe', not one of: yes, no."
    ]
    assert says(situation(inputs={"threat": "no"}), "input-is", input="threat", values=values) == []
    assert says(situation(), "input-is", input="threat", values=values) != []


@pytest.mark.parametrize("answer", ["", " ", "ok", "Thanks!", "!!!"])
def test_an_answer_of_a_word_is_not_in_ones_own_words(answer: str) -> None:
    (problem,) = says(situation(inputs={"answer": answer}), "own-words", input="answer")
    assert "--answer must say in your own words" in problem


def test_a_sentence_is_in_ones_own_words() -> None:
    found = situation(inputs={"answer": "We pay it today."})
    assert says(found, "own-words", input="answer") == []


DOMAINS = ("gmail.com", "yahoo.com")


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("uma@corp.example.com", ""),
        ("uma@notgmail.com", ""),
        ("uma@gmail.com.example.com", ""),
        ("uma@GMAIL.com", "gmail.com is not an employer's domain."),
        ("uma@mail.yahoo.com", "mail.yahoo.com is not an employer's domain."),
        ("uma@a@gmail.com", "'uma@a@gmail.com' is not an address."),
        ("uma@gmail.com ", "gmail.com is not an employer's domain."),
        ("uma@gmail.com.", "'uma@gmail.com.' is not an address."),
        ("gmail.com", "'gmail.com' is not an address."),
        ("uma@", "'uma@' is not an address."),
        ("", "'' is not an address."),
    ],
)
def test_an_address_is_not_at_a_free_mail_provider(address: str, problem: str) -> None:
    found = says(situation(inputs={"email": address}), "domain-not", input="email", domains=DOMAINS)
    assert found == ([problem] if problem else [])


# --- people --------------------------------------------------------------------------------


def test_who_is_named_holds_a_role() -> None:
    assert says(situation(inputs={"by": "rosa"}), "in-role", role="reviewers") == []
    assert says(situation(inputs={"by": "dana"}), "in-role", role="reviewers") == [
        "dana is not one of rosa, ravi."
    ]


def test_who_is_named_is_among_those_of_a_fact() -> None:
    found = situation(facts={"reviewers": "rosa, ravi"}, inputs={"by": "ravi"})
    assert says(found, "by-one-of", fact="reviewers") == []
    assert says(situation(inputs={"by": "ravi"}), "by-one-of", fact="reviewers") == [
        "ravi is not among them: nobody was asked."
    ]
    found = situation(facts={"reviewers": "rosa"}, inputs={"by": "ros"})
    assert says(found, "by-one-of", fact="reviewers") == ["ros is not among them: rosa."]


def test_who_acts_is_the_person_of_a_fact() -> None:
    owned = {"owner": "dana"}
    assert says(situation(facts=owned), "actor-is", fact="owner") == []
    assert says(situation(facts=owned, actor="sam"), "actor-is", fact="owner") == [
        "That is for dana, not for sam."
    ]
    found = situation(facts=owned, inputs={"by": "tess"})
    assert says(found, "actor-is", fact="owner") == ["That is for dana, not for tess."]
    assert says(situation(), "actor-is", fact="owner") == ["Owner: nobody yet."]


def test_only_an_approver_may_approve_and_not_the_author() -> None:
    def may(who: str, author: str = "dana", **changed: Any) -> list[str]:
        found = situation(facts={"author": author}, inputs={"by": who}, **changed)
        return says(found, "may-approve", role="final-approver", author="author")

    assert may("fay") == []
    assert may("finn") == []
    assert may("fay", author="fay") == ["Fay Example wrote the summary; somebody else approves it."]
    assert "can't approve" in may("rosa")[0]
    assert "can't approve" in may("stan")[0]
    off = people(person("fay", "2026-11-19"))
    assert may("stan", people=off) == []


# --- the document --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "guard", ["has-document", "chart-complete", "summary-complete", "contact-copy"]
)
def test_without_a_document_nothing_in_it_is_complete(guard: str) -> None:
    assert says(situation(), guard) == [
        f"There is no document yet; type: summarizer start {NUMBER}"
    ]
    assert says(situation(document=snapshot()), guard) == []


def test_a_step_without_a_finding_and_a_step_that_is_gone_are_named() -> None:
    chart = (Finding("Iovation", ""), *(row for row in CHART if row.step != "CSS notes"))
    found = situation(document=snapshot(chart=chart[:-1]))
    assert says(found, "chart-complete") == [
        "Research: no finding for Iovation.",
        "Research: the chart has no row for CSS notes any more.",
        "Research: the chart has no row for Previous tickets any more.",
    ]


def test_a_part_of_the_summary_that_says_nothing_is_named() -> None:
    summary = {**SUMMARY, "Next steps": " \n"}
    del summary["How we will resolve it"]
    assert says(situation(document=snapshot(summary=summary)), "summary-complete") == [
        "Summary: How we will resolve it is empty.",
        "Summary: Next steps is empty.",
    ]


def test_the_contact_copy_holds_words_or_a_picture() -> None:
    assert says(situation(document=snapshot(contact_copy="", pictures=1)), "contact-copy") == []
    assert says(situation(document=snapshot(contact_copy=" ")), "contact-copy") == [
        f"The Social Media Contact Copy is empty; add to it with: summarizer evidence {NUMBER} FILE"
    ]


def test_the_summary_is_what_was_approved() -> None:
    approved = happened("approved", sets_approved_hash=summary_hash(SUMMARY), summary=SUMMARY)
    same = situation(approved, document=snapshot())
    assert says(same, "summary-unchanged", event="approved") == []
    edited = snapshot(summary=SUMMARY | {"Next steps": "Dana pays half."})
    (problem,) = says(situation(approved, document=edited), "summary-unchanged", event="approved")
    assert "the approval is void" in problem
    assert f"summarizer approve {NUMBER} --by WHO" in problem
    assert "-Dana pays it today.\n+Dana pays half." in problem
    never = situation(document=snapshot())
    assert says(never, "summary-unchanged", event="approved") == ["There is no approved summary."]


# --- comments and reviewers ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "stands"),
    [("open", True), ("reopened", True), ("answered", False), ("resolved", False)],
)
def test_an_open_or_reopened_comment_stands_in_the_way(
    state: CommentState, *, stands: bool
) -> None:
    problem = f"Comment c1 by Rosa Example is {state}: Which job is it?"
    found = says(situation(comments=(seen(state),)), "comments-settled")
    assert found == ([problem] if stands else [])


def test_a_comment_that_was_deleted_unanswered_wants_a_reason() -> None:
    deleted = (seen("deleted", was="open"), seen("deleted", was="resolved", name="c2"))
    (problem,) = says(situation(comments=deleted), "comments-settled")
    assert problem.startswith("Comment c1 by Rosa Example was deleted unanswered")
    assert "--deleted WHY" in problem
    told = situation(comments=deleted, inputs={"deleted": "It was a slip."})
    assert says(told, "comments-settled") == []


def test_a_reason_for_deleted_comments_does_not_settle_open_ones() -> None:
    both = (seen("deleted", was="open"), seen("open", name="c2"))
    found = situation(comments=both, inputs={"deleted": "It was a slip."})
    assert [p.split()[1] for p in says(found, "comments-settled")] == ["c2"]


@given(st.text(max_size=300))
def test_a_refusal_quotes_one_short_line_of_a_comment(text: str) -> None:

    one = seen("open")
    long = one._replace(comment=one.comment._replace(text=text))
    (problem,) = says(situation(comments=(long,)), "comments-settled")
    assert len(problem) < 120
    assert len(problem.splitlines()) <= 1 + sum(c in "\x1c\x1d\x1e\x85\u2028\u2029" for c in text)


def test_everybody_who_was_asked_has_reviewed() -> None:
    asked = {"reviewers": "rosa, ravi"}
    events = [happened("reviewed", by="rosa")]
    guard = {"fact": "reviewers", "event": "reviewed"}
    assert says(situation(*events, facts=asked), "reviewed-by-all", **guard) == [
        f"ravi is not done; type: summarizer reviewed {NUMBER} --by ravi"
    ]
    events.append(happened("reviewed", "reviewed#2/x", by="ravi"))
    assert says(situation(*events, facts=asked), "reviewed-by-all", **guard) == []


def test_who_was_asked_again_reviews_again() -> None:
    events = [
        happened("reviewed", by="rosa", at=NOW - 2 * HOUR),
        happened("review requested", at=NOW - HOUR, sets_reviewers="rosa"),
    ]
    found = says(situation(*events), "reviewed-by-all", fact="reviewers", event="reviewed")
    assert found == [f"rosa is not done; type: summarizer reviewed {NUMBER} --by rosa"]


def test_who_has_reviewed_is_done_although_the_reviewers_were_corrected_since() -> None:
    events = [
        happened("review requested", sets_reviewers="rosa, ravi"),
        happened("reviewed", by="rosa"),
        happened("fact set", sets_reviewers="rosa"),
    ]
    found = situation(*events)
    assert says(found, "reviewed-by-all", fact="reviewers", event="reviewed") == []


# --- what has happened ---------------------------------------------------------------------


def test_something_must_have_happened() -> None:
    assert says(situation(), "happened", event="user contacted") == [
        "“user contacted” hasn't happened yet."
    ]
    found = situation(happened("user contacted"))
    assert says(found, "happened", event="user contacted") == []


def test_the_wait_begins_with_the_mail_and_is_over_after_its_time() -> None:
    def wait(*events: Any) -> list[str]:
        return says(situation(*events, verb="contact"), "hold-over", clock="hold")

    assert wait() == ["The wait hasn't begun: the mail is not sent."]
    assert wait(happened("summary sent", at=NOW - HOUR)) == []
    almost = NOW - HOUR + timedelta(minutes=1)
    assert wait(happened("summary sent", at=almost)) == [
        "Wait until Thu 19 Nov 10:01 PST: there may still be questions."
    ]
    sent = happened("summary sent", at=NOW - 2 * HOUR)
    for at in (NOW - HOUR - timedelta(minutes=30), NOW - HOUR + timedelta(minutes=30)):
        assert wait(sent, happened("question", at=at)) == [
            "A question stands; the wait goes on once it is answered."
        ]
        assert wait(sent, happened("question", at=at), happened("answered", at=at)) == []


def test_a_guard_counts_only_where_its_conditions_hold() -> None:
    def refuses(**condition: str) -> bool:
        found = situation(facts={"network": "X"})
        return bool(problems(found, part("fact-is", fact="owner", value="sam", **condition)))

    assert refuses()
    assert refuses(when="network=X")
    assert refuses(when="network=*")
    assert not refuses(when="network=Y")
    assert not refuses(when="tickets=*")
    assert not refuses(unless="network=X")
    assert not refuses(unless="network=*")
    assert refuses(unless="tickets=*")


def test_every_guard_is_told_in_the_manual_with_its_arguments() -> None:
    manual = (shipped() / "README.md").read_text(encoding="utf-8")
    table = manual.partition("| guard |")[2].partition("| act |")[0]
    assert GUARDS.keys() == signatures.GUARDS.keys()
    for name, signature in signatures.GUARDS.items():
        (line,) = (
            row
            for row in table.splitlines()
            if f"`{name}`" in row[: row.find("|", 1)].split("(")[0]
        )
        for argument in (*signature.needs, *signature.takes):
            assert f"`{argument}`" in line, name
