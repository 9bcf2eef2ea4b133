"""Where a mail is: links to drafts, and the links, ids and Message-IDs by which people name mails.

A draft's own id is what stays while people edit it in Gmail; its message gets another id each time
and, as users of the API report, another Message-ID too. So the link that a draft gets carries its
id, and a sketch of its words by which it is known again once it was sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from zlib import crc32

from tracker.errors import BadInput

_HOST = "mail.google.com"
_HEX = re.compile(r"[0-9a-f]{14,16}", re.IGNORECASE)
#: Links to one mail or one conversation name it in decimal: `msg-f:1799...`, `thread-f:1799...`.
_DECIMAL = re.compile(r"(?:msg|thread)-f:(\d{15,20})")
#: The ids that Gmail's own pages show today; the API doesn't take them.
_PAGE_ID = re.compile(r"[A-Za-z]{20,}|(?:msg|thread)-a:\S+")
_MESSAGE_ID = re.compile(r"<?([^\s<>\"(){}]+@[^\s<>\"(){}]+)>?")
_BY_MESSAGE_ID = "rfc822msgid:"

_WORD = re.compile(r"[^\W_]{4,}")
#: So many words of a mail are kept, as so many hexadecimal digits each.
_SKETCHED, _DIGITS = 8, 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft is: in whose mailbox, and where there. `words` is a sketch of what it says."""

    account: str
    draft: str
    thread: str
    words: str = ""


def link(place: Place) -> str:
    """A link that opens the draft in Gmail; Gmail leaves what it doesn't know unread."""
    query = urlencode({"authuser": place.account, "draft": place.draft, "words": place.words})
    return f"https://{_HOST}/mail/?{query}#drafts/{place.thread}"


def read_place(text: str) -> Place | None:
    """The place of which this is the link; None if it is none."""
    url = urlsplit(text)
    query = parse_qs(url.query)
    account, draft, words = (query.get(name, [""])[0] for name in ("authuser", "draft", "words"))
    if url.hostname != _HOST or not (account and draft):
        return None
    return Place(account, draft, url.fragment.rpartition("/")[2], words)


def sketch(text: str) -> str:
    """Some words of a text, the same ones however it is edited elsewhere (a min-hash)."""
    return "".join(sorted(_hashes(text))[:_SKETCHED])


def fits(words: str, text: str) -> bool:
    """Whether a text still has at least half of the words of a sketch."""
    wanted = [words[at : at + _DIGITS] for at in range(0, len(words), _DIGITS)]
    return bool(wanted) and 2 * len(_hashes(text) & set(wanted)) >= len(wanted)


def _hashes(text: str) -> set[str]:
    own = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    found = _WORD.findall(own.casefold())
    return {f"{crc32(word.encode()) & 0xFFFFFF:0{_DIGITS}x}" for word in found}


@dataclass(frozen=True, slots=True)
class Source:
    """How a person names a mail: by its id (of a `conversation`, that of its first mail) ...

    ... or by its Message-ID, without < and >. One of the two is "".
    """

    id: str = ""
    message_id: str = ""
    conversation: bool = False


def read_source(text: str) -> Source:
    """What a link, an id or `rfc822msgid:<...>` names. BadInput says what can be given instead."""
    text = text.strip()
    if text.lower().startswith(_BY_MESSAGE_ID):
        return Source(message_id=_message_id(text[len(_BY_MESSAGE_ID) :], text))
    if _HEX.fullmatch(text):
        return Source(text.lower())
    url = urlsplit(text)
    if url.hostname != _HOST:
        raise _unreadable(text, "It is no link to Gmail.")
    query = parse_qs(url.query)
    for name in ("message_id", "permmsgid", "th", "permthid"):
        for value in query.get(name, []):
            return _source(value.lstrip("#"), text, conversation=name in ("th", "permthid"))
    part = unquote(url.fragment).split("?")[0].rstrip("/").rpartition("/")[2]
    return _source(part.lstrip("#"), text, conversation=True)


def _source(value: str, text: str, *, conversation: bool) -> Source:
    if decimal := _DECIMAL.fullmatch(value):
        return Source(f"{int(decimal[1]):x}", conversation=conversation)
    if _HEX.fullmatch(value):
        return Source(value.lower(), conversation=conversation)
    if "@" in value:
        return Source(message_id=_message_id(value, text))
    if _PAGE_ID.fullmatch(value):
        raise _unreadable(text, "Gmail's API doesn't know the id that stands at its end.")
    raise _unreadable(text, "It names no mail.")


def _message_id(value: str, text: str) -> str:
    found = _MESSAGE_ID.fullmatch(value.strip())
    if found is None:
        raise _unreadable(text, "No Message-ID stands there.")
    return found[1]


def _unreadable(text: str, why: str) -> BadInput:
    return BadInput(
        f"{text} can't be read as a mail in Gmail",
        why,
        "In Gmail, open the mail, choose ⋮ > Show original, and copy its Message ID. Then type:"
        " --mail 'rfc822msgid:MESSAGE_ID'",
    )
