"""What a mail asks: who it is about, where, which procedure, and the sentence that decided each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from summarizer.addresses import Address, unique, visible
from summarizer.patterns import Pattern
from summarizer.reading.ids import Patterns
from summarizer.reading.links import find_links
from summarizer.reading.mailtext import Mail, read_mail
from summarizer.reading.networks import handles_in, networks_in
from summarizer.reading.sentences import statements
from summarizer.reading.tickets import ticket_in
from summarizer.reading.user import User, mentions, read_user, requested_by
from summarizer.reading.wanted import summary_wanted
from tracker.errors import BadInput

if TYPE_CHECKING:
    from summarizer.procedure import Recognition

__all__ = ["Intake", "IntakeSettings", "Mail", "User", "read_intake", "read_mail", "recognise"]

#: A sentence is shown up to this length.
_LONGEST_WHY = 300


class Thread(NamedTuple):
    """Where the mail stands in its thread; `subject` is bare, without "Re:"."""

    message_id: str = ""
    root: str = ""
    subject: str = ""
    references: tuple[str, ...] = ()


class ReplyAll(NamedTuple):
    """Who gets an answer to all (RFC 5322, 3.6.3), without our own addresses, each once."""

    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()


class Recognised(NamedTuple):
    """The procedure of a mail, and why; without one, those among which a person has to choose."""

    procedure: str | None
    why: str
    choices: tuple[str, ...] = ()


class IntakeSettings(NamedTuple):
    """How ids look on our platform (`[intake]` of summarizer.toml); empty: the built-in patterns.

    Attributes:
        user_id: Regular expressions for running text, the surest first; the group is the id.
        profile: Regular expressions for the addresses of profile pages; the group is the id.
    """

    user_id: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()

    def patterns(self) -> Patterns:
        """The patterns, compiled. BadInput names one that is no expression or has no group."""
        own = Patterns()
        return Patterns(
            text=_compiled("intake.user_id", self.user_id) or own.text,
            profile=_compiled("intake.profile", self.profile) or own.profile,
            own_text=bool(self.user_id),
            own_profile=bool(self.profile),
        )


class Intake(NamedTuple):
    """What a mail asks.

    Attributes:
        opens_case: False for automatic answers, bounces, invitations and empty mails.
        procedure: The procedure that the mail's address and origin say; None if none or several.
        summary_wanted: None where the mail leaves it open: the procedure's default counts.
        networks: Usual names, those that links lead to first.
        requested_by: Who asks: the writer, or the colleague whose mail was forwarded.
        received: Aware, UTC; the topmost Received field, else Date.
        choices: The procedures among which a person has to choose, where the mail doesn't say.
        missing: Names of the fields that could not be read, as in `to_json`: "user.id", ...
        why: By field, the sentence or the header that decided, or why it could not be read.
        problems: What of the mail could not be read, or had to be mended.
    """

    opens_case: bool = True
    procedure: str | None = None
    summary_wanted: bool | None = None
    user: User = User()
    networks: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    requested_by: Address | None = None
    sender: Address | None = None
    thread: Thread = Thread()
    reply_all: ReplyAll = ReplyAll()
    received: datetime | None = None
    kind: str = "person"
    choices: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    why: Mapping[str, str] = MappingProxyType({})
    problems: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The intake as JSON values: people as "Name <address>", recipients as addresses."""
        return {
            "opens_case": self.opens_case,
            "procedure": self.procedure,
            "summary_wanted": self.summary_wanted,
            "user": {"name": self.user.name, "id": self.user.id, "email": self.user.email},
            "networks": list(self.networks),
            "links": list(self.links),
            "handles": list(self.handles),
            "requested_by": str(self.requested_by) if self.requested_by else None,
            "sender": str(self.sender) if self.sender else None,
            "thread": {
                "message_id": self.thread.message_id or None,
                "root": self.thread.root or None,
                "subject": self.thread.subject,
                "references": list(self.thread.references),
            },
            "reply_all": {
                "to": [person.address for person in self.reply_all.to],
                "cc": [person.address for person in self.reply_all.cc],
            },
            "received": self.received.isoformat() if self.received else None,
            "kind": self.kind,
            "choices": list(self.choices),
            "missing": list(self.missing),
            "why": dict(self.why),
            "problems": list(self.problems),
        }


def read_intake(
    mail: Mail,
    settings: IntakeSettings,
    procedures: Sequence[Recognition],
    own: Collection[str] = (),
) -> Intake:
    """What a mail asks. What it doesn't say is missing, never guessed.

    Args:
        mail: The mail, read.
        settings: How ids look on our platform.
        procedures: How mails of each procedure are told; their lists are mail addresses.
        own: Our own mail addresses, which no answer goes to.
    """
    said = _Said(mail)
    procedure, why_procedure, choices = recognise(mail, procedures)
    wanted, why_wanted = summary_wanted(said.newest, mail.subject, said.forwarded)
    user, why = read_user(mail, said.tiers, settings.patterns())
    networks, why_networks = networks_in((*said.newest, mail.subject, *said.forwarded), said.links)
    asker, why_asker = requested_by(mail, user)
    opens, why_opens = _opens_case(mail)
    handles = handles_in(said.all, said.links, mentions(mail))
    called = [handle.rpartition("/")[2].lstrip("@") for handle in handles]
    why |= {
        "opens_case": why_opens,
        "procedure": why_procedure,
        "summary_wanted": why_wanted or "no sentence says whether one is wanted",
        "links": next((s for s in said.all if find_links(s)), ""),
        "handles": next((s for s in said.all if any(name in s for name in called)), ""),
        "networks": why_networks or "no network is named or linked",
        "requested_by": why_asker,
        "thread": _why_thread(mail),
        "reply_all": "Reply-To" if mail.reply_to else "From",
    }
    found = {
        "user.name": user.name,
        "user.id": user.id,
        "networks": networks,
        "requested_by": asker,
        "procedure": procedure,
        "received": mail.received,
        "thread.message_id": mail.message_id,
    }
    return Intake(
        opens_case=opens,
        procedure=procedure,
        summary_wanted=wanted,
        user=user,
        networks=networks,
        links=said.links,
        handles=handles,
        requested_by=asker,
        sender=mail.from_,
        thread=Thread(mail.message_id, mail.root, mail.subject, mail.references),
        reply_all=_reply_all(mail, own),
        received=mail.received,
        kind=mail.kind,
        choices=choices,
        missing=tuple(name for name, value in found.items() if not value),
        why={name: visible(text)[:_LONGEST_WHY] for name, text in why.items() if text},
        problems=mail.problems,
    )


