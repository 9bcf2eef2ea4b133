"""The open cases at one moment: who holds which, what is next on each, what would be left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from summarizer import clockwork, needless, shifts
from summarizer.desk import Desk
from summarizer.people import Person, on_shift
from summarizer.procedure import Procedure
from summarizer.remembered import fields, is_time, maybe, remembered
from tracker.case import Case
from tracker.port import DESK, Observation, Query

#: Under what the tracker keeps when somebody's shift ended, and how.
ENDED, _SHAPE = "shift", fields(ended=maybe(is_time))
#: The event that an escalation waits for first.
ACKNOWLEDGED = "acknowledged"
#: What is next on a case, in the order in which one agent does it (003.1.9).
STEPS = ("acknowledge", "tell the user", "work")


class Task(NamedTuple):
    """What is next on a case (one of `STEPS`), and by when."""

    case: Case
    do: str
    due: datetime | None
    risk: shifts.Risk | None
    handoff: shifts.HandOff | None


def risk_of(desk: Desk, case: Case, now: datetime, *, leaves: bool = False) -> shifts.Risk | None:
    """Whether the case needs somebody else, as its owner's shift ends before it is due."""
    procedure, owner = desk.procedure(case.procedure), desk.people.get(case.owner)
    if owner is None or not procedure.due or case.stage in procedure.closed:
        return None
    clock = clockwork.reading(procedure, desk.settings, case, procedure.due, now)
    return shifts.risk(owner, clock, now, leaves=leaves)


class Board:
    """The open cases, and who is on, at one moment."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.desk, self.now, self.zone = desk, now, desk.settings.zone
        numbers = list(desk.tracker.cases(Query(open=True)))
        self.cases = [case for case in desk.tracker.load(numbers) if case.procedure]

    def held(self, person: Person) -> list[Case]:
        """The open cases of a person."""
        return [case for case in self.cases if case.owner == person.key]

    def asked(self, person: Person) -> list[Case]:
        """The cases that wait for the person to accept them."""
        return [case for case in self.cases if (h := shifts.handoff(case)) and h.to == person.key]

    def for_anybody(self) -> list[Case]:
        """The cases that the team was asked to pick up."""
        return [case for case in self.cases if (h := shifts.handoff(case)) and not h.to]

    def tasks(self, cases: Iterable[Case]) -> list[Task]:
        """What is next on these cases, in the order in which one agent does it (003.1.9).

        All are acknowledged first, then all users are told, then one case at a time, the next due
        first.
        """
        return sorted((self._task(c, risk_of(self.desk, c, self.now)) for c in cases), key=_order)

    def unfinished(self, person: Person) -> list[Task]:
        """What would be left alone if the person left now (003.2.7).

        Their summary would breach before they are back, nobody accepted it, and no mail that has
        left asked the team.
        """
        risks = ((c, risk_of(self.desk, c, self.now, leaves=True)) for c in self.held(person))
        alone = ((c, r) for c, r in risks if r and c.facts.get(shifts.TEAM_ASKED) != "yes")
        return sorted((self._task(case, risk) for case, risk in alone), key=_order)

    def _task(self, case: Case, risk: shifts.Risk | None) -> Task:
        procedure = self.desk.procedure(case.procedure)
        due = clockwork.next_due(procedure, self.desk.settings, case, self.now)
        return Task(case, next_step(procedure, case), due, risk, shifts.handoff(case))

    # --- who is on ---

    def ended(self, person: Person) -> datetime | None:
        """When the person last ended a shift."""
        what = f"{ENDED} {person.key}"
        known = remembered(self.desk.tracker, DESK, what, _SHAPE)
        ended = known.data["ended"] if known else ""
        return datetime.fromisoformat(ended) if ended else None

    def has_left(self, person: Person) -> bool:
        """Whether the person ended the shift that they would be on."""
        return shifts.has_left(person, self.ended(person), self.now)

    def is_on(self, person: Person) -> bool:
        """Whether the person works now, and didn't end the shift."""
        return on_shift(person, self.now) and not self.has_left(person)

    def end(self, person: Person) -> None:
        """Keep that the person's shift ends at this moment."""
        self._keep(person, self.now.isoformat())

    def begin(self, person: Person) -> None:
        """Take the end of the person's shift back."""
        self._keep(person, "")

    def _keep(self, person: Person, ended: str) -> None:
        data: Mapping[str, str] = {"ended": ended, "by": self.desk.actor}
        kept = Observation(self.desk.now(), data)
        self.desk.tracker.observe(DESK, f"{ENDED} {person.key}", kept)


def next_step(procedure: Procedure, case: Case) -> str:
    """What is next on a case: one of `STEPS`."""
    waits = any(ACKNOWLEDGED in clock.stop for clock in procedure.clocks.values())
    if waits and case.last(ACKNOWLEDGED) is None:
        return STEPS[0]
    over = needless.drafts(procedure, case)
    for name, event in case.latest("message").items():
        if name in over:
            continue
        rule = procedure.messages.get(str(event.data.get("rule", "")))
        if rule and "user" in rule.to and event.data["state"] in ("drafted", "uncertain"):
            return STEPS[1]
    return STEPS[2]


def _order(task: Task) -> tuple[int, bool, float, str]:
    due = task.due.timestamp() if task.due else 0.0
    return STEPS.index(task.do), task.due is None, due, task.case.number
