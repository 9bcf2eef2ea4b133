from __future__ import annotations

from email.message import EmailMessage

from summarizer.forwarding import as_text
from tests.desk import Desk, read_mail

BEGIN = "The research chart."


def test_a_mail_is_quoted_with_its_headers_but_never_its_bcc() -> None:
    mail = EmailMessage()
    mail["From"] = "Dana <dana@example.com>"
    mail["Bcc"] = "lee@example.com"
    mail["Subject"] = "Re: Unhappy user"
    mail.set_content("Hi Pat,\n\nI have it.\n")
    mail.add_alternative("<p>Hi Pat</p>", subtype="html")
    assert as_text(mail) == (
        "From: Dana <dana@example.com>\nSubject: Re: Unhappy user\n\nHi Pat,\n\nI have it."
    )


def test_a_mail_without_text_is_its_headers() -> None:
    mail = EmailMessage()
    mail["From"] = "dana@example.com"
    mail.set_content("<p>Hi</p>", subtype="html")
    assert as_text(mail) == "From: dana@example.com"


def test_what_people_changed_in_the_draft_is_what_is_forwarded(
    desk: Desk, acknowledged: str
) -> None:
    (path,) = (desk.root / "outbox").glob("*-acknowledgement.eml")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"I will find out today", b"I will ask Ben today"))
    desk("handoff", acknowledged, "--to", "sam", "--begin-at", BEGIN)
    assert "I will ask Ben today" in desk.mails(acknowledged)["handoff"].get_content()


def test_a_mail_that_is_gone_is_left_out(desk: Desk, acknowledged: str) -> None:
    (path,) = (desk.root / "outbox").glob("*-acknowledgement.eml")
    path.unlink()
    desk("handoff", acknowledged, "--to", "sam", "--begin-at", BEGIN)
    (path,) = (desk.root / "outbox").glob("*-handoff.eml")
    text = read_mail(path).get_content()
    assert "Forwarded" not in text
    assert f"Where to begin: {BEGIN}" in text


def test_what_the_user_wrote_is_never_a_template_in_it(desk: Desk, acknowledged: str) -> None:
    (path,) = (desk.root / "outbox").glob("*-acknowledgement.eml")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"I will find out today", b"{{ 7 * 7 }} {% raw %}"))
    desk("handoff", acknowledged, "--to", "sam", "--begin-at", "{{ me.name }}")
    text = desk.mails(acknowledged)["handoff"].get_content()
    assert "{{ 7 * 7 }} {% raw %}" in text
    assert "Where to begin: {{ me.name }}" in text
