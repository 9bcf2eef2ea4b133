"""The tracker in a Google spreadsheet that people also edit by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import locks, sheets_search
from tracker.case import Case, Event
from tracker.columns import Cell, storable
from tracker.port import Match, Observation, Query, Row, Wish
from tracker.sheets_google import Sheets
from tracker.sheets_sound import check
from tracker.sheets_write import Writer

if TYPE_CHECKING:
    from requests import Session

#: For how many seconds a reading is believed, and in `lock`, where somebody may have been before.
KEEP, KEEP_LOCKED = 60.0, 2.0
#: For how many seconds another process of this machine may be writing.
_WRITING = 120.0


def _clock() -> datetime:
    return datetime.now(UTC)


class SheetsTracker:
    """A tracker (`tracker.port.Tracker`) in the spreadsheet with this id.

    The spreadsheet is read as a whole, in one request, when a command first asks for something;
    each `record` is one request, which is verified. For one thread; every process makes its own.

    Args:
        session: Like `requests.Session`, signed in, with time-outs.
        spreadsheet_id: Its id, as in its address.
        lock_folder: Where the locks against other processes of this machine are. Processes of
            other machines aren't held off: keys keep their events apart, and moves are verified.
        zone: The zone in which times are shown.
        now: The clock.
        theirs: Titles of columns that belong to people: they get no warning.
        keep: For how many seconds a reading is believed.
        timeout: For how many seconds to wait in `lock`.
        sleep: Waits for so many seconds.
    """

    def __init__(  # noqa: PLR0913  each has a default, or is told from the settings
        self,
        session: Session,
        spreadsheet_id: str,
        *,
        lock_folder: Path,
        zone: str,
        now: Callable[[], datetime] = _clock,
        theirs: Collection[str] = ("Notes",),
        keep: float = KEEP,
        timeout: float = 30,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._writer = Writer(Sheets(session, spreadsheet_id), zone, theirs, now, sleep)
        self._reader = self._writer.reader
        self._name = f"the spreadsheet {spreadsheet_id}"
        self._locks, self._keep, self._timeout = lock_folder, keep, timeout

    def load(self, numbers: Sequence[str]) -> list[Case]:
        """The cases with these numbers, in that order; one without events has `events == ()`."""
        book = self._reader.book(self._keep)
        return [Case(n, book.case(storable(n)).events) for n in numbers]

    def record(
        self, case: str, events: Sequence[Event], row: Row | None = None, *, drop_row: bool = False
    ) -> None:
        """Append the events whose keys the case hasn't yet, and put its row, all or nothing."""
        if row and (drop_row or row.case != case):
            raise ValueError("a row is either put, for its own case, or dropped")
        self._write([Wish(case, tuple(events), row, drop_row)])

    def record_many(self, wishes: Sequence[Wish]) -> None:
        """Record much at once, in one request: for copies of whole trackers."""
        self._write(wishes)

    def row(self, case: str) -> Row | None:
        """The row as it stands now, with people's edits; None where there is none."""
        return self._reader.book(self._keep).row(storable(case))

    def rows(self, tab: str | None = None) -> Iterator[Row]:
        """All rows, of one tab or of all, oldest first."""
        wanted = None if tab is None else storable(tab)
        rows = self._reader.book(self._keep).rows()
        return (row for row in rows if wanted in (None, row.tab))

    def doubled(self) -> dict[str, list[str]]:
        """The tabs of the rows of each case that has more than one, in tabs for cases."""
        return sheets_search.doubled(self._reader.book(self._keep))

    def tabs(self) -> list[str]:
        """The titles of the tabs, in the order in which they were made."""
        book = self._reader.book(self._keep)
        return [title for title in book.our_titles() if book.tab(title)]

    def write_cells(self, case: str, cells: Mapping[str, Cell]) -> None:
        """Write columns that people own; NotFound without a row."""
        self._write([Wish(case, cells=dict(cells))])

    def cases(self, query: Query) -> Iterator[str]:
        """Numbers of the cases that have a row and fit the query, by due time, then number."""
        return iter(sheets_search.numbers(self._reader.book(self._keep), query))

    def without_row(self) -> list[str]:
        """Numbers of the cases that have begun and have no row: people deleted it."""
        return sheets_search.without_row(self._reader.book(self._keep))

    def numbers(self) -> list[str]:
        """Numbers of all cases of which anything was recorded, the earliest first."""
        return self._reader.book(self._keep).numbers()

    def by_root(self, root: str) -> list[str]:
        """Numbers of the cases whose fact `thread.root` is this, the earliest first."""
        return sheets_search.by_root(self._reader.book(self._keep), root)

    def earlier(self, user_id: str, name: str, limit: int = 10) -> list[Match]:
        """Cases of the same user, best first: same id (100), same name, then a misspelt name."""
        return sheets_search.earlier(self._reader.book(self._keep), user_id, name, limit)

    def observe(self, case: str, what: str, seen: Observation, row: Row | None = None) -> None:
        """Keep what was read of `what`, replacing what was kept, and put the row."""
        if not case or (row and row.case != case):
            raise ValueError("what is kept is of a case or of the desk, a row of its own case")
        self._write([Wish(case, (), row, seen={what: seen})])

    def observation(self, case: str, what: str) -> Observation | None:
        """What was last kept of `what`; None where nothing was."""
        return self.observations(case).get(storable(what))

    def observations(self, case: str) -> dict[str, Observation]:
        """What was last kept of the case, by what it was read from."""
        return self._reader.book(self._keep).observations(storable(case))

    @contextmanager
    def _held(self, case: str, keep: float) -> Iterator[None]:
        with locks.held(self._locks, case, self._timeout):
            check(self._reader.book(min(self._keep, keep)), case)
            yield

    def lock(self, case: str, *, fresh: bool = True) -> AbstractContextManager[None]:
        """Hold the case against other processes of this machine; not re-entrant.

        Raises:
            StorageFailed: People left the spreadsheet so that the case can't be written.
        """
        return self._held(case, KEEP_LOCKED if fresh else self._keep)

    def close(self) -> None:
        """Forget what was read; the session belongs to whoever made it."""
        self._reader.forget()

    def _write(self, wishes: Sequence[Wish]) -> None:
        # Agents of one machine write one after the other: so none has to try again.
        with locks.held(self._locks, self._name, _WRITING):
            self._writer.write(wishes, self._keep)
