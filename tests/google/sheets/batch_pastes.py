"""Batch requests that move cells: copied, cut, sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.google.sheets.batch_sheets import Batch
from tests.google.sheets.cells import scalar, worth
from tests.google.sheets.model import Area, Cell, Invalid, Json, Sheet, only
from tests.google.world import not_carried

_LAST = (3, "")


def copy_paste(batch: Batch, body: Json) -> None:
    """Cells again elsewhere, as often as they fit into the destination, at least once."""
    source, area = batch.area(body.get("source"))
    sheet, target = batch.area(body.get("destination"))
    if body.get("pasteOrientation", "NORMAL") != "NORMAL":
        raise not_carried("transposed pastes")
    merges = _merges(source, area)
    cells = _taken(source, area, merged=bool(merges))
    high, wide = (len(one) for one in source.clip(area))
    rows, columns = sheet.clip(target)
    down = max(len(rows) // high, 1) * high
    across = max(len(columns) // wide, 1) * wide
    _room(sheet, rows.start + down, columns.start + across)
    for row in range(down):
        for column in range(across):
            at = rows.start + row, columns.start + column
            cell = cells.get((row % high, column % wide), {})
            sheet.put(*at, _pasted(sheet.cell(*at), cell, body.get("pasteType", "PASTE_NORMAL")))
    sheet.merges += [_merged(one, sheet, (rows.start, columns.start)) for one in merges]


def cut_paste(batch: Batch, body: Json) -> None:
    """Cells elsewhere and no longer here; developer metadata stays with its row."""
    if body.get("pasteType", "PASTE_NORMAL") != "PASTE_NORMAL":
        raise not_carried(f"cutPaste of {body['pasteType']}")
    source, area = batch.area(body.get("source"))
    place = body.get("destination", {})
    sheet = batch.book.sheet(place.get("sheetId", 0))
    top, left = place.get("rowIndex", 0), place.get("columnIndex", 0)
    cells = _taken(source, area)
    rows, columns = source.clip(area)
    _room(sheet, top + len(rows), left + len(columns))
    for row in rows:
        for column in columns:
            source.put(row, column, {})
    for row in range(len(rows)):
        for column in range(len(columns)):
            sheet.put(top + row, left + column, cells.get((row, column), {}))


def sort_range(batch: Batch, body: Json) -> None:
    """Sort the rows of a range. Cells move with their formats and notes; metadata stays."""
    sheet, area = batch.area(body.get("range"))
    for spec in body.get("sortSpecs", []):
        only(spec, {"dimensionIndex", "sortOrder"}, "sortSpecs")
    specs = [(spec.get("dimensionIndex", 0), spec.get("sortOrder", "ASCENDING") == "DESCENDING")
             for spec in body.get("sortSpecs", [])]  # fmt: skip
    if not specs:
        raise Invalid("sortSpecs must be specified.")
    sort_rows(sheet, area, specs)


def sort_rows(
    sheet: Sheet, area: Area, specs: list[tuple[int, bool]], *, carry_metadata: bool = False
) -> None:
    """Sort by columns, the first counts most; empty cells come last either way."""
    rows, columns = sheet.clip(area)
    order = list(rows)
    for column, descending in reversed(specs):
        keys = {row: sort_key(sheet.cell(row, column)) for row in rows}
        full = [row for row in order if keys[row] != _LAST]
        empty = [row for row in order if keys[row] == _LAST]
        order = [*sorted(full, key=keys.__getitem__, reverse=descending), *empty]
    lines = [sheet.rows[row] for row in order]
    for row, moved in zip(rows, lines, strict=True):
        here = sheet.rows[row]
        outside = {at: cell for at, cell in here.cells.items() if at not in columns}
        inside = {at: cell for at, cell in moved.cells.items() if at in columns}
        metadata = moved.metadata if carry_metadata else here.metadata
        sheet.rows[row] = replace(here, cells={**outside, **inside}, metadata=metadata)


def sort_key(cell: Cell) -> tuple[int, Any]:
    """Numbers and dates, then text without regard to capital letters, then FALSE and TRUE."""
    if "userEnteredValue" not in cell:
        return _LAST
    found = scalar(worth(cell["userEnteredValue"]))
    if isinstance(found, bool):
        return 2, found
    return (1, found.casefold()) if isinstance(found, str) else (0, found)


KINDS: dict[str, Callable[[Batch, Json], Json | None]] = {
    "copyPaste": copy_paste,
    "cutPaste": cut_paste,
    "sortRange": sort_range,
}


def _merges(sheet: Sheet, area: Area) -> list[Area]:
    """The merged cells in a line that is pasted as a whole, from its beginning."""
    found = [Area.of({**one, "sheetId": sheet.id}) for one in sheet.merges]
    whole = area.left in (None, 0) and area.right is None and (area.bottom or 0) - 1 == area.top
    return [one for one in found if whole and area.covers(one)]


def _merged(one: Area, sheet: Sheet, corner: tuple[int, int]) -> Json:
    """A paste merges cells as its source has them."""
    top, left = corner
    right = left + (one.right or 0)
    return Area(sheet.id, top, top + 1, left + (one.left or 0), right).json()


def _taken(sheet: Sheet, area: Area, *, merged: bool = False) -> Mapping[tuple[int, int], Cell]:
    """The cells of a range by their place in it."""
    if not merged and any(
        Area.of({**one, "sheetId": sheet.id}).touches(area) for one in sheet.merges
    ):
        raise not_carried("pastes of merged cells")
    rows, columns = sheet.clip(area)
    return {
        (row - rows.start, column - columns.start): cell
        for row in rows
        for column, cell in sheet.rows[row].cells.items()
        if column in columns
    }


def _room(sheet: Sheet, bottom: int, right: int) -> None:
    if bottom > len(sheet.rows) or right > len(sheet.columns):
        raise Invalid("The destination of the paste is outside of the grid.")


def _pasted(old: Cell, new: Cell, kind: str) -> Cell:
    if kind == "PASTE_NORMAL":
        return new
    if kind == "PASTE_VALUES":
        kept = {name: one for name, one in old.items() if name != "userEnteredValue"}
        value = new.get("userEnteredValue")
        return {**kept, "userEnteredValue": worth(value)} if value else kept
    if kind == "PASTE_FORMAT":
        kept = {name: one for name, one in old.items() if name != "userEnteredFormat"}
        found = new.get("userEnteredFormat")
        return {**kept, "userEnteredFormat": found} if found else kept
    raise not_carried(f"copyPaste of {kind}")
