"""How a docx is laid out for its reader: hints, headings, sections and tables, found by title."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.local.docx_hints import hints_of
from summarizer.local.docx_package import DOCUMENT, Package, damaged
from summarizer.local.docx_text import (
    blocks,
    cells,
    local,
    placeholder_of,
    rows,
    text_of,
    w,
)
from summarizer.placeholders import (
    CHART,
    CONTACT,
    EARLIER,
    QUESTIONS,
    SUMMARY,
    Hints,
    folded,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

_TITLES = frozenset(map(folded, (EARLIER, CONTACT, CHART, QUESTIONS, SUMMARY)))

_STYLES = "word/styles.xml"
_HINT = "hint"
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Layout:
    """A document's body, and what its styles mean.

    Attributes:
        body: The element that holds all blocks.
        names: The names of paragraph styles, in lower case, by their ids.
        levels: The levels of heading that styles give, by their ids.
        hints: The hints it was made with.
    """

    body: _Element
    names: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)

    @property
    def blocks(self) -> list[_Element]:
        """The paragraphs and tables of the body."""
        return list(blocks(self.body))

    def said(self, paragraph: _Element) -> str | None:
        """What people wrote into a paragraph; None for one that is only a hint."""
        text = "" if placeholder_of(paragraph) is not None else text_of(paragraph)
        return self.hints.said(text, styled=self._style(paragraph).startswith(_HINT))

    @staticmethod
    def is_table(block: _Element) -> bool:
        """Whether it is a table, and not a paragraph."""
        return local(block) == "tbl"

    @staticmethod
    def words(block: _Element) -> str:
        """What a paragraph says, hints too; "" for a table."""
        return text_of(block) if local(block) == "p" else ""

    @staticmethod
    def runs_on(paragraph: _Element) -> bool:
        """Its end was deleted, and the deletion is tracked: what follows belongs to it."""
        return paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None

    @staticmethod
    def together(_block: _Element, _other: _Element) -> bool:
        """A docx has one body."""
        return True

    @staticmethod
    def rows(table: _Element) -> list[list[_Element]]:
        """The cells of a table, row by row."""
        return [cells(row) for row in rows(table)]

    @staticmethod
    def inside(cell: Iterable[_Element]) -> list[_Element]:
        """The paragraphs and tables of a cell."""
        return list(blocks(cell))

    def level(self, block: _Element) -> int:
        """The level of a heading; 0 for all else."""
        if local(block) != "p":
            return 0
        paragraph = block
        outline = paragraph.find(f"{w('pPr')}/{w('outlineLvl')}")
        if outline is not None:
            return _outline(outline)
        return self.levels.get(self._key(paragraph), 0)

    def _style(self, paragraph: _Element) -> str:
        key = self._key(paragraph)
        return self.names.get(key, key.lower())

    @staticmethod
    def _key(paragraph: _Element) -> str:
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        return style.get(w("val"), "") if style is not None else ""


def layout_of(package: Package) -> Layout:
    """The lay-out of a document. StorageFailed if it has no body."""
    body = package.xml(DOCUMENT).find(w("body"))
    if body is None:
        raise damaged(package.name, "It has no body.")
    styles: list[_Element] = []
    if _STYLES in package:
        styles = [
            style
            for style in package.xml(_STYLES).iter(w("style"))
            if style.get(w("type"), "paragraph") == "paragraph"
        ]
    names = {s.get(w("styleId"), ""): _value(s, "name").lower() for s in styles}
    return Layout(body, names, _levels(styles, names), hints_of(package))


def _value(element: _Element, name: str) -> str:
    found = element.find(w(name))
    return found.get(w("val"), "") if found is not None else ""


def _levels(styles: Iterable[_Element], names: dict[str, str]) -> dict[str, int]:
    """The level of each style: by its name, its outline, or the style that it is based on."""
    own: dict[str, int] = {}
    base: dict[str, str] = {}
    for style in styles:
        key = style.get(w("styleId"), "")
        base[key] = _value(style, "basedOn")
        match = re.fullmatch(r"heading ?(\d)", names[key])
        outline = style.find(f"{w('pPr')}/{w('outlineLvl')}")
        if match:
            own[key] = int(match.group(1))
        elif outline is not None:
            own[key] = _outline(outline)
    found = {}
    for key in base:
        chain = [key]
        while chain[-1] not in own and base.get(chain[-1]) and base[chain[-1]] not in chain:
            chain.append(base[chain[-1]])
        found[key] = own.get(chain[-1], 0)
    return found


def _outline(element: _Element) -> int:
    text = element.get(w("val"), "")
    return int(text) + 1 if text.isdigit() and int(text) < _DEEPEST else 0
