"""Checks an answer by its schema: strictly, as a violation is a mistake of this server."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tests.google.schema import ANY, Ready, Wrong, kind_of, named

Check = Callable[[Any], None]

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "int64": re.compile(r"-?\d+"),
    "uint64": re.compile(r"\d+"),
    "byte": re.compile(r"[A-Za-z0-9+/_-]*={0,2}"),
    "date-time": MOMENT,
    "google-datetime": MOMENT,
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
}


class BadAnswer(Exception):
    """A handler answered with what Google's schema doesn't allow: a bug of the handler."""


def check(api: str, schema: str, answer: Any) -> None:
    """Look at a whole answer.

    Raises:
        BadAnswer: It has a field or a value that the schema doesn't have.
    """
    try:
        checker(api, schema)(answer)
    except Wrong as wrong:
        where = f"{schema}.{wrong.where()}"
        raise BadAnswer(f"{where} is not allowed: {wrong.kind}, {wrong.value!r}") from None


@cache
def checker(api: str, schema: str) -> Check:
    """What checks a message of a named schema."""
    return _message(api, named(api, schema).get("properties", {}))


def _checker(api: str, schema: dict[str, Any]) -> Check:
    kind = kind_of(schema)
    if kind == "$ref":
        return _named(api, schema["$ref"])
    if kind == "map":
        return _map(_checker(api, schema["additionalProperties"]))
    if kind == "object":
        return _message(api, schema.get("properties", {}))
    if kind == "array":
        return _array(_checker(api, schema["items"]))
    return _scalar(kind, schema)


def _named(api: str, name: str) -> Check:
    """A named message, looked up only when there is one: some contain themselves."""

    def of_named(value: Any) -> None:
        checker(api, name)(value)

    return of_named


def _message(api: str, properties: Mapping[str, dict[str, Any]]) -> Check:
    checkers: dict[str, Check] = {}

    def of_message(value: Any) -> None:
        if isinstance(value, Ready):
            return
        if not isinstance(value, dict):
            raise Wrong("object", value)
        for name, item in value.items():
            found = checkers.get(name)
            if found is None:
                if name not in properties:
                    raise Wrong("unknown", item).under(name)
                found = checkers[name] = _checker(api, properties[name])
            try:
                found(item)
            except Wrong as wrong:
                raise wrong.under(name) from None

    return of_message


def _map(item: Check) -> Check:
    def of_map(value: Any) -> None:
        if not isinstance(value, dict):
            raise Wrong("map", value)
        for name, each in value.items():
            try:
                item(each)
            except Wrong as wrong:
                raise wrong.under(name) from None

    return of_map


def _array(item: Check) -> Check:
    def of_array(value: Any) -> None:
        if not isinstance(value, list):
            raise Wrong("array", value)
        for i, each in enumerate(value):
            try:
                item(each)
            except Wrong as wrong:
                raise wrong.under(i) from None

    return of_array


def _scalar(kind: str, schema: dict[str, Any]) -> Check:
    if kind == ANY:
        return lambda _value: None
    if kind == "string":
        return _string(schema)

    def of_scalar(value: Any) -> None:
        if kind == "boolean":
            right = isinstance(value, bool)
        elif kind == "integer":
            right = isinstance(value, int) and not isinstance(value, bool)
        else:
            right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right:
            raise Wrong(kind, value)

    return of_scalar


def _string(schema: dict[str, Any]) -> Check:
    allowed = frozenset(schema.get("enum", ()))
    pattern = PATTERNS.get(schema.get("format", ""))

    def of_string(value: Any) -> None:
        if not isinstance(value, str):
            raise Wrong("string", value)
        if allowed and value not in allowed:
            raise Wrong("enum", value)
        if pattern is not None and not pattern.fullmatch(value):
            raise Wrong(schema["format"], value)

    return of_string
