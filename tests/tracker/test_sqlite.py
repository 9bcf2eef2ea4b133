from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracker.browser import Browser
from tests.tracker.contract import TrackerContract
from tests.tracker.desk import COMPLETE, PENDING, cells, event, put
from tracker.case import Event
from tracker.errors import NotFound, StorageFailed
from tracker.port import Observation, Query, Row, Wish
from tracker.sqlite import SqliteTracker

ROOT = Path(__file__).parents[2]
#: Opens the tracker named by the first argument, for scripts that run as another process.
PREAMBLE = """
import sys
from pathlib import Path
from tests.tracker.desk import event, PENDING
from tracker.port import Row
from tracker.sqlite import SqliteTracker
tracker = SqliteTracker(Path(sys.argv[1]))
"""


FIRST = ("Aaliyah", "Bogdan", "Chiara", "Dmitri", "Esther", "Fatima", "Gustav", "Hannah", "Ibrahim")
LAST = ("Abernathy", "Bergstrom", "Castellano", "Dubrovnik", "Eriksson", "Fitzgerald", "Gallagher")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def tracker(path: Path) -> Iterator[SqliteTracker]:
    with closing(SqliteTracker(path)) as tracker:
        yield tracker


@pytest.fixture
def people(path: Path) -> Browser:
    return Browser(path)


def python(script: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    """Another process that runs this after the preamble, and says what it has done on stdout."""
    command = [sys.executable, "-c", PREAMBLE + script, str(path), *arguments]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


@pytest.fixture
def another(path: Path) -> Iterator[Callable[[], SqliteTracker]]:
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(SqliteTracker(path, timeout=0.2)))


@pytest.fixture
def failing(path: Path) -> Iterator[SqliteTracker]:
    with closing(SqliteTracker(path)) as tracker:
        put(tracker, "SM-1")
    with path.open("r+b") as file:  # all pages but the first, which says what the file is
        size = file.seek(0, os.SEEK_END)
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with closing(SqliteTracker(path)) as tracker:
        yield tracker


class TestSqliteTracker(TrackerContract):
    """All promises of the port, with the fixtures above."""


# --- values ---


def test_an_event_that_was_spoilt_by_hand_is_told(tracker: SqliteTracker, people: Browser) -> None:
    tracker.record("SM-1", [event("ack#1/open")])
    for column, value in (("sets", "{"), ("at", "yesterday")):
        people.run(f"UPDATE events SET {column} = ?", value)  # noqa: S608  people type SQL
        with pytest.raises(StorageFailed) as caught:
            tracker.load(["SM-1"])
        assert value in caught.value.what


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    data=st.dictionaries(st.text(), st.recursive(st.none() | st.text(), st.lists), max_size=3),
    at=st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.timezones()),  # noqa: DTZ001  the zone is drawn
)
def test_any_event_comes_back(
    tracker: SqliteTracker, text: str, data: dict[str, object], at: datetime
) -> None:
    known = Event("a#1/1", text, at, at, text, text, {text: text}, data)
    number = f"SM-{len(list(tracker.rows()))}"
    tracker.record(number, [known], Row(number, PENDING, {}))
    utc = at.astimezone(UTC)  # an hour that comes twice equals no time in another zone
    expected = Event("a#1/1", text, utc, utc, text, text, {text: text}, data)
    assert tracker.load([number])[0].events == (expected,)


def test_a_name_with_one_slip_is_found_among_many(tracker: SqliteTracker) -> None:
    # 003.4.1, and facts of the search: 29 of 30 found
    people = [
        f"{first} {last}{end}" for first in FIRST for last in LAST for end in ("", "sky", "ini")
    ]
    for number, name in enumerate(people):
        tracker.record(f"SM-{number}", [event("start#1/x", user_name=name)])
    found = 0
    for number in range(0, 180, 6):
        name, at = people[number], 1 + number % 9
        slip = (
            name[:at] + name[at + 1 :],
            name[:at] + "q" + name[at + 1 :],
            name[:at] + name[at - 1 :],
        )
        found += f"SM-{number}" in [m.case for m in tracker.earlier("", slip[number % 3])]
    assert found >= 29


def test_of_matches_as_good_as_each_other_the_newest_comes_first(tracker: SqliteTracker) -> None:
    for number in ("SM-1", "SM-3", "SM-2"):
        tracker.record(number, [event("start#1/x", user_id="7", user_name="Ana Lee")])
    assert [match.case for match in tracker.earlier("7", "")] == ["SM-2", "SM-3", "SM-1"]
    assert [match.case for match in tracker.earlier("", "Anna Lee")] == ["SM-2", "SM-3", "SM-1"]


# --- the file ---


def test_a_new_tracker_is_for_its_owner_only(path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(SqliteTracker(path)) as tracker, tracker.lock("SM-1"):
            put(tracker, "SM-1")
            made = [
                path,
                *path.parent.glob("tracker.db-*"),
                *path.parent.glob("tracker.db.locks/*"),
            ]
            assert {stat.S_IMODE(file.stat().st_mode) for file in made} == {0o600}
            assert len(made) == 4
            assert stat.S_IMODE((path.parent / "tracker.db.locks").stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_an_empty_file_becomes_a_tracker(path: Path) -> None:
    path.touch()
    with closing(SqliteTracker(path)) as tracker:
        put(tracker, "SM-1")
        assert [row.case for row in tracker.rows()] == ["SM-1"]


@pytest.mark.parametrize("where", ["folder", "missing/tracker.db", "file/tracker.db"])
def test_a_path_that_cannot_be_a_tracker_is_told(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed) as caught:
        SqliteTracker(tmp_path / where)
    assert all((caught.value.what, caught.value.why, caught.value.fix))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]


def test_a_busy_tracker_is_told_in_time_and_works_again(path: Path, tracker: SqliteTracker) -> None:
    put(tracker, "SM-1")
    with closing(SqliteTracker(path, timeout=0.1)) as other:
        with closing(sqlite3.connect(path, isolation_level=None)) as browser:
            browser.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageFailed) as caught:
                put(other, "SM-2")
            assert "Another program" in caught.value.why
            assert [row.case for row in other.rows()] == ["SM-1"]
        put(other, "SM-2")
        assert [row.case for row in other.rows()] == ["SM-1", "SM-2"]


