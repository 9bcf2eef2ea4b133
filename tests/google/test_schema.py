"""Requests and answers against Google's discovery documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.google import discovery, schema_answer, schema_fields, schema_params, schema_request
from tests.google.errors import BadValue
from tests.google.schema_fields import BadMask
from tests.google.world import GoogleError

BATCH = "sheets.spreadsheets.batchUpdate"
UPDATE = "sheets.spreadsheets.values.update"


def read(method: str, body: Any) -> Any:
    return schema_request.read(discovery.methods()[method], json.dumps(body).encode())


def refusal(method: str, body: Any) -> str:
    with pytest.raises(BadValue) as caught:
        read(method, body)
    return caught.value.message


def params(method: str, query: str) -> dict[str, Any]:
    found = discovery.methods()[method]
    path = {p.name: "x" for p in found.parameters.values() if p.required}
    return schema_params.read(found, path, query)


@pytest.mark.parametrize(
    ("method", "body", "message"),
    [
        # Real answers of Docs and Sheets, word for word.
        (
            "docs.documents.batchUpdate",
            {"requests": [{"thisRequestTypeDoesNotExist": {}}]},
            (
                'Invalid JSON payload received. Unknown name "thisRequestTypeDoesNotExist" at '
                "'requests[0]': Cannot find field."
            ),
        ),
        (
            "docs.documents.batchUpdate",
            {"requests": [{"insertText": {"location": {"index": "abc"}}}]},
            "Invalid value at 'requests[0].insert_text.location.index' (TYPE_INT32), \"abc\"",
        ),
        (
            UPDATE,
            {"values": "X", "majorDimension": None},
            "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\"",
        ),
    ],
)
def test_a_body_is_refused_in_the_words_of_recorded_answers(
    method: str, body: Any, message: str
) -> None:
    assert refusal(method, body) == message


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"nope": 1}, 'Unknown name "nope"'),
        ({"includeSpreadsheetInResponse": "yes"}, "TYPE_BOOL"),
        ({"responseRanges": [1]}, "'response_ranges[0]' (TYPE_STRING)"),
        ({"requests": [{"deleteSheet": {"sheetId": 1.5}}]}, "delete_sheet.sheet_id' (TYPE_INT32)"),
        ({"requests": [{"deleteSheet": {"sheetId": 2**31}}]}, "(TYPE_INT32)"),
        ({"requests": [{"deleteSheet": 5}]}, "requests[0].delete_sheet"),
        ({"requests": [{"pasteData": {"type": "NOPE"}}]}, "requests[0].paste_data.type"),
        ([], "Root element"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused_with_its_place(body: Any, where: str) -> None:
    assert where in refusal(BATCH, body)


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("gmail.users.messages.send", {"raw": "a*b"}),
        ("drive.files.create", {"createdTime": "yesterday"}),
        ("drive.files.create", {"createdTime": "2026-01-01T00:00:00"}),
        ("calendar.events.insert", {"start": {"date": "2026-13-01"}}),
        ("drive.files.create", {"size": "many"}),
    ],
)
def test_a_string_must_have_its_format(method: str, body: Any) -> None:
    assert refusal(method, body).startswith("Invalid value at ")


def test_a_body_is_read_as_leniently_as_google_reads_it() -> None:
    assert read(BATCH, {"requests": {"deleteSheet": {"sheetId": "7"}}, "responseRanges": None}) == {
        "requests": [{"deleteSheet": {"sheetId": 7}}]
    }
    assert read(UPDATE, {"values": [[None, 1, True, "x"]]}) == {"values": [[None, 1, True, "x"]]}
    assert read("drive.files.update", {"properties": {"a": None}}) == {"properties": {"a": None}}
    assert read("drive.files.create", {"size": 5}) == {"size": "5"}


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(BadValue, match="Invalid JSON payload"):
        schema_request.read(discovery.methods()[BATCH], b"{")
    with pytest.raises(BadValue, match="not allowed"):
        schema_request.read(discovery.methods()["drive.files.get"], b'{"a": 1}')
    assert schema_request.read(discovery.methods()[BATCH], b"") == {}


@pytest.mark.parametrize(
    ("api", "schema", "answer", "where"),
    [
        ("drive", "File", {"size": 5}, "File.size"),
        ("drive", "File", {"name": None}, "File.name"),
        ("drive", "File", {"createdTime": "2026-01-01"}, "File.createdTime"),
        ("drive", "File", {"capabilities": {"canFly": True}}, "File.capabilities.canFly"),
        ("drive", "FileList", {"files": [{}, {"trashed": "no"}]}, "FileList.files[1].trashed"),
        ("sheets", "ValueRange", {"majorDimension": "UP"}, "ValueRange.majorDimension"),
        ("sheets", "ValueRange", {"values": [1]}, "ValueRange.values[0]"),
        ("drive", "File", {"properties": {"a": 1}}, "File.properties.a"),
        ("gmail", "Message", {"sizeEstimate": 1.5}, "Message.sizeEstimate"),
        ("drive", "File", [], "File"),
    ],
)
def test_an_answer_must_be_as_its_schema_says(
    api: str, schema: str, answer: Any, where: str
) -> None:
    with pytest.raises(schema_answer.BadAnswer) as caught:
        schema_answer.check(api, schema, answer)
    assert str(caught.value).startswith(where)


def test_an_answer_as_its_schema_says_is_let_through() -> None:
    schema_answer.check(
        "drive",
        "FileList",
        {
            "files": [
                {
                    "id": "1",
                    "size": "5",
                    "createdTime": "2026-01-01T00:00:00.000Z",
                    "properties": {"a": "b"},
                    "parents": ["p"],
                }
            ]
        },
    )
    cell = {"effectiveValue": {"numberValue": 1}, "userEnteredFormat": {"textFormat": {}}}
    schema_answer.check("sheets", "CellData", cell)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", {"a": {}}),
        ("a,b", {"a": {}, "b": {}}),
        ("a(b,c/d)", {"a": {"b": {}, "c": {"d": {}}}}),
        ("a.b.c", {"a": {"b": {"c": {}}}}),
        ("a/b,a/c", {"a": {"b": {}, "c": {}}}),
        ("a/b,a", {"a": {}}),
        ("a,a/b", {"a": {}}),
        (" a ( b , c ) , * ", {"a": {"b": {}, "c": {}}, "*": {}}),
    ],
)
def test_a_mask_is_read(text: str, tree: Any) -> None:
    assert schema_fields.parse(text) == tree


@pytest.mark.parametrize("text", ["", ",", "a,", "a(", "a()", "a)", "a(b", "(a)", "a/", "a b", "ä"])
def test_what_is_no_mask_is_refused(text: str) -> None:
    with pytest.raises(BadMask):
        schema_fields.parse(text)


@given(st.text(alphabet="ab,/.()* ", max_size=12))
def test_a_mask_is_read_or_refused_whatever_it_is(text: str) -> None:
    try:
        mask = schema_fields.parse(text)
    except BadMask:
        return
    assert schema_fields.apply(mask, {"a": {"a": 1}, "b": 2}).keys() <= {"a", "b"}


def test_a_mask_that_names_no_field_is_refused() -> None:
    with pytest.raises(BadValue, match="Invalid field selection files/nope"):
        schema_fields.mask_of("drive", "FileList", "files(id,nope)")
    with pytest.raises(BadValue, match="Request contains an invalid argument") as caught:
        schema_fields.mask_of("sheets", "Spreadsheet", "sheets.nope")
    assert caught.value.field == "Cannot find field: sheets/nope"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("files/id", {"files": [{"id": "1"}, {}]}),
        ("*", {"kind": "k", "files": [{"id": "1", "properties": {"a": "b"}}, {"name": "n"}]}),
        ("files(*)", {"files": [{"id": "1", "properties": {"a": "b"}}, {"name": "n"}]}),
        ("files/properties/a", {"files": [{"properties": {"a": "b"}}, {}]}),
        ("nextPageToken,kind", {"kind": "k"}),
    ],
)
def test_a_mask_leaves_what_it_names(text: str, left: Any) -> None:
    whole = {"kind": "k", "files": [{"id": "1", "properties": {"a": "b"}}, {"name": "n"}]}
    mask = schema_fields.mask_of("drive", "FileList", text)
    assert schema_fields.apply(mask, whole) == left


def test_parameters_are_typed_and_have_their_defaults() -> None:
    found = params("gmail.users.messages.list", "maxResults=5&labelIds=A&labelIds=B")
    assert (found["maxResults"], found["labelIds"]) == (5, ["A", "B"])
    assert params("drive.files.list", "")["pageSize"] == 100
    assert params("drive.files.get", "includeItemsFromAllDrives=True&fields=id&key=k") == {
        "fileId": "x",
        "includeItemsFromAllDrives": True,
        "fields": "id",
        "acknowledgeAbuse": False,
        "supportsAllDrives": False,
        "supportsTeamDrives": False,
    }


@pytest.mark.parametrize(
    ("method", "query", "reason"),
    [
        ("drive.files.list", "nope=1", "invalidParameter"),
        ("drive.files.list", "pageSize=0", "invalidParameter"),
        ("drive.files.list", "pageSize=x", "invalidParameter"),
        ("drive.files.list", "corpora=a&corpora=b", "invalidParameter"),
        ("drive.files.list", "supportsAllDrives=maybe", "invalidParameter"),
        ("drive.files.export", "", "required"),
        ("sheets.spreadsheets.values.get", "majorDimension=UP", ""),
        ("drive.files.list", "alt=proto", "notImplemented"),
    ],
)
def test_a_bad_parameter_is_refused(method: str, query: str, reason: str) -> None:
    found = discovery.methods()[method]
    path = {p: "x" for p in ("fileId", "spreadsheetId", "range") if p in found.parameters}
    with pytest.raises(GoogleError) as caught:
        schema_params.read(found, path, query)
    assert caught.value.reason == reason
