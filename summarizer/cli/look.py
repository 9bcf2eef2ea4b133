"""Look at a case: show, find, open, clocks, history. Nothing here changes anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from summarizer import clockwork, picture
from summarizer.cli import places
from summarizer.cli.desk import as_json, case_of, handing_over, workspace
from summarizer.cli.hints import hints
from summarizer.cli.output import date_time, left, print_json, safe, table, time
from summarizer.remembered import document_seen
from summarizer.workspace import Workspace
from tracker.case import ENGINE_KINDS, UNDONE, Case
from tracker.columns import display
from tracker.errors import NotFound, Refused, Unavailable
from tracker.port import Query

#: Facts that `show` tells in lines of their own, or not at all.
_TOLD = ("user.name", "user.id", "owner", "paused", "earlier", "approved.by", "approved.hash")
#: How many words of names are found that are like a misspelt one, and how like it they are.
_FOUND, _LIKE = 10, 0.75
#: What is told, after "never", of a clock that has no deadline.
_NEVER = "runs out: its calendar has too few open hours; look with: summarizer doctor"


@click.command()
@click.argument("case", metavar="CASE")
@as_json
@click.pass_context
def show(ctx: click.Context, /, case: str, json_: bool) -> None:
    """Show one case: facts, clocks, research, comments, messages, to-dos and what comes next."""
    desk = workspace(ctx)
    found = case_of(desk, case)
    seen = document_seen(desk.tracker, found.number)
    procedure = desk.procedure(found.procedure)
    data = picture.details(found, procedure, desk.settings, seen, desk.now())
    data["columns"] = _people_columns(desk, found)
    data = places.told(desk, found, data) | handing_over(desk, found)
    if json_:
        print_json(data)
        return
    click.echo(f"{found.number}  {procedure.title}")
    for title, value in _facts(desk, found, data):
        if value:
            click.echo(f"  {title:<21} {safe(', '.join(value.splitlines()))}")
    for title, lines in _sections(desk, found, data):
        if lines:
            click.echo(title)
            for line in lines:
                click.echo(f"  {safe(' '.join(line.splitlines()))}".rstrip())


def _people_columns(desk: Workspace, case: Case) -> dict[str, str]:
    """The cells of the row that belong to people: Notes, and the columns that they added."""
    row, procedure = desk.tracker.row(case.number), desk.procedure(case.procedure)
    owned = {c.title for c in procedure.columns if not c.people}
    cells = row.cells.items() if row else ()
    return {title: display(cell) for title, cell in cells if title not in owned and display(cell)}


def _facts(desk: Workspace, case: Case, data: dict[str, Any]) -> list[tuple[str, str]]:
    user, research = data["user"], data["research"]
    done = f"{research['done']} of {research['total']}" if research["total"] else ""
    counts = ", ".join(f"{n} {state}" for state, n in data["comments"].items() if n)
    read = f" (read {_when(desk, data['as_of'])})" if data["as_of"] else ""
    paused = " (paused)" if case.facts.get("paused") else ""
    fields = desk.procedure(case.procedure).fields.values()
    return [
        ("User", " / ".join(part for part in (user["name"], user["id"]) if part)),
        ("Stage", case.stage + paused),
        ("Tab", case.tab),
        ("Owner", case.owner),
        ("Document", _document(desk, case)),
        ("Research", f"{done}{read}" if done else ""),
        ("Missing", ", ".join(research["missing"])),
        ("Comments", counts),
        ("Approved", _approved(desk, data["approval"])),
        ("Unfinished", ", ".join(f"{v}: run it again" for v in data["unfinished"])),
        *((f.title, case.facts.get(f.name, "")) for f in fields if f.name not in _TOLD),
        *data["columns"].items(),
    ]


def _document(desk: Workspace, case: Case) -> str:
    where = places.document_place(desk, case)
    gone = places.is_gone(desk, case)
    return f"{where} — not there any more; look: summarizer open {case.number}" if gone else where


def _approved(desk: Workspace, approval: dict[str, Any] | None) -> str:
    if not approval:
        return ""
    void = "" if approval["stands"] else " — void: the summary has changed since"
    return f"by {approval['by']}, {_when(desk, approval['at'])}{void}"


def _when(desk: Workspace, text: str) -> str:
    return time(datetime.fromisoformat(text), desk.settings.zone)


def _sections(desk: Workspace, case: Case, data: dict[str, Any]) -> list[tuple[str, list[str]]]:
    clocks = [
        f"{c['name']:<14}{c['state']:<9}"
        + (f"due {_when(desk, c['due'])}" if c["due"] else "")
        + (_NEVER if c["state"] == "never" else f"  {left(timedelta(seconds=c['left']))}")
        for c in data["clocks"]
    ]
    needless = dict.fromkeys(data["needless"], "   (not to be sent any more)")
    messages = [
        f"{m['message']:<18}{m['state']:<10}{m['path']}{needless.get(m['message'], '')}"
        for m in data["messages"]
    ]
    todos = [line for todo in data["todos"] for line in _todo(todo)]
    earlier = [f"{e['case']}  {e['title']}  ({e['reason']})" for e in data["earlier"]]
    return [
        ("Clocks", clocks),
        ("Messages", messages),
        ("To do", todos),
        ("Earlier summaries", earlier),
        ("Next", hints(desk, case)),
    ]


def _todo(todo: dict[str, Any]) -> list[str]:
    """A to-do with its words as they are pasted: in their own lines."""
    name = todo["todo"] + " (uncertain)" * (todo["state"] == "uncertain")
    first, *more = todo["words"].strip().splitlines() or [""]
    if not more:
        return [f"{name}: {first}"]
    return [f"{name}:", *(f"    {line}".rstrip() for line in (first, *more))]


@click.command()
@click.argument("text", metavar="TEXT")
@as_json
@click.pass_context
def find(ctx: click.Context, /, text: str, json_: bool) -> None:
    """Find cases by number, user id or name, also a misspelt one; says why each matched."""
    desk = workspace(ctx)
    wanted = text.strip()
    reasons = _reasons(desk, wanted) if wanted else {}
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
    if not found:
        raise NotFound(f"Nothing is like {text!r}", "", "See all cases with: summarizer list --all")
    if not json_:
        table(
            ("CASE", "USER", "ID", "STAGE", "WHY"),
            [
                (f["case"], f["user"]["name"] or "", f["user"]["id"] or "", f["stage"], f["reason"])
                for f in found
            ],
        )


def _reasons(desk: Workspace, wanted: str) -> dict[str, str]:
    """Why each case fits, the best first; a misspelt part of a name where nothing else does."""
    reasons = {m.case: m.reason for m in desk.tracker.earlier(wanted, wanted)}
    for number in desk.tracker.cases(Query(text=wanted)):
        reasons.setdefault(number, "contains it")
    return reasons or _like_a_part(desk, wanted)


def _like_a_part(desk: Workspace, wanted: str) -> dict[str, str]:
    from difflib import get_close_matches

    from tracker.names import words

    procedures = map(desk.procedure, desk.procedures())
    titles = {c.title for p in procedures for c in p.columns if c.field == "user.name"}
    cases: dict[str, dict[str, str]] = {}
    for row in desk.tracker.rows():
        for name in (display(row.cells.get(title)) for title in titles):
            for word in words(name):
                cases.setdefault(word, {})[row.case] = f"similar: {name}"
    found: dict[str, str] | None = None
    for part in words(wanted):
        close = get_close_matches(part, cases, n=_FOUND, cutoff=_LIKE)
        fitting = {case: reason for word in close for case, reason in cases[word].items()}
        known = fitting if found is None else found
        found = {case: reason for case, reason in known.items() if case in fitting}
    return found or {}


@click.command("open")
@click.argument("case", metavar="CASE")
@click.option("--web", is_flag=True, help="Open the link that other people use.")
@click.option("--print", "print_", is_flag=True, help="Only say where it is.")
@as_json
@click.pass_context
def open_(ctx: click.Context, /, case: str, web: bool, print_: bool, json_: bool) -> None:
    """Open a case's document, wherever people have moved it in the shared folder."""
    desk = workspace(ctx)
    found = case_of(desk, case)
    if not found.facts.get("document.id"):
        if url := found.facts.get("document.url"):
            _open_elsewhere(found, url, print_=print_, json_=json_)
            return
        fix = f"Make it with: summarizer start {found.number}"
        raise NotFound(f"{found.number} has no document", "", fix)
    ref = desk.documents.find(found.number)
    if ref is None:
        from summarizer.document_errors import Gone

        raise Gone(found.number, f"It was {places.document_place(desk, found)}.")
    where = ref.url if web or not ref.path else ref.path
    if json_:
        print_json({"case": ref.case, "title": ref.title, "url": ref.url, "path": ref.path})
        return
    click.echo(safe(where))
    if not print_:
        _launch(where if where == ref.url else Path(ref.path).resolve().as_uri())