def test_a_full_disk_is_told_and_loses_nothing(tracker: SqliteTracker) -> None:
    tracker.record("SM-1", [event("ack#1/open")], Row("SM-1", PENDING, {"User": "Ana"}))
    connection = tracker._connection  # noqa: SLF001  only it can be told that the disk is full
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFailed) as caught:
        put(tracker, "SM-1", COMPLETE, Notes="x" * 100_000)
    assert caught.value.why == "The disk is full"
    connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    assert list(tracker.rows()) == [Row("SM-1", PENDING, {"Case": "SM-1", "User": "Ana"})]
    put(tracker, "SM-1", COMPLETE, Notes="x" * 100_000)
    assert len(list(tracker.rows(COMPLETE))) == 1


def test_a_closed_tracker_is_told(path: Path) -> None:
    tracker = SqliteTracker(path)
    tracker.close()
    with pytest.raises(StorageFailed):
        tracker.tabs()


# --- other processes, and crashes ---


def test_everything_acknowledged_survives_a_kill(path: Path) -> None:
    script = """
for n in range(100_000):
    case = f"SM-{sys.argv[2]}-{n}"
    tracker.record(case, [event("a#1/1", user_name=f"Ana {n}")], Row(case, PENDING, {"N": n}))
    print(case, flush=True)
"""
    acknowledged: list[str] = []
    for turn in range(3):
        with python(script, path, str(turn)) as writer:
            assert writer.stdout is not None
            acknowledged += [writer.stdout.readline().strip() for _ in range(40)]
            writer.kill()
            acknowledged += writer.stdout.read().split("\n")[:-1]
    with closing(SqliteTracker(path)) as tracker:
        assert len(acknowledged) >= 120
        assert all(case.events for case in tracker.load(acknowledged))
        rows = [row.case for row in tracker.rows(PENDING)]
        assert set(acknowledged) <= set(rows)
        assert list(tracker.cases(Query())) == sorted(rows)
        assert all(case.events for case in tracker.load(rows))
    assert Browser(path).run("PRAGMA integrity_check") == [("ok",)]


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    script = """
me = sys.argv[2]
for n in range(15):
    tracker.record("SM-same", [event(f"{me}#{n}/x")], Row("SM-same", f"tab {n}", {f"by {me}": n}))
    tracker.record(f"SM-{me}-{n}", [event("a#1/1")], Row(f"SM-{me}-{n}", PENDING, {f"N {n}": n}))
    with tracker.lock("SM-same"):
        count = int(cell) if (cell := tracker.row("SM-same").cells.get("Count")) else 0
        tracker.write_cells("SM-same", {"Count": count + 1})
"""
    with ExitStack() as stack:
        writers = [stack.enter_context(python(script, path, str(n))) for n in range(4)]
        assert [writer.wait(60) for writer in writers] == [0] * 4
    with closing(SqliteTracker(path)) as tracker:
        assert len(tracker.load(["SM-same"])[0].events) == 60
        assert cells(tracker, "SM-same")["Count"] == 60
        assert [cells(tracker, "SM-same")[f"by {number}"] for number in range(4)] == [14] * 4
        assert len(list(tracker.rows())) == 61
        assert len(tracker.tabs()) == 16


def test_a_lock_is_free_when_its_holder_is_killed(path: Path) -> None:
    script = """
with tracker.lock("SM-1"):
    print("held", flush=True)
    sys.stdin.read()
"""
    with python(script, path) as holder, closing(SqliteTracker(path, timeout=0.1)) as other:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StorageFailed) as caught, other.lock("SM-1"):
            pytest.fail("two have the lock")
        assert str(holder.pid) in caught.value.why
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with other.lock("SM-1"):
            pass


def test_much_is_recorded_at_once_or_not_at_all(path: Path) -> None:
    seen = Observation(event("x").at, {"revision": "1"})
    row = Row("SM-1", PENDING, {"User": "Uma"})
    sound = Wish("SM-1", [event("a#1/x")], row, cells={"Notes": "call"}, seen={"document": seen})
    with closing(SqliteTracker(path)) as tracker:
        with pytest.raises(NotFound, match="SM-2"):
            tracker.record_many([sound, Wish("SM-2", cells={"Notes": "no row"})])
        assert tracker.numbers() == []
        tracker.record_many([sound, Wish("SM-3", [event("a#1/x")])])
        tracker.record_many([sound])
        assert tracker.numbers() == ["SM-1", "SM-3"]
        (case,) = tracker.load(["SM-1"])
        assert len(case.events) == 1
        kept = tracker.row("SM-1")
        assert kept is not None
        assert kept.cells["Notes"] == "call"
        assert tracker.observation("SM-1", "document") == seen
        tracker.record_many([Wish("SM-1", drop=True)])
        assert tracker.row("SM-1") is None
