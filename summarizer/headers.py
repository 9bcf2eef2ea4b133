"""A mail's headers as they go on the wire.

Written here and not by `email`, whose folding in Python 3.11 drops recipients after a long name
beyond ASCII, and encodes long message identifiers.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence

from summarizer.addresses import Address, visible

_FOLD = "\r\n "
#: Width of folded text without the header's name (RFC 5322, 2.1.1: 78 with it).
_WIDTH = 64
#: Bytes in an encoded word: its line then stays below 76 characters (RFC 2047, 2).
_BYTES = 39
_LONGEST_ID = 900
#: How many ancestors a reply names: the first, and the newest ones.
_MOST_IDS = 100

_ID = re.compile(r"<[!-;=?-~]+>")
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_FORWARD = re.compile(r"^(?:(?:re|fwd?)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_REPLY = re.compile(r"^(?:re(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def text(value: str) -> str:
    """Any text as a header's value; line breaks and control characters become spaces."""
    value = visible(value)
    words = value.split(" ")
    if not value.isascii() or "=?" in value or max(map(len, words)) > _WIDTH:
        return _FOLD.join(_encoded(value))
    if len(value) <= _WIDTH:
        return value
    from textwrap import wrap  # noqa: PLC0415 - 1 ms that few subjects need

    return _FOLD.join(wrap(value, _WIDTH, break_on_hyphens=False))


def mailboxes(addresses: Iterable[Address]) -> str:
    """Addresses with their names, one a line."""
    return f",{_FOLD}".join(_mailbox(address) for address in addresses)


def identifiers(ids: Sequence[str]) -> str:
    """Message identifiers, one a line."""
    return _FOLD.join(ids)


def read_identifiers(value: str) -> list[str]:
    """The message identifiers in a header's text, each once; what else stands there is left out."""
    return list(dict.fromkeys(i for i in _ID.findall(value) if len(i) <= _LONGEST_ID))


def references(before: str, answered: str) -> list[str]:
    """The References of a reply: those of the mail that is answered, then that mail."""
    ids = [i for i in read_identifiers(before) if i != answered] + [answered]
    return ids if len(ids) <= _MOST_IDS else [ids[0], *ids[1 - _MOST_IDS :]]


def message_id(case: str, message: str, sender: Address) -> str:
    """The identifier of a case's message: the same one however often it is composed."""
    local = re.sub(r"[^A-Za-z0-9-]+", ".", f"{case}.{message}").strip(".")
    return f"<{local}@{sender.address.rpartition('@')[2]}>"


def reply_subject(subject: str) -> str:
    """The subject of a reply: "Re: " once."""
    return f"Re: {_REPLY.sub('', visible(subject), count=1)}".strip()


def forward_subject(subject: str) -> str:
    """The subject of a forwarded mail: "Fwd: " once."""
    return f"Fwd: {_FORWARD.sub('', visible(subject), count=1)}".strip()


def _mailbox(address: Address) -> str:
    name = visible(address.name)
    if not name:
        return address.address
    if not name.isascii() or "=?" in name or len(name) > _WIDTH:
        phrase = _FOLD.join(_encoded(name))
    elif _PLAIN.fullmatch(name):
        phrase = name
    else:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        phrase = f'"{quoted}"'
    gap = _FOLD if len(phrase) + len(address.address) > _WIDTH else " "
    return f"{phrase}{gap}<{address.address}>"


def _encoded(value: str) -> Iterator[str]:
    """Encoded words (RFC 2047); none of them ends inside a letter."""
    chunk = b""
    for letter in value:
        code = letter.encode()
        if len(chunk) + len(code) > _BYTES:
            yield _word(chunk)
            chunk = b""
        chunk += code
    yield _word(chunk)


def _word(chunk: bytes) -> str:
    return f"=?utf-8?b?{b64encode(chunk).decode('ascii')}?="
