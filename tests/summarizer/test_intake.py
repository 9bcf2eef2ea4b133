"""Whole mails, from their bytes to what they ask. All people are invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from summarizer.intake import IntakeSettings, read_intake
from tests.summarizer.mails import (
    LIST,
    PR_LIST,
    PROCEDURES,
    SENDER,
    file,
    intake,
    intake_of,
    mail_of,
)
from tracker.errors import BadInput

# --- complete mails --------------------------------------------------------------------------


@pytest.mark.row("003.2.1")
def test_a_reply_is_read_by_its_newest_text_alone() -> None:
    found = intake(file("gmail-reply"), LIST)
    sentence = found.why["user.id"]
    assert sentence.startswith("One more on this: client Tomás Rivera (user ID 60417)")
    assert found.why["user.name"] == found.why["networks"] == sentence
    assert (found.user.name, found.user.id) == ("Tomás Rivera", "60417")
    assert found.networks == ("Reddit",)
    assert found.links == ("https://www.reddit.com/r/freelance/comments/abc123/held_payments/",)
    assert (found.summary_wanted, found.why["summary_wanted"]) == (
        False,
        "No summary needed for him.",
    )
    assert found.thread.root == "<root-1@mail.example.com>"
    assert found.thread.references == ("<root-1@mail.example.com>", "<second-2@mail.example.com>")
    assert found.received == datetime(2026, 11, 18, 18, 15, 3, tzinfo=UTC)
    assert found.to_json()["reply_all"] == {
        "to": ["noor.haddad@example.com", "dana.reyes@example.com"],
        "cc": ["mark.ellis@example.com"],
    }
    assert found.missing == ()


def test_an_outlook_forward_is_what_the_colleague_wrote() -> None:
    found = intake(file("outlook-forward"))
    assert (found.user.name, found.user.id) == ("François de la Tour", "77120")
    assert found.networks == ("LinkedIn",)
    assert found.links == ("https://www.linkedin.com/posts/francois-delatour_123",)
    assert found.summary_wanted is True
    assert found.why["summary_wanted"] == "We would like a summary for the board."
    assert str(found.requested_by) == "Haddad, Noor <noor.haddad@example.com>"
    assert str(found.sender) == "Ellis, Mark <mark.ellis@example.com>"
    assert found.thread.subject == "Client posting on LinkedIn"


def test_a_forwarded_complaint_names_its_writer_as_the_user() -> None:
    found = intake(file("apple-forward"))
    assert (found.user.name, found.user.id) == ("Nadia Rahman", "48213")
    assert found.user.email == "nadia.rahman@example.net"
    assert str(found.requested_by) == SENDER
    assert found.networks == ("TikTok",)
    assert found.handles == ("@nadia.makes",)


def test_an_attached_mail_is_a_forward() -> None:
    found = intake(file("attached-mail"))
    assert (found.user.name, found.user.id) == ("Jürgen Müller", "20931")
    assert found.networks == ("Bluesky",)
    assert found.summary_wanted is True
    assert str(found.requested_by) == "Noor Haddad <noor.haddad@example.com>"


@pytest.mark.row("003.0.1")
def test_a_helpdesk_mail_is_told_by_its_header_and_is_no_auto_reply() -> None:
    found = intake(file("zendesk-notification"))
    assert found.opens_case
    assert found.kind == "helpdesk"
    assert found.procedure == "pr-cs"
    assert found.why["procedure"] == (
        f"To: {PR_LIST}; made by the helpdesk (X-Mailer: Zendesk Mailer)"
    )
    assert (found.user.name, found.user.id) == ("Giulia Conti", "90210")
    assert found.networks == ("Trustpilot",)
    assert [person.address for person in found.reply_all.to] == [
        "support+id556677@example.com",
        PR_LIST,
    ]


def test_a_question_on_a_phone_asks_for_no_summary_and_shows_the_missing_id() -> None:
    found = intake(file("iphone-reply"))
    assert (found.summary_wanted, found.why["summary_wanted"]) == (None, "Do we need a summary?")
    assert found.user.name == "Lena Fischer"
    assert found.user.id is None
    assert found.missing == ("user.id",)
    assert found.networks == ("Instagram",)


def test_an_html_table_is_read_and_the_signature_s_links_are_not() -> None:
    found = intake(file("html-table"))
    assert (found.user.name, found.user.id) == ("Sean O’Neil", "5540321")
    assert found.networks == ("YouTube",)
    assert found.links == ("https://youtu.be/dQw4w9WgXcQ?t=3",)
    assert found.handles == ()
    assert (found.summary_wanted, found.why["summary_wanted"]) == (True, "Summary needed: Yes")


@pytest.mark.row("003.0.1")
def test_a_list_s_mail_is_known_by_its_headers_and_by_who_wrote_it() -> None:
    found = intake(file("google-group"))
    assert found.procedure == "pr-social"
    assert found.why["procedure"] == f"Delivered to: {PR_LIST}; written by a person"
    assert str(found.requested_by) == "Noor Haddad <noor.haddad@example.com>"
    assert (found.user.name, found.user.id) == ("José Ñúñez", "70707")
    assert found.handles == ()
    assert found.to_json()["reply_all"] == {
        "to": ["noor.haddad@example.com"],
        "cc": ["community@example.com"],
    }


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("out-of-office", "an automatic answer: Subject: Automatic reply"),
        ("bounce", "a mail that could not be delivered: Content-Type: multipart/report"),
        ("invitation", "a calendar invitation: a calendar part, METHOD:REQUEST"),
    ],
)
def test_a_mail_that_no_person_means_opens_no_case(name: str, why: str) -> None:
    found = intake(file(name))
    assert not found.opens_case
    assert found.why["opens_case"].startswith(why)


# --- who asks, and who is answered ----------------------------------------------------------


def forward(text: str, by: str = "Noor Haddad <noor.haddad@example.com>", own: str = "") -> str:
    head = f"From: {by}\nDate: Wed, Nov 18, 2026 at 9:32 AM\nSubject: A case\nTo: Mark"
    return f"{own}\n\n---------- Forwarded message ---------\n{head}\n\n{text}\n"


def test_who_wrote_asks_and_for_a_colleague_s_mail_the_colleague() -> None:
    assert str(intake_of().requested_by) == SENDER
    found = intake_of(forward("The user Jane Doe (ID 44170) is upset."), "Fwd: A case")
    assert str(found.requested_by) == "Noor Haddad <noor.haddad@example.com>"
    assert found.why["requested_by"].startswith("forwarded by Mark Ellis")


def test_who_forwards_a_user_s_mail_asks() -> None:
    outsider = "Jane Doe <jane@example.net>"
    assert str(intake_of(forward("Hello", by=outsider), "Fwd: x").requested_by) == SENDER
    same_domain = "Jane Doe <jane@example.com>"
    found = intake_of(forward("My account is closed!", by=same_domain), "Fwd: x")
    assert str(found.requested_by) == SENDER
    assert (found.user.name, found.user.email) == ("Jane Doe", "jane@example.com")


def test_an_outsider_who_does_not_complain_is_not_taken_for_the_user() -> None:
    found = intake_of(forward("We write a story.", by="A B <a@example.net>"), "Fwd: x")
    assert found.user.name is None


def test_reply_to_stands_for_from_and_our_own_addresses_are_left_out() -> None:
    found = intake(
        b"From: a@example.com\nReply-To: b@example.com, B2 <b2@example.com>\n"
        b"To: me@example.com, c@example.com, B <B@example.com>\nCc: d@example.com, c@example.com\n"
        b"Bcc: x@example.com\n\nHello",
        "ME@example.com",
    )
    assert found.to_json()["reply_all"] == {
        "to": ["b@example.com", "b2@example.com", "c@example.com"],
        "cc": ["d@example.com"],
    }
    assert found.why["reply_all"] == "Reply-To"


# --- quoted, forwarded, said ----------------------------------------------------------------


def test_a_reply_that_says_nothing_is_not_filled_from_the_history() -> None:
    text = "Thanks, noted.\n\nOn Tue, Nov 17, 2026 at 4:02 PM Ann <ann@example.com> wrote:\n"
    quoted = "> The user Jane Doe (ID 44170) is on Twitter. Please prepare a summary.\n"
    found = intake_of(text + quoted, "Re: question", In_Reply_To="<0@example.com>")
    assert (found.user.name, found.user.id, found.networks) == (None, None, ())
    assert found.summary_wanted is None
    assert found.missing == ("user.name", "user.id", "networks")


def test_an_executive_s_two_lines_open_a_case() -> None:
    text = "This user is furious about us on social media, please look.\n\nSent from my iPhone"
    found = intake_of(text)
    assert found.opens_case
    assert found.procedure == "summary"
    assert found.summary_wanted is None
    assert found.missing == ("user.name", "user.id", "networks")
    assert found.why["user.id"] == "no user id is said"


def test_what_users_typed_stays_text() -> None:
    found = intake_of("Name: {{7*7}}\nUser ID: 42\nhttps://x.com/a/status/1?q={{7*7}}")
    assert found.user.name == "{{7*7}}"
    json.dumps(found.to_json())


def test_no_value_holds_a_line_break_or_a_control_character() -> None:
    subject = "=?utf-8?q?Jane_Doe=0D=0ABcc=3A_x=40example=2Ecom=00?="
    raw = f"From: =?utf-8?q?Mark=0AEllis?= <m@example.com>\nSubject: {subject}\n\nName: J\x07ane\n"
    found = intake(raw.encode())
    assert found.thread.subject == "Jane Doe Bcc: x@example.com"
    assert str(found.sender) == "Mark Ellis <m@example.com>"
    assert json.dumps(found.to_json()).isprintable()


# --- settings -------------------------------------------------------------------------------


def test_a_team_s_own_patterns_replace_the_built_in_ones() -> None:
    own = IntakeSettings((r"\bACC-([A-Z]\d+)",), (r"https://app\.example\.com/u/(\w+)",))
    found = read_intake(mail_of("user ID 1234, ACC-Q77"), own, PROCEDURES)
    assert (found.user.id, found.why["user.id"]) == ("Q77", "user ID 1234, ACC-Q77")
    found = read_intake(mail_of("see https://app.example.com/u/q88 please"), own, PROCEDURES)
    assert found.user.id == "q88"


@pytest.mark.parametrize(("pattern", "why"), [("ID (", "not a regular"), (r"ID \d+", "no group")])
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as error:
        read_intake(mail_of(), IntakeSettings(user_id=(pattern,)), PROCEDURES)
    assert "intake.user_id" in error.value.what


# --- JSON -----------------------------------------------------------------------------------


def test_the_json_has_every_field() -> None:
    found = intake_of("The user Jane Doe (ID 44170) is on X: https://x.com/jd/status/1", Cc=PR_LIST)
    sentence = "The user Jane Doe (ID 44170) is on X: https://x.com/jd/status/1"
    assert found.to_json() == {
        "opens_case": True,
        "procedure": "summary",
        "summary_wanted": None,
        "user": {"name": "Jane Doe", "id": "44170", "email": None},
        "networks": ["X"],
        "links": ["https://x.com/jd/status/1"],
        "handles": ["@jd"],
        "requested_by": SENDER,
        "sender": SENDER,
        "thread": {
            "message_id": "<one@example.com>",
            "root": "<one@example.com>",
            "subject": "Help",
            "references": [],
        },
        "reply_all": {"to": ["mark.ellis@example.com", LIST], "cc": [PR_LIST]},
        "received": "2026-11-19T17:00:00+00:00",
        "kind": "person",
        "choices": [],
        "missing": [],
        "why": {
            "user.name": sentence,
            "user.id": sentence,
            "procedure": f"To: {LIST}; written by a person",
            "summary_wanted": "no sentence says whether one is wanted",
            "networks": sentence,
            "links": sentence,
            "handles": sentence,
            "requested_by": f"From: {SENDER}",
            "thread": "the mail's own Message-ID: it answers no other mail",
            "reply_all": "From",
        },
        "problems": [],
    }
