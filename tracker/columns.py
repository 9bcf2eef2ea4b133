"""Columns of the tracker: which field stands under which title, and how a cell is written."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Literal, NamedTuple

from tracker.errors import BadInput

ColumnType = Literal["text", "number", "time", "link"]

#: Compiled when they are first needed, which most commands don't.
_NUMBER = r"[+-]?[0-9]{1,4000}"
_PLAIN_URL = r"https?://[^\s<>\\]+"
_LINK = r"(?s)(?P<title>(?:[^\\<]|\\.)*?) ?<(?P<url>.*)>"
_ESCAPED = r"\\([\\<])"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: What a spreadsheet takes as the beginning of a formula; full-width signs count in Excel.
_FORMULA_STARTS = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
                   "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


class Link(NamedTuple):
    """A cell that leads somewhere: what is shown, and where it leads."""

    title: str
    url: str


#: What a cell can hold. A time is aware.
Cell = str | int | datetime | Link | None


class Column(NamedTuple):
    """A column that a procedure owns, or (`people`) one whose cells belong to people."""

    title: str
    field: str
    type: ColumnType = "text"
    people: bool = False


def type_of(cell: Cell) -> ColumnType | None:
    """The type of the column in which this cell reads back as it is; None for an empty cell."""
    match cell:
        case None | "":
            return None
        case str():
            return "text"
        case int():
            return "number"
        case datetime():
            return "time"
        case Link():
            return "link"


def to_text(cell: Cell) -> str:
    r"""The cell as text that a person can read and `from_text` can read back.

    A time is ISO 8601 with its offset; a link is `Title <url>`, or the bare url if that is its
    title, with `\` and `<` in the title written `\\` and `\<`; an empty cell is "".

    Raises:
        ValueError: A time without an offset (a mistake in the program, not of a person).
    """
    match cell:
        case None:
            return ""
        case datetime() if cell.utcoffset() is None:
            raise ValueError(f"a time without an offset: {cell}")
        case datetime():
            return cell.isoformat()
        case Link(title, url):
            return _link_to_text(title, url)
        case _:
            return str(cell)


def from_text(text: str, type: ColumnType) -> Cell:  # noqa: A002  the word of Column.type
    """The cell that this text stands for in a column of this type; None for "".

    Raises:
        BadInput: The text is no number, no time with an offset, or no link.
    """
    if not text:
        return None
    match type:
        case "text":
            return text
        case "number":
            return _number(text)
        case "time":
            return _time(text)
        case "link":
            return _link(text)


def display(cell: Cell) -> str:
    """The cell in one line for a terminal: a link's title, a time to the minute with its offset.

    Control characters become spaces, and characters that reverse the reading direction vanish,
    so that text from a mail can't move the cursor or disguise itself.
    """
    match cell:
        case datetime():
            text = cell.isoformat(" ", "minutes")
        case Link(title, url):
            text = title or url
        case _:
            text = to_text(cell)
    return _one_line(text)


def harmless(text: str) -> str:
    """The text for a CSV file, with an apostrophe before it if a spreadsheet would compute it.

    Source: OWASP, CSV injection: text that begins with = + - @, a tab or a line break.
    """
    if text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(_FORMULA_STARTS):
        return "'" + text
    return text


def storable(text: str) -> str:
    """The text with U+FFFD for what no database can hold: NUL and lone surrogates."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _link_to_text(title: str, url: str) -> str:
    if title == url and re.fullmatch(_PLAIN_URL, url):
        return url
    escaped = title.replace("\\", "\\\\").replace("<", "\\<")
    return f"{escaped} <{url}>" if title else f"<{url}>"


def _link(text: str) -> Link:
    if re.fullmatch(_PLAIN_URL, text.strip()):
        return Link(text.strip(), text.strip())
    if found := re.fullmatch(_LINK, text):
        return Link(re.sub(_ESCAPED, r"\1", found["title"]), found["url"])
    raise BadInput(f"“{text}” is no link", "", "Write it as Title <https://...>")


def _number(text: str) -> int:
    if not re.fullmatch(_NUMBER, text.strip()):
        raise BadInput(f"“{text}” is no whole number")
    return int(text.strip())


def _time(text: str) -> datetime:
    fix = "Write it as 2026-11-19T16:03:00-08:00"
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"“{text}” is no time", "", fix) from error
    if time.utcoffset() is None:
        raise BadInput(f"“{text}” doesn't say its offset from UTC", "", fix)
    return time


def _one_line(text: str) -> str:
    reversing = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c
        for c in text
        if unicodedata.bidirectional(c) not in reversing
    )
    return " ".join("".join(kept).split())
