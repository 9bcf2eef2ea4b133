"""Reviewers, comments and the final approver: rows 003.6.1 to 003.6.5."""

from __future__ import annotations

from typing import Any

import pytest
import tomlkit

from tests.desk import Desk, addresses
from tests.paper import FINDINGS, SUMMARY
from tests.procedures.social import comment_id, paper, refused

PART = "Next steps"
TODAY = "2026-11-19"


def off(desk: Desk, *who: str) -> None:
    """Let these people be off today."""
    file = desk.root / "people.toml"
    table: dict[str, Any] = tomlkit.parse(file.read_text(encoding="utf-8"))
    for key in who:
        table["person"][key]["days_off"] = [TODAY]
        table["person"][key].pop("shifts", None)
    file.write_text(tomlkit.dumps(table), encoding="utf-8")


# --- 003.6.1 the reviewers ------------------------------------------------------------------


@pytest.mark.row("003.6.1")
def test_both_reviewers_get_the_link(desk: Desk, written: str) -> None:
    said = desk("request-review", written)
    assert "rosa, ravi: Rosa Lindqvist and Ravi Menon are in" in said.out
    mail = desk.mails(written)["review-request"]
    assert addresses(mail, "To") == {"rosa.lindqvist@example.com", "ravi.menon@example.com"}
    assert addresses(mail, "From") == {"dana.reyes@example.com"}
    assert desk("show", written, "--json").json["document"]["url"] in mail.get_content()
    assert mail.get_content().startswith("Hi Rosa and Ravi,")
    cells = desk.row(written).cells
    assert (cells["Reviewers"], cells["Stage"]) == ("rosa, ravi", "review")


@pytest.mark.row("003.6.1")
@pytest.mark.parametrize(
    ("who", "asked", "why"),
    [
        (["rosa"], "ravi", "Rosa Lindqvist is off on 2026-11-19"),
        (["rosa", "ravi"], "sam", "Ravi Menon is off on 2026-11-19; Sam Okafor acts"),
    ],
)
def test_who_is_off_that_day_is_not_asked(
    desk: Desk, written: str, who: list[str], asked: str, why: str
) -> None:
    off(desk, *who)
    assert why in desk("request-review", written).out
    assert desk.row(written).cells["Reviewers"] == asked
    assert len(addresses(desk.mails(written)["review-request"], "To")) == 1
    desk("reviewed", written, "--by", asked)
    desk("request-approval", written)


def test_nobody_left_to_review_is_refused_and_everybody_is_named(desk: Desk, written: str) -> None:
    off(desk, "rosa", "ravi", "sam")
    before = desk.everything()
    said = desk("request-review", written, code=5).err
    assert "Nobody can act as reviewers on 2026-11-19" in said
    assert "Sam Okafor is off on 2026-11-19" in said
    assert desk.everything() == before


def test_all_that_a_review_waits_for_is_said_at_once(desk: Desk, started: str) -> None:
    before = desk.everything()
    said = desk("request-review", started, code=5).err
    for step in FINDINGS:
        assert f"003.5.2: Research: no finding for {step}." in said
    for part in SUMMARY:
        assert f"003.5.5: Summary: {part} is empty." in said
    assert "003.5.1: The Social Media Contact Copy is empty" in said
    assert {k: v for k, v in desk.everything().items() if k != "observations"} == {
        k: v for k, v in before.items() if k != "observations"
    }


@pytest.mark.row("003.6.1")
def test_only_who_was_asked_can_be_done(desk: Desk, in_review: str) -> None:
    said = desk("reviewed", in_review, "--by", "sam", code=5)
    assert "sam is not among them: rosa, ravi." in refused(said, "003.6.1")


# --- 003.6.2, 003.6.3 comments --------------------------------------------------------------


@pytest.mark.row("003.6.2")
def test_reviewers_comment_in_the_document_and_say_when_they_are_done(
    desk: Desk, in_review: str
) -> None:
    paper(desk, in_review).comment(PART, "By which day?")
    said = desk("comments", in_review).out
    assert "open" in said
    assert "Rosa Lindqvist" in said
    assert "By which day?" in said
    assert SUMMARY[PART] in said
    desk("reviewed", in_review, "--by", "Rosa Lindqvist", "--note", "One question.")
    done = desk.case(in_review).last("reviewed")
    assert done is not None
    assert (done.data["by"], done.note) == ("rosa", "One question.")
    desk("sync", in_review)
    assert desk.row(in_review).cells["Comments"] == "1 open"
    assert desk("list", "--json").json[0]["comments"]["open"] == 1


