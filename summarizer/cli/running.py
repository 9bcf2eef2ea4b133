"""Run a verb for a command, and tell what it did and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from summarizer.cli.again import noted, unsent, waits
from summarizer.cli.desk import case_of, item, moment_on, workspace
from summarizer.cli.hints import hints, left_behind
from summarizer.cli.kept import kept
from summarizer.cli.output import print_json, safe
from summarizer.engine import Opening, Outcome, Request, normalised, run
from summarizer.inputs import InputMissing
from summarizer.intents import intents, verb_of
from summarizer.settings import Settings
from summarizer.workspace import Workspace
from tracker.case import Case, Event
from tracker.errors import Refused, UserError

#: How many tickets are named one by one.
_NAMED = 20


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
    """Whether messages can leave from here: by Gmail, a server that is named, the helpdesk."""
    by_mail = settings.backend["mail"] == "gmail" or bool(settings.smtp.get("host"))
    return by_mail or bool(settings.zendesk.get("url"))


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
    if options.get("send") and not (_sends(desk.settings) or desk.settings.slack["channel"]):
        raise Refused(
            "This desk makes drafts and doesn't send",
            "smtp.host is empty in summarizer.toml.",
            "Leave --send out, send the draft yourself, then type: summarizer sent CASE MESSAGE",
        )
    request = Request(
        verb=verb,
        inputs={name: text for name, text in inputs.items() if text},
        at=moment_on(desk, number, options.get("at"), opening.received if opening else None),
        override=options.get("override") or "",
        dry_run=bool(options.get("dry_run")),
        opening=opening,
    )
    if request.dry_run:
        with _own_options():
            return run(desk, number, request)
    request, send = normalised(desk, request), bool(options.get("send"))
    room = bool(desk.settings.slack["channel"])
    with noted(desk.root, number, request) as note:

        def unless(case: Case) -> bool:
            return note.was_done(case) or (send and unsent(request, case, room=room))

        with _own_options():
            outcome = run(desk, number, request._replace(unless=unless))
        return _send(desk, verb, outcome) if send else outcome


@contextmanager
def _own_options() -> Iterator[None]:
    """Say by which options of this command an input is given, where it has them."""
    try:
        yield
    except InputMissing as missing:
        known = {option for p in click.get_current_context().command.params for option in p.opts}
        ours = [f"--{name.replace('_', '-')}" for name in missing.names]
        if known.issuperset(ours):
            missing.fix = f"Add {(' TEXT ' if missing.each else ' TEXT or ').join(ours)} TEXT"
        raise


def _send(desk: Workspace, verb: str, outcome: Outcome) -> Outcome:
    """Send the messages that the newest run of the verb drafted, and say its lines in the room.

    Those not sent and not said yet, as far as this desk's mail and its room are connected.
    """
    case = outcome.case
    intent = outcome.plan.intent if outcome.plan else next(reversed(intents(case, verb)), "")
    of_run = [e for e in case.effective if e.intent == intent]
    ways = {
        "message": ("send", _sends(desk.settings)),
        "todo": ("say", bool(desk.settings.slack["channel"])),
    }
    for sort, (way, connected) in ways.items():
        named = {e.data.get(sort) for e in of_run}
        for name, event in case.latest(sort).items():
            if connected and name in named and waits(event):
                with _telling(outcome.case, case, verb):
                    sent = run(desk, case.number, Request(way, {sort: name}))
                outcome = Outcome(sent.case, outcome.plan or sent.plan, outcome.created)
    return outcome


@contextmanager
def _telling(now: Case, before: Case, verb: str) -> Iterator[None]:
    """Where the next can't leave, say what is recorded, and what has left: it is told only now."""
    try:
        yield
    except UserError:
        done = f"{before.number}  {verb}: stage {now.stage}; recorded, but not all of it is sent"
        click.echo(done, err=True)
        for event in now.events[len(before.events) :]:
            for line in _mail_lines(event.data):
                click.echo(f"  {safe(line)}", err=True)
        raise


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
    for line in kept(desk, case, plan) if plan else ():
        click.echo(f"  {safe(line)}")
    for line in left_behind(desk, case, plan.intent) if plan else ():
        click.echo(f"  {safe(line)}")
    for line in hints(desk, case, after=verb):
        click.echo(f"next: {safe(line)}")


def _done_by(case: Case, intent: str) -> list[Event]:
    """The events of a run, and of the sending of what it drafted."""
    since = next((n for n, e in enumerate(case.effective) if e.intent == intent), 0)
    after = case.effective[since:]
    return [e for e in after if e.intent == intent or verb_of(e.intent) in ("send", "say")]


def _tell_event(data: Mapping[str, Any], sets: Mapping[str, str]) -> None:
    if "todo" in data and data.get("state") == "open":
        click.echo(safe(f"  to-do   {' '.join(data['todo'].split())} ({data['service']})"))
        for line in str(data["words"]).strip().splitlines():
            click.echo(f"            {safe(line)}".rstrip())
    for line in (*_mail_lines(data), *_ticket_lines(data), *_document_lines(data, sets)):
        click.echo(f"  {safe(line)}")


def _mail_lines(data: Mapping[str, Any]) -> list[str]:
    if data.get("did") == "say":
        return [f"said    {data['todo']}: {data.get('url') or 'in the room'}"]
    if data.get("did") == "draft":
        return [f"draft   {data['message']}: {data['path']}"]
    if data.get("did") == "draft ticket":
        return [f"draft   {data['message']} (helpdesk): leaves with --send", *_words(data)]
    if data.get("did") != "send":
        return []
    refused = ", ".join(data.get("refused", ()))
    return [f"sent    {data['message']}"] + [
        f"refused by the server: {refused}; they didn't get it"
    ] * bool(refused)


def _ticket_lines(data: Mapping[str, Any]) -> list[str]:
    if "nothing" in data:
        return [f"tickets changed: none; {data['nothing']}"]
    if data.get("did") != "helpdesk":
        return []
    left = [f"left    {n}: {why}" for n, why in data["untouched"].items()]
    return [f"tickets changed: {_listed(data['changed'])}", *left]


def _words(data: Mapping[str, Any]) -> list[str]:
    return [f"        {line}".rstrip() for line in str(data["words"]).strip().splitlines()]


def _listed(numbers: Sequence[str]) -> str:
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return (", ".join(numbers[:_NAMED]) or "none") + more


def _document_lines(data: Mapping[str, Any], sets: Mapping[str, str]) -> list[str]:
    if "document.path" in sets:
        return [f"made    {sets['document.path'] or sets['document.url']}"]
    if data.get("did") == "fill step":
        was = data["before"]["finding"]
        instead = [f"instead of: {was}   (summarizer undo CASE puts it back)"] if was else []
        return [f"filled  {data['step']}", *instead]
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
