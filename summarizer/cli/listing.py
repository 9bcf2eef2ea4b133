"""List cases: by filters, as a table, JSON, CSV or a workbook."""

from __future__ import annotations

from typing import Any

import click

from summarizer import clockwork
from summarizer.cli.desk import as_json, item, workspace
from summarizer.cli.output import left, print_json, safe, table, time
from summarizer.cli.to_do import to_do
from summarizer.tables import near
from summarizer.workspace import Workspace
from tracker.case import Case
from tracker.clocks import Reading, parse_amount
from tracker.errors import BadInput, NotFound
from tracker.port import Query

_TITLES = ("CASE", "USER", "STAGE", "OWNER", "CHART", "COMMENTS", "DUE", "LEFT", "TO DO")
#: How many of the last columns stand below the others on a narrow terminal.
_BELOW = 3


@click.command("list")
@click.option("--mine", is_flag=True, help="Only cases that I own.")
@click.option("--stage", metavar="STAGE", help="Only cases in this stage.")
@click.option("--tab", metavar="TITLE", help="Only cases in this tab.")
@click.option("--owner", metavar="WHO", help="Only cases of this owner.")
@click.option("--overdue", is_flag=True, help="Only cases with a missed clock.")
@click.option(
    "--due-within",
    metavar="AMOUNT",
    help="Only cases with a clock due within 2h, 30m, ..., or overdue.",
)
@click.option("--all", "-a", "all_", is_flag=True, help="Closed cases too.")
@click.option("--csv", is_flag=True, help="Print the rows as CSV.")
@click.option("--xlsx", metavar="FILE", help="Write the rows into a workbook, a sheet a tab.")
@as_json
@click.pass_context
def list_(ctx: click.Context, /, **filters: Any) -> None:
    """List cases, the next due first. Closed ones only with --all, --stage or --tab."""
    _check_together(filters, ("mine", "owner"), ("overdue", "due_within"), ("csv", "xlsx", "json_"))
    desk = workspace(ctx)
    numbers = list(desk.tracker.cases(_query(desk, filters)))
    if filters["csv"] or filters["xlsx"]:
        from summarizer.cli.export import export

        export(desk, numbers, filters["xlsx"])
        return
    cases = desk.tracker.load(numbers)
    if filters["json_"]:
        print_json([item(desk, case) for case in cases])
    elif not cases:
        none = "No such cases" if _filtered(filters) else "No open cases"
        click.echo(f"{none} in {safe(str(desk.root))}.")
    else:
        table(_TITLES, (_line(desk, case) for case in cases), below=_BELOW)


def _filtered(filters: dict[str, Any]) -> bool:
    return any(given for name, given in filters.items() if name != "json_")


def _check_together(filters: dict[str, Any], *groups: tuple[str, ...]) -> None:
    for group in groups:
        given = [f"--{name.strip('_').replace('_', '-')}" for name in group if filters[name]]
        if len(given) > 1:
            raise BadInput(f"{' and '.join(given)} don't go together", "", "Give one of them.")


def _query(desk: Workspace, filters: dict[str, Any]) -> Query:
    due = desk.now() if filters["overdue"] else None
    if filters["due_within"]:
        due = desk.now() + parse_amount(filters["due_within"])
    everything = filters["all_"] or filters["stage"] or filters["tab"]
    return Query(
        tab=_tab(desk, filters["tab"]),
        stage=_stage(desk, filters["stage"]),
        owner=desk.actor if filters["mine"] else _owner(desk, filters["owner"]),
        due_before=due,
        open=None if everything else True,
    )


def _tab(desk: Workspace, title: str | None) -> str | None:
    return _known("tab", title, desk.tracker.tabs()) if title else None


def _stage(desk: Workspace, stage: str | None) -> str | None:
    if not stage:
        return None
    procedures = map(desk.procedure, desk.procedures())
    return _known("stage", stage, [s for p in procedures for s in p.stages])


def _known(sort: str, text: str, names: list[str]) -> str:
    """The name that is meant, without regard to capitals. NotFound tells which there are."""
    for name in names:
        if name.casefold() == text.casefold():
            return name
    like = near(text, names)
    listed = ", ".join(dict.fromkeys(names)) or "none yet"
    hint = f"Perhaps {like}" if like else f"Name one of: {listed}"
    raise NotFound(f"There is no {sort} {text!r}", f"There are: {listed}." if like else "", hint)


def _owner(desk: Workspace, who: str | None) -> str | None:
    """A person's key; or the text as it is, if a case has such an owner."""
    if not who:
        return None
    try:
        return desk.people.find(who).key
    except NotFound:
        if any(True for _ in desk.tracker.cases(Query(owner=who))):
            return who
        raise


def _line(desk: Workspace, case: Case) -> tuple[str, ...]:
    found, zone = item(desk, case), desk.settings.zone
    research, comments = found["research"], found["comments"]
    waiting = comments["open"] + comments["reopened"]
    live = _live(desk, case)
    pressing = live[0] if live else None
    return (
        case.number,
        found["user"]["name"] or found["user"]["id"] or "?",
        case.stage + (" (paused)" if _is_paused(desk, case) else ""),
        case.owner,
        f"{research['done']}/{research['total']}" if research["total"] else "",
        f"{waiting} open" if waiting else "",
        time(pressing.due, zone) or pressing.state if pressing else "",
        left(pressing.left) if pressing and pressing.due else "",
        to_do(desk.procedure(case.procedure), case, found, live, desk.now()),
    )


def _is_paused(desk: Workspace, case: Case) -> bool:
    return (
        bool(case.facts.get("paused")) and case.stage not in desk.procedure(case.procedure).closed
    )


def _live(desk: Workspace, case: Case) -> list[Reading]:
    """The clocks that run, the most pressing first."""
    procedure = desk.procedure(case.procedure)
    readings = clockwork.readings(procedure, desk.settings, case, desk.now())
    live = [r for r in readings if r.stopped is None and r.state != "met"]
    told = [r for r in live if r.due or r.state == "never"]
    return sorted(told, key=lambda r: (r.due is None, r.due or desk.now()))
