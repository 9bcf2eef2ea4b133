"""Requests of documents.batchUpdate, made for one reading of a document.

Each change is made for the places of that reading; sent from the end of a document to its
beginning, none moves the place of another. User text is only ever inserted, never searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from summarizer.google.doc_layout import hint_name
from summarizer.google.doc_model import SOFT, Json, Place, Row, Table, units
from tracker.errors import BadInput

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
#: What no document takes, in Word's format either.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What Docs takes out without a word: a mark shows that something stood there.
_DROPPED = re.compile("[\ue000-\uf8ff]")
_LOST = "\ufffd"
#: The looks that are set whole: what is absent in a style is inherited.
_TEXT_LOOK = (
    *("bold", "italic", "strikethrough", "smallCaps", "backgroundColor"),
    *("fontSize", "weightedFontFamily", "baselineOffset"),
)
_LINK_LOOK = ("underline", "foregroundColor")
_PARAGRAPH_LOOK = (
    *("namedStyleType", "alignment", "lineSpacing", "spacingMode", "spaceAbove", "spaceBelow"),
    *("indentFirstLine", "indentStart", "indentEnd", "keepLinesTogether", "keepWithNext"),
)
PLAIN: Mapping[str, Any] = {"namedStyleType": "NORMAL_TEXT"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look, which may lead somewhere."""

    text: str
    style: Mapping[str, Any]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A paragraph to be written.

    Attributes:
        style: Google's ParagraphStyle.
        hint: The hint that it is, to be kept in the document; "" if it is none.
        typed: The look of what people will type, where it says nothing yet.
    """

    pieces: Sequence[Piece]
    style: Mapping[str, Any]
    hint: str = ""
    typed: Mapping[str, Any] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Change:
    """Requests that leave everything before an index where it is."""

    place: Place
    index: int
    requests: Sequence[Json]


def batch(changes: Iterable[Change]) -> list[Json]:
    """The requests of all changes, the last places first."""
    by_place = sorted(changes, key=lambda c: (c.place.tab, c.place.segment, c.index), reverse=True)
    return [request for change in by_place for request in change.requests]


def clean(text: str) -> str:
    """A text as Docs takes it, with one kind of line end.

    Raises:
        BadInput: It holds what no document can; the character is named.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _REFUSED.search(text):
        shown = text[:60].encode("ascii", "backslashreplace").decode()
        raise BadInput(
            f"A document can't hold the character U+{ord(found.group()):04X}",
            f"It stands in “{shown}”.",
            "Write the text without it.",
        )
    return _DROPPED.sub(_LOST, text)


def words(text: str, style: Mapping[str, Any]) -> list[Piece]:
    """A value's lines within one paragraph; a line that is an address leads there."""
    found: list[Piece] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            found.append(Piece(SOFT, style))
        if line:
            found.append(Piece(line, style, line if _ADDRESS.fullmatch(line) else ""))
    return found


# --- requests ------------------------------------------------------------------------------


def insert(place: Place, at: int, text: str) -> Json:
    """Put text in, in the look of what stands before it."""
    return {"insertText": {"location": place.at(at), "text": text}}


def delete(place: Place, start: int, end: int) -> Json:
    """Take a range out; it must not be empty."""
    return {"deleteContentRange": {"range": place.range(start, end)}}


def link(place: Place, start: int, end: int, url: str) -> Json:
    """Have a range lead somewhere, in the look that Docs gives links."""
    return style_text(place, start, end, {"link": {"url": url}}, "link")


def look(place: Place, start: int, end: int, piece: Piece) -> Json:
    """Give a range the look of a piece and nothing of another; of a link Docs has its own."""
    fields = [*_TEXT_LOOK, *(() if piece.url else _LINK_LOOK)]
    style = {key: value for key, value in piece.style.items() if key in fields}
    target = {"link": {"url": piece.url}} if piece.url else {}
    return style_text(place, start, end, {**style, **target}, ",".join([*fields, "link"]))


def style_text(place: Place, start: int, end: int, style: Mapping[str, Any], fields: str) -> Json:
    """Set these fields of a range; those that the style doesn't have are inherited again."""
    where = place.range(start, end)
    return {"updateTextStyle": {"range": where, "textStyle": dict(style), "fields": fields}}


def shape(place: Place, start: int, end: int, style: Mapping[str, Any]) -> Json:
    """Give the paragraphs that a range touches this style, and nothing of another."""
    kept = {key: value for key, value in style.items() if key in _PARAGRAPH_LOOK}
    where, fields = place.range(start, end), ",".join(_PARAGRAPH_LOOK)
    update = {"range": where, "paragraphStyle": kept, "fields": fields}
    return {"updateParagraphStyle": update}


def name(place: Place, start: int, end: int, called: str) -> Json:
    """Make a named range."""
    return {"createNamedRange": {"name": called, "range": place.range(start, end)}}


def keep_hint(place: Place, start: int, hint: str) -> list[Json]:
    """Have the document keep a hint that stands at an index."""
    called = hint_name(hint)
    return [name(place, start, start + units(hint), called)] if called else []


def add_row(table: Table, row: Row) -> Json:
    """Add an empty row below another."""
    return {"insertTableRow": {"tableCellLocation": _cell(table, row), "insertBelow": True}}


def drop_row(table: Table, row: Row) -> Json:
    """Take a row out."""
    return {"deleteTableRow": {"tableCellLocation": _cell(table, row)}}


def _cell(table: Table, row: Row) -> Json:
    where = table.place.at(table.start)
    return {"tableStartLocation": where, "rowIndex": row.index, "columnIndex": 0}


def new_cell(row: Row, below: int, column: int) -> int:
    """Where one writes in an empty row: the `below`th of those added under another (from 0).

    A row takes a unit, each of its cells takes one, and one for its empty paragraph.
    """
    size = 1 + 2 * len(row.cells)
    return row.end + below * size + 2 + 2 * column


def write(place: Place, at: int, written: Sequence[Written]) -> list[Json]:
    """Put paragraphs in at an index, the last without its end; then give them their look."""
    text = "\n".join(paragraph.text for paragraph in written)
    requests = [insert(place, at, text)] if text else []
    for paragraph in written:
        requests += _looks(place, at, paragraph)
        at += units(paragraph.text) + 1
    return requests


def _looks(place: Place, at: int, paragraph: Written) -> Iterator[Json]:
    yield shape(place, at, at + units(paragraph.text) + 1, paragraph.style)
    start = at
    for piece in paragraph.pieces:
        end = start + units(piece.text)
        if piece.text:
            yield look(place, start, end, piece)
        start = end
    if not paragraph.text and paragraph.typed:
        yield look(place, at, at + 1, Piece("", paragraph.typed))
    if paragraph.hint:
        yield from keep_hint(place, at, paragraph.hint)
