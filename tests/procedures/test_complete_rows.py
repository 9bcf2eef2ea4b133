"""The approved summary on its thread, the quiet hour and the call: rows 003.6.6 to 003.6.10."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.desk import Desk, addresses
from tests.paper import FINDINGS, POST, SUMMARY
from tests.procedures.social import LISTS, clock, paper, question, refused

COMPLETE = "Social Media Complete 2026"


# --- 003.6.6 the summary section on the thread ----------------------------------------------


@pytest.mark.row("003.6.6")
def test_the_summary_goes_to_all_on_the_thread_with_a_brief_note(desk: Desk, approved: str) -> None:
    desk("complete", approved, "--note", "This is what we found.")
    mail = desk.mails(approved)["summary"]
    assert mail["To"] == f"Noor Haddad <noor.haddad@example.com>, SM Escalations <{LISTS}>"
    assert addresses(mail, "Cc") == {"ee@example.com", "socialmedia@example.com"}
    assert mail["Bcc"] is None
    assert mail["In-Reply-To"] == "<root@mail.example.com>"
    assert mail["Subject"] == "Re: SM Escalation: Jane Doe - X"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert "This is what we found." in body.get_content()


@pytest.mark.row("003.6.6")
def test_only_the_summary_section_is_in_the_mail(desk: Desk, approved: str) -> None:
    desk("ask", approved, "Payments", "Why is it held?", "--answer", "A bank check.")
    desk("complete", approved)
    mail = desk.mails(approved)["summary"]
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        text = " ".join(body.get_content().split())
        for part, said in SUMMARY.items():
            assert part.casefold() in text.casefold()
            assert said in text
        for hidden in (*FINDINGS, *FINDINGS.values(), POST, "Why is it held?", "A bank check."):
            assert hidden not in text


@pytest.mark.row("003.6.6")
def test_a_summary_that_changed_since_its_approval_does_not_leave(
    desk: Desk, approved: str
) -> None:
    paper(desk, approved).write("Next steps", "Nothing at all.")
    said = refused(desk("complete", approved, code=5), "003.6.6")
    assert "The summary has changed since it was approved, so the approval is void." in said
    assert f"-{SUMMARY['Next steps']}" in said
    assert "+Nothing at all." in said
    assert "summary" not in desk.mails(approved)
    desk("sync", approved)
    assert desk("show", approved, "--json").json["approval"]["stands"] is False
    assert "void: the summary has changed since" in desk("show", approved).out
    desk("approve", approved, "--by", "finn")
    desk("complete", approved)
    mail = desk.mails(approved)["summary"].get_body(("plain",))
    assert mail is not None
    assert "Nothing at all." in mail.get_content()


@pytest.mark.row("003.6.6")
def test_an_edit_outside_the_summary_leaves_the_approval_standing(
    desk: Desk, approved: str
) -> None:
    paper(desk, approved).find("Iovation", "Nothing new.")
    desk("evidence", approved, "https://x.com/janedoe_designs/status/2")
    assert desk("show", approved, "--json").json["approval"]["stands"] is True
    desk("complete", approved)


def test_nothing_is_completed_that_was_not_approved(desk: Desk, reviewed: str) -> None:
    desk("request-approval", reviewed)
    assert "complete is for: approved." in desk("complete", reviewed, code=5).err


# --- 003.6.7 the row ------------------------------------------------------------------------


@pytest.mark.row("003.6.7")
def test_only_the_sent_summary_moves_the_row(desk: Desk, approved: str) -> None:
    desk("complete", approved)
    assert desk.row(approved).tab == "EE/Legal/Social pending"
    desk("sent", approved, "summary")
    row = desk.row(approved)
    assert (row.tab, row.cells["Stage"]) == (COMPLETE, "hold")
    assert str(row.cells["Sent"]) == "2026-11-19 19:00:00+00:00"
    assert [r["case"] for r in desk("list", "--tab", COMPLETE, "--json").json] == [approved]


@pytest.mark.row("003.6.7")
def test_the_year_is_that_of_the_completion(desk: Desk, approved: str) -> None:
    desk("complete", approved)
    desk.at("2027-01-04T09:00")
    desk("sent", approved, "summary")
    assert desk.row(approved).tab == "Social Media Complete 2027"


@pytest.mark.row("003.6.7")
def test_the_row_moves_with_every_column_also_those_that_people_added(
    desk: Desk, approved: str
) -> None:
    with closing(sqlite3.connect(desk.root / "tracker.db")) as tracker, tracker:
        tracker.execute("""ALTER TABLE rows ADD COLUMN "Lead's view" TEXT""")
        tracker.execute("""UPDATE rows SET "Lead's view" = '=1+1 keep me'""")
    desk("set", approved, "Notes", "She is a journalist.")
    before = dict(desk.row(approved).cells)
    desk("complete", approved)
    desk("sent", approved, "summary")
    after = dict(desk.row(approved).cells)
    assert after["Lead's view"] == "=1+1 keep me"
    assert after["Notes"] == "She is a journalist."
    changed = {title for title in after if before.get(title) != after[title]}
    assert changed == {"Stage", "Sent"}


# --- 003.6.8 the quiet hour -----------------------------------------------------------------


@pytest.mark.row("003.6.8")
def test_the_user_is_not_contacted_within_the_hour(desk: Desk, held: str) -> None:
    assert clock(desk, held, "hold") == ("waiting", "Thu 19 Nov 12:30")
    desk.at("2026-11-19T12:29")
    before = desk.everything()
    said = refused(desk("contact", held, "--outcome", "Reached her.", code=5), "003.6.8")
    assert "Wait until Thu 19 Nov 12:30 PST: there may still be questions." in said
    assert "--override WHY" in said
    assert desk.everything() == before
    desk.at("2026-11-19T12:30")
    desk("contact", held, "--outcome", "Reached her.")


@pytest.mark.row("003.6.8")
def test_the_hour_is_a_plain_one_and_begins_when_the_mail_left(desk: Desk, approved: str) -> None:
    desk.at("2026-11-20T16:50")
    desk("complete", approved)
    desk("sent", approved, "summary", "--at", "16:45")
    assert clock(desk, approved, "hold")[1] == "Fri 20 Nov 17:45"


@pytest.mark.row("003.6.8")
def test_an_override_of_the_hour_is_kept_with_its_reason(desk: Desk, held: str) -> None:
    why = "She called us herself."
    desk("contact", held, "--outcome", "Reached her.", "--override", why)
    contacted = desk.case(held).last("user contacted")
    assert contacted is not None
    assert contacted.data["override"] == why


@pytest.mark.row("003.6.8")
def test_a_question_stops_the_hour_until_its_answer_is_sent(desk: Desk, held: str) -> None:
    desk.at("2026-11-19T11:50")
    said = desk("replied", held, "--mail", question(desk), "--at", "11:50")
    assert "already done" in desk("replied", held, "--mail", question(desk)).out
    assert "Which bank was it?" in said.out
    assert "Here is our summary" not in said.out
    assert clock(desk, held, "hold")[0] == "paused"
    desk.at("2026-11-19T13:00")
    said = desk("contact", held, "--outcome", "Reached her.", code=5)
    assert "A question stands; the wait goes on once it is answered." in said.err
    desk.do(held, "answer", answer="It was her own bank.")
    desk("contact", held, "--outcome", "Reached her.", code=5)
    desk("sent", held, "answer")
    assert clock(desk, held, "hold") == ("waiting", "Thu 19 Nov 13:40")
    desk.at("2026-11-19T13:40")
    desk("contact", held, "--outcome", "Reached her.")


@pytest.mark.row("003.6.8")
def test_two_questions_stop_the_hour_until_both_are_answered(desk: Desk, held: str) -> None:
    desk.at("2026-11-19T12:00")
    desk("replied", held, "--mail", question(desk), "--at", "11:50")
    second = question(desk, "And which day?")
    text = second.read_text(encoding="utf-8").replace("<question@", "<second@")
    second.write_text(text, encoding="utf-8")
    desk("replied", held, "--mail", second, "--at", "11:52")
    desk.do(held, "answer", answer="It was her own bank.")
    desk("sent", held, "answer")
    assert clock(desk, held, "hold")[0] == "paused"
    desk.do(held, "answered", why="The same mail says that it was on Monday.")
    assert clock(desk, held, "hold") == ("waiting", "Thu 19 Nov 12:40")


@pytest.mark.row("003.6.8")
def test_the_answer_to_a_question_goes_to_all_on_the_thread(desk: Desk, held: str) -> None:
    desk("replied", held, "--mail", question(desk), "--answer", "It was her own bank.")
    mail = desk.mails(held)["answer"]
    assert addresses(mail, "To") == {"noor.haddad@example.com", LISTS}
    assert addresses(mail, "Cc") == {"ee@example.com", "socialmedia@example.com"}
    assert "It was her own bank." in mail.get_content()


def test_a_reply_of_another_thread_is_refused(desk: Desk, held: str) -> None:
    other = question(desk)
    other.write_text(other.read_text().replace("<root@", "<another@"), encoding="utf-8")
    assert "not on the case's thread" in desk("replied", held, "--mail", other, code=5).err


# --- 003.6.9, 003.6.10 the call, and the end ------------------------------------------------


@pytest.mark.row("003.6.9")
def test_without_a_question_the_hour_ends_and_the_case_goes_on_to_its_end(
    desk: Desk, held: str
) -> None:
    desk.at("2026-11-19T12:31")
    assert clock(desk, held, "hold")[0] == "met"
    desk("contact", held, "--outcome", "Reached her.")
    desk("resolve", held)
    assert desk.case(held).stage == "resolved"
    assert desk.row(held).tab == COMPLETE


@pytest.mark.row("003.6.9")
def test_no_case_ends_before_the_user_was_contacted(desk: Desk, acknowledged: str) -> None:
    said = refused(desk("resolve", acknowledged, code=5), "003.6.9")
    assert "summarizer contact" in said


@pytest.mark.row("003.6.10")
@pytest.mark.parametrize(
    "how", [("--outcome", "Reached her: she is content."), ("--no-call", "No number is known.")]
)
def test_the_call_is_recorded_or_why_there_was_none(
    desk: Desk, held: str, how: tuple[str, str]
) -> None:
    desk.at("2026-11-19T12:31")
    assert "contact needs one of: outcome, why" in desk("contact", held, code=2).err
    desk("contact", held, *how)
    case = desk.case(held)
    assert case.stage == "contacted"
    assert case.facts["contact.outcome"] == how[1]
    assert "call" not in desk.todos(held)


@pytest.mark.row("003.6.10")
def test_the_call_is_left_to_be_made(desk: Desk, approved: str) -> None:
    desk("complete", approved)
    words = desk.todos(approved)["call"]
    assert words.startswith("Follow through with the resolution, and call Jane Doe")
    assert "Not before the hour is over" in words


def test_the_promise_to_the_user_is_met_by_the_call(desk: Desk, held: str) -> None:
    desk("done", held, "ticket-to-user")
    desk.at("2026-11-19T12:31")
    desk("contact", held, "--outcome", "Reached her.")
    assert clock(desk, held, "promise")[0] == "met"


def test_a_completion_that_was_taken_back_leaves_no_draft_and_can_be_done_anew(
    desk: Desk, approved: str
) -> None:
    desk("complete", approved)
    desk("undo", approved)
    assert "summary" not in desk.mails(approved)
    assert list((desk.root / "outbox").glob("*-summary.eml")) == []
    assert f"next: summarizer complete {approved}" in desk("approve", approved, "--by", "finn").out
    said = desk("complete", approved)
    assert "next: summarizer complete" not in said.out
    assert SUMMARY["Next steps"] in text_of(desk, approved, "summary-2")
    desk("sent", approved, "summary")
    assert desk.case(approved).stage == "hold"


def text_of(desk: Desk, number: str, message: str) -> str:
    body = desk.mails(number)[message].get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())
