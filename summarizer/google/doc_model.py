"""A Google Doc as documents.get tells it: paragraphs, tables and runs, with their places.

Google counts in UTF-16 units. Places are those of the view with suggestions inline, on which every
change must be based; what somebody only suggests to insert is passed over, what somebody suggests
to delete still stands there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

#: How Docs writes a line's end within a paragraph.
SOFT = "\v"
_BEYOND_16_BITS = 0xFFFF
#: Where an element that is no run of text has its words: its properties, and the first of these.
_CHIPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "person": ("personProperties", ("name", "email")),
    "richLink": ("richLinkProperties", ("title", "uri")),
    "dateElement": ("dateElementProperties", ("displayText",)),
    "dropdown": ("dropdownProperties", ("displayValue",)),
}
#: Stands for a chip among the characters of a paragraph: no placeholder reaches over it.
_CHIP = "\ufffc"


@dataclass(frozen=True, slots=True)
class Place:
    """The tab and the segment (a header, a footer; "" for the body) in which indexes count."""

    tab: str = ""
    segment: str = ""

    def at(self, index: int) -> Json:
        """A Location."""
        return {"index": index, **self._which()}

    def range(self, start: int, end: int) -> Json:
        """A Range."""
        return {"startIndex": start, "endIndex": end, **self._which()}

    def _which(self) -> Json:
        segment = {"segmentId": self.segment} if self.segment else {}
        return {**segment, "tabId": self.tab} if self.tab else segment


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one look, a chip or a picture.

    Attributes:
        text: What a reader sees of it; with SOFT, and with the newline that ends a paragraph.
        url: Where it leads; "" if nowhere.
        style: Google's TextStyle.
        plain: Whether it is text, each unit of which has an index of its own.
    """

    start: int
    end: int
    text: str
    url: str = ""
    style: Mapping[str, Any] = field(default_factory=dict)
    plain: bool = True
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its newline.

    Attributes:
        level: 1 to 6 for a heading, else 0.
        style: Google's ParagraphStyle.
        runs_on: Its end is only a suggestion: what follows belongs to it.
        pictures: How many it holds.
    """

    place: Place
    start: int
    end: int
    runs: tuple[Run, ...]
    level: int = 0
    style: Mapping[str, Any] = field(default_factory=dict)
    runs_on: bool = False
    pictures: int = 0

    @property
    def text(self) -> str:
        """What it says, without the newline at its end."""
        text = "".join(run.text for run in self.runs)
        return text.removesuffix("\n").replace(SOFT, "\n")

    def characters(self) -> list[tuple[str, int]]:
        """Its characters with their indexes."""
        found: list[tuple[str, int]] = []
        for run in self.runs:
            at = run.start
            for char in run.text if run.plain else _CHIP:
                found.append((char, at))
                at += units(char)
        return found


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; it always holds a paragraph."""

    start: int
    end: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `index` is its number in the table."""

    index: int
    start: int
    end: int
    cells: tuple[Cell, ...]
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    place: Place
    start: int
    end: int
    rows: tuple[Row, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A document at one moment.

    Attributes:
        revision: Changes with the document; it is Google's where one may edit.
        blocks: The bodies of all tabs, in order.
        others: What stands in headers, footers and footnotes.
        names: The names of its named ranges.
    """

    title: str
    revision: str
    blocks: tuple[Block, ...]
    others: tuple[Block, ...] = ()
    names: tuple[str, ...] = ()

    def paragraphs(self) -> Iterator[Paragraph]:
        """All paragraphs, those in tables, headers and footers included."""
        yield from paragraphs(self.blocks)
        yield from paragraphs(self.others)


def parse(answer: Mapping[str, Any]) -> Document:
    """A document from an answer of documents.get, with tabs or, as older ones, without."""
    blocks: list[Block] = []
    others: list[Block] = []
    names: list[str] = []
    for tab, content in _tabs(answer):
        blocks += _blocks(content.get("body", {}).get("content", ()), Place(tab))
        for kind in ("headers", "footers", "footnotes"):
            for segment, held in content.get(kind, {}).items():
                others += _blocks(held.get("content", ()), Place(tab, segment))
        names += content.get("namedRanges", {})
    revision = answer.get("revisionId") or _digest(answer)
    title = answer.get("title", "")
    return Document(title, revision, tuple(blocks), tuple(others), tuple(names))


