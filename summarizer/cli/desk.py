"""What every command shares: the workspace, the case that a text names, common options."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from summarizer.identity import find_case
from summarizer.workspace import Workspace, find_root, parse_time
from tracker.case import Case

Command = TypeVar("Command", bound=Callable[..., Any])


def workspace(ctx: click.Context) -> Workspace:
    """The workspace of this command; it is closed when the command ends."""
    found = Workspace(find_root(ctx.find_root().obj["workspace"], Path.cwd()))
    ctx.find_root().call_on_close(found.close)
    return found


def case_of(desk: Workspace, text: str) -> Case:
    """The one case that a number, user id or part of a name means."""
    return find_case(desk.tracker, text)


def moment(desk: Workspace, text: str | None) -> datetime | None:
    """A time given on the command line, in the desk's zone where it names none."""
    return parse_time(text, desk.settings.zone, desk.now()) if text else None


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
