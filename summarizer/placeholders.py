"""What a document template asks for, and what fills it. Pure; the same for every backend.

`{{name}}` stands for a value. A named block, `{{#chart}}` on a table row or `{{#parts}}` to
`{{/parts}}` over paragraphs, is repeated by the backend, each time with values of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"\{\{\s*([#/]?)\s*([A-Za-z_][\w.]*)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Hole:
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
