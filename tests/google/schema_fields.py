"""The `fields` of a request: which parts of the answer are wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.google.errors import WITH_STATUS, BadValue
from tests.google.schema import ANY, Ready, fields_of, kind_of

#: Names wanted, each with what is wanted of it; empty means all of it.
Mask = dict[str, Any]
TOKEN = re.compile(r"\s*([\w$*-]+|[,/.()])\s*", re.ASCII)


class BadMask(Exception):
    """The text isn't a mask, or names a field that there is none of."""


@cache
def mask_of(api: str, schema: str, text: str) -> Mask:
    """A mask, read and checked against the answer's schema.

    Raises:
        BadValue: In the words of the API.
    """
    try:
        mask = parse(text)
        _check(api, {"$ref": schema}, mask, "")
    except BadMask as error:
        where = str(error) or text
        if api in WITH_STATUS:
            raise BadValue(
                "Request contains an invalid argument.", f"Cannot find field: {where}"
            ) from error
        raise BadValue(
            f"Invalid field selection {where}", "fields", "invalidParameter", "parameter"
        ) from error
    return mask


def parse(text: str) -> Mask:
    """`a,b(c,d/e)` as a tree. Sheets' clients also write dots for slashes."""
    tokens, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise BadMask(text)
        tokens.append(match[1])
        at = match.end()
    mask: Mask = {}
    rest = _selection(tokens, mask)
    if rest or not mask:
        raise BadMask(text)
    return mask


def _selection(tokens: list[str], into: Mask) -> list[str]:
    """Read `field, field`, and answer with what comes behind."""
    while True:
        tokens = _field(tokens, into)
        if tokens[:1] != [","]:
            return tokens
        tokens = tokens[1:]


def _field(tokens: list[str], into: Mask) -> list[str]:
    if not tokens or tokens[0] in {",", "/", ".", "(", ")"}:
        raise BadMask(tokens[0] if tokens else "")
    name, tokens = tokens[0], tokens[1:]
    whole = name in into and not into[name]
    below: Mask = {} if whole else into.setdefault(name, {})
    if tokens[:1] in (["/"], ["."]):
        tokens = _field(tokens[1:], below)
    elif tokens[:1] == ["("]:
        tokens = _selection(tokens[1:], below)
        if tokens[:1] != [")"]:
            raise BadMask(name)
        tokens = tokens[1:]
    else:
        into[name] = {}
    return tokens


def _check(api: str, schema: dict[str, Any], mask: Mask, path: str) -> None:
    """A mask may only name what the schema has."""
    kind = kind_of(schema)
    while kind == "array":
        schema = schema["items"]
        kind = kind_of(schema)
    if not mask or kind == ANY:
        return
    if kind == "map":
        for name, below in mask.items():
            _check(api, schema["additionalProperties"], below, f"{path}{name}/")
        return
    known = fields_of(api, schema["$ref"]) if kind == "$ref" else schema.get("properties", {})
    for name, below in mask.items():
        if name != "*" and name not in known:
            raise BadMask(path + name)
        for each in known.values() if name == "*" and below else [known.get(name, {})]:
            _check(api, each, below, f"{path}{name}/")


def apply(mask: Mapping[str, Any], value: Any) -> Any:
    """What the mask wants of a value; an empty mask wants all."""
    if not mask or isinstance(value, Ready):
        return value
    if isinstance(value, list):
        return [apply(mask, each) for each in value]
    if not isinstance(value, dict):
        return value
    every = mask.get("*")
    if every is not None and not every:
        return value
    names = value if every is not None else mask
    return {
        name: apply(mask.get(name, every) or {}, value[name]) for name in names if name in value
    }
