"""Rows for leads: CSV on stdout, or a workbook. User text is never a formula there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from summarizer.workspace import Workspace
from tracker.columns import Cell, Link, harmless, to_text
from tracker.errors import StorageFailed
from tracker.port import Row


def export(desk: Workspace, numbers: Iterable[str], workbook: str | None) -> None:
    """Write the rows of these cases to a workbook, else as CSV to stdout."""
    rows = [row for row in map(desk.tracker.row, numbers) if row is not None]
    titles = list(dict.fromkeys(title for row in rows for title in row.cells))
    if workbook:
        _workbook(desk, rows, titles, Path(workbook))
        click.echo(f"{len(rows)} rows written to {workbook}", err=True)
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Tab", *map(harmless, titles)])
    for row in rows:
        writer.writerow([row.tab, *(harmless(_local(desk, row.cells.get(t))) for t in titles)])
    click.echo(text.getvalue(), nl=False)


def _local(desk: Workspace, cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(ZoneInfo(desk.settings.zone)):%Y-%m-%d %H:%M}"
    return to_text(cell)


def _workbook(desk: Workspace, rows: list[Row], titles: list[str], path: Path) -> None:
    """One sheet a tab; times as times, links as links, text as text whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for number, tab in enumerate(dict.fromkeys(row.tab for row in rows), start=1):
        made: Any = book.create_sheet(_sheet_name(tab, number))
        made.append(titles)
        made.freeze_panes = "B2"
        for line, row in enumerate((r for r in rows if r.tab == tab), start=2):
            for column, title in enumerate(titles, start=1):
                _write(made.cell(line, column), row.cells.get(title), desk.settings.zone)
        for column, title in enumerate(titles, start=1):
            made.column_dimensions[get_column_letter(column)].width = max(12, len(title) + 4)
    if not book.worksheets:
        book.create_sheet("No cases")
    try:
        book.save(path)
    except OSError as error:
        raise StorageFailed(f"{path} can't be written", f"{error.strerror}.") from error


def _write(target: Any, cell: Cell, zone: str) -> None:
    if isinstance(cell, datetime):
        target.value = cell.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        target.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(cell, Link):
        target.value, target.data_type = cell.title, "s"
        target.hyperlink = cell.url
    elif cell is not None:
        target.value = cell
        if isinstance(cell, str):
            target.data_type = "s"


def _sheet_name(tab: str, number: int) -> str:
    """A sheet's name can't hold some characters, nor more than 31; the number keeps it unique."""
    name = "".join("-" if c in r"[]:*?/\\" else c for c in tab)[:28].strip("'")
    return name if len(tab) <= 28 else f"{name} {number}"
