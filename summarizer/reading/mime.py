"""A mail's bytes as header fields and parts, bounded in depth, number, size and time.

The standard library's parser recurses into each nested part and holds every line against every
open boundary, so a hostile mail can make it crash or crawl. Here boundaries are searched for, and
broken headers are passed over; what a header field or an encoding means is still the library's.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value
from itertools import islice
from typing import NamedTuple

from summarizer.addresses import writable
from summarizer.patterns import Pattern

#: A mail that nests deeper, or has more parts, is read up to here (people's have three or four).
MAX_DEPTH = 25
MAX_PARTS = 300
#: Of each text, so many bytes are read; of the header fields of each part, so many.
MAX_BODY = 3_000_000
MAX_HEADERS = 256_000

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_KNOWN = re.compile(
    rb"(?mi)^(?:from|to|cc|subject|date|sent|message-id|received|return-path|reply-to|in-reply-to"
    rb"|references|mime-version|content-type|content-transfer-encoding)[ \t]*:"
)
_ENCODED_WORD = Pattern(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\n]*)\?=(\s*)")
#: Codecs that mails don't need, and that are slow or give what is no text.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"}
)


class Headers(NamedTuple):
    """Header fields in their order, names in lower case, values unfolded but not yet decoded."""

    fields: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """The values of every field of this name, topmost first."""
        return tuple(value for key, value in self.fields if key == name)

    def get(self, name: str) -> str:
        """The value of the topmost field of this name, "" without one."""
        return next((value for key, value in self.fields if key == name), "")


class Part(NamedTuple):
    """A leaf part. `name` is its file name; `attached` parts aren't shown as the mail's text."""

    type: str
    charset: str
    name: str
    attached: bool
    method: str
    encoding: str
    body: bytes

    def text(self, problems: list[str]) -> str:
        """The part as text, line ends as newlines; what had to be mended is added to problems."""
        if len(self.body) > MAX_BODY:
            problems.append(f"only the first {MAX_BODY // 1_000_000} MB of a text were read")
        data = _unpacked(self.body[:MAX_BODY], self.encoding)
        text, as_declared = decode(data, self.charset)
        if not as_declared:
            problems.append(f"a text is not {self.charset or 'us-ascii'} as it says")
        return writable(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))


@dataclass(slots=True, eq=False, repr=False)
class Entity:
    """A mail: its header fields, its leaf parts, and the mails that are attached to it."""

    headers: Headers
    parts: list[Part] = field(default_factory=list)
    mails: list[Entity] = field(default_factory=list)


def read_entity(raw: bytes, problems: list[str]) -> Entity:
    """A mail from its bytes; line ends must be newlines. Never fails: what is broken is told."""
    headers, body = _split(raw)
    top = Entity(headers)
    todo = [(top, headers, body, 0)]
    for _ in range(MAX_PARTS):
        if not todo:
            break
        entity, headers, body, depth = todo.pop()
        content = _content(headers)
        kind = content.get_content_type()
        if depth >= MAX_DEPTH:
            problems.append(f"parts nested deeper than {MAX_DEPTH} levels were not read")
        elif kind in ("message/rfc822", "message/global"):
            inner, body = _split(_unpacked(body, headers.get("content-transfer-encoding")))
            entity.mails.append(Entity(inner))
            todo.append((entity.mails[-1], inner, body, depth + 1))
        elif pieces := _pieces(kind, content, body):
            todo += [(entity, *_split(piece), depth + 1) for piece in reversed(pieces)]
        else:
            if kind.startswith("multipart/"):
                problems.append("its parts can't be told apart: the boundary is missing")
            entity.parts.append(_part(content, headers, body))
    if todo:
        problems.append(f"only the first {MAX_PARTS} parts were read")
    return top


def decode(data: bytes, charset: str) -> tuple[str, bool]:
    """Text in this charset, or in the likeliest other one; and whether it is as declared."""
    try:
        codec = codecs.lookup(charset or "us-ascii").name
        if codec not in _NO_CHARSETS:
            # What says Latin-1 is nearly always Windows-1252, which has the curly quotes.
            name = "cp1252" if codec == "iso8859-1" else codec
            return data.decode(name), True
    except (LookupError, ValueError):  # no such charset (also a codec that isn't one), or not it
        pass
    try:
        return data.decode("utf-8"), not charset
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), False


def decode_words(value: str) -> str:
    """A header's text with its encoded words decoded (RFC 2047), also carelessly made ones."""
    out: list[str] = []
    end, pending, charset = 0, b"", ""
    for word in _ENCODED_WORD.finditer(value):
        gap = value[end : word.start()]
        if pending and (gap or word[1].lower() != charset):
            out.append(decode(pending, charset)[0])
            pending = b""
        # Bytes are gathered first: mailers split one letter's bytes between two words.
        out.append(gap)
        pending, charset = pending + _word_bytes(word[2], word[3]), word[1].lower()
        follows = value.startswith("=?", word.end())
        end = word.end() if follows else word.start(4)
    return "".join((*out, decode(pending, charset)[0] if pending else "", value[end:]))


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    return _base64(data) if encoding in "bB" else binascii.a2b_qp(data, header=True)


