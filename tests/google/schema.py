"""What all schema checks share: the schemas of the discovery documents, and where one is broken."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tests.google.discovery import document

#: What a check does with a schema that says `type: any`, or nothing.
ANY = "any"


class Ready(dict[str, Any]):
    """A part of an answer that was masked and checked when it was made, and may be sent often."""


class Wrong(Exception):
    """A value that its schema doesn't allow; the path to it is put together on the way up.

    Attributes:
        path: Names and indexes, outermost first.
        kind: What was expected: a type of Google's (`TYPE_INT32`), or `unknown` for a field that
            the schema hasn't got.
    """

    def __init__(self, kind: str, value: Any) -> None:
        super().__init__(kind)
        self.kind, self.value = kind, value
        self.path: list[str | int] = []

    def under(self, step: str | int) -> Wrong:
        """The same, seen from one step further out."""
        self.path.insert(0, step)
        return self

    def where(self, *, snake: bool = False) -> str:
        """The path as text: `requests[0].insertText.location`; `insert_text` as Google says it."""
        text = ""
        for step in self.path:
            text += f"[{step}]" if isinstance(step, int) else f".{_snake(step) if snake else step}"
        return text.removeprefix(".")


@cache
def fields_of(api: str, schema: str) -> dict[str, dict[str, Any]]:
    """The properties of a named schema, each with its own schema."""
    found: dict[str, dict[str, Any]] = document(api)["schemas"][schema].get("properties", {})
    return found


def named(api: str, schema: str) -> dict[str, Any]:
    """A schema of the API's discovery document."""
    found: dict[str, Any] = document(api)["schemas"][schema]
    return found


def kind_of(schema: dict[str, Any]) -> str:
    """`$ref`, `map` for additionalProperties, or the schema's type."""
    if "$ref" in schema:
        return "$ref"
    kind: str = schema.get("type", ANY)
    if kind == "object":
        return "map" if "additionalProperties" in schema else "object"
    return kind


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), name)


def snake(name: str) -> str:
    """`valueInputOption` as Google's messages have it: `value_input_option`."""
    return _snake(name)
