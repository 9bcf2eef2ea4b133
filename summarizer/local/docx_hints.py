"""Hints in a docx: what its template tells people to write, told from what they wrote.

People click on a grey hint and type: its style stays, its words don't. So the hints that a
document was made with are kept in it, and only those words are hints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from summarizer.local.docx_package import Package
from summarizer.local.docx_properties import (
    drop_long_property,
    get_long_property,
    long_property_xml,
)

#: The custom property that keeps them, as a JSON list.
_PROPERTY = "Hints"


@dataclass(frozen=True, slots=True)
class Hints:
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
        return cls(known, frozenset(filter(None, map(_letters, known))))

    def said(self, text: str, *, styled: bool) -> str | None:
        """What people wrote into a paragraph; None where it is only a hint.

        Args:
            text: What the paragraph says.
            styled: Whether it has the style of hints: then words before or behind a hint are
                theirs, and the hint isn't; and where no hints are known, all of it is one.
        """
        if " ".join(text.split()) in self.texts or _letters(text) in self.letters:
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

    def to_xml(self) -> str:
        """The custom properties that keep them."""
        return long_property_xml(_PROPERTY, json.dumps(self.texts, ensure_ascii=False))


def hints_of(package: Package) -> Hints:
    """The hints that a document was made with."""
    try:
        kept = json.loads(get_long_property(package, _PROPERTY) or "[]")
    except ValueError:
        kept = []
    return Hints.of(map(str, kept) if isinstance(kept, list) else ())


def drop_hints(package: Package) -> None:
    """Forget them: a document became a template."""
    drop_long_property(package, _PROPERTY)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
