"""A spreadsheet as the server keeps it: sheets of sparse lines, never changed in place.

Rows, columns, cells and everything in JSON form are values: they are replaced, never changed, so
that a copy shares them. `Spreadsheet.copy` is therefore cheap however long the sheets are, and a
batch works on a copy that is kept only when all of it succeeded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tests.google.world import not_carried

Json = dict[str, Any]
#: What was entered in a cell: the fields of CellData that can be written.
Cell = Json
Dimension = Literal["ROWS", "COLUMNS"]

_SIZE = {"ROWS": 21, "COLUMNS": 100}


class Invalid(Exception):
    """A request that Google would refuse with 400, in Google's words as far as they are known."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row (with its cells, by column) or a column, and the developer metadata that sits on it."""

    size: int
    hidden: bool = False
    metadata: tuple[Json, ...] = ()
    cells: Mapping[int, Cell] = field(default_factory=dict)
    #: How answers showed it, by what they asked for; a line never changes, so it stays right.
    shown: dict[Any, Json] = field(default_factory=dict, init=False, compare=False, repr=False)

    def with_cell(self, column: int, cell: Cell) -> Line:
        """The row with another cell; an empty one leaves nothing behind."""
        cells = {**self.cells, column: cell}
        if not cell:
            del cells[column]
        return replace(self, cells=cells)


@dataclass(frozen=True, slots=True)
class Area:
    """A GridRange: half-open, zero-based; None where it is unbounded."""

    sheet_id: int
    top: int | None = None
    bottom: int | None = None
    left: int | None = None
    right: int | None = None

    @classmethod
    def of(cls, value: Json) -> Area:
        """Read from a request; a missing sheetId is 0, as in all of Google's JSON."""
        names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
        area = cls(value.get("sheetId", 0), *(value.get(name) for name in names))
        for start, end in ((area.top, area.bottom), (area.left, area.right)):
            if (start or 0) < 0 or (end is not None and end < (start or 0)):
                raise Invalid("range bounds must not be negative, and start before they end.")
        return area

    def json(self) -> Json:
        """As Google writes it: without what is unbounded, and without sheetId 0."""
        found = {
            "sheetId": self.sheet_id or None,
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }
        return {name: value for name, value in found.items() if value is not None}

    def bounds(self, dimension: Dimension) -> tuple[int | None, int | None]:
        """Where it starts and ends in one dimension."""
        return (self.top, self.bottom) if dimension == "ROWS" else (self.left, self.right)

    def bounded(self, dimension: Dimension, start: int | None, end: int | None) -> Area:
        """The same area with other bounds in one dimension."""
        if dimension == "ROWS":
            return replace(self, top=start, bottom=end)
        return replace(self, left=start, right=end)

    def touches(self, other: Area) -> bool:
        """Whether they have a cell in common."""
        return self.sheet_id == other.sheet_id and all(
            _overlap(*self.bounds(which), *other.bounds(which)) for which in DIMENSIONS
        )

    def covers(self, other: Area) -> bool:
        """Whether all of the other lies inside."""
        return self.sheet_id == other.sheet_id and all(
            _inside(*self.bounds(which), *other.bounds(which)) for which in DIMENSIONS
        )


DIMENSIONS: tuple[Dimension, Dimension] = ("ROWS", "COLUMNS")


