from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tracker.port import Query
from tracker.sqlite import SqliteTracker
from tracker.sqlite_search import by_root, earlier, numbers

NOW = datetime(2026, 11, 19, tzinfo=UTC)
OVERDUE = Query(open=True, due_before=NOW)
Asks = Callable[[sqlite3.Connection], Any]


def plans(path: Path, ask: Asks) -> list[str]:
    """How SQLite answers each query that is asked: `EXPLAIN QUERY PLAN`."""
    asked: list[str] = []
    with closing(sqlite3.connect(path)) as connection:
        connection.set_trace_callback(asked.append)
        ask(connection)
        connection.set_trace_callback(None)
        ours = (query for query in asked if not query.startswith("--"))  # a table's own queries
        found = [connection.execute(f"EXPLAIN QUERY PLAN {q}").fetchall() for q in ours]
    return [detail for rows in found for *_, detail in rows]


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: numbers(c, OVERDUE),
        lambda c: numbers(c, OVERDUE._replace(owner="dana")),
        lambda c: numbers(c, Query(open=True)),
        lambda c: numbers(c, Query(tab="Pending")),
        lambda c: numbers(c, Query(stage="research")),
        lambda c: by_root(c, "<1@example.com>"),
        lambda c: earlier(c, "44170", "Uma Ray", 10),
    ],
    ids=["overdue", "overdue of one", "open", "tab", "stage", "thread", "earlier"],
)
def test_a_question_reads_what_it_finds_and_not_the_archive(tmp_path: Path, ask: Asks) -> None:
    SqliteTracker(tmp_path / "tracker.db").close()
    found = plans(tmp_path / "tracker.db", ask)
    assert found
    whole = [step for step in found if step.startswith("SCAN") and "VIRTUAL" not in step]
    assert [step for step in whole if "json_each" not in step] == []


def test_overdue_cases_are_read_in_the_order_of_the_index(tmp_path: Path) -> None:
    SqliteTracker(tmp_path / "tracker.db").close()
    found = plans(tmp_path / "tracker.db", lambda c: numbers(c, OVERDUE))
    assert "SEARCH cases USING COVERING INDEX cases_open (open=? AND due<?)" in found
    assert not any("TEMP B-TREE" in step for step in found)
