"""A mail composed: recipients from the thread and the roles, and the wording, linted."""

from __future__ import annotations

import re
import unicodedata
from binascii import b2a_qp
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, NamedTuple

from summarizer import headers
from summarizer.parties import Parties
from summarizer.procedure import MessageRule
from summarizer.recipients import Recipients, lint, recipients
from summarizer.rendering import Rendered, Wording, render
from tracker.errors import BadInput, Refused

#: Words that an answer needs at least (003.2.4): "Thanks" and "Noted" answer nothing.
_FEWEST_WORDS = 2
#: The longest line that needs no encoding (RFC 5322, 2.1.1).
_LINE = 78
_GREETING = re.compile(r"^\s*(?:hi|hello|hey|dear)\b[^,.!:\n]{0,60}[,.!:\n]", re.IGNORECASE)
#: Words of which blanket answers are made: "Thanks, we'll look into it and get back to you."
_BLANKET_WORDS = """
a about acknowledge acknowledged acknowledging again all am an and any are as asap at aware
back be been bringing can case check checking currently d do doing done email escalation everyone
following for forwarding get getting give got had handle handling has have hello hey hi i
immediately in informing into is issue it its just know let letting ll look looked looking m mail
matter may message much my n new no noted now of ok okay on one our out over own please possible
promptly re reaching received receipt reply report request respond review reviewed reviewing right
s see shortly sir soon t take taking team thank thanks that the their them they this to touch u up
update updates us ve very we well will with work working would writing you your yours
"""
_BLANKET = frozenset(_BLANKET_WORDS.split())

#: A word; in scripts without spaces between words, each letter counts as one. Those are looked
#: for only where they can be: to compile them takes 1.5 ms.
_WORDS = r"[^\W_]+"
_LETTERS_AS_WORDS = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|"
    r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
)


class Occasion(NamedTuple):
    """For what a mail is composed.

    Attributes:
        case: The case's number.
        message: What the case calls this mail, unique in it: `acknowledgement-1`. The mail's
            Message-ID is made of both, so that it can be looked for in a mailbox.
        at: Its date; aware, in the zone in which it shall be read.
    """

    case: str
    message: str
    at: datetime


class Composed(NamedTuple):
    """A mail ready to be drafted, and whom it goes to; `recipients.missing` forbids sending.

    Attributes:
        raw: The mail as it is written (RFC 5322): ASCII, its lines ending in CR LF.
    """

    raw: bytes
    recipients: Recipients


def compose(
    rule: MessageRule,
    wording: Wording,
    context: Mapping[str, Any],
    parties: Parties,
    occasion: Occasion,
) -> Composed:
    """The mail that a rule describes, on its thread if it is a reply.

    A reply has the thread's subject with "Re: " once; another mail that of its wording's first
    line, else the rule's. What users wrote is never a template and never a header of its own.

    Raises:
        BadInput: The wording, an address or a fact can't be used.
        NotFound: Nobody holds a role that the rule names.
        Refused: The recipients break the rule, the answer isn't in the agent's own words
            (003.2.4), or there is no thread to reply on.
    """
    found = recipients(rule, parties)
    lint(rule, found, parties)
    rendered = render(wording, context)
    if rule.own_words:
        _check_own_words(rule, wording, context, rendered)
    lines = {
        "From": headers.mailboxes([found.sender]),
        "To": headers.mailboxes(found.to),
        "Cc": headers.mailboxes(found.cc),
        "Bcc": headers.mailboxes(found.bcc),
        **_subject(rule, rendered, context, parties),
        "Date": format_datetime(occasion.at),
        "Message-ID": headers.message_id(occasion.case, occasion.message, found.sender),
        **(_thread_headers(rule, parties) if rule.reply else {}),
        "X-Unsent": "1",
        "MIME-Version": "1.0",
    }
    head = "".join(f"{name}: {value}\n" for name, value in lines.items() if value)
    mail = (head + _body(rendered, lines["Message-ID"])).replace("\r\n", "\n")
    return Composed(mail.replace("\n", "\r\n").encode("ascii"), found)


