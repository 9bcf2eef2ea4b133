"""Run a verb for a command, and tell what it did and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from summarizer import picture
from summarizer.cli import COMMANDS
from summarizer.cli.desk import case_of, item, moment, workspace
from summarizer.cli.output import print_json, safe
from summarizer.engine import Opening, Outcome, Request, leads_on, run
from summarizer.plan import intents, verb_of
from summarizer.procedure import Verb
from summarizer.settings import Settings
from summarizer.workspace import Workspace
from tracker.case import Case, Event
from tracker.errors import Refused


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


def _sends(settings: Settings) -> bool:
    """Whether mails can leave from here: through Gmail, or a server that is named."""
    return settings.backend["mail"] == "gmail" or bool(settings.smtp.get("host"))


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
    if options.get("send") and not _sends(desk.settings):
        raise Refused(
            "This desk makes drafts and doesn't send",
            "smtp.host is empty in summarizer.toml.",
            "Leave --send out, send the draft yourself, then type: summarizer sent CASE MESSAGE",
        )
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
        if name in drafted and event.data["state"] in ("drafted", "uncertain"):
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
            click.echo(f"  - {safe(step.label)}".replace("\n", "\n    "))
    else:
        _tell_done(desk, verb, outcome)


def as_item(desk: Workspace, outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON: the case as `list` gives it, and what the command did."""
    case, plan = outcome.case, outcome.plan
    found: dict[str, Any] = item(desk, case) if case.procedure else {"case": case.number}
    found["created"] = outcome.created
    found["already_done"] = plan is None
    found["dry_run"] = not outcome.applied
    found["steps"] = [s.label for s in (*plan.opening, *plan.steps, *plan.closing)] if plan else []
    return found


def _tell_done(desk: Workspace, verb: str, outcome: Outcome) -> None:
    case, plan = outcome.case, outcome.plan
    resumed = "went on where it had stopped, " if plan and plan.resumed else ""
    click.echo(f"{case.number}  {verb}: {resumed}stage {case.stage or 'none'}")
    for event in _done_by(case, plan.intent if plan else ""):
        _tell_event(event.data, event.sets)
    for line in hints(desk, case):
        click.echo(f"next: {safe(line)}")


def _done_by(case: Case, intent: str) -> list[Event]:
    """The events of a run, and of the sending of what it drafted."""
    since = next((n for n, e in enumerate(case.effective) if e.intent == intent), 0)
    return [e for e in case.effective[since:] if e.intent == intent or verb_of(e.intent) == "send"]


def _tell_event(data: Mapping[str, Any], sets: Mapping[str, str]) -> None:
    if "todo" in data and data.get("state") == "open":
        click.echo(f"  to-do   {data['todo']} ({data['service']})")
        for line in str(data["words"]).strip().splitlines():
            click.echo(f"            {safe(line)}".rstrip())
    for line in (*_mail_lines(data), *_document_lines(data, sets)):
        click.echo(f"  {safe(line)}")


def _mail_lines(data: Mapping[str, Any]) -> list[str]:
    if data.get("did") == "draft":
        return [f"draft   {data['message']}: {data['path']}"]
    if data.get("did") != "send":
        return []
    refused = ", ".join(data.get("refused", ()))
    return [f"sent    {data['message']}"] + [f"refused by the server: {refused}"] * bool(refused)


def _document_lines(data: Mapping[str, Any], sets: Mapping[str, str]) -> list[str]:
    if "document.path" in sets:
        return [f"made    {sets['document.path'] or sets['document.url']}"]
    if data.get("did") == "fill step" and data["before"]["finding"]:
        return [f"instead of: {data['before']['finding']}   (summarizer undo puts it back)"]
    if data.get("did") == "write cell":
        return [f"{data['column']}: {data['value'] or '(empty)'}"]
    if "was" in data:
        was = data["was"] or "(empty)"
        return [f"{name}: {was} → {value or '(empty)'}" for name, value in sets.items()]
    if "picked" in data:
        return [f"chosen  {', '.join(sets.values())}: {data['reason']}"]
    return [
        f"earlier {found['case']} {found['title']}: {found['reason']}"
        for found in data.get("earlier", ())
    ]


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
    return found + [_command(number, verb) for verb in leads_on(desk, case)]


def _command(number: str, verb: Verb) -> str:
    """A verb as it is typed, with what it needs."""
    if verb.name not in COMMANDS:
        fields = "".join(f" --field {name}=TEXT" for name in verb.needs)
        return f"summarizer do {number} {verb.name}{fields}"
    options = "".join(f" --{name} {'WHO' if name == 'by' else 'TEXT'}" for name in verb.needs)
    one = f" --{verb.one_of[0]} TEXT" if verb.one_of else ""
    return f"summarizer {verb.name} {number}{options}{one}"
