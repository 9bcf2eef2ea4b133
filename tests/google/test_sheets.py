from __future__ import annotations

from typing import Any

import pytest

from tests.google import desk, sheets
from tests.google.drive_access import grant, permission_id
from tests.google.server import Server
from tests.google.sheets_client import Book, Json, append, lines, note, rows, text
from tests.google.world import GoogleError


@pytest.fixture
def book(google: Server) -> Book:
    made = Book(google)
    made.batch(append(0, ["Case", "Who"], ["A", "Ann"], ["B", "Ben"], ["C", "Cy"]))
    return made


def cells(answer: Json, *names: str) -> list[list[Any]]:
    """What is in the first range of an answer, by one field or some."""
    found = [row.get("values", []) for row in answer["sheets"][0]["data"][0].get("rowData", [])]
    return [[cell.get(names[0]) for cell in row] for row in found]


def found(book: Book, **lookup: Any) -> list[Json]:
    body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
    answer = book.send("POST", f"/{book.id}/developerMetadata:search", json=body)
    return [one["developerMetadata"] for one in answer.get("matchedDeveloperMetadata", [])]


def test_a_batch_that_fails_at_its_end_changes_nothing(book: Book) -> None:
    before, version = book.get(includeGridData=True), book.world.files[book.id].version
    refused = book.refusal(
        {"updateSpreadsheetProperties": {"properties": {"title": "Other"}, "fields": "title"}},
        {"addSheet": {"properties": {"title": "Done"}}},
        {"deleteDimension": {"range": lines(1, 2)}},
        note(5, 1),
        {"deleteSheet": {"sheetId": 77}},
    )
    assert refused == "Invalid requests[4].deleteSheet: No sheet with id: 77"
    assert book.get(includeGridData=True) == before
    assert book.world.files[book.id].version == version
    assert found(book) == []


def test_a_move_is_one_batch_whose_answer_shows_only_the_ranges_asked_for(book: Book) -> None:
    book.batch({"addSheet": {"properties": {"title": "Done/2026", "sheetId": 9}}}, note(5, 2))
    answer = book.batch(
        append(9, ["B", "Ben"]),
        {"deleteDimension": {"range": lines(2, 3)}},
        note(5, 0, sheet_id=9),
        includeSpreadsheetInResponse=True,
        responseIncludeGridData=True,
        responseRanges=["'Done/2026'!A1:B1"],
    )
    updated = answer["updatedSpreadsheet"]
    assert [sheet["properties"]["title"] for sheet in updated["sheets"]] == ["Done/2026"]
    assert cells(updated, "formattedValue") == [["B", "Ben"]]
    assert book.grid() == [["Case", "Who"], ["A", "Ann"], ["C", "Cy"]]
    assert found(book, metadataId=5)[0]["location"] == {
        "locationType": "ROW",
        "dimensionRange": {"sheetId": 9, **{k: v for k, v in lines(0, 1).items() if v != 0},
                           "startIndex": 0},
    }  # fmt: skip


def test_metadata_moves_with_its_row_dies_with_it_and_has_an_id_of_its_own(book: Book) -> None:
    book.batch(note(5, 2), note(6, 3))
    assert "ID 5 already exists" in book.refusal(append(0, ["D"]), note(5, 1))
    book.batch({"insertDimension": {"range": lines(0, 2)}})
    places = [one["location"]["dimensionRange"]["startIndex"] for one in found(book)]
    assert places == [4, 5]
    book.batch({"moveDimension": {"source": lines(5, 6), "destinationIndex": 1}})
    assert found(book, metadataValue="6")[0]["location"]["dimensionRange"]["startIndex"] == 1
    book.batch({"deleteDimension": {"range": lines(5, 6)}})
    assert [one["metadataId"] for one in found(book, metadataKey="case")] == [6]
    book.send("GET", f"/{book.id}/developerMetadata/5", 404)


