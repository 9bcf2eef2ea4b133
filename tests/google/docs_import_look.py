"""How text of a Word file looks, in Google's words: its styles, lists and tables' conditions."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import nsmap, qn
from lxml import etree

from tests.google.docs_model import Json, points

_HEADING = re.compile(r"heading ([1-6])\Z", re.IGNORECASE)
_NAMED = {"title": "TITLE", "subtitle": "SUBTITLE", "normal": "NORMAL_TEXT"}
_FLAGS = {"b": "bold", "i": "italic", "strike": "strikethrough", "smallCaps": "smallCaps"}
_OFF = {"0", "false", "off"}
_BYTE = 255
_HALF_POINTS = 2
_COLOUR = re.compile("[0-9A-Fa-f]{6}")


class Look:
    """The styles of one Word file."""

    def __init__(self, word: Any) -> None:
        self._word = word
        self._styles = {style.style_id: style for style in word.styles}
        self._formats = _number_formats(word)

    def name_styles(self, named: dict[str, Json]) -> None:
        """Put the file's own normal text, title and headings in the place of Docs'."""
        defaults = select(self._word.styles.element, "./w:docDefaults/w:rPrDefault/w:rPr")
        base = _text_style(defaults[0]) if defaults else {}
        for style in self._styles.values():
            kind = _kind(style.name or "")
            if kind and style.type == 1:
                text = self._chain(style, to_normal=kind != "NORMAL_TEXT")
                below = base if kind == "NORMAL_TEXT" else {}
                named[kind]["textStyle"] = named[kind]["textStyle"] | below | text

    def paragraph(self, element: Any) -> tuple[str, Json]:
        """The named style of a paragraph, and what its Word style adds to that."""
        style_id = (select(element, "./w:pPr/w:pStyle/@w:val") or [""])[0]
        style = self._styles.get(style_id)
        if style is None:
            return "NORMAL_TEXT", {}
        kind = _kind(style.name or "")
        return (kind, {}) if kind else ("NORMAL_TEXT", self._chain(style, to_normal=True))

    def run(self, element: Any) -> Json:
        """What a run says of itself, its character style included."""
        properties = element.find(qn("w:rPr"))
        if properties is None:
            return {}
        style_id = (select(properties, "./w:rStyle/@w:val") or [""])[0]
        style = self._styles.get(style_id)
        base = self._chain(style, to_normal=True) if style is not None else {}
        return base | _text_style(properties)

    def list_of(self, element: Any) -> tuple[str, int, bool]:
        """The list of a paragraph ("" if none), its level, and whether it is numbered."""
        found = select(element, "./w:pPr/w:numPr")
        if not found:
            style_id = (select(element, "./w:pPr/w:pStyle/@w:val") or [""])[0]
            style = self._styles.get(style_id)
            found = select(style.element, "./w:pPr/w:numPr") if style is not None else []
        if not found:
            return "", 0, False
        number = (select(found[0], "./w:numId/@w:val") or ["0"])[0]
        level = int((select(found[0], "./w:ilvl/@w:val") or ["0"])[0])
        ordered = self._formats.get((number, level), "bullet") != "bullet"
        return ("" if number == "0" else number), level, ordered

    def cell(self, table: Any, *, first_row: bool, first_column: bool) -> tuple[Json, Json]:
        """What a table's style says of the text and of the cell in its first row or column."""
        style_id = (select(table, "./w:tblPr/w:tblStyle/@w:val") or [""])[0]
        style = self._styles.get(style_id)
        text: Json = {}
        fill: Json = {}
        conditions = (
            ("firstCol", "firstColumn", first_column),
            ("firstRow", "firstRow", first_row),
        )
        for name, asked, holds in conditions:
            wanted = select(table, f"./w:tblPr/w:tblLook[@w:{asked}='1']")
            if not (style is not None and holds and wanted):
                continue
            for part in select(style.element, f"./w:tblStylePr[@w:type='{name}']"):
                for properties in select(part, "./w:rPr"):
                    text |= _text_style(properties)
                for colour in select(part, "./w:tcPr/w:shd/@w:fill"):
                    fill |= {"backgroundColor": _colour(colour)}
        return text, fill

    def _chain(self, style: Any, *, to_normal: bool) -> Json:
        """What a style says with those it is based on, short of the normal text."""
        found: Json = {}
        while style is not None and not (to_normal and _kind(style.name or "") == "NORMAL_TEXT"):
            properties = style.element.find(qn("w:rPr"))
            found = (_text_style(properties) if properties is not None else {}) | found
            style = style.base_style if hasattr(style, "base_style") else None
        return found


def select(element: Any, path: str) -> list[Any]:
    """What an XPath with Word's `w:` finds; python-docx knows the prefix on some elements only."""
    found: Any = etree.XPath(path, namespaces=nsmap)(element)
    return list(found)


def _kind(name: str) -> str:
    heading = _HEADING.match(name)
    return f"HEADING_{heading[1]}" if heading else _NAMED.get(name.lower(), "")


def _text_style(properties: Any) -> Json:
    """Run properties as a TextStyle."""
    found: Json = {}
    for tag, name in _FLAGS.items():
        for flag in properties.findall(qn(f"w:{tag}")):
            found[name] = flag.get(qn("w:val"), "1") not in _OFF
    for line in select(properties, "./w:u/@w:val"):
        found["underline"] = line != "none"
    for size in select(properties, "./w:sz/@w:val"):
        found["fontSize"] = points(float(size) / _HALF_POINTS)
    for colour in select(properties, "./w:color/@w:val"):
        found["foregroundColor"] = _colour(colour)
    for family in select(properties, "./w:rFonts/@w:ascii"):
        found["weightedFontFamily"] = {"fontFamily": family, "weight": 400}
    return found


def _colour(text: str) -> Json:
    """RRGGBB as an OptionalColor; Google leaves zeros out."""
    if not _COLOUR.fullmatch(text):
        return {"color": {"rgbColor": {}}}
    parts = (int(text[at : at + 2], 16) / _BYTE for at in (0, 2, 4))
    rgb = {name: part for name, part in zip(("red", "green", "blue"), parts, strict=True) if part}
    return {"color": {"rgbColor": rgb}}


def _number_formats(word: Any) -> dict[tuple[str, int], str]:
    """Number formats by list and level."""
    try:
        numbering = word.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    kinds: dict[str, dict[int, str]] = {}
    for abstract in select(numbering, "./w:abstractNum"):
        levels = {
            int(level.get(qn("w:ilvl"))): (select(level, "./w:numFmt/@w:val") or ["bullet"])[0]
            for level in select(abstract, "./w:lvl")
        }
        kinds[abstract.get(qn("w:abstractNumId"))] = levels
    return {
        (number.get(qn("w:numId")), level): kind
        for number in select(numbering, "./w:num")
        for level, kind in kinds.get(
            (select(number, "./w:abstractNumId/@w:val") or [""])[0], {}
        ).items()
    }
