"""Where a request of the loopback Docs applies, and Google's refusals of where it can't."""

from __future__ import annotations

from dataclasses import dataclass

from tests.google.docs_blocks import paragraph_end, paragraph_start, splits_pair
from tests.google.docs_model import (
    BODY,
    CELL,
    END,
    ROW,
    SECTION,
    STRUCTURE,
    TABLE,
    Document,
    Json,
    Tab,
    Unit,
)


class Refused(Exception):
    """Why Google refuses a request: the 400 names its number and kind before this."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place between units, or a stretch of them when `end` is behind `start`."""

    tab: Tab
    segment: str
    start: int
    end: int

    @property
    def units(self) -> list[Unit]:
        """The whole segment."""
        return self.tab.segments[self.segment]


def tabs_of(document: Document, criteria: Json | None) -> list[Tab]:
    """The tabs that a request names, or all."""
    wanted = (criteria or {}).get("tabIds")
    if not wanted:
        return document.tabs
    return [_tab(document, tab_id) for tab_id in wanted]


def insertion(document: Document, body: Json) -> Place:
    """Where something is to be put in: inside a paragraph, between two characters."""
    end, location = body.get("endOfSegmentLocation"), body.get("location")
    if end is not None and location is not None:
        raise Refused("Only one of location and endOfSegmentLocation may be set.")
    if end is None and location is None:
        raise Refused("The insertion location must be specified.")
    tab, segment = _segment(document, location or end or {})
    units = tab.segments[segment]
    at = len(units) - 1 if location is None else location.get("index", 0)
    _within(at, units)
    if units[at].char in STRUCTURE:
        raise Refused(
            "The insertion index must be inside the bounds of an existing paragraph. "
            "You can still create new paragraphs by inserting newlines."
        )
    if splits_pair(units, at):
        raise Refused("The insertion index cannot be within a grapheme cluster.")
    return Place(tab, segment, at, at)


def stretch(document: Document, given: Json | None) -> Place:
    """A range of content that is there."""
    given = given or {}
    if "startIndex" not in given or "endIndex" not in given:
        raise Refused("Invalid range: must contain a start and end index")
    tab, segment = _segment(document, given)
    start, end = given["startIndex"], given["endIndex"]
    units = tab.segments[segment]
    if end <= start:
        raise Refused("The range should not be empty.")
    _within(start, units)
    if end > len(units):
        _within(end, units)
    return Place(tab, segment, start, end)


def deletable(place: Place) -> None:
    """Refuse what would leave no document behind: half a table, a cell without its newline."""
    units, start, end = place.units, place.start, place.end
    if units[start].char == SECTION:
        raise Refused("Cannot operate on the first section break in the document.")
    if end == len(units):
        raise Refused("The range cannot include the newline character at the end of the segment.")
    halves = splits_pair(units, start) or splits_pair(units, end)
    # What follows a cell's last newline, or the newline that every table needs before it.
    if halves or units[end].char in {CELL, ROW, END, TABLE} or not _whole(units[start:end]):
        raise Refused("Invalid deletion range. Cannot delete the requested range.")


def delete(place: Place) -> None:
    """Take a range out. The rest of its first paragraph keeps that paragraph's style."""
    deletable(place)
    units, start = place.units, place.start
    keeps = None
    if paragraph_start(units, start) < start:
        first = paragraph_end(units, start)
        keeps = units[first].mark if first < place.end else None
    place.tab.splice(place.segment, start, place.end, [])
    if keeps is not None:
        last = paragraph_end(units, start)
        old = units[last]
        units[last] = Unit(old.char, old.style, keeps, old.inserted, old.deleted)


def _whole(units: list[Unit]) -> bool:
    """Whether all structure in it is whole tables."""
    inside = 0
    for unit in units:
        inside += (unit.char == TABLE) - (unit.char == END)
        if inside < 0 or (inside == 0 and unit.char in {CELL, ROW}):
            return False
    return inside == 0


def _tab(document: Document, tab_id: str) -> Tab:
    for tab in document.tabs:
        if tab.id == tab_id:
            return tab
    raise Refused(f"No tab found with ID: {tab_id}")


def _segment(document: Document, where: Json) -> tuple[Tab, str]:
    tab = _tab(document, where["tabId"]) if where.get("tabId") else document.tabs[0]
    segment = where.get("segmentId", BODY)
    if segment not in tab.segments:
        raise Refused(f"Segment with ID {segment} was not found.")
    return tab, segment


def _within(index: int, units: list[Unit]) -> None:
    if index < 0:
        raise Refused(f"Index {index} must be greater than or equal to 0.")
    if index >= len(units):
        raise Refused(
            f"Index {index} must be less than the end index of the referenced segment, "
            f"{len(units)}."
        )
