"""Look at cases: list, show, find, open, clocks, history. Nothing here changes anything."""

from __future__ import annotations

import webbrowser
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from summarizer import clockwork, picture
from summarizer.cli.desk import as_json, case_of, workspace
from summarizer.cli.output import left, print_json, safe, table, time
from summarizer.cli.running import hints, item
from summarizer.workspace import Workspace
from tracker.case import ENGINE_KINDS, Case
from tracker.clocks import parse_amount
from tracker.errors import NotFound
from tracker.port import Query
from tracker.walks import explain


@click.command("list")
@click.option("--mine", is_flag=True, help="Only cases that I own.")
@click.option("--stage", metavar="STAGE", help="Only cases in this stage.")
@click.option("--tab", metavar="TITLE", help="Only cases in this tab.")
@click.option("--owner", metavar="WHO", help="Only cases of this owner.")
@click.option("--overdue", is_flag=True, help="Only cases with a missed clock.")
@click.option("--due-within", metavar="AMOUNT", help="Only cases with a clock due in 2h, 30m, ...")
@click.option("--all", "-a", "all_", is_flag=True, help="Closed cases too.")
@click.option("--csv", is_flag=True, help="Print the rows as CSV.")
@click.option("--xlsx", metavar="FILE", type=click.Path(dir_okay=False), help="Write a workbook.")
@as_json
@click.pass_context
def list_(ctx: click.Context, /, **filters: Any) -> None:
    """List cases, the next due first. Closed ones only with --all, --stage or --tab."""
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
        click.echo("No such cases.")
    else:
        table(
            ("CASE", "USER", "STAGE", "OWNER", "CHART", "COMMENTS", "DUE", "LEFT", "TO DO"),
            (_line(desk, case) for case in cases),
        )


def _query(desk: Workspace, filters: dict[str, Any]) -> Query:
    due = None
    if filters["overdue"]:
        due = desk.now()
    elif filters["due_within"]:
        due = desk.now() + parse_amount(filters["due_within"])
    owner = desk.actor if filters["mine"] else filters["owner"]
    if filters["owner"]:
        owner = desk.people.find(filters["owner"]).key
    everything = filters["all_"] or filters["stage"] or filters["tab"]
    return Query(
        tab=filters["tab"],
        stage=filters["stage"],
        owner=owner,
        due_before=due,
        open=None if everything else True,
    )


def _line(desk: Workspace, case: Case) -> tuple[str, ...]:
    found = item(desk, case)
    running = _most_pressing(desk, case)
    zone = desk.settings.zone
    comments = found["comments"]
    waiting = comments["open"] + comments["reopened"]
    research = found["research"]
    return (
        case.number,
        found["user"]["name"] or found["user"]["id"] or "?",
        case.stage,
        case.owner,
        f"{research['done']}/{research['total']}" if research["total"] else "",
        f"{waiting} open" if waiting else "",
        time(running.due, zone) if running else "",
        left(running.left) if running else "",
        _todo(found),
    )


def _todo(found: dict[str, Any]) -> str:
    drafts = [m["message"] for m in found["messages"] if m["state"] == "drafted"]
    uncertain = [m["message"] for m in found["messages"] if m["state"] == "uncertain"]
    parts = [f"uncertain: {', '.join(uncertain)}"] if uncertain else []
    parts += [f"send {', '.join(drafts)}"] if drafts else []
    parts += [t["todo"] for t in found["todos"]]
    return "; ".join(parts)


def _most_pressing(desk: Workspace, case: Case) -> Any:
    procedure = desk.procedure(case.procedure)
    readings = clockwork.readings(procedure, desk.settings, case, desk.now())
    running = [r for r in readings if r.due is not None and r.stopped is None and r.state != "met"]
    return min(running, key=lambda r: r.due or desk.now(), default=None)


@click.command()
@click.argument("case", metavar="CASE")
@as_json
@click.pass_context
def show(ctx: click.Context, /, case: str, json_: bool) -> None:
    """Show one case: facts, clocks, research, comments, messages, to-dos and what comes next."""
    desk = workspace(ctx)
    found = case_of(desk, case)
    seen = desk.tracker.observation(found.number, "document")
    procedure = desk.procedure(found.procedure)
    data = picture.details(found, procedure, desk.settings, seen, desk.now())
    if json_:
        print_json(data)
        return
    click.echo(f"{found.number}  {procedure.title}")
    for title, value in _facts(desk, found, data):
        if value:
            click.echo(f"  {title:<18}{safe(value)}")
    for title, lines in _sections(desk, found, data):
        if lines:
            click.echo(title)
            for line in lines:
                click.echo(f"  {safe(line)}")


def _facts(desk: Workspace, case: Case, data: dict[str, Any]) -> list[tuple[str, str]]:
    user, approval, research = data["user"], data["approval"], data["research"]
    who = " / ".join(part for part in (user["name"], user["id"]) if part)
    approved = ""
    if approval:
        void = "" if approval["stands"] else " — void: the summary has changed since"
        approved = f"by {approval['by']}, {_when(desk, approval['at'])}{void}"
    done = f"{research['done']} of {research['total']}" if research["total"] else ""
    counts = ", ".join(f"{n} {state}" for state, n in data["comments"].items() if n)
    read = f" (read {_when(desk, data['as_of'])})" if data["as_of"] else ""
    return [
        ("User", who),
        ("Requested by", case.facts.get("requested_by", "")),
        ("Network", case.facts.get("network", "")),
        ("Stage", case.stage),
        ("Tab", case.tab),
        ("Owner", case.owner),
        ("Document", data["document"]["path"] or data["document"]["url"] or ""),
        ("Research", f"{done}{read}" if done else ""),
        ("Missing", ", ".join(research["missing"])),
        ("Comments", counts),
        ("Approved", approved),
        ("Unfinished", ", ".join(f"{v}: run it again" for v in data["unfinished"])),
    ]


