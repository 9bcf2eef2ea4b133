"""The text of a mail: which of its parts is shown, and what in it is new, forwarded or history."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from summarizer.addresses import Address, read_addresses, writable
from summarizer.patterns import Pattern
from summarizer.reading.blanks import tidy
from summarizer.reading.envelope import line, people
from summarizer.reading.links import find_links, without_links
from summarizer.reading.mime import Entity
from summarizer.reading.naming import spoken
from summarizer.reading.quoting import Pieces, is_reply, split_text
from summarizer.reading.signature import without_signature

_FROM_LINE = Pattern(
    r"[\"'*]?([^<\[\"]*?)[\"'*]?\s*[<\[]?(?:mailto:)?([^\s<>\[\]\"'*]+@[^\s<>\[\]]+)"
)
#: So many letters of a text are read.
MAX_TEXT = 200_000


class Body(NamedTuple):
    """A mail's text in three; `links` are those of the newest and forwarded text, also hidden.

    `forwarded_by` is the From line of what is forwarded, as it stands there.
    """

    newest: str = ""
    forwarded: str = ""
    quoted: str = ""
    forwarded_by: str = ""
    forwarded_subject: str = ""
    links: tuple[str, ...] = ()


def read_body(
    entity: Entity, subject: str, writer: Address | None, problems: list[str], *, answers: bool
) -> Body:
    """Read a mail's text. `answers`: its header fields say that it answers another mail.

    The plain text counts, unless it only points to the HTML one; links come from both, as plain
    text often leaves out where they lead. An attached mail is a forward.
    """
    plain, marked = _versions(entity, problems)
    useful = len(without_links(marked)) <= 2 * len(without_links(plain)) + 20
    bodies = [
        _split(text, subject, writer, answers=answers)
        for text in ((plain, marked) if plain and useful else (marked or plain, ""))
        if text
    ]
    body = bodies[0] if bodies else Body()
    if not body.forwarded and entity.mails:
        body = _with_attached(body, entity.mails[0], problems)
        bodies.append(body)
    links = [link for b in bodies for link in find_links(f"{b.newest}\n{b.forwarded}")]
    return body._replace(links=tuple(dict.fromkeys(links)))


def from_line(text: str) -> Address | None:
    """The person in a From line that a mailer copied into a text: commas in names stay in them."""
    match = _FROM_LINE.match(line(text))
    found = read_addresses([(match[1], match[2])])[0] if match else []
    return found[0] if found else None


def _versions(entity: Entity, problems: list[str]) -> tuple[str, str]:
    """The plain text, and the text of the HTML version; "" for one that isn't there."""
    texts = {"text/plain": "", "text/html": ""}
    for part in entity.parts:
        if not part.attached and part.type in texts and len(texts[part.type]) <= 4 * MAX_TEXT:
            texts[part.type] += f"{part.text(problems)}\n\n"
    # Columns that are made of blanks stay columns.
    plain = tidy(re.sub(r"(?<=\S) {3,}(?=\S)", "\t", texts["text/plain"][:MAX_TEXT]))
    marked = _marked(texts["text/html"])
    if max(len(texts["text/plain"]), len(marked)) > MAX_TEXT:
        problems.append(f"only the first {MAX_TEXT} letters of the text were read")
    return plain, marked[:MAX_TEXT]


def _marked(html: str) -> str:
    """An HTML version as text."""
    if not html:
        return ""
    from summarizer.reading.markup import html_text  # noqa: PLC0415 - 3 ms, for HTML only

    return writable(html_text(html))


def _split(text: str, subject: str, writer: Address | None, *, answers: bool) -> Body:
    pieces = split_text(text, subject, reply=answers or is_reply(subject))
    return _body(pieces, without_signature(pieces.newest, _signed(writer)))


def _body(pieces: Pieces, newest: str) -> Body:
    from_ = from_line(pieces.writer)
    return Body(
        newest=newest,
        forwarded=without_signature(pieces.forwarded, _signed(from_)),
        quoted=pieces.quoted,
        forwarded_by=line(pieces.writer),
        forwarded_subject=line(pieces.subject),
    )


def _with_attached(body: Body, entity: Entity, problems: list[str]) -> Body:
    """The body with an attached mail as its forwarded part, less that mail's own history."""
    subject = line(entity.headers.get("subject"))
    plain, marked = _versions(entity, problems)
    pieces = split_text(plain or marked, subject, reply=is_reply(subject))
    text = f"{pieces.newest}\n\n{pieces.forwarded}".strip()
    writer = next(iter(people(entity.headers, "from", [])), "")
    attached = Pieces("", text, "", str(writer), subject)
    return _body(attached, body.newest)._replace(quoted=body.quoted)


def _signed(person: Address | None) -> Collection[str]:
    """How a person signs: by the whole name, or by the first one."""
    words = spoken(person.name).casefold().split() if person else []
    return {" ".join(words), words[0]} if words else set()
