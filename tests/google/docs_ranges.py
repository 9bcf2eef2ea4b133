"""Docs requests about named ranges."""

from __future__ import annotations

from tests.google.docs_blocks import paragraph_end
from tests.google.docs_model import Document, Json, NamedRange, Tab, units_of
from tests.google.docs_where import Place, Refused, deletable, stretch, tabs_of

_LONGEST = 256


def create_named_range(document: Document, body: Json) -> Json:
    """createNamedRange: names needn't be unique."""
    name = body.get("name", "")
    if not 1 <= len(name.encode("utf-16-le")) // 2 <= _LONGEST:
        raise Refused("Named range names must be between 1 and 256 UTF-16 code units.")
    place = stretch(document, body.get("range"))
    made = NamedRange(document.new_id("kix."), name, place.segment, place.start, place.end)
    place.tab.ranges.append(made)
    return {"createNamedRange": {"namedRangeId": made.id}}


def delete_named_range(document: Document, body: Json) -> None:
    """deleteNamedRange, by its id or all of a name; the text stays."""
    gone = _found(document, body, body.get("name"))
    for tab, found in gone:
        tab.ranges.remove(found)


def replace_named_range_content(document: Document, body: Json) -> None:
    """replaceNamedRangeContent: the range is that of the new text."""
    for tab, found in reversed(_found(document, body, body.get("namedRangeName"))):
        place = Place(tab, found.segment, found.start, found.end)
        deletable(place)
        units = place.units
        style = units[found.start].style
        mark = units[paragraph_end(units, found.end)].mark
        tab.splice(
            found.segment, found.start, found.end, units_of(body.get("text", ""), style, mark)
        )


def _found(document: Document, body: Json, name: str | None) -> list[tuple[Tab, NamedRange]]:
    """The ranges that a request names: by id one that must be there, by name any number."""
    range_id = body.get("namedRangeId")
    if bool(range_id) == bool(name):
        raise Refused("Either the named range's ID or its name must be specified.")
    found = [
        (tab, part)
        for tab in tabs_of(document, body.get("tabsCriteria"))
        for part in tab.ranges
        if (part.id == range_id if range_id else part.name == name)
    ]
    if range_id and not found:
        raise Refused(f"The named range with ID {range_id} was not found.")
    return found
