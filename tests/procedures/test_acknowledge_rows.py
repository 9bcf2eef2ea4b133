"""The acknowledgement: rows 003.1."""

from __future__ import annotations

import pytest

from tests.desk import Desk, addresses
from tests.procedures import social
from tests.procedures.social import ANSWER, FYI, PENDING, about, receive, refused

# --- 003.1 acknowledgement ------------------------------------------------------------------


@pytest.mark.row("003.1.1")
def test_the_room_is_told_who_takes_it(desk: Desk) -> None:
    number = social.ack(desk, receive(desk))
    words = f"I will take the social media issue {number} of Jane Doe (X)."
    assert desk.todos(number)["announcement"] == words
    desk("done", number, "announcement")
    assert "announcement" not in desk.todos(number)
    assert desk.case(number).last("announced") is not None


@pytest.mark.row("003.1.2")
def test_the_thread_is_told_that_it_was_received(desk: Desk) -> None:
    mail = desk.mails(social.ack(desk, receive(desk)))["acknowledgement"]
    assert mail["In-Reply-To"] == mail["References"] == "<root@mail.example.com>"
    assert mail["X-Unsent"] == "1"
    lines = mail.get_content().splitlines()
    assert lines[0] == "Hi Noor,"
    assert lines[2].startswith("Thank you for telling us about Jane Doe. I have the case")
    assert ANSWER in lines
    assert "You will have our summary by Thu 19 Nov 2026 15:42 PST." in lines


@pytest.mark.row("003.1.3", "003.1.4")
def test_the_user_is_told_from_the_response_alias_and_the_leads_see_it(desk: Desk) -> None:
    mail = desk.mails(social.ack(desk, receive(desk), *social.USER))["user-notice"]
    assert addresses(mail, "From") == {"social-response@example.com"}
    assert addresses(mail, "To") == {"jane.doe@example.com"}
    assert mail["Cc"] is None
    assert addresses(mail, "Bcc") == {
        "lee.marsh@example.com",
        "morgan.ellis@example.com",
        "social-response@example.com",
    }
    assert mail["In-Reply-To"] is None
    assert "We have received your case and will review immediately." in mail.get_content()


@pytest.mark.row("003.1.3")
def test_a_user_whose_address_is_not_known_is_written_to_once_it_is(desk: Desk) -> None:
    number = social.ack(desk, receive(desk))
    assert desk.mails(number)["user-notice"]["To"] is None
    assert "To" in desk.todos(number)["user-notice-address"]
    said = desk.do(number, "send", message="user-notice", code=5)
    assert "user-notice has nobody in To" in said.err
    assert desk.case(number).last("user notified") is None


@pytest.mark.row("003.1.5")
def test_a_later_mail_names_the_user_again_and_the_reply_leads_in_bcc(
    desk: Desk, acknowledged: str
) -> None:
    desk.do(acknowledged, "reply-to-user", answer="Your payment is on its way.")
    mail = desk.mails(acknowledged)["user-reply"]
    assert addresses(mail, "From") == {"social-response@example.com"}
    assert addresses(mail, "To") == {"jane.doe@example.com"}
    assert addresses(mail, "Bcc") == {"lee.marsh@example.com"}
    assert mail["Cc"] is None
    assert "Your payment is on its way." in mail.get_content()


@pytest.mark.row("003.1.5")
def test_each_later_mail_is_one_of_its_own(desk: Desk, acknowledged: str) -> None:
    for answer in ("Your payment is on its way.", "It has arrived at your bank."):
        desk.do(acknowledged, "reply-to-user", answer=answer)
    mails = desk.mails(acknowledged)
    assert "arrived" in mails["user-reply-2"].get_content()
    assert mails["user-reply"]["Message-ID"] != mails["user-reply-2"]["Message-ID"]


def test_nobody_writes_to_a_user_without_an_address(desk: Desk) -> None:
    number = social.ack(desk, receive(desk))
    said = desk.do(number, "reply-to-user", answer="Your payment is on its way.", code=5)
    assert f"type: summarizer set {number} user.email VALUE" in refused(said, "003.1.5")


@pytest.mark.row("003.1.6")
def test_the_case_is_begun_with_document_chart_and_row(desk: Desk, acknowledged: str) -> None:
    desk("start", acknowledged)
    shown = desk("show", acknowledged, "--json").json
    assert shown["stage"] == "research"
    assert shown["research"]["total"] == 6
    row = desk.row(acknowledged)
    assert (row.tab, row.cells["Stage"], row.cells["Research"]) == (PENDING, "research", "0/6")


@pytest.mark.row("003.1.7")
def test_a_case_is_resolved(desk: Desk, held: str) -> None:
    desk.at("2026-11-19T12:31")
    desk("contact", held, "--outcome", "Reached her.")
    desk("resolve", held)
    assert desk.row(held).cells["Stage"] == "resolved"
    assert desk("list", "--json").json == []
    assert [c["case"] for c in desk("list", "--all", "--json").json] == [held]
    assert "already done" in desk("resolve", held).out


