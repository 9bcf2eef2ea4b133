"""Make a damaged tracker anew, and say what could not be known."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from summarizer.cli.desk import as_json, confirm, workspace
from summarizer.cli.mail import read_mail_source
from summarizer.cli.output import print_json, safe

if TYPE_CHECKING:
    from summarizer.rebuild.tracker import Made, Report
    from summarizer.workspace import Workspace
    from tracker.sqlite_salvage import Gap


@click.command()
@click.option("--mail", "mails", metavar="MAIL", multiple=True, help="A mail that came in.")
@click.option("--dry-run", "-n", is_flag=True, help="Say what would be made and stop.")
@click.option("--yes", "-y", is_flag=True, help="Don't ask.")
@as_json
@click.pass_context
def rebuild(ctx: click.Context, /, mails: tuple[str, ...], json_: bool, **options: bool) -> None:
    """Make a damaged tracker anew from what is left of it, the documents and the mails.

    The damaged file is kept beside it under a dated name. A sound tracker keeps all that it has;
    cases that only documents or mails tell of are added. What could not be known is said, case by
    case. --mail names the escalations themselves: they say when a case was received.
    """
    from summarizer.rebuild.tracker import rebuild_tracker

    desk = workspace(ctx)
    came_in = [read_mail_source(desk, mail) for mail in mails]
    confirm("Make the tracker anew from what is left?", options)
    report = rebuild_tracker(desk, came_in, dry_run=options["dry_run"])
    if json_:
        print_json(report.to_json() | {"dry_run": options["dry_run"]})
    else:
        _print(report, desk, dry_run=options["dry_run"])


def _print(report: Report, desk: Workspace, *, dry_run: bool) -> None:
    for title, text in (("Damaged", report.damage), ("Kept as", str(report.aside or ""))):
        if text:
            click.echo(safe(f"{title}: {text}"))
    for gap in report.gaps:
        click.echo(_gap(gap, desk))
    for one in report.made:
        if one.unknown or not report.damage:
            _print_case(one)
    for problem in report.problems:
        click.echo(safe(f"not looked at: {problem}"))
    click.echo(_counted(report, dry_run=dry_run))
    if report.made and not dry_run:
        click.echo("next: summarizer list --all, then: summarizer doctor --reconcile")


def _counted(report: Report, *, dry_run: bool) -> str:
    if not report.made and not report.damage:
        return f"The tracker is sound, and knows every case ({report.left}): nothing to do."
    same = sum(not one.unknown for one in report.made) if report.damage else 0
    whole = f", {same} of them whole" if same else ""
    there = f"; {report.left} are there already" if report.left else ""
    return f"{len(report.made)} cases {'would be made' if dry_run else 'made'} anew{whole}{there}."


def _gap(gap: Gap, desk: Workspace) -> str:
    when = [
        f" {word} {at.astimezone(ZoneInfo(desk.settings.zone)):%a %d %b %H:%M}"
        for word, at in (("after", gap.after), ("before", gap.before))
        if at
    ]
    return f"Lost: {gap.many} events" + (f", recorded{' and'.join(when)}" if when else "")


def _print_case(one: Made) -> None:
    click.echo(safe(f"{one.wish.case}  {one.user}  {one.stage}"))
    for what, source in one.known:
        click.echo(safe(f"    known   {what}   ({source})"))
    for what in one.unknown:
        click.echo(safe(f"    unknown {what}"))
