"""`spreadsheets.batchUpdate`: all requests on a copy, which is kept only when each succeeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.google.sheets import (
    batch_cells,
    batch_lines,
    batch_metadata,
    batch_pastes,
    batch_ranges,
    batch_sheets,
)
from tests.google.sheets.answer import spreadsheet_json
from tests.google.sheets.files import bad_request, opened, saved
from tests.google.sheets.masks import of_answer, wants
from tests.google.sheets.model import Invalid, Json, Spreadsheet
from tests.google.world import Call, World, not_carried

#: What each kind of request does; it answers with its reply, or None where Google has none.
KINDS: dict[str, Callable[[batch_sheets.Batch, Json], Json | None]] = {
    **batch_sheets.KINDS,
    **batch_lines.KINDS,
    **batch_cells.KINDS,
    **batch_pastes.KINDS,
    **batch_ranges.KINDS,
    **batch_metadata.KINDS,
}


def batch_update(world: World, call: Call) -> Json:
    """The method itself."""
    file = opened(world, call, change=True)
    body = call.body
    if body.get("commentsViewMode"):
        raise not_carried("commentsViewMode")
    batch = batch_sheets.Batch(file.content.copy(), world.number, call.user)
    batch.book.title = file.name
    replies = applied(batch, body.get("requests", []))
    answer: Json = {"spreadsheetId": file.id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = _updated(file.id, batch.book, call)
    saved(world, file, batch.book, call.user)
    return answer


def applied(batch: batch_sheets.Batch, requests: Sequence[Json]) -> list[Json]:
    """Carry out requests in their order, on the batch's own copy.

    Raises:
        GoogleError: 400 in Google's words, 501 for what this server doesn't carry.
    """
    if not requests:
        raise bad_request("Must specify at least one request.")
    replies = []
    for index, request in enumerate(requests):
        if len(request) != 1:
            raise bad_request(f"Invalid requests[{index}]: No request set.")
        ((kind, inside),) = request.items()
        if kind not in KINDS:
            raise not_carried(f"the batch request {kind}")
        try:
            reply = KINDS[kind](batch, inside)
        except Invalid as error:
            raise bad_request(f"Invalid requests[{index}].{kind}: {error}") from None
        replies.append({} if reply is None else {kind: reply})
    return replies


def _updated(file_id: str, book: Spreadsheet, call: Call) -> Json:
    mask = of_answer(call, "BatchUpdateSpreadsheetResponse")
    with_data = bool(call.body.get("responseIncludeGridData")) if mask is None else True
    if not wants(mask, "updatedSpreadsheet"):
        return {}
    inside = of_answer(call, "BatchUpdateSpreadsheetResponse", "updatedSpreadsheet")
    ranges = call.body.get("responseRanges", [])
    try:
        return spreadsheet_json(file_id, book, ranges, inside, with_data=with_data)
    except Invalid as error:
        raise bad_request(str(error)) from None
