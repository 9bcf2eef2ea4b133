"""What a template made in Docs asks for: its blocks, their paragraphs, the pieces of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.google.doc_model import Block, Paragraph
from summarizer.google.doc_requests import PLAIN, Piece, words
from summarizer.placeholders import BLOCKS, Hole, holes
from tracker.errors import BadInput

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Region:
    """Paragraphs that a block repeats; `text_at` is the one for lines of text, None for none."""

    items: Sequence[Values]
    inside: Sequence[Paragraph]
    text_at: int | None = None


def region_of(items: Sequence[Values], inside: Sequence[Paragraph], *, lines: bool) -> Region:
    """A region with a paragraph for text: `{{text}}`, else the empty last one, else a new one."""
    if not lines:
        return Region(items, inside)
    for number, paragraph in enumerate(inside):
        if any(hole.name == "text" and not hole.mark for hole in holes(paragraph.text)):
            return Region(items, inside, number)
    if not bare(inside[-1]):
        return Region(items, inside, len(inside) - 1)
    last = inside[-1]
    return Region(items, [*inside, Paragraph(last.place, -1, -1, (), style=PLAIN)], len(inside))


def filled(paragraph: Paragraph, values: Values) -> list[Piece]:
    """A paragraph's runs with each known placeholder filled, in the look of where it begins."""
    runs = [(run.text.removesuffix("\n"), run) for run in paragraph.runs]
    text = "".join(said for said, _ in runs)
    starts = [0]
    for said, _ in runs:
        starts.append(starts[-1] + len(said))
    found: list[Piece] = []

    def literal(first: int, last: int) -> None:
        for (start, end), (_, run) in zip(pairwise(starts), runs, strict=True):
            if shared := text[max(first, start) : max(first, start, min(last, end))]:
                found.append(Piece(shared, run.style, run.url))

    at = 0
    for hole in holes(text):
        if not hole.mark and hole.name not in values:
            continue
        literal(at, hole.start)
        at = hole.end
        if not hole.mark:
            number = max(n for n, start in enumerate(starts[:-1]) if start <= hole.start)
            found += words(values[hole.name], runs[number][1].style)
    literal(at, len(text))
    return found


def opening(paragraph: Paragraph) -> Hole | None:
    """The mark at which a block begins. BadInput for a block that there isn't."""
    for hole in holes(paragraph.text):
        if hole.mark and hole.name not in BLOCKS:
            raise BadInput(
                f"The template asks for a block {hole.name!r}",
                f"There are {', '.join(sorted(BLOCKS))}.",
                "Mend the template.",
            )
        if hole.mark == "#":
            return hole
    return None


def closing(blocks: Sequence[Block], first: int, block: str) -> int:
    """The number of the paragraph that ends a block; the first itself where none does."""
    return next((n for n in range(first, len(blocks)) if closes(blocks[n : n + 1], block)), first)


def closes(blocks: Sequence[Block], block: str) -> bool:
    """Whether a block ends in one of these paragraphs."""
    said = [b.text for b in blocks if isinstance(b, Paragraph)]
    return any((h.name, h.mark) == (block, "/") for text in said for h in holes(text))


def only_text(blocks: Sequence[Block]) -> list[Paragraph]:
    """Paragraphs to be repeated. BadInput where a table stands among them."""
    found = [block for block in blocks if isinstance(block, Paragraph)]
    if len(found) < len(blocks):
        raise BadInput(
            "The template can't be filled",
            "A table stands inside what a block repeats.",
            "Take it out of the block, in the template.",
        )
    return found


def bare(paragraph: Paragraph) -> str:
    """A paragraph's text without the marks of blocks."""
    text = paragraph.text
    for hole in reversed(holes(text)):
        if hole.mark:
            text = text[: hole.start] + text[hole.end :]
    return text.strip()


def is_hint(paragraph: Paragraph) -> bool:
    """Whether a paragraph is there for an item's hint only."""
    return bare(paragraph) == "{{hint}}"
