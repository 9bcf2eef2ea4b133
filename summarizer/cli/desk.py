"""What every command shares: the workspace, the case that a text names, common options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from summarizer import picture, shifts
from summarizer.board import risk_of
from summarizer.cli import places
from summarizer.identity import find_case
from summarizer.remembered import document_seen
from summarizer.times import parse_time
from summarizer.workspace import (
    APPLICATION_FOLDER,
    SETTINGS,
    Workspace,
    find_root,
)
from tracker.case import Case
from tracker.errors import BadInput, Refused

Command = TypeVar("Command", bound=Callable[..., Any])

#: So far ahead may a time lie that was typed: the clocks of two machines differ.
_AHEAD = timedelta(minutes=5)
_WHEN = "Give the time at which it happened; with its day, if that wasn't today: 2026-11-19T14:05"


def workspace(ctx: click.Context) -> Workspace:
    """The workspace of this command; it is closed when the command ends."""
    given = ctx.find_root().obj
    root, origin = find_root(given["workspace"], Path.cwd())
    if origin == APPLICATION_FOLDER and not (root / SETTINGS).is_file():
        from summarizer.making import make

        make(root)
        click.echo(f"There is no workspace here, so one was made in {root}", err=True)
    found = Workspace(root, origin, given["way"])
    ctx.find_root().call_on_close(found.close)
    return found


def case_of(desk: Workspace, text: str) -> Case:
    """The one case that a number, user id or part of a name means."""
    return find_case(desk.tracker, text)


def item(desk: Workspace, case: Case) -> dict[str, Any]:
    """A case as `list` gives it in JSON."""
    seen = document_seen(desk.tracker, case.number)
    procedure = desk.procedure(case.procedure)
    found = picture.item(case, procedure, desk.settings, seen, desk.now())
    return places.told(desk, case, found) | handing_over(desk, case)


def handing_over(desk: Workspace, case: Case) -> dict[str, Any]:
    """In JSON, whether the case should be handed over (003.2.7), and was and waits (003.3.5)."""
    closed = case.stage in desk.procedure(case.procedure).closed
    risk, handoff = risk_of(desk, case, desk.now()), None if closed else shifts.handoff(case)
    return {
        "hand_over": risk.to_json() if risk else None,
        "handed_over": handoff.to_json() if handoff else None,
    }


def moment(desk: Workspace, text: str | None) -> datetime | None:
    """When something happened, as it was typed; in the desk's zone where it names none.

    Raises:
        BadInput: It is no time, or still to come: what is recorded has happened.
    """
    if not text:
        return None
    now = desk.now()
    found = parse_time(text, desk.settings.zone, now)
    if found > now + _AHEAD:
        here = shifts.clock_time(now, desk.settings.zone)
        why = f"It is {here} now; what is recorded has happened."
        raise BadInput(f"{text!r} is in the future", why, _WHEN)
    return found


def moment_on(
    desk: Workspace, number: str, text: str | None, received: datetime | None = None
) -> datetime | None:
    """When something happened on a case; `received`: when the case came, if that is new.

    Raises:
        BadInput: As `moment` says; or it is before the minute in which the case was received.
    """
    at = moment(desk, text)
    if at is None:
        return None
    if received is None:
        known = desk.tracker.load([number])[0].last("received")
        received = known.at if known else at
    if at < received.replace(second=0, microsecond=0):
        before, came = (shifts.clock_time(t, desk.settings.zone) for t in (at, received))
        why = f"That was {came}; what is recorded has happened since."
        raise BadInput(f"{before} is before {number} was received", why, _WHEN)
    return at


def confirm(question: str, options: Mapping[str, Any]) -> None:
    """Ask on a terminal before something that is hard to take back; `--yes` has answered.

    Raises:
        Refused: The answer is no.
    """
    if options["yes"] or options["dry_run"] or not sys.stdin.isatty():
        return
    if not click.confirm(question, err=True):
        raise Refused("Nothing was changed", "The answer was no.")


def as_json(command: Command) -> Command:
    """`--json`."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON.")(command)


def changing(command: Command) -> Command:
    """The options of every command that changes something."""
    for option in (
        click.option("--json", "json_", is_flag=True, help="Print JSON."),
        click.option("--yes", "-y", is_flag=True, help="Don't ask."),
        click.option("--dry-run", "-n", is_flag=True, help="Print the plan and stop."),
        click.option("--at", metavar="TIME", help="When it happened: 14:05, 2026-11-19T14:05."),
    ):
        command = option(command)
    return command


def drafting(command: Command) -> Command:
    """The option of every command that drafts messages."""
    return click.option("--send", is_flag=True, help="Send what is drafted, once.")(command)


def overriding(command: Command) -> Command:
    """The option of verbs that have a guard which can be overruled."""
    return click.option("--override", metavar="WHY", default="", help="Overrule, with a reason.")(
        command
    )