@pytest.mark.row("003.6.3")
def test_a_comment_is_met_and_resolved(desk: Desk, reviewed: str) -> None:
    paper(desk, reviewed).comment(PART, "By which day?")
    said = refused(desk("request-approval", reviewed, code=5), "003.6.4")
    assert "by Rosa Lindqvist is open: By which day?" in said
    desk("comments", reviewed, comment_id(desk, reviewed), "--resolve")
    assert desk("comments", reviewed, "--json").json["comments"][0]["state"] == "resolved"
    desk("request-approval", reviewed)


@pytest.mark.row("003.6.3")
def test_a_comment_is_answered_and_stays_to_be_seen(desk: Desk, reviewed: str) -> None:
    paper(desk, reviewed).comment(PART, "By which day?")
    desk("comments", reviewed, comment_id(desk, reviewed), "--answer", "Payments can't say yet.")
    (comment,) = desk("comments", reviewed, "--json").json["comments"]
    assert comment["state"] == "answered"
    assert [(r["author"], r["text"]) for r in comment["replies"]] == [
        ("Dana Reyes", "Payments can't say yet.")
    ]
    desk("request-approval", reviewed)


@pytest.mark.row("003.6.3")
def test_a_comment_that_was_reopened_waits_again(desk: Desk, reviewed: str) -> None:
    paper(desk, reviewed).comment(PART, "By which day?")
    desk("comments", reviewed, comment_id(desk, reviewed), "--resolve")
    paper(desk, reviewed).reopen()
    assert "is reopened: By which day?" in desk("request-approval", reviewed, code=5).err
    desk("sync", reviewed)
    assert "is reopened: By which day?" in desk("request-approval", reviewed, code=5).err
    desk("comments", reviewed, comment_id(desk, reviewed), "--answer", "By Friday.")
    desk("request-approval", reviewed)


@pytest.mark.row("003.6.3")
def test_a_comment_that_was_deleted_unanswered_wants_a_reason(desk: Desk, reviewed: str) -> None:
    paper(desk, reviewed).comment(PART, "By which day?")
    desk("sync", reviewed)
    paper(desk, reviewed).uncomment()
    said = refused(desk("request-approval", reviewed, code=5), "003.6.4")
    assert "was deleted unanswered (By which day?); say why with --deleted WHY" in said
    desk("request-approval", reviewed, "--deleted", "She withdrew it on the phone.")
    asked = desk.case(reviewed).last("approval requested")
    assert asked is not None
    assert asked.data["deleted"] == "She withdrew it on the phone."


def test_an_answer_that_a_file_format_lost_is_recorded_by_hand(desk: Desk, reviewed: str) -> None:
    paper(desk, reviewed).comment(PART, "By which day?")
    desk("comments", reviewed, "--answered", comment_id(desk, reviewed))
    assert desk("comments", reviewed, "--json").json["comments"][0]["state"] == "answered"
    desk("request-approval", reviewed)


def test_a_comment_that_is_not_there_is_not_found(desk: Desk, reviewed: str) -> None:
    said = desk("comments", reviewed, "77", "--resolve", code=3)
    assert "No comment is called '77'" in said.err


# --- 003.6.4 the final approver -------------------------------------------------------------


@pytest.mark.row("003.6.4")
def test_the_final_approver_gets_the_link(desk: Desk, reviewed: str) -> None:
    desk("request-approval", reviewed, "--note", "It is urgent.")
    mail = desk.mails(reviewed)["approval-request"]
    assert addresses(mail, "To") == {"fay.brandt@example.com"}
    assert desk("show", reviewed, "--json").json["document"]["url"] in mail.get_content()
    assert "It is urgent." in mail.get_content()
    assert desk.case(reviewed).stage == "approval"


@pytest.mark.row("003.6.4")
@pytest.mark.parametrize(
    ("who", "asked", "why"),
    [
        (["fay"], "stan.whitlock", "Fay Brandt is off on 2026-11-19; Stan Whitlock acts"),
        (
            ["fay", "stan"],
            "lee.marsh",
            "Fay Brandt is off on 2026-11-19; Stan Whitlock is off on 2026-11-19; Lee Marsh acts",
        ),
    ],
)
def test_if_the_approver_is_out_the_stand_in_gets_it_directly(
    desk: Desk, reviewed: str, who: list[str], asked: str, why: str
) -> None:
    off(desk, *who)
    assert why in desk("request-approval", reviewed).out
    mail = desk.mails(reviewed)["approval-request"]
    assert addresses(mail, "To") == {f"{asked}@example.com"}
    desk("approve", reviewed, "--by", f"{asked}@example.com")