def _split(block: bytes) -> tuple[Headers, bytes]:
    """Header fields and body. A line that is no field is skipped while known fields follow it."""
    if block.startswith(b"\n"):
        return Headers(), block[1:]
    end = block.find(b"\n\n")
    head, body = (block, b"") if end < 0 else (block[:end], block[end + 2 :])
    head = head[:MAX_HEADERS]
    last_known = max((m.start() for m in _KNOWN.finditer(head)), default=-1)
    fields: list[tuple[str, list[bytes]]] = []
    at = 0
    for line in head.split(b"\n"):
        if match := _FIELD.match(line):
            fields.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
        elif fields and line[:1] in (b" ", b"\t"):
            fields[-1][1].append(line)
        elif at > last_known:  # the blank line above the body is missing
            body = block[at:]
            break
        at += len(line) + 1
    return Headers(tuple((name, _unfolded(lines)) for name, lines in fields)), body


def _unfolded(lines: Iterable[bytes]) -> str:
    text = decode(b" ".join(line.strip() for line in lines), "")[0]
    return text.replace("\0", "").strip()


def _content(headers: Headers) -> Message:
    """A message with the fields that describe a content, for the library to read."""
    message = Message()
    for name in ("content-type", "content-disposition"):
        if value := headers.get(name):
            message[name] = value[:2000]
    return message


def _pieces(kind: str, content: Message, body: bytes) -> list[bytes]:
    """The blocks between the boundary's lines; none if it isn't multipart or has no such line."""
    boundary = _asked(content, "boundary").rstrip()
    if not kind.startswith("multipart/") or not boundary:
        return []
    mark = b"--" + boundary.encode("utf-8", "replace")
    starts = list(islice(_boundary_lines(body, mark), MAX_PARTS))
    pieces = []
    for number, (_, begin, closing) in enumerate(starts):
        if closing:
            break
        # The line end before a boundary belongs to it; the last block can lack a boundary.
        end = starts[number + 1][0] - 1 if number + 1 < len(starts) else len(body)
        pieces.append(body[begin : max(begin, end)])
    return pieces


def _boundary_lines(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each of the boundary's lines starts, where what follows it starts, and if it closes."""
    at = body.find(mark)
    while at >= 0:
        if at == 0 or body[at - 1 : at] == b"\n":
            end = body.find(b"\n", at)
            end = len(body) if end < 0 else end
            rest = body[at + len(mark) : end].rstrip()
            if rest in (b"", b"--"):
                yield at, min(end + 1, len(body)), rest == b"--"
        at = body.find(mark, at + len(mark))


def _part(content: Message, headers: Headers, body: bytes) -> Part:
    kind = content.get_content_type()
    disposition = headers.get("content-disposition").lower()
    name = decode_words(
        _asked(content, "filename", "content-disposition") or _asked(content, "name")
    )
    return Part(
        type="text/plain" if kind.startswith("multipart/") else kind,
        charset=_asked(content, "charset").strip("'\"").lower(),
        name=name,
        attached=disposition.startswith("attachment") or bool(name and kind != "text/calendar"),
        method=_asked(content, "method").upper(),
        encoding=headers.get("content-transfer-encoding").lower(),
        body=body,
    )


def _asked(content: Message, name: str, header: str = "content-type") -> str:
    """A parameter of a header field (RFC 2231), "" where there is none or it is broken."""
    try:
        return collapse_rfc2231_value(content.get_param(name, "", header)).strip()
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""  # the library fails in these ways on careless continuations


def _unpacked(body: bytes, encoding: str) -> bytes:
    """The bytes behind a transfer encoding; as they stand if it is unknown."""
    match encoding.split(";", maxsplit=1)[0].strip().lower():
        case "base64":
            return _base64(body)
        case "quoted-printable":
            return binascii.a2b_qp(body)
        case _:
            return body


def _base64(data: bytes) -> bytes:
    """Decoded base64, as far as it is; a wrong length costs its last letters only."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data.partition(b"=")[0])
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
