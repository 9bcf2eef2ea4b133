from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calendars import KEYS
from tracker.errors import BadInput
from tracker.hours import Hours

WEEK = {"mon": [["07:00", "17:00"]]}
LA = "America/Los_Angeles"
MORNING, MIDNIGHT = 7 * 3600, 24 * 3600


def calendar(**changed: Any) -> dict[str, Any]:
    return {"tz": LA, "hours": WEEK, **changed}


def test_a_calendar_reads_alike_from_toml_and_from_json() -> None:
    toml = tomllib.loads(
        """
        tz = "America/Los_Angeles"
        hours = { mon = [[07:00:00, 12:00:00], ["13:00", "17:00"]] }
        holidays = [2026-12-25, "2027-01-01"]
        breaks = { 2026-11-23 = [["08:00", "08:30"]] }
        date_hours = { 2026-12-24 = [["07:00", "12:00"]] }
        """
    )
    hours = Hours.from_mapping(toml)
    assert hours.week[0] == ((MORNING, 12 * 3600), (13 * 3600, 17 * 3600))
    assert hours.week[1:] == ((),) * 6
    assert hours.holidays == {date(2026, 12, 25), date(2027, 1, 1)}
    assert hours.breaks == {date(2026, 11, 23): ((8 * 3600, 8 * 3600 + 1800),)}
    assert hours.date_hours == {date(2026, 12, 24): ((MORNING, 12 * 3600),)}


@pytest.mark.parametrize("midnight", ["24:00", "24:00:00", "23:59:59", time(23, 59, 59)])
def test_midnight_can_be_written_in_two_ways(midnight: object) -> None:
    hours = Hours.from_mapping(calendar(hours={"mon": [[time(7), midnight]]}))
    assert hours.week[0] == ((MORNING, MIDNIGHT),)


def test_windows_may_touch_and_stand_in_any_order() -> None:
    hours = Hours.from_mapping(
        calendar(hours={"mon": [["12:00", "17:00:30"], ["7:00", "12:00"]], "tue": []})
    )
    assert hours.week[0] == ((MORNING, 12 * 3600), (12 * 3600, 17 * 3600 + 30))


@pytest.mark.parametrize(
    ("changed", "key", "expected"),
    [
        ({"tz": "PST"}, "tz", "IANA name"),
        ({"tz": "EST5EDT"}, "tz", "IANA name"),
        ({"tz": "America/Gotham"}, "tz", "IANA name"),
        ({"tz": "America/Argentina"}, "tz", "IANA name"),
        ({"tz": "../etc/passwd"}, "tz", "IANA name"),
        ({"tz": "/etc/passwd"}, "tz", "IANA name"),
        ({"tz": "America/\0"}, "tz", "IANA name"),
        ({"tz": -8}, "tz", "IANA name"),
        ({"tz": None}, "tz", "missing"),
        ({"hours": None}, "hours", "missing"),
        ({"hours": {}}, "hours", "at least one window"),
        ({"hours": {"mon": []}}, "hours", "at least one window"),
        ({"hours": [["07:00", "17:00"]]}, "hours", "by day"),
        ({"hours": {"monday": [["07:00", "17:00"]]}}, "hours.monday", "one of mon, tue"),
        ({"hours": {1: []}}, "hours.1", "one of mon, tue"),
        ({"hours": {"mon": ["07:00", "17:00"]}}, "hours.mon[0]", "from and to"),
        ({"hours": {"mon": [["07:00"]]}}, "hours.mon[0]", "from and to"),
        ({"hours": {"mon": "07:00-17:00"}}, "hours.mon", "a list of windows"),
        ({"hours": {"mon": [["7am", "5pm"]]}}, "hours.mon[0]", "times such as"),
        ({"hours": {"mon": [["07:00", "24:01"]]}}, "hours.mon[0]", "times such as"),
        ({"hours": {"mon": [["07:60", "17:00"]]}}, "hours.mon[0]", "times such as"),
        ({"hours": {"mon": [["07:00", "17:00:60"]]}}, "hours.mon[0]", "times such as"),
        ({"hours": {"mon": [[7, 17]]}}, "hours.mon[0]", "times such as"),
        ({"hours": {"mon": [[time(7, 0, 0, 1), "17:00"]]}}, "hours.mon[0]", "times such as"),
        ({"hours": {"mon": [[time(7, tzinfo=UTC), "17:00"]]}}, "hours.mon[0]", "times such as"),
        ({"hours": {"mon": [["17:00", "07:00"]]}}, "hours.mon[0]", "two windows"),
        ({"hours": {"mon": [["18:00", "00:00"]]}}, "hours.mon[0]", '"24:00"'),
        ({"hours": {"mon": [["07:00", "07:00"]]}}, "hours.mon[0]", "begins before it ends"),
        (
            {"hours": {"mon": [["07:00", "12:00"], ["11:00", "17:00"]]}},
            "hours.mon",
            "don't overlap",
        ),
        ({"holidays": ["25 Dec"]}, "holidays[0]", "a date such as"),
        ({"holidays": ["12-25"]}, "holidays[0]", "a date such as"),
        ({"holidays": ["2026-12-25", "20261226"]}, "holidays[1]", "a date such as"),
        ({"holidays": [datetime(2026, 12, 25, tzinfo=UTC)]}, "holidays[0]", "a date such as"),
        ({"holidays": "2026-12-25"}, "holidays", "a list of dates"),
        ({"breaks": {"2026-02-30": []}}, "breaks.2026-02-30", "a date such as"),
        ({"breaks": [["08:00", "09:00"]]}, "breaks", "by date"),
        ({"date_hours": {"2026-12-24": [["x", "y"]]}}, "date_hours.2026-12-24[0]", "times such"),
        ({"timezone": LA}, "timezone", "one of the keys tz, hours"),
    ],
)
def test_a_mistake_is_refused_with_its_key_and_what_was_expected(
    changed: dict[str, Any], key: str, expected: str
) -> None:
    with pytest.raises(BadInput) as refused:
        Hours.from_mapping(calendar(**changed), where="calendars.business")
    assert refused.value.what.startswith(f"calendars.business.{key} ")
    assert expected in refused.value.why
    assert refused.value.fix.endswith(f"calendars.business.{key}.")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
TIMES = st.sampled_from(["07:00", "17:00", "24:00", "23:59:59", "25:00"]) | st.times()
SPANS = st.lists(st.lists(TIMES | SCALARS, max_size=3) | SCALARS, max_size=3)
DAYS = st.sampled_from(["mon", "sun", "2026-11-23", "x"]) | SCALARS
TABLES = st.dictionaries(DAYS, SPANS | SCALARS, max_size=3)


@given(
    st.dictionaries(
        st.sampled_from([*KEYS, "x"]),
        st.sampled_from([LA, "UTC", "PST"]) | TABLES | st.lists(SCALARS, max_size=2) | SCALARS,
        max_size=5,
    )
)
def test_whatever_stands_in_a_calendar_it_is_read_or_refused(table: dict[str, Any]) -> None:
    refused = ""
    try:
        assert any(Hours.from_mapping(table).week)
    except BadInput as error:
        refused = error.what
    assert refused.startswith("calendar") == bool(refused)
