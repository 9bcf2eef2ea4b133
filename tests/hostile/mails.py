"""Mails that are damaged, huge or made to do harm."""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.hostile.texts import STRANGER
from tests.hostile.way import CANARY
from tests.procedures import social
from tests.procedures.social import HEADERS

_PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
_LEVELS = 500
BODY = f"{social.BODY}\nThe word is {CANARY}.\n"


def _head(**headers: str) -> str:
    lines = HEADERS | {"Message-ID": "<hostile@mail.example.com>"}
    lines |= {name.replace("_", "-"): text for name, text in headers.items()}
    return "".join(f"{name}: {text}\n" for name, text in lines.items())


def _mail(body: str = BODY, **headers: str) -> bytes:
    return f"{_head(**headers)}\n{body}".encode("utf-8", "surrogateescape")


def _large() -> bytes:
    """30 MB: a screenshot nobody made smaller."""
    picture = base64.encodebytes(bytes(1_000_000)).decode() * 22
    kind = "Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n"
    body = f"--b\n{_PLAIN}{BODY}\n--b\n{kind}{picture}\n--b--\n"
    return _mail(body, Content_Type="multipart/mixed; boundary=b")


def _nested(*, mails: bool) -> bytes:
    body = f"{_PLAIN}{BODY}"
    for level in range(_LEVELS):
        if mails:
            body = f"Subject: x\nContent-Type: message/rfc822\n\n{body}"
        else:
            body = f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n{body}"
    return f"{_head()}{body}".encode()


def _named(name: str) -> bytes:
    return _mail(BODY.replace("Jane Doe", name))


#: What comes as a mail. The escalation in it is still one where its name is among the OPENING.
MAILS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b"\n \n",
    "bytes": lambda: bytes(range(256)) * 40,
    "an Outlook file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99,
    "no header": BODY.encode,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(2_000),
    "30 MB": _large,
    "500 parts deep": lambda: _nested(mails=False),
    "500 mails deep": lambda: _nested(mails=True),
    "NUL in it": lambda: _mail(BODY.replace("Jane", "Ja\0ne"), Subject="SM \0Escalation"),
    "an encoded Bcc": lambda: _mail(Subject=f"=?utf-8?q?Help=0D=0ABcc:_{STRANGER}?="),
    "a sender's Bcc": lambda: _mail(
        From=f"=?utf-8?q?Noor=0D=0ABcc:_{STRANGER}?= <noor.haddad@example.com>"
    ),
    "an id with a break": lambda: _mail(Message_ID=f"<a@b>\r\nBcc: {STRANGER}"),
    "an endless subject": lambda: _mail(Subject="a" * 200_000),
    "30,000 people": lambda: _mail(Cc=", ".join(f"p{n}@example.com" for n in range(30_000))),
    "a formula": lambda: _named('=HYPERLINK("https://evil.example.com")'),
    "braces": lambda: _named("{{1337*1337}}"),
    "turned": lambda: _named("\u202eJane\u2066 Doe"),
    "escapes": lambda: _named("\x1b]0;owned\x07Jane \x1b[31mDoe"),
    "no UTF-8": lambda: _mail(BODY.replace("Jane", "J\udcff\udcfene")),
    "no such charset": lambda: _mail(Content_Type="text/plain; charset=x-none-\udcff"),
    "a charset that is a codec": lambda: _mail(Content_Type="text/plain; charset=rot13"),
    "bytes in headers": lambda: _mail(
        From="J\udcff\udcfe <noor@example.com>", Subject="\udcff\udcfe \x80", To="\udcff@\udcfe"
    ),
    "words without end": lambda: _mail(Subject="=?utf-8?b?" * 5_000, From="=?x?q?=" * 999),
    "headers without end": lambda: _head().encode() + b"X-A: b\n" * 400_000 + b"\n" + BODY.encode(),
    "the same header often": lambda: _mail(Subject="a\nSubject: b\nFrom: x@example.com\nTo: y"),
    "an endless id": lambda: _mail(
        Message_ID=f"<{'a' * 100_000}@b>", References=f"<{'c' * 100_000}@d> <{'e' * 899}>"
    ),
    "a search for an id": lambda: _mail(
        Message_ID="<a@b}OR{in:anywhere>", In_Reply_To="<x@y) OR (in:sent>"
    ),
    "comments in comments": lambda: _mail(From="(" * 20_000 + " <noor@example.com>"),
    "HTML": lambda: _mail(
        "<script>alert(1337*1337)</script><p>Jane Doe (user ID 44170) <img src='http://127.0.0.1:9/x'>"
        "&#27;[31m is furious about us on X. Please look.</p>",
        Content_Type="text/html",
    ),
    "a path as attachment": lambda: _mail(
        f"--b\n{_PLAIN}{BODY}\n--b\nContent-Type: text/plain; name=../../outside.txt\n\nx\n--b--\n",
        Content_Type="multipart/mixed; boundary=b",
    ),
    "a far date": lambda: _mail(Received="x; Thu, 19 Nov 9999 23:59:59 -2359", Date="x"),
    "an early date": lambda: _mail(Received="x; Mon, 01 Jan 0001 00:00:00 +2359", Date="x"),
}
#: Those that are no mail at all.
NONE = frozenset({"empty", "blank", "bytes", "an Outlook file", "no header", "a picture"})
