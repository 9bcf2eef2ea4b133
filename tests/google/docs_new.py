"""A new Google Doc as the loopback Docs makes it: the one tab, page and named styles."""

from __future__ import annotations

import copy

from tests.google.docs_model import (
    BODY,
    NORMAL,
    SECTION,
    Document,
    Json,
    Tab,
    Unit,
    points,
    units_of,
)


def new_document(title: str) -> Document:
    """An empty document, as Docs makes it: a section break and one empty paragraph."""
    return Document(title, [new_tab()])


def new_tab() -> Tab:
    """The one tab that every document has."""
    section = {
        "sectionStyle": {
            "columnSeparatorStyle": "NONE",
            "contentDirection": "LEFT_TO_RIGHT",
            "sectionType": "CONTINUOUS",
        }
    }
    body = [Unit(SECTION, {}, section), *units_of("\n")]
    return Tab("t.0", "Tab 1", {BODY: body}, style=copy.deepcopy(_PAGE), named=_named_styles())


_GREY: Json = {"color": {"rgbColor": {"red": 0.4, "green": 0.4, "blue": 0.4}}}
_PAGE: Json = {
    "background": {"color": {}},
    "pageNumberStart": 1,
    "marginTop": points(72),
    "marginBottom": points(72),
    "marginRight": points(72),
    "marginLeft": points(72),
    "pageSize": {"height": points(792), "width": points(612)},
    "marginHeader": points(36),
    "marginFooter": points(36),
    "useCustomHeaderFooterMargins": True,
    "documentFormat": {"documentMode": "PAGES"},
}


def _named_styles() -> dict[str, Json]:
    """Docs' own named styles: sizes and colours as in documents that Google made."""
    text: dict[str, Json] = {
        "NORMAL_TEXT": {
            "bold": False,
            "italic": False,
            "underline": False,
            "strikethrough": False,
            "smallCaps": False,
            "backgroundColor": {},
            "foregroundColor": {"color": {"rgbColor": {}}},
            "fontSize": points(11),
            "weightedFontFamily": {"fontFamily": "Arial", "weight": 400},
            "baselineOffset": "NONE",
        },
        "HEADING_1": {"fontSize": points(20)},
        "HEADING_2": {"bold": False, "fontSize": points(16)},
        "HEADING_3": {"bold": False, "foregroundColor": _GREY, "fontSize": points(14)},
        "HEADING_4": {"foregroundColor": _GREY, "fontSize": points(12)},
        "HEADING_5": {"foregroundColor": _GREY, "fontSize": points(11)},
        "HEADING_6": {"italic": True, "foregroundColor": _GREY, "fontSize": points(11)},
        "TITLE": {"fontSize": points(26)},
        "SUBTITLE": {"italic": False, "foregroundColor": _GREY, "fontSize": points(15)},
    }
    return {
        kind: {"textStyle": style, "paragraphStyle": dict(NORMAL["paragraphStyle"])}
        for kind, style in text.items()
    }