@dataclass(slots=True)
class Sheet:
    """One tab. Its lists belong to it alone, what stands in them is shared between copies.

    Attributes:
        more: The properties that are only stored: tabColor, rightToLeft.
        grid: Those of gridProperties beside the counts: frozenRowCount, hideGridlines.
        merges, conditional: GridRanges and ConditionalFormatRules in JSON form, in order.
        protected: ProtectedRanges by id.
        groups: DimensionGroups by dimension.
    """

    id: int
    title: str
    rows: list[Line] = field(default_factory=list)
    columns: list[Line] = field(default_factory=list)
    hidden: bool = False
    more: Json = field(default_factory=dict)
    grid: Json = field(default_factory=dict)
    merges: list[Json] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    protected: dict[int, Json] = field(default_factory=dict)
    filter: Json | None = None
    groups: dict[str, list[Json]] = field(default_factory=lambda: {"ROWS": [], "COLUMNS": []})
    metadata: tuple[Json, ...] = ()

    def copy(self) -> Sheet:
        """The same sheet with lists of its own."""
        return replace(
            self,
            rows=list(self.rows),
            columns=list(self.columns),
            more=dict(self.more),
            grid=dict(self.grid),
            merges=list(self.merges),
            conditional=list(self.conditional),
            protected=dict(self.protected),
            groups={which: list(found) for which, found in self.groups.items()},
        )

    def lines(self, dimension: Dimension) -> list[Line]:
        """Its rows or its columns."""
        return self.rows if dimension == "ROWS" else self.columns

    def cell(self, row: int, column: int) -> Cell:
        """What was entered; nothing where nothing was."""
        return self.rows[row].cells.get(column, {})

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Replace a cell."""
        self.rows[row] = self.rows[row].with_cell(column, cell)

    def clip(self, area: Area) -> tuple[range, range]:
        """The rows and columns of an area that the sheet has."""
        rows, columns = len(self.rows), len(self.columns)
        return (
            range(area.top or 0, rows if area.bottom is None else min(area.bottom, rows)),
            range(area.left or 0, columns if area.right is None else min(area.right, columns)),
        )

    def grow(self, dimension: Dimension, count: int) -> None:
        """Have at least so many rows or columns."""
        lines = self.lines(dimension)
        lines.extend([EMPTY[dimension]] * (count - len(lines)))

    def end(self) -> int:
        """The first row after the last one that has a value."""
        for index in range(len(self.rows) - 1, -1, -1):
            if any("userEnteredValue" in cell for cell in self.rows[index].cells.values()):
                return index + 1
        return 0


@dataclass(slots=True)
class Spreadsheet:
    """All sheets in their order, the named ranges, the metadata on the whole.

    Attributes:
        title: The file's name while a batch works on the copy; otherwise Drive's word counts.
        named: NamedRanges by id.
    """

    title: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    named: dict[str, Json] = field(default_factory=dict)
    metadata: tuple[Json, ...] = ()
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"
    recalc: str = "ON_CHANGE"

    def copy(self) -> Spreadsheet:
        """An independent spreadsheet that shares what can't change."""
        return replace(self, sheets=[one.copy() for one in self.sheets], named=dict(self.named))

    def __deepcopy__(self, memo: dict[int, Any]) -> Spreadsheet:
        return self.copy()

    def sheet(self, sheet_id: int) -> Sheet:
        """A sheet by its id."""
        for one in self.sheets:
            if one.id == sheet_id:
                return one
        raise Invalid(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Sheet | None:
        """A sheet by its title; capital letters don't count, as on Google's page."""
        folded = title.casefold()
        return next((one for one in self.sheets if one.title.casefold() == folded), None)

    def notes(self) -> Iterator[tuple[Json, Json]]:
        """All developer metadata: what it says, and its location in JSON form."""
        for one in self.metadata:
            yield one, {"locationType": "SPREADSHEET", "spreadsheet": True}
        for sheet in self.sheets:
            for one in sheet.metadata:
                where: Json = {"sheetId": sheet.id} if sheet.id else {}
                yield one, {"locationType": "SHEET", **where}
            for dimension in DIMENSIONS:
                for index, line in enumerate(sheet.lines(dimension)):
                    for one in line.metadata:
                        yield one, at_line(sheet.id, dimension, index)


EMPTY = {which: Line(_SIZE[which]) for which in DIMENSIONS}


def blank_sheet(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
    """An empty tab of that size."""
    return Sheet(sheet_id, title, [EMPTY["ROWS"]] * rows, [EMPTY["COLUMNS"]] * columns)


def new_spreadsheet(title: str) -> Spreadsheet:
    """What a new spreadsheet of Drive holds: one empty sheet of 1000 rows by 26 columns."""
    return Spreadsheet(title, [blank_sheet(0, "Sheet1")])


def at_line(sheet_id: int, dimension: Dimension, index: int) -> Json:
    """The location of metadata on one row or column; sheetId 0 is left out, as in ranges."""
    where: Json = {"sheetId": sheet_id} if sheet_id else {}
    where |= {"dimension": dimension, "startIndex": index, "endIndex": index + 1}
    kind = "ROW" if dimension == "ROWS" else "COLUMN"
    return {"locationType": kind, "dimensionRange": where}


def dimension_of(text: str | None) -> Dimension:
    """The dimension that a request names."""
    if text == "ROWS":
        return "ROWS"
    if text == "COLUMNS":
        return "COLUMNS"
    raise Invalid("No dimension specified.")


def only(body: Json, carried: set[str], what: str) -> None:
    """Refuse a field that this server doesn't carry, rather than leave it out silently."""
    if left := sorted(set(body) - carried):
        raise not_carried(f"{what} with {', '.join(left)}")


def _overlap(start: int | None, end: int | None, first: int | None, last: int | None) -> bool:
    return (last is None or (start or 0) < last) and (end is None or (first or 0) < end)


def _inside(start: int | None, end: int | None, first: int | None, last: int | None) -> bool:
    return (start or 0) <= (first or 0) and (end is None or (last is not None and last <= end))
