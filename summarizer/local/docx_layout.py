"""How a docx is laid out for its reader: hints, headings, sections and tables, found by title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    CHART_COLUMNS,
    CONTACT,
    EARLIER,
    QUESTION_COLUMNS,
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
class Section:
    """A heading and the blocks below it, down to the next heading of its level or above."""

    title: str
    heading: _Element
    level: int
    inside: list[_Element]


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

    def level(self, paragraph: _Element) -> int:
        """The level of a heading; 0 for other text."""
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


# --- sections ------------------------------------------------------------------------------


def section(layout: Layout, title: str) -> Section | None:
    """The section with this title at any level of heading, without regard to case and spaces.

    Where no heading has it, a line that says only this is taken as one: somebody may have lost
    its style.
    """
    wanted = folded(title)
    elements = layout.blocks
    for level in range(1, _DEEPEST + 1):
        for found in sections(layout, elements, level):
            if folded(found.title) == wanted:
                return found
    lines = [e for e in elements if local(e) == "p" and folded(text_of(e)) == wanted]
    if not lines:
        return None
    inside: list[_Element] = []
    for element in elements[elements.index(lines[0]) + 1 :]:
        plain = local(element) == "p"
        if plain and (layout.level(element) == 1 or folded(text_of(element)) in _TITLES):
            break
        inside.append(element)
    return Section(title, lines[0], 1, inside)


def sections(layout: Layout, elements: Sequence[_Element], level: int) -> list[Section]:
    """The sections of this level among these blocks; their titles as people read them."""
    found: list[Section] = []
    inside: list[_Element] | None = None
    for element in elements:
        depth = layout.level(element) if local(element) == "p" else 0
        title = " ".join(text_of(element).split()) if depth else ""
        if depth == level and title:
            found.append(Section(title, element, level, []))
            inside = found[-1].inside
        elif 0 < depth < level and title:
            inside = None
        elif inside is not None:
            inside.append(element)
    return found


def lines_of(layout: Layout, elements: Iterable[_Element]) -> list[str]:
    """A line for every paragraph that isn't a hint, and for every row of a table.

    A paragraph whose end was deleted, with the deletion tracked, runs on into the next one.
    """
    found: list[str] = []
    runs_on = ""
    for element in elements:
        if local(element) == "tbl":
            found += [" | ".join(_cell_line(layout, c) for c in cells(r)) for r in rows(element)]
        elif (text := layout.said(element)) is not None:
            if element.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:
                runs_on += text
            else:
                found.append(runs_on + text)
                runs_on = ""
    return [*found, runs_on] if runs_on else found


def content_of(layout: Layout, container: Iterable[_Element]) -> str:
    """The text of a cell or of a list of blocks, without hints; paragraphs become lines."""
    return "\n".join(lines_of(layout, blocks(container))).strip()


def _cell_line(layout: Layout, cell: _Element) -> str:
    return content_of(layout, cell).replace("\n", " ")


# --- tables --------------------------------------------------------------------------------


def chart_table(layout: Layout) -> _Element | None:
    """The research chart: the table below its heading, else the one with its columns."""
    below = section(layout, CHART)
    found = _find_table(layout, below.inside, CHART_COLUMNS) if below else None
    return found if found is not None else _find_table(layout, layout.blocks, CHART_COLUMNS)


def question_table(layout: Layout) -> _Element | None:
    """The table of questions to other teams."""
    return _find_table(layout, layout.blocks, QUESTION_COLUMNS)


def _find_table(
    layout: Layout, elements: Iterable[_Element], titles: Sequence[str]
) -> _Element | None:
    """The first table whose first row has all these titles, in any order."""
    for element in elements:
        if local(element) == "tbl" and (there := rows(element)):
            said = {folded(content_of(layout, cell)) for cell in cells(there[0])}
            if set(map(folded, titles)) <= said:
                return element
    return None


def step_of(layout: Layout, row: Mapping[str, _Element]) -> tuple[str, str]:
    """The name of a row's step, and what stands below it in the same cell.

    People type over the step's hint there: that is a finding in the wrong column.
    """
    said = [" ".join(lines_of(layout, [block])) for block in blocks(row.get("step", ()))]
    name, *below = [text for text in said if text.strip()] or [""]
    return " ".join(name.split()), "\n".join(below)


def given(layout: Layout) -> list[str]:
    """What a template says in the contact copy and in the chart: none of it is what people found.

    In the summary it may be words to be sent: there only the style of hints makes a hint.
    """
    contact, chart = section(layout, CONTACT), chart_table(layout)
    found = list(contact.inside) if contact else []
    for row in table_rows(layout, chart) if chart is not None else ():
        found += list(blocks(row.get("step", ())))[1:]
        found += blocks(row.get("finding", ()))
    return [text_of(e) for e in found if local(e) == "p" and not layout.level(e)]


def table_rows(layout: Layout, table: _Element) -> list[dict[str, _Element]]:
    """The rows below a table's header: cells by the folded titles of their columns."""
    header, *others = rows(table)
    titles = [folded(content_of(layout, cell)) for cell in cells(header)]
    return [dict(zip(titles, cells(row), strict=False)) for row in others]
