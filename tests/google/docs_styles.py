"""Docs requests that change how text and paragraphs look, and lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from tests.google.docs_blocks import Paragraph, paragraphs, parse
from tests.google.docs_model import Document, Json, Tab, points
from tests.google.docs_where import Place, Refused, stretch
from tests.google.world import not_carried

_TEXT = frozenset(
    {
        "backgroundColor",
        "baselineOffset",
        "bold",
        "fontSize",
        "foregroundColor",
        "italic",
        "link",
        "smallCaps",
        "strikethrough",
        "underline",
        "weightedFontFamily",
    }
)
_PARAGRAPH = frozenset(
    {
        "alignment",
        "avoidWidowAndOrphan",
        "borderBetween",
        "borderBottom",
        "borderLeft",
        "borderRight",
        "borderTop",
        "direction",
        "indentEnd",
        "indentFirstLine",
        "indentStart",
        "keepLinesTogether",
        "keepWithNext",
        "lineSpacing",
        "namedStyleType",
        "pageBreakBefore",
        "shading",
        "spaceAbove",
        "spaceBelow",
        "spacingMode",
    }
)
#: What Docs gives a link, as its own documents have it.
LINK_LOOK: Json = {
    "underline": True,
    "foregroundColor": {
        "color": {"rgbColor": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}}
    },
}
_GLYPHS: dict[str, list[Json]] = {
    "BULLET_DISC_CIRCLE_SQUARE": [{"glyphSymbol": "●"}, {"glyphSymbol": "○"}, {"glyphSymbol": "■"}],
    "NUMBERED_DECIMAL_ALPHA_ROMAN": [
        {"glyphType": "DECIMAL"},
        {"glyphType": "ALPHA"},
        {"glyphType": "ROMAN", "bulletAlignment": "END"},
    ],
}
_LEVELS = 9
_BULLET_INDENT, _TEXT_INDENT, _STEP = 18, 36, 36


def update_text_style(document: Document, body: Json) -> None:
    """updateTextStyle: what equals the paragraph's named style is inherited, not kept."""
    place = stretch(document, body.get("range"))
    given = body.get("textStyle") or {}
    fields = _fields(body, _TEXT)
    for paragraph in _touched(place):
        parent = parent_style(place.tab, paragraph.kind)
        for at in range(max(place.start, paragraph.start), min(place.end, paragraph.end)):
            unit = place.units[at]
            asked = [name for name in fields if unit.char != "\n" or not name.startswith("link")]
            style = _inherited(_restyled(unit.style, given, asked), parent)
            mark = unit.mark
            if place.start <= paragraph.start and unit.char == "\n" and "bullet" in mark:
                mark = mark | {"bullet": mark["bullet"] | {"textStyle": style}}
            place.units[at] = replace(unit, style=style, mark=mark)


def update_paragraph_style(document: Document, body: Json) -> None:
    """updateParagraphStyle: of each paragraph that the range touches."""
    place = stretch(document, body.get("range"))
    given = body.get("paragraphStyle") or {}
    fields = _fields(body, _PARAGRAPH)
    for paragraph in _touched(place):
        style = masked(paragraph.mark["paragraphStyle"], given, fields)
        style.setdefault("namedStyleType", "NORMAL_TEXT")
        if style["namedStyleType"] == "NORMAL_TEXT":
            style.pop("headingId", None)
        elif "namedStyleType" in fields and "headingId" not in style:
            style["headingId"] = document.new_id("h.")
        _remark(place, paragraph, paragraph.mark | {"paragraphStyle": style})


