"""The methods of Sheets beside batchUpdate: each opens the file, and asks or changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.google import drive_files
from tests.google.sheets import values
from tests.google.sheets.a1 import resolve, within
from tests.google.sheets.answer import of_areas, spreadsheet_json
from tests.google.sheets.batch import batch_update
from tests.google.sheets.batch_metadata import area_at, full, matches
from tests.google.sheets.batch_sheets import Batch, add_sheet
from tests.google.sheets.files import bad_request, opened, saved
from tests.google.sheets.masks import of_answer
from tests.google.sheets.model import Area, Invalid, Json, Spreadsheet, only
from tests.google.world import SPREADSHEET, Call, File, GoogleError, Handler, World, not_carried

Ask = Callable[[World, Call, File], Json]
Change = Callable[[Call, Spreadsheet, str], Json]


def asking(ask: Ask) -> Handler:
    """A method that only reads; what is invalid is 400."""

    def handler(world: World, call: Call) -> Any:
        file = opened(world, call)
        try:
            return ask(world, call, file)
        except Invalid as error:
            raise bad_request(str(error)) from None

    return handler


def changing(change: Change) -> Handler:
    """A method that writes: on a copy, which is kept when it succeeded."""

    def handler(world: World, call: Call) -> Any:
        file = opened(world, call, change=True)
        book = file.content.copy()
        book.title = file.name
        try:
            answer = change(call, book, file.id)
        except Invalid as error:
            raise bad_request(str(error)) from None
        saved(world, file, book, call.user)
        return {"spreadsheetId": file.id, **answer}

    return handler


def create(world: World, call: Call) -> Json:
    """`spreadsheets.create`: a file in My Drive, with the sheets that the body names."""
    body = call.body or {}
    only(body, {"properties", "sheets"}, "spreadsheets.create")
    only(body.get("properties", {}), {"title", "timeZone"}, "spreadsheets.create")
    title = body.get("properties", {}).get("title", "Untitled spreadsheet")
    made = {"name": title, "mimeType": SPREADSHEET}
    where = Call("drive.files.create", {}, made, call.user, scopes=call.scopes)
    file = world.files[drive_files.create(world, where)["id"]]
    book: Spreadsheet = file.content
    book.time_zone = body.get("properties", {}).get("timeZone", book.time_zone)
    if sheets := body.get("sheets"):
        book.sheets = []
        batch = Batch(book, world.number, call.user)
        try:
            for sheet in sheets:
                only(sheet, {"properties"}, "spreadsheets.create with sheets")
                add_sheet(batch, sheet)
        except Invalid as error:
            del world.files[file.id]
            raise bad_request(str(error)) from None
    return spreadsheet_json(file.id, book, [], None, with_data=False)


def get(_world: World, call: Call, file: File) -> Json:
    """`spreadsheets.get`: `fields` decide about data, without them `includeGridData`."""
    if call.params.get("commentsViewMode") or call.params.get("excludeTablesInBandedRanges"):
        raise not_carried("commentsViewMode, excludeTablesInBandedRanges")
    mask = of_answer(call, "Spreadsheet")
    with_data = bool(call.params.get("includeGridData")) if mask is None else True
    ranges = call.params.get("ranges") or []
    return spreadsheet_json(file.id, file.content, ranges, mask, with_data=with_data)


def get_by_data_filter(_world: World, call: Call, file: File) -> Json:
    """`spreadsheets.getByDataFilter`: ranges by metadata, A1 or index."""
    only(call.body, {"dataFilters", "includeGridData"}, "getByDataFilter")
    mask = of_answer(call, "Spreadsheet")
    with_data = bool(call.body.get("includeGridData")) if mask is None else True
    filters = call.body.get("dataFilters", [])
    areas = [area for one in filters for area in filtered(file.content, one)]
    if filters and not areas:
        raise Invalid("No ranges matched the data filters.")
    return of_areas(file.id, file.content, areas, mask, with_data=with_data)


def metadata_get(_world: World, call: Call, file: File) -> Json:
    """`developerMetadata.get`: by its id."""
    for one, where in file.content.notes():
        if one["metadataId"] == call.params["metadataId"]:
            return full(one, where)
    text = f"No developer metadata with the specified ID: {call.params['metadataId']}"
    raise GoogleError(404, text, "NOT_FOUND")


def metadata_search(_world: World, call: Call, file: File) -> Json:
    """`developerMetadata.search`: all that any of the filters finds, with those that did."""
    found: dict[int, Json] = {}
    for each in call.body.get("dataFilters", []):
        for one, where in matches(file.content, each):
            entry = {"developerMetadata": full(one, where), "dataFilters": []}
            found.setdefault(one["metadataId"], entry)["dataFilters"].append(each)
    return {"matchedDeveloperMetadata": list(found.values())} if found else {}


def values_get(_world: World, call: Call, file: File) -> Json:
    """`values.get`."""
    _sheet, area = within(file.content, call.params["range"])
    return values.read(file.content, area, call.params)


def values_batch_get(_world: World, call: Call, file: File) -> Json:
    """`values.batchGet`: many ranges, in their order."""
    areas = [within(file.content, text)[1] for text in call.params.get("ranges") or []]
    found = [values.read(file.content, area, call.params) for area in areas]
    return {"spreadsheetId": file.id, **({"valueRanges": found} if found else {})}


def values_by_filter(_world: World, call: Call, file: File) -> Json:
    """`values.batchGetByDataFilter`: each range with the filters that found it."""
    found = [
        {"valueRange": values.read(file.content, area, call.body), "dataFilters": [one]}
        for one in call.body.get("dataFilters", [])
        for area in filtered(file.content, one)
    ]
    return {"spreadsheetId": file.id, **({"valueRanges": found} if found else {})}


def values_update(call: Call, book: Spreadsheet, file_id: str) -> Json:
    """`values.update`."""
    del file_id
    return values.write(book, call.params["range"], call.body, call.params)[1]


def values_batch_update(call: Call, book: Spreadsheet, file_id: str) -> Json:
    """`values.batchUpdate`: many ranges, all or none."""
    found = [values.write(book, one.get("range", ""), one, call.body)
             for one in call.body.get("data", [])]  # fmt: skip
    totals = {
        "totalUpdatedRows": sum(one.get("updatedRows", 0) for _sheet, one in found),
        "totalUpdatedColumns": sum(one.get("updatedColumns", 0) for _sheet, one in found),
        "totalUpdatedCells": sum(one.get("updatedCells", 0) for _sheet, one in found),
        "totalUpdatedSheets": len({sheet.id for sheet, _one in found}),
    }
    answer: Json = {name: count for name, count in totals.items() if count}
    return answer | {"responses": [{"spreadsheetId": file_id, **one} for _sheet, one in found]}


def values_append(call: Call, book: Spreadsheet, file_id: str) -> Json:
    """`values.append`."""
    answer = values.append(book, call.params["range"], call.body, call.params)
    return {**answer, "updates": {"spreadsheetId": file_id, **answer["updates"]}}


def values_clear(call: Call, book: Spreadsheet, file_id: str) -> Json:
    """`values.clear`."""
    del file_id
    return {"clearedRange": values.clear(book, within(book, call.params["range"])[1])}


def values_batch_clear(call: Call, book: Spreadsheet, file_id: str) -> Json:
    """`values.batchClear`: many ranges, all or none."""
    del file_id
    areas = [within(book, text)[1] for text in call.body.get("ranges", [])]
    found = [values.clear(book, area) for area in areas]
    return {"clearedRanges": found} if found else {}


def values_clear_filtered(call: Call, book: Spreadsheet, file_id: str) -> Json:
    """`values.batchClearByDataFilter`."""
    del file_id
    areas = [area for one in call.body.get("dataFilters", []) for area in filtered(book, one)]
    found = [values.clear(book, area) for area in areas]
    return {"clearedRanges": found} if found else {}


def filtered(book: Spreadsheet, data_filter: Json) -> Iterator[Area]:
    """The ranges that a DataFilter means."""
    if "a1Range" in data_filter:
        yield resolve(book, data_filter["a1Range"])
    elif "gridRange" in data_filter:
        yield Area.of(data_filter["gridRange"])
    else:
        for _one, where in matches(book, data_filter):
            area = area_at(where)
            if area is None:
                yield from (Area(sheet.id) for sheet in book.sheets)
            else:
                yield area


_AT = "sheets.spreadsheets"
HANDLERS: Mapping[str, Handler] = {
    f"{_AT}.create": create,
    f"{_AT}.get": asking(get),
    f"{_AT}.getByDataFilter": asking(get_by_data_filter),
    f"{_AT}.batchUpdate": batch_update,
    f"{_AT}.developerMetadata.get": asking(metadata_get),
    f"{_AT}.developerMetadata.search": asking(metadata_search),
    f"{_AT}.values.get": asking(values_get),
    f"{_AT}.values.batchGet": asking(values_batch_get),
    f"{_AT}.values.batchGetByDataFilter": asking(values_by_filter),
    f"{_AT}.values.update": changing(values_update),
    f"{_AT}.values.batchUpdate": changing(values_batch_update),
    f"{_AT}.values.append": changing(values_append),
    f"{_AT}.values.clear": changing(values_clear),
    f"{_AT}.values.batchClear": changing(values_batch_clear),
    f"{_AT}.values.batchClearByDataFilter": changing(values_clear_filtered),
}