def test_ranges_follow_the_rows_and_columns_on_which_they_lie(book: Book) -> None:
    area = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
    column = {"startColumnIndex": 1, "endColumnIndex": 2}
    protected = {"range": column, "warningOnly": True, "description": "Kept by events"}
    rule = {"ranges": [area], "booleanRule": {"condition": {"type": "BLANK"}}}
    book.batch(
        {"addNamedRange": {"namedRange": {"name": "Cases", "range": area}}},
        {"addProtectedRange": {"protectedRange": protected}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"setBasicFilter": {"filter": {"range": {**area, "startRowIndex": 0}}}},
        {"insertDimension": {"range": lines(2, 4)}},
        {"deleteDimension": {"range": lines(0, 1, "COLUMNS")}},
    )
    answer = book.get()
    moved = {**area, "endRowIndex": 6, "endColumnIndex": 1}
    (sheet,) = answer["sheets"]
    assert answer["namedRanges"][0]["range"] == moved
    assert sheet["conditionalFormats"][0]["ranges"] == [moved]
    assert sheet["basicFilter"]["range"] == {**moved, "startRowIndex": 0}
    assert sheet["protectedRanges"][0]["range"] == {"startColumnIndex": 0, "endColumnIndex": 1}
    assert sheet["protectedRanges"][0]["editors"] == {"users": [desk.AGENT]}
    book.batch({"deleteDimension": {"range": lines(1, 6)}})
    assert "namedRanges" not in book.get()


def test_append_finds_its_table_by_the_values_in_its_range(book: Book) -> None:
    book.batch({"addSheet": {"properties": {"title": "New"}}})
    assert "tableRange" not in book.append("New", ["x", "", "y"])
    again = book.append("New", ["x", "", "y"])
    assert again["tableRange"] == "New!C1"
    assert again["updates"]["updatedRange"] == "New!C2:E2"
    assert book.append("New!A1", ["z"])["updates"]["updatedRange"] == "New!A2"
    assert book.append("Sheet1!B3", ["D"])["tableRange"] == "Sheet1!A1:B4"
    assert book.grid()[-1] == ["D", ""]
    book.batch({"insertDimension": {"range": lines(1, 2)}})
    assert book.append("Sheet1!A2", ["between"])["updates"]["updatedRange"] == "Sheet1!A2"


def test_a_batch_appends_after_the_last_value_and_the_sheet_grows(book: Book) -> None:
    wanted = {
        "properties": {"gridProperties": {"rowCount": 5}},
        "fields": "gridProperties.rowCount",
    }
    book.batch({"updateSheetProperties": wanted})
    book.values("Sheet1!B5", ["last"])
    book.batch(append(0, ["after"]))
    assert [row[0] for row in book.grid()] == ["Case", "A", "B", "C", "", "after"]
    assert book.get()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 6


def test_text_is_never_a_formula_unless_somebody_types_it(book: Book) -> None:
    book.values("Sheet1!A2:C2", ["=1+1", "2026-01-05", "'x"])
    assert book.grid()[1] == ["=1+1", "2026-01-05", "'x"]
    book.values("Sheet1!A2:C2", ["=1+1", "2026-01-05", "'x"], option="USER_ENTERED")
    assert book.grid()[1] == ["2", "2026-01-05", "x"]
    typed = sheets.cell_at(book.world, book.id, "Sheet1", "B2")
    assert typed["effectiveValue"] == {"numberValue": 46027}
    assert typed["userEnteredFormat"]["numberFormat"]["type"] == "DATE"


def test_dates_links_and_notes_read_back_and_other_fields_stay(book: Book) -> None:
    link = {"textFormat": {"link": {"uri": "https://example.com/a"}, "bold": True}}
    day = {"numberFormat": {"type": "DATE_TIME", "pattern": "d mmm yyyy hh:mm"}}
    values = [
        {**text("Doc"), "userEnteredFormat": link, "note": "mine"},
        {"userEnteredValue": {"numberValue": 46027.75}, "userEnteredFormat": day},
    ]
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 0}
    book.batch({"updateCells": {"start": start, "rows": [{"values": values}], "fields": "*"}})
    found = {"start": start, "rows": rows(["Other"]), "fields": "userEnteredValue"}
    book.batch({"updateCells": found})
    fields = "sheets.data.rowData.values(formattedValue,hyperlink,note)"
    answer = book.get(ranges="Sheet1!A2:B2", fields=fields)
    assert answer["sheets"][0]["data"][0]["rowData"][0]["values"] == [
        {"formattedValue": "Other", "hyperlink": "https://example.com/a", "note": "mine"},
        {"formattedValue": "5 Jan 2026 18:00"},
    ]


