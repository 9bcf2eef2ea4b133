"""A spreadsheet as it was read: its tabs, where their titles stand, and the lines of cases (pure).

A line of ours is one whose column `Case` holds the number of a case that the tab of events knows.
All other lines and tabs belong to other people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.case import Case
from tracker.columns import Cell
from tracker.errors import StorageFailed
from tracker.port import Observation, Row
from tracker.sheets_cells import Json, decode, text_of
from tracker.sheets_lines import PUT_BACK, State, read_event, read_seen, read_state
from tracker.sheets_tab import (
    CASE,
    CLOCK,
    COPIES,
    EVENTS,
    OWN_TABS,
    SEEN,
    Place,
    Tab,
    column_of,
    marks,
    number_at,
    read_tabs,
)


class Book:
    """The whole spreadsheet at one moment, kept up with what this process writes.

    Attributes:
        tabs: Its tabs; whoever changes one calls `changed`.
        zone: The zone in which its times are shown.
        batches: The batches that are known to have been applied.
        put_back: The mistakes that are put right; see `sheets_mistakes`.
        judged: What is known of copies, by their marks; see there.
        read_lines: How many lines of the tab of events were read.
    """

    def __init__(self, tabs: list[Tab], zone: str) -> None:
        self.tabs, self.zone = tabs, zone
        self.batches: set[str] = set()
        self.put_back: set[str] = set()
        self.judged: dict[str, Any] = {}
        self.read_lines = 0
        self._lines: dict[str, list[Sequence[str]]] = {}
        self._cases: dict[str, Case] = {}
        self._states: dict[str, State] = {}
        self._titles: dict[str, None] = {}
        self._places: dict[str, list[Place]] | None = None
        self._seen: dict[tuple[str, str], int] | None = None

    def own(self, title: str) -> Tab | None:
        """One of the program's own tabs: known by its titles, whatever people call it."""
        head = list(OWN_TABS[title])
        return next((t for t in self.tabs if _first(t, len(head)) == head), None)

    def tab(self, title: str) -> Tab | None:
        """A tab for cases, by its title."""
        return next((t for t in self.public() if t.title == title), None)

    def by_id(self, tab: int) -> Tab:
        """A tab by its id."""
        return next(t for t in self.tabs if t.id == tab)

    def public(self) -> list[Tab]:
        """The tabs that aren't the program's own."""
        own = {tab.id for title in OWN_TABS if (tab := self.own(title))}
        return [tab for tab in self.tabs if tab.id not in own]

    def numbers(self) -> list[str]:
        """Of all cases that were ever recorded, the earliest first."""
        return list(self._lines)

    def known(self, number: str) -> bool:
        """Whether anything was recorded of the case."""
        return number in self._lines

    def case(self, number: str) -> Case:
        """The case with its events. StorageFailed where a line of them was spoilt by hand."""
        if number not in self._cases:
            first: dict[str, Sequence[str]] = {}
            for line in self._lines.get(number, ()):
                if line[1] == "event":
                    first.setdefault(line[2], line)
            self._cases[number] = Case(number, tuple(map(read_event, first.values())))
        return self._cases[number]

    def state(self, number: str) -> State | None:
        """What the newest row of the case said of it; None where it never had one."""
        return self._states.get(number)

    def our_titles(self) -> list[str]:
        """The tabs in which cases were put, in the order in which they were first named."""
        return list(self._titles)

    def places(self, number: str) -> list[Place]:
        """Where the case's lines stand: in its own tab, then in our tabs, then in others."""
        if not self.known(number):
            return []
        state, titles = self.state(number), self.our_titles()
        order = [state.tab if state else "", *titles]

        def rank(place: Place) -> int:
            title = self.by_id(place.tab).title
            return order.index(title) if title in order else len(order)

        return sorted(self._index().get(number, ()), key=rank)

    def row(self, number: str) -> Row | None:
        """The case's row as it stands."""
        places = self.places(number)
        return self._row(number, places[0]) if places else None

    def rows(self) -> list[Row]:
        """Every case's row, the earliest case first."""
        return [self._row(n, self.places(n)[0]) for n in self.with_row()]

    def with_row(self) -> list[str]:
        """The cases that have a row, the earliest first."""
        return [n for n in self._lines if n in self._index()]

    def seen(self) -> Mapping[tuple[str, str], int]:
        """The line of each case's newest observation of each thing."""
        if self._seen is None:
            tab = self.own(SEEN)
            lines = enumerate(tab.lines[1:] if tab else (), 1)
            found = ((n, text_of(line[0]), text_of(line[1])) for n, line in lines if len(line) > 1)
            self._seen = {(case, what): n for n, case, what in found if case}
        return self._seen

    def observations(self, number: str) -> dict[str, Observation]:
        """What was last kept of the case, by what it was read from."""
        tab = self.own(SEEN)
        return {
            what: read_seen([text_of(cell) for cell in tab.line(line)])
            for (case, what), line in self.seen().items()
            if case == number and tab
        }

    def _take_events(self, lines: Iterable[Sequence[Json]]) -> None:
        width = len(OWN_TABS[EVENTS])
        texts = ([text_of(cell) for cell in line] for line in lines)
        self.take(line + [""] * (width - len(line)) for line in texts if line)

    def take(self, lines: Iterable[Sequence[str]]) -> None:
        """Take in lines of the tab of events: as read, or as this process has written them."""
        for line in lines:
            case, kind, key, *_ = line
            if kind == PUT_BACK:
                self.put_back.add(key)
            kept = self._lines.setdefault(case, []) if case else [line]
            if line in kept:  # written by this process, and now read
                continue
            kept.append(line)
            self.batches.add(line[6])
            self._cases.pop(case, None)
            if kind == "row":
                self._states[case] = state = read_state(line)
                if state.tab:
                    self._titles.setdefault(state.tab)

    def again(self, answer: Mapping[str, Any]) -> None:
        """Take in a later reading of its tabs, and of the tab of events from its last line on."""
        events = self.own(EVENTS)
        for tab in read_tabs(answer):
            known = next((t for t in self.tabs if t.id == tab.id), tab)
            if events and tab.id == events.id:
                self._take_events(tab.lines[self.read_lines :])
                events.rows, events.columns = tab.rows, tab.columns
                self.read_lines = len(tab.lines)
            else:
                self.tabs[self.tabs.index(known)] = tab
        self._take_batches()
        self.changed()

    def _take_batches(self) -> None:
        self.batches |= {mark.partition(" ")[0] for _, mark in marks(self.own(COPIES))}

    def changed(self) -> None:
        """Forget what was computed from the tabs."""
        self._places = self._seen = None

    def _index(self) -> dict[str, list[Place]]:
        if self._places is None:
            self._places = {}
            for tab in self.public():
                column, head = column_of(tab, CASE), tab.head
                for number, line in enumerate(tab.lines if column is not None else ()):
                    if number > head and column is not None and (case := number_at(line, column)):
                        self._places.setdefault(case, []).append(Place(tab.id, number))
        return self._places

    def _row(self, number: str, place: Place) -> Row:
        tab, state = self.by_id(place.tab), self.state(number)
        cells: dict[str, Cell] = {}
        line = tab.line(place.line)
        for column, title in enumerate(tab.titles):
            if title and title != CLOCK and title not in cells:
                cells[title] = decode(line[column], self.zone) if column < len(line) else None
        cells[CASE] = number
        return Row(number, tab.title, cells, *((state.due, state.open) if state else ()))


