from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.google.sheets.a1 import column, corners, letters, resolve, split, written
from tests.google.sheets.model import Area, Invalid, Spreadsheet, blank_sheet, new_spreadsheet

TITLES = st.text(min_size=1, max_size=20).filter(lambda text: text.strip("'"))


@given(st.integers(0, 18_277))
def test_a_column_is_read_as_it_is_written(index: int) -> None:
    assert column(letters(index)) == index


@given(TITLES, st.integers(0, 9), st.integers(1, 10), st.integers(0, 9), st.integers(1, 10))
def test_a_range_is_read_as_it_is_written_whatever_the_title(
    title: str, top: int, bottom: int, left: int, right: int
) -> None:
    book = Spreadsheet("", [blank_sheet(0, "Other", 5, 5), blank_sheet(7, title, 10, 10)])
    area = Area(7, top, max(bottom, top + 1), left, max(right, left + 1))
    if title.casefold() != "other":
        assert resolve(book, written(book.sheets[1], area)) == area


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B2", (1, 2, 1, 2)),
        ("A1:B2", (0, 2, 0, 2)),
        ("b2:a1", (0, 2, 0, 2)),
        ("$A$1:$B$2", (0, 2, 0, 2)),
        ("A:C", (None, None, 0, 3)),
        ("2:3", (1, 3, None, None)),
        ("A2:A", (1, None, 0, 1)),
        ("A2:2", (1, 2, 0, None)),
        ("Sheet1", None),
        ("A0", None),
        ("A", None),
        (":", None),
        ("", None),
    ],
)
def test_corners_may_be_open(text: str, expected: object) -> None:
    assert corners(text) == expected


def test_quotes_and_marks_belong_to_the_title() -> None:
    assert split("'It''s 50/50!'!A1") == ("It's 50/50!", "A1")
    assert split("'D3'") == ("D3", "")
    assert split("Open cases!A1:B") == ("Open cases", "A1:B")
    for text in ("Sheet1!", "!A1", "'Sheet1"):
        with pytest.raises(Invalid, match="Unable to parse range"):
            split(text)


@given(st.text(max_size=30))
def test_what_is_no_range_is_refused_and_never_breaks_the_server(text: str) -> None:
    book = new_spreadsheet("T")
    if text.casefold() in {"sheet1", "'sheet1'"} or corners(text):
        assert resolve(book, text).sheet_id == 0
    else:
        with pytest.raises(Invalid):
            resolve(book, text)
