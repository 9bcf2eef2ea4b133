"""`inbox` on a desk without a mailbox; with one: tests/google_backend/test_mailbox.py."""

from __future__ import annotations

from tests.desk import Desk

ANSWER = "We will look into her refund of last week and tell her by noon."


def test_without_a_mailbox_the_inbox_lists_cases_and_says_so(desk: Desk) -> None:
    mail = desk.receive("mail")
    number = desk("ack", "--mail", mail, "--answer", ANSWER, "--json").json["case"]
    shown = desk("inbox")
    assert number in shown.out
    assert "5 min" in shown.out or "5m" in shown.out
    assert "The mailbox isn't connected" in shown.err
    (waiting,) = desk("inbox", "--json").json
    assert waiting["left"] == 5 * 60
    sent = f"summarizer sent {number} acknowledgement"
    assert waiting["next"] == f"{sent}   (once that draft has left)"


def test_what_is_acknowledged_is_not_in_the_inbox(desk: Desk) -> None:
    mail = desk.receive("mail")
    number = desk("ack", "--mail", mail, "--answer", ANSWER, "--json").json["case"]
    desk("sent", number, "acknowledgement")
    assert desk("inbox").out == "Everything is acknowledged.\n"
    assert desk("inbox", "--json").json == []


def test_a_mail_in_a_mailbox_that_is_not_connected_is_refused_with_what_to_do(desk: Desk) -> None:
    for source in ("rfc822msgid:<a@example.com>", "https://mail.google.com/mail/u/0/#inbox/18c0"):
        said = desk("intake", source, code=5)
        assert "mailbox isn't connected" in said.err
        assert "Save the mail as an .eml file" in said.err