def read_book(answer: Mapping[str, Any], zone: str) -> Book:
    """The spreadsheet from Google's answer to `spreadsheets.get`.

    Raises:
        StorageFailed: It was a tracker, and somebody has deleted the tab of events, or its lines.
    """
    book = Book(read_tabs(answer), zone)
    events = book.own(EVENTS)
    if events is None and any(book.own(title) for title in (SEEN, COPIES)):
        raise StorageFailed(
            f"The hidden tab {EVENTS} is gone, or the titles in its first line were changed",
            "It says what happened to every case; the other tabs only show it",
            "Bring it back in Google Sheets: File > Version history",
        )
    if events and len(events.lines) == 1 and any(map(_has_cases, book.public())):
        raise StorageFailed(
            f"The lines of the hidden tab {EVENTS} are gone",
            "They say what happened to every case; the other tabs only show it",
            "Bring them back in Google Sheets: File > Version history",
        )
    book._take_events(events.lines[1:] if events else ())  # noqa: SLF001  a part of making it
    book.read_lines = len(events.lines) if events else 0
    book._take_batches()  # noqa: SLF001  same
    return book


def _has_cases(tab: Tab) -> bool:
    """Whether cases stand in a tab that the program has dressed."""
    column = column_of(tab, CASE)
    below = tab.lines[tab.head + 1 :] if tab.dressed and column is not None else []
    return any(number_at(line, column or 0) for line in below)


def _first(tab: Tab, width: int) -> list[str]:
    return [text_of(cell) for cell in tab.line(0)[:width]]
