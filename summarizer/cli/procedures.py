"""List, show and check the procedures."""

from __future__ import annotations

import click

from summarizer.checking import check as check_procedure
from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import print_json, table
from tracker.clocks import format_amount
from tracker.errors import BadInput, UserError


@click.group()
def procedures() -> None:
    """List, show and check the procedures."""


@procedures.command("list")
@as_json
@click.pass_context
def list_(ctx: click.Context, json_: bool) -> None:
    """The procedures that this workspace knows."""
    desk = workspace(ctx)
    found = [desk.procedure(name) for name in desk.procedures()]
    if json_:
        print_json([{"name": p.name, "title": p.title, "prefix": p.prefix} for p in found])
        return
    table(("NAME", "PREFIX", "TITLE"), [(p.name, p.prefix, p.title) for p in found])


@procedures.command()
@click.argument("name", metavar="NAME")
@as_json
@click.pass_context
def show(ctx: click.Context, name: str, json_: bool) -> None:
    """A procedure's verbs with their inputs, its clocks and its files."""
    found = workspace(ctx).procedure(name)
    if json_:
        verbs = {
            v.name: {"from": v.stages, "needs": v.needs, "takes": v.takes, "one_of": v.one_of}
            for v in found.verbs.values()
            if not v.refuse
        }
        print_json(
            {"name": found.name, "title": found.title, "stages": found.stages, "verbs": verbs}
        )
        return
    click.echo(f"{found.title} ({found.name})\n{found.file('procedure.toml')}\n")
    table(
        ("VERB", "IN STAGES", "INPUTS", "FOR"),
        [
            (
                v.name,
                ", ".join(s or "new" for s in v.stages) or "every open one",
                ", ".join(
                    [*v.needs, *("|".join(v.one_of).split() or ()), *(f"[{t}]" for t in v.takes)]
                ),
                f"not here: {v.refuse}" if v.refuse else v.help,
            )
            for v in found.verbs.values()
        ],
    )
    click.echo()
    table(
        ("CLOCK", "AMOUNT", "HOURS", "FROM", "UNTIL"),
        [
            (c.name, format_amount(c.amount), c.hours, ", ".join(c.start), ", ".join(c.stop))
            for c in found.clocks.values()
        ],
    )


@procedures.command()
@click.argument("name", metavar="NAME", required=False)
@click.pass_context
def check(ctx: click.Context, name: str | None) -> None:
    """Check one procedure, or all: the file, its wordings, its document, its calendars and roles."""
    desk = workspace(ctx)
    problems = []
    names = [name] if name else desk.procedures()
    for each in names:
        try:
            problems += check_procedure(desk.procedure(each), desk.settings, desk.people)
        except UserError as error:
            problems.append(" ".join(str(error).split("\n")))
    for problem in problems:
        click.echo(problem)
    if problems:
        raise BadInput(f"{len(problems)} to mend", "", "Mend them and check again.")
    click.echo(f"{', '.join(names)}: good.")
