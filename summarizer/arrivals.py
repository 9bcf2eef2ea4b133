"""From a mail to the case that it is about: the one that is there, or how a new one begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from shlex import quote
from typing import NamedTuple
from zoneinfo import ZoneInfo

from summarizer import acknowledging
from summarizer.addresses import Address, is_address, is_line
from summarizer.desk import Desk
from summarizer.engine import Opening
from summarizer.identity import free_number, same_user
from summarizer.intake import Intake, IntakeSettings, Mail, read_intake, read_mail
from summarizer.intents import intents
from summarizer.procedure import Procedure
from tracker.case import Case
from tracker.errors import BadInput, NotFound, Refused


class Wish(NamedTuple):
    """What the command line says beside the mail; it wins over what the mail says.

    `mail` is how the mail was named there, for the commands that are proposed.
    """

    name: str = ""
    user_id: str = ""
    email: str = ""
    procedure: str = ""
    received: datetime | None = None
    new: bool = False
    mail: str = "MAIL"

    def facts(self) -> dict[str, str]:
        """The user's facts that were given."""
        given = {"user.name": self.name, "user.id": self.user_id, "user.email": self.email}
        for name, value in given.items():
            if not is_line(value):
                raise BadInput(
                    f"{name} can't hold a line break, NUL or the like", "", "Write it in one line."
                )
        if self.email.strip() and not is_address(self.email.strip()):
            fix = "Write it as in: --user-email ann@example.com"
            raise BadInput(f"{self.email!r} is no mail address", "", fix)
        return {name: value.strip() for name, value in given.items() if value.strip()}


class Arrival(NamedTuple):
    """A mail that came in, and what it asks."""

    mail: Mail
    intake: Intake

    @property
    def root(self) -> str:
        """What identifies the thread; without any Message-ID, who wrote it, when, and on what."""
        mail = self.mail
        return mail.root or f"{mail.writer}|{mail.received}|{mail.subject}"


def read(desk: Desk, raw: bytes) -> Arrival:
    """What a mail asks, by the desk's settings and procedures. BadInput if it is no mail."""
    settings, mail = desk.settings, read_mail(raw)
    patterns = IntakeSettings(settings.user_id_patterns, settings.profile_patterns)
    me = desk.people.get(desk.actor)
    own = [settings.me, settings.addresses.get("social-response", ""), me.email if me else ""]
    procedures = [
        p.recognise_with(settings.addresses) for p in _procedures(desk) if p.recognise.lists
    ]
    return Arrival(mail, read_intake(mail, patterns, procedures, [a for a in own if a]))


def _procedures(desk: Desk) -> Iterable[Procedure]:
    return (desk.procedure(name) for name in desk.procedures())


def place(desk: Desk, arrival: Arrival, wish: Wish) -> tuple[str, Opening | None]:
    """The case that the mail belongs to, looked up by its thread's root; else how it begins.

    Raises:
        Refused: The mail opens no case (an auto-reply, a bounce, an invitation).
        BadInput: The procedure, or when it was received, can't be told.
        NotFound: More than one case of the thread could be meant.
    """
    found, known = arrival.intake, _on_thread(desk, arrival.root)
    if known and not wish.new:
        _check_user(known, arrival, wish)
        return _the_one(known, wish).number, None
    if not found.opens_case:
        raise Refused("This mail opens no case", found.why.get("opens_case", ""))
    procedure = desk.procedure(_procedure_name(desk, found, wish))
    facts = {**facts_of(arrival, procedure), **wish.facts()}
    if known and (same := _begun_before(known, facts)):
        return same.number, None
    received = found.received or wish.received
    if received is None:
        raise BadInput(
            "The mail doesn't say when it was received",
            "It has neither a Received nor a Date header.",
            "Add --received TIME",
        )
    subject = arrival.root + (f"#{len(known) + 1}" if known else "")
    return _opening(desk, procedure, subject, facts, received)


