"""A mail's header fields as values: people, thread, times, and where it was delivered."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from summarizer.addresses import Address, read_addresses, visible
from summarizer.patterns import Pattern
from summarizer.reading.mime import Headers, decode_words

#: Of a subject, and of a field of mailboxes or references, so many letters are read.
MAX_SUBJECT, MAX_FIELD = 2_000, 40_000

_ID = Pattern(r"<[^<>\s]{1,900}>")
_MAILBOX = Pattern(r"[^\s<>,;:\"()@]{1,64}@[^\s<>,;:\"()@]{1,255}")
#: Where a list or a delivery leaves its address, also when it was in Bcc.
_DELIVERY = (
    "bcc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "resent-to",
    "resent-cc", "list-id", "list-post", "x-beenthere", "mailing-list", "x-forwarded-to",
)  # fmt: skip
_RECEIVED_FOR = Pattern(r"\bfor\s+<?([^\s<>;@]{1,64}@[^\s<>;@]{1,255})")
_LIST_ID = Pattern(r"<([^<>@\s]{1,255})>")
_VIA_LIST = Pattern(r"['\"]?([^'\"].*?)['\"]? via .+")


def line(value: str) -> str:
    """A header's text, decoded, as one line."""
    return visible(decode_words(value[:MAX_SUBJECT]))


def people(headers: Headers, name: str, problems: list[str]) -> tuple[Address, ...]:
    """The mailboxes of all fields of this name; those without a usable address are told."""
    value = ", ".join(headers.all(name))
    if len(value) > MAX_FIELD:
        problems.append(f"{name}: only the first {MAX_FIELD} letters were read")
    found, bad = mailboxes(value[:MAX_FIELD])
    problems.extend(f"{name}: no usable address in {text[:80]!r}" for text in bad)
    return found


def mailboxes(value: str) -> tuple[tuple[Address, ...], list[str]]:
    """The mailboxes in a header's text, names decoded, and the pieces without a usable address."""
    try:
        pairs = [pair for pair in getaddresses([value]) if "@" in pair[1]]
    except (RecursionError, ValueError, IndexError):
        pairs = []  # comments inside comments, without end
    if not pairs:
        pairs = [("", address) for address in _MAILBOX.findall(value)]
    named = [(_name(name, address), address) for name, address in pairs]
    found, bad = read_addresses(named)
    return tuple(found), bad


def _name(name: str, address: str) -> str:
    """The name that is shown; Outlook puts an address there, or quotes around the name."""
    shown = line(name)
    if shown[1:] and shown[0] == shown[-1] and shown[0] in "'\"":
        shown = shown[1:-1].strip()
    return "" if shown.casefold() == address.casefold() else shown


def writer(headers: Headers, from_: Address | None, problems: list[str]) -> Address | None:
    """From, or the person behind a list that puts itself there ("Ann Lee via Escalations")."""
    via = _VIA_LIST.fullmatch(from_.name) if from_ else None
    if not via:
        return from_
    for name in ("x-original-from", "x-original-sender", "reply-to"):
        for person in people(headers, name, problems):
            return Address(person.name or via[1], person.address)
    return from_


def ids(headers: Headers, name: str) -> tuple[str, ...]:
    """The message ids in a field (RFC 5322, 3.6.4), each once, with their angle brackets."""
    return tuple(dict.fromkeys(_ID.findall(headers.get(name)[:MAX_FIELD])))


def delivered(headers: Headers) -> frozenset[str]:
    """Addresses of lists and of deliveries, in lower case; a List-Id as `name.example.com`."""
    found: list[str] = []
    for name in _DELIVERY:
        for value in headers.all(name):
            found += _MAILBOX.findall(value[:MAX_FIELD]) + _LIST_ID.findall(value[:MAX_FIELD])
    for value in headers.all("received"):
        found += _RECEIVED_FOR.findall(value[:MAX_SUBJECT])
    return frozenset(address.casefold() for address in found)


def received(headers: Headers, problems: list[str]) -> tuple[datetime | None, datetime | None]:
    """When the mail was received, and its Date, in UTC: the topmost Received field, else Date."""
    date = _time("Date", headers.get("date"), problems)
    topmost = headers.get("received").rpartition(";")[2]
    return _time("Received", topmost, problems) or date, date


def _time(name: str, text: str, problems: list[str]) -> datetime | None:
    if not text.strip():
        return None
    try:
        when = parsedate_to_datetime(text.strip()[:200])
        if when.tzinfo is None:
            problems.append(f"{name}: has no zone; read as UTC")
            when = when.replace(tzinfo=UTC)
        return when.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        problems.append(f"{name}: not a date: {visible(text)[:80]!r}")
        return None
