"""A deadline and its walk, without a case."""

from __future__ import annotations

import click

from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import print_json, time
from summarizer.times import parse_time
from tracker.clocks import parse_amount
from tracker.walks import render_walk
from tracker.walks import walk as walk_of


@click.command()
@click.argument("hours", metavar="HOURS")
@click.argument("start", metavar="START")
@click.argument("amount", metavar="AMOUNT")
@as_json
@click.pass_context
def sla(ctx: click.Context, hours: str, start: str, amount: str, json_: bool) -> None:
    """Work a deadline out: HOURS is business, coverage or plain.

    For example: summarizer sla business 2026-11-19T14:00 8h
    """
    desk = workspace(ctx)
    zone = desk.settings.zone
    calendar, length = desk.settings.hours(hours), parse_amount(amount)
    begin = parse_time(start, zone, desk.now())
    due = calendar.add(begin, length)
    walk = render_walk(walk_of(calendar, begin, length), calendar.zone, length)
    if json_:
        print_json(
            {"hours": hours, "start": begin.isoformat(), "due": due.isoformat(), "walk": walk}
        )
        return
    click.echo(f"due {time(due, zone)}")
    for line in walk:
        click.echo(f"  {line}")
