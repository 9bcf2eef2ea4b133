"""The tracker as a whole: copied into another one, or made anew."""

from __future__ import annotations

import click

from summarizer.cli.desk import as_json, confirm, workspace
from summarizer.cli.output import print_json, progress, safe
from summarizer.cli.rebuild import rebuild
from tracker.errors import BadInput, Refused
from tracker.port import Wish

_KINDS = click.Choice(["sqlite", "sheets"])
#: So many differences are told by name.
_TOLD = 5


@click.group()
def tracker() -> None:
    """Copy the tracker between SQLite and Sheets, or make a damaged one anew."""


tracker.add_command(rebuild)


@tracker.command()
@click.option("--from", "source", type=_KINDS, required=True, help="Where the cases are.")
@click.option("--to", "target", type=_KINDS, required=True, help="Where they are to be as well.")
@click.option("--dry-run", "-n", is_flag=True, help="Say what is missing there and stop.")
@click.option("--yes", "-y", is_flag=True, help="Don't ask.")
@as_json
@click.pass_context
def copy(ctx: click.Context, /, source: str, target: str, json_: bool, **options: bool) -> None:
    """Copy all cases: events, rows with people's columns, and what was read of documents.

    Run it again to go on: what is there already is not written again. Nothing is written if the
    other tracker has anything else of one of the cases.
    """
    from tracker import copying

    if source == target:
        fix = "Name two: --from sqlite --to sheets"
        raise BadInput("A tracker isn't copied into itself", "", fix)
    desk = workspace(ctx)
    origin, other = desk.tracker_of(source), desk.tracker_of(target)
    ctx.call_on_close(origin.close)
    ctx.call_on_close(other.close)
    there = copying.everything(other)
    known = copying.everything(origin)
    found = {n: copying.missing(case, there.get(n)) for n, case in known.items()}
    _check({n: why for n, why in found.items() if isinstance(why, str)}, target)
    wishes = [wish for wish in found.values() if isinstance(wish, Wish)]
    parts = list(copying.batches(wishes))
    dry_run = options["dry_run"]
    if wishes:
        confirm(f"Copy {len(wishes)} cases to {target}?", options)
    if not dry_run:
        with progress(parts, len(parts), f"to {target}") as bar:
            for part in bar:
                other.record_many(part)
    same = len(known) - len(wishes)
    if json_:
        print_json({"copied": [w.case for w in wishes], "same": same, "dry_run": dry_run})
    else:
        doing = "would be copied" if dry_run else "copied"
        click.echo(f"{len(wishes)} cases {doing} to {target}; {same} are there already.")


def _check(differing: dict[str, str], target: str) -> None:
    if differing:
        told = [f"{safe(number)}: {why}" for number, why in list(differing.items())[:_TOLD]]
        more = len(differing) - len(told)
        raise Refused(
            f"{len(differing)} cases are different in {target}; nothing was copied",
            "\n".join([*told, *([f"and {more} more"] if more else [])]),
            "Finish these cases in one of the two trackers, or copy into an empty one",
        )
