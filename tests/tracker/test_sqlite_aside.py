from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.tracker.desk import NOON, event
from tracker.errors import StorageFailed
from tracker.sqlite import SqliteTracker
from tracker.sqlite_aside import Contents, contents, has_wal, in_place_of, keep, rebuilding

OLD = b"what is left of a tracker"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A damaged file, with one beside it that SQLite would take for its changes."""
    path = tmp_path / "tracker.db"
    path.write_bytes(OLD)
    path.with_name("tracker.db-wal").write_bytes(b"changes")
    return path


def names(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir() if not file.name.endswith(".locks")}


def test_a_copy_is_kept_with_what_stood_beside_it_and_only_once(path: Path) -> None:
    found = contents(path)
    assert has_wal(path)
    aside, same = keep(path, found, NOON)
    assert aside == path.with_name("tracker.db.damaged-20261119T120000")
    assert same == found == Contents(OLD, b"changes")
    assert contents(aside) == found
    assert aside.stat().st_mode & 0o777 == 0o600
    assert keep(path, found, NOON.replace(hour=13)) == (aside, found)
    assert len(names(path)) == 4


def test_a_run_that_was_killed_before_its_end_leaves_the_changes_with_the_copy(path: Path) -> None:
    aside, _ = keep(path, contents(path), NOON)
    path.with_name("tracker.db-wal").unlink()
    assert keep(path, contents(path), NOON) == (aside, Contents(OLD, b"changes"))


def test_other_damage_at_the_same_time_is_kept_beside_the_first(path: Path) -> None:
    first, _ = keep(path, contents(path), NOON)
    path.write_bytes(b"something else")
    second, _ = keep(path, contents(path), NOON)
    assert first
    assert second
    assert first.read_bytes() == OLD
    assert second.read_bytes() == b"something else"


def test_of_an_empty_file_nothing_is_kept(path: Path) -> None:
    assert keep(path, Contents(), NOON) == (None, Contents())


def test_a_new_tracker_takes_the_place_whole_and_without_what_stood_beside(path: Path) -> None:
    with in_place_of(path) as tracker:
        tracker.record("SM-1", [event("ack#1/x")])
        assert path.read_bytes() == OLD
    with closing(SqliteTracker(path)) as tracker:
        assert tracker.numbers() == ["SM-1"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert names(path) == {"tracker.db"}


def stop(path: Path) -> None:
    with in_place_of(path) as tracker:
        tracker.record("SM-1", [event("ack#1/x")])
        raise KeyboardInterrupt


def test_one_that_was_not_finished_leaves_everything_as_it_was(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        stop(path)
    assert contents(path) == Contents(OLD, b"changes")
    assert names(path) == {"tracker.db", "tracker.db-wal"}


def test_what_a_killed_run_has_left_is_not_taken_over(path: Path) -> None:
    with closing(SqliteTracker(path.with_name("tracker.db.new"))) as left:
        left.record("SM-9", [event("ack#1/x")])
    with in_place_of(path) as tracker:
        assert tracker.numbers() == []


def test_two_do_not_rebuild_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.sqlite_aside._PATIENCE", 0.1)
    with rebuilding(path), pytest.raises(StorageFailed, match="in use"), rebuilding(path):
        pass
