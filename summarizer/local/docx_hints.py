"""The hints that a docx was made with, kept in it."""

from __future__ import annotations

import json

from summarizer.local.docx_package import Package
from summarizer.local.docx_properties import (
    drop_long_property,
    get_long_property,
    long_property_xml,
)
from summarizer.placeholders import Hints

#: The custom property that keeps them, as a JSON list.
_PROPERTY = "Hints"


def hints_of(package: Package) -> Hints:
    """The hints that a document was made with."""
    try:
        kept = json.loads(get_long_property(package, _PROPERTY) or "[]")
    except (ValueError, RecursionError):  # somebody else's, or nested without end
        kept = []
    return Hints.of(map(str, kept) if isinstance(kept, list) else ())


def hints_xml(hints: Hints) -> str:
    """The custom properties that keep them."""
    return long_property_xml(_PROPERTY, json.dumps(hints.texts, ensure_ascii=False))


def drop_hints(package: Package) -> None:
    """Forget them: a document became a template."""
    drop_long_property(package, _PROPERTY)
