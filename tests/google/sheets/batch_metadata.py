"""Developer metadata: put on rows, columns, sheets or the whole, looked up, changed, taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.google.sheets.batch_sheets import Batch
from tests.google.sheets.masks import assigned, of_request, whole
from tests.google.sheets.model import (
    DIMENSIONS,
    Area,
    Invalid,
    Json,
    Spreadsheet,
    at_line,
    dimension_of,
    only,
)
from tests.google.world import not_carried

Change = Callable[[Json], Json | None]


def create(batch: Batch, body: Json) -> Json:
    """New metadata; its id is chosen or given, and unique in the spreadsheet."""
    wanted = body.get("developerMetadata", {})
    taken = {one["metadataId"] for one, _where in batch.book.notes()}
    found: Json = {"metadataId": wanted.get("metadataId") or batch.number()}
    if found["metadataId"] in taken:
        raise Invalid(f"Developer metadata with the ID {found['metadataId']} already exists.")
    if not wanted.get("metadataKey"):
        raise Invalid("Developer metadata must have a key specified.")
    if wanted.get("visibility") not in {"DOCUMENT", "PROJECT"}:
        raise Invalid("Developer metadata must have a visibility specified.")
    for name in ("metadataKey", "metadataValue", "visibility"):
        found |= {name: wanted[name]} if name in wanted else {}
    where = _attach(batch.book, wanted.get("location", {}), found)
    return {"developerMetadata": {**found, "location": where}}


def update(batch: Batch, body: Json) -> Json:
    """Other words in all metadata that a filter finds; its place stays."""
    mask = of_request("DeveloperMetadata", body.get("fields"))
    only(mask, {"metadataKey", "metadataValue", "visibility"}, "updateDeveloperMetadata")
    mask = mask or whole("metadataKey", "metadataValue", "visibility")
    new, ids = body.get("developerMetadata", {}), _ids(batch.book, body.get("dataFilters", []))
    _edit(batch.book, ids, lambda one: assigned(one, new, mask))
    found = [full(one, where) for one, where in batch.book.notes() if one["metadataId"] in ids]
    return {"developerMetadata": found}


def delete(batch: Batch, body: Json) -> Json:
    """All metadata that a filter finds goes."""
    ids = _ids(batch.book, [body.get("dataFilter", {})])
    found = [full(one, where) for one, where in batch.book.notes() if one["metadataId"] in ids]
    _edit(batch.book, ids, lambda _one: None)
    return {"deletedDeveloperMetadata": found} if found else {}


def full(one: Json, where: Json) -> Json:
    """Metadata with its location, as Google answers it."""
    return {**one, "location": where}


def matches(book: Spreadsheet, data_filter: Json) -> Iterator[tuple[Json, Json]]:
    """All metadata that a DataFilter finds, with its location.

    Raises:
        GoogleError: 501, a filter by range.
    """
    if "developerMetadataLookup" not in data_filter:
        raise not_carried("developer metadata looked up by range")
    lookup = data_filter["developerMetadataLookup"]
    if lookup.get("locationMatchingStrategy") and "metadataLocation" not in lookup:
        raise Invalid("If locationMatchingStrategy is specified, metadataLocation must be as well.")
    plain = ("metadataId", "metadataKey", "metadataValue", "visibility")
    for one, where in book.notes():
        if any(name in lookup and lookup[name] != one.get(name) for name in plain):
            continue
        if lookup.get("locationType", where["locationType"]) != where["locationType"]:
            continue
        if _at(where, lookup):
            yield one, where


def area_at(where: Json) -> Area | None:
    """The cells of a location; None for the whole spreadsheet."""
    if where.get("spreadsheet"):
        return None
    found = where.get("dimensionRange")
    if found is None:
        return Area(where.get("sheetId", 0))
    area = Area(found.get("sheetId", 0))
    dimension = dimension_of(found.get("dimension"))
    return area.bounded(dimension, found.get("startIndex", 0), found.get("endIndex"))


KINDS: dict[str, Callable[[Batch, Json], Json | None]] = {
    "createDeveloperMetadata": create,
    "updateDeveloperMetadata": update,
    "deleteDeveloperMetadata": delete,
}


def _ids(book: Spreadsheet, filters: list[Json]) -> set[int]:
    return {one["metadataId"] for each in filters for one, _where in matches(book, each)}


def _at(where: Json, lookup: Json) -> bool:
    if "metadataLocation" not in lookup:
        return True
    wanted, here = area_at(lookup["metadataLocation"]), area_at(where)
    if lookup.get("locationMatchingStrategy") == "EXACT_LOCATION":
        return wanted == here
    return wanted == here or (wanted is not None and here is not None and wanted.touches(here))


def _attach(book: Spreadsheet, location: Json, one: Json) -> Json:
    """Put metadata where a request wants it; the location as Google answers it."""
    if location.get("spreadsheet"):
        book.metadata = (*book.metadata, one)
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "dimensionRange" in location:
        found = location["dimensionRange"]
        sheet = book.sheet(found.get("sheetId", 0))
        dimension = dimension_of(found.get("dimension"))
        start, lines = found.get("startIndex", 0), sheet.lines(dimension)
        if found.get("endIndex", len(lines)) != start + 1:
            raise Invalid("Developer metadata can only be associated with a single row or column.")
        if not 0 <= start < len(lines):
            raise Invalid(f"dimensionRange.startIndex[{start}] is outside of the grid.")
        lines[start] = replace(lines[start], metadata=(*lines[start].metadata, one))
        return at_line(sheet.id, dimension, start)
    if "sheetId" in location:
        sheet = book.sheet(location["sheetId"])
        sheet.metadata = (*sheet.metadata, one)
        return {"locationType": "SHEET", **({"sheetId": sheet.id} if sheet.id else {})}
    raise Invalid("Developer metadata must have a location specified.")


def _edit(book: Spreadsheet, ids: set[int], change: Change) -> None:
    """Change or take away metadata by its id, wherever it is."""

    def edited(found: tuple[Json, ...]) -> tuple[Json, ...]:
        changed = (change(one) if one["metadataId"] in ids else one for one in found)
        return tuple(one for one in changed if one is not None)

    book.metadata = edited(book.metadata)
    for sheet in book.sheets:
        sheet.metadata = edited(sheet.metadata)
        for dimension in DIMENSIONS:
            lines = sheet.lines(dimension)
            for index, line in enumerate(lines):
                if line.metadata:
                    lines[index] = replace(line, metadata=edited(line.metadata))
