from __future__ import annotations

from typing import Any

import pytest

from tests.desk import Desk, addresses

NAME = "problematic-to-pr-social"
ANSWER = "I will call her bank about the refund today."


def acknowledged(desk: Desk) -> str:
    """The number of a case that came by mail and was acknowledged."""
    mail = desk.receive("escalation")
    return str(desk("ack", "--mail", mail, "--answer", ANSWER, "--json").json["case"])


@pytest.mark.row("003.7.1")
def test_a_mail_of_a_person_to_the_pr_list_is_for_this_procedure(desk: Desk) -> None:
    number = acknowledged(desk)
    assert number.startswith("PR-20261119-")
    case = desk.case(number)
    assert case.procedure == NAME
    assert (case.facts["user.name"], case.facts["user.id"]) == ("Uma Ray", "12345")
    assert (case.owner, case.stage) == ("dana", "received")
    row = desk.row(number)
    assert (row.tab, row.cells["Requested by"]) == (
        "EE/Legal/Social pending",
        "Pat Kim <pat@example.com>",
    )


@pytest.mark.row("003.7.2")
def test_the_reply_goes_to_all_on_the_thread_and_to_both_lists(desk: Desk) -> None:
    mail = desk.mails(acknowledged(desk))["acknowledgement"]
    assert addresses(mail, "From") == {"dana.reyes@example.com"}
    assert addresses(mail, "To") == {"pat@example.com", "problematic-to-pr@example.com"}
    assert addresses(mail, "Cc") == {
        "ann.boss@example.com",
        "socialmedia@example.com",
        "community@example.com",
    }
    assert mail["In-Reply-To"] == "<root-1@mail.example.com>"
    assert mail["Subject"] == "Re: Unhappy user"
    text = mail.get_content()
    assert "I have the case and am working on it now." in text
    assert ANSWER in text


@pytest.mark.row("003.7.2")
@pytest.mark.parametrize("team", ["socialmedia", "community"])
def test_a_reply_without_one_of_the_lists_is_refused(desk: Desk, team: str) -> None:
    def leave_out(table: dict[str, Any]) -> None:
        table["message"]["acknowledgement"]["cc"].remove(f"address:{team}")

    desk.procedure(NAME, leave_out)
    mail = desk.receive("escalation")
    said = desk("ack", "--mail", mail, "--answer", ANSWER, code=5)
    assert f"acknowledgement must go to {team}@example.com" in said.err
    assert "003.7.2" in said.err
    assert desk("list", "--json").json == []


@pytest.mark.parametrize("answer", ["", "Thanks!", "We will look into it."])
def test_an_answer_that_would_do_for_any_mail_is_refused(desk: Desk, answer: str) -> None:
    said = desk("ack", "--mail", desk.receive("escalation"), "--answer", answer, code=5)
    assert "in your own words" in said.err
    assert desk("list", "--json").json == []


@pytest.mark.row("003.7.2")
def test_it_is_acknowledged_once_the_reply_has_left(desk: Desk) -> None:
    number = acknowledged(desk)
    assert desk.row(number).cells["Acknowledged"] is None
    desk("sent", number, "acknowledgement", "--at", "2026-11-19T10:01")
    assert desk.case(number).stage == "acknowledged"
    (clock,) = desk("clocks", number, "--json").json
    assert (clock["name"], clock["state"]) == ("acknowledge", "met")


@pytest.mark.row("003.7.3")
def test_the_user_is_told_from_the_response_alias_with_leads_and_alias_in_bcc(
    desk: Desk,
) -> None:
    number = acknowledged(desk)
    mail = desk.mails(number)["user-notice"]
    assert addresses(mail, "From") == {"social-response@example.com"}
    assert addresses(mail, "To") == {"uma.ray@corp.example.com"}
    assert addresses(mail, "Cc") == set()
    assert addresses(mail, "Bcc") == {
        "lee.marsh@example.com",
        "morgan.ellis@example.com",
        "social-response@example.com",
    }
    assert mail["In-Reply-To"] is None
    assert "We have received your case and will review immediately." in mail.get_content()
    desk("sent", number, "user-notice")
    assert desk.case(number).last("user notified") is not None


def test_the_team_hears_in_its_room_who_takes_the_case(desk: Desk) -> None:
    number = acknowledged(desk)
    words = desk.todos(number)["announcement"]
    assert words.startswith(f"I will take the social media issue {number} of Uma Ray")
    desk("done", number, "announcement")
    assert desk.case(number).last("announced") is not None