def test_a_colour_is_kept_in_both_forms(book: Book) -> None:
    red = {"backgroundColorStyle": {"rgbColor": {"red": 1, "green": 0}}}
    area = {"startRowIndex": 1, "endRowIndex": 2}
    wanted = {"range": area, "cell": {"userEnteredFormat": red}}
    book.batch({"repeatCell": {**wanted, "fields": "userEnteredFormat.backgroundColorStyle"}})
    found = sheets.cell_at(book.world, book.id, "Sheet1", "A2")
    assert found["userEnteredFormat"] == {
        "backgroundColor": {"red": 1},
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
    }
    assert found["formattedValue"] == "A"


@pytest.mark.parametrize("typed", ["5 Jan 2026", "12%", "$4", "10:30", "=A1", "=SUM(A:A)"])
def test_typing_that_google_would_read_otherwise_is_not_taken_for_text(
    book: Book, typed: str
) -> None:
    with pytest.raises(GoogleError, match="does not carry"):
        sheets.hand_edit_cell(book.world, book.id, "Sheet1", "A2", typed)
    sheets.hand_edit_cell(book.world, book.id, "Sheet1", "A2", "Jan Mayer, flat 5")
    assert book.grid()[1][0] == "Jan Mayer, flat 5"


def test_what_is_not_carried_is_said_and_not_ignored(book: Book) -> None:
    wishes: list[Json] = [
        {"duplicateSheet": {"sourceSheetId": 0}},
        {"addProtectedRange": {"protectedRange": {"range": {}}}},
        {"setBasicFilter": {"filter": {"range": {}, "sortSpecs": [{"dimensionIndex": 0}]}}},
    ]
    for asked in wishes:
        assert "does not carry" in book.refusal(asked, status=501)
    formula = {"userEnteredValue": {"formulaValue": "=SUM(A:A)"}}
    wanted = {"range": {"endRowIndex": 1}, "cell": formula, "fields": "userEnteredValue"}
    assert "the formula =SUM(A:A)" in book.refusal({"repeatCell": wanted}, status=501)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"updateCells": {"start": {}, "rows": []}}, "At least one field must be listed"),
        ({"addSheet": {"properties": {"title": "sheet1"}}}, "already exists. Please enter"),
        ({"deleteDimension": {"range": lines(1000, 1001)}}, "there are only 1000 rows"),
        ({"appendCells": {"sheetId": 4, "fields": "*"}}, "No grid with id: 4"),
        ({"unmergeCells": {"range": {"endRowIndex": 1001}}}, "is after last row in grid[1000]"),
    ],
)
def test_refusals_name_the_request(book: Book, asked: Json, message: str) -> None:
    refused = book.refusal(append(0, ["E"]), asked)
    assert refused.startswith(f"Invalid requests[1].{next(iter(asked))}: ")
    assert message in refused
    assert len(book.grid()) == 4


def test_who_may_not_is_refused_and_who_may_only_read_cannot_write(
    book: Book, google: Server
) -> None:
    other = Book(google, desk.REVIEWER)
    other.id = book.id
    refused = {"code": 403, "message": "The caller does not have permission",
               "status": "PERMISSION_DENIED"}  # fmt: skip
    assert other.send("GET", f"/{book.id}", 403)["error"] == refused
    permissions = book.world.files[book.id].more["permissions"]
    permissions[permission_id(desk.REVIEWER)] = grant("user", desk.REVIEWER, "reader")
    assert other.get()["spreadsheetId"] == book.id
    assert other.batch(append(0, ["x"]), status=403)["error"] == refused
    other.id = "nowhere"
    assert other.batch(append(0, ["x"]), status=404)["error"]["status"] == "NOT_FOUND"