def units(text: str) -> int:
    """How many UTF-16 units a text has: what Google counts."""
    return len(text) + sum(ord(char) > _BEYOND_16_BITS for char in text)


def paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """All paragraphs, those in tables included, in order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for cell in cells(block):
                yield from paragraphs(cell.blocks)


def cells(table: Table) -> Iterator[Cell]:
    """The cells of a table, row by row."""
    for row in table.rows:
        yield from row.cells


def _tabs(answer: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tabs with their content, each before those below it."""
    if "tabs" not in answer:
        yield "", answer
    waiting = list(answer.get("tabs", ()))
    while waiting:
        tab = waiting.pop(0)
        yield tab.get("tabProperties", {}).get("tabId", ""), tab.get("documentTab", {})
        waiting = [*tab.get("childTabs", ()), *waiting]


def _digest(answer: Mapping[str, Any]) -> str:
    """Who may only look isn't told a revision."""
    text = json.dumps([answer.get("tabs"), answer.get("body")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _blocks(content: Iterable[Mapping[str, Any]], place: Place) -> Iterator[Block]:
    for element in content:
        start, end = element.get("startIndex", 0), element.get("endIndex", 0)
        if "paragraph" in element:
            yield _paragraph(element["paragraph"], place, start, end)
        elif "table" in element:
            rows = tuple(_rows(element["table"].get("tableRows", ()), place))
            yield Table(place, start, end, rows)


def _rows(rows: Iterable[Mapping[str, Any]], place: Place) -> Iterator[Row]:
    for index, row in enumerate(rows):
        if row.get("suggestedInsertionIds"):
            continue
        there = [c for c in row.get("tableCells", ()) if not c.get("suggestedInsertionIds")]
        yield Row(
            index,
            row.get("startIndex", 0),
            row.get("endIndex", 0),
            tuple(
                Cell(
                    cell.get("startIndex", 0),
                    cell.get("endIndex", 0),
                    tuple(_blocks(cell.get("content", ()), place)),
                )
                for cell in there
            ),
            any(_is_merged(cell.get("tableCellStyle", {})) for cell in there),
        )


def _is_merged(style: Mapping[str, Any]) -> bool:
    return any(style.get(span, 1) != 1 for span in ("columnSpan", "rowSpan"))


def _paragraph(given: Mapping[str, Any], place: Place, start: int, end: int) -> Paragraph:
    style = given.get("paragraphStyle", {})
    kind, _, level = style.get("namedStyleType", "").partition("_")
    elements = given.get("elements", ())
    runs = tuple(run for element in elements if (run := _run(element)) is not None)
    floating = len(given.get("positionedObjectIds", ()))
    return Paragraph(
        place=place,
        start=start,
        end=end,
        runs=runs,
        level=int(level) if kind == "HEADING" and level.isdigit() else 0,
        style=style,
        runs_on=not any(run.text.endswith("\n") for run in runs),
        pictures=floating + sum(run.picture for run in runs),
    )


def _run(element: Mapping[str, Any]) -> Run | None:
    """A part of a paragraph; None for what is only suggested, and for what says nothing."""
    start, end = element.get("startIndex", 0), element.get("endIndex", 0)
    for kind, held in element.items():
        if not isinstance(held, Mapping) or held.get("suggestedInsertionIds"):
            continue
        style = held.get("textStyle", {})
        if kind == "textRun":
            url = style.get("link", {}).get("url", "")
            return Run(start, end, held.get("content", ""), url, style)
        if kind in _CHIPS:
            properties, names = _CHIPS[kind]
            said = held.get(properties, {})
            text = next((said[name] for name in names if said.get(name)), "")
            return Run(start, end, text, said.get("uri", ""), style, plain=False)
        if kind == "inlineObjectElement":
            return Run(start, end, "", "", style, plain=False, picture=True)
    return None
