from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.messages import Composed, Occasion, compose, is_own_words
from summarizer.parties import Parties
from summarizer.procedure import MessageRule
from summarizer.recipients import lint, recipients_of
from summarizer.rendering import Wording, read_wording, render, wording_problems
from tests.summarizer.desk import (
    TEMPLATES,
    THREAD,
    USER_NOTICE,
    USER_REPLY,
    ZONE,
    parties,
    rule,
    wording_file,
)
from tracker.errors import BadInput, Refused

WORDINGS = [f for d in ("common", "social-media-summary") for f in (TEMPLATES / d).glob("*[!l].j2")]
ACK = rule(must=("thread.from",), never=("me", "user"), reply=True, own_words="answer")
WHEN = Occasion("SM-20261119-7K3F", "acknowledgement-1", datetime(2026, 11, 19, 9, 5, tzinfo=ZONE))
PLAIN = Wording("plain.j2", "Subject: About {{ user.name }}\nHello {{ user.name }},\n{{ answer }}")


def context(**values: Any) -> dict[str, Any]:
    return {
        "case": "SM-20261119-7K3F",
        "user": {"name": "Ann Example", "id": "u123", "email": "ann@example.com"},
        "requested_by": "Pat Kim",
        "requested_first_name": "Pat",
        "network": "a network",
        "me": {"name": "Dana Example", "first_name": "Dana"},
        "desk": "Executive Escalations",
        "answer": "We will refund the fee today and call her.",
        "note": "",
        "due": "Thu 19 Nov 17:00 PST",
        "document": {"title": "Ann Example / u123", "url": "https://files.example.com/1"},
        "people": ["Rosa Example", "Ravi Example"],
        "first_names": ["Rosa", "Ravi"],
        "summary": [
            {"title": "History of the issue", "text": "Paid twice.\nAsked twice."},
            {"title": "Next steps", "text": "Refund <today>."},
        ],
        **values,
    }


def shipped(name: str, **values: Any) -> str:
    return render(read_wording(wording_file(f"{name}.j2")), context(**values)).text


def composed(
    mail: MessageRule = ACK,
    wording: Wording = PLAIN,
    desk: Parties | None = None,
    **values: Any,
) -> Composed:
    desk = desk or parties(user_email="ann@example.com", user_name="Ann Example")
    return compose(mail, wording, context(**values), desk, WHEN)


def mail_of(found: Composed) -> EmailMessage:
    return message_from_bytes(found.raw.replace(b"\r\n", b"\n"), policy=policy.default)


@pytest.mark.row("003.1.2", "003.2.3", "003.6.6")
def test_a_reply_stands_on_its_thread() -> None:
    thread = THREAD._replace(
        subject="RE: Re: Unhappy user",
        references="<first@example.com> <root@mail.example.com>",
    )
    message = mail_of(composed(desk=parties(thread)))
    assert message["Subject"] == "Re: Unhappy user"
    assert message["In-Reply-To"] == "<root@mail.example.com>"
    assert message["References"].split() == ["<first@example.com>", "<root@mail.example.com>"]
    assert message["To"] == "Pat Kim <pat@example.com>, socialmedia-escalations@example.com"
    assert message["Cc"] == "Ann Boss <ann.boss@example.com>"
    assert message["From"] == "Dana Example <dana@example.com>"
    assert message["Bcc"] is None


def test_a_draft_says_when_by_whom_and_that_it_is_not_sent() -> None:
    message = mail_of(composed())
    assert message["Date"] == "Thu, 19 Nov 2026 09:05:00 -0800"
    assert message["Message-ID"] == "<SM-20261119-7K3F.acknowledgement-1@example.com>"
    assert message["X-Unsent"] == "1"
    assert composed() == composed()


def test_a_reply_without_a_mail_to_reply_to_is_refused() -> None:
    thread = THREAD._replace(message_id="garbage")
    with pytest.raises(Refused, match="is a reply, and there is no mail to reply to"):
        composed(desk=parties(thread))


@pytest.mark.row("003.1.3", "003.1.4")
def test_the_user_gets_a_mail_from_the_alias_that_says_what_the_procedure_says() -> None:
    wording = read_wording(wording_file("user-notice.j2"))
    message = mail_of(composed(USER_NOTICE, wording))
    assert message["From"] == "Social Response <social-response@example.com>"
    assert message["To"] == "Ann Example <ann@example.com>"
    assert message["Bcc"] == (
        "Lee Example <lee@example.com>, Morgan Example <morgan@example.com>, "
        "Social Response <social-response@example.com>"
    )
    assert message["In-Reply-To"] is None
    text = message.get_content()
    assert text.startswith("Hello Ann Example,\n")
    assert "We have received your case and will review immediately." in text


def test_a_mail_to_a_user_whose_address_is_unknown_has_no_to_and_says_so() -> None:
    found = composed(USER_NOTICE, desk=parties())
    assert mail_of(found)["To"] is None
    assert "the user's address is not known" in found.recipients.missing


@pytest.mark.row("003.1.5")
def test_what_was_composed_can_be_linted_again_from_the_draft() -> None:
    desk = parties(user_email="ann@example.com")
    message = mail_of(composed(USER_REPLY, desk=desk))
    lint(USER_REPLY, recipients_of(message), desk)
    del message["To"]
    message["To"] = "social-response@example.com"
    with pytest.raises(Refused, match=r"003\.1\.5"):
        lint(USER_REPLY, recipients_of(message), desk)


