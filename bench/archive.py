"""A tracker of a million cases beside one of a thousand: looking, moving, searching, its size.

The archive is one case of a real workspace, closed and copied with another number, name and id.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from commands import desk
from measure import PROGRAM, environment, process, ratio, report, verdict

from tracker import names
from tracker.case import Event
from tracker.port import Query, Row
from tracker.sqlite import SqliteTracker

NAME, USER = "Jane Doe", "44170"
CLOSED, TAB = "resolved", "Social Media Complete 2026"
OVERDUE, TYPOS = 20, 30
_SEARCH_MS, _FOUND = 150, 29
_ONSETS = "b br c ch cl d dr f fr g gr h j k kl l m n p ph qu r s sch sh st str t th tr v w z"
_VOWELS = "a e i o u y ai au ea ie oo ou"
_ENDS = "b ck d ff g l ll m n nd ng ns r rd rt s sh ss t tz x"
_SYLLABLES = [
    "".join(parts) for parts in product(_ONSETS.split(), _VOWELS.split(), ["", *_ENDS.split()])
]


def called(number: int) -> str:
    """The name of the user of a case: a million different ones, two words of two syllables."""
    chance = random.Random(number)  # noqa: S311 - the same names on every run
    first, last = ("".join(chance.choices(_SYLLABLES, k=2)) for _ in range(2))
    return f"{first} {last}".title()


def grown(place: Path, cases: int) -> None:
    """Copy the workspace's one case, closed, until there are so many; 20 of them are overdue."""
    connection = sqlite3.connect(place / "tracker.db")
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    (old,) = connection.execute("SELECT number FROM cases").fetchone()
    patterns = {
        table: connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - these
        for table in ("events", "rows", "observations")
    }
    people = [called(n) for n in range(cases)]
    with connection:
        connection.executemany(
            "INSERT INTO cases (number, procedure, user_id, user_name, name_key, search, stage,"
            " tab, owner, open, due) SELECT ?, procedure, ?, ?, ?, ?, ?, ?, owner, ?, ? FROM cases"
            " WHERE id = 1",
            _cases(people),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO names (id, name_key) VALUES (?, ?)",
            ((n + 10, names.key(name)) for n, name in enumerate(people)),
        )
        padded = ((id_, names.padded(key)) for id_, key in _kept_names(connection))
        connection.executemany("INSERT INTO name_grams (rowid, name_key) VALUES (?, ?)", padded)
        for table, rows in patterns.items():
            marks = ", ".join("?" * len(rows[0]))
            copies = (_copied(row, old, n, name) for n, name in enumerate(people) for row in rows)
            given = ((None, *row[1:]) if table == "events" else row for row in copies)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", given)  # noqa: S608 - three tables
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def number_of(place: int) -> str:
    return f"SM-20250101-{place:07}"


def _cases(people: Iterable[str]) -> Iterator[tuple[object, ...]]:
    late = (datetime.now(UTC) - timedelta(hours=5)).isoformat(timespec="microseconds")
    for n, name in enumerate(people):
        number, user = number_of(n), f"9{n:07}"
        search = f"{number}\n{name}\n{user}".casefold()
        known = (number, user, name, names.key(name), search)
        yield (
            (*known, "research", TAB, 1, late) if n < OVERDUE else (*known, CLOSED, TAB, 0, "never")
        )


def _kept_names(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    return connection.execute("SELECT id, name_key FROM names WHERE id >= 10").fetchall()


def _copied(row: tuple[object, ...], old: str, n: int, name: str) -> tuple[object, ...]:
    new = ((old, number_of(n)), (NAME, name), (USER, f"9{n:07}"))
    return tuple(_replaced(value, new) if isinstance(value, str) else value for value in row)


def _replaced(text: str, new: tuple[tuple[str, str], ...]) -> str:
    for before, after in new:
        text = text.replace(before, after)
    return text


def misspelt(name: str, chance: random.Random) -> str:
    """The name with one slip: a letter lost, doubled, changed, or two turned around."""
    at = chance.choice([n for n in range(1, len(name) - 1) if name[n].isalpha()])
    slips = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] * 2 + name[at + 1 :],
        name[:at] + chance.choice("bdgknrst") + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return chance.choice([s for s in slips if s != name])


def moving(place: Path) -> SqliteTracker:
    return SqliteTracker(place / "tracker.db")


def move(tracker: SqliteTracker, turn: list[int]) -> None:
    """A case's row goes to the other tab, with the event that says so."""
    turn[0] += 1
    now, number = datetime.now(UTC), number_of(50)
    tab = (TAB, "EE/Legal/Social pending")[turn[0] % 2]
    event = Event(f"bench#{turn[0]}/moved", "moved", now, now, "dana", "", {"tab": tab})
    tracker.record(number, [event], Row(number, tab, {"Stage": "resolved"}, None, open=False))


def overdue(tracker: SqliteTracker) -> None:
    """What `list --overdue` asks; as a whole process, most of its time is Python's own."""
    late = Query(open=True, due_before=datetime.now(UTC))
    assert len(tracker.load(list(tracker.cases(late)))) >= OVERDUE  # noqa: S101 - else nothing was measured


def archive(folder: Path, cases: int) -> None:
    """Everything that must not grow with the archive."""
    small, large = folder / "small" / "desk", folder / "large" / "desk"
    for place, many in ((small, 1_000), (large, cases)):
        place.parent.mkdir()
        pattern = desk(place.parent)
        start = [*PROGRAM, "start", NAME, USER]
        subprocess.run(start, check=True, capture_output=True, env=environment(pattern))
        begun = time.perf_counter()
        grown(place, many)
        size = (place / "tracker.db").stat().st_size
        took = time.perf_counter() - begun
        print(
            f"{many:,} cases: {size / many:,.0f} bytes a case, {size / 1e6:,.0f} MB ({took:.0f} s)"
        )
    beside = f"1,000 cases, not {cases:,}"
    for line in (["show", number_of(500)], ["list", "--overdue"]):
        found = ratio(process([*PROGRAM, *line], large), process([*PROGRAM, *line], small))
        report(" ".join(line), found, beside, 2)
    turns, trackers = ([0], [0]), (moving(large), moving(small))
    found = ratio(
        lambda: move(trackers[0], turns[0]), lambda: move(trackers[1], turns[1]), rounds=101
    )
    report("the move", found, beside, 2)
    found = ratio(lambda: overdue(trackers[0]), lambda: overdue(trackers[1]), rounds=101)
    report(f"{OVERDUE} overdue cases, in process", found, beside, 2)
    _search(trackers[0], cases)
    for tracker in trackers:
        tracker.close()
    shutil.rmtree(large.parent)


def _search(tracker: SqliteTracker, cases: int) -> None:
    chance = random.Random(20261119)  # noqa: S311 - the same names on every run
    found, times = 0, []
    tracker.earlier("", misspelt(called(7), chance))
    for _ in range(TYPOS):
        n = chance.randrange(cases)
        wanted = misspelt(called(n), chance)
        begun = time.perf_counter()
        matches = tracker.earlier("", wanted)
        times.append(time.perf_counter() - begun)
        found += number_of(n) in [match.case for match in matches]
    middle, worst = statistics.median(times) * 1000, max(times) * 1000
    what = "misspelt names, in process"
    told = verdict(what, middle <= _SEARCH_MS and found >= _FOUND)
    line = f"{what:<42} {middle:10.3f} ms, at worst {worst:.0f} ms; {found} of {TYPOS} found"
    print(f"{line:<92} at most {_SEARCH_MS} ms, at least {_FOUND}{told}", flush=True)
