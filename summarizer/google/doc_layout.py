"""How a Google Doc is laid out for its reader: hints, headings, sections and tables, by title.

The same meaning as in a Word document. Docs has no styles of one's own, so a hint is known by its
words, which named ranges keep in the document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from summarizer.google.doc_model import Block, Cell, Document, Paragraph, Row, Table
from summarizer.placeholders import (
    CHART,
    CHART_COLUMNS,
    CONTACT,
    EARLIER,
    QUESTION_COLUMNS,
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
class Section:
    """A heading and the blocks below it, down to the next heading of its level or above."""

    title: str
    heading: Paragraph
    level: int
    inside: list[Block]


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

    def said(self, paragraph: Paragraph) -> str | None:
        """What people wrote into a paragraph; None for one that is only a hint."""
        if self.digests and _digest(paragraph.text) in self.digests:
            return None
        known = bool(self.hints.texts or self.digests)
        return self.hints.said(paragraph.text, styled=looks_like_hint(paragraph, whole=not known))


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


# --- sections ------------------------------------------------------------------------------


def section(layout: Layout, title: str) -> Section | None:
    """The section with this title at any level of heading, without regard to case and spaces.

    Where no heading has it, a line that says only this is taken as one: somebody may have lost
    its style.
    """
    wanted = folded(title)
    for level in range(1, _DEEPEST + 1):
        for found in sections(layout.blocks, level):
            if folded(found.title) == wanted:
                return found
    blocks = layout.blocks
    lines = [block for block in blocks if isinstance(block, Paragraph) and _says(block) == wanted]
    if not lines:
        return None
    heading, inside = lines[0], list[Block]()
    for block in blocks[blocks.index(heading) + 1 :]:
        level = block.level if isinstance(block, Paragraph) else 0
        if level == 1 or _says(block) in _TITLES or block.place != heading.place:
            break
        inside.append(block)
    return Section(title, heading, 1, inside)


def _says(block: Block) -> str:
    return folded(block.text) if isinstance(block, Paragraph) else ""


def sections(blocks: Iterable[Block], level: int) -> list[Section]:
    """The sections of this level among these blocks; none reaches over the end of its tab."""
    found: list[Section] = []
    inside: list[Block] | None = None
    for block in blocks:
        depth = block.level if isinstance(block, Paragraph) else 0
        title = " ".join(block.text.split()) if isinstance(block, Paragraph) and depth else ""
        if isinstance(block, Paragraph) and depth == level and title:
            found.append(Section(title, block, level, []))
            inside = found[-1].inside
        elif (0 < depth < level and title) or (found and block.place != found[-1].heading.place):
            inside = None
        elif inside is not None:
            inside.append(block)
    return found


def lines_of(layout: Layout, blocks: Iterable[Block]) -> list[str]:
    """A line for every paragraph that isn't a hint, and for every row of a table."""
    found: list[str] = []
    runs_on = ""
    for block in blocks:
        if isinstance(block, Table):
            found += [" | ".join(_cell_line(layout, c) for c in row.cells) for row in block.rows]
        elif (text := layout.said(block)) is not None:
            if block.runs_on:
                runs_on += text
            else:
                found.append(runs_on + text)
                runs_on = ""
    return [*found, runs_on] if runs_on else found


def content_of(layout: Layout, blocks: Iterable[Block]) -> str:
    """The text of a cell or of a list of blocks, without hints; paragraphs become lines."""
    return "\n".join(lines_of(layout, blocks)).strip()


def _cell_line(layout: Layout, cell: Cell) -> str:
    return content_of(layout, cell.blocks).replace("\n", " ")


# --- tables --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A row below a table's header: its cells by the folded titles of their columns."""

    row: Row
    cells: Mapping[str, Cell]


def chart_table(layout: Layout) -> Table | None:
    """The research chart: the table below its heading, else the one with its columns."""
    below = section(layout, CHART)
    found = _find_table(layout, below.inside, CHART_COLUMNS) if below else None
    return found or _find_table(layout, layout.blocks, CHART_COLUMNS)


def question_table(layout: Layout) -> Table | None:
    """The table of questions to other teams."""
    return _find_table(layout, layout.blocks, QUESTION_COLUMNS)


def _find_table(layout: Layout, blocks: Iterable[Block], titles: Sequence[str]) -> Table | None:
    """The first table whose first row has all these titles, in any order."""
    for block in blocks:
        if isinstance(block, Table) and block.rows:
            said = {folded(content_of(layout, cell.blocks)) for cell in block.rows[0].cells}
            if set(map(folded, titles)) <= said:
                return block
    return None


def table_lines(layout: Layout, table: Table) -> list[Line]:
    """The rows below a table's header."""
    header, *others = table.rows
    titles = [folded(content_of(layout, cell.blocks)) for cell in header.cells]
    return [Line(row, dict(zip(titles, row.cells, strict=False))) for row in others]


def step_of(layout: Layout, line: Line) -> tuple[str, str]:
    """The name of a row's step, and what stands below it in the same cell.

    People type over the step's hint there: that is a finding in the wrong column.
    """
    blocks = line.cells["step"].blocks if "step" in line.cells else ()
    said = [" ".join(lines_of(layout, [block])) for block in blocks]
    name, *below = [text for text in said if text.strip()] or [""]
    return " ".join(name.split()), "\n".join(below)


def given(layout: Layout) -> list[Paragraph]:
    """What a template says in the contact copy and in the chart: none of it is what people found.

    In the summary it may be words to be sent: there only the look of hints makes a hint.
    """
    contact, chart = section(layout, CONTACT), chart_table(layout)
    found = list(contact.inside) if contact else []
    for line in table_lines(layout, chart) if chart else ():
        found += list(line.cells["step"].blocks)[1:] if "step" in line.cells else []
        found += line.cells["finding"].blocks if "finding" in line.cells else ()
    return [block for block in found if isinstance(block, Paragraph) and not block.level]
