"""Run a verb for a command, and tell what it did and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from summarizer import picture
from summarizer.cli.desk import case_of, moment, workspace
from summarizer.cli.output import print_json, safe
from summarizer.engine import Opening, Outcome, Request, run
from summarizer.plan import intents
from summarizer.procedure import Verb
from summarizer.plan import intents
from summarizer.workspace import Workspace
from tracker.case import Case


def run_verb(
    ctx: click.Context,
    case: str,
    verb: str,
    inputs: Mapping[str, str | None],
    *,
    options: Mapping[str, Any],
) -> None:
    """Run a verb on the case that a text names, and print the outcome."""
    desk = workspace(ctx)
    outcome = run_on(desk, case_of(desk, case).number, verb, inputs, options=options)
    tell(desk, verb, outcome, options)


def run_on(
    desk: Workspace,
    number: str,
    verb: str,
    inputs: Mapping[str, str | None],
    *,
    options: Mapping[str, Any],
    opening: Opening | None = None,
) -> Outcome:
    """Run a verb on the case of this number, and send what it drafted where that is asked for."""
    request = Request(
        verb=verb,
        inputs={name: text for name, text in inputs.items() if text},
        at=moment(desk, options.get("at")),
        override=options.get("override") or "",
        dry_run=bool(options.get("dry_run")),
        opening=opening,
    )
    outcome = run(desk, number, request)
    if options.get("send") and not request.dry_run:
        outcome = _send(desk, verb, outcome)
    return outcome


def _send(desk: Workspace, verb: str, outcome: Outcome) -> Outcome:
    """Send the messages that the newest run of the verb drafted, those not sent yet."""
    case = outcome.case
    intent = outcome.plan.intent if outcome.plan else next(reversed(intents(case, verb)), "")
    drafted = {e.data.get("message") for e in case.effective if e.intent == intent}
    for name, event in case.latest("message").items():
        if name in drafted and event.data["state"] != "sent":
            sent = run(desk, case.number, Request("send", {"message": name}))
            outcome = Outcome(sent.case, outcome.plan or sent.plan, outcome.created)
    return outcome


def tell(desk: Workspace, verb: str, outcome: Outcome, options: Mapping[str, Any]) -> None:
    """Print what was done: JSON, the plan of a dry run, or lines for people."""
    if options.get("json_"):
        print_json(as_item(desk, outcome))
    elif outcome.plan is None:
        click.echo(f"{outcome.case.number}: {verb} is already done.")
    elif not outcome.applied:
        click.echo(f"{outcome.case.number}: {verb} would")
        for step in (*outcome.plan.opening, *outcome.plan.steps, *outcome.plan.closing):
            click.echo(f"  - {safe(step.label)}")
    else:
        _tell_done(desk, verb, outcome)


def as_item(desk: Workspace, outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON: the case as `list` gives it, and what the command did."""
    case, plan = outcome.case, outcome.plan
    found: dict[str, Any] = {}
    if case.procedure:
        found = item(desk, case)
    found["created"] = outcome.created
    found["already_done"] = plan is None
    found["dry_run"] = not outcome.applied
    found["steps"] = [s.label for s in (*plan.opening, *plan.steps, *plan.closing)] if plan else []
    return found


def item(desk: Workspace, case: Case) -> dict[str, Any]:
    """A case as `list` gives it in JSON."""
    seen = desk.tracker.observation(case.number, "document")
    procedure = desk.procedure(case.procedure)
    return picture.item(case, procedure, desk.settings, seen, desk.now())


def _tell_done(desk: Workspace, verb: str, outcome: Outcome) -> None:
    case, plan = outcome.case, outcome.plan
    resumed = "went on where it had stopped, " if plan and plan.resumed else ""
    click.echo(f"{case.number}  {verb}: {resumed}stage {case.stage or 'none'}")
    intent = plan.intent if plan else ""
    for event in case.effective:
        if event.intent == intent:
            _tell_event(event.data, event.sets)
    for line in hints(desk, case):
        click.echo(f"next: {safe(line)}")


def _tell_event(data: Mapping[str, Any], sets: Mapping[str, str]) -> None:
    if data.get("did") == "draft":
        click.echo(f"  draft   {data['message']}: {data['path']}")
    elif data.get("did") == "send":
        click.echo(f"  sent    {data['message']}")
        if data.get("refused"):
            click.echo(f"  refused by the server: {', '.join(data['refused'])}")
    elif data.get("state") == "open" and "todo" in data:
        click.echo(f"  to-do   {data['todo']} ({data['service']})")
        for line in str(data["words"]).strip().splitlines():
            click.echo(f"            {safe(line)}".rstrip())
    elif "document.path" in sets:
        click.echo(f"  made    {sets['document.path'] or sets['document.url']}")
    elif "earlier" in data:
        for found in data["earlier"]:
            click.echo(f"  earlier {found['case']} {safe(found['title'])}: {safe(found['reason'])}")
    elif "picked" in data:
        click.echo(f"  chosen  {', '.join(sets.values())}: {safe(data['reason'])}")


def hints(desk: Workspace, case: Case) -> list[str]:
    """What to type next: the drafts that wait, then the verbs of this stage."""
    number = case.number
    states = {m["message"]: m["state"] for m in picture.messages(case)}
    found = [
        f"summarizer sent {number} {name}   (once that draft has left)"
        for name, state in states.items()
        if state == "drafted"
    ]
    found += [
        f"look into the mailbox, then: summarizer sent {number} {name}, or with --no"
        for name, state in states.items()
        if state == "uncertain"
    ]
    done = set(intents(case))
    return found + [
        f"summarizer {verb.name} {number}"
        for verb in desk.procedure(case.procedure).verbs.values()
        if case.stage in verb.stages and not verb.refuse and _is_next(verb, done)
    ]


def _is_next(verb: Verb, done: set[str]) -> bool:
    """Whether a verb leads on: it changes the stage by its event, and hasn't run yet."""
    return bool(verb.event) and f"{verb.name}#1" not in done