@pytest.mark.row("003.1.8")
def test_who_acknowledges_owns_the_case(desk: Desk) -> None:
    desk.sits("sam")
    number = social.ack(desk, receive(desk))
    assert (desk.case(number).owner, desk.row(number).cells["Owner"]) == ("sam", "sam")
    assert "on-call" not in desk.todos(number)
    desk.sits("dana")
    desk("sent", number, "acknowledgement")
    assert desk.case(number).owner == "sam"


@pytest.mark.row("003.1.8")
@pytest.mark.parametrize(
    ("received", "body", "words"),
    [
        ("20:59", social.BODY, ""),
        ("21:00", social.BODY, "tell the next person on call (Olga Petrova) to begin the summary"),
        ("21:30", FYI, ""),
    ],
)
def test_after_nine_in_the_evening_the_person_on_call_is_told_of_a_summary(
    desk: Desk, received: str, body: str, words: str
) -> None:
    when = f"from a.example.com by mx.example.com; Thu, 19 Nov 2026 {received}:00 -0800"
    number = social.ack(desk, receive(desk, body, received=when))
    todos = desk.todos(number)
    assert ("on-call" in todos) == bool(words)
    assert words in todos.get("on-call", "")
    assert desk.case(number).owner == "dana"


@pytest.mark.row("003.1.9")
def test_with_several_cases_the_one_to_acknowledge_stands_first(
    desk: Desk, acknowledged: str
) -> None:
    second = social.ack(
        desk, receive(desk, about("Ann Lee", "55"), message_id="<second@mail.example.com>")
    )
    first = desk("list").out.splitlines()[1]
    assert first.startswith(second)
    assert "Thu 19 Nov 07:57" in first
    desk("sent", second, "acknowledgement")
    assert desk("list").out.splitlines()[1].startswith(acknowledged)


@pytest.mark.row("003.1.9")
def test_all_users_are_written_to_before_any_case_is_worked_on(desk: Desk) -> None:
    numbers = [
        social.ack(desk, receive(desk, about(name, id_), message_id=f"<{id_}@mail.example.com>"))
        for name, id_ in (("Ann Lee", "55"), ("Bo Ek", "56"))
    ]
    for number in numbers:
        assert "user-notice" in desk.mails(number)
        assert desk.case(number).stage == "received"


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(desk: Desk) -> None:
    before = desk.everything()
    said = desk("ack", "--mail", receive(desk), "--answer", ANSWER, "--dry-run")
    for line in ("open the case", "leave the to-do announcement", "draft the mail user-notice"):
        assert line in said.out
    assert desk.everything() == before


def test_the_mail_can_come_from_another_program(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receive(desk).open(encoding="utf-8") as mail:
        monkeypatch.setattr("sys.stdin", mail)
        number = desk("ack", "--mail", "-", "--answer", ANSWER, "--json").json["case"]
    assert desk.case(number).facts["user.name"] == "Jane Doe"


@pytest.mark.row("003.2.4")
@pytest.mark.parametrize(
    "blanket",
    [
        "I will look into it",
        "We're looking into it",
        "will do",
        "Thanks, we will look into it and get back to you soon!",
        "Hi Noor, thank you for reaching out. We will review and get back to you.",
        "We have received your email and will review immediately",
    ],
)
def test_an_answer_that_would_do_for_any_mail_is_refused(desk: Desk, blanket: str) -> None:
    before = desk.everything()
    mail = receive(desk)
    desk("ack", "--mail", mail, "--answer", blanket, code=5)
    mail.unlink()
    assert desk.everything() == before


def test_the_mail_to_the_user_is_drafted_anew_once_the_address_is_known(desk: Desk) -> None:
    number = social.ack(desk, receive(desk))
    assert "user-notice-address" in desk.todos(number)
    desk("set", number, "user.email", "jane.doe@example.com")
    desk.do(number, "notify-user")
    assert "user-notice-address" not in desk.todos(number)
    assert addresses(desk.mails(number)["user-notice-2"], "To") == {"jane.doe@example.com"}
    desk("sent", number, "user-notice")
    assert desk.case(number).last("user notified") is not None


@pytest.mark.row("003.2.4")
def test_a_wording_that_leaves_the_answer_out_is_refused(desk: Desk) -> None:
    own = desk.root / "templates" / "social-media-summary"
    own.mkdir(parents=True)
    (own / "acknowledgement.j2").write_text("Hi, we have it.\n", encoding="utf-8")
    said = desk("ack", "--mail", receive(desk), "--answer", ANSWER, code=2)
    assert "leaves out {{ answer }}" in said.err
