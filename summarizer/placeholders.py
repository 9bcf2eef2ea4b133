"""What a document template asks for, and what fills it. Pure; the same for every backend.

`{{name}}` stands for a value. A named block, `{{#chart}}` on a table row or `{{#parts}}` to
`{{/parts}}` over paragraphs, is repeated by the backend, each time with values of its own.

Hints are what a template tells people to write. People click on a grey hint and type: its look
stays, its words don't. So a document keeps the hints that it was made with, and only those words
are hints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: The sections by the titles that people see; a team's template may have them in any order.
EARLIER = "Earlier summaries"
CONTACT = "Social Media Contact Copy"
CHART = "Research chart"
QUESTIONS = "Questions to other teams"
SUMMARY = "Summary"
CHART_COLUMNS = ("Step", "Finding")
QUESTION_COLUMNS = ("Team", "Question", "Answer")
#: The blocks that a template can have.
BLOCKS = frozenset({"chart", "parts", "earlier", "evidence", "questions"})

_PLACEHOLDER = re.compile(r"\{\{\s*([#/]?)\s*([A-Za-z_][\w.]*)\s*\}\}")


class Hole(NamedTuple):
    """A placeholder in a text: where it stands and what it names.

    `mark` is "#" where a block begins, "/" where it ends, "" for a value.
    """

    start: int
    end: int
    name: str
    mark: str = ""


def holes(text: str) -> list[Hole]:
    """The placeholders in a text, in order. What only looks like one, `{{7*7}}`, is text."""
    return [Hole(m.start(), m.end(), m.group(2), m.group(1)) for m in _PLACEHOLDER.finditer(text)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each known placeholder filled once; what is filled in is never read again."""
    return _PLACEHOLDER.sub(
        lambda m: values.get(m.group(2), m.group(0)) if not m.group(1) else m.group(0), text
    )


def left_over(text: str) -> list[str]:
    """The placeholders that stand in a text still, as they are written."""
    return [m.group(0) for m in _PLACEHOLDER.finditer(text)]


def folded(text: str) -> str:
    """A title for comparing: case, spaces and a colon at the end don't count."""
    return " ".join(text.split()).rstrip(":").strip().casefold()


class Hints(NamedTuple):
    """The hints that a document was made with; none where the file no longer tells.

    Attributes:
        texts: Their words.
        letters: Only their letters and digits: editors correct quotes, dashes and capitals.
    """

    texts: tuple[str, ...] = ()
    letters: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Hints:
        """These hints, each once, without regard to spaces."""
        known = tuple(dict.fromkeys(filter(None, (" ".join(text.split()) for text in texts))))
        return cls(known, frozenset(filter(None, map(letters_of, known))))

    def said(self, text: str, *, styled: bool) -> str | None:
        """What people wrote into a paragraph; None where it is only a hint.

        Args:
            text: What the paragraph says.
            styled: Whether it has the style of hints: then words before or behind a hint are
                theirs, and the hint isn't; and where no hints are known, all of it is one.
        """
        if " ".join(text.split()) in self.texts or letters_of(text) in self.letters:
            return None
        if not styled:
            return text
        if not self.texts:
            return None
        for hint in sorted(self.texts, key=len, reverse=True):
            words = r"\s+".join(map(re.escape, hint.split()))
            if found := re.search(rf"\A\s*{words}(?!\w)|(?<!\w){words}\s*\Z", text):
                return (text[: found.start()] + text[found.end() :]).strip()
        return text


def letters_of(text: str) -> str:
    """A text's letters and digits: what is left of it when editors touched up the rest."""
    return "".join(filter(str.isalnum, text.casefold()))
