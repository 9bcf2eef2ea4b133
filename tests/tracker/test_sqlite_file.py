from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.tracker.desk import event
from tracker.errors import StorageFailed
from tracker.sqlite import SqliteTracker
from tracker.sqlite_file import open_file, told, writing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A tracker of this version that holds one event."""
    path = tmp_path / "tracker.db"
    with closing(SqliteTracker(path)) as tracker:
        tracker.record("SM-1", [event("ack#1/open")])
    return path


def add_mood(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE cases ADD COLUMN mood TEXT")


def add_weather(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE cases ADD COLUMN weather TEXT")


def fail_halfway(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE cases ADD COLUMN weather TEXT")
    connection.execute("INSERT INTO no_such_table VALUES (1)")


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def text_file(path: Path) -> None:
    path.write_text("These are the notes of a colleague.\n" * 200)


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 7")


@pytest.mark.parametrize("make", [text_file, other_database, other_application])
def test_a_file_that_is_no_tracker_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "tracker.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StorageFailed) as caught:
        SqliteTracker(path)
    assert "not a tracker" in str(caught.value)
    assert caught.value.fix
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["tracker.db"]


def test_a_file_cut_short_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StorageFailed) as caught, closing(SqliteTracker(path)) as tracker:
        tracker.load(["SM-1"])
    assert "damaged" in caught.value.why


def test_a_newer_version_is_refused_and_left_as_it_is(path: Path) -> None:
    open_file(path, 1, steps=(add_mood,)).close()
    with pytest.raises(StorageFailed) as caught:
        SqliteTracker(path)
    assert "version 2" in caught.value.why
    assert "newest release" in caught.value.fix
    assert version(path) == 2


def test_an_older_version_is_brought_up_to_date_and_a_copy_is_kept(path: Path) -> None:
    with closing(open_file(path, 1, steps=(add_mood, add_weather))) as connection:
        assert connection.execute("SELECT number, mood, weather FROM cases").fetchall() == [
            ("SM-1", None, None)
        ]
    assert version(path) == 3
    assert version(path.with_name("tracker.db.version-2")) == 2
    copy = path.with_name("tracker.db.version-1")
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(SqliteTracker(copy)) as tracker:
        assert tracker.load(["SM-1"])[0].events == (event("ack#1/open"),)


def test_a_step_that_fails_leaves_the_version_before_it(path: Path) -> None:
    with pytest.raises(StorageFailed):
        open_file(path, 1, steps=(add_mood, fail_halfway))
    assert version(path) == 2
    with closing(open_file(path, 1, steps=(add_mood, add_weather))) as connection:
        connection.execute("SELECT mood, weather FROM cases")


def test_a_new_file_has_the_newest_version_at_once(tmp_path: Path) -> None:
    open_file(tmp_path / "new.db", 1).close()
    assert version(tmp_path / "new.db") == 1


def test_a_file_that_may_only_be_read_is_told(path: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
        pytest.raises(StorageFailed) as caught,
        told(path),
    ):
        connection.execute("DELETE FROM events")
    assert "not write to it" in caught.value.why


def delete_events_and_stop(connection: sqlite3.Connection) -> None:
    with writing(connection):
        connection.execute("DELETE FROM events")
        raise KeyboardInterrupt


def test_what_is_interrupted_takes_everything_back(path: Path) -> None:
    with closing(open_file(path, 1)) as connection:
        with pytest.raises(KeyboardInterrupt):
            delete_events_and_stop(connection)
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (1,)
        with writing(connection):
            connection.execute("DELETE FROM events")


def test_a_case_cannot_be_deleted_from_under_its_events(path: Path) -> None:
    with closing(open_file(path, 1)) as connection:
        with pytest.raises(StorageFailed), told(path):
            connection.execute("DELETE FROM cases")
        assert connection.execute("SELECT number FROM cases").fetchall() == [("SM-1",)]


def test_what_is_acknowledged_has_reached_the_disk(path: Path) -> None:
    with closing(open_file(path, 1)) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