@pytest.mark.row("003.7.4")
def test_all_tickets_are_taken_without_hold_and_without_note(desk: Desk) -> None:
    number = acknowledged(desk)
    desk.do(number, "take-tickets")
    assert desk.todos(number)["take-tickets"] == (
        "Take every ticket that Uma Ray (12345) has, except Closed ones,"
        " and assign it to yourself. No On-Hold, no note."
    )
    assert desk.case(number).stage == "working"


@pytest.mark.row("003.7.5")
def test_the_case_is_resolved_for_the_user(desk: Desk) -> None:
    number = acknowledged(desk)
    said = desk("resolve", number, "--outcome", "Refunded.", code=5)
    assert "resolve is for: working." in said.err
    desk.do(number, "take-tickets")
    assert "resolve needs outcome" in desk("resolve", number, code=2).err
    desk("resolve", number, "--outcome", "Refunded.")
    row = desk.row(number)
    assert (row.tab, row.cells["Stage"]) == ("Social Media Complete 2026", "resolved")
    resolved = desk.case(number).last("resolved")
    assert resolved is not None
    assert resolved.data["outcome"] == "Refunded."
    assert desk("list", "--json").json == []


@pytest.mark.row("003.7.6")
@pytest.mark.parametrize("verb", ["start", "request-review", "request-approval", "complete"])
def test_no_summary_is_made(desk: Desk, verb: str) -> None:
    number = acknowledged(desk)
    said = desk(verb, number, code=5)
    assert "003.7.6: no summary will be completed for these issues." in said.err
    assert list((desk.root / "Social Media Folder").iterdir()) == []


@pytest.mark.row("003.7.6")
@pytest.mark.parametrize("verb", ["reviewed", "approve"])
def test_there_is_no_summary_to_review_or_approve(desk: Desk, verb: str) -> None:
    said = desk(verb, acknowledged(desk), "--by", "fay", code=5)
    assert "003.7.6: no summary will be completed for these issues." in said.err


@pytest.mark.row("003.7.6")
def test_a_mail_for_which_no_summary_is_made_is_not_half_started(desk: Desk) -> None:
    mail = desk.receive("escalation")
    said = desk("start", "--mail", mail, "--answer", ANSWER, code=5)
    assert "003.7.6: no summary will be completed for these issues." in said.err
    assert desk("list", "--json").json == []
    assert list((desk.root / "outbox").iterdir()) == []


def test_a_later_mail_to_the_user_goes_without_the_second_lead(desk: Desk) -> None:
    number = acknowledged(desk)
    desk.do(number, "reply-to-user", answer="Your refund is on its way.")
    mail = desk.mails(number)["user-reply"]
    assert addresses(mail, "To") == {"uma.ray@corp.example.com"}
    assert addresses(mail, "Bcc") == {"lee.marsh@example.com"}
    assert "Your refund is on its way." in mail.get_content()


def test_without_a_mail_the_reply_is_left_to_be_written_by_hand(desk: Desk) -> None:
    opened = ("ack", "Uma Ray", "12345", "--procedure", NAME, "--answer", ANSWER, "--json")
    number = desk(*opened).json["case"]
    words = desk.todos(number)["acknowledgement"]
    assert words.startswith("Reply to all on the thread (see that it goes to socialmedia@example")
    assert "community@example.com" in words.partition(")")[0]  # 003.7.2
    assert ANSWER in words
    desk("done", number, "acknowledgement")
    assert desk.case(number).stage == "acknowledged"


def test_a_case_can_end_without_its_outcome(desk: Desk) -> None:
    number = acknowledged(desk)
    desk("cancel", number, "It was meant for another desk.")
    row = desk.row(number)
    assert (row.tab, row.cells["Stage"]) == ("Social Media Complete 2026", "cancelled")
    said = desk.do(number, "take-tickets", code=5)
    assert "is cancelled" in said.err


def test_the_same_mail_again_is_the_same_case(desk: Desk) -> None:
    number = acknowledged(desk)
    before = desk.everything()
    again = desk("ack", "--mail", desk.receive("again"), "--answer", ANSWER)
    assert again.out == f"{number}: ack is already done.\n"
    assert desk.everything() == before
