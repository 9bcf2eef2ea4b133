"""What waits to be acknowledged."""

from __future__ import annotations

import click

from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import left, print_json, safe, table, time


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 60), default=3, show_default=True, help="How far back."
)
@as_json
@click.pass_context
def inbox(ctx: click.Context, /, days: int, json_: bool) -> None:
    """List escalations that nobody acknowledged yet, with the time left, the next due first.

    Looks for cases, and in a connected mailbox for mails to the desk's lists that have none.
    """
    from summarizer.inbox import read_inbox

    desk = workspace(ctx)
    found, zone = read_inbox(desk, days), desk.settings.zone
    if json_:
        print_json([w.to_json() for w in found.waiting])
    elif found.waiting:
        table(
            ("RECEIVED", "LEFT", "CASE", "SUBJECT", "FROM"),
            [
                (
                    time(w.received, zone),
                    left(w.left) if w.left is not None else "",
                    w.case or "none yet",
                    w.subject,
                    w.sender,
                )
                for w in found.waiting
            ],
        )
        for waiting in found.waiting:
            click.echo(f"next: {safe(waiting.next)}")
    else:
        click.echo("Everything is acknowledged.")
    if not found.connected:
        click.echo("The mailbox isn't connected: only cases are listed.", err=True)