def place_without_mail(desk: Desk, wish: Wish, verb: str) -> tuple[str, Opening | None]:
    """The case of a user and a day, where no mail tells the thread; `verb` is to begin it.

    Raises:
        BadInput: The user isn't named, or several procedures begin with this verb.
    """
    procedure = desk.procedure(wish.procedure or _only(desk, verb, wish))
    received = wish.received or desk.now()
    day = received.astimezone(ZoneInfo(desk.settings.zone)).date()
    facts = wish.facts()
    if not facts.get("user.name") or not facts.get("user.id"):
        raise BadInput(
            "A name and a user id are needed", "", f'Type: summarizer {verb} "First Last" 12345'
        )
    if "summary_wanted" in procedure.fields:
        facts["summary_wanted"] = "yes"
    subject = f"user:{facts['user.id']}:{day}"
    known = _on_subject(desk, procedure, subject, received)
    if known and not wish.new:
        return known[-1].number, None
    if known:
        subject += f"#{len(known) + 1}"
    return _opening(desk, procedure, subject, facts, received)


def place_by_subject(desk: Desk, name: str, subject: str, wish: Wish) -> tuple[str, Opening]:
    """The case of a procedure about a thing that isn't a mail's thread: a ticket, a shift."""
    procedure = desk.procedure(name)
    root = f"{procedure.subject}:{subject}"
    received = wish.received or desk.now()
    known = _on_thread(desk, root)
    number, opening = _opening(
        desk, procedure, root, {**wish.facts(), "thread.root": root}, received
    )
    return (known[-1].number if known else number), opening


def _opening(
    desk: Desk, procedure: Procedure, subject: str, facts: dict[str, str], received: datetime
) -> tuple[str, Opening]:
    day = received.astimezone(ZoneInfo(desk.settings.zone)).date()
    number = free_number(desk.tracker, procedure.prefix, day, subject)
    return number, Opening(procedure.name, {**facts, "subject": subject}, received)


def _on_thread(desk: Desk, root: str) -> list[Case]:
    return [c for c in desk.tracker.load(desk.tracker.by_root(root)) if c.procedure]


def _on_subject(desk: Desk, procedure: Procedure, subject: str, received: datetime) -> list[Case]:
    """The cases of this user and day, made with `--new` one after the other."""
    day = received.astimezone(ZoneInfo(desk.settings.zone)).date()
    found: list[Case] = []
    while True:
        name = subject + (f"#{len(found) + 1}" if found else "")
        case = desk.tracker.load([free_number(desk.tracker, procedure.prefix, day, name)])[0]
        if not case.procedure:
            return found
        found.append(case)


def _check_user(known: list[Case], arrival: Arrival, wish: Wish) -> None:
    """A later mail of the thread that names another user's id is not about these cases."""
    said = {"user.id": arrival.intake.user.id or ""}
    first = any(c.facts.get("thread.message_id") == arrival.mail.message_id for c in known)
    if wish.facts() or first or any(same_user(c, said) for c in known):
        return
    raise Refused(
        f"This mail is about another user: {arrival.intake.user.name or ''} {said['user.id']}",
        "The thread's case is "
        + ", ".join(f"{c.number} ({c.facts.get('user.name', '?')})" for c in known)
        + ".",
        "Add --new for another user on the same thread, or name the case by its number.",
    )


def _the_one(known: list[Case], wish: Wish) -> Case:
    fitting = [c for c in known if same_user(c, wish.facts())] if wish.facts() else known
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise NotFound(
            "The thread's case is of another user",
            ", ".join(f"{c.number} ({c.facts.get('user.name', '?')})" for c in known) + ".",
            "Add --new for another user on the same thread.",
        )
    names = ", ".join(f"{c.number} ({c.facts.get('user.name', '?')})" for c in fitting)
    raise NotFound("The thread has more than one case", f"{names}.", "Name one by its number.")


def _begun_before(known: list[Case], facts: dict[str, str]) -> Case | None:
    """The case that `--new` made before: interrupted, or of this same user."""
    for case in known:
        first, interrupted = case is known[0], not all(intents(case).values())
        named = {n: facts[n] for n in ("user.id", "user.name") if facts.get(n)}
        same = all(case.facts.get(n) == v for n, v in named.items())
        # The thread's first case may have been made without `--new`: then it is not meant.
        if (interrupted and same) if first else (interrupted or same):
            return case
    return None


def _procedure_name(desk: Desk, found: Intake, wish: Wish) -> str:
    name = wish.procedure or found.procedure
    if not name:
        fix = "Name one: --procedure NAME; see: summarizer procedures list"
        if found.choices:
            fix = "\n".join(("Whichever it is:", *acknowledging.commands(desk, found, wish.mail)))
        raise BadInput(
            "No procedure can be told from this mail",
            found.why.get("procedure", "It came to none of the lists in the settings."),
            fix,
        )
    return name


