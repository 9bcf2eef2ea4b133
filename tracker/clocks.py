"""Clocks: what a procedure promises, or must wait for, and how that stands on a case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from tracker.case import Case
from tracker.errors import BadInput
from tracker.hours import Hours, NoDeadline, Pause

_AMOUNT = re.compile(
    r"(?:([0-9]{1,9}) *h)? *(?:([0-9]{1,9}) *m(?:in)?)? *(?:([0-9]{1,9}) *s)?", re.IGNORECASE
)
_DAYS = re.compile(r"[0-9] *[dw]", re.IGNORECASE)

State = Literal["running", "paused", "met", "missed", "waiting", "never"]


class ClockRule(NamedTuple):
    """A clock of a procedure. Events are named by their kinds.

    Attributes:
        name: What people call it.
        hours: The name of the calendar it runs in, or "plain": every hour counts.
        amount: How much open time until the deadline, or the end of the wait.
        start: The first of these events starts it; it never starts again.
        stop: The first of these events at or after the start stops it.
        kind: "target" must be stopped by the deadline; "minimum" is a hold, a time to wait.
        pause: Events that pause it, and in the same places of `resume` those that end each pause.
        soft: A limit before the deadline: 24 h of a promise of 24 to 48 h (003.4.6).
        warn: How long before the deadline it warns, walked back in the clock's own hours.
        each: Whether each pause needs an end of its own: two questions need two answers.
        when: The fact that must be "yes" for the clock to exist; "" for always.
    """

    name: str
    hours: str
    amount: timedelta
    start: tuple[str, ...]
    stop: tuple[str, ...] = ()
    kind: Literal["target", "minimum"] = "target"
    pause: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    soft: timedelta | None = None
    warn: timedelta | None = None
    when: str = ""
    each: bool = False

    def checked(self) -> ClockRule:
        """The clock itself. BadInput if it can't run."""
        if len(self.pause) != len(self.resume):
            raise BadInput(
                f"The clock {self.name} can be paused for good",
                f"pause has {len(self.pause)} events and resume has {len(self.resume)}.",
                "Name, for each event in pause, the one that ends it in the same place of resume.",
            )
        if not timedelta(0) < (self.soft or self.amount) <= self.amount:
            raise BadInput(
                f"The clock {self.name} has no time to run",
                "Its amount must be more than nothing, and its soft limit not more than that.",
            )
        return self


class Reading(NamedTuple):
    """How a clock stands on a case. Instants are in UTC.

    Attributes:
        state: A target is "running", "paused", "met" or, from its deadline on for good, "missed".
            A minimum is "waiting", "paused" while a pause stands, "met" once the wait is over,
            or "missed" if it was stopped before. A clock that is live is "never" where its
            calendar has too few open hours in ten years: it never runs out.
        due: The deadline, or the end of the wait; None while a pause leaves it open, and for one
            that never runs out.
        soft_due: The same for the soft limit.
        warn_at: From when it warns; lies in open hours.
        left: Open time left at `until`; less than nothing for a target that is overdue.
        started: When its start event happened.
        stopped: When its stop event happened, or the case ended; None while the clock is live.
        until: The instant this is read at: `stopped`, else now.
        pauses: As its events say; they can overlap.
    """

    rule: ClockRule
    hours: Hours
    state: State
    due: datetime | None
    soft_due: datetime | None
    warn_at: datetime | None
    left: timedelta
    started: datetime
    stopped: datetime | None
    until: datetime
    pauses: tuple[Pause, ...]

    @property
    def name(self) -> str:
        """What people call the clock."""
        return self.rule.name

    @property
    def warning(self) -> bool:
        """Whether a running clock is close to its deadline."""
        return self.state == "running" and self.warn_at is not None and self.until >= self.warn_at

    @property
    def past_soft(self) -> bool:
        """Whether the soft limit went by before the clock was stopped."""
        return self.soft_due is not None and self.until > self.soft_due


