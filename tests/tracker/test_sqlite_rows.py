from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.tracker.browser import Browser
from tests.tracker.desk import COMPLETE, NOON, PENDING, cells, put
from tracker.errors import BadInput
from tracker.sqlite import SqliteTracker
from tracker.sqlite_values import quoted


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[SqliteTracker]:
    with closing(SqliteTracker(tmp_path / "tracker.db")) as tracker:
        yield tracker


@pytest.fixture
def people(tmp_path: Path) -> Browser:
    return Browser(tmp_path / "tracker.db")


def test_each_tab_is_a_view_of_its_rows(tracker: SqliteTracker, people: Browser) -> None:
    put(tracker, "SM-1", PENDING, User="Ana")
    put(tracker, "SM-2", COMPLETE, User="Bo")
    people.add_column("Mood")
    found = people.run(f'SELECT "Case", "User", "Mood" FROM {quoted(PENDING)}')  # noqa: S608  people type SQL
    assert found == [("SM-1", "Ana", None)]


@pytest.mark.parametrize("tab", ["events", "ROWS", "sqlite_x", "", "a tab", "x' OR '1'='1", "]"])
def test_a_view_takes_no_other_name_from_the_file(
    tracker: SqliteTracker, people: Browser, tab: str
) -> None:
    put(tracker, "SM-1", "A tab")
    put(tracker, "SM-2", tab)
    assert tracker.tabs() == ["A tab", tab]
    view = people.run("SELECT name FROM sqlite_schema WHERE type = 'view'")[-1][0]
    assert people.run(f'SELECT "Case" FROM {quoted(str(view))}') == [("SM-2",)]  # noqa: S608  people type SQL


def test_people_may_rename_and_remove_columns(tracker: SqliteTracker, people: Browser) -> None:
    put(tracker, "SM-1", User="Ana", Notes="old", Due=NOON)
    people.run('ALTER TABLE rows RENAME COLUMN "Notes" TO "notes"')
    people.run('ALTER TABLE rows RENAME COLUMN "User" TO "Customer"')
    people.run('ALTER TABLE rows DROP COLUMN "Due"')
    put(tracker, "SM-1", User="Ana Lee", Notes="new", Due=NOON)
    expected = {"Case": "SM-1", "Customer": "Ana", "User": "Ana Lee", "Notes": "new", "Due": NOON}
    assert cells(tracker, "SM-1") == expected


def test_what_people_leave_in_their_columns_is_read_whatever_it_is(
    tracker: SqliteTracker, people: Browser
) -> None:
    put(tracker, "SM-1", Notes="x")
    people.run("ALTER TABLE rows ADD COLUMN Number INTEGER")
    people.run("ALTER TABLE rows ADD COLUMN Any")
    people.run('UPDATE rows SET Number = 5, "Any" = 2.5, Notes = 7')
    assert cells(tracker, "SM-1") == {"Case": "SM-1", "Notes": "7", "Number": 5, "Any": "2.5"}
    people.run("UPDATE rows SET \"Any\" = x'C3A4FF'")
    assert cells(tracker, "SM-1")["Any"] == "ä\N{REPLACEMENT CHARACTER}"


def test_a_case_keeps_its_number(tracker: SqliteTracker) -> None:
    put(tracker, "SM-1", User="Ana")
    with pytest.raises(BadInput):
        tracker.write_cells("SM-1", {"Case": "SM-2", "User": "Bo"})
    assert cells(tracker, "SM-1") == {"Case": "SM-1", "User": "Ana"}


def test_thousands_of_rows_and_cases_are_read(tracker: SqliteTracker, people: Browser) -> None:
    put(tracker, "0")
    people.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1199)"
        ' INSERT INTO rows ("Case", "Tab") SELECT i, ? FROM n',
        PENDING,
    )
    numbers = [str(i) for i in range(1200)]
    assert [row.case for row in tracker.rows()] == numbers
    assert [row.case for row in tracker.rows(PENDING)] == numbers
    assert [case.number for case in tracker.load(numbers)] == numbers
