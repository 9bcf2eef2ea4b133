from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.sqlite_pages import Record, Value, records

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.binary(),
)
LONG = "a long text, with ä and 漢 "


def made(folder: Path, lines: list[tuple[Value, Value]], page: int = 4096) -> Path:
    """A file with these lines in one table."""
    file = folder / "lines.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA page_size = {page}")
        connection.execute("CREATE TABLE lines (id INTEGER PRIMARY KEY, a, b)")
        connection.executemany("INSERT INTO lines (a, b) VALUES (?, ?)", lines)
        connection.commit()
    return file


def lines_of(file: Path, wal: bytes = b"") -> list[Record]:
    found = records(file.read_bytes(), wal)
    return sorted(r for r in found if r.row is not None and r.values[0] is None)


@settings(max_examples=15, deadline=None)
@given(lines=st.lists(st.tuples(VALUES, VALUES), max_size=30), page=st.sampled_from([512, 4096]))
def test_every_line_is_read_as_it_was_written(lines: list[tuple[Value, Value]], page: int) -> None:
    with TemporaryDirectory() as folder:
        found = lines_of(made(Path(folder), lines, page))
        assert [r.row for r in found] == list(range(1, len(lines) + 1))
        assert [r.values for r in found] == [(None, *line) for line in lines]


@pytest.mark.parametrize("length", [3_000, 4_100, 9_000, 200_000])
def test_a_long_line_is_put_together_from_its_pages(tmp_path: Path, length: int) -> None:
    text = (LONG * length)[:length]
    (found,) = lines_of(made(tmp_path, [(text, length)]))
    assert found == (1, (None, text, length))


def test_what_was_deleted_is_not_read(tmp_path: Path) -> None:
    file = made(tmp_path, [(LONG * 50, n) for n in range(200)])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM lines WHERE id > 3")
        connection.commit()
    assert [r.row for r in lines_of(file)] == [1, 2, 3]


def test_what_was_committed_beside_the_file_counts_and_what_was_not_does_not(
    tmp_path: Path,
) -> None:
    file = made(tmp_path, [("kept", 1)])
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("INSERT INTO lines (a, b) VALUES ('committed', 2)")
        connection.execute("BEGIN")
        for n in range(500):
            connection.execute("INSERT INTO lines (a, b) VALUES (?, 3)", (LONG * 20 + str(n),))
        wal = file.with_name("lines.db-wal").read_bytes()
        assert len(wal) > 20 * 4096
        assert [r.values[1] for r in lines_of(file, wal)] == ["kept", "committed"]
        assert [r.values[1] for r in lines_of(file)] == ["kept"]
        connection.execute("ROLLBACK")


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_damage_makes_up_a_line_that_cannot_be_there_or_ends_in_an_error(
    data: st.DataObject,
) -> None:
    with TemporaryDirectory() as folder:
        content = bytearray(made(Path(folder), [(LONG * 9, n) for n in range(60)]).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        bad = data.draw(st.binary(min_size=1, max_size=300))
        content[at : at + len(bad)] = bad
    cut = data.draw(st.integers(0, len(content)))
    assert len(list(records(bytes(content[:cut])))) <= 70
    assert list(records(data.draw(st.binary(max_size=600)))) == []
