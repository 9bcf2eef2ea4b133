"""People beside: what somebody does to a sheet in the browser, and what one sees there.

Rows are counted from 1 and columns named by their title in the first row, as people do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.google.sheets.a1 import within
from tests.google.sheets.answer import cell_json
from tests.google.sheets.batch import applied
from tests.google.sheets.batch_pastes import sort_rows
from tests.google.sheets.batch_sheets import Batch
from tests.google.sheets.cells import entered, text_of
from tests.google.sheets.export import texts
from tests.google.sheets.files import saved
from tests.google.sheets.model import Area, Json, Sheet, Spreadsheet
from tests.google.world import SPREADSHEET, World

SOMEBODY = "somebody@example.com"
_SEEN = ("userEnteredValue", "effectiveValue", "formattedValue", "userEnteredFormat", "hyperlink",
         "note", "dataValidation", "textFormatRuns")  # fmt: skip


def hand_sort(  # noqa: PLR0913 - two of them are switches by name
    world: World,
    spreadsheet_id: str,
    tab: str,
    column: str,
    *,
    descending: bool = False,
    carry_metadata: bool = False,
) -> None:
    """Sort all rows below the header by a column.

    Whether developer metadata goes along isn't documented: by default it stays where it is, so
    that it then sits on another row's cells.
    """

    def change(book: Spreadsheet) -> None:
        sheet = _tab(book, tab)
        specs = [(_column(sheet, column), descending)]
        sort_rows(sheet, Area(sheet.id, 1, sheet.end()), specs, carry_metadata=carry_metadata)

    hand_change(world, spreadsheet_id, change)


def hand_insert_row(
    world: World, spreadsheet_id: str, tab: str, row: int, values: Sequence[str] = ()
) -> None:
    """A new row before this one, with what is typed into it."""

    def change(book: Spreadsheet) -> None:
        sheet = _tab(book, tab)
        where = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
        _asked(world, book, {"insertDimension": {"range": where, "inheritFromBefore": row > 1}})
        for at, text in enumerate(values):
            sheet.put(row - 1, at, entered(sheet.cell(row - 1, at), text, raw=False))

    hand_change(world, spreadsheet_id, change)


def hand_delete_row(world: World, spreadsheet_id: str, tab: str, row: int) -> None:
    """A row goes."""

    def change(book: Spreadsheet) -> None:
        where = {"sheetId": _tab(book, tab).id, "dimension": "ROWS"}
        where |= {"startIndex": row - 1, "endIndex": row}
        _asked(world, book, {"deleteDimension": {"range": where}})

    hand_change(world, spreadsheet_id, change)


def hand_move_row(world: World, spreadsheet_id: str, tab: str, row: int, before: int) -> None:
    """A row is dragged to before another."""

    def change(book: Spreadsheet) -> None:
        where = {"sheetId": _tab(book, tab).id, "dimension": "ROWS"}
        where |= {"startIndex": row - 1, "endIndex": row}
        wanted = {"source": where, "destinationIndex": before - 1}
        _asked(world, book, {"moveDimension": wanted})

    hand_change(world, spreadsheet_id, change)


def hand_edit_cell(world: World, spreadsheet_id: str, tab: str, cell: str, text: str) -> None:
    """Type into a cell, `B3`: numbers and dates become such, nothing empties it."""

    def change(book: Spreadsheet) -> None:
        sheet, area = within(book, f"{_quoted(tab)}!{cell}")
        row, column = area.top or 0, area.left or 0
        sheet.put(row, column, entered(sheet.cell(row, column), text, raw=False))

    hand_change(world, spreadsheet_id, change)


def hand_add_column(
    world: World, spreadsheet_id: str, tab: str, title: str, before: str = ""
) -> None:
    """A new column with that title, before another or behind the last."""

    def change(book: Spreadsheet) -> None:
        sheet = _tab(book, tab)
        header = (texts(sheet) or [[]])[0]
        at = _column(sheet, before) if before else len(header)
        where = {"sheetId": sheet.id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        _asked(world, book, {"insertDimension": {"range": where, "inheritFromBefore": at > 0}})
        sheet.put(0, at, entered(sheet.cell(0, at), title, raw=False))

    hand_change(world, spreadsheet_id, change)


def hand_rename_tab(world: World, spreadsheet_id: str, tab: str, title: str) -> None:
    """A tab gets another title."""

    def change(book: Spreadsheet) -> None:
        wanted = {"sheetId": _tab(book, tab).id, "title": title}
        _asked(world, book, {"updateSheetProperties": {"properties": wanted, "fields": "title"}})

    hand_change(world, spreadsheet_id, change)


def tabs(world: World, spreadsheet_id: str) -> list[str]:
    """The titles of the tabs, in order."""
    return [sheet.title for sheet in _book(world, spreadsheet_id).sheets]


def grid(world: World, spreadsheet_id: str, tab: str) -> list[list[str]]:
    """What a tab shows, each row as wide as the widest."""
    return texts(_tab(_book(world, spreadsheet_id), tab))


def cell_at(world: World, spreadsheet_id: str, tab: str, cell: str) -> Json:
    """All that is in a cell, as CellData."""
    sheet, area = within(_book(world, spreadsheet_id), f"{_quoted(tab)}!{cell}")
    return cell_json(sheet.cell(area.top or 0, area.left or 0), _SEEN)


def hand_change(world: World, spreadsheet_id: str, change: Callable[[Spreadsheet], object]) -> None:
    """Whatever else a person does to a spreadsheet, as one change."""
    with world.lock:
        file = world.file(spreadsheet_id, SPREADSHEET)
        book = file.content.copy()
        change(book)
        book.title = file.name
        saved(world, file, book, SOMEBODY)


def _asked(world: World, book: Spreadsheet, request: Json) -> None:
    applied(Batch(book, world.number, SOMEBODY), [request])


def _book(world: World, spreadsheet_id: str) -> Spreadsheet:
    book: Spreadsheet = world.file(spreadsheet_id, SPREADSHEET).content
    return book


def _tab(book: Spreadsheet, title: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.title == title)


def _column(sheet: Sheet, title: str) -> int:
    return next(at for at, cell in sheet.rows[0].cells.items() if text_of(cell) == title)


def _quoted(tab: str) -> str:
    return "'" + tab.replace("'", "''") + "'"
