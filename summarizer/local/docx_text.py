"""The text of WordprocessingML: paragraphs, cells and headings, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.local.docx_package import DOCUMENT, Package

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = "word/styles.xml"
#: Whose content stands where they stand themselves.
_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
#: Whose text a reader doesn't see: taken out, moved away, codes, and second copies.
_UNSEEN = ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "sdtPr")
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_HINT = "hint"


def w(name: str) -> str:
    """A name in the namespace of WordprocessingML, as lxml spells it."""
    return f"{{{W}}}{name}"


def local(element: _Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: _Element) -> str:
    """The text below an element: with tracked insertions, without tracked deletions."""
    name = local(element)
    if name == "t":
        return element.text or ""
    if name in _BREAKS:
        return _BREAKS[name]
    if name in _UNSEEN:
        return ""
    return "".join(map(text_of, element))


def blocks(container: _Element) -> Iterator[_Element]:
    """The paragraphs and tables of a body or a cell, also those in content controls."""
    for child in container:
        name = local(child)
        if name in ("p", "tbl"):
            yield child
        elif name in _WRAPPERS:
            yield from blocks(child)


def rows(table: _Element) -> list[_Element]:
    """The rows of a table, also those in content controls, without deleted ones."""
    found = []
    for child in table:
        if local(child) == "tr" and child.find(f"{w('trPr')}/{w('del')}") is None:
            found.append(child)
        elif local(child) in _WRAPPERS:
            found += rows(child)
    return found


def cells(row: _Element) -> list[_Element]:
    """The cells of a row, also those in content controls."""
    found = []
    for child in row:
        if local(child) == "tc":
            found.append(child)
        elif local(child) in _WRAPPERS:
            found += cells(child)
    return found


@dataclass(frozen=True)
class Styles:
    """The names of a document's paragraph styles, in lower case, by their ids."""

    names: dict[str, str] = field(default_factory=dict)

    def of(self, paragraph: _Element) -> str:
        """The name of a paragraph's style; "" for the default one."""
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        key = style.get(w("val"), "") if style is not None else ""
        return self.names.get(key, key.lower())

    def is_hint(self, paragraph: _Element) -> bool:
        """Whether it tells people what to write: never part of what they wrote."""
        return self.of(paragraph).startswith(_HINT)

    def level(self, paragraph: _Element) -> int:
        """The level of a heading; 0 for other text."""
        match = re.fullmatch(r"heading ?(\d)", self.of(paragraph))
        return int(match.group(1)) if match else 0


def styles_of(package: Package) -> Styles:
    """The styles of a document."""
    if _STYLES not in package:
        return Styles()
    found = {}
    for style in package.xml(_STYLES).iter(w("style")):
        name = style.find(w("name"))
        if style.get(w("type")) == "paragraph" and name is not None:
            found[style.get(w("styleId"), "")] = name.get(w("val"), "").lower()
    return Styles(found)


def content_of(container: _Element, styles: Styles) -> str:
    """The text of a cell or of a list of blocks, without hints; paragraphs become lines."""
    return "\n".join(lines_of(list(blocks(container)), styles)).strip("\n")


def lines_of(elements: list[_Element], styles: Styles) -> list[str]:
    """A line for every paragraph that isn't a hint, and for every row of a table."""
    lines = []
    for element in elements:
        if local(element) == "tbl":
            for row in rows(element):
                lines.append(
                    " | ".join(content_of(c, styles).replace("\n", " ") for c in cells(row))
                )
        elif not styles.is_hint(element):
            lines.append(text_of(element))
    return lines


@dataclass(frozen=True)
class Section:
    """A heading and the blocks below it, down to the next heading of its level or above."""

    title: str
    heading: _Element
    level: int
    inside: list[_Element]


def body(package: Package) -> _Element:
    """The document's body."""
    found = package.xml(DOCUMENT).find(w("body"))
    if found is None:
        from summarizer.local.docx_package import damaged  # noqa: PLC0415 - the rare case

        raise damaged(package.name, "It has no body.")
    return found


def sections(elements: list[_Element], styles: Styles, level: int) -> list[Section]:
    """The sections of this level; their titles as people read them."""
    found: list[Section] = []
    inside: list[_Element] | None = None
    for element in elements:
        depth = styles.level(element) if local(element) == "p" else 0
        title = " ".join(text_of(element).split()) if depth else ""
        if depth == level and title:
            found.append(Section(title, element, level, []))
            inside = found[-1].inside
        elif 0 < depth < level and title:
            inside = None
        elif inside is not None:
            inside.append(element)
    return found


def section(elements: list[_Element], styles: Styles, title: str) -> Section | None:
    """The section with this title at any level of heading, without regard to case and spaces."""
    wanted = folded(title)
    for level in (1, 2, 3):
        for found in sections(elements, styles, level):
            if folded(found.title) == wanted:
                return found
    return None


def folded(text: str) -> str:
    """A title for comparing: case, spaces and a colon at the end don't count."""
    return " ".join(text.split()).rstrip(":").strip().casefold()


def find_table(
    elements: list[_Element], styles: Styles, titles: tuple[str, ...]
) -> _Element | None:
    """The first table whose first row has all these titles, in any order."""
    for element in elements:
        if local(element) != "tbl":
            continue
        table_rows = rows(element)
        if table_rows and set(map(folded, titles)) <= set(columns(table_rows[0], styles)):
            return element
    return None


def columns(header: _Element, styles: Styles) -> list[str]:
    """The titles of a table's columns, folded."""
    return [folded(content_of(cell, styles)) for cell in cells(header)]
