"""How a case's document is laid out for its reader: sections, chart and questions, by title (pure).

A backend tells of its own paragraphs, tables and cells by a `Page`; what they mean is the same in
all of them, and stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from summarizer.placeholders import (
    CHART,
    CHART_COLUMNS,
    CONTACT,
    EARLIER,
    QUESTION_COLUMNS,
    QUESTIONS,
    SUMMARY,
    folded,
)
from summarizer.ports import Finding

_TITLES = frozenset(map(folded, (EARLIER, CONTACT, CHART, QUESTIONS, SUMMARY)))
_DEEPEST = 9

B = TypeVar("B")
C = TypeVar("C")


class Page(Protocol[B, C]):
    """A document's body: blocks `B`, which are paragraphs and tables, and cells `C`."""

    @property
    def blocks(self) -> Sequence[B]:
        """The paragraphs and tables of the body."""

    def is_table(self, block: B) -> bool:
        """Whether it is a table, and not a paragraph."""

    def words(self, block: B) -> str:
        """What a paragraph says, hints too; "" for a table."""

    def said(self, paragraph: B) -> str | None:
        """What people wrote into a paragraph; None for one that is only a hint."""

    def level(self, block: B) -> int:
        """The level of a heading; 0 for all else."""

    def runs_on(self, paragraph: B) -> bool:
        """Its end is taken out, and that is tracked: what follows belongs to it."""

    def together(self, block: B, other: B) -> bool:
        """Whether both stand in one body: a section doesn't reach into another one."""

    def rows(self, table: B) -> Sequence[Sequence[C]]:
        """The cells of a table, row by row."""

    def inside(self, cell: C) -> Sequence[B]:
        """The paragraphs and tables of a cell."""


@dataclass(frozen=True, slots=True)
class Section(Generic[B]):
    """A heading and the blocks below it, down to the next heading of its level or above."""

    title: str
    heading: B
    level: int
    inside: list[B]


def section(page: Page[B, C], title: str) -> Section[B] | None:
    """The section with this title at any level of heading, without regard to case and spaces.

    Where no heading has it, a line that says only this is taken as one: somebody may have lost
    its style.
    """
    wanted, blocks = folded(title), page.blocks
    for level in range(1, _DEEPEST + 1):
        for found in sections(page, blocks, level):
            if folded(found.title) == wanted:
                return found
    lines = [n for n, block in enumerate(blocks) if folded(page.words(block)) == wanted]
    if not lines:
        return None
    heading, inside = blocks[lines[0]], list[B]()
    for block in blocks[lines[0] + 1 :]:
        ends = page.level(block) == 1 or folded(page.words(block)) in _TITLES
        if ends or not page.together(heading, block):
            break
        inside.append(block)
    return Section(title, heading, 1, inside)


def sections(page: Page[B, C], blocks: Iterable[B], level: int) -> list[Section[B]]:
    """The sections of this level among these blocks; their titles as people read them."""
    found: list[Section[B]] = []
    inside: list[B] | None = None
    for block in blocks:
        depth = page.level(block)
        title = " ".join(page.words(block).split()) if depth else ""
        if depth == level and title:
            found.append(Section(title, block, level, []))
            inside = found[-1].inside
        elif (0 < depth < level and title) or (
            found and not page.together(found[-1].heading, block)
        ):
            inside = None
        elif inside is not None:
            inside.append(block)
    return found


def lines_of(page: Page[B, C], blocks: Iterable[B]) -> list[str]:
    """A line for every paragraph that isn't a hint, and for every row of a table."""
    found: list[str] = []
    runs_on = ""
    for block in blocks:
        if page.is_table(block):
            found += [
                " | ".join(text_in(page, cell).replace("\n", " ") for cell in row)
                for row in page.rows(block)
            ]
        elif (text := page.said(block)) is not None:
            if page.runs_on(block):
                runs_on += text
            else:
                found.append(runs_on + text)
                runs_on = ""
    return [*found, runs_on] if runs_on else found


def text_of(page: Page[B, C], blocks: Iterable[B]) -> str:
    """The text of these blocks, without hints; paragraphs become lines."""
    return "\n".join(lines_of(page, blocks)).strip()


