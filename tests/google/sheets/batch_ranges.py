"""Batch requests about ranges that carry something: merges, names, protection, filters, rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.google.sheets.batch_sheets import Batch
from tests.google.sheets.formats import colours
from tests.google.sheets.masks import assigned, of_request
from tests.google.sheets.model import Area, Invalid, Json, Sheet, only
from tests.google.world import not_carried

_NAME = re.compile(r"(?!(?i:true|false)$|[A-Za-z]{1,3}\d+$)[A-Za-z_][A-Za-z0-9_]{0,249}")


def merge_cells(batch: Batch, body: Json) -> None:
    """One cell of many, a whole range or each of its rows or columns; the first value stays."""
    sheet, area = batch.area(body.get("range"))
    rows, columns = sheet.clip(area)
    kind = body.get("mergeType", "MERGE_ALL")
    whole = Area(sheet.id, rows.start, rows.stop, columns.start, columns.stop)
    parts = [whole]
    if kind == "MERGE_ROWS":
        parts = [whole.bounded("ROWS", row, row + 1) for row in rows]
    if kind == "MERGE_COLUMNS":
        parts = [whole.bounded("COLUMNS", column, column + 1) for column in columns]
    unmerge_cells(batch, body)
    for part in parts:
        sheet.merges.append(part.json())
        _keep_first(sheet, part)


def unmerge_cells(batch: Batch, body: Json) -> None:
    """Every merge that lies in the range goes."""
    sheet, area = batch.area(body.get("range"))
    left = []
    for one in sheet.merges:
        merge = Area.of(one)
        if not area.touches(merge):
            left.append(one)
        elif not area.covers(merge):
            raise Invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.merges = left


def add_named_range(batch: Batch, body: Json) -> Json:
    """A name for a range."""
    wanted = body.get("namedRange", {})
    key = wanted.get("namedRangeId") or str(batch.number())
    if key in batch.book.named:
        raise Invalid(f"A named range with the id {key} already exists.")
    _sheet, area = batch.area(wanted.get("range"))
    name = _checked_name(batch, wanted.get("name", ""))
    found = {"namedRangeId": key, "name": name, "range": area.json()}
    batch.book.named[key] = found
    return {"namedRange": found}


def update_named_range(batch: Batch, body: Json) -> None:
    """Another name, or another range."""
    wanted = body.get("namedRange", {})
    old = _named(batch, wanted.get("namedRangeId", ""))
    mask = of_request("NamedRange", body.get("fields")) or {"name": {}, "range": {}}
    only(mask, {"name", "range"}, "updateNamedRange")
    if "name" in mask and wanted.get("name") != old["name"]:
        old = {**old, "name": _checked_name(batch, wanted.get("name", ""))}
    if "range" in mask:
        old = {**old, "range": batch.area(wanted.get("range"))[1].json()}
    batch.book.named[old["namedRangeId"]] = old


def delete_named_range(batch: Batch, body: Json) -> None:
    """The name goes, the cells stay."""
    del batch.book.named[_named(batch, body.get("namedRangeId", ""))["namedRangeId"]]


def add_protected_range(batch: Batch, body: Json) -> Json:
    """A range that warns who edits it. Protection that keeps people out isn't carried."""
    wanted = body.get("protectedRange", {})
    only(wanted, {"range", "description", "warningOnly", "protectedRangeId", "editors"},
         "addProtectedRange")  # fmt: skip
    if not wanted.get("warningOnly") or wanted.get("editors"):
        raise not_carried("protected ranges that keep people out: only those with a warning")
    sheet, area = batch.area(wanted.get("range"))
    key = wanted.get("protectedRangeId") or batch.number()
    if any(key in one.protected for one in batch.book.sheets):
        raise Invalid(f"A protected range with the id {key} already exists.")
    found: Json = {"protectedRangeId": key, "range": area.json()}
    found |= {"description": text} if (text := wanted.get("description")) else {}
    found |= {"warningOnly": True, "requestingUserCanEdit": True}
    sheet.protected[key] = {**found, "editors": {"users": [batch.user]}}
    return {"protectedRange": {**found, "editors": {}}}


