from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.columns import Cell, Link, storable
from tracker.errors import BadInput
from tracker.sheets_cells import content, decode, encode, moved_formula

ZONE = "America/Los_Angeles"
TEXTS = st.text(min_size=1, max_size=60).map(storable)
#: A spreadsheet's number tells microseconds apart up to 2079.
TIMES = st.datetimes(datetime(1950, 1, 1), datetime(2079, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  Hypothesis adds the zone
CELLS = st.one_of(TEXTS, st.integers(-(2**80), 2**80), TIMES, st.builds(Link, TEXTS, TEXTS))


@given(CELLS)
def test_every_cell_comes_back_and_none_is_a_formula(cell: Cell) -> None:
    data = encode(cell, ZONE)
    found = decode(data, ZONE)
    assert found == cell
    assert type(found) is type(cell)
    assert "formulaValue" not in data["userEnteredValue"]


@pytest.mark.parametrize("minute", range(0, 240, 15))
def test_the_hour_that_clocks_show_twice_is_told_apart(minute: int) -> None:
    time = datetime(2026, 11, 1, 7, tzinfo=UTC) + timedelta(minutes=minute)
    assert decode(encode(time, ZONE), ZONE) == time


@pytest.mark.parametrize(
    ("data", "cell"),
    [
        ({}, None),
        ({"userEnteredValue": {"stringValue": ""}}, None),
        ({"userEnteredValue": {"numberValue": 2.5}}, "2.5"),
        ({"userEnteredValue": {"numberValue": 4.0}}, 4),
        ({"userEnteredValue": {"boolValue": True}}, "TRUE"),
        ({"effectiveValue": {"errorValue": {"type": "REF"}}}, "#REF"),
        (
            {
                "userEnteredValue": {"formulaValue": "=1+1"},
                "effectiveValue": {"numberValue": 2},
            },
            2,
        ),
        (
            {
                "userEnteredValue": {"numberValue": 46345},
                "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "m/d/yyyy"}},
            },
            datetime(2026, 11, 19, 8, tzinfo=UTC),
        ),
        (
            {
                "userEnteredValue": {"numberValue": 1e300},
                "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": ""}},
            },
            "1e+300",
        ),
        (
            {
                "userEnteredValue": {"stringValue": "Doc"},
                "hyperlink": "https://example.com",
            },
            Link("Doc", "https://example.com"),
        ),
    ],
)
def test_what_people_leave_in_a_cell_is_read(data: dict[str, Any], cell: Cell) -> None:
    assert decode(data, ZONE) == cell


def test_an_address_that_is_no_web_address_stays_text() -> None:
    data = encode(Link("x", "javascript:alert(1)"), ZONE)
    assert "textFormat" not in data["userEnteredFormat"]
    assert decode(data, ZONE) == Link("x", "javascript:alert(1)")


def test_a_cell_takes_fifty_thousand_units() -> None:
    encode("\N{GRINNING FACE}" * 25_000, ZONE)
    with pytest.raises(BadInput):
        encode("\N{GRINNING FACE}" * 25_001, ZONE)


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=B5*2", "=B12*2"),
        ("=$B5+C$5+AA5", "=$B12+C$5+AA12"),
        ("=TODAY()-C5", "=TODAY()-C12"),
        ("=B4+B55+Other!B5", "=B4+B55+Other!B5"),
        ("=LOG10(B5)", "=LOG10(B12)"),
    ],
)
def test_a_formula_of_its_own_line_moves_with_it(formula: str, moved: str) -> None:
    data = {"userEnteredValue": {"formulaValue": formula}, "note": "n"}
    found = moved_formula(data, 4, 11)
    assert found == {"userEnteredValue": {"formulaValue": moved}, "note": "n"}
    assert content(found) == content(data)
