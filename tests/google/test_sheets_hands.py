from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.google import sheets
from tests.google.server import Server
from tests.google.sheets import shifts
from tests.google.sheets.export import XLSX
from tests.google.sheets.model import new_spreadsheet
from tests.google.sheets_client import Book, append, lines, note

TAB = "Sheet1"
STEPS = st.lists(
    st.tuples(st.sampled_from(["insert", "delete", "move"]), *[st.integers(0, 7)] * 3), max_size=8
)


@pytest.fixture
def book(google: Server) -> Book:
    made = Book(google)
    made.batch(append(0, ["Case", "Who"], ["A", "ann"], ["B", "Cy"], ["C", "Ben"]))
    return made


def whos(book: Book) -> list[str]:
    return [row[1] for row in book.grid()[1:]]


def metadata_row(book: Book) -> int:
    file = book.world.files[book.id]
    ((_one, where),) = file.content.notes()
    row: int = where["dimensionRange"]["startIndex"]
    return row


def test_somebody_sorts_and_metadata_stays_unless_told(book: Book) -> None:
    book.batch(note(5, 1))
    sheets.hand_sort(book.world, book.id, TAB, "Who", descending=True)
    assert whos(book) == ["Cy", "Ben", "ann"]
    assert metadata_row(book) == 1
    sheets.hand_sort(book.world, book.id, TAB, "Who")
    sheets.hand_sort(book.world, book.id, TAB, "Who", descending=True, carry_metadata=True)
    assert metadata_row(book) == 3


def test_somebody_inserts_deletes_moves_and_edits(book: Book) -> None:
    world, version = book.world, book.world.files[book.id].version
    sheets.hand_insert_row(world, book.id, TAB, 2, ["theirs", "12"])
    sheets.hand_delete_row(world, book.id, TAB, 3)
    sheets.hand_move_row(world, book.id, TAB, 2, 5)
    sheets.hand_edit_cell(world, book.id, TAB, "B2", "1/5/2026")
    sheets.hand_add_column(world, book.id, TAB, "Mood", before="Who")
    sheets.hand_rename_tab(world, book.id, TAB, "Open/2026")
    assert sheets.tabs(world, book.id) == ["Open/2026"]
    assert sheets.grid(world, book.id, "Open/2026") == [
        ["Case", "Mood", "Who"],
        ["B", "", "1/5/2026"],
        ["C", "", "Ben"],
        ["theirs", "", "12"],
    ]
    assert world.files[book.id].version == version + 6


def test_a_neighbours_link_is_not_inherited(book: Book) -> None:
    link = {"textFormat": {"bold": True, "link": {"uri": "https://example.com"}}}
    wanted = {"range": {"startRowIndex": 1, "endRowIndex": 2}, "fields": "userEnteredFormat"}
    book.batch({"repeatCell": {**wanted, "cell": {"userEnteredFormat": link}}})
    sheets.hand_insert_row(book.world, book.id, TAB, 3, ["new"])
    found = sheets.cell_at(book.world, book.id, TAB, "A3")
    assert found["userEnteredFormat"] == {"textFormat": {"bold": True}}


@given(STEPS)
def test_rows_shift_as_the_items_of_a_list_do(steps: list[tuple[str, int, int, int]]) -> None:
    model = new_spreadsheet("T")
    sheet = model.sheets[0]
    names = [*map(str, range(8)), *[""] * 40]
    for row, name in enumerate(names[:8]):
        sheet.put(row, 0, {"userEnteredValue": {"stringValue": name}})
    kept, before = model.copy(), list(sheet.rows)
    for kind, start, size, to in steps:
        end = start + size + 1
        if kind == "insert":
            shifts.insert(model, sheet, "ROWS", start, size)
            names[start:start] = [""] * size
        elif kind == "delete":
            shifts.delete(model, sheet, "ROWS", start, end)
            del names[start:end]
        else:
            shifts.move(model, sheet, "ROWS", range(start, end), to)
            left = names[:start] + names[end:]
            place = to if to <= start else max(start, to - (end - start))
            names = left[:place] + names[start:end] + left[place:]
    shown = [row.cells.get(0, {}).get("userEnteredValue", {}).get("stringValue", "")
             for row in sheet.rows]  # fmt: skip
    assert shown[: len(names)] == names
    assert not any(shown[len(names) :])
    assert kept.sheets[0].rows == before


def test_a_workbook_has_the_values_links_dates_and_colours(book: Book) -> None:
    fill = {"backgroundColor": {"red": 1}}
    link = {**fill, "textFormat": {"link": {"uri": "https://example.com/d"}}}
    day = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
    values = [
        {"userEnteredValue": {"stringValue": "=1+1"}, "userEnteredFormat": link},
        {"userEnteredValue": {"numberValue": 46027}, "userEnteredFormat": day},
    ]
    start = {"rowIndex": 1}
    book.batch(
        {"updateCells": {"start": start, "rows": [{"values": values}], "fields": "*"}},
        {"addSheet": {"properties": {"title": "Done/2026"}}},
        {"deleteDimension": {"range": lines(3, 4)}},
    )
    content = sheets.export(book.world.files[book.id].content, XLSX)
    found = openpyxl.load_workbook(io.BytesIO(content))
    assert found.sheetnames == ["Sheet1", "Done_2026"]
    first, second = found["Sheet1"]["A2"], found["Sheet1"]["B2"]
    assert (first.value, first.data_type, first.fill.fgColor.rgb) == ("=1+1", "s", "FFFF0000")
    assert first.hyperlink is not None
    assert first.hyperlink.target == "https://example.com/d"
    assert f"{second.value:%Y-%m-%d}" == "2026-01-05"
    assert sheets.export(book.world.files[book.id].content, "text/csv").startswith(b"Case,Who\r\n")