def update_protected_range(batch: Batch, body: Json) -> None:
    """Another range, or another description."""
    wanted = body.get("protectedRange", {})
    sheet, old = _protected(batch, wanted.get("protectedRangeId", 0))
    mask = of_request("ProtectedRange", body.get("fields"))
    only(mask or wanted, {"range", "description", "protectedRangeId"}, "updateProtectedRange")
    mask = {name: {} for name in (mask or wanted) if name != "protectedRangeId"}
    place = sheet
    if "range" in mask:
        place, area = batch.area(wanted.get("range"))
        wanted = {**wanted, "range": area.json()}
    del sheet.protected[old["protectedRangeId"]]
    place.protected[old["protectedRangeId"]] = assigned(old, wanted, mask)


def delete_protected_range(batch: Batch, body: Json) -> None:
    """The warning goes."""
    sheet, old = _protected(batch, body.get("protectedRangeId", 0))
    del sheet.protected[old["protectedRangeId"]]


def set_basic_filter(batch: Batch, body: Json) -> None:
    """The arrows in a header; conditions, which would hide rows, aren't carried."""
    wanted = body.get("filter", {})
    only(wanted, {"range"}, "setBasicFilter")
    sheet, area = batch.area(wanted.get("range"))
    sheet.filter = {"range": area.json()}


def clear_basic_filter(batch: Batch, body: Json) -> None:
    """The arrows go."""
    batch.book.sheet(body.get("sheetId", 0)).filter = None


def add_conditional_format_rule(batch: Batch, body: Json) -> None:
    """A rule is stored and answered; colours that it would give aren't worked out."""
    sheet, rule = _rule(batch, body.get("rule", {}))
    index = body.get("index", 0)
    if not 0 <= index <= len(sheet.conditional):
        raise Invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")
    sheet.conditional.insert(index, rule)


def update_conditional_format_rule(batch: Batch, body: Json) -> Json:
    """Another rule at an index."""
    if "newIndex" in body:
        raise not_carried("moving conditional formats")
    index = body.get("index", 0)
    sheet, rule = _rule(batch, body.get("rule", {}))
    old = _old_rule(sheet, index)
    sheet.conditional[index] = rule
    return {"newRule": rule, "newIndex": index, "oldRule": old, "oldIndex": index}


def delete_conditional_format_rule(batch: Batch, body: Json) -> Json:
    """A rule goes; those behind it move up."""
    sheet = batch.book.sheet(body.get("sheetId", 0))
    old = _old_rule(sheet, body.get("index", 0))
    sheet.conditional.remove(old)
    return {"rule": old}


KINDS: dict[str, Callable[[Batch, Json], Json | None]] = {
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "addConditionalFormatRule": add_conditional_format_rule,
    "updateConditionalFormatRule": update_conditional_format_rule,
    "deleteConditionalFormatRule": delete_conditional_format_rule,
}


def _keep_first(sheet: Sheet, area: Area) -> None:
    rows, columns = sheet.clip(area)
    for row in rows:
        for column in columns:
            cell = sheet.cell(row, column)
            if cell and (row, column) != (rows.start, columns.start):
                sheet.put(row, column, {k: v for k, v in cell.items() if k != "userEnteredValue"})


def _checked_name(batch: Batch, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid(f"The name {name!r} is not a valid name for a range.")
    if any(one["name"].casefold() == name.casefold() for one in batch.book.named.values()):
        raise Invalid(f"A named range with the name {name} already exists.")
    return name


def _named(batch: Batch, key: str) -> Json:
    if key not in batch.book.named:
        raise Invalid(f"No named range with id: {key}")
    return batch.book.named[key]


def _protected(batch: Batch, key: int) -> tuple[Sheet, Json]:
    for sheet in batch.book.sheets:
        if key in sheet.protected:
            return sheet, sheet.protected[key]
    raise Invalid(f"No protected range with id: {key}")


def _rule(batch: Batch, rule: Json) -> tuple[Sheet, Json]:
    if not rule.get("ranges"):
        raise Invalid("A rule must have at least one range.")
    found = [batch.area(one) for one in rule["ranges"]]
    if len({sheet.id for sheet, _area in found}) > 1:
        raise Invalid("All ranges of a rule must be on the same sheet.")
    return found[0][0], {**colours(rule), "ranges": [area.json() for _sheet, area in found]}


def _old_rule(sheet: Sheet, index: int) -> Json:
    if not 0 <= index < len(sheet.conditional):
        raise Invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return sheet.conditional[index]
