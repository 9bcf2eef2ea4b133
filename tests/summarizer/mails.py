"""Invented mails for tests: files of tests/mails, and small ones made on the spot."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from summarizer.intake import Intake, IntakeSettings, Mail, read_intake, read_mail
from summarizer.procedure import Recognition

MAILS = Path(__file__).parents[1] / "mails"
LIST = "socialmedia-escalations@example.com"
PR_LIST = "problematic-to-pr@example.com"
PROCEDURES = (
    Recognition("summary", (LIST,), helpdesk=False),
    Recognition("pr-social", (PR_LIST,), helpdesk=False),
    Recognition("pr-cs", (PR_LIST,), helpdesk=True),
)
#: Header fields of a mail made by hand, and a part.
HEAD = b"From: Mark Ellis <mark@example.com>\nSubject: Help\nMessage-ID: <1@example.com>\n"
PLAIN = b"Content-Type: text/plain\n\nHello"
SENDER = "Mark Ellis <mark.ellis@example.com>"


def message(text: str = "Please look.", subject: str = "Help", **headers: str) -> EmailMessage:
    """A mail of an executive to the escalation list; `In_Reply_To` is In-Reply-To."""
    mail = EmailMessage()
    usual = {"From": SENDER, "To": LIST, "Message-ID": "<one@example.com>"}
    usual |= {"Date": "Thu, 19 Nov 2026 09:00:00 -0800", "Subject": subject}
    for name, value in (usual | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail


def mail_of(text: str = "Please look.", subject: str = "Help", **headers: str) -> Mail:
    return read_mail(message(text, subject, **headers).as_bytes())


def intake_of(text: str = "Please look.", subject: str = "Help", **headers: str) -> Intake:
    return intake(message(text, subject, **headers).as_bytes())


def intake(raw: bytes, *own: str) -> Intake:
    return read_intake(read_mail(raw), IntakeSettings(), PROCEDURES, own)


def file(name: str) -> bytes:
    """A mail of tests/mails."""
    return (MAILS / f"{name}.eml").read_bytes()


def typed(content_type: str, body: bytes, encoding: str = "8bit") -> bytes:
    head = (
        f"MIME-Version: 1.0\nContent-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n"
    )
    return HEAD + head.encode() + b"\n" + body


def multipart(*parts: bytes, kind: str = "mixed", boundary: bytes = b"b1") -> bytes:
    body = b"".join(b"--" + boundary + b"\n" + part + b"\n" for part in parts)
    return typed(
        f'multipart/{kind}; boundary="{boundary.decode()}"', body + b"--" + boundary + b"--"
    )
