"""Rows for leads: CSV on stdout, or a workbook. User text is never a formula there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from summarizer.cli import places
from summarizer.cli.output import safe
from summarizer.workspace import Workspace
from tracker.case import Case
from tracker.columns import Cell, Link, harmless, to_text
from tracker.errors import BadInput, StorageFailed
from tracker.port import Row

if TYPE_CHECKING:
    from openpyxl import Workbook

#: The longest name of a sheet, and the longest address that a cell can lead to.
_LONGEST_NAME, _LONGEST_URL = 31, 2079
_WIDEST = 60


def export(desk: Workspace, numbers: Iterable[str], workbook: str | None) -> None:
    """Write the rows of these cases to a workbook, else as CSV to stdout."""
    cases = desk.tracker.load(list(numbers))
    found = ((case, desk.tracker.row(case.number)) for case in cases)
    rows = [places.row(desk, case, row) for case, row in found if row is not None]
    titles = _titles(desk, cases, rows)
    if workbook:
        _save(_workbook(rows, titles, ZoneInfo(desk.settings.zone)), Path(workbook))
        count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        click.echo(f"{count} written to {safe(workbook)}", err=True)
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Tab", *map(_csv, titles)])
    zone = ZoneInfo(desk.settings.zone)
    for row in rows:
        cells = (_csv(_local(row.cells.get(title), zone)) for title in titles)
        writer.writerow([_csv(row.tab), *cells])
    click.echo(text.getvalue(), nl=False)


def _titles(desk: Workspace, cases: Sequence[Case], rows: Sequence[Row]) -> list[str]:
    """The columns that these rows have: as the procedures order them, then those of people."""
    procedures = dict.fromkeys(case.procedure for case in cases if case.procedure)
    ordered = [c.title for name in procedures for c in desk.procedure(name).columns]
    present = dict.fromkeys(title for row in rows for title in row.cells)
    return list(dict.fromkeys([t for t in ordered if t in present] + list(present)))


def _csv(text: str) -> str:
    """Text that neither a spreadsheet computes nor a terminal obeys."""
    return harmless(safe(text))


def _local(cell: Cell, zone: ZoneInfo) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}"
    return to_text(cell)


def _workbook(rows: Sequence[Row], titles: Sequence[str], zone: ZoneInfo) -> Workbook:
    """One sheet a tab; times as times, links as links, text as text whatever it begins with."""
    from openpyxl import Workbook

    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for number, tab in enumerate(dict.fromkeys(row.tab for row in rows), start=1):
        made: Any = book.create_sheet(_sheet_name(tab, number))
        _fill(made, [row for row in rows if row.tab == tab], titles, zone)
    if not book.worksheets:
        book.create_sheet("No cases")
    return book


def _fill(sheet: Any, rows: Sequence[Row], titles: Sequence[str], zone: ZoneInfo) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for column, title in enumerate(titles, start=1):
        head = sheet.cell(1, column)
        _write(head, title, zone)
        head.font = Font(bold=True)
        texts = [_local(row.cells.get(title), zone).partition(" <")[0] for row in rows]
        width = min(_WIDEST, max(map(len, [title, *texts])) + 2)
        sheet.column_dimensions[get_column_letter(column)].width = width
        for line, row in enumerate(rows, start=2):
            _write(sheet.cell(line, column), row.cells.get(title), zone)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _write(target: Any, cell: Cell, zone: ZoneInfo) -> None:
    if isinstance(cell, datetime):
        target.value = cell.astimezone(zone).replace(tzinfo=None)
        target.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(cell, int):
        target.value = cell
    elif cell is not None:
        text = cell.title or cell.url if isinstance(cell, Link) else cell
        target.value, target.data_type = safe(text), "s"
        if isinstance(cell, Link) and len(cell.url) <= _LONGEST_URL:
            target.hyperlink = cell.url
            target.style = "Hyperlink"


def _sheet_name(tab: str, number: int) -> str:
    """A sheet's name can't hold some characters, nor more than 31; the number keeps it unique."""
    name = "".join("-" if c in "[]:*?/\\" else c for c in safe(tab)).strip("'") or "Tab"
    if len(name) <= _LONGEST_NAME:
        return name
    ending = f" {number}"
    return name[: _LONGEST_NAME - len(ending)].rstrip("' ") + ending


def _save(book: Workbook, path: Path) -> None:
    """Save the workbook whole or not at all; nothing but a workbook is replaced."""
    if path.suffix.lower() != ".xlsx":
        raise BadInput(
            f"{path} is no name for a workbook", "It must end in .xlsx.", "Name another file."
        )
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".list-") as folder:
            fresh = Path(folder) / path.name
            book.save(fresh)
            fresh.replace(path)
    except OSError as error:
        why, fix = f"{error.strerror}.", "Name another file, or make room."
        raise StorageFailed(f"{path} can't be written", why, fix) from error
