"""The usual verbs of a case as commands, and `do` for any verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from summarizer import arrivals
from summarizer.cli.about import about
from summarizer.cli.again import noted
from summarizer.cli.desk import (
    case_of,
    changing,
    confirm,
    drafting,
    moment,
    overriding,
    workspace,
)
from summarizer.cli.output import print_json, safe
from summarizer.cli.running import as_item, run_on, run_verb, tell
from summarizer.engine import Outcome, Request, take_back
from summarizer.intents import intents
from summarizer.workspace import Workspace
from tracker.case import ENGINE_KINDS, Case
from tracker.errors import BadInput, NotFound, Refused

_COMMON = ("at", "dry_run", "yes", "json_", "override", "send")


def _verb(name: str, text: str, *params: Callable[..., Any], ask: str = "") -> click.Command:
    """A command that runs the verb of its own name with its options as inputs.

    `ask` is what a person has to say yes to, on a terminal; {case} is the case's number.
    """

    @click.pass_context
    def command(ctx: click.Context, /, case: str, **given: Any) -> None:
        options = {key: given.pop(key) for key in _COMMON if key in given}
        if ask:
            confirm(ask.format(case=case_of(workspace(ctx), case).number), options)
        run_verb(ctx, case, name, given, options=options)

    decorated: Callable[..., Any] = changing(overriding(drafting(command)))
    for param in reversed(params):
        decorated = param(decorated)
    decorated = click.argument("case", metavar="CASE")(decorated)
    return click.command(name, help=text)(decorated)


_note = click.option("--note", metavar="TEXT", help="A note for the log, or for the mail.")
_by = click.option("--by", metavar="WHO", required=True, help="Key, address or name of the person.")
_why = click.argument("why", metavar="WHY")

request_review = _verb(
    "request-review", "Hand the summary to the reviewers who are in, with its link.", _note
)
reviewed = _verb("reviewed", "Record that a reviewer is done.", _by, _note)
request_approval = _verb(
    "request-approval",
    "Hand the summary to the final approver, or to the one who stands in.",
    click.option("--deleted", metavar="WHY", help="Why comments were deleted unanswered."),
    _note,
)
approve = _verb(
    "approve",
    "Bind the approver's yes to the summary's text.",
    _by,
    click.option("--evidence", metavar="LINK", help="Where the yes can be read."),
    _note,
)
complete = _verb("complete", "Put the approved summary section on the thread.", _note)
contact = _verb(
    "contact",
    "Record the call to the user after the hold, or why there was none.",
    click.option("--outcome", metavar="TEXT", help="What came of the call."),
    click.option("--no-call", "--why", "why", metavar="WHY", help="Why there was no call."),
    _note,
)
resolve = _verb(
    "resolve",
    "End the case.",
    click.option("--outcome", metavar="TEXT", help="How it ended, where the procedure asks."),
    _note,
)
pause = _verb("pause", "Stop the clocks that may pause.", _why)
resume = _verb("resume", "Start the paused clocks again.", _note)
cancel = _verb(
    "cancel",
    "End the case without its outcome.",
    _why,
    ask="Cancel {case}? It ends without its outcome.",
)
done = _verb(
    "done", "Record that a to-do was done by hand.", click.argument("todo", metavar="TODO"), _note
)


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("message", metavar="MESSAGE")
@click.option("--no", is_flag=True, help="It did not leave: an uncertain message is a draft again.")
@changing
@click.pass_context
def sent(ctx: click.Context, /, case: str, message: str, no: bool, **options: Any) -> None:
    """Record that a drafted message has left, at --at TIME."""
    inputs = {"message": message, "no": "yes" if no else None}
    run_verb(ctx, case, "sent", inputs, options=options)


@click.command("set")
@click.argument("case", metavar="CASE")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@changing
@click.pass_context
def set_(ctx: click.Context, /, case: str, field: str, value: str, **options: Any) -> None:
    """Correct a fact of the case, or write a column that people own, such as Notes.

    FIELD is a name or a title: "user.id" or "User ID". An empty VALUE clears it.
    """
    desk = workspace(ctx)
    found = case_of(desk, case)
    columns = _columns(desk, found)
    column = next((t for t in columns if t.casefold() == field.strip().casefold()), None)
    if column is None or desk.procedure(found.procedure).field(field):
        run_verb(ctx, case, "set", {"field": field, "value": value or " "}, options=options)
    elif columns[column]:
        run_verb(ctx, case, "write", {"column": column, "value": value or " "}, options=options)
    else:
        raise Refused(f"{column} can't be set", "It shows what the events of the case say.")


def _columns(desk: Workspace, case: Case) -> dict[str, bool]:
    """The titles of the case's columns, and whether their cells belong to people."""
    row, procedure = desk.tracker.row(case.number), desk.procedure(case.procedure)
    found = dict.fromkeys(row.cells if row else (), True)
    return found | {c.title: c.people for c in procedure.columns}


