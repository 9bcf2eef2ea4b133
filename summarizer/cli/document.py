"""The document's commands: chart, questions, evidence, comments, reading back."""

from __future__ import annotations

from typing import Any

import click

from summarizer import research, review
from summarizer.cli.desk import case_of, changing, drafting, workspace
from summarizer.cli.output import print_json, progress, safe, table, time
from summarizer.cli.running import run_verb
from summarizer.reading_back import Report, look
from summarizer.syncing import sync_all, sync_each
from summarizer.workspace import Workspace
from tracker.errors import BadInput
from tracker.port import Query


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("step", metavar="[STEP]", required=False)
@click.option("--finding", metavar="TEXT", help="What was found.")
@click.option("--not-applicable", metavar="WHY", help="The step doesn't apply, and why.")
@click.option("--link", metavar="URL", help="Where it can be seen.")
@changing
@click.pass_context
def check(ctx: click.Context, /, case: str, step: str | None, **given: Any) -> None:
    """Show the research chart, or fill a STEP (its name, or part of it)."""
    if step:
        inputs = {"step": step} | {k: given.pop(k) for k in ("finding", "not_applicable", "link")}
        run_verb(ctx, case, "check", inputs, options=given)
        return
    _refuse_lost(given, ("finding", "not_applicable", "link"), "STEP")
    desk = workspace(ctx)
    found, snapshot, _ = look(desk, case_of(desk, case), keep=not given["dry_run"])
    missing = research.missing(snapshot.chart)
    if given["json_"]:
        rows = [
            {"step": r.step, "finding": r.finding, "link": r.link, "by": r.by, "at": r.at}
            for r in snapshot.chart
        ]
        print_json({"case": found.number, "chart": rows, "missing": missing})
        return
    table(
        ("", "STEP", "FINDING", "BY"),
        [("·" if r.step in missing else "✓", r.step, r.finding, r.by) for r in snapshot.chart],
    )
    click.echo(f"{len(snapshot.chart) - len(missing)} of {len(snapshot.chart)} done")


def _refuse_lost(given: dict[str, Any], names: tuple[str, ...], wanted: str) -> None:
    """Options that say nothing without the argument they are about."""
    if lost := [f"--{name.replace('_', '-')}" for name in names if given[name]]:
        why = f"{' and '.join(lost)} would be lost."
        raise BadInput(f"Which {wanted}?", why, f"Name the {wanted} behind the case.")


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("team", metavar="TEAM")
@click.argument("question", metavar="QUESTION")
@click.option("--answer", metavar="TEXT", help="What they answered.")
@drafting
@changing
@click.pass_context
def ask(
    ctx: click.Context, /, case: str, team: str, question: str, answer: str, **options: Any
) -> None:
    """Keep a QUESTION to another TEAM's room in the document, and with --answer its answer."""
    inputs = {"team": team, "question": question, "answer": answer}
    run_verb(ctx, case, "ask", inputs, options=options)


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("source", metavar="FILE|URL")
@click.option("--link", metavar="URL", help="Where the post is, beside a FILE.")
@click.option("--text", metavar="TEXT", help="What it says.")
@changing
@click.pass_context
def evidence(
    ctx: click.Context, /, case: str, source: str, link: str, text: str, **options: Any
) -> None:
    """Keep a screenshot FILE or a post's URL, hashed and dated, in the contact copy."""
    is_url = "://" in source
    if is_url and link and link != source:
        why = f"{source} says where the post is, and {link} would be lost."
        fix = "Leave --link out; keep the other address with a command of its own."
        raise BadInput("--link is for a FILE", why, fix)
    inputs = {"link": source if is_url else link, "file": None if is_url else source, "text": text}
    run_verb(ctx, case, "evidence", inputs, options=options)


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("comment", metavar="[ID]", required=False)
@click.option("--answer", metavar="TEXT", help="Answer it, and leave it visible.")
@click.option("--resolve", is_flag=True, help="Resolve it: the summary was adjusted.")
@click.option("--answered", metavar="ID", help="It was answered; the file format lost that.")
@changing
@click.pass_context
def comments(ctx: click.Context, /, case: str, comment: str | None, **given: Any) -> None:
    """List a document's comments; answer or resolve the one with this ID."""
    answer, resolve, answered = (given.pop(k) for k in ("answer", "resolve", "answered"))
    if comment or answered:
        inputs = {
            "comment": answered or comment,
            "answer": answer,
            "resolve": "yes" if resolve else None,
            "answered": "yes" if answered else None,
        }
        run_verb(ctx, case, "comment", inputs, options=given)
        return
    _refuse_lost({"answer": answer, "resolve": resolve}, ("answer", "resolve"), "ID")
    desk = workspace(ctx)
    found, _, seen = look(desk, case_of(desk, case), keep=not given["dry_run"])
    if given["json_"]:
        print_json({"case": found.number, "comments": review.to_data(seen)})
    elif not seen:
        click.echo("No comments.")
    for item in [] if given["json_"] else seen:
        _print_comment(desk, item)


