"""What one batch does to a spreadsheet, line by line (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.sheets_cells import OWN, Json
from tracker.sheets_tab import Tab


@dataclass(frozen=True, slots=True)
class Expected:
    """What a line must have been, and the titles above it, for a change to have hit it.

    Attributes:
        titles: Titles by column.
        cells: What stood in the line as text, by column.
        line: All of it, or None: then only `cells` count.
        number: The number of the case whose line it is.
        former: What tells the cells that are changed from others, as they were read.
    """

    titles: Mapping[int, str] = field(default_factory=dict)
    cells: Mapping[int, str] = field(default_factory=dict)
    line: tuple[str, ...] | None = None
    number: str = ""
    former: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Write cells of a line."""

    group: str
    tab: int
    line: int
    cells: Mapping[int, Json]
    expected: Expected
    fields: str = OWN


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a line."""

    group: str
    tab: int
    line: int
    expected: Expected


@dataclass(frozen=True, slots=True)
class Append:
    """Add a line after the last."""

    group: str
    tab: int
    cells: Mapping[int, Json]
    expected: Expected
    number: str
    #: Columns of a line that moves here, by those of the line that it is copied from.
    moved: Mapping[int, int] = field(default_factory=dict)
    #: The tab that it comes from; None for a new line.
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Insert:
    """Put a line in at a place, with all that belongs to its cells."""

    group: str
    tab: int
    line: int
    cells: Mapping[int, Json]
    expected: Expected


Op = Change | Remove | Append | Insert
Hitting = Change | Remove


@dataclass(frozen=True, slots=True)
class Batch:
    """What is asked of Google in one request.

    Attributes:
        id: Its own name, which it leaves in the spreadsheet: so a repeat is recognised.
        at: When it was made.
        before: Requests that make tabs and columns; after: that dress them.
        lines: New lines of the tab of events; seen: of the tab of observations.
        made: The tabs that it makes.
        closed: Tabs for which an earlier batch, whose answer was lost, must come too late now.
    """

    id: str
    at: datetime
    ops: tuple[Op, ...] = ()
    lines: tuple[Sequence[str], ...] = ()
    seen: tuple[Sequence[str], ...] = ()
    before: tuple[Json, ...] = ()
    after: tuple[Json, ...] = ()
    made: tuple[Tab, ...] = ()
    closed: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        """Whether it changes anything."""
        return bool(self.ops or self.lines or self.seen)

    @property
    def hitting(self) -> list[Hitting]:
        """The changes that could hit a wrong line, in the order of their copies."""
        return [op for op in self.ops if isinstance(op, Change | Remove)]
