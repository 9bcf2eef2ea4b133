"""How a Google Doc is laid out for its reader: hints, headings, sections and tables, by title.

The same meaning as in a Word document. Docs has no styles of one's own, so a hint is known by its
words, which named ranges keep in the document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from summarizer.google.doc_model import Block, Cell, Document, Paragraph, Table
from summarizer.placeholders import (
    CHART,
    CONTACT,
    EARLIER,
    QUESTIONS,
    SUMMARY,
    Hints,
    folded,
    letters_of,
)

#: What the names of our named ranges begin with; a document that has any was filled.
OURS = "summarizer."
_WORDS, _DIGEST = f"{OURS}hint:", f"{OURS}hint#"
_LONGEST_NAME = 256
_TITLES = frozenset(map(folded, (EARLIER, CONTACT, CHART, QUESTIONS, SUMMARY)))
_DEEPEST = 6
#: How far the parts of a grey are from each other at most, and how dark and bright it is.
_SPREAD, _DARK, _BRIGHT = 0.15, 0.2, 0.8


@dataclass(frozen=True, slots=True)
class Layout:
    """A document, and what it was told to write.

    Attributes:
        hints: The hints it was made with.
        digests: Of those too long for a name: the hashes of their letters.
    """

    document: Document
    hints: Hints = field(default_factory=Hints)
    digests: frozenset[str] = frozenset()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The paragraphs and tables of the body."""
        return self.document.blocks

    def said(self, paragraph: Block) -> str | None:
        """What people wrote into a paragraph; None for one that is only a hint."""
        if not isinstance(paragraph, Paragraph):
            return None
        if self.digests and _digest(paragraph.text) in self.digests:
            return None
        known = bool(self.hints.texts or self.digests)
        return self.hints.said(paragraph.text, styled=looks_like_hint(paragraph, whole=not known))

    @staticmethod
    def is_table(block: Block) -> bool:
        """Whether it is a table, and not a paragraph."""
        return isinstance(block, Table)

    @staticmethod
    def words(block: Block) -> str:
        """What a paragraph says, hints too; "" for a table."""
        return block.text if isinstance(block, Paragraph) else ""

    @staticmethod
    def level(block: Block) -> int:
        """The level of a heading; 0 for all else."""
        return block.level if isinstance(block, Paragraph) else 0

    @staticmethod
    def runs_on(paragraph: Block) -> bool:
        """Its end is only a suggestion: what follows belongs to it."""
        return isinstance(paragraph, Paragraph) and paragraph.runs_on

    @staticmethod
    def together(block: Block, other: Block) -> bool:
        """Whether both stand in one tab."""
        return block.place == other.place

    @staticmethod
    def rows(table: Block) -> list[tuple[Cell, ...]]:
        """The cells of a table, row by row."""
        return [row.cells for row in table.rows] if isinstance(table, Table) else []

    @staticmethod
    def inside(cell: Cell) -> tuple[Block, ...]:
        """The paragraphs and tables of a cell."""
        return cell.blocks


def layout_of(document: Document) -> Layout:
    """The lay-out of a document, with the hints that its named ranges keep."""
    words = [name.removeprefix(_WORDS) for name in document.names if name.startswith(_WORDS)]
    digests = [name.removeprefix(_DIGEST) for name in document.names if name.startswith(_DIGEST)]
    return Layout(document, Hints.of(words), frozenset(digests))


def hint_name(hint: str) -> str:
    """The name of the named range that keeps a hint; "" for one without words."""
    words = " ".join(hint.split())
    if not letters_of(words):
        return ""
    name = f"{_WORDS}{words}"
    fits = len(name.encode("utf-16-le")) <= 2 * _LONGEST_NAME
    return name if fits else f"{_DIGEST}{_digest(words)}"


def looks_like_hint(paragraph: Paragraph, *, whole: bool = True) -> bool:
    """Whether it is grey and in italics, as our template's hints are; or some of it, at least."""
    looks = [_is_faint(run.style) for run in paragraph.runs if run.text.strip()]
    return bool(looks) and (all if whole else any)(looks)


def _digest(text: str) -> str:
    return hashlib.sha256(letters_of(text).encode()).hexdigest()


def _is_faint(style: Mapping[str, Any]) -> bool:
    colour = style.get("foregroundColor", {}).get("color", {}).get("rgbColor", {})
    parts = [colour.get(name, 0.0) for name in ("red", "green", "blue")]
    grey = max(parts) - min(parts) < _SPREAD and _DARK < sum(parts) / len(parts) < _BRIGHT
    return bool(style.get("italic")) and grey
