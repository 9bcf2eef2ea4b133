"""What the team replies on the thread within the quiet hour becomes a question (003.6.8).

The mailbox is asked once for all cases, as by `replied CASE --mail MAIL` for each new mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from summarizer.desk import Desk
from summarizer.engine import Request, run
from summarizer.procedure import Procedure
from summarizer.remembered import each, is_text, known_fields, remembered
from tracker.case import Case, Event
from tracker.errors import UserError
from tracker.port import DESK, Observation

if TYPE_CHECKING:
    from summarizer.reading.mailtext import Mail

#: Of no case: until when somebody's mailbox was looked into, and at which mails.
LOOKED = "replies"
_LOOKED_AT = known_fields(cases=each(is_text), mails=each(is_text))
#: The verb that a question runs, and the role whose own mails are no questions.
REPLIED, _DESK = "replied", "agents"
#: A mail may show in the mailbox so much later than it came.
_LATE = timedelta(minutes=10)
#: The longest question that is kept.
_LONGEST = 2000
_NOT_PEOPLE = ("auto-reply", "bounce", "invitation")


@dataclass(frozen=True, slots=True)
class Look:
    """A look into the mailbox: until when, for which cases, and the mails that are dealt with."""

    until: datetime | None = None
    cases: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


def take_in(desk: Desk, cases: Sequence[Case], *, dry_run: bool = False) -> dict[str, list[str]]:
    """Record the questions that came on the threads of cases on hold; lines for people, by case.

    Each mail counts once, also if what it did was taken back. Automatic answers, and mails of the
    desk's own agents, are no questions. A dry run says what would be recorded.

    Raises:
        SignInNeeded, Unavailable: The mailbox can't be asked.
    """
    on_hold = {c.number: (c, since) for c in cases if (since := held_since(desk, c))}
    if not on_hold:
        return {}
    now, known = desk.now(), _known(desk)
    begins = [_since(known, number, at) for number, (_, at) in on_hold.items()]
    found = desk.mail.replies(
        {n: places_of(desk, case) for n, (case, _) in on_hold.items()},
        min(begins),
        known.mails,
    )
    if found is None:
        return {}
    said: dict[str, list[str]] = {}
    failed: list[str] = []
    for number, mails in found.items():
        for id_, raw in mails.items():
            try:
                line = _taken(desk, *on_hold[number], raw, dry_run=dry_run) if raw else ""
            except UserError as error:
                line = f"a reply on the thread can't be recorded: {error.what}. {error.why}".strip()
                failed.append(id_)
            if line:
                said.setdefault(number, []).append(line)
    if not dry_run and not failed:
        mails_now = sorted({id_ for mails in found.values() for id_ in mails})
        _keep(desk, Look(now, tuple(sorted(on_hold)), tuple(mails_now)), known)
    return said


def held_since(desk: Desk, case: Case) -> datetime | None:
    """Since when the case waits for questions; None where it doesn't."""
    procedure = desk.procedure(case.procedure) if case.procedure else None
    verb = procedure.verbs.get(REPLIED) if procedure else None
    if procedure is None or verb is None or case.stage not in verb.stages:
        return None
    for clock in procedure.clocks.values():
        if verb.event in clock.pause and (began := case.last(*clock.start)):
            return began.at
    return None


def places_of(desk: Desk, case: Case) -> tuple[str, ...]:
    """Where the mails are that were sent on the case's thread."""
    procedure = desk.procedure(case.procedure)
    return tuple(
        str(event.data["path"])
        for event in case.latest("message").values()
        if event.data["state"] == "sent" and event.data.get("path") and _on_thread(procedure, event)
    )


def _on_thread(procedure: Procedure, event: Event) -> bool:
    rule = procedure.messages.get(str(event.data.get("rule", "")))
    return rule is not None and rule.reply


def _taken(desk: Desk, case: Case, since: datetime, raw: bytes, *, dry_run: bool) -> str:
    """Run the verb for one mail, where it is a question; says so in a line."""
    from summarizer.intake import read_mail  # noqa: PLC0415 - heavy, and mails are rare

    mail = read_mail(raw)
    if not _is_question(desk, mail):
        return ""
    words = mail.newest.strip()[:_LONGEST] or "(no text)"
    came = mail.received or mail.date or desk.now()
    request = Request(
        REPLIED,
        {"question": words, "mail": mail.message_id},
        at=min(max(came, since), desk.now()),
        dry_run=dry_run,
        unless=lambda fresh: is_recorded(fresh, mail.message_id),
    )
    if is_recorded(case, mail.message_id):
        return ""
    run(desk, case.number, request)
    line = f"asked on the thread: “{' '.join(words.split())}”"
    if dry_run:
        return f"{line} (not recorded: dry run)"
    return f'{line}; answer it: summarizer do {case.number} answer --field answer="..."'


def _is_question(desk: Desk, mail: Mail) -> bool:
    writer = mail.writer or mail.from_
    person = desk.people.get(writer.address) if writer else None
    ours = person is not None and person.key in desk.people.roles.get(_DESK, ())
    return mail.kind not in _NOT_PEOPLE and not ours


def is_recorded(case: Case, message_id: str) -> bool:
    """Whether a mail was an event once: one that was taken back stays so. Pure."""
    return bool(message_id) and any(e.data.get("mail") == message_id for e in case.events)


# --- what was looked at ---------------------------------------------------------------------


def _known(desk: Desk) -> Look:
    seen = remembered(desk.tracker, DESK, f"{LOOKED} {desk.actor}", _LOOKED_AT)
    if seen is None:
        return Look()
    return Look(seen.at, *(tuple(map(str, seen.data.get(k, ()))) for k in ("cases", "mails")))


def _since(known: Look, number: str, held: datetime) -> datetime:
    """From when on the mailbox is looked through for a case."""
    if known.until is None or number not in known.cases:
        return held
    return max(held, known.until - _LATE)


def _keep(desk: Desk, look: Look, known: Look) -> None:
    """Keep it where something is new: a look that found nothing costs no write."""
    if (look.cases, look.mails) == (known.cases, known.mails) and not _is_old(look, known):
        return
    data: Mapping[str, Sequence[str]] = {"cases": look.cases, "mails": look.mails}
    kept = {name: list(values) for name, values in data.items()}
    seen = Observation(look.until or desk.now(), kept)
    desk.tracker.observe(DESK, f"{LOOKED} {desk.actor}", seen)


def _is_old(look: Look, known: Look) -> bool:
    """Whether what is kept would make the next look a long one."""
    return bool(look.until and known.until and look.until - known.until > timedelta(hours=1))
