"""What is wished for, as changes of the spreadsheet as it was read (pure)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from tracker.columns import Cell, storable
from tracker.errors import BadInput, NotFound
from tracker.port import Observation, Row, Wish
from tracker.sheets_batch import wider
from tracker.sheets_book import Book
from tracker.sheets_cells import Json, blank, content, decode, encode, plain, whole
from tracker.sheets_columns import Column, find_column, named, used_width
from tracker.sheets_dress import dress, guard, hide_clock, new_tab, own_tab
from tracker.sheets_lines import State, event_line, seen_line, state_line, state_of
from tracker.sheets_mistakes import put_back_line
from tracker.sheets_ops import Append, Batch, Change, Expected, Op, Remove
from tracker.sheets_sound import too_wide
from tracker.sheets_tab import CASE, CLOCK, MARK, OWN_TABS, SEEN, Place, Tab


class Draft:
    """A batch as it grows.

    Args:
        book: What was read.
        batch: The name of the batch.
        theirs: Titles of columns that belong to people though the program writes them once.
        new_id: Makes ids for tabs.
        now: When this is written down.
    """

    def __init__(
        self,
        book: Book,
        batch: str,
        theirs: Collection[str],
        new_id: Callable[[], int],
        now: datetime,
    ) -> None:
        self.book, self.batch = book, batch
        self._theirs, self._new_id, self._now = theirs, new_id, now
        self.ops: list[Op] = []
        self._lines: list[Sequence[str]] = []
        self._seen: list[Sequence[str]] = []
        self._made: dict[str, Tab] = {}
        self._own = [self._make_own(title) for title in OWN_TABS if book.own(title) is None]
        self._fresh: dict[int, dict[int, str]] = {}
        self._wide: dict[int, int] = {}
        self._taken: dict[int, int] = {}
        self._written: dict[int, set[str]] = {}

    def done(self) -> Batch:
        """The batch."""
        before = [r for tab in self._own for r in new_tab(tab, hidden=True)]
        before += [r for tab in self._made.values() for r in new_tab(tab)]
        after: list[Json] = []
        for tab_id, fresh in self._fresh.items():
            before += self._make_columns(tab_id, fresh)
        for tab_id in self._written:
            after += self._dress(tab_id)
        made = (*self._own, *self._made.values())
        lines, seen = tuple(self._lines), tuple(self._seen)
        return Batch(
            self.batch, self._now, tuple(self.ops), lines, seen, tuple(before), tuple(after), made
        )

    def add(self, wish: Wish) -> None:
        """Put in what is still missing for this wish."""
        number = storable(wish.case)
        known = set(self.book.case(number).keys)
        for event in wish.events:
            if storable(event.key) not in known:
                known.add(storable(event.key))
                self._lines.append(event_line(number, event, self.batch))
        if wish.row:
            self._put(wish.row)
        if wish.drop:
            self._drop(number)
        if wish.cells:
            self._write(number, wish.cells)
        for what, seen in wish.seen.items():
            self._observe(number, storable(what), seen)

    def put_back(self, keys: Collection[str]) -> None:
        """Say that these mistakes are put right."""
        self._lines += [put_back_line(key, self._now, self.batch) for key in sorted(keys)]

    def titles(self, tab: Tab) -> list[str]:
        """The tab's titles, with those that the batch makes."""
        titles = tab.titles
        for column, title in self._fresh.get(tab.id, {}).items():
            titles += [""] * (column + 1 - len(titles))
            titles[column] = title
        return titles

    def columns(self, tab: Tab, wanted: Sequence[Column]) -> list[int]:
        """The column of each title, made where it is missing."""
        return [self._column(tab, title, number) for title, number in wanted]

    def expect(self, tab: Tab, columns: Collection[int]) -> dict[int, str]:
        """The titles that must stand above these columns when the batch is done."""
        titles = self.titles(tab)
        return {c: titles[c] if c < len(titles) else "" for c in columns}

    def _put(self, row: Row) -> None:
        number, state = storable(row.case), state_of(row)
        cells: dict[str, Cell] = {CASE: number}
        cells |= {storable(t): cell for t, cell in row.cells.items() if t != CASE}
        cells[CLOCK] = row.due if row.open else None
        places = self.book.places(number)
        source = places[0] if places else None
        tab = self.book.tab(state.tab) or self._make(state.tab, source, cells)
        self._written.setdefault(tab.id, set()).update({*cells} - {*self._theirs})
        here = next((place for place in places if place.tab == tab.id), None)
        if here is None or self.book.state(number) != state:
            # A new line leaves this, so that the batch is known to have been applied.
            self._lines.append(state_line(number, state, self._now, self.batch))
        if here:
            self._change(number, tab, here, cells, self._doubled(number, here, places, cells))
        elif source:
            self._move(number, source, tab, cells)
        else:
            data = self._encoded(tab, cells)
            self.ops.append(Append(number, tab.id, data, self._case_expected(tab, data), number))

    def _doubled(
        self, number: str, here: Place, places: Sequence[Place], cells: Mapping[str, Cell]
    ) -> dict[Column, Json]:
        """Cells of other rows of the case, which go: an agent put back what was there by then.

        A row that says something else in a column of people stays: people have copied it.
        """
        kept, found = self._titled(here), dict[Column, Json]()
        for place in places:
            tab = self.book.by_id(place.tab)
            if place == here or tab.title not in self.book.our_titles():
                continue
            theirs = {c: v for c, v in self._titled(place).items() if c[0] not in cells}
            if all(content(kept.get(c, found.get(c, v))) == content(v) for c, v in theirs.items()):
                found |= {c: whole(v) for c, v in theirs.items() if c not in kept}
                expected = self._case_expected(tab, range(len(tab.titles)), number)
                self.ops.append(Remove(number, tab.id, place.line, expected))
        return found

    def _titled(self, place: Place) -> dict[Column, Json]:
        """The cells of a line that aren't empty, by their titles."""
        tab = self.book.by_id(place.tab)
        line = tab.line(place.line)
        columns = zip(named(tab.titles, len(line)), line, strict=True)
        return {column: cell for column, cell in columns if not blank(cell)}

    def _change(
        self,
        number: str,
        tab: Tab,
        place: Place,
        cells: Mapping[str, Cell],
        more: Mapping[Column, Json] = MappingProxyType({}),
    ) -> None:
        line, zone = tab.line(place.line), self.book.zone
        columns = self.columns(tab, [(title, 0) for title in cells])
        changed = {
            column: encode(cell, zone)
            for column, (title, cell) in zip(columns, cells.items(), strict=True)
            if title != CASE
            and not _same(decode(line[column], zone) if column < len(line) else None, cell)
        }
        changed |= dict(zip(self.columns(tab, list(more)), more.values(), strict=True))
        if changed:
            expected = self._case_expected(tab, changed, number)
            former = {c: content(line[c]) if c < len(line) else "" for c in changed}
            expected = replace(expected, former=former)
            self.ops.append(Change(number, tab.id, place.line, changed, expected))

    def _move(self, number: str, source: Place, tab: Tab, cells: Mapping[str, Cell]) -> None:
        there = self.book.by_id(source.tab)
        if there.columns > MARK:
            raise too_wide(there)
        line, titles = there.line(source.line), there.titles
        data, moved = self._encoded(tab, cells), {}
        for column, (title, nth) in enumerate(named(titles, max(len(line), len(titles)))):
            if title in cells and nth == 0:
                continue
            cell = line[column] if column < len(line) else {}
            if to := self._target(tab, (title, nth), column, needed=bool(whole(cell))):
                moved[column] = to[0]
                if "formulaValue" not in cell.get("userEnteredValue", {}):
                    data[to[0]] = whole(cell)
        written = self.columns(tab, [(title, 0) for title in cells])  # also what is emptied
        arrived = self._case_expected(tab, {*data, *written})
        self.ops.append(Append(number, tab.id, data, arrived, number, moved, there.id))
        left = self._case_expected(there, range(len(titles)), number)
        self.ops.append(Remove(number, there.id, source.line, left))

    def _target(self, tab: Tab, wanted: Column, column: int, *, needed: bool) -> tuple[int] | None:
        """The column to which a cell moves; None where there is none, and none is needed."""
        titles = self.titles(tab)
        if not wanted[0]:
            if not needed:
                return None
            free = column >= len(titles) or not titles[column]
            to = column if free else self._free(tab)
            self._taken[tab.id] = max(self._taken.get(tab.id, 0), to + 1)
            return (to,)
        if needed or find_column(titles, wanted) is not None:
            return (self._column(tab, *wanted),)
        return None

    def _drop(self, number: str) -> None:
        state = self.book.state(number)
        for place in self.book.places(number):
            tab = self.book.by_id(place.tab)
            if tab.title in self.book.our_titles():
                expected = self._case_expected(tab, range(len(tab.titles)), number)
                self.ops.append(Remove(number, tab.id, place.line, expected))
        if state and state.tab:
            self._lines.append(state_line(number, State(""), self._now, self.batch))

    def _write(self, number: str, cells: Mapping[str, Cell]) -> None:
        if cells.get(CASE, number) != number:
            raise BadInput(f"The column {CASE} can't be changed", "A case keeps its number")
        places = self.book.places(number)
        if not places:
            raise NotFound(f"{number} has no row in the tracker")
        tab = self.book.by_id(places[0].tab)
        self._change(number, tab, places[0], {storable(t): cell for t, cell in cells.items()})

    def _observe(self, number: str, what: str, seen: Observation) -> None:
        if self.book.observations(number).get(what) == seen:
            return
        texts = seen_line(number, what, seen, self.batch)
        line = self.book.seen().get((number, what))
        tab = self.book.own(SEEN)
        if line is None or tab is None:
            self._seen.append(texts)
            return
        width = max(len(texts), len(tab.line(line)))
        cells = {c: plain(texts[c]) if c < len(texts) else {} for c in range(width)}
        titles = dict(enumerate(OWN_TABS[SEEN]))
        same = {0: number, 1: what}
        expected = Expected(titles, same, number=number)
        op = Change(number, tab.id, line, cells, expected, "userEnteredValue")
        self.ops.append(op)
        self._fresh.setdefault(tab.id, {})
        self._wide[tab.id] = max(self._wide.get(tab.id, 0), width)

    def _encoded(self, tab: Tab, cells: Mapping[str, Cell]) -> dict[int, Json]:
        columns = self.columns(tab, [(title, 0) for title in cells])
        values = (encode(cell, self.book.zone) for cell in cells.values())
        return {c: data for c, data in zip(columns, values, strict=True) if data}

    def _case_expected(
        self, tab: Tab, columns: Collection[int], number: str | None = None
    ) -> Expected:
        case = find_column(self.titles(tab), (CASE, 0))
        assert case is not None  # noqa: S101  made before any line is
        cells = {case: number or ""}
        return Expected(self.expect(tab, {*columns, case}), cells, number=number or "")

    def _column(self, tab: Tab, title: str, nth: int) -> int:
        titles = self.titles(tab)
        found = find_column(titles, (title, nth))
        if found is None:
            found = self._free(tab)
            if tab in self._made.values():
                tab.lines[0].extend({} for _ in range(found - len(titles)))
                tab.lines[0].append(_title(title))
                tab.columns = max(tab.columns, found + 1)
            else:
                self._fresh.setdefault(tab.id, {})[found] = title
        return found

    def _free(self, tab: Tab) -> int:
        """The first column in which nothing stands or is going to, and none after it."""
        return max(used_width(tab, self.titles(tab)), self._taken.get(tab.id, 0))

    def _make(self, title: str, source: Place | None, cells: Mapping[str, Cell]) -> Tab:
        """A tab that is missing: with the titles of the tab that the first line comes from."""
        if title not in self._made:
            titles = list(self.book.by_id(source.tab).titles) if source else []
            titles += [t for t in cells if t not in titles]
            lines = [[_title(t) for t in titles]]
            self._made[title] = Tab(self._new_id(), title, 1000, max(26, len(titles)), lines)
        return self._made[title]

    def _make_own(self, title: str) -> Tab:
        return own_tab(title, self._new_id(), (tab.title for tab in self.book.tabs))

    def _make_columns(self, tab_id: int, fresh: Mapping[int, str]) -> list[Json]:
        """Titles are written as lines are: what stood there is put back if it was people's."""
        tab = self.book.by_id(tab_id)
        if fresh:
            case = find_column(tab.titles, (CASE, 0))
            titles = {case: CASE} if case is not None else {}
            cells = {column: _title(title) for column, title in fresh.items()}
            expected = Expected(titles, dict.fromkeys(fresh, ""))
            self.ops.append(Change("", tab_id, tab.head, cells, expected, "userEnteredValue"))
        return wider(tab, max([self._wide.get(tab_id, 0), *(column + 1 for column in fresh)]))

    def _dress(self, tab_id: int) -> list[Json]:
        tab = self._tab(tab_id)
        titles = self.titles(tab)
        owned = self._written[tab_id]
        if not tab.dressed:
            return dress(tab, titles, tab.head, owned)
        fresh = {c: t for c, t in self._fresh.get(tab_id, {}).items() if t in owned}
        return [
            *guard(tab_id, fresh),
            *(hide_clock(tab_id, titles) if CLOCK in fresh.values() else []),
        ]

    def _tab(self, tab_id: int) -> Tab:
        made = next((t for t in self._made.values() if t.id == tab_id), None)
        return made or self.book.by_id(tab_id)


def _title(text: str) -> Json:
    return {**plain(text), "userEnteredFormat": {"textFormat": {"bold": True}}}


def _same(found: Cell, wanted: Cell) -> bool:
    if found in (None, "") or wanted in (None, ""):
        return found in (None, "") and wanted in (None, "")
    if isinstance(found, datetime) and isinstance(wanted, datetime):
        return found.astimezone(UTC) == wanted.astimezone(UTC)
    return type(found) is type(wanted) and found == wanted
