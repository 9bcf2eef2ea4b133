"""Show what isn't true in all places, and mend what events decide: `doctor --reconcile`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summarizer.cli.output import print_json, safe
from tracker.errors import Refused

if TYPE_CHECKING:
    from summarizer.mending import Outcome
    from summarizer.workspace import Workspace


def reconcile_places(desk: Workspace, *, yes: bool, dry_run: bool, json_: bool) -> None:
    """Compare the places, and mend them with `yes`, unless that is a dry run.

    Raises:
        Refused: Something is left to be mended.
    """
    from summarizer.mending import reconcile

    outcomes = reconcile(desk, yes=yes and not dry_run)
    if json_:
        print_json([outcome.to_json() for outcome in outcomes])
    else:
        for outcome in outcomes:
            _print(outcome, preview=yes and dry_run)
    left = sum(not outcome.mended for outcome in outcomes)
    if left:
        raise Refused(
            f"{left} of {len(outcomes)} findings are to be mended",
            "",
            "Do what stands below each ✗ above, then run it again.",
        )
    if not json_:
        mended = f"{len(outcomes)} mended" if outcomes else "nothing to mend"
        click.echo(f"Tracker, events, documents and mail: {mended}.")


def _print(outcome: Outcome, *, preview: bool) -> None:
    found = outcome.finding
    mark = "✓" if outcome.mended else "✗"
    fate = "mended: " if outcome.mended else ""
    whose = f"{found.case}: " if found.case else ""
    click.echo(f"{mark} {whose}{fate}{found.kind}: {safe(found.problem)}")
    if outcome.mended:
        return
    fix = "--yes would mend it." if preview and found.mend else found.fix
    for line in filter(None, (outcome.error, fix)):
        click.echo(f"    {safe(line)}")
