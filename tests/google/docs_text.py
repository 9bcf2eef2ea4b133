"""Docs requests that put text, pictures and page breaks in, replace and delete them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.google.docs_blocks import depth, paragraph_end, paragraph_start
from tests.google.docs_model import (
    BODY,
    ELEMENT,
    Document,
    Json,
    Tab,
    Unit,
    units_of,
)
from tests.google.docs_where import Place, Refused, delete, insertion, stretch, tabs_of
from tests.google.world import not_carried

#: Google takes these out of what is put in; the first half would be structure here.
_STRIPPED = re.compile("[\x00-\x08\x0c-\x1f\ue000-\uf8ff]")
_LINK_LOOK = ("link", "underline", "foregroundColor")
_LONGEST_URI = 2048


def insert_text(document: Document, body: Json) -> None:
    """insertText: in the style of the text before it; a newline splits the paragraph."""
    if not body.get("text"):
        raise Refused("Insert text requests must specify text to insert.")
    put(document, insertion(document, body), body["text"])


def put(document: Document, place: Place, text: str) -> int:
    """Put text where a place starts.

    Returns:
        How many units went in.
    """
    units = place.units
    mark = units[paragraph_end(units, place.start)].mark
    new = units_of(_STRIPPED.sub("", text), style_at(units, place.start), mark)
    new = [_own_heading(document, unit) for unit in new]
    place.tab.splice(place.segment, place.start, place.start, new)
    return len(new)


def style_at(units: list[Unit], at: int) -> Json:
    """The style of what is typed at an index: a link goes on only between two parts of it."""
    first = paragraph_start(units, at)
    style = units[at - 1].style if at > first else units[at].style
    beside = units[at].style if at > first else {}
    if "link" in style and beside.get("link") != style["link"]:
        return {key: value for key, value in style.items() if key not in _LINK_LOOK}
    return style


def delete_content_range(document: Document, body: Json) -> None:
    """deleteContentRange."""
    delete(stretch(document, body.get("range")))


def replace_all_text(document: Document, body: Json) -> Json:
    """replaceAllText, in bodies, headers and footers: each in the style of its first character."""
    criteria = body.get("containsText") or {}
    if criteria.get("searchByRegex"):
        raise not_carried("replaceAllText with searchByRegex")
    wanted = criteria.get("text", "")
    if not wanted:
        raise Refused("The search text must not be empty.")
    text, count = _STRIPPED.sub("", body.get("replaceText", "")), 0
    for tab in tabs_of(document, body.get("tabsCriteria")):
        for segment in tab.segments:
            found = list(_matches(tab.segments[segment], wanted, case=criteria.get("matchCase")))
            for at, size in reversed(found):
                _replace(tab, segment, at, at + size, text)
            count += len(found)
    return {"replaceAllText": {"occurrencesChanged": count} if count else {}}


def insert_inline_image(document: Document, body: Json) -> Json:
    """insertInlineImage: the URI is kept, the picture isn't fetched."""
    uri = body.get("uri", "")
    if not re.match(r"https?://\S+\Z", uri) or len(uri.encode()) > _LONGEST_URI:
        raise Refused(
            "There was a problem retrieving the image. The provided image should be publicly "
            "accessible, within size limit, and in supported formats."
        )
    place = insertion(document, body)
    object_id = document.new_id("kix.")
    image = {"imageProperties": {"contentUri": uri, "sourceUri": uri, "cropProperties": {}}}
    embedded = image | ({"size": body["objectSize"]} if "objectSize" in body else {})
    place.tab.objects[object_id] = {
        "objectId": object_id,
        "inlineObjectProperties": {"embeddedObject": embedded},
    }
    element = {"inlineObjectElement": {"inlineObjectId": object_id}}
    unit = Unit(ELEMENT, style_at(place.units, place.start), element)
    place.tab.splice(place.segment, place.start, place.start, [unit])
    return {"insertInlineImage": {"objectId": object_id}}


def insert_page_break(document: Document, body: Json) -> None:
    """insertPageBreak: the break and a newline after it, in the body only."""
    place = insertion(document, body)
    if place.segment != BODY:
        raise Refused("Cannot insert a page break inside a header, footer or footnote.")
    if depth(place.units, place.start):
        raise Refused("Cannot insert a page break inside a table.")
    put(document, place, "\n")
    unit = Unit(ELEMENT, {}, {"pageBreak": {}})
    place.tab.splice(place.segment, place.start, place.start, [unit])


def _own_heading(document: Document, unit: Unit) -> Unit:
    """A new heading gets an id of its own."""
    style = unit.mark.get("paragraphStyle", {})
    if "headingId" not in style:
        return unit
    mark = unit.mark | {"paragraphStyle": style | {"headingId": document.new_id("h.")}}
    return Unit(unit.char, unit.style, mark)


def _matches(units: list[Unit], wanted: str, *, case: bool | None) -> Iterator[tuple[int, int]]:
    """Where a text stands, and its length in units. It is never found across paragraphs."""
    chars = [unit.char for unit in units_of(wanted)]
    if not case:
        hay = "".join(_lower(unit.char) for unit in units)
        needle = "".join(_lower(char) for char in chars)
    else:
        hay, needle = "".join(unit.char for unit in units), "".join(chars)
    at = -1 if "\n" in needle else hay.find(needle)
    while at >= 0:
        yield at, len(needle)
        at = hay.find(needle, at + len(needle))


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


def _replace(tab: Tab, segment: str, start: int, end: int, text: str) -> None:
    units = tab.segments[segment]
    mark = units[paragraph_end(units, end)].mark
    tab.splice(segment, start, end, units_of(text, units[start].style, mark))
