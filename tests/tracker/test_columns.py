from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.columns import (
    Cell,
    ColumnType,
    Link,
    display,
    from_text,
    harmless,
    storable,
    to_text,
    type_of,
)
from tracker.errors import BadInput

PACIFIC = timezone(-timedelta(hours=8))
OFFSETS = st.timedeltas(-timedelta(hours=23), timedelta(hours=23)).map(timezone)
LINK_PARTS = st.text(st.sampled_from("ab \\<>/:\n漢") | st.characters())
CELLS = (
    st.none()
    | st.text(min_size=1)
    | st.integers()
    | st.datetimes(timezones=OFFSETS)
    | st.builds(Link, LINK_PARTS, LINK_PARTS)
)


@given(CELLS)
@example(Link("a <b> \\", "https://example.com/<x> <y>"))
@example(Link("https://example.com", "https://example.com"))
@example(Link("", ""))
@example(Link(" ", "> <"))
def test_every_cell_comes_back_from_its_text(cell: Cell) -> None:
    found = from_text(to_text(cell), type_of(cell) or "text")
    assert found == cell
    assert type(found) is type(cell)


@given(st.datetimes(timezones=OFFSETS))
def test_a_time_keeps_its_offset(time: datetime) -> None:
    found = from_text(to_text(time), "time")
    assert isinstance(found, datetime)
    assert found.utcoffset() == time.utcoffset()


@pytest.mark.parametrize("type_", ["text", "number", "time", "link"])
def test_no_text_is_an_empty_cell(type_: ColumnType) -> None:
    assert from_text("", type_) is None
    assert to_text(None) == to_text("") == ""
    assert type_of("") is type_of(None) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (datetime(2026, 11, 19, 8, 3, tzinfo=PACIFIC), "2026-11-19T08:03:00-08:00"),
        (datetime(2026, 11, 19, 16, 3, 0, 5, UTC), "2026-11-19T16:03:00.000005+00:00"),
        (Link("Ana Lee / 44170", "https://e.com/d"), "Ana Lee / 44170 <https://e.com/d>"),
        (Link("https://e.com/d", "https://e.com/d"), "https://e.com/d"),
        (Link("a <3", "https://e.com"), "a \\<3 <https://e.com>"),
        (-12, "-12"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_is_text_that_a_person_can_read(cell: Cell, text: str) -> None:
    assert to_text(cell) == text


@pytest.mark.parametrize(
    ("text", "type_", "cell"),
    [
        ("2026-11-19 08:03-08:00", "time", datetime(2026, 11, 19, 8, 3, tzinfo=PACIFIC)),
        (" 2026-11-19T16:03:00Z\n", "time", datetime(2026, 11, 19, 16, 3, tzinfo=UTC)),
        ("+7", "number", 7),
        (" 12 ", "number", 12),
        ("Ana<https://e.com>", "link", Link("Ana", "https://e.com")),
        ("C:\\x <file:///c/x>", "link", Link("C:\\x", "file:///c/x")),
        (" https://e.com/d ", "link", Link("https://e.com/d", "https://e.com/d")),
    ],
)
def test_what_people_type_is_understood(text: str, type_: ColumnType, cell: Cell) -> None:
    assert from_text(text, type_) == cell


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("tomorrow", "time"),
        ("2026-11-19T08:03:00", "time"),
        ("2026-11-19", "time"),
        ("12.5", "number"),
        ("1_000", "number"),
        ("٣", "number"),
        ("9" * 5000, "number"),
        ("Ana Lee", "link"),
        ("Ana <https://e.com", "link"),
        ("javascript:alert(1)", "link"),
    ],
)
def test_text_that_is_not_of_its_columns_type_is_refused(text: str, type_: ColumnType) -> None:
    with pytest.raises(BadInput) as caught:
        from_text(text, type_)
    assert text in caught.value.what


def test_a_time_without_an_offset_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        to_text(datetime(2026, 11, 19))  # noqa: DTZ001  the mistake


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        (None, ""),
        (7, "7"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
        ("\x1b[31mred\x1b[0m \x07\x9b2J", "[31mred [0m 2J"),
        ("exe\N{RIGHT-TO-LEFT OVERRIDE}txt.ana", "exetxt.ana"),
        (Link("Ana\nLee", "https://e.com"), "Ana Lee"),
        (Link("", "https://e.com"), "https://e.com"),
        (datetime(2026, 11, 19, 8, 3, 59, tzinfo=PACIFIC), "2026-11-19 08:03-08:00"),
        ("שלום 漢字 👩‍🚀", "שלום 漢字 👩‍🚀"),
    ],
)
def test_a_cell_is_one_line_on_a_terminal(cell: Cell, line: str) -> None:
    assert display(cell) == line


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\N{NO-BREAK SPACE}=1",
     "＝1", "＋1", "－1", "＠x", '=HYPERLINK("http://example.com")'],  # noqa: RUF001  full-width signs
)  # fmt: skip
def test_text_is_never_a_formula_in_a_csv_file(text: str) -> None:
    file = io.StringIO()
    csv.writer(file).writerow([harmless(text)])
    (cell,) = next(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert cell == "'" + text


@pytest.mark.parametrize("text", ["", "Ana", "1+1", "a=b", "'=1", "<a@example.com>", " a"])
def test_other_text_stays_as_it_is_in_a_csv_file(text: str) -> None:
    assert harmless(text) == text


@given(st.text(st.characters(exclude_categories=[]) | st.sampled_from("\0\ud800\udfff")))
def test_any_text_can_be_stored(text: str) -> None:
    found = storable(text)
    found.encode()
    assert "\0" not in found
    assert len(found) == len(text)
    assert storable(found) == found
