"""What people do to a spreadsheet that is the tracker: each damage as a change of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.google.sheets.model import Cell, Line, Sheet, Spreadsheet, blank_sheet
from tests.hostile.google_scene import MARK, GoogleScene
from tests.procedures.social import PENDING

Damage = Callable[[GoogleScene, Spreadsheet], object]


def people(book: Spreadsheet) -> None:
    """People's own: a column, a note, a formula and a line below the cases."""
    sheet = sheet_of(book)
    width = max(sheet.rows[0].cells) + 1
    sheet.put(0, width, typed("Ours"))
    sheet.put(1, width, typed(f"{MARK}: she is a friend of Lee's"))
    sheet.put(1, width + 1, {"userEnteredValue": {"formulaValue": "=1+1"}})
    sheet.put(4, 2, typed(f"{MARK}: ask the bank"))


def sheet_of(book: Spreadsheet, title: str = PENDING) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.title == title)


def typed(text: str) -> Cell:
    return {"userEnteredValue": {"stringValue": text}}


def computed(text: str) -> Cell:
    return {"userEnteredValue": {"formulaValue": text}}


def put(title: str, line: int, cell: Cell, tab: str = PENDING) -> Damage:
    """Something is typed below (line 1) or over (line 0) a title."""

    def change(scene: GoogleScene, book: Spreadsheet) -> None:
        del scene
        sheet = sheet_of(book, tab)
        sheet.put(line, column_of(sheet, title), cell)

    return change


def column_of(sheet: Sheet, title: str) -> int:
    titles = sheet.rows[0].cells.items()
    return next(c for c, cell in titles if cell["userEnteredValue"] == {"stringValue": title})


def no_tab(title: str) -> Damage:
    """A tab is deleted."""

    def change(scene: GoogleScene, book: Spreadsheet) -> None:
        del scene
        book.sheets.remove(sheet_of(book, title))

    return change


def new_line(*cells: str, tab: str = "Events") -> Damage:
    """A line of rubbish below those of the program; `{case}` is the case's number."""

    def change(scene: GoogleScene, book: Spreadsheet) -> None:
        sheet, texts = sheet_of(book, tab), [cell.replace("{case}", scene.number) for cell in cells]
        line = sheet.end()
        sheet.grow("ROWS", line + 1)
        sheet.grow("COLUMNS", len(cells))
        for column, text in enumerate(texts):
            if text:
                sheet.put(line, column, typed(text))

    return change


def spoilt(column: int, text: str, tab: str = "Events", line: int = 2) -> Damage:
    """A cell of the program's own tabs is typed over."""
    return lambda _, book: sheet_of(book, tab).put(line, column, typed(text))


def emptied(tab: str, first: int) -> Damage:
    """All cells of a tab are emptied, from this line on."""

    def change(scene: GoogleScene, book: Spreadsheet) -> None:
        del scene
        sheet = sheet_of(book, tab)
        for line in range(first, sheet.end()):
            for column in list(sheet.rows[line].cells):
                sheet.put(line, column, {})

    return change


def pushed(by: int, tab: str = PENDING) -> Damage:
    """Lines are put in above the titles."""
    return lambda _, book: sheet_of(book, tab).rows.__setitem__(
        slice(0, 0), blank_sheet(0, "", rows=by).rows
    )


def doubled_title(title: str) -> Damage:
    """A second column of that title, before the first."""

    def change(scene: GoogleScene, book: Spreadsheet) -> None:
        del scene
        sheet = sheet_of(book)
        for number, row in enumerate(sheet.rows[: sheet.end()]):
            cells = {column + 1: cell for column, cell in row.cells.items()}
            first = {0: typed(title if number == 0 else f"{MARK}: {number}")}
            sheet.rows[number] = row_of(sheet, first | cells)

    return change


def row_of(sheet: Sheet, cells: dict[int, Cell]) -> Line:
    """The first line with other cells, and room for them."""
    sheet.grow("COLUMNS", max(cells, default=0) + 1)
    return replace(sheet.rows[0], cells=cells)


def merged(scene: GoogleScene, book: Spreadsheet) -> None:
    """The titles User to Requested by are merged: the first one stays."""
    del scene
    sheet = sheet_of(book)
    first, last = column_of(sheet, "User"), column_of(sheet, "Requested by")
    for column in range(first + 1, last + 1):
        sheet.put(0, column, {})
    area = {"sheetId": sheet.id, "startRowIndex": 0, "endRowIndex": 1}
    sheet.merges.append(area | {"startColumnIndex": first, "endColumnIndex": last + 1})


def no_column(title: str) -> Damage:
    """A column is deleted."""

    def change(scene: GoogleScene, book: Spreadsheet) -> None:
        del scene
        sheet = sheet_of(book)
        gone = column_of(sheet, title)
        for number, row in enumerate(sheet.rows[: sheet.end()]):
            kept = {c - (c > gone): cell for c, cell in row.cells.items() if c != gone}
            sheet.rows[number] = row_of(sheet, kept)

    return change


def copied_tab(scene: GoogleScene, book: Spreadsheet) -> None:
    del scene
    sheet = sheet_of(book).copy()
    sheet.id, sheet.title, sheet.protected = 777, f"Copy of {PENDING}", {}
    book.sheets.append(sheet)


def copied_line(scene: GoogleScene, book: Spreadsheet) -> None:
    del scene
    sheet = sheet_of(book)
    sheet.rows[2] = sheet.rows[1]


def other_case(scene: GoogleScene, book: Spreadsheet) -> None:
    """The number of a case that isn't known."""
    del scene
    sheet_of(book).put(1, 0, typed("SM-20200101-AAAA"))


def renamed(scene: GoogleScene, book: Spreadsheet) -> None:
    del scene
    sheet_of(book).title = "Old stuff"


def sorted_events(scene: GoogleScene, book: Spreadsheet) -> None:
    del scene
    sheet = sheet_of(book, "Events")
    end = sheet.end()
    sheet.rows[1:end] = sheet.rows[end - 1 : 0 : -1]


def cut_line(number: int) -> Damage:
    """A line of events is deleted."""
    return lambda _, book: sheet_of(book, "Events").rows.pop(number)


def wide_tab(scene: GoogleScene, book: Spreadsheet) -> None:
    del scene
    sheet = sheet_of(book)
    sheet.grow("COLUMNS", 400)
    sheet.put(0, 399, typed("Far out"))
    sheet.put(1, 399, typed(MARK))
