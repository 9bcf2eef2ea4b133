"""How results are shown: tables and times for people, JSON for programs."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime, timedelta
from itertools import accumulate, zip_longest
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

#: Characters of the category Cf that only shape letters: emoji and many scripts need them.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
#: A column is not cut below this, and not below what a time takes while others have more.
_SMALLEST, _TIME = 8, 16
#: So many letters and marks at most are looked at for each column that there is.
_MARKS = 8
#: As wide as a program that reads the output likes it.
_ENDLESS = 1_000_000

#: So few items are done before a bar can be read.
_WORTH_A_BAR = 3

Cells = Sequence[str]
Item = TypeVar("Item")


def print_json(value: Any) -> None:
    """JSON with the letters as they are; a terminal gets nothing that would steer it."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_harmless(text, _escaped))


def progress(
    items: Iterable[Item], count: int, label: str
) -> AbstractContextManager[Iterable[Item]]:
    """The items one by one, with a bar on standard error where a person looks at it."""
    if not sys.stderr.isatty() or count < _WORTH_A_BAR:
        return nullcontext(items)
    return click.progressbar(items, length=count, label=label, file=sys.stderr)


def safe(text: str) -> str:
    """Text without what would steer a terminal or turn a line around."""
    return _harmless(text, lambda _: "\N{REPLACEMENT CHARACTER}")


def _harmless(text: str, otherwise: Callable[[str], str]) -> str:
    """The text with another one for each character that steers; few lines have any."""
    lines = (
        line if line.isprintable() else "".join(otherwise(c) if _steers(c) else c for c in line)
        for line in text.split("\n")
    )
    return "\n".join(lines)


def _steers(letter: str) -> bool:
    shapes = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return unicodedata.category(letter) in shapes and letter not in _JOINERS


def _escaped(letter: str) -> str:
    """As JSON writes it in ASCII, also what is ASCII."""
    return json.dumps(letter)[1:-1] if not letter.isascii() else f"\\u{ord(letter):04x}"


def width(text: str) -> int:
    """How many columns a terminal takes for the text."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(letter: str) -> int:
    if unicodedata.combining(letter) or letter in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def columns() -> int:
    """How wide lines may be: COLUMNS, else the terminal; without one, nothing is cut."""
    with suppress(KeyError, ValueError):
        return max(int(os.environ["COLUMNS"]), 1)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return _ENDLESS


def table(titles: Cells, rows: Iterable[Cells], *, wrap: bool = False, below: int = 0) -> None:
    """A table as wide as the terminal: columns without any text are left out, long cells cut.

    The first column is never cut: it is what people copy.

    Args:
        titles: One for each column.
        rows: Their cells.
        wrap: Cells aren't cut between words but go on in the next line.
        below: Where there is no room, the last column stands in lines of its own, uncut; and
            so many of the last ones where there is no room for the others either.
    """
    lines = [[safe(str(cell)).replace("\n", " ") for cell in row] for row in rows]
    kept = [n for n in range(len(titles)) if any(line[n] for line in lines)]
    if not kept:
        return
    rest = sum(n >= len(titles) - below for n in kept)
    titles, lines = [titles[n] for n in kept], [[line[n] for n in kept] for line in lines]
    for line in _laid_out(titles, lines, wrap=wrap, below=rest):
        click.echo(line)


def _laid_out(titles: Cells, lines: Sequence[Cells], *, wrap: bool, below: int) -> Iterator[str]:
    sizes = [max(map(width, column)) for column in zip(titles, *lines, strict=True)]
    room = columns() - 2 * (len(titles) - 1)
    if below and sum(sizes) > room:
        others = sum(min(size, _TIME) for size in sizes[:-1])
        alone = others <= room + 2 and sizes[-1] > _TIME
        yield from _stacked(titles, lines, 1 if alone else below)
        return
    _narrow(sizes, room)
    yield click.style(_line(titles, sizes), bold=True)
    for line in lines:
        yield from _wrapped(line, sizes) if wrap else [_line(line, sizes)]


def _stacked(titles: Cells, lines: Sequence[Cells], below: int) -> Iterator[str]:
    """Two lines a row, or more: the last cells stand below the others."""
    above = [line[:-below] for line in lines]
    head, *upper = _laid_out(titles[:-below], above, wrap=False, below=0)
    yield head
    for first, line in zip(upper, lines, strict=True):
        yield first
        *others, last = line[-below:]
        told, room = "  ".join(filter(None, others)), columns() - 4
        whole = f"{told}  {last}".strip()
        parts = [whole] if width(whole) <= room else [told, *_lines(last, room)]
        for part in filter(None, parts):
            yield _fit(f"    {part}", columns()).rstrip()


def _narrow(sizes: list[int], room: int) -> None:
    """Take from the widest columns but the first, then from the last, then from all."""
    others = range(1, len(sizes))
    while sum(sizes) > room:
        wide = [n for n in others if sizes[n] > _TIME]
        last = [n for n in others[-1:] if sizes[n] > _SMALLEST]
        left = wide or last or [n for n in others if sizes[n] > _SMALLEST]
        if not left:
            return
        widest = max(left, key=lambda n: sizes[n])
        floor = _TIME if wide else _SMALLEST
        sizes[widest] = max(floor, sizes[widest] - max(1, (sum(sizes) - room) // len(left)))


def _wrapped(line: Cells, sizes: Sequence[int]) -> Iterator[str]:
    """The row in as many lines as its longest cell takes."""
    parts = [_lines(cell, size) for cell, size in zip(line, sizes, strict=True)]
    for cells in zip_longest(*parts, fillvalue=""):
        yield _line(cells, sizes)


def _lines(text: str, size: int) -> list[str]:
    """The text in lines of at most this size, where its words allow it."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer) <= size or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _line(cells: Cells, sizes: Sequence[int]) -> str:
    fitted = [_fit(cell, size) for cell, size in zip(cells, sizes, strict=True)]
    return "  ".join(fitted).rstrip()


def _fit(text: str, size: int) -> str:
    room = _MARKS * size
    if len(text) <= room and width(text) <= size:
        return text + " " * (size - width(text))
    kept = sum(total < size for total in accumulate(map(_width, text[:room])))
    return f"{text[:kept]}…" + " " * (size - width(text[:kept]) - 1)


def short(text: str, longest: int) -> str:
    """A text in one line, cut where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def time(at: datetime | None, zone: str) -> str:
    """A time on the desk's clock: Thu 19 Nov 14:05."""
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}" if at else ""


def date_time(at: datetime, zone: str) -> str:
    """The same with its year, for what can be long ago: Thu 19 Nov 2026 14:05."""
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M}"


def left(amount: timedelta | None) -> str:
    """What is left of a clock: 2 h 05 min, or how long it is overdue."""
    if amount is None:
        return ""
    minutes = int(abs(amount).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    text = f"{hours} h {rest:02} min" if hours else f"{rest} min"
    return f"{text} over" if amount < timedelta(0) else text