def recognise(mail: Mail, procedures: Sequence[Recognition]) -> Recognised:
    """The procedure that a mail belongs to, by its list and by its origin (003.0.2, 003.0.6).

    A list in To counts before one in Cc, and that before one that only the delivery names (a
    list in Bcc). None, and why, if no list is there or more than one procedure fits: also where
    a person names a ticket, so that it may have come by hand from those whose mails the helpdesk
    writes (003.8.1).
    """
    helpdesk = mail.kind == "helpdesk"
    origin = f"made by the helpdesk ({mail.kind_why})" if helpdesk else "written by a person"
    refused = Recognised(None, "no list of a procedure is among its recipients")
    for where, addresses in (
        ("To", {a.key for a in mail.to}),
        ("Cc", {a.key for a in mail.cc}),
        ("Delivered to", mail.delivered),
    ):
        fits = [(p, name) for p in procedures for name in p.lists if _stands(name, addresses)]
        if not fits:
            continue
        for wanted in (helpdesk, None):  # a procedure that names an origin is meant more closely
            named = {p.procedure: (p, name) for p, name in fits if p.helpdesk is wanted}
            if len(named) > 1:
                why = f"{where}: more than one procedure fits: {', '.join(named)}"
                return Recognised(None, why, tuple(named))
            for rule, name in named.values():
                either = _either(mail, rule, [p for p, _ in fits])
                return either or Recognised(rule.procedure, f"{where}: {name}; {origin}")
        names = tuple(dict.fromkeys(p.procedure for p, _ in fits))
        refused = Recognised(None, f"{where}: {fits[0][1]}; but {origin}", names)
    return refused


def _either(mail: Mail, rule: Recognition, fits: Sequence[Recognition]) -> Recognised | None:
    """Why a person's mail may be one that the helpdesk should have written; None if it isn't."""
    others = tuple(p.procedure for p in fits if p.helpdesk)
    if rule.helpdesk is not False or not others:
        return None
    ticket = ticket_in((mail.subject, mail.newest, mail.forwarded, mail.forwarded_subject))
    people = {a.key for a in (*mail.to, *mail.cc, *mail.reply_to, mail.writer, mail.from_) if a}
    if not ticket or people & {address.casefold() for address in rule.team}:
        return None
    why = f"written by a person, not by the helpdesk; but it names a ticket: {ticket}"
    return Recognised(None, why, (rule.procedure, *others))


def _stands(list_address: str, addresses: Collection[str]) -> bool:
    key = list_address.casefold()
    if key in addresses or key.replace("@", ".") in addresses:  # the latter in List-Id
        return True
    return any(re.sub(r"\+[^@]*", "", address) == key for address in addresses)


class _Said:
    """What a mail says, as statements: the newest ones, the forwarded ones, and links."""

    def __init__(self, mail: Mail) -> None:
        self.newest = statements(mail.newest)
        self.forwarded = [*statements(mail.forwarded), *filter(None, [mail.forwarded_subject])]
        self.tiers = [[*self.newest, mail.subject], self.forwarded]
        self.all = [statement for tier in self.tiers for statement in tier]
        self.links = tuple(
            dict.fromkeys((*(link for s in self.all for link in find_links(s)), *mail.links))
        )


def _opens_case(mail: Mail) -> tuple[bool, str]:
    closed = {
        "auto-reply": "an automatic answer",
        "bounce": "a mail that could not be delivered",
        "invitation": "a calendar invitation",
    }
    if mail.kind in closed:
        return False, f"{closed[mail.kind]}: {mail.kind_why}"
    return not mail.empty, "the mail is empty" if mail.empty else ""


def _why_thread(mail: Mail) -> str:
    if mail.root == mail.message_id:
        return "the mail's own Message-ID: it answers no other mail"
    return "the first of References" if mail.references else "In-Reply-To"


def _reply_all(mail: Mail, own: Iterable[str]) -> ReplyAll:
    """Reply-To else From, and To, are written to; Cc stays Cc (RFC 5322, 3.6.3)."""
    taken = {address.casefold() for address in own}
    sender = mail.reply_to or ((mail.from_,) if mail.from_ else ())
    return ReplyAll(unique((*sender, *mail.to), taken), unique(mail.cc, taken))


def _compiled(key: str, expressions: Iterable[str]) -> tuple[Pattern, ...]:
    compiled = []
    for expression in expressions:
        try:
            groups = re.compile(expression).groups
        except re.error as error:
            raise BadInput(
                f"{key}: {expression!r} is not a regular expression", f"{error}.", f"Mend {key}."
            ) from error
        if groups == 0:
            raise BadInput(
                f"{key}: {expression!r} has no group",
                "The group is what is read as the id.",
                "Put the id in brackets: ID (\\d+)",
            )
        compiled.append(Pattern(expression))
    return tuple(compiled)