def create_paragraph_bullets(document: Document, body: Json) -> None:
    """createParagraphBullets: leading tabs give the level, and go."""
    place = stretch(document, body.get("range"))
    preset = body.get("bulletPreset", "BULLET_GLYPH_PRESET_UNSPECIFIED")
    if preset not in _GLYPHS:
        raise not_carried(f"the bullet preset {preset}")
    touched = _touched(place)
    list_id = _list_before(place, touched[0], preset) or document.new_id("kix.")
    place.tab.lists.setdefault(list_id, list_properties(preset))
    for paragraph in reversed(touched):
        level = min(len(paragraph.text) - len(paragraph.text.lstrip("\t")), _LEVELS - 1)
        bullet = {"listId": list_id, "textStyle": {}} | ({"nestingLevel": level} if level else {})
        style = paragraph.mark["paragraphStyle"] | {
            "indentFirstLine": points(_BULLET_INDENT + _STEP * level),
            "indentStart": points(_TEXT_INDENT + _STEP * level),
        }
        _remark(place, paragraph, {"paragraphStyle": style, "bullet": bullet})
        place.tab.splice(place.segment, paragraph.start, paragraph.start + level, [])


def delete_paragraph_bullets(document: Document, body: Json) -> None:
    """deleteParagraphBullets: the indent stays."""
    place = stretch(document, body.get("range"))
    for paragraph in _touched(place):
        kept = {key: value for key, value in paragraph.mark.items() if key != "bullet"}
        _remark(place, paragraph, kept)


def list_properties(preset: str) -> Json:
    """A list as Docs describes it: nine levels, the preset's glyphs in turn."""
    levels = []
    for level in range(_LEVELS):
        glyph = _GLYPHS[preset][level % len(_GLYPHS[preset])]
        dot = "" if "glyphSymbol" in glyph else "."
        levels.append(
            {
                "bulletAlignment": "START",
                **glyph,
                "glyphFormat": f"%{level}{dot}",
                "indentFirstLine": points(_BULLET_INDENT + _STEP * level),
                "indentStart": points(_TEXT_INDENT + _STEP * level),
                "textStyle": {"underline": False},
                "startNumber": 1,
            }
        )
    return {"listProperties": {"nestingLevels": levels}}


def parent_style(tab: Tab, kind: str) -> Json:
    """What text inherits in a paragraph of a named style."""
    own: Json = tab.named.get(kind, {}).get("textStyle", {})
    return {**tab.named["NORMAL_TEXT"]["textStyle"], **own}


def masked(old: Json, new: Json, fields: Collection[str]) -> Json:
    """An object with the named fields as in another; a field that isn't there is reset."""
    found = dict(old)
    for name in fields:
        first, _, rest = name.partition(".")
        value: Any = new.get(first)
        if rest and value is not None:
            value = masked(found.get(first) or {}, value, [rest])
        if value is None:
            found.pop(first, None)
        else:
            found[first] = value
    return found


def _restyled(old: Json, given: Json, fields: list[str]) -> Json:
    """A style with a mask applied; a link brings its look along, and takes it away."""
    style = masked(old, given, fields)
    if "link" in {name.partition(".")[0] for name in fields}:
        for name, value in LINK_LOOK.items():
            if name in fields:
                continue
            if style.get("link"):
                style[name] = value
            elif "link" in old:
                style.pop(name, None)
    return style


def _inherited(style: Json, parent: Json) -> Json:
    linked = LINK_LOOK if "link" in style else {}
    return {k: v for k, v in style.items() if k in linked or parent.get(k) != v}


def _fields(body: Json, known: Collection[str]) -> list[str]:
    names = [name.strip() for name in body.get("fields", "").split(",") if name.strip()]
    if not names:
        raise Refused(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    if names == ["*"]:
        return sorted(known)
    for name in names:
        if name.partition(".")[0] not in known:
            raise Refused(f"Invalid field: {name}")
    return names


def _touched(place: Place) -> list[Paragraph]:
    found = paragraphs(parse(place.units))
    return [part for part in found if part.start < place.end and part.end > place.start]


def _remark(place: Place, paragraph: Paragraph, mark: Json) -> None:
    last = paragraph.end - 1
    place.units[last] = replace(place.units[last], mark=mark)


def _list_before(place: Place, first: Paragraph, preset: str) -> str | None:
    """The list of the paragraph before, if it has the same glyphs."""
    before = place.units[first.start - 1].mark if first.start else {}
    list_id = before.get("bullet", {}).get("listId")
    return list_id if place.tab.lists.get(list_id) == list_properties(preset) else None
