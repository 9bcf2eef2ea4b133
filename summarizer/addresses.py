"""Mail addresses: read from headers, settings and facts; checked, compared, each used once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from summarizer.patterns import Pattern

#: The longest address and the longest part before the @ (RFC 5321, 4.5.3.1).
_LONGEST, _LONGEST_LOCAL = 254, 64

_UNWRITABLE = Pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SPEC = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+"
_ADDRESS = Pattern(_SPEC)
#: A mailbox as nearly all are written. It needs no parser, which takes 5 ms to load.
_WORDS = "[A-Za-z0-9'-]+(?: [A-Za-z0-9'-]+)*"
_QUOTED = "[A-Za-z0-9'.,()&-]+(?: [A-Za-z0-9'.,()&-]+)*"
_PLAIN = Pattern(rf'\s*(?:(?:({_WORDS})|"({_QUOTED})") (?=<))?(<)?({_SPEC})(?(3)>)\s*')


class Address(NamedTuple):
    """One mailbox: the name that is shown, and the address, its domain in ASCII."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """What makes two addresses the same: letters count without regard to case."""
        return self.address.casefold()

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


#: Mailboxes as a mail's headers give them: the header's text, or pairs of name and address.
Mailboxes = str | Sequence[tuple[str, str]]


def is_address(text: str) -> bool:
    """Whether a message can be sent to this: ASCII, `local@domain.tld` (RFC 5321 dot-string)."""
    local = text.partition("@")[0]
    fits = len(text) <= _LONGEST and len(local) <= _LONGEST_LOCAL
    return fits and bool(_ADDRESS.fullmatch(text))


def domain_of(text: str) -> str:
    """The domain of one address, in small ASCII letters; "" if that is no address."""
    found, bad = read_addresses([("", text)])
    return found[0].address.rpartition("@")[2].casefold() if found and not bad else ""


def read_addresses(mailboxes: Mailboxes) -> tuple[list[Address], list[str]]:
    """The mailboxes with a usable address, groups dissolved, and what is unusable, as it stands.

    A domain beyond ASCII is written in ASCII (RFC 5890); letters beyond ASCII before the @ are
    not supported. Pieces between commas (or semicolons) are read one by one, so that one bad
    mailbox never hides another.
    """
    pairs = _parsed(mailboxes) if isinstance(mailboxes, str) else mailboxes
    found: list[Address] = []
    bad: list[str] = []
    for name, address in pairs:
        ascii_ = _ascii_domain(address.strip())
        if is_address(ascii_):
            found.append(Address(name, ascii_))
        elif shown := visible(f"{name} {address}").strip():
            bad.append(shown)
    return found, bad


def unique(addresses: Iterable[Address], taken: set[str]) -> tuple[Address, ...]:
    """Those whose address isn't taken, each once; they are taken afterwards."""
    kept = []
    for address in addresses:
        if address.key not in taken:
            taken.add(address.key)
            kept.append(address)
    return tuple(kept)


def is_line(text: str) -> bool:
    """Whether the text is one line without control characters, as a header's text must be."""
    breaks = any(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") for letter in text)
    return not breaks and not unwritable(text)


def unwritable(text: str) -> str:
    """The first character that no document and no mail can hold (XML 1.0, 2.2); "" if none."""
    found = _UNWRITABLE.search(text)
    return found.group() if found else ""


def writable(text: str) -> str:
    """The text with a space for each of them."""
    return _UNWRITABLE.sub(" ", text)


def visible(text: str) -> str:
    """The text as one line, each control character and line break made a space."""
    return " ".join("".join(letter if is_line(letter) else " " for letter in text).split())


def parser_failures() -> tuple[type[Exception], ...]:
    """What Python's parser of headers raises on hostile ones, such as an encoded line break."""
    from email.errors import MessageError  # noqa: PLC0415 - what reads people.toml needs none

    return MessageError, ValueError, LookupError, AttributeError, TypeError


def _parsed(text: str) -> list[tuple[str, str]]:
    """Name and address of each mailbox; an unusable one is all name."""
    pairs = []
    for piece in _pieces(text):
        pairs += _read_piece(piece)
    return pairs


def _pieces(text: str) -> list[str]:
    """The text cut at commas, semicolons and a group's name, outside quotes, <> and comments."""
    pieces, piece, closing, escaped = [], "", "", False
    for letter in text:
        if not closing and letter in ",;":
            pieces.append(piece)
            piece = ""
            continue
        if not closing and letter == ":" and "@" not in piece:
            piece = ""  # it was a group's name (RFC 5322, 3.4)
            continue
        piece += letter
        if escaped:
            escaped = False
        elif letter == "\\" and closing in ('"', ")"):
            escaped = True
        elif closing:
            closing = "" if letter == closing else closing
        else:
            closing = {'"': '"', "<": ">", "(": ")"}.get(letter, "")
    return [p for p in (*pieces, piece) if p.strip()]


def _read_piece(piece: str) -> list[tuple[str, str]]:
    if plain := _PLAIN.fullmatch(piece):
        return [(plain[1] or plain[2] or "", plain[4])]
    from email import policy  # noqa: PLC0415 - 5 ms that few mails need
    from email.errors import ObsoleteHeaderDefect  # noqa: PLC0415 - same

    try:
        header = policy.default.header_factory("to", piece)
        mailboxes = [(a.display_name, a.addr_spec) for a in header.addresses]
    except parser_failures():
        return [(piece, "")]
    harmful = [d for d in header.defects if not isinstance(d, ObsoleteHeaderDefect)]
    return [(piece, "")] if harmful or len(mailboxes) != 1 else mailboxes


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address
