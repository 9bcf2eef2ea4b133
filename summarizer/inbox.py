"""The escalations that nobody acknowledged yet: in the mailbox, and in the tracker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from shlex import quote
from typing import Any

from summarizer import acknowledging, arrivals, clockwork
from summarizer.desk import Desk
from summarizer.procedure import Procedure
from tracker.case import Case, Event
from tracker.clocks import Reading
from tracker.errors import BadInput
from tracker.port import Query

#: The event that an escalation waits for (003.0.5).
ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An escalation that waits for its acknowledgement.

    Attributes:
        case: Its number; "" while it has no case.
        due: When its acknowledgement is due, `left` the open time until then: less than nothing
            if it is overdue. None where its procedure promises nothing.
        next: The command to type next.
        root: The first mail of its thread; "" for a case. `warn_at`: when its clock warns,
            in the calendar `hours`.
    """

    case: str
    procedure: str
    subject: str
    sender: str
    received: datetime
    due: datetime | None
    left: timedelta | None
    next: str
    root: str = ""
    warn_at: datetime | None = None
    hours: str = ""

    def to_json(self) -> dict[str, Any]:
        """The escalation as JSON values; `left` in seconds."""
        return {
            "case": self.case or None,
            "procedure": self.procedure or None,
            "subject": self.subject,
            "from": self.sender,
            "received": self.received.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "left": int(self.left.total_seconds()) if self.left is not None else None,
            "next": self.next,
        }


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits, the next due first; and whether a mailbox was looked into."""

    waiting: tuple[Waiting, ...]
    connected: bool


def read_inbox(desk: Desk, days: int) -> Inbox:
    """Cases that are not acknowledged, and mails of the last days that opened no case.

    Mails are those to the lists of the desk's procedures; automatic answers, bounces and
    invitations are left out.
    """
    found = [_of_case(desk, case) for case in _unacknowledged(desk)]
    mails = new_mails(desk, desk.now() - timedelta(days=days))
    found += mails or ()
    found.sort(key=lambda w: (w.due is None, w.due or w.received, w.received))
    return Inbox(tuple(found), mails is not None)


def new_mails(desk: Desk, since: datetime) -> list[Waiting] | None:
    """The mails since then that opened no case; None where no mailbox is connected."""
    procedures = {name: desk.procedure(name) for name in desk.procedures()}
    heads = desk.mail.received(_lists(desk, procedures), since)
    found: dict[str, Waiting] = {}
    for head in heads or ():
        arrival = _read(desk, head)
        if arrival is None or arrival.root in found or not arrival.intake.received:
            continue
        if not desk.tracker.by_root(arrival.root):
            found[arrival.root] = _of_mail(desk, arrival, arrival.intake.received)
    return None if heads is None else list(found.values())


def _lists(desk: Desk, procedures: dict[str, Procedure]) -> list[str]:
    """The addresses to which escalations come."""
    found = (p.recognise_with(desk.settings.addresses).lists for p in procedures.values())
    return list(dict.fromkeys(address for lists in found for address in lists))


def _read(desk: Desk, head: bytes) -> arrivals.Arrival | None:
    """What a mail's headers say; None if it opens no case."""
    try:
        arrival = arrivals.read(desk, head)
    except BadInput:
        return None
    return arrival if arrival.intake.opens_case else None


def _unacknowledged(desk: Desk) -> Iterator[Case]:
    for case in desk.tracker.load(list(desk.tracker.cases(Query(open=True)))):
        clock = _clock(desk.procedure(case.procedure))
        if clock and not case.last(ACKNOWLEDGED) and case.last("received"):
            yield case


def _clock(procedure: Procedure) -> str:
    """The clock that the acknowledgement stops; "" where the procedure has none."""
    clocks = procedure.clocks.values()
    return next((c.name for c in clocks if ACKNOWLEDGED in c.stop and c.kind == "target"), "")


def _reading(desk: Desk, case: Case, procedure: Procedure) -> Reading | None:
    clock = _clock(procedure)
    if not clock:
        return None
    return clockwork.reading(procedure, desk.settings, case, clock, desk.now())


def _of_case(desk: Desk, case: Case) -> Waiting:
    procedure, facts = desk.procedure(case.procedure), case.facts
    reading, received = _reading(desk, case, procedure), case.last("received")
    return Waiting(
        case.number,
        procedure.name,
        facts.get("thread.subject") or facts.get("user.name", ""),
        facts.get("requested_by") or facts.get("thread.from", ""),
        received.at if received else desk.now(),
        reading.due if reading else None,
        reading.left if reading else None,
        _go_on(case, procedure),
    )


def _go_on(case: Case, procedure: Procedure) -> str:
    """Acknowledge it; or where that is drafted already, say that it was sent."""
    answers = {rule.name for rule in procedure.messages.values() if rule.sent == ACKNOWLEDGED}
    for name, event in case.latest("message").items():
        if event.data.get("rule") in answers and event.data["state"] in ("drafted", "uncertain"):
            return f"summarizer sent {case.number} {name}   (once that draft has left)"
    return f"summarizer ack {case.number} --answer TEXT"


def _of_mail(desk: Desk, arrival: arrivals.Arrival, received: datetime) -> Waiting:
    """A mail without a case: its clock is read as if the case had begun when it came."""
    found, mail = arrival.intake, arrival.mail
    sender = str(found.sender or "")
    names = [found.procedure] if found.procedure else found.choices
    readings = [_unopened(desk, name, received) for name in names]
    reading = min(filter(None, readings), key=lambda r: r.left, default=None)
    return Waiting(
        "",
        found.procedure or "",
        mail.raw_subject,
        sender,
        received,
        reading.due if reading else None,
        reading.left if reading else None,
        _ack(desk, arrival),
        arrival.root,
        reading.warn_at if reading else None,
        reading.rule.hours if reading else "",
    )


def _unopened(desk: Desk, name: str, received: datetime) -> Reading | None:
    """The clock of a mail's acknowledgement, were it a case of this procedure."""
    facts = {"procedure": name, "summary_wanted": "yes"}
    began = Event("", "received", received, received, "", "", facts)
    with suppress(BadInput):  # a date so far away that no clock reckons with it
        return _reading(desk, Case("", (began,)), desk.procedure(name))
    return None


def _ack(desk: Desk, arrival: arrivals.Arrival) -> str:
    """The command; of several, one in which the procedure's name is to be filled in."""
    found = arrival.intake
    mail = quote(f"rfc822msgid:{arrival.mail.message_id}")
    if found.procedure:
        return acknowledging.commands(desk, found, mail)[0]
    which = f"   (NAME: {' or '.join(found.choices)})" if found.choices else ""
    return f"summarizer ack --mail {mail} --procedure NAME --answer TEXT{which}"
