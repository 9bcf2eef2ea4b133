"""The clocks of a case: the procedure's rules on the desk's calendars."""

from __future__ import annotations

from datetime import datetime

from summarizer.procedure import Procedure
from summarizer.settings import Settings
from tracker.case import Case
from tracker.clocks import Reading, read


def reading(
    procedure: Procedure, settings: Settings, case: Case, name: str, now: datetime
) -> Reading | None:
    """One clock of a case; None where it hasn't started or doesn't apply."""
    rule = procedure.clocks[name]
    ended = case.stage in procedure.closed
    return read(rule, settings.hours(rule.hours), case, now, ended=ended)


def readings(procedure: Procedure, settings: Settings, case: Case, now: datetime) -> list[Reading]:
    """All clocks of a case that have started, in the procedure's order."""
    found = (reading(procedure, settings, case, name, now) for name in procedure.clocks)
    return [r for r in found if r is not None]


def next_due(
    procedure: Procedure, settings: Settings, case: Case, now: datetime
) -> datetime | None:
    """When the next running target of the case breaches; one already missed counts."""
    dues = [
        r.due
        for r in readings(procedure, settings, case, now)
        if r.due is not None and r.stopped is None and procedure.clocks[r.name].kind == "target"
    ]
    return None if case.stage in procedure.closed else min(dues, default=None)


def due(procedure: Procedure, settings: Settings, case: Case, now: datetime) -> datetime | None:
    """The deadline of the case itself; None where the procedure names none, or it is paused."""
    found = reading(procedure, settings, case, procedure.due, now) if procedure.due else None
    return found.due if found else None
