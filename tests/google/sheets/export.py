"""A spreadsheet as a file: a workbook with its looks, or the first sheet's texts."""

from __future__ import annotations

import csv
import io

from tests.google.sheets.cells import text_of
from tests.google.sheets.model import Sheet, Spreadsheet
from tests.google.world import not_carried

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SEPARATORS = {"text/csv": ",", "text/tab-separated-values": "\t"}


def export(book: Spreadsheet, mime: str) -> bytes:
    """The content of `files.export`.

    Raises:
        GoogleError: 501, another type than xlsx, csv and tsv.
    """
    if mime in _SEPARATORS:
        text = io.StringIO()
        csv.writer(text, delimiter=_SEPARATORS[mime]).writerows(texts(book.sheets[0]))
        return text.getvalue().removesuffix("\r\n").encode()
    if mime == XLSX:
        from tests.google.sheets.workbook import workbook  # noqa: PLC0415 - openpyxl is heavy

        return workbook(book)
    raise not_carried(f"the export of spreadsheets as {mime}")


def texts(sheet: Sheet) -> list[list[str]]:
    """What is shown, up to the last row and column that show anything."""
    height = sheet.end()
    width = max((at + 1 for row in sheet.rows[:height] for at, cell in row.cells.items()
                 if "userEnteredValue" in cell), default=0)  # fmt: skip
    return [[text_of(sheet.cell(row, at)) for at in range(width)] for row in range(height)]