def _print_comment(desk: Workspace, seen: review.Seen) -> None:
    comment = seen.comment
    when = f", {time(comment.at, desk.settings.zone)}" if comment.at else ""
    click.echo(f"{comment.id}  {comment.state:<9} {safe(comment.author)}{when}")
    if comment.quote:
        click.echo(f"  on “{safe(' '.join(comment.quote.split()))}”")
    for line in comment.text.splitlines():
        click.echo(f"  {safe(line)}")
    for reply in comment.replies:
        click.echo(f"    ↳ {safe(reply.author)}: {safe(' '.join(reply.text.split()))}")


@click.command()
@click.argument("cases", metavar="[CASE]...", nargs=-1)
@changing
@click.pass_context
def sync(ctx: click.Context, /, cases: tuple[str, ...], **options: Any) -> None:
    """Read documents and rows back, of these cases or of all open ones; say what differs.

    With --yes, cells and tabs that people changed though events decide them are put back.
    """
    desk = workspace(ctx)
    how = {"dry_run": options["dry_run"], "yes": options["yes"]}
    if cases:
        found = [case_of(desk, text) for text in cases]
        reports = list(sync_each(desk, found, **how))
    else:
        found = desk.tracker.load(list(desk.tracker.cases(Query(open=True))))
        # What was imported without rows belongs in no tab.
        found += [case for case in desk.tracker.load(desk.tracker.without_row()) if case.tab]
        with progress(sync_all(desk, found, **how), len(found), "Reading") as bar:
            reports = list(bar)
    _tell(reports, options)
    ctx.exit(max((r.exit_code for r in reports), default=0))


def _tell(reports: list[Report], options: dict[str, Any]) -> None:
    differing = sum(bool(r.differences) for r in reports)
    if options["json_"]:
        print_json([r.to_json() for r in reports])
    else:
        for report in reports:
            for line in report.lines():
                click.echo(f"{report.case}: {safe(line)}")
        bad = sum(bool(r.problems) for r in reports)
        more = f", {bad} can't be read" if bad else ""
        click.echo(f"{len(reports) - bad} read, {differing} differ{more}.")
    if differing and (options["dry_run"] or not options["yes"]):
        click.echo("Put back what events decide with: summarizer sync --yes", err=True)
    for report in reports:
        _tell_problems(report)
    if any(report.problems for report in reports):
        click.echo("  What was read is kept. Run it again for the rest.", err=True)


def _tell_problems(report: Report) -> None:
    """What couldn't be read, and what to do about it."""
    for problem in report.problems:
        click.echo(f"Error: {report.case}: {safe(problem)}", err=True)
    for fix in report.fixes:
        for line in fix.splitlines():
            click.echo(f"  {safe(line)}", err=True)
