"""Blanks and line ends of a text, made regular."""

from __future__ import annotations

import re


def tidy(text: str) -> str:
    """The text with single spaces inside its lines, and single blank lines between them."""
    lines: list[str] = []
    single = re.sub(r" *\t *", "\t", re.sub(r"[ \u00a0]+", " ", text))
    for line in map(str.strip, single.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")