def _only(desk: Desk, verb: str, wish: Wish) -> str:
    """The procedure of mails whose cases begin with this verb, where it is only one."""
    found = [p for p in _procedures(desk) if p.recognise.lists and acknowledging.begins(p, verb)]
    if len(found) == 1:
        return found[0].name
    user = f"{quote(wish.name or 'NAME')} {quote(wish.user_id or 'USERID')}"
    commands = acknowledging.one_each((p for p in found if acknowledging.begins(p, "ack")), user)
    fix = "\n".join(("Whichever it is:", *commands)) if commands else "Add --procedure NAME"
    raise BadInput("Which procedure?", "", fix)


def facts_of(arrival: Arrival, procedure: Procedure) -> dict[str, str]:
    """What a mail says, as the facts with which its case begins."""
    mail, found = arrival.mail, arrival.intake
    facts = {
        "user.name": found.user.name or "",
        "user.id": found.user.id or "",
        "user.email": found.user.email or "",
        "requested_by": str(found.requested_by or ""),
        "network": ", ".join(found.networks),
        "links": "\n".join(found.links),
        "handles": ", ".join(found.handles),
        "thread.root": arrival.root,
        "thread.message_id": mail.message_id,
        "thread.references": " ".join(mail.references),
        "thread.subject": mail.raw_subject,
        "thread.from": _header([mail.writer or mail.from_]),
        "thread.reply_to": _header(mail.reply_to),
        "thread.to": _header(mail.to),
        "thread.cc": _header(mail.cc),
    }
    if "summary_wanted" in procedure.fields:
        wanted = found.summary_wanted
        default = procedure.recognise.summary_default
        facts["summary_wanted"] = "yes" if (default if wanted is None else wanted) else "no"
    return {name: value for name, value in facts.items() if value}


def _header(people: Iterable[Address | None]) -> str:
    """Mailboxes as a header has them: names in quotes, since Outlook writes "Last, First"."""
    return ", ".join(
        f'"{p.name.translate(_ESCAPED)}" <{p.address}>' if p.name else p.address
        for p in people
        if p
    )


_ESCAPED = str.maketrans({'"': '\\"', "\\": "\\\\"})


def check_thread(case: Case, mail: Mail) -> None:
    """A reply must be on the case's thread."""
    root = case.facts.get("thread.root", "")
    if root and mail.message_id == root:
        raise Refused(
            "This mail is no reply: the thread begins with it",
            f"{case.number} is about it.",
            "Name the reply's file.",
        )
    ours = {e.data["message_id"] for e in case.effective if "message_id" in e.data}
    if root and not {root, *ours} & {mail.root, *mail.references, mail.message_id}:
        raise Refused(
            "This mail is not on the case's thread",
            f"{case.number} is about “{case.facts.get('thread.subject', '')}”.",
            "Name the reply's file.",
        )


def lines(found: Intake) -> list[tuple[str, str, str]]:
    """What a mail asks, as (title, answer, the sentence that decided it)."""
    wanted = {True: "yes", False: "no", None: "not said"}[found.summary_wanted]
    missing = "— missing"
    reply = [str(person) for person in (*found.reply_all.to, *found.reply_all.cc)]
    answers = [
        ("Opens a case", "opens_case", "yes" if found.opens_case else "no"),
        ("Procedure", "procedure", found.procedure or missing),
        ("Sender", "sender", str(found.sender or missing)),
        ("Requested by", "requested_by", str(found.requested_by or missing)),
        ("User", "user.name", found.user.name or missing),
        ("User ID", "user.id", found.user.id or missing),
        ("User's address", "user.email", found.user.email or missing),
        ("Summary wanted", "summary_wanted", wanted),
        ("Networks", "networks", ", ".join(found.networks) or missing),
        ("Handles", "handles", ", ".join(found.handles) or missing),
        ("Links", "links", " ".join(found.links) or missing),
        ("Thread", "thread", f"{found.thread.subject} {found.thread.message_id}".strip()),
        ("Reply to all", "reply_all", ", ".join(reply) or missing),
        ("Problems", "problems", "; ".join(found.problems)),
    ]
    return [(title, text, found.why.get(key, "")) for title, key, text in answers if text]