@click.command()
@click.argument("case", metavar="CASE")
@changing
@click.pass_context
def undo(ctx: click.Context, /, case: str, **options: Any) -> None:
    """Take the last command on a case back, as one thing; what can't be taken back is said."""
    desk = workspace(ctx)
    found = case_of(desk, case)
    runs = list(intents(found))
    if options["dry_run"]:
        _preview_undo(desk, found, _newest(found, runs), options)
        return
    remarks: list[str] = []
    with noted(desk.root, found.number, Request("undo")) as note:
        if not (intent := note.was_taken_back(found, runs[-1] if runs else "")):
            intent = _newest(found, runs)
            confirm(f"Take {intent} of {found.number} back?", options)
            found, intent, remarks = take_back(desk, found.number, intent)
    if options["json_"]:
        print_json(as_item(desk, Outcome(found)) | {"undone": intent, "remarks": remarks})
        return
    click.echo(f"{found.number}: {intent} is taken back.")
    for remark in remarks:
        click.echo(f"  {safe(remark)}")
    if not found.procedure:
        click.echo(f"  the case is no more; what happened: summarizer history {found.number}")


def _newest(case: Case, runs: list[str]) -> str:
    if not runs:
        raise NotFound(f"{case.number} has nothing to undo", "Everything is taken back already.")
    return runs[-1]


def _preview_undo(desk: Workspace, case: Case, intent: str, options: dict[str, Any]) -> None:
    """Say which events an undo would take back, the newest first."""
    events = [e for e in reversed(case.events) if e.intent == intent]
    steps = [e for e in events if e.kind not in ENGINE_KINDS]
    if options["json_"]:
        data = as_item(desk, Outcome(case, applied=False))
        print_json(data | {"undone": intent, "remarks": [], "steps": [e.kind for e in steps]})
        return
    click.echo(f"{case.number}: would take {intent} back")
    for event in steps:
        stays = "   (that can't be taken back)" * (event.data.get("did") in ("send", "say"))
        what = ": ".join(filter(None, (event.kind, about(case, event))))
        click.echo(safe(f"  - {what}{stays}"))


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("verb", metavar="VERB")
@click.option("--field", "-f", "fields", metavar="NAME=TEXT", multiple=True, help="An input.")
@click.option("--procedure", metavar="NAME", help="Open a case of it: CASE names its subject.")
@drafting
@overriding
@changing
@click.pass_context
def do(ctx: click.Context, /, case: str, verb: str, **options: Any) -> None:
    """Run any verb of the case's procedure; `procedures show` lists them with their inputs."""
    inputs = dict(_field(text) for text in options.pop("fields"))
    procedure = options.pop("procedure")
    if not procedure:
        run_verb(ctx, case, verb, inputs, options=options)
        return
    desk = workspace(ctx)
    wish = arrivals.Wish(received=moment(desk, options["at"]))
    number, opening = arrivals.place_by_subject(desk, procedure, case, wish)
    tell(desk, verb, run_on(desk, number, verb, inputs, options=options, opening=opening), options)


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise BadInput(f"{text!r} is not NAME=TEXT", "", "Write: --field name=text")
    return name.strip(), value
