"""The tracker as one SQLite file, safe against crashes and against other processes' writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from tracker import locks, sqlite_rows, sqlite_search
from tracker.case import Case, Event
from tracker.columns import Cell, storable
from tracker.errors import NotFound
from tracker.port import Match, Observation, Query, Row, Wish
from tracker.sqlite_file import lock_folder, open_file, told, writing
from tracker.sqlite_values import (
    event_of,
    event_texts,
    json_to_text,
    text_to_json,
    text_to_time,
    time_to_text,
)

_BATCH = 500


class SqliteTracker:
    """A tracker (`tracker.port.Tracker`) in the file at `path`, which is made where it is missing.

    The table `rows` is for people, too: they may edit cells and add columns with other programs.
    For one thread; every process opens its own.

    Args:
        path: The file. SQLite keeps `-wal` and `-shm` files beside it, and this class a folder
            `.locks`; a copy of the file alone is whole only while nobody has it open.
        timeout: For how many seconds to wait for other writers, and in `lock`.

    Raises:
        Damaged: The file is not a tracker, or not a whole one.
        StorageFailed: It is a newer version's, busy, or not permitted.
    """

    def __init__(self, path: Path, *, timeout: float = 30) -> None:
        self._path = path
        self._timeout = timeout
        self._connection = open_file(path, timeout)

    def load(self, numbers: Sequence[str]) -> list[Case]:
        """The cases with these numbers, in that order; one without events has `events == ()`."""
        with told(self._path):
            return [case for batch in _batches(numbers) for case in self._load(batch)]

    def record(
        self, case: str, events: Sequence[Event], row: Row | None = None, *, drop_row: bool = False
    ) -> None:
        """Append the events whose keys the case hasn't yet, and put its row, all or nothing."""
        if row and (drop_row or row.case != case):
            raise ValueError("a row is either put, for its own case, or dropped")
        self.record_many([Wish(case, events, row, drop_row)])

    def record_many(self, wishes: Sequence[Wish]) -> None:
        """Record much in one transaction: for imports, and for copies of whole trackers."""
        with told(self._path), writing(self._connection):
            for wish in wishes:
                self._write(wish)

    def row(self, case: str) -> Row | None:
        """The row as it stands now, with people's edits; None where there is none."""
        with told(self._path):
            return sqlite_rows.read(self._connection, case)

    def rows(self, tab: str | None = None) -> Iterator[Row]:
        """All rows, of one tab or of all, oldest first."""
        with told(self._path):
            yield from sqlite_rows.read_all(self._connection, tab)

    def doubled(self) -> dict[str, list[str]]:
        """None: the table's key is the case."""
        return {}

    def tabs(self) -> list[str]:
        """The titles of the tabs, in the order in which they were made."""
        with told(self._path):
            found = self._connection.execute("SELECT title FROM tabs ORDER BY seq")
            return [title for (title,) in found]

    def write_cells(self, case: str, cells: Mapping[str, Cell]) -> None:
        """Write columns that people own; NotFound without a row."""
        with told(self._path), writing(self._connection):
            if not sqlite_rows.write(self._connection, case, cells):
                raise NotFound(f"{case} has no row in the tracker")

    def cases(self, query: Query) -> Iterator[str]:
        """Numbers of the cases that have a row and fit the query, by due time, then number."""
        with told(self._path):
            return iter(sqlite_search.numbers(self._connection, query))

    def without_row(self) -> list[str]:
        """Numbers of the cases that have begun and have no row: people deleted it."""
        with told(self._path):
            return sqlite_search.without_row(self._connection)

    def numbers(self) -> list[str]:
        """Numbers of all cases of which anything was ever recorded, the earliest first."""
        with told(self._path):
            found = self._connection.execute("SELECT number FROM cases ORDER BY id")
            return [number for (number,) in found]

    def by_root(self, root: str) -> list[str]:
        """Numbers of the cases whose fact `thread.root` is this, the earliest first."""
        with told(self._path):
            return sqlite_search.by_root(self._connection, root)

    def earlier(self, user_id: str, name: str, limit: int = 10) -> list[Match]:
        """Cases of the same user, best first: same id (100), same name, then a misspelt name."""
        with told(self._path):
            return sqlite_search.earlier(self._connection, user_id, name, limit)

    def observe(self, case: str, what: str, seen: Observation, row: Row | None = None) -> None:
        """Keep what was read of `what`, replacing what was kept, and put the row."""
        if not case or (row and row.case != case):
            raise ValueError("what is kept is of a case or of the desk, a row of its own case")
        with told(self._path), writing(self._connection):
            self._know(case)
            self._keep(case, what, seen)
            if row:
                sqlite_rows.put(self._connection, row)

    def observation(self, case: str, what: str) -> Observation | None:
        """What was last kept of `what`; None where nothing was."""
        return self.observations(case).get(storable(what))

    def observations(self, case: str) -> dict[str, Observation]:
        """All that was last kept of the case, by what it was read from."""
        with told(self._path):
            found = self._connection.execute(
                'SELECT what, at, data FROM observations WHERE "case" = ?', (storable(case),)
            ).fetchall()
        return {w: Observation(text_to_time(at), text_to_json(data)) for w, at, data in found}

    def lock(self, case: str, *, fresh: bool = True) -> AbstractContextManager[None]:  # noqa: ARG002  always is
        """Hold the case against other processes of this machine; not re-entrant."""
        return locks.held(lock_folder(self._path), case, self._timeout)

    def close(self) -> None:
        """Let go of the file."""
        with told(self._path):
            self._connection.close()

    def _write(self, wish: Wish) -> None:
        self._know(wish.case)
        new = [self._insert(wish.case, event) for event in wish.events]
        if any(new):
            sqlite_search.index(self._connection, next(self._load([wish.case])))
        if wish.row:
            sqlite_rows.put(self._connection, wish.row)
        if wish.drop:
            sqlite_rows.drop(self._connection, wish.case)
        if wish.cells and not sqlite_rows.write(self._connection, wish.case, wish.cells):
            raise NotFound(f"{wish.case} has no row in the tracker")
        for what, seen in wish.seen.items():
            self._keep(wish.case, what, seen)

    def _keep(self, case: str, what: str, seen: Observation) -> None:
        values = (storable(case), storable(what), time_to_text(seen.at))
        self._connection.execute(
            "REPLACE INTO observations VALUES (?, ?, ?, ?)",
            (*values, json_to_text(dict(seen.data))),
        )

    def _know(self, case: str) -> None:
        self._connection.execute(
            "INSERT OR IGNORE INTO cases (number) VALUES (?)", (storable(case),)
        )

    def _insert(self, case: str, event: Event) -> bool:
        """Append the event, unless the case has its key; whether it was new."""
        inserted = self._connection.execute(
            'INSERT INTO events ("case", "key", kind, at, recorded, actor, note, sets, data)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [storable(text) for text in (case, *event_texts(event))],
        )
        return bool(inserted.rowcount)

    def _load(self, numbers: Sequence[str]) -> Iterator[Case]:
        wanted = [storable(number) for number in numbers]
        found = self._connection.execute(
            'SELECT "case", "key", kind, at, recorded, actor, note, sets, data FROM events'
            ' WHERE "case" IN (SELECT value FROM json_each(?)) ORDER BY seq',
            (json_to_text(wanted),),
        )
        events = defaultdict(list)
        for case, *texts in found:
            events[case].append(event_of(texts))
        return (Case(n, tuple(events[w])) for n, w in zip(numbers, wanted, strict=True))


def _batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[i : i + _BATCH] for i in range(0, len(numbers), _BATCH))
