"""A1 notation: what people and clients write for a range, and how Google writes it back."""

from __future__ import annotations

import re

from tests.google.sheets.model import Area, Invalid, Sheet, Spreadsheet

_CORNER = r"\$?([A-Za-z]{0,3})\$?([1-9][0-9]{0,7})?"
_RANGE = re.compile(rf"{_CORNER}(?::{_CORNER})?")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")

Corners = tuple[int | None, int | None, int | None, int | None]


def resolve(book: Spreadsheet, text: str) -> Area:
    """Where a range lies: `Tab`, `Tab!A1:B2`, `A1:B`, `'It''s'!2:3`, `Tab!Name`, `Name`.

    Raises:
        Invalid: No such tab, and no such name.
    """
    title, rest = split(text)
    if title is None and (named := corners(rest)):
        first = next(sheet for sheet in book.sheets if not sheet.hidden)
        return Area(first.id, *named)
    if title is None:
        sheet = book.titled(rest)
        return Area(sheet.id) if sheet else _named(book, rest, text)
    sheet = book.titled(title)
    if sheet is None:
        raise Invalid(f"Unable to parse range: {text}")
    if not rest:
        return Area(sheet.id)
    if found := corners(rest):
        return Area(sheet.id, *found)
    return _named(book, rest, text)


def split(text: str) -> tuple[str | None, str]:
    """The tab's title (None where none is named) and the rest (empty: the whole tab)."""
    if text.startswith("'"):
        found = re.fullmatch(r"'((?:[^']|'')+)'(?:!(.+))?", text, re.DOTALL)
        if found is None:
            raise Invalid(f"Unable to parse range: {text}")
        return found[1].replace("''", "'"), found[2] or ""
    title, mark, rest = text.rpartition("!")
    if mark and not (title and rest):
        raise Invalid(f"Unable to parse range: {text}")
    return (title, rest) if mark else (None, text)


def corners(text: str) -> Corners | None:
    """`B2:C` as zero-based, half-open bounds; None if it is no range of cells."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    if ":" not in text:
        if not (left and top):
            return None
        return int(top) - 1, int(top), column(left), column(left) + 1
    if not (left or top) or not (right or bottom):
        return None
    rows = _span(int(top) if top else None, int(bottom) if bottom else None)
    columns = _span(column(left) + 1 if left else None, column(right) + 1 if right else None)
    return (*rows, *columns)


def column(letters: str) -> int:
    """`A` is 0, `AA` is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters(index: int) -> str:
    """0 is `A`, 26 is `AA`."""
    text, index = "", index + 1
    while index:
        index, left = divmod(index - 1, 26)
        text = chr(65 + left) + text
    return text


def written(sheet: Sheet, area: Area) -> str:
    """A range as Google answers it: bounded by the sheet, the title quoted where it must be."""
    rows, columns = sheet.clip(area)
    first = f"{letters(columns.start)}{rows.start + 1}"
    last = f"{letters(columns.stop - 1)}{rows.stop}"
    return f"{quoted(sheet.title)}!{first}" + (f":{last}" if last != first else "")


def quoted(title: str) -> str:
    """A title as it stands in a range."""
    if _BARE.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def within(book: Spreadsheet, text: str) -> tuple[Sheet, Area]:
    """A range that begins inside its sheet.

    Raises:
        Invalid: It begins after the last row or column.
    """
    area = resolve(book, text)
    sheet = book.sheet(area.sheet_id)
    if (area.top or 0) >= len(sheet.rows) or (area.left or 0) >= len(sheet.columns):
        raise exceeds(sheet, text)
    return sheet, area


def exceeds(sheet: Sheet, text: str) -> Invalid:
    """The refusal of what lies outside the grid."""
    size = f"Max rows: {len(sheet.rows)}, max columns: {len(sheet.columns)}"
    return Invalid(f"Range ({text}) exceeds grid limits. {size}")


def _span(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first and last:
        return min(first, last) - 1, max(first, last)
    return (first - 1 if first else None), last


def _named(book: Spreadsheet, name: str, text: str) -> Area:
    for one in book.named.values():
        if one["name"].casefold() == name.casefold():
            return Area.of(one["range"])
    raise Invalid(f"Unable to parse range: {text}")
