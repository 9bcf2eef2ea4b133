"""One tab of a spreadsheet as it was read: its lines, and where its titles stand (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.sheets_cells import Json, blank, content, text_of
from tracker.sheets_turns import last_turn

CASE = "Case"


#: A hidden column: the next instant at which a running clock breaches, for the colour of the row.
CLOCK = "Clock runs out"


#: The program's own tabs, by their titles.
EVENTS, SEEN, COPIES = "Events", "Observations", "Row copies"


OWN_TABS = {
    EVENTS: ("Case", "Line", "Key", "What", "When", "By", "Batch", "Record"),
    SEEN: ("Case", "What", "At", "Batch", "Record"),
    COPIES: ("Lines as they stood before this program changed them",),
}


#: The column of `Row copies` that says what a copy is of; lines are copied up to it.
MARK = 100


#: Among how many lines the titles are looked for.
_TOP = 20


@dataclass(slots=True)
class Tab:
    """One tab. Lines and columns are counted from 0.

    Attributes:
        lines: Its cells as Google gives them (CellData), without the empty end.
        dressed: Whether the program has put its warnings and colours on it.
        turn: The newest turn that was taken in it; see `sheets_turns`.
    """

    id: int
    title: str
    rows: int = 1000
    columns: int = 26
    lines: list[list[Json]] = field(default_factory=list)
    dressed: bool = False
    turn: int = 0

    @property
    def head(self) -> int:
        """The line of the titles: the first with a cell `Case`; the topmost where none has."""
        found = (n for n, line in enumerate(self.lines[:_TOP]) if CASE in map(text_of, line))
        return next(found, 0)

    @property
    def titles(self) -> list[str]:
        """The title of each column, "" for one without."""
        head = self.head
        return [text_of(cell) for cell in self.lines[head]] if head < len(self.lines) else []

    def line(self, number: int) -> list[Json]:
        """A line's cells; empty beyond the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else []


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands."""

    tab: int
    line: int


def read_tabs(answer: Mapping[str, Any]) -> list[Tab]:
    """The tabs that an answer brings."""
    return [_tab(sheet) for sheet in answer.get("sheets", ()) if _is_grid(sheet)]


def marks(copies: Tab | None) -> list[tuple[int, str]]:
    """Line and mark of each copied row."""
    found = enumerate(copies.lines if copies else ())
    return [(n, text_of(line[MARK])) for n, line in found if len(line) > MARK and line[MARK]]


def column_of(tab: Tab, title: str) -> int | None:
    """The first column with this title."""
    titles = tab.titles
    return titles.index(title) if title in titles else None


def lines_of(tab: Tab, number: str) -> list[int]:
    """The lines below the titles whose column `Case` holds this number."""
    column = column_of(tab, CASE)
    if column is None:
        return []
    head = tab.head
    return [n for n, line in enumerate(tab.lines) if n > head and number_at(line, column) == number]


def number_at(line: Sequence[Json], column: int) -> str:
    """The number in a line's column `Case`."""
    return text_of(line[column]) if column < len(line) else ""


def contents(line: Sequence[Json]) -> tuple[str, ...]:
    """What tells a line from another, without its empty end."""
    found = [content(cell) for cell in line]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _is_grid(sheet: Mapping[str, Any]) -> bool:
    return bool("gridProperties" in sheet.get("properties", {}))


def _tab(sheet: Mapping[str, Any]) -> Tab:
    properties = sheet["properties"]
    grid = properties["gridProperties"]
    dressed = any(is_our_warning(w) for w in sheet.get("protectedRanges", ()))
    lines: list[list[Json]] = []
    for data in sheet.get("data", ()):
        _take(lines, data)
    while lines and all(map(blank, lines[-1])):
        lines.pop()
    return Tab(
        properties.get("sheetId", 0),
        properties.get("title", ""),
        grid.get("rowCount", 1),
        grid.get("columnCount", 1),
        lines,
        dressed,
        last_turn(sheet.get("developerMetadata", ())),
    )


def _take(lines: list[list[Json]], data: Mapping[str, Any]) -> None:
    top, left = data.get("startRow", 0), data.get("startColumn", 0)
    for number, row in enumerate(data.get("rowData", ()), top):
        lines.extend([] for _ in range(number + 1 - len(lines)))
        line = lines[number]
        line.extend({} for _ in range(left - len(line)))
        line[left:] = row.get("values", ())


#: How our warnings are told from those of people.
WARNING = "summarizer: written from the case's events"


def is_our_warning(protected: Mapping[str, Any]) -> bool:
    """Whether the program has put this warning there."""
    return str(protected.get("description", "")).startswith(WARNING)
