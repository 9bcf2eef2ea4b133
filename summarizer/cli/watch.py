"""Keep every place true to the others, round by round, and warn before clocks breach."""

from __future__ import annotations

import json

import click

from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import safe
from summarizer.cli.output import time as shown


@click.command()
@click.option(
    "--every",
    type=click.IntRange(1, 1440),
    default=5,
    show_default=True,
    metavar="MINUTES",
    help="From one round to the next.",
)
@click.option("--once", is_flag=True, help="One round, for cron or another scheduler.")
@as_json
@click.pass_context
def watch(ctx: click.Context, /, every: int, once: bool, json_: bool) -> None:
    """Run sync, inbox, clocks and days off on an interval; a line a round. Ctrl-C ends it.

    Warns before a clock breaches where the settings name a channel ([watch]). What can't be
    reached is told once, and once when it is back.
    """
    from summarizer import warning
    from summarizer.watching import Watch

    desk = workspace(ctx)
    warning.check(desk)
    zone = desk.settings.zone
    for done in Watch(desk).rounds(every * 60):
        if json_:
            click.echo(json.dumps(done.to_json()))
        else:
            click.echo(safe(done.line(shown(done.at, zone))))
        for name in done.began:
            click.echo(f"Error: {safe(name)}: {safe(done.trouble[name])}", err=True)
        if once:
            ctx.exit(done.exit_code)