@pytest.mark.row("003.2.4")
@pytest.mark.parametrize(
    "answer",
    ["", "  \n ", "Thanks!", "we will look INTO it...", "I have the case and am working on it now"],
)
def test_an_answer_that_would_do_for_any_mail_is_refused(answer: str) -> None:
    wording = read_wording(wording_file("acknowledgement.j2"))
    with pytest.raises(Refused, match=r"in your own words \(003\.2\.3\)"):
        composed(wording=wording, answer=answer)


@pytest.mark.row("003.2.4")
@pytest.mark.parametrize(
    "answer",
    [
        "We will refund the fee today.",
        "Wir erstatten die Gebühr.",
        "我们今天退款",
        "سنرد المبلغ اليوم",
    ],
)
def test_an_answer_in_ones_own_words_stands_in_the_mail(answer: str) -> None:
    message = mail_of(
        composed(wording=read_wording(wording_file("acknowledgement.j2")), answer=answer)
    )
    assert answer in message.get_content()
    assert is_own_words(answer)


def test_a_wording_that_leaves_the_answer_out_is_told() -> None:
    with pytest.raises(BadInput, match=r"x\.j2 leaves out {{ answer }}"):
        composed(wording=Wording("x.j2", "Hello {{ user.name }}"))


def test_without_a_guard_an_answer_may_be_missing() -> None:
    assert mail_of(composed(rule(reply=True), Wording("x.j2", "Hello"))).get_content() == "Hello\n"


@pytest.mark.row("003.6.6")
def test_the_summary_mail_has_the_summary_section_only_as_text_and_escaped_html() -> None:
    wording = read_wording(wording_file("summary-mail.j2"))
    message = mail_of(composed(rule("summary", reply=True), wording, note="Here it is."))
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    text, page = plain.get_content(), html.get_content()
    assert "Here it is.\n\nHISTORY OF THE ISSUE\n\nPaid twice.\nAsked twice.\n" in text
    assert "<h3>Next steps</h3>\n<p>Refund &lt;today&gt;.</p>" in page
    assert "https://files.example.com" not in text + page


@pytest.mark.row("003.4.4", "003.4.5")
def test_the_exact_texts_of_the_procedure_are_kept() -> None:
    assert (
        "We have received your escalation and our team will review your case and be in touch "
        "with you within 24-48 hrs." in shipped("ticket-to-user")
    )
    assert shipped("hold-tickets").endswith("\nEE is handling\n")


@pytest.mark.parametrize("file", sorted(WORDINGS), ids=lambda f: f.stem)
def test_every_wording_can_do_without_what_a_case_may_not_know(file: Path) -> None:
    handed = {"status": "stage research", "begin_at": "The chart.", "forwarded": "", "why": "Off."}
    call = dict.fromkeys(("name", "key", "from"), "")
    known = context(team="payments", question="Was it paid?", on_call=call, **handed)
    names = {f"{k}.{inner}" for k, v in known.items() if isinstance(v, dict) for inner in v}
    wording = read_wording(file)
    assert wording_problems(wording, names | (set(known) - {"user", "me", "document"})) == []
    unknown = {
        **known,
        "user": dict.fromkeys(known["user"], ""),
        "document": {"title": "Ann Example / u123", "url": ""},
        **dict.fromkeys(("requested_by", "requested_first_name", "network", "note", "due"), ""),
        "people": [],
        "first_names": [],
        "summary": [],
    }
    for values in (known, unknown):
        text = render(wording, values).text
        assert text.strip()
        assert not re.search(r"None|\(\)| [,.)]|,,|\n\n\n", text)


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=90)


@given(LINES, LINES, st.text(max_size=300))
def test_whatever_users_write_the_mail_has_the_same_headers_and_recipients(
    name: str, subject: str, answer: str
) -> None:
    desk = parties(THREAD._replace(subject=subject), user_email="ann@example.com", user_name=name)
    mail = rule(to=("user", "thread.from"), bcc=("role:leads",), reply=True)
    hostile = f"a\r\nBcc: x@example.com\r\n\r\n{answer}"
    found = composed(mail, PLAIN, desk, answer=hostile, user={"name": name})
    raw = found.raw
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    read = message_from_bytes(raw, policy=policy.default)
    assert [k for k, _ in read.items()][:4] == ["From", "To", "Cc", "Bcc"]
    assert [a.addr_spec for a in read["To"].addresses] == ["ann@example.com", "pat@example.com"]
    assert [a.addr_spec for a in read["Bcc"].addresses] == ["lee@example.com", "morgan@example.com"]
    assert len(read.get_all("Bcc", [])) == 1
    assert "Bcc: x@example.com" in read.get_content()


@pytest.mark.parametrize(
    "text", ["Grüße 😀 مرحبا שלום", "x" * 2000, "a\0b\x1b[31m\rc", "From me\n.\n"]
)
def test_a_body_of_any_letters_arrives_whole_in_seven_bits(text: str) -> None:
    raw = composed(rule(reply=True), Wording("x.j2", "{{ answer }}"), answer=text).raw
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    kept = text.replace("\0", "").replace("\x1b", "").replace("\r", "\n").strip()
    read = message_from_bytes(raw, policy=policy.default).get_content()
    assert read.replace("\r\n", "\n").strip() == kept


def test_a_subject_comes_from_the_wording_else_from_the_rule() -> None:
    mail = rule(subject="Rule {{ case }}")
    assert mail_of(composed(mail))["Subject"] == "About Ann Example"
    bare = mail_of(composed(mail, Wording("x.j2", "x")))
    assert bare["Subject"] == "Rule SM-20261119-7K3F"
    hostile = mail_of(composed(mail, user={"name": "Ann\r\nBcc: x@example.com"}))
    assert hostile["Subject"] == "About Ann Bcc: x@example.com"
    assert hostile["Bcc"] is None
