"""The parameters of a request's path and query: typed, with defaults, or refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from tests.google.discovery import DOCUMENTS, Method, Parameter
from tests.google.errors import WITH_STATUS, BadValue
from tests.google.schema import snake
from tests.google.world import not_carried

#: Parameters of every method that change nothing here.
NO_MATTER = frozenset(
    {"$.xgafv", "access_token", "oauth_token", "key", "prettyPrint", "quotaUser", "userIp"}
)
BOOLEAN = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


def read(method: Method, path: dict[str, str], query: str) -> dict[str, Any]:
    """All parameters of a request.

    Also `fields` and `alt`, if the request has them, as they bear on some methods' answers.

    Raises:
        BadValue: One is unknown, missing, or not of its type.
    """
    given: dict[str, list[str]] = {name: [value] for name, value in path.items()}
    for name, value in parse_qsl(query, keep_blank_values=True):
        given.setdefault(name, []).append(value)
    found = {n: _read(method, n, v) for n, v in given.items() if n not in NO_MATTER}
    for name in ("uploadType", "upload_protocol"):
        found.pop(name, None)
    if "callback" in found or found.get("alt") == "proto":
        raise not_carried("answers that aren't JSON")
    for parameter in method.parameters.values():
        if parameter.name not in found:
            _add_default(method, parameter, found)
    return found


def _add_default(method: Method, parameter: Parameter, found: dict[str, Any]) -> None:
    if parameter.required:
        raise BadValue(
            f"Required parameter: {parameter.name}", parameter.name, "required", "parameter"
        )
    if parameter.default is not None and parameter.name not in {"alt", "prettyPrint"}:
        found[parameter.name] = _value(method, parameter, parameter.default)


def _read(method: Method, name: str, values: list[str]) -> Any:
    parameter = method.parameters.get(name)
    if parameter is None:
        raise BadValue(
            f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
            f"Field '{name}' could not be found in request message.",
            name,
            "invalidParameter",
            "parameter",
        )
    if parameter.repeated:
        return [_value(method, parameter, value) for value in values]
    if len(values) > 1:
        raise BadValue(
            f'Invalid JSON payload received. Unknown name "{snake(name)}": Proto field is not '
            "repeating, cannot start list.",
            name,
            "invalidParameter",
            "parameter",
        )
    return _value(method, parameter, values[0])


def _value(method: Method, parameter: Parameter, text: str) -> Any:
    if parameter.enum and text not in parameter.enum:
        raise _refusal(method, parameter, text, "enum")
    if parameter.type == "boolean":
        if text not in BOOLEAN:
            raise _refusal(method, parameter, text, "TYPE_BOOL")
        return BOOLEAN[text]
    if parameter.type == "integer":
        return _integer(method, parameter, text)
    return text


def _integer(method: Method, parameter: Parameter, text: str) -> int:
    try:
        found = int(text)
    except ValueError:
        raise _refusal(method, parameter, text, "TYPE_INT32") from None
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and found < low) or (high is not None and found > high):
        raise BadValue(
            f"Invalid value '{text}'. Values must be within the range: [{low}, {high}]",
            parameter.name,
            "invalidParameter",
            "parameter",
        )
    return found


def _refusal(method: Method, parameter: Parameter, text: str, kind: str) -> BadValue:
    name = parameter.name
    if method.api in WITH_STATUS:
        if kind == "enum":
            kind = f"type.googleapis.com/google.apps.{DOCUMENTS[method.api]}.{name}"
        return BadValue(f"Invalid value at '{snake(name)}' ({kind}), \"{text}\"", snake(name))
    allowed = ", ".join(parameter.enum)
    kinds = {"enum": "string", "TYPE_BOOL": "boolean", "TYPE_INT32": "integer"}
    message = f"Invalid {kinds[kind]} value: '{text}'."
    if allowed:
        message += f" Allowed values: [{allowed}]"
    return BadValue(message, name, "invalidParameter", "parameter")