def _open_elsewhere(case: Case, url: str, *, print_: bool, json_: bool) -> None:
    """Open an earlier summary where it was when it was imported.

    Raises:
        Refused: The link, from an old tracker, is no web page: what it leads to might run.
    """
    title, path = case.facts.get("document.title"), case.facts.get("document.path")
    if json_:
        print_json({"case": case.number, "title": title, "url": url, "path": path})
        return
    click.echo(safe(path or url))
    if print_:
        return
    if not path and not url.lower().startswith(("https://", "http://")):
        raise Refused("This link is not opened", "It is no web page.", "Open it by hand.")
    _launch(url)


def _launch(url: str) -> None:
    import webbrowser

    if not webbrowser.open(url):
        raise Unavailable("No program here opens it", "", "Open it by hand.")


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--explain", "explain_", is_flag=True, help="Print the walk of each clock.")
@as_json
@click.pass_context
def clocks(ctx: click.Context, /, case: str, explain_: bool, json_: bool) -> None:
    """Show a case's clocks: when each is due, what is left, its state."""
    from tracker.walks import explain

    desk = workspace(ctx)
    found = case_of(desk, case)
    procedure = desk.procedure(found.procedure)
    readings = clockwork.readings(procedure, desk.settings, found, desk.now())
    walks = [explain(reading) if explain_ else [] for reading in readings]
    if json_:
        data = picture.clocks(found, procedure, desk.settings, desk.now())
        print_json([c | {"walk": w} if w else c for c, w in zip(data, walks, strict=True)])
        return
    zone = desk.settings.zone
    table(
        ("CLOCK", "STATE", "DUE", "LEFT"),
        [(r.name, r.state, time(r.due, zone), left(r.left)) for r in readings],
    )
    for reading, walk in zip(readings, walks, strict=True):
        if walk:
            click.echo("\n" + "\n  ".join([reading.name, *walk]))


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--steps", is_flag=True, help="The program's own steps too.")
@as_json
@click.pass_context
def history(ctx: click.Context, /, case: str, steps: bool, json_: bool) -> None:
    """What happened to a case, in the order in which it was recorded.

    What was taken back stands in (parentheses); a case whose beginning was taken back is told
    by its number.
    """
    from summarizer.cli.about import about

    desk = workspace(ctx)
    (found,) = desk.tracker.load([case.strip().upper()])
    found = found if found.events else case_of(desk, case)
    hidden = frozenset() if steps else ENGINE_KINDS - {UNDONE}
    events = [e for e in found.events if e.kind not in hidden]
    if json_:
        print_json([picture.event(e) | {"undone": e.intent in found.undone} for e in events])
        return
    zone = desk.settings.zone
    table(
        ("WHEN", "WHAT", "WHO", "ABOUT"),
        [
            (
                date_time(e.at, zone),
                f"({e.kind})" if e.intent in found.undone else e.kind,
                e.actor,
                about(found, e),
            )
            for e in events
        ],
        wrap=True,
    )
