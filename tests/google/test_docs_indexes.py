"""Indexes count UTF-16 code units and structure, and shift with each edit as Google's do."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.google.docs_answer import INLINE, content
from tests.google.docs_batch import applied
from tests.google.docs_model import BODY, Document, Json
from tests.google.docs_new import new_document
from tests.google.world import GoogleError

LETTERS = st.text(alphabet="aß🙂\n\t {", min_size=1, max_size=6)
PLACES = st.integers(0, 60)


def at(index: int) -> Json:
    return {"location": {"index": index}}


def between(start: int, end: int) -> Json:
    return {"range": {"startIndex": start, "endIndex": end}}


def beside(index: int) -> Json:
    where = {"tableStartLocation": {"index": index}, "rowIndex": 0, "columnIndex": 0}
    return {"tableCellLocation": where}


EDITS = st.one_of(
    st.builds(lambda i, t: {"insertText": {**at(i), "text": t}}, PLACES, LETTERS),
    st.builds(lambda i, n: {"deleteContentRange": between(i, i + n)}, PLACES, st.integers(1, 20)),
    st.builds(lambda i: {"insertTable": {**at(i), "rows": 2, "columns": 2}}, PLACES),
    st.builds(lambda i: {"insertTableRow": beside(i)}, PLACES),
    st.builds(lambda i: {"deleteTableColumn": beside(i)}, PLACES),
    st.builds(lambda i: {"insertPageBreak": at(i)}, PLACES),
    st.builds(lambda i: {"createNamedRange": {"name": "n", **between(i, i + 3)}}, PLACES),
    st.builds(
        lambda old, new: {"replaceAllText": {"containsText": {"text": old}, "replaceText": new}},
        st.sampled_from(["a", "🙂", "a{"]),
        st.sampled_from(["", "🙂🙂", "x\ny"]),
    ),
)


def elements(value: Any) -> Iterator[Json]:
    """Everything that has indexes, outside before inside."""
    if isinstance(value, dict):
        if "endIndex" in value:
            yield value
        for inner in value.values():
            yield from elements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from elements(inner)


def check(document: Document) -> None:
    """What Google promises: blocks follow each other, a run is as long as its text."""
    body = content(document, INLINE, tabs=False)["body"]["content"]
    where = 0
    for block in body:
        assert block.get("startIndex", 0) == where
        where = block["endIndex"]
    assert "paragraph" in body[-1]
    for found in elements(body):
        start, end = found.get("startIndex", 0), found["endIndex"]
        if "textRun" in found:
            assert end - start == len(found["textRun"]["content"].encode("utf-16-le")) // 2
        if "paragraph" in found:
            runs = found["paragraph"]["elements"]
            assert runs[-1]["textRun"]["content"].endswith("\n")
            assert (runs[0].get("startIndex", 0), runs[-1]["endIndex"]) == (start, end)
        if "table" in found:
            rows = found["table"]["tableRows"]
            assert (rows[0]["startIndex"], rows[-1]["endIndex"]) == (start + 1, end - 1)
            for row in rows:
                cells = row["tableCells"]
                assert cells[0]["startIndex"] == row["startIndex"] + 1
                assert cells[-1]["endIndex"] == row["endIndex"]
                assert all(c["content"][0]["startIndex"] == c["startIndex"] + 1 for c in cells)
    for named in document.tabs[0].ranges:
        assert 0 < named.start < named.end <= where


@given(st.lists(EDITS, max_size=12))
@settings(max_examples=100, deadline=None)
def test_whatever_is_edited_the_indexes_fit_the_text(edits: list[Json]) -> None:
    document = new_document("")
    for edit in edits:
        given_one, before = document, copy.deepcopy(document)
        try:
            document, _ = applied(document, [edit])
        except GoogleError as error:
            if error.status != 400:
                raise
        assert given_one == before
        check(document)


@given(LETTERS, LETTERS, st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_what_is_put_in_and_taken_out_again_leaves_no_trace(
    first: str, second: str, where: int
) -> None:
    document, _ = applied(new_document(""), [{"insertText": {**at(1), "text": first}}])
    size = len(second.encode("utf-16-le")) // 2
    try:
        after, _ = applied(document, [{"insertText": {**at(where), "text": second}}])
    except GoogleError:
        return  # behind the end, or inside a character
    again, _ = applied(after, [{"deleteContentRange": between(where, where + size)}])
    assert again.tabs[0].segments[BODY] == document.tabs[0].segments[BODY]


def test_a_table_takes_a_unit_for_itself_each_row_each_cell_and_its_end() -> None:
    document, _ = applied(new_document(""), [{"insertTable": {**at(1), "rows": 2, "columns": 3}}])
    blocks = content(document, INLINE, tabs=False)["body"]["content"]
    assert [(b.get("startIndex", 0), b["endIndex"]) for b in blocks] == [
        (0, 1),
        (1, 2),
        (2, 18),
        (18, 19),
    ]
    rows = blocks[2]["table"]["tableRows"]
    assert [(r["startIndex"], r["endIndex"]) for r in rows] == [(3, 10), (10, 17)]
    assert rows[1]["tableCells"][2]["content"][0]["startIndex"] == 16


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"insertText": {**at(4), "text": "x"}}, "inside the bounds of an existing paragraph"),
        ({"insertText": {**at(0), "text": "x"}}, "inside the bounds of an existing paragraph"),
        ({"insertText": {**at(99), "text": "x"}}, "Index 99 must be less than the end index"),
        ({"insertText": {**at(17), "text": "x"}}, "within a grapheme cluster"),
        ({"deleteContentRange": between(17, 18)}, "Invalid deletion range"),
        ({"deleteContentRange": between(3, 4)}, "Invalid deletion range"),
        ({"deleteContentRange": between(1, 5)}, "Invalid deletion range"),
        ({"deleteContentRange": between(7, 8)}, "Invalid deletion range"),
        ({"deleteContentRange": between(0, 2)}, "first section break"),
        ({"deleteContentRange": between(16, 19)}, "newline character at the end of the segment"),
        ({"deleteContentRange": between(2, 2)}, "should not be empty"),
        ({"insertTableRow": beside(3)}, "Must specify the start index of the table"),
        ({"updateTextStyle": {**between(1, 2), "textStyle": {}}}, "At least one field"),
    ],
)
def test_what_would_break_the_document_is_refused(request_: Json, said: str) -> None:
    document, _ = applied(
        new_document(""),
        [
            {"insertText": {**at(1), "text": "a🙂"}},
            {"insertTable": {**at(2), "rows": 2, "columns": 2}},
        ],
    )
    before = copy.deepcopy(document)
    with pytest.raises(GoogleError, match=said) as caught:
        applied(document, [{"insertText": {**at(1), "text": "b"}}, request_])
    assert caught.value.message.startswith(f"Invalid requests[1].{next(iter(request_))}: ")
    assert document == before
