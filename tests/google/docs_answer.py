"""A document as documents.get answers it, in each view of its suggestions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from tests.google.docs_blocks import Block, Paragraph, Part, parse
from tests.google.docs_model import (
    BODY,
    ELEMENT,
    SECTION,
    Document,
    Json,
    NamedRange,
    Tab,
    Unit,
    string,
)

INLINE, ACCEPTED, WITHOUT = (
    "SUGGESTIONS_INLINE",
    "PREVIEW_SUGGESTIONS_ACCEPTED",
    "PREVIEW_WITHOUT_SUGGESTIONS",
)


def content(document: Document, view: str, *, tabs: bool) -> Json:
    """What stands in a document: in its tabs, or of the first tab at the top level."""
    if not tabs:
        return _tab(document.tabs[0], view, with_id=False)
    return {
        "tabs": [
            {
                "tabProperties": {"tabId": tab.id, "title": tab.title, "index": index},
                "documentTab": _tab(tab, view, with_id=True),
            }
            for index, tab in enumerate(document.tabs)
        ]
    }


def seen(units: list[Unit], view: str) -> list[Unit]:
    """A segment as a view shows it; indexes are those of the view."""
    if view == INLINE:
        return units
    kept = (unit for unit in units if _kept(unit, view))
    return [
        replace(unit, inserted="", deleted="") if unit.inserted or unit.deleted else unit
        for unit in kept
    ]


def _kept(unit: Unit, view: str) -> bool:
    return not (unit.inserted if view == WITHOUT else view == ACCEPTED and unit.deleted)


def _tab(tab: Tab, view: str, *, with_id: bool) -> Json:
    found: Json = {"body": {"content": _content(tab, BODY, view)}}
    for segment, kind in tab.kinds.items():
        held = {f"{kind}Id": segment, "content": _content(tab, segment, view)}
        found.setdefault(f"{kind}s", {})[segment] = held
    found |= {
        "documentStyle": tab.style,
        "namedStyles": {
            "styles": [{"namedStyleType": kind, **style} for kind, style in tab.named.items()]
        },
    }
    if tab.lists:
        found["lists"] = tab.lists
    if tab.objects:
        found["inlineObjects"] = tab.objects
    if tab.ranges:
        found["namedRanges"] = _ranges(tab, view, with_id=with_id)
    return found


def _ranges(tab: Tab, view: str, *, with_id: bool) -> Json:
    found: Json = {}
    for part in tab.ranges:
        held = found.setdefault(part.name, {"name": part.name, "namedRanges": []})
        where = _indexes(*_in_view(tab, part, view))
        where |= {"segmentId": part.segment} if part.segment else {}
        where |= {"tabId": tab.id} if with_id else {}
        one = {"namedRangeId": part.id, "name": part.name, "ranges": [where]}
        held["namedRanges"].append(one)
    return found


def _in_view(tab: Tab, part: NamedRange, view: str) -> tuple[int, int]:
    if view == INLINE:
        return part.start, part.end
    units = tab.segments[part.segment]
    start = sum(_kept(unit, view) for unit in units[: part.start])
    return start, start + sum(_kept(unit, view) for unit in units[part.start : part.end])


def _content(tab: Tab, segment: str, view: str) -> list[Json]:
    return [_block(block) for block in parse(seen(tab.segments[segment], view))]


def _block(block: Block) -> Json:
    where = _indexes(block.start, block.end)
    if isinstance(block, Paragraph):
        elements = list(_elements(block))
        return {**where, "paragraph": {"elements": elements, **block.mark}}
    if block.kind == SECTION:
        return {**where, "sectionBreak": block.mark}
    return {**where, "table": _table(block)}


def _table(table: Part) -> Json:
    rows = [
        {
            **_indexes(row.start, row.end),
            "tableCells": [
                {
                    **_indexes(cell.start, cell.end),
                    "content": [_block(part) for part in cell.parts],
                    **cell.mark,
                }
                for cell in row.pieces
            ],
            **row.mark,
        }
        for row in table.pieces
    ]
    columns = max(len(row.pieces) for row in table.pieces)
    return {"rows": len(rows), "columns": columns, "tableRows": rows, **table.mark}


def _elements(paragraph: Paragraph) -> Iterator[Json]:
    """The runs: neighbours of one style and one suggestion; an element stands alone."""
    at = paragraph.start
    counter = itertools.count()
    for _, group in itertools.groupby(paragraph.units, key=lambda unit: _alike(unit, counter)):
        run = list(group)
        where = _indexes(at, at + len(run))
        at += len(run)
        first = run[0]
        shared: Json = {"textStyle": first.style}
        if first.inserted:
            shared["suggestedInsertionIds"] = [first.inserted]
        if first.deleted:
            shared["suggestedDeletionIds"] = [first.deleted]
        if first.char == ELEMENT:
            ((kind, held),) = first.mark.items()
            yield {**where, kind: {**held, **shared}}
        else:
            yield {**where, "textRun": {"content": string(run), **shared}}


def _alike(unit: Unit, counter: Iterator[int]) -> tuple[object, ...]:
    alone = next(counter) if unit.char == ELEMENT else -1
    return (unit.style, unit.inserted, unit.deleted, alone)


def _indexes(start: int, end: int) -> Json:
    """Google leaves a start of 0 out."""
    return {"startIndex": start, "endIndex": end} if start else {"endIndex": end}
