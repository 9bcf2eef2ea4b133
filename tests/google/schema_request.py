"""Reads a request's body by its schema, as leniently and as strictly as Google does."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from tests.google.discovery import DOCUMENTS, Method
from tests.google.errors import BadValue, unknown_name
from tests.google.schema import ANY, Wrong, kind_of, named, snake

Read = Callable[[Any], Any]

#: The name of the message in which Google keeps a body that is a thing, not a request.
INSIDE: Mapping[str, str] = {
    "ValueRange": "data",
    "Spreadsheet": "spreadsheet",
    "Document": "document",
    "Message": "message",
    "Draft": "draft",
}
LIMITS = {"int32": (-(2**31), 2**31), "uint32": (0, 2**32), "int64": (-(2**63), 2**63)}


def read(method: Method, content: bytes) -> Any:
    """A body's JSON, checked: without nulls, numbers as numbers.

    Raises:
        BadValue: It isn't JSON, or the schema doesn't allow it; in Google's words.
    """
    if not method.request:
        if content.strip() not in {b"", b"{}"}:
            raise BadValue("Request body is not allowed for this method.", "")
        return None
    if not content.strip():
        return {}
    try:
        value = json.loads(content)
    except ValueError as error:
        raise BadValue(f"Invalid JSON payload received. {error}", "") from error
    if not isinstance(value, dict):
        raise BadValue('Invalid JSON payload received. Unknown name "": Root element must be '
                       "a message.", "")  # fmt: skip
    try:
        return reader(method.api, method.request)(value)
    except Wrong as wrong:
        raise _refusal(method, wrong) from wrong


def _refusal(method: Method, wrong: Wrong) -> BadValue:
    if top := INSIDE.get(method.request):
        wrong.under(top)
    if wrong.kind == "unknown":
        *wrong.path, name = wrong.path
        return unknown_name(str(name), wrong.where(snake=True))
    where, kind = wrong.where(snake=True), wrong.kind
    if not kind.startswith("TYPE_"):
        kind = f"type.googleapis.com/{kind}"
    return BadValue(f"Invalid value at '{where}' ({kind}), {json.dumps(wrong.value)}", where)


@cache
def reader(api: str, schema: str) -> Read:
    """What reads a message of a named schema."""
    found = named(api, schema)
    return _message(api, schema, found.get("properties", {}))


def _reader(api: str, owner: str, schema: dict[str, Any]) -> Read:
    kind = kind_of(schema)
    if kind == "$ref":
        return _named(api, schema["$ref"])
    if kind == "map":
        return _map(_reader(api, owner, schema["additionalProperties"]))
    if kind == "object":
        return _message(api, owner, schema.get("properties", {}))
    if kind == "array":
        return _array(_item(api, owner, schema["items"]))
    return _scalar(api, owner, kind, schema)


def _named(api: str, name: str) -> Read:
    """A named message, looked up only when there is one: some contain themselves."""

    def of_named(value: Any) -> Any:
        return reader(api, name)(value)

    return of_named


def _item(api: str, owner: str, schema: dict[str, Any]) -> Read:
    """An item of an array; an array in an array is a ListValue, which nothing else can be."""
    inner = _reader(api, owner, schema)
    if kind_of(schema) != "array":
        return inner

    def of_list(value: Any) -> Any:
        if not isinstance(value, list):
            raise Wrong("google.protobuf.ListValue", value)
        return inner(value)

    return of_list


def _message(api: str, owner: str, properties: Mapping[str, dict[str, Any]]) -> Read:
    readers: dict[str, Read] = {}

    def of_message(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Wrong(f"google.apps.{DOCUMENTS[api]}.{owner}", value)
        found = {}
        for name, item in value.items():
            if name not in properties:
                raise Wrong("unknown", item).under(name)
            if item is None:
                continue
            if name not in readers:
                readers[name] = _reader(api, f"{owner}.{name}", properties[name])
            try:
                found[name] = readers[name](item)
            except Wrong as wrong:
                raise wrong.under(name) from None
        return found

    return of_message


def _map(item: Read) -> Read:
    """A map; a null in it is kept, as Drive's properties are taken away with it."""

    def of_map(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Wrong("google.protobuf.Struct", value)
        return {name: None if v is None else item(v) for name, v in value.items()}

    return of_map


def _array(item: Read) -> Read:
    """An array; one thing alone is an array of it, as Google reads it."""

    def of_array(value: Any) -> Any:
        if not isinstance(value, list):
            return [item(value)]
        found = []
        for i, each in enumerate(value):
            try:
                found.append(item(each))
            except Wrong as wrong:
                raise wrong.under(i) from None
        return found

    return of_array


def _scalar(api: str, owner: str, kind: str, schema: dict[str, Any]) -> Read:
    if kind == ANY:
        return lambda value: value
    if kind == "boolean":
        return _boolean
    if kind == "integer":
        return _integer(schema.get("format", "int32"))
    if kind == "number":
        return _number(schema.get("format", "double"))
    return _string(api, owner, schema)


def _boolean(value: Any) -> Any:
    if not isinstance(value, bool):
        raise Wrong("TYPE_BOOL", value)
    return value


def _integer(form: str) -> Read:
    low, high = LIMITS[form]

    def of_integer(value: Any) -> Any:
        found = _whole(value)
        if found is None or not low <= found < high:
            raise Wrong(f"TYPE_{form.upper()}", value)
        return found

    return of_integer


def _whole(value: Any) -> int | None:
    """A whole number, also as `5.0` or `"5"`, as Google takes it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    if not found.is_integer():
        return None
    return int(value) if not isinstance(value, float) else int(found)


def _number(form: str) -> Read:
    def of_number(value: Any) -> Any:
        if isinstance(value, str):
            try:
                return float(value)
            except ValueError:
                raise Wrong(f"TYPE_{form.upper()}", value) from None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong(f"TYPE_{form.upper()}", value)
        return value

    return of_number


def _string(api: str, owner: str, schema: dict[str, Any]) -> Read:
    allowed, check = frozenset(schema.get("enum", ())), FORMATS.get(schema.get("format", ""))

    def of_string(value: Any) -> Any:
        if allowed and value not in allowed:
            raise Wrong(f"google.apps.{DOCUMENTS[api]}.{snake(owner)}", value)
        if isinstance(value, int) and check is _int64:
            value = str(value)
        if not isinstance(value, str):
            raise Wrong("TYPE_STRING", value)
        if check is not None:
            check(value)
        return value

    return of_string


def _int64(value: str) -> None:
    if _whole(value) is None:
        raise Wrong("TYPE_INT64", value)


def _bytes(value: str) -> None:
    text = value.translate({ord("-"): "+", ord("_"): "/"}).rstrip("=")
    try:
        base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise Wrong("TYPE_BYTES", value) from None


def _moment(value: str) -> None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Wrong("google.protobuf.Timestamp", value) from None
    if found.tzinfo is None and "T" in value:
        raise Wrong("google.protobuf.Timestamp", value)


def _date(value: str) -> None:
    try:
        datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Wrong("google.type.Date", value) from None


FORMATS: Mapping[str, Callable[[str], None]] = {
    "int64": _int64,
    "uint64": _int64,
    "byte": _bytes,
    "date-time": _moment,
    "google-datetime": _moment,
    "date": _date,
}
