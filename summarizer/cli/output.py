"""How results are shown: tables and times for people, JSON for programs."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click


def print_json(value: Any) -> None:
    """JSON with the letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def safe(text: str) -> str:
    """Text without what would steer a terminal or turn a line around."""
    return "".join(
        c
        if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def width(text: str) -> int:
    """How many columns a terminal takes for the text."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table as wide as the terminal: columns without any text are left out, long cells cut.

    The first column is never cut: it is what people copy.
    """
    lines = [[safe(str(cell)).replace("\n", " ") for cell in row] for row in rows]
    kept = [n for n in range(len(titles)) if any(line[n] for line in lines)]
    if not kept:
        return
    titles, lines = [titles[n] for n in kept], [[line[n] for n in kept] for line in lines]
    sizes = [max(map(width, column)) for column in zip(titles, *lines, strict=True)]
    _narrow(sizes, shutil.get_terminal_size((100, 24)).columns - 2 * (len(titles) - 1))
    click.echo(click.style(_line(titles, sizes), bold=True))
    for line in lines:
        click.echo(_line(line, sizes))


#: A column is not cut below this, and not below what a time takes while others have more.
_SMALLEST, _TIME = 8, 16


def _narrow(sizes: list[int], room: int) -> None:
    """Take from the widest columns but the first, then from the last, then from all."""
    others = range(1, len(sizes))
    while sum(sizes) > room:
        wide = [n for n in others if sizes[n] > _TIME]
        last = [n for n in others[-1:] if sizes[n] > _SMALLEST]
        left = wide or last or [n for n in others if sizes[n] > _SMALLEST]
        if not left:
            return
        sizes[max(left, key=lambda n: sizes[n])] -= 1


def _line(cells: Sequence[str], sizes: Sequence[int]) -> str:
    fitted = [_fit(cell, size) for cell, size in zip(cells, sizes, strict=True)]
    return "  ".join(fitted).rstrip()


def _fit(text: str, size: int) -> str:
    if width(text) <= size:
        return text + " " * (size - width(text))
    while width(text) > size - 1:
        text = text[:-1]
    return f"{text}…" + " " * (size - width(text) - 1)


def time(at: datetime | None, zone: str) -> str:
    """A time on the desk's clock: Thu 19 Nov 14:05."""
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}" if at else ""


def left(amount: timedelta | None) -> str:
    """What is left of a clock: 2 h 05 min, or how long it is overdue."""
    if amount is None:
        return ""
    minutes = int(abs(amount).total_seconds() // 60)
    text = f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"
    return f"{text} over" if amount < timedelta(0) else text
