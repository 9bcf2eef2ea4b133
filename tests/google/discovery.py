"""Google's discovery documents: which method a request means, and what it may carry."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: The APIs by the first part of their methods' ids. Both versions of Drive call theirs `drive`.
DOCUMENTS: Mapping[str, str] = {
    "drive": "drive.v3",
    "docs": "docs.v1",
    "sheets": "sheets.v4",
    "gmail": "gmail.v1",
    "calendar": "calendar.v3",
    "drive2": "drive.v2",
}

#: Recorded: Drive takes these though its discovery document doesn't list them for the method.
TAKEN: Mapping[str, tuple[str, ...]] = {"drive.files.get": ("includeItemsFromAllDrives",)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a path or a query, as the discovery document describes it."""

    name: str
    type: str
    enum: tuple[str, ...] = ()
    repeated: bool = False
    required: bool = False
    default: str | None = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A method of an API. `request` and `response` name schemas; empty where there is none."""

    id: str
    api: str
    parameters: Mapping[str, Parameter]
    request: str
    response: str
    scopes: frozenset[str]
    downloads: bool


@dataclass(frozen=True, slots=True)
class Route:
    """A way to a method: its verb and path; `upload` where the path is that of media."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    method: Method
    upload: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a request's verb and path mean."""

    method: Method
    path: dict[str, str]
    upload: bool


@cache
def document(api: str) -> dict[str, Any]:
    """A discovery document, from the client library; found without importing the library."""
    spec = find_spec("googleapiclient")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("google-api-python-client has the discovery documents")
    folder = Path(spec.submodule_search_locations[0], "discovery_cache", "documents")
    found: dict[str, Any] = json.loads((folder / f"{DOCUMENTS[api]}.json").read_text("utf-8"))
    return found


@cache
def methods() -> Mapping[str, Method]:
    """All methods of all APIs by their ids."""
    return {route.method.id: route.method for routes in _routes().values() for route in routes}


def find(verb: str, path: str, host: str = "") -> Found | None:
    """The method of a request.

    Args:
        verb: Of HTTP.
        path: Its percent signs are still in it.
        host: Where the request was meant to go; a method is only found at its own host.
    """
    for route in _routes().get((verb, path.count("/")), ()):
        match = route.pattern.fullmatch(path)
        if match and (not host or host == _host(route.method.api)):
            values = {n: unquote(v) for n, v in zip(route.names, match.groups(), strict=True)}
            return Found(route.method, values, route.upload)
    return None


@cache
def _host(api: str) -> str:
    return urlsplit(document(api)["rootUrl"]).hostname or ""


@cache
def _routes() -> Mapping[tuple[str, int], list[Route]]:
    """The routes by verb and number of slashes, the most literal first."""
    found: dict[tuple[str, int], list[tuple[str, Route]]] = {}
    for api in DOCUMENTS:
        for verb, template, route in _routes_of(api):
            found.setdefault((verb, template.count("/")), []).append((template, route))
    return {key: [r for _, r in sorted(rows, key=_vague)] for key, rows in found.items()}


def _vague(row: tuple[str, Route]) -> tuple[int, int]:
    return len(row[1].names), -len(row[0])


def _routes_of(api: str) -> list[tuple[str, str, Route]]:
    top, rows = document(api), []
    for raw in _raw_methods(top):
        method, verb = _method(api, top, raw), raw["httpMethod"]
        upload = raw.get("mediaUpload", {}).get("protocols", {}).get("simple", {}).get("path")
        for path, is_upload in (("/" + top["servicePath"] + raw["path"], False), (upload, True)):
            if path:
                rows.append((verb, path, _route(path, method, upload=is_upload)))
    return rows


def _raw_methods(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    below = [m for r in node.get("resources", {}).values() for m in _raw_methods(r)]
    return [*node.get("methods", {}).values(), *below]


def _route(template: str, method: Method, *, upload: bool) -> Route:
    parts = re.split(r"\{(\w+)\}", template)
    pattern = "".join("([^/]+)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    return Route(re.compile(pattern), tuple(parts[1::2]), method, upload)


def _method(api: str, top: Mapping[str, Any], raw: Mapping[str, Any]) -> Method:
    rest = raw["id"].partition(".")[2]
    named = {**top["parameters"], **raw.get("parameters", {})}
    found = {name: _parameter(name, value) for name, value in named.items()}
    found |= {name: Parameter(name, "boolean") for name in TAKEN.get(raw["id"], ())}
    return Method(
        id=f"{api}.{rest}",
        api=api,
        parameters=found,
        request=raw.get("request", {}).get("$ref", ""),
        response=raw.get("response", {}).get("$ref", ""),
        scopes=frozenset(raw.get("scopes", ())),
        downloads=bool(raw.get("supportsMediaDownload")),
    )


def _parameter(name: str, raw: Mapping[str, Any]) -> Parameter:
    low, high = raw.get("minimum"), raw.get("maximum")
    return Parameter(
        name=name,
        type=raw.get("type", "string"),
        enum=tuple(raw.get("enum", ())),
        repeated=bool(raw.get("repeated")),
        required=bool(raw.get("required")),
        default=raw.get("default"),
        minimum=None if low is None else int(low),
        maximum=None if high is None else int(high),
    )
