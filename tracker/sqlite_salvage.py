"""What a damaged tracker file still says of its cases (pure): events, rows, observations.

Lines are known by their shape, not by where they stand: what says which table a page belongs to may
be lost. An event is taken as it was written or not at all.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from tracker.case import Event
from tracker.columns import Cell, ColumnType
from tracker.errors import StorageFailed
from tracker.port import Observation, Row
from tracker.sqlite_pages import Record, Value, records
from tracker.sqlite_rows import CASE, TAB, cell_of
from tracker.sqlite_values import event_of, text_to_json, text_to_time

_NUMBER = re.compile(r"[A-Z]{1,8}-[0-9]{8}-[A-Z0-9]{4,52}")
_EVENT, _CASE, _SEEN, _COLUMN = 10, 13, 4, 3
_SCHEMA = 5


class Line(NamedTuple):
    """What the table of cases said of one: how it stood at its newest event."""

    procedure: str
    root: str
    user_id: str
    user_name: str
    stage: str
    tab: str
    owner: str


class Gap(NamedTuple):
    """Events that are lost: how many, and between which times they were recorded."""

    many: int
    after: datetime | None
    before: datetime | None


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read.

    Attributes:
        events: By case, in the order of recording; cases in the order in which they began.
        lines: By case, what the table of cases said.
        rows: By case, the row as it stood, with people's cells.
        seen: By case and what it was read from.
        gaps: Events that are known to be lost.
        whole: Whether no event is lost.
    """

    events: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    seen: Mapping[str, Mapping[str, Observation]] = field(default_factory=dict)
    gaps: Sequence[Gap] = ()
    whole: bool = False

    @property
    def numbers(self) -> list[str]:
        """Of all cases of which anything could be read."""
        return list(dict.fromkeys([*self.lines, *self.events, *self.rows]))


def salvage(content: bytes, wal: bytes = b"") -> Salvage:
    """Read what is left of a tracker file, and of the `-wal` file beside it."""
    found = list(records(content, wal))
    numbered = sorted(_events(found), key=lambda one: one[0])
    events: dict[str, dict[str, Event]] = {}
    for _, case, event in numbered:
        events.setdefault(case, {}).setdefault(event.key, event)
    last, known = _last_number(found)
    gaps = tuple(_gaps([(n, event.recorded) for n, _, event in numbered], last))
    lines = dict(_lines(found))
    return Salvage(
        {case: list(of.values()) for case, of in events.items()},
        lines,
        _rows(found, {*events, *lines}),
        _seen(found),
        gaps,
        known and bool(numbered or not last) and not gaps,
    )


def _events(found: Iterable[Record]) -> Iterator[tuple[int, str, Event]]:
    for row, values in found:
        if row is None or len(values) != _EVENT or values[0] is not None:
            continue
        if texts := _texts(values[1:]):
            case, *event = texts
            with suppress(StorageFailed):
                yield row, case, event_of(event)


def _texts(values: Sequence[Value]) -> tuple[str, ...]:
    """The values if all of them are texts; else none."""
    texts = tuple(value for value in values if isinstance(value, str))
    return texts if len(texts) == len(values) else ()


def _last_number(found: Iterable[Record]) -> tuple[int, bool]:
    """The number of the newest event ever written, and whether the file still tells it."""
    told = [v[1] for row, v in found if row is not None and len(v) == 2 and v[0] == "events"]  # noqa: PLR2004  sqlite_sequence
    numbers = [number for number in told if isinstance(number, int)]
    return max(numbers, default=0), bool(numbers)


def _gaps(numbered: Sequence[tuple[int, datetime | None]], last: int) -> Iterator[Gap]:
    ends: list[tuple[int, datetime | None]] = [(0, None), *numbered]
    if numbered and last > numbered[-1][0]:
        ends.append((last + 1, None))
    for (one, after), (other, before) in pairwise(ends):
        if other > one + 1:
            yield Gap(other - one - 1, after, before)
    if last and not numbered:
        yield Gap(last, None, None)


def _lines(found: Iterable[Record]) -> Iterator[tuple[str, Line]]:
    """What the table of cases says, the earliest case first."""
    lines = [
        (row, texts)
        for row, values in found
        if row is not None and len(values) == _CASE and values[0] is None
        if (texts := _texts(values[1:11])) and isinstance(values[11], int)
    ]
    for _, (number, procedure, root, user_id, name, _, _, stage, tab, owner) in sorted(lines):
        yield number, Line(procedure, root, user_id, name, stage, tab, owner)


def _rows(found: Sequence[Record], numbers: Iterable[str]) -> dict[str, Row]:
    """The rows; none where the file doesn't tell any more which columns they have."""
    names, kinds, ours = _column_names(found), _column_kinds(found), set(numbers)
    rows: dict[str, Row] = {}
    for row, values in found:
        if row is None or not 2 <= len(values) <= len(names):  # noqa: PLR2004  Case and Tab
            continue
        number, tab = values[:2]
        if not isinstance(number, str) or not isinstance(tab, str):
            continue
        if number in ours or _NUMBER.fullmatch(number):
            filled = (*values, *[None] * (len(names) - len(values)))
            rows[number] = Row(number, tab, _cells(dict(zip(names, filled, strict=True)), kinds))
    return rows


def _cells(
    values: Mapping[str, Value], kinds: Mapping[str, tuple[str, ColumnType | None]]
) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name, value in values.items():
        if name not in (CASE, TAB):
            title, kind = kinds.get(name, (name, None))
            cells[title] = cell_of(value, kind)
    return cells


def _column_names(found: Iterable[Record]) -> list[str]:
    """The columns of the table of rows, in their order; SQLite reads its definition."""
    for _, values in found:
        if len(values) == _SCHEMA and values[:2] == ("table", "rows"):
            try:
                with closing(sqlite3.connect(":memory:")) as connection:
                    connection.execute(str(values[4]))
                    return [line[1] for line in connection.execute("PRAGMA table_info(rows)")]
            except sqlite3.Error:
                continue
    return []


def _column_kinds(found: Iterable[Record]) -> dict[str, tuple[str, ColumnType | None]]:
    """Title and type of the columns that the program made, by their names."""
    known: dict[str, ColumnType] = {k: k for k in ("text", "number", "time", "link")}
    kinds: dict[str, tuple[str, ColumnType | None]] = {}
    for row, values in found:
        if row is not None and len(values) == _COLUMN:
            title, name, kind = values
            if isinstance(title, str) and isinstance(name, str):
                kinds[name] = title, known.get(str(kind))
    return kinds


def _seen(found: Iterable[Record]) -> dict[str, dict[str, Observation]]:
    seen: dict[str, dict[str, Observation]] = {}
    for row, values in found:
        if row is not None or len(values) != _SEEN or not (texts := _texts(values)):
            continue
        case, what, at, data = texts
        with suppress(StorageFailed):
            seen.setdefault(case, {})[what] = Observation(text_to_time(at), text_to_json(data))
    return seen
