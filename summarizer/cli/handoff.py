"""Hand a case over, and accept one: it changes hands when it is accepted, not before."""

from __future__ import annotations

from typing import Any

import click

from summarizer.cli.desk import case_of, changing, drafting, workspace
from summarizer.cli.running import run_on, run_verb, tell
from tracker.errors import BadInput


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--to", metavar="PERSON", help="Key, address or name of who shall take it.")
@click.option("--team", is_flag=True, help="Ask the whole team by mail instead.")
@click.option("--begin-at", metavar="TEXT", help="Where they should begin.")
@click.option("--keep", is_flag=True, help="Take the hand-over back before it is accepted.")
@click.option("--note", metavar="TEXT", help="A note for the log, and for the mail.")
@drafting
@changing
@click.pass_context
def handoff(ctx: click.Context, /, case: str, **options: Any) -> None:
    """Hand a case over: the acknowledgement is forwarded, with how it stands and where to begin.

    The case stays with its owner until the other person types: summarizer accept CASE
    """
    ways = {name: options.pop(name) for name in ("to", "team", "keep")}
    given = [name for name, value in ways.items() if value]
    if len(given) != 1:
        raise BadInput("Hand it over to whom?", "", "Give one of --to PERSON, --team, --keep")
    begin_at, note = options.pop("begin_at"), options.pop("note")
    if ways["keep"] and begin_at:
        raise BadInput("--begin-at goes with --to and --team", "", "Leave it out")
    inputs = {"to": ways["to"], "begin_at": begin_at, "note": note}
    verb = {"to": "handoff", "team": "ask-team", "keep": "keep"}[given[0]]
    run_verb(ctx, case, verb, inputs, options=options)


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--by", metavar="WHO", help="Who accepted, if that isn't you.")
@click.option("--decline", "why", metavar="WHY", help="Say no instead: it stays with its owner.")
@click.option("--note", metavar="TEXT", help="A note for the log, and for the mail.")
@drafting
@changing
@click.pass_context
def accept(ctx: click.Context, /, case: str, **options: Any) -> None:
    """Take a case that was handed over to you, or to the team, and tell the team: it is yours."""
    by, why, note = (options.pop(name) for name in ("by", "why", "note"))
    if why and note:
        raise BadInput("--note goes with accepting", "", "Say it in --decline WHY")
    desk = workspace(ctx)
    verb, inputs = (
        "decline" if why else "accept",
        {"by": by or desk.actor, "why": why, "note": note},
    )
    outcome = run_on(desk, case_of(desk, case).number, verb, inputs, options=options)
    tell(desk, verb, outcome, options)
