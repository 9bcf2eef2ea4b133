"""Trackers that older versions of this program made, opened by this one."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.tracker.desk import event
from tracker.errors import StorageFailed
from tracker.port import Query
from tracker.sqlite import SqliteTracker
from tracker.sqlite_file import STEPS, open_file

DATA = Path(__file__).with_name("data")
#: A program that opens the tracker at its first argument, and what brings it to a newer version.
PROGRAM = """
import os, signal, sqlite3, sys, time
from pathlib import Path
from tracker.sqlite_file import open_file

path = Path(sys.argv[1])

def step(connection):
    connection.execute("ALTER TABLE cases ADD COLUMN mood TEXT")
    with path.with_name("steps").open("a") as log:
        log.write("step\\n")
    {more}
    connection.execute("UPDATE cases SET mood = 'calm'")

open_file(path, 30, (step,)).close()
"""


@pytest.fixture(params=sorted(DATA.glob("version-*.sql")), ids=lambda path: str(path.stem))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A tracker as an older version has made it."""
    path = tmp_path / "tracker.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(request.param.read_text(encoding="utf-8"))
    return path


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def everything(path: Path) -> dict[str, list[object]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = ("cases", "events", "observations", "rows", "columns", "tabs", "names")
        return {t: connection.execute(f"SELECT * FROM {t}").fetchall() for t in tables}  # noqa: S608  tables of our own


def steps(path: Path) -> int:
    log = path.with_name("steps")
    return len(log.read_text().splitlines()) if log.exists() else 0


def migrate(path: Path, more: str = "") -> subprocess.Popen[bytes]:
    """Another process that brings the tracker to its next version."""
    code = PROGRAM.format(more=more)
    return subprocess.Popen([sys.executable, "-c", code, str(path)])


def test_what_an_older_version_wrote_is_read_found_and_gone_on_with(old: Path) -> None:
    with closing(SqliteTracker(old)) as tracker:
        ada, ben = tracker.load(tracker.numbers())
        assert (ada.facts["user.name"], ada.stage) == ("Ada Acked", "received")
        assert (ben.facts["user.name"], ben.stage) == ("Ben Begun", "research")
        assert ben.facts["document.title"] == "Ben Begun / 51002"
        row = tracker.row(ben.number)
        assert row is not None
        assert row.cells["Notes"] == "Call after noon."
        assert list(tracker.cases(Query(stage="received"))) == [ada.number]
        assert [m.case for m in tracker.earlier("", "Ben Begunn")] == [ben.number]
        assert tracker.by_root("<root-51001@mail.example.com>") == [ada.number]
        tracker.record(ada.number, [event("sent#1/x", "acknowledged", stage="acknowledged")])
        assert tracker.load([ada.number])[0].stage == "acknowledged"
    assert version(old) == len(STEPS) + 1
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_second_opening_changes_nothing(old: Path) -> None:
    SqliteTracker(old).close()
    before, names = everything(old), {file.name for file in old.parent.iterdir()}
    SqliteTracker(old).close()
    assert everything(old) == before
    assert {file.name for file in old.parent.iterdir()} == names


def test_one_that_is_killed_half_way_is_brought_up_to_date_by_the_next(old: Path) -> None:
    before = everything(old)
    killed = migrate(old, "os.kill(os.getpid(), signal.SIGKILL)")
    assert killed.wait(60) == -signal.SIGKILL
    assert version(old) == 1
    assert everything(old) == before
    assert migrate(old).wait(60) == 0
    assert version(old) == 2
    with closing(sqlite3.connect(old)) as connection:
        assert {m for (m,) in connection.execute("SELECT mood FROM cases")} == {"calm"}
    copy = old.with_name("tracker.db.version-1")
    assert version(copy) == 1
    assert everything(copy) == before


def test_of_two_that_open_it_at_once_one_brings_it_up_to_date(old: Path) -> None:
    both = [migrate(old, "time.sleep(0.3)") for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert steps(old) == 1
    assert version(old) == 2
    assert version(old.with_name("tracker.db.version-1")) == 1


def test_one_that_is_newer_is_refused_in_words(old: Path) -> None:
    assert migrate(old).wait(60) == 0
    before = everything(old)
    with pytest.raises(StorageFailed) as caught:
        open_file(old, 1)
    assert "made by a newer summarizer" in caught.value.what
    assert "Upgrade" in caught.value.fix
    assert everything(old) == before
