"""How the loopback Docs keeps a document: each segment is one list of UTF-16 code units.

Google counts a document in UTF-16 code units, and gives each section break and each start of a
table, row and cell a unit of its own, and a table's end as well. So the place in the list is
Google's index, and an edit that shifts the one shifts the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

#: What stands in the list for structure; no text can contain these, Google strips them.
SECTION, TABLE, ROW, CELL, END = "\x0c", "\x10", "\x12", "\x1c", "\x11"
STRUCTURE = frozenset({SECTION, TABLE, ROW, CELL, END})
#: A page break, a picture, a field: its kind and properties are in the unit's mark.
ELEMENT = "\ue907"
BODY = ""
NORMAL: Json = {"paragraphStyle": {"namedStyleType": "NORMAL_TEXT", "direction": "LEFT_TO_RIGHT"}}


@dataclass(frozen=True, slots=True)
class Unit:
    """One code unit. Never changed, only replaced: copies of a document share them.

    Attributes:
        style: Google's TextStyle; for structure nothing.
        mark: What else belongs here: of a newline its paragraph's style and bullet, of structure
            the style of the section, table, row or cell, of an element the element.
        inserted: The id of the suggestion that inserts it.
        deleted: The id of the suggestion that deletes it.
    """

    char: str
    style: Json = field(default_factory=dict)
    mark: Json = field(default_factory=dict)
    inserted: str = ""
    deleted: str = ""

    def __deepcopy__(self, memo: object) -> Unit:
        return self


@dataclass(slots=True)
class NamedRange:
    """A named stretch of a segment."""

    id: str
    name: str
    segment: str
    start: int
    end: int


@dataclass(slots=True)
class Tab:
    """A tab: the body (segment ""), its headers and footers, and what they refer to by id.

    Attributes:
        kinds: Of each segment beside the body: "header" or "footer".
        named: Google's named styles by type, each with textStyle and paragraphStyle.
    """

    id: str
    title: str
    segments: dict[str, list[Unit]]
    kinds: dict[str, str] = field(default_factory=dict)
    ranges: list[NamedRange] = field(default_factory=list)
    lists: dict[str, Json] = field(default_factory=dict)
    objects: dict[str, Json] = field(default_factory=dict)
    style: Json = field(default_factory=dict)
    named: dict[str, Json] = field(default_factory=dict)

    def splice(self, segment: str, start: int, end: int, units: list[Unit]) -> None:
        """Put units in the place of others; named ranges move along, emptied ones go."""
        self.segments[segment][start:end] = units
        self.ranges = [
            moved
            for found in self.ranges
            if (moved := _moved(found, segment, (start, end), len(units))) is not None
        ]


@dataclass(slots=True)
class Document:
    """A Google Doc. `revision` goes up with each change; `count` makes ids that are new in it."""

    title: str
    tabs: list[Tab]
    revision: int = 1
    count: int = 0

    def new_id(self, prefix: str) -> str:
        """An id that nothing else in this document has."""
        self.count += 1
        return f"{prefix}{self.count:x}".ljust(len(prefix) + 12, "x")


def units_of(text: str, style: Json | None = None, mark: Json | None = None) -> list[Unit]:
    """Text as code units of one style; `mark` is that of the paragraphs which its newlines end."""
    raw = text.encode("utf-16-le", "surrogatepass")
    chars = (chr(raw[i] | raw[i + 1] << 8) for i in range(0, len(raw), 2))
    ends = NORMAL if mark is None else mark
    return [Unit(char, style or {}, ends if char == "\n" else {}) for char in chars]


def string(units: list[Unit]) -> str:
    """The text of code units, without elements."""
    joined = "".join(unit.char for unit in units if unit.char != ELEMENT)
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def points(magnitude: float) -> Json:
    """Google's Dimension; a zero has no magnitude in its answers."""
    return {"magnitude": magnitude, "unit": "PT"} if magnitude else {"unit": "PT"}


def _moved(found: NamedRange, segment: str, cut: tuple[int, int], size: int) -> NamedRange | None:
    """A named range after units in `cut` gave way to `size` others; None when it is empty."""
    if found.segment != segment:
        return found
    start, end = cut
    shift = size - (end - start)
    first, last = found.start, found.end
    if first >= end:  # also where something is put in just before it
        first += shift
    elif first > start:
        first = start + size
    if last > start:
        last = last + shift if last >= end else start
    if first >= last:
        return None
    return NamedRange(found.id, found.name, segment, first, last)