def is_own_words(text: str, stock: Iterable[str] = ()) -> bool:
    """Whether an answer can be about what was asked: two words at least, and no stock phrase.

    A greeting apart, it must have a word that blanket answers do without. Capitals, spaces and
    punctuation don't make a difference.
    """
    words = _words(text)
    said = set(_words(_GREETING.sub("", text))) - _BLANKET
    return (
        len(words) >= _FEWEST_WORDS
        and bool(said)
        and all(words != _words(phrase) for phrase in stock)
    )


def _check_own_words(
    rule: MessageRule, wording: Wording, context: Mapping[str, Any], rendered: Rendered
) -> None:
    """Refuse an answer that would do for any mail; BadInput if the wording leaves it out."""
    answer = str(context.get(rule.own_words, ""))
    without = render(wording, {**context, rule.own_words: ""})
    if not is_own_words(answer, rendered.stock) or _says(without.text, answer):
        raise Refused(
            f"--{rule.own_words} must answer what was asked, in your own words"
            + (f" ({rule.rule})" if rule.rule else ""),
            f"{answer.strip()!r} would do for any mail." if answer.strip() else "It is empty.",
            "Say in a sentence what will be done about what was asked.",
        )
    if not _says(rendered.text, answer):
        raise BadInput(
            f"{wording.name} leaves out {{{{ {rule.own_words} }}}}",
            f"{rule.name} must contain it{f' ({rule.rule})' if rule.rule else ''}.",
            f"Put {{{{ {rule.own_words} }}}} into {wording.name}.",
        )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(_WORDS if plain.isascii() else _LETTERS_AS_WORDS, plain)


def _says(text: str, phrase: str) -> bool:
    return f" {' '.join(_words(phrase))} " in f" {' '.join(_words(text))} "


def _subject(
    rule: MessageRule, rendered: Rendered, context: Mapping[str, Any], parties: Parties
) -> dict[str, str]:
    if rule.reply and parties.thread:
        subject = headers.reply_subject(parties.thread.subject)
    elif rule.forward and parties.thread and parties.thread.subject:
        subject = headers.forward_subject(parties.thread.subject)
    else:
        given = Wording(f"the subject of {rule.name}", f"Subject:{rule.subject}")
        subject = rendered.subject or render(given, context).subject
    return {"Subject": headers.text(subject)}


def _thread_headers(rule: MessageRule, parties: Parties) -> dict[str, str]:
    """How mail programs see that this is a reply (RFC 5322, 3.6.4)."""
    thread = parties.thread
    answered = headers.read_identifiers(thread.message_id) if thread else []
    if thread is None or not answered:
        raise Refused(
            f"{rule.name} is a reply, and there is no mail to reply to",
            "The case knows no Message-ID of its thread.",
            "Start the case from a mail (--mail), or write this one by hand.",
        )
    ids = headers.references(thread.references, answered[0])
    return {"In-Reply-To": answered[0], "References": headers.identifiers(ids)}


def _body(rendered: Rendered, message_id: str) -> str:
    """The text, and its HTML if there is any, in seven bits: every server takes them."""
    if not rendered.html:
        return _part("plain", rendered.text)
    # A line that begins with "=_" can't come from the text: "=" is encoded in it.
    boundary = f"=_{message_id[1:].partition('@')[0][:60]}"
    parts = (("plain", rendered.text), ("html", rendered.html))
    inside = "".join(f"--{boundary}\n{_part(*part, encoded=True)}\n" for part in parts)
    head = f'Content-Type: multipart/alternative; boundary="{boundary}"\n\n'
    return f"{head}{inside}--{boundary}--\n"


def _part(kind: str, text: str, *, encoded: bool = False) -> str:
    """A text as a part of a mail (RFC 2045); as it stands where it can, unless it's `encoded`."""
    text = _clean(text).rstrip("\n") + "\n"
    fits = text.isascii() and all(len(line) <= _LINE for line in text.split("\n"))
    plain = fits and not encoded
    encoding = "7bit" if plain else "quoted-printable"
    written = text if plain else b2a_qp(text.encode(), istext=True).decode("ascii")
    head = f'Content-Type: text/{kind}; charset="utf-8"\nContent-Transfer-Encoding: {encoding}'
    return f"{head}\n\n{written}"


def _clean(text: str) -> str:
    """The text with plain line breaks, and without control characters and broken letters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    return "".join(kept).encode("utf-8", "replace").decode("utf-8")