def text_in(page: Page[B, C], cell: C) -> str:
    """The text of a cell, without hints."""
    return text_of(page, page.inside(cell))


def parts_of(page: Page[B, C], summary: Section[B]) -> dict[str, str]:
    """Text by part; what stands above the first part is a part without a title."""
    levels = filter(None, map(page.level, summary.inside))
    parts = sections(page, summary.inside, min(levels, default=0))
    end = summary.inside.index(parts[0].heading) if parts else len(summary.inside)
    above = text_of(page, summary.inside[:end])
    found = {"": above} if above else {}
    for part in parts:
        text = text_of(page, part.inside)
        found[part.title] = f"{found[part.title]}\n{text}" if part.title in found else text
    return found


# --- tables --------------------------------------------------------------------------------


def chart_table(page: Page[B, C]) -> B | None:
    """The research chart: the table below its heading, else the one with its columns."""
    below = section(page, CHART)
    found = _find_table(page, below.inside, CHART_COLUMNS) if below else None
    return _find_table(page, page.blocks, CHART_COLUMNS) if found is None else found


def question_table(page: Page[B, C]) -> B | None:
    """The table of questions to other teams."""
    return _find_table(page, page.blocks, QUESTION_COLUMNS)


def _find_table(page: Page[B, C], blocks: Iterable[B], titles: Sequence[str]) -> B | None:
    """The first table whose first row has all these titles, in any order."""
    for block in blocks:
        if page.is_table(block) and (rows := page.rows(block)):
            said = {folded(text_in(page, cell)) for cell in rows[0]}
            if set(map(folded, titles)) <= said:
                return block
    return None


def table_rows(page: Page[B, C], table: B) -> list[dict[str, C]]:
    """The rows below a table's header: cells by the folded titles of their columns."""
    header, *others = page.rows(table)
    titles = [folded(text_in(page, cell)) for cell in header]
    return [dict(zip(titles, row, strict=False)) for row in others]


def step_of(page: Page[B, C], row: Mapping[str, C]) -> tuple[str, str]:
    """The name of a row's step, and what stands below it in the same cell.

    People type over the step's hint there: that is a finding in the wrong column.
    """
    said = [" ".join(lines_of(page, [block])) for block in _cell(page, row, "step")]
    name, *below = [text for text in said if text.strip()] or [""]
    return " ".join(name.split()), "\n".join(below)


def findings(page: Page[B, C], link_in: Callable[[C], str], table: B | None) -> Iterator[Finding]:
    """What the chart says; a link is what its cell leads to, else what it says."""
    for row in table_rows(page, table) if table is not None else ():
        said = {title: text_in(page, cell) for title, cell in row.items()}
        step, below = step_of(page, row)
        if step:
            yield Finding(
                step=step,
                finding="\n".join(filter(None, (below, said.get("finding", "")))),
                link=(link_in(row["link"]) if "link" in row else "") or said.get("link", ""),
                by=said.get("by", ""),
                at=said.get("at", ""),
            )


def questions(page: Page[B, C]) -> Iterator[tuple[str, str, str]]:
    """The questions to other teams: team, question and answer."""
    table = question_table(page)
    for row in table_rows(page, table) if table is not None else ():
        said = {title: text_in(page, cell) for title, cell in row.items()}
        if said.get("team") or said.get("question"):
            yield said.get("team", ""), said.get("question", ""), said.get("answer", "")


def given(page: Page[B, C]) -> list[B]:
    """What a template says in the contact copy and in the chart: none of it is what people found.

    In the summary it may be words to be sent: there only the look of hints makes a hint.
    """
    contact, chart = section(page, CONTACT), chart_table(page)
    found = list(contact.inside) if contact else []
    for row in table_rows(page, chart) if chart is not None else ():
        found += [*_cell(page, row, "step")[1:], *_cell(page, row, "finding")]
    return [block for block in found if not page.is_table(block) and not page.level(block)]


def _cell(page: Page[B, C], row: Mapping[str, C], title: str) -> Sequence[B]:
    return page.inside(row[title]) if title in row else ()
