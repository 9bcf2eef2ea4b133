"""What every tracker promises; `tests/tracker/contract.py` runs the promises over each backend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from tracker.case import Case, Event
from tracker.columns import Cell

#: In place of a case's number: the desk, for what is kept of no case. No number looks like it.
DESK: Final = "*"


class Row(NamedTuple):
    """A case's picture in the tracker: one line of one tab.

    Attributes:
        case: The case's number; it stands in the column titled `Case`.
        tab: The title of the tab in which the row stands.
        cells: Cell by column title. Written: the columns the procedure owns. Read: all of them,
            also the ones that people added.
        due: The next instant at which a running clock of the case breaches; None when none runs.
        open: Whether the case is not in a closed stage.
    """

    case: str
    tab: str
    cells: Mapping[str, Cell]
    due: datetime | None = None
    open: bool = True


class Query(NamedTuple):
    """Which cases to list. None means "any"."""

    tab: str | None = None
    stage: str | None = None
    owner: str | None = None
    due_before: datetime | None = None
    open: bool | None = None
    text: str | None = None


class Observation(NamedTuple):
    """What was last read from outside about a case (a document), and when. JSON values only."""

    at: datetime
    data: Mapping[str, Any] = MappingProxyType({})


class Match(NamedTuple):
    """An earlier case that may be of the same user. `score` is 0 to 100; `reason` is for people."""

    case: str
    score: float
    reason: str


class Wish(NamedTuple):
    """What is to be true of a case: `record`, `write_cells` and `observe` in one.

    Attributes:
        case: The case's number.
        events: To be appended, where the case hasn't their keys yet.
        row: To stand in its tab; `drop`: no row is to stand anywhere.
        cells: To be written into the row that stands there.
        seen: Observations to be kept, by what they were read from.
    """

    case: str
    events: Sequence[Event] = ()
    row: Row | None = None
    drop: bool = False
    cells: Mapping[str, Cell] = MappingProxyType({})
    seen: Mapping[str, Observation] = MappingProxyType({})


class Tracker(Protocol):
    """Events, rows and observations of cases. Every write is one transaction, safe to repeat."""

    def load(self, numbers: Sequence[str]) -> list[Case]:
        """The cases with these numbers, in that order; one without events has `events == ()`."""
        ...

    def record(
        self, case: str, events: Sequence[Event], row: Row | None = None, *, drop_row: bool = False
    ) -> None:
        """Append the events whose keys the case hasn't yet, and put its row, all or nothing.

        With `row`, the case's row stands in `row.tab` afterwards, and nowhere else, with
        `row.cells` written; every other cell of it stays, also when it moves between tabs.
        A missing tab or column is made. With `drop_row` the case has no row afterwards.
        """
        ...

    def row(self, case: str) -> Row | None:
        """The row as it stands now, with people's edits; None where there is none."""
        ...

    def rows(self, tab: str | None = None) -> Iterator[Row]:
        """All rows, of one tab or of all, oldest first."""
        ...

    def doubled(self) -> dict[str, list[str]]:
        """The tabs of the rows of each case that has more than one, as only people can make it."""
        ...

    def tabs(self) -> list[str]:
        """The titles of the tabs, in the order in which they were made."""
        ...

    def write_cells(self, case: str, cells: Mapping[str, Cell]) -> None:
        """Write columns that people own (Notes, and those they added); NotFound without a row."""
        ...

    def cases(self, query: Query) -> Iterator[str]:
        """Numbers of the cases that have a row and fit the query, by due time, then number.

        `text` is looked for in number, user name and user id, without regard to case,
        and in the name without regard to accents and punctuation.
        Tab, stage and owner are those of the events, not of cells that people changed.
        """
        ...

    def without_row(self) -> list[str]:
        """Numbers of the cases that have begun and have no row: people deleted it."""
        ...

    def numbers(self) -> list[str]:
        """Numbers of all cases of which anything was ever recorded, the earliest first."""
        ...

    def by_root(self, root: str) -> list[str]:
        """Numbers of the cases whose fact `thread.root` is this, the earliest first."""
        ...

    def earlier(self, user_id: str, name: str, limit: int = 10) -> list[Match]:
        """Cases of the same user, best first: same id (100), same name, then a misspelt name."""
        ...

    def record_many(self, wishes: Sequence[Wish]) -> None:
        """Make all of these true, in one transaction; a row that is put is its own case's."""
        ...

    def observe(self, case: str, what: str, seen: Observation, row: Row | None = None) -> None:
        """Keep what was read of `what` ("document"), replacing what was kept, and put the row.

        `case` may be `DESK`, which has no row; ValueError where it is empty.
        """
        ...

    def observation(self, case: str, what: str) -> Observation | None:
        """What was last kept of `what`; None where nothing was."""
        ...

    def observations(self, case: str) -> dict[str, Observation]:
        """All that was last kept of the case, by what it was read from."""
        ...

    def lock(self, case: str, *, fresh: bool = True) -> AbstractContextManager[None]:
        """Hold the case against other processes; StorageFailed if it isn't free in time.

        What is read in it is what the holder before has left. Without `fresh`, a tracker for which
        that costs a request may read what was read before: for what the tracker verifies anyhow.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