def _when(desk: Workspace, text: str) -> str:
    from datetime import datetime

    return time(datetime.fromisoformat(text), desk.settings.zone)


def _sections(desk: Workspace, case: Case, data: dict[str, Any]) -> list[tuple[str, list[str]]]:
    clocks = [
        f"{c['name']:<14}{c['state']:<9}"
        + (f"due {_when(desk, c['due'])}" if c["due"] else "")
        + (f"  {left(timedelta(seconds=c['left']))}" if c["left"] is not None else "")
        for c in data["clocks"]
    ]
    messages = [f"{m['message']:<18}{m['state']:<10}{m['path']}" for m in data["messages"]]
    todos = [f"{t['todo']}: {' '.join(t['words'].split())}" for t in data["todos"]]
    earlier = [f"{e['case']}  {e['title']}  ({e['reason']})" for e in data["earlier"]]
    return [
        ("Clocks", clocks),
        ("Messages", messages),
        ("To do", todos),
        ("Earlier summaries", earlier),
        ("Next", hints(desk, case)),
    ]


@click.command()
@click.argument("text", metavar="TEXT")
@as_json
@click.pass_context
def find(ctx: click.Context, /, text: str, json_: bool) -> None:
    """Find cases by number, user id or name, also a misspelt one; says why each matched."""
    desk = workspace(ctx)
    reasons = {m.case: m.reason for m in desk.tracker.earlier(text, text)}
    for number in desk.tracker.cases(Query(text=text)):
        reasons.setdefault(number, "contains it")
    found: list[dict[str, Any]] = [
        {
            "case": case.number,
            "user": {"name": case.facts.get("user.name"), "id": case.facts.get("user.id")},
            "stage": case.stage,
            "reason": reasons[case.number],
        }
        for case in desk.tracker.load(list(reasons))
        if case.procedure
    ]
    if json_:
        print_json(found)
    elif not found:
        raise NotFound(f"Nothing is like {text!r}", "", "See all cases with: summarizer list --all")
    else:
        table(
            ("CASE", "USER", "ID", "STAGE", "WHY"),
            [
                (f["case"], f["user"]["name"] or "", f["user"]["id"] or "", f["stage"], f["reason"])
                for f in found
            ],
        )


@click.command("open")
@click.argument("case", metavar="CASE")
@click.option("--web", is_flag=True, help="Open the link that other people use.")
@click.option("--print", "print_", is_flag=True, help="Only say where it is.")
@click.pass_context
def open_(ctx: click.Context, /, case: str, web: bool, print_: bool) -> None:
    """Open a case's document."""
    desk = workspace(ctx)
    found = case_of(desk, case)
    path, url = found.facts.get("document.path", ""), found.facts.get("document.url", "")
    if not url:
        raise NotFound(
            f"{found.number} has no document", "", f"Make it with: summarizer start {found.number}"
        )
    target = url if web or not path else Path(path).resolve().as_uri()
    click.echo(url if web or not path else path)
    if not print_:
        webbrowser.open(target)


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--explain", "explain_", is_flag=True, help="Print the walk of each clock.")
@as_json
@click.pass_context
def clocks(ctx: click.Context, /, case: str, explain_: bool, json_: bool) -> None:
    """Show a case's clocks: when each is due, what is left, its state."""
    desk = workspace(ctx)
    found = case_of(desk, case)
    procedure = desk.procedure(found.procedure)
    readings = clockwork.readings(procedure, desk.settings, found, desk.now())
    if json_:
        data = picture.clocks(found, procedure, desk.settings, desk.now())
        for entry, reading in zip(data, readings, strict=True):
            if explain_:
                entry["walk"] = explain(reading)
        print_json(data)
        return
    zone = desk.settings.zone
    table(
        ("CLOCK", "STATE", "DUE", "LEFT"),
        [(r.name, r.state, time(r.due, zone), left(r.left)) for r in readings],
    )
    if explain_:
        for reading in readings:
            click.echo(f"\n{reading.name}")
            for line in explain(reading):
                click.echo(f"  {line}")


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--steps", is_flag=True, help="The program's own steps too.")
@as_json
@click.pass_context
def history(ctx: click.Context, /, case: str, steps: bool, json_: bool) -> None:
    """What happened to a case, in the order in which it was recorded."""
    desk = workspace(ctx)
    found = case_of(desk, case)
    events = [e for e in found.events if steps or e.kind not in ENGINE_KINDS or e.kind == "undone"]
    if json_:
        print_json([picture.event(e) | {"undone": e.intent in found.undone} for e in events])
        return
    zone = desk.settings.zone
    table(
        ("WHEN", "WHAT", "WHO", "NOTE"),
        [
            (
                time(e.at, zone),
                f"({e.kind})" if e.intent in found.undone else e.kind,
                e.actor,
                e.note
                or str(e.data.get("message") or e.data.get("todo") or e.data.get("by") or ""),
            )
            for e in events
        ],
    )