@pytest.mark.row("003.6.4")
def test_approval_is_not_asked_for_before_all_reviewers_are_done(
    desk: Desk, in_review: str
) -> None:
    desk("reviewed", in_review, "--by", "rosa")
    said = refused(desk("request-approval", in_review, code=5), "003.6.4")
    assert f"ravi is not done; type: summarizer reviewed {in_review} --by ravi" in said
    assert "rosa is not done" not in said
    desk("request-approval", in_review, "--override", "Ravi is ill.")
    asked = desk.case(in_review).last("approval requested")
    assert asked is not None
    assert asked.data["override"] == "Ravi is ill."


@pytest.mark.row("003.6.4")
def test_an_override_does_not_pass_over_a_comment(desk: Desk, in_review: str) -> None:
    paper(desk, in_review).comment(PART, "By which day?")
    said = desk("request-approval", in_review, "--override", "Ravi is ill.", code=5)
    assert "is open: By which day?" in said.err
    assert "is not done" not in said.err


# --- 003.6.5 the approval -------------------------------------------------------------------


@pytest.mark.row("003.6.5")
@pytest.mark.parametrize("who", ["fay", "Finn Aalto"])
def test_either_final_approver_says_that_it_is_ready(desk: Desk, reviewed: str, who: str) -> None:
    desk("request-approval", reviewed)
    desk("approve", reviewed, "--by", who, "--evidence", "https://mail.example.com/42")
    approval = desk("show", reviewed, "--json").json["approval"]
    assert approval["by"] == ("fay" if who == "fay" else "finn")
    assert approval["evidence"] == "https://mail.example.com/42"
    assert len(approval["hash"]) == 64
    assert approval["stands"] is True
    assert desk.row(reviewed).cells["Approved by"] == approval["by"]


@pytest.mark.row("003.6.5")
@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("rosa", "Rosa Lindqvist can't approve: that is for Fay Brandt or Finn Aalto."),
        ("stan", "Stan Whitlock can't approve: that is for Fay Brandt or Finn Aalto."),
        ("nobody@example.com", "knows nobody called 'nobody@example.com'"),
    ],
)
def test_nobody_else_approves(desk: Desk, reviewed: str, who: str, why: str) -> None:
    desk("request-approval", reviewed)
    assert why in refused(desk("approve", reviewed, "--by", who, code=5), "003.6.5")
    assert desk("show", reviewed, "--json").json["approval"] is None


@pytest.mark.row("003.6.5")
def test_the_author_never_approves(desk: Desk, acknowledged: str) -> None:
    desk.sits("fay")
    desk("start", acknowledged)
    paper(desk, acknowledged).fill()
    desk("request-review", acknowledged)
    for who in ("rosa", "ravi"):
        desk("reviewed", acknowledged, "--by", who)
    said = desk("request-approval", acknowledged)
    assert "Fay Brandt is the author; Stan Whitlock acts" in said.out
    said = desk("approve", acknowledged, "--by", "fay", code=5)
    assert "Fay Brandt wrote the summary; somebody else approves it." in refused(said, "003.6.5")
    desk("approve", acknowledged, "--by", "stan")


@pytest.mark.row("003.6.5")
def test_an_approval_waits_for_the_comments(desk: Desk, reviewed: str) -> None:
    desk("request-approval", reviewed)
    paper(desk, reviewed).comment(PART, "By which day?", author="Fay Brandt")
    said = refused(desk("approve", reviewed, "--by", "fay", code=5), "003.6.4")
    assert "by Fay Brandt is open: By which day?" in said


def test_a_yes_is_recorded_at_the_time_it_was_given(desk: Desk, reviewed: str) -> None:
    desk("request-approval", reviewed)
    desk.at("2026-11-19T11:00")
    desk("approve", reviewed, "--by", "fay", "--at", "10:45")
    approved = desk.case(reviewed).last("approved")
    assert approved is not None
    assert approved.at.isoformat() == "2026-11-19T18:45:00+00:00"
