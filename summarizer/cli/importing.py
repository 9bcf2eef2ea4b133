"""Import the team's past."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summarizer.cli.desk import as_json, confirm, workspace
from summarizer.cli.output import print_json, progress, safe
from tracker.errors import BadInput, StorageFailed

if TYPE_CHECKING:
    from summarizer.past.importing import Batch, Importer
    from summarizer.past.summary import Past, Unread

#: So many that can't be read are told by name; `--json` tells all.
_TOLD = 50
_LOCK = "import"


@click.command("import")
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--procedure", metavar="NAME", default="", help="Whose cases; else with a summary.")
@click.option("--column", "columns", multiple=True, metavar="TITLE=FIELD", help="What a column is.")
@click.option("--date-format", default="", metavar="FORMAT", help="How dates stand: %d/%m/%Y.")
@click.option("--no-rows", is_flag=True, help="Found by name and id, but in no tab.")
@click.option("--dry-run", "-n", is_flag=True, help="Say what would be imported and stop.")
@click.option("--yes", "-y", is_flag=True, help="Don't ask.")
@as_json
@click.pass_context
def import_(ctx: click.Context, /, source: tuple[Path, ...], json_: bool, **given: Any) -> None:
    """Make earlier summaries findable: folders of docx files, a CSV or xlsx of an old tracker.

    Each becomes a closed case. Documents stay where they are. What was imported is not imported
    again, so that a run which broke off is gone on with. What can't be read is listed.
    """
    from summarizer.past.importing import Importer, Options, procedure_of
    from summarizer.past.tables import columns_of

    desk = workspace(ctx)
    procedure = procedure_of(desk, given["procedure"])
    options = Options(columns_of(given["columns"]), given["date_format"], not given["no_rows"])
    importer = Importer(desk, procedure, options)
    sources, unread = importer.sources(source)
    if sources:
        confirm(f"Import {len(sources)} earlier summaries as {procedure.name}?", given)
    begun = time.perf_counter()
    with desk.tracker.lock(_LOCK):
        done = _run(importer, sources, dry_run=given["dry_run"])
    seconds = time.perf_counter() - begun
    unread = [*unread, *(one for batch in done for one in batch.unread)]
    _tell(done, unread, seconds, dry_run=given["dry_run"], json_=json_)
    if unread and not any(batch.new or batch.known for batch in done):
        ctx.exit(BadInput.exit_code)


def _run(importer: Importer, sources: list[Path | Past], *, dry_run: bool) -> list[Batch]:
    from summarizer.past.importing import BATCH

    done: list[Batch] = []
    with progress(importer.batches(sources), -(-len(sources) // BATCH), "Importing") as bar:
        for batch in bar:
            if batch.new and not dry_run:
                try:
                    importer.write(batch.new)
                except StorageFailed as error:
                    kept = sum(len(b.new) for b in done)
                    fix = f"{error.fix}. {kept} are imported; run it again to go on.".lstrip(". ")
                    raise StorageFailed(error.what, error.why, fix) from error
            done.append(batch)
    return done


def _tell(
    done: list[Batch], unread: list[Unread], seconds: float, *, dry_run: bool, json_: bool
) -> None:
    from summarizer.past.importing import name_of

    new = [wish for batch in done for wish in batch.new]
    known = sum(batch.known for batch in done)
    if json_:
        cases = [{"case": w.case, "from": w.events[-1].data["from"]} for w in new]
        lost = [{"from": one.source, "why": one.why} for one in unread]
        print_json({"imported": cases, "known": known, "unread": lost, "dry_run": dry_run})
        return
    if dry_run:
        for wish in new[:_TOLD]:
            click.echo(f"{wish.case}  {safe(name_of(wish))}")
    doing = "would be imported" if dry_run else "imported"
    each = f" ({(len(new) + known) / seconds:,.0f} a second)" if new and seconds else ""
    click.echo(f"{len(new)} {doing}, {known} known already, {len(unread)} can't be read{each}")
    for one in unread[:_TOLD]:
        click.echo(f"  {safe(one.source)}: {safe(' '.join(one.why.split()))}", err=True)
    if len(unread) > _TOLD:
        click.echo(f"  and {len(unread) - _TOLD} more: see them with --json", err=True)
