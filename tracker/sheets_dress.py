"""Tabs and columns that the program makes, with their warnings and colours (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from tracker.sheets_batch import letters, span
from tracker.sheets_cells import Json, plain
from tracker.sheets_tab import CASE, CLOCK, MARK, OWN_TABS, WARNING, Tab

#: As wide as a time is, in pixels.
_WIDE = 130
_RED = {"red": 0.96, "green": 0.80, "blue": 0.80}


def new_tab(tab: Tab, *, hidden: bool = False) -> list[Json]:
    """Requests that make a tab with the titles in its only line."""
    grid = {"rowCount": tab.rows, "columnCount": tab.columns, "frozenRowCount": 1}
    properties = {"sheetId": tab.id, "title": tab.title, "gridProperties": grid}
    titles = {"values": span(dict(enumerate(tab.lines[0])))}
    start = {"sheetId": tab.id, "rowIndex": 0, "columnIndex": 0}
    fields = "userEnteredValue,userEnteredFormat.textFormat.bold"
    made: list[Json] = [
        {"addSheet": {"properties": {**properties, **({"hidden": True} if hidden else {})}}},
        {"updateCells": {"start": start, "rows": [titles], "fields": fields}},
    ]
    if hidden:
        return [*made, _warning({"sheetId": tab.id})]
    columns = {"sheetId": tab.id, "dimension": "COLUMNS", "startIndex": 0}
    columns["endIndex"] = len(tab.lines[0])
    wide = {"range": columns, "properties": {"pixelSize": _WIDE}, "fields": "pixelSize"}
    return [*made, {"updateDimensionProperties": wide}]


def own_tab(title: str, id_: int, taken: Iterable[str]) -> Tab:
    """One of the program's own tabs, to be made; people may have one of that name."""
    name, number, used = title, 1, {text.casefold() for text in taken}
    while name.casefold() in used:
        number += 1
        name = f"{title} ({number})"
    columns = max(MARK + 1 if len(OWN_TABS[title]) == 1 else 0, 26)
    return Tab(id_, name, 1000, columns, [[plain(text) for text in OWN_TABS[title]]], dressed=True)


def dress(tab: Tab, titles: Sequence[str], head: int, owned: Iterable[str]) -> list[Json]:
    """Requests that freeze the titles, warn at the columns of events, and colour what is overdue.

    Args:
        tab: A tab for cases that has none of this yet.
        titles: All its titles, the new ones among them.
        head: The line of the titles.
        owned: The titles of the columns that events write.
    """
    frozen = {"sheetId": tab.id, "gridProperties": {"frozenRowCount": head + 1}}
    fields = "gridProperties.frozenRowCount"
    return [
        {"updateSheetProperties": {"properties": frozen, "fields": fields}},
        *guard(tab.id, [titles.index(title) for title in {*owned} if title in titles]),
        *hide_clock(tab.id, titles),
        _colour(tab.id, titles),
    ]


def guard(tab: int, columns: Iterable[int]) -> list[Json]:
    """Requests that put a warning on columns, one for those that stand side by side."""
    found = []
    for _, run in groupby(enumerate(sorted(columns)), lambda pair: pair[1] - pair[0]):
        side = [column for _, column in run]
        area = {"sheetId": tab, "startColumnIndex": side[0], "endColumnIndex": side[-1] + 1}
        found.append(_warning(area))
    return found


def hide_clock(tab: int, titles: Sequence[str]) -> list[Json]:
    """A request that hides the column of the colour."""
    if CLOCK not in titles:
        return []
    at = titles.index(CLOCK)
    area = {"sheetId": tab, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    hidden = {"range": area, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    return [{"updateDimensionProperties": hidden}]


def _warning(area: Json) -> Json:
    protected = {"range": area, "warningOnly": True, "description": WARNING}
    return {"addProtectedRange": {"protectedRange": protected}}


def _colour(tab: int, titles: Sequence[str]) -> Json:
    """Red where the clock of a case has run out; the spreadsheet computes it as time goes by."""
    case, clock = letters(titles.index(CASE)), letters(titles.index(CLOCK))
    formula = f'=AND(${case}1<>"",ISNUMBER(${clock}1),${clock}1<NOW())'
    area = {"sheetId": tab, "startRowIndex": 0, "startColumnIndex": 0}
    area["endColumnIndex"] = len(titles)
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    red = {"condition": condition, "format": {"backgroundColor": _RED}}
    rule = {"ranges": [area], "booleanRule": red}
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}