def read(
    rule: ClockRule, hours: Hours, case: Case, now: datetime, *, ended: bool = False
) -> Reading | None:
    """The clock's reading on a case at `now`; None where it doesn't exist or hasn't started.

    With `ended`, the case is in a closed stage: a clock that nobody stopped ended with it, when
    that stage began. It is still told if a deadline had been missed, or a wait kept, by then;
    else there is nothing to tell, and nothing to remind of: None.
    """
    if rule.when and case.facts.get(rule.when) != "yes":
        return None
    started = _first(case, rule.start)
    if started is None:
        return None
    stopped = _first(case, rule.stop, started)
    abandoned = ended and stopped is None
    if abandoned:
        stopped = _ended(case, started)
    until = (stopped or max(now, started)).astimezone(UTC)
    pauses = _pauses(rule, case, until)
    due = _deadline(hours, started, rule.amount, pauses)
    state = _state(rule, pauses, due, stopped, until)
    if abandoned and state == ("missed" if rule.kind == "minimum" else "met"):
        return None
    left = rule.amount - hours.between(started, until, pauses)
    return Reading(
        rule=rule,
        hours=hours,
        state=state,
        due=None if state == "paused" else due,
        soft_due=_deadline(hours, started, rule.soft, pauses),
        warn_at=_warn_at(rule, hours, started, due, pauses),
        left=max(left, timedelta(0)) if rule.kind == "minimum" else left,
        started=started,
        stopped=stopped,
        until=until,
        pauses=pauses,
    )


def parse_amount(text: str) -> timedelta:
    """An amount of time: `8h`, `15m`, `1h30m`, `90s`. BadInput for anything else.

    Days are refused: a day of business hours isn't 24 hours, and no one can tell which is meant.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if text.strip() and match:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    why = 'Expected an amount such as "8h", "15m", "1h30m" or "90s".'
    if _DAYS.search(text):
        why = "Days and weeks are no amounts here: a day of open hours is not 24 hours."
    raise BadInput(f"{text!r} is no amount of time", why, "Write it in hours, such as 48h.")


def format_amount(amount: timedelta) -> str:
    """`1 h 30 min`, `-15 min`, `0 min`; parts of a second are left away."""
    seconds = abs(amount) // timedelta(seconds=1)
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    text = " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
    return f"-{text}" if amount < timedelta(0) and seconds else text


def _state(
    rule: ClockRule,
    pauses: Sequence[Pause],
    due: datetime | None,
    stopped: datetime | None,
    until: datetime,
) -> State:
    standing = stopped is None and any(end is None for _, end in pauses)
    over = due is not None and (until >= due if rule.kind == "minimum" else until > due)
    # A question that comes after the hour still stands in the way of contacting (003.6.8).
    if standing and (rule.kind == "minimum" or not over):
        return "paused"
    if over or stopped:
        return "met" if over == (rule.kind == "minimum") else "missed"
    if due is None:
        return "never"
    return "waiting" if rule.kind == "minimum" else "running"


def _deadline(
    hours: Hours, start: datetime, amount: timedelta | None, pauses: Sequence[Pause]
) -> datetime | None:
    """None where there is no such limit, a pause leaves it open, or it is never reached."""
    if amount is None:
        return None
    try:
        return hours.add(start, amount, pauses)
    except NoDeadline:
        return None


def _warn_at(
    rule: ClockRule,
    hours: Hours,
    started: datetime,
    due: datetime | None,
    pauses: Sequence[Pause],
) -> datetime | None:
    """From when it warns: from its start on where there are too few open hours before."""
    if due is None or not rule.warn:
        return None
    try:
        return max(started, hours.subtract(due, rule.warn, pauses))
    except NoDeadline:
        return started


def _first(case: Case, kinds: tuple[str, ...], since: datetime | None = None) -> datetime | None:
    """When the first of these events happened: they may have been recorded in another order."""
    times = (e.at for e in case.of_kind(*kinds))
    return min((at for at in times if since is None or at >= since), default=None)


def _pauses(rule: ClockRule, case: Case, until: datetime) -> tuple[Pause, ...]:
    """From each pause event to the next that ends it; later ones in between change nothing.

    With `each`, the pause lasts until as many events have ended it as have begun it.
    """
    pauses: list[Pause] = []
    for pause, resume in zip(rule.pause, rule.resume, strict=True):
        begin: datetime | None = None
        standing = 0
        for event in sorted(case.of_kind(pause, resume), key=lambda e: e.at):
            if event.at > until:
                break
            if event.kind == pause:
                begin = begin or event.at
                standing = standing + 1 if rule.each else 1
            elif begin:
                standing -= 1
                if not standing:
                    pauses.append((begin, event.at))
                    begin = None
        if begin:
            pauses.append((begin, None))
    return tuple(pauses)


def _ended(case: Case, started: datetime) -> datetime:
    """When the case came into the stage it is in; not before the clock started."""
    at = started
    for event in reversed(case.effective):
        if "stage" in event.sets:
            if event.sets["stage"] != case.stage:
                break
            at = event.at
    return max(at, started)
