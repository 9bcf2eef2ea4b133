"""documents.batchUpdate: all requests of a batch or none, on the revision that was asked for."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping

from tests.google import docs_ranges, docs_styles, docs_tables, docs_text
from tests.google.docs_model import Document, Json
from tests.google.docs_where import Refused
from tests.google.world import GoogleError, not_carried

Request = Callable[[Document, Json], Json | None]

REQUESTS: Mapping[str, Request] = {
    "insertText": docs_text.insert_text,
    "deleteContentRange": docs_text.delete_content_range,
    "replaceAllText": docs_text.replace_all_text,
    "insertInlineImage": docs_text.insert_inline_image,
    "insertPageBreak": docs_text.insert_page_break,
    "updateTextStyle": docs_styles.update_text_style,
    "updateParagraphStyle": docs_styles.update_paragraph_style,
    "createParagraphBullets": docs_styles.create_paragraph_bullets,
    "deleteParagraphBullets": docs_styles.delete_paragraph_bullets,
    "insertTable": docs_tables.insert_table,
    "insertTableRow": docs_tables.insert_table_row,
    "deleteTableRow": docs_tables.delete_table_row,
    "insertTableColumn": docs_tables.insert_table_column,
    "deleteTableColumn": docs_tables.delete_table_column,
    "createNamedRange": docs_ranges.create_named_range,
    "deleteNamedRange": docs_ranges.delete_named_range,
    "replaceNamedRangeContent": docs_ranges.replace_named_range_content,
}


def applied(document: Document, requests: list[Json]) -> tuple[Document, list[Json]]:
    """A document after a batch, and the replies. The document given isn't changed.

    Raises:
        GoogleError: 400 with the number and kind of the request that can't be done; 501 of one
            that isn't carried.
    """
    after = copy.deepcopy(document)
    replies = [_apply(after, number, request) for number, request in enumerate(requests)]
    return after, replies


def check_revision(control: Json | None, revision: str) -> None:
    """Refuse a batch that was made for another revision than the latest."""
    control = control or {}
    if control.get("writeMode") == "SUGGEST":
        raise not_carried("writeMode SUGGEST")
    required, target = control.get("requiredRevisionId"), control.get("targetRevisionId")
    if required and target:
        raise GoogleError(400, "Only one revision ID may be set.", "INVALID_ARGUMENT")
    if required and required != revision:
        raise GoogleError(
            400,
            f"The required revision ID '{required}' does not match the latest revision.",
            "FAILED_PRECONDITION",
        )
    if target and target != revision:
        raise not_carried("targetRevisionId of an earlier revision (no changes are merged)")


def _apply(document: Document, number: int, request: Json) -> Json:
    kinds = list(request)
    if not kinds:
        raise GoogleError(400, f"Invalid requests[{number}]: No request set.", "INVALID_ARGUMENT")
    if len(kinds) > 1:
        raise GoogleError(
            400,
            f"Invalid value at 'requests[{number}]' (oneof), oneof field 'request' is already "
            f"set. Cannot set '{kinds[1]}'",
            "INVALID_ARGUMENT",
        )
    kind = kinds[0]
    if kind not in REQUESTS:
        raise not_carried(f"the Docs request {kind}")
    try:
        return REQUESTS[kind](document, request[kind]) or {}
    except Refused as error:
        message = f"Invalid requests[{number}].{kind}: {error}"
        raise GoogleError(400, message, "INVALID_ARGUMENT") from error
