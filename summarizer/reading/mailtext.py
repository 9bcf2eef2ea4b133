"""A mail, read: who wrote to whom, on which thread, when, what kind of mail it is, and its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from summarizer.addresses import Address, visible
from summarizer.reading import envelope
from summarizer.reading.bodies import from_line, read_body
from summarizer.reading.kinds import Kind, kind_of
from summarizer.reading.mime import read_entity
from summarizer.reading.naming import spoken
from summarizer.reading.quoting import bare_subject, is_reply
from tracker.errors import BadInput

#: More bytes than any mail server takes.
MAX_MAIL = 100_000_000

_OUTLOOK_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = frozenset(["from", "to", "cc", "subject", "date", "message-id", "received", "return-path"])
_NEXT_MAIL = re.compile(rb"\n\nFrom \S+ [^\n]{0,80}\d\d:\d\d:\d\d [^\n]{0,40}\d{4}")


class Mail(NamedTuple):
    """What a mail says of itself.

    Attributes:
        message_id: With its angle brackets; "" where the mail has none.
        root: The first mail of the thread: the first of References, else of In-Reply-To, else
            the mail itself (RFC 5322, 3.6.4).
        subject: Without "Re:" and "Fwd:"; `raw_subject` has them.
        writer: Who wrote it: From, or whom a mailing list names in place of its own address.
        delivered: Addresses of lists and deliveries, in lower case, beside those of To and Cc; a
            List-Id is there as `name.example.com`.
        date, received: Aware, UTC. Received is the topmost Received field's time, else Date.
        kind_why: The header field, or what else decided the kind.
        newest, forwarded, quoted: What the writer wrote, what is forwarded, what is history.
        forwarded_from: Who wrote what is forwarded, `forwarded_subject` its subject.
        attachments: Names of the attached files.
        links: Where links of the newest and the forwarded text lead, also the HTML version's.
        problems: What could not be read, or had to be mended; for people.
    """

    message_id: str = ""
    root: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    raw_subject: str = ""
    from_: Address | None = None
    writer: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered: frozenset[str] = frozenset()
    date: datetime | None = None
    received: datetime | None = None
    kind: Kind = "person"
    kind_why: str = ""
    newest: str = ""
    forwarded: str = ""
    quoted: str = ""
    forwarded_from: Address | None = None
    forwarded_subject: str = ""
    attachments: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the mail says nothing at all, not even by a subject or an attached file."""
        said = self.subject or self.newest or self.forwarded or self.quoted
        return not (said or self.links or self.attachments)


def read_mail(raw: bytes) -> Mail:
    """Read a mail as its server sent it, or as a mailer saved it (.eml, the first of an mbox).

    Raises:
        BadInput: It is no mail: empty, an Outlook .msg file, without any known header field.
    """
    problems: list[str] = []
    entity = read_entity(_mail_bytes(raw, problems), problems)
    headers = entity.headers
    if not any(name in _KNOWN for name, _ in headers.fields):
        raise _no_mail("It has no header field such as From or Subject.")
    raw_subject = envelope.line(headers.get("subject"))
    message_id = next(iter(envelope.ids(headers, "message-id")), "")
    if not message_id:
        problems.append("the mail has no Message-ID")
    references, answered = envelope.ids(headers, "references"), envelope.ids(headers, "in-reply-to")
    from_ = next(
        iter(envelope.people(headers, "from", problems) or envelope.people(headers, "sender", [])),
        None,
    )
    writer = envelope.writer(headers, from_, problems)
    kind, kind_why = kind_of(entity, raw_subject)
    answers = bool(references or answered) or is_reply(raw_subject)
    if kind == "bounce":
        entity.mails.clear()  # the mail that came back is no forward
    body = read_body(entity, raw_subject, writer, problems, answers=answers)
    to, cc = (envelope.people(headers, name, problems) for name in ("to", "cc"))
    received, date = envelope.received(headers, problems)
    return Mail(
        message_id=message_id,
        root=next(iter((*references, *answered, message_id))),
        references=references,
        subject=bare_subject(raw_subject),
        raw_subject=raw_subject,
        from_=from_,
        writer=writer,
        reply_to=envelope.people(headers, "reply-to", problems),
        to=to,
        cc=cc,
        delivered=envelope.delivered(headers),
        date=date,
        received=received,
        kind=kind,
        kind_why=kind_why,
        newest=body.newest,
        forwarded=body.forwarded,
        quoted=body.quoted,
        forwarded_from=_forwarded_from(body.forwarded_by, (*to, *cc)),
        forwarded_subject=body.forwarded_subject,
        attachments=tuple(visible(part.name) for part in entity.parts if part.attached),
        links=body.links,
        problems=tuple(dict.fromkeys(problems)),
    )


def _mail_bytes(raw: bytes, problems: list[str]) -> bytes:
    """The bytes with newlines as line ends, less what a mailer or an editor put in front."""
    if not raw.strip():
        raise _no_mail("It is empty.")
    if raw.startswith(_OUTLOOK_FILE):
        raise _no_mail("It is an Outlook .msg file.")
    if len(raw) > MAX_MAIL:
        raise _no_mail(f"It is larger than {MAX_MAIL // 1_000_000} MB.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in raw:
        raw = raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = raw.lstrip(b"\n")
    if not raw.startswith((b"From ", b">From ")):
        return raw
    raw = raw.partition(b"\n")[2]  # the first line of an mbox
    if end := _NEXT_MAIL.search(raw):
        problems.append("the file holds several mails; the first one was read")
        return raw[: end.start() + 1]
    return raw


def _forwarded_from(text: str, people: Iterable[Address]) -> Address | None:
    """Who wrote what is forwarded; a bare name is looked up among the people of the mail."""
    name = spoken(text.strip("*\"' ")).casefold()
    known = (person for person in people if name and spoken(person.name).casefold() == name)
    return from_line(text) or next(known, None)


def _no_mail(why: str) -> BadInput:
    return BadInput(
        "This is not a mail", why, "Save the mail with its headers, as an .eml file, and give that."
    )
