"""Warns before clocks breach, once for each, in the one place that the settings name.

That setting is the explicit send: nothing else is needed for a warning to leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from summarizer import clockwork
from summarizer.addresses import Address, read_addresses, unique
from summarizer.desk import Desk
from tracker.case import Case, Event
from tracker.clocks import Reading
from tracker.errors import BadInput, SignInNeeded, Unavailable, UserError

#: The event that a warning leaves, and where warnings can go.
WARNED, ROOM, MAIL = "warned", "room", "mail"
_AWAY = (SignInNeeded.exit_code, Unavailable.exit_code)
#: Deadlines that went by unseen are told so many a round, so that nobody is drowned in them; and
#: how far back a line is looked for that was said, but not kept.
MOST_LATE = 10
_BACK = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Warned:
    """What came of the warnings: a line for each that left, and why the rest did not."""

    lines: tuple[str, ...] = ()
    problem: str = ""
    exit_code: int = 0


def warn(desk: Desk, cases: Sequence[Case], now: datetime) -> Warned:
    """Warn of every clock that is close to its deadline, once in its run; kept as an event.

    A deadline that went by while nobody watched is told as that, once. A clock warns in its own
    hours only, and never on a closed case. Nothing leaves where the settings name no channel.
    What couldn't leave is tried again the next time.
    """
    channel, lines = desk.settings.values["watch.channel"], []
    problem, code, late = "", 0, 0
    for case in cases if channel else ():
        for reading in close(desk, case, now):
            late += is_late(reading)
            if is_late(reading) and late > MOST_LATE:
                continue
            try:
                if line := _once(desk, case.number, reading, channel, now):
                    lines.append(line)
            except UserError as error:
                problem, code = f"a warning can't leave: {error.what}", error.exit_code
                if code in _AWAY:
                    return Warned(tuple(lines), problem, code)
    return Warned(tuple(lines), problem, code)


def close(desk: Desk, case: Case, now: datetime) -> list[Reading]:
    """The clocks of an open case to tell of now, in their own hours, that were not told of.

    Those that warn, and those whose deadline went by unseen.
    """
    procedure = desk.procedure(case.procedure)
    if case.stage in procedure.closed:
        return []
    return [
        reading
        for reading in clockwork.readings(procedure, desk.settings, case, now)
        if (reading.warning or is_late(reading))
        and reading.hours.is_open(now)
        and key_of(reading) not in case.keys
    ]


def is_late(reading: Reading) -> bool:
    """Whether a deadline went by, and what it was for still isn't done."""
    return reading.state == "missed" and reading.stopped is None


def key_of(reading: Reading) -> str:
    """What is the same for one run of a clock on a case."""
    return f"{WARNED}/{reading.name} {reading.started.isoformat()}"


def check(desk: Desk) -> None:
    """See that warnings can leave as the settings say. BadInput says what to mend."""
    values = desk.settings.values
    if values["watch.channel"] == ROOM and desk.room is None:
        fix = "Name the room in slack.channel, or choose another watch.channel."
        raise BadInput("watch.channel is the room, which is not connected", "", fix)
    if values["watch.channel"] == MAIL:
        receivers(desk)
        _sender(desk)
        if values["backend.mail"] == "outbox" and not values["smtp.host"]:
            why = "This desk makes drafts and doesn't send: smtp.host is empty."
            fix = "Name the mail server in smtp.host, or choose another watch.channel."
            raise BadInput("watch.channel is mail, which can't leave", why, fix)


def state(desk: Desk) -> str:
    """Whom warnings reach, for `doctor`. BadInput says what to mend."""
    check(desk)
    channel = desk.settings.values["watch.channel"]
    if channel == MAIL:
        return f"warnings go by mail to {', '.join(a.address for a in receivers(desk))}"
    return "warnings go to the room" if channel else "nobody is warned: watch.channel is empty"


def receivers(desk: Desk) -> tuple[Address, ...]:
    """To whom warnings go by mail: roles, and addresses of the settings; never anybody else."""
    found: list[Address] = []
    for token in desk.settings.values["watch.to"]:
        kind, _, name = token.partition(":")
        if kind == "role" and desk.people.roles.get(name):
            found += [Address(p.name, p.email) for p in desk.people.role(name)]
        elif kind == "address" and name in desk.settings.addresses:
            found += read_addresses(desk.settings.addresses[name])[0]
        else:
            raise BadInput(
                f"watch.to: {token!r} is no address of the team",
                "Warnings go to roles of people.toml and to [addresses] of the settings only.",
                'Write role:NAME or address:NAME: to = ["role:leads"]',
            )
    if not found:
        raise BadInput("watch.to names nobody", "", 'Write for example: to = ["role:leads"]')
    return unique(found, set())


def words(desk: Desk, case: Case, reading: Reading) -> str:
    """What a warning says: nothing of the user, whom a room or a lead needn't see named."""
    owner = desk.people.display_name(case.owner) if case.owner else "nobody has it"
    is_due = "was breached at" if is_late(reading) else "is due"
    return f"{case.number}: {reading.name} {is_due} {_when(desk, reading.due)} ({owner})"


def _when(desk: Desk, at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo(desk.settings.zone)):%a %d %b %H:%M}" if at else ""


def _once(desk: Desk, number: str, reading: Reading, channel: str, now: datetime) -> str:
    """Warn, and keep that; "" where somebody else was faster.

    It is said under a key first and kept then: if this breaks off between, the line or the mail
    is found by its key and not repeated.
    """
    with desk.tracker.lock(number):
        (case,) = desk.tracker.load([number])
        key = key_of(reading)
        if key in case.keys:
            return ""
        text = words(desk, case, reading)
        since = max(reading.warn_at or now, now - _BACK)
        say(desk, f"{number}/{key}", text, since)
        event = Event(key, WARNED, now, now, desk.actor, text, {}, {"channel": channel})
        desk.tracker.record(number, [event])
    return text


def say(desk: Desk, key: str, text: str, since: datetime) -> None:
    """Say it in the channel that the settings name, once under its key."""
    if desk.settings.values["watch.channel"] == ROOM and desk.room is not None:
        desk.room.say(key, text, since=since)
    else:
        desk.mail.send(key, desk.mail.draft(key, _mail(desk, text)))


def _mail(desk: Desk, text: str) -> bytes:
    from email.message import EmailMessage  # noqa: PLC0415 - 20 ms, and warnings are rare
    from email.policy import SMTP  # noqa: PLC0415 - same
    from email.utils import formataddr  # noqa: PLC0415 - same

    mail = EmailMessage()
    mail["From"] = formataddr(_sender(desk))
    mail["To"] = ", ".join(formataddr(address) for address in receivers(desk))
    mail["Subject"] = text
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{text}\n")
    return mail.as_bytes(policy=SMTP)


def _sender(desk: Desk) -> Address:
    person = desk.people.get(desk.actor)
    if person is None:
        raise BadInput(f"{desk.actor} is nobody in people.toml", "", "Mend me in summarizer.toml.")
    return Address(person.name, person.email)
