"""Arguments of a method: what it takes here, what Slack takes and this server doesn't."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk import WebClient

from tests.slack.world import NotCarried, SlackError, World


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was let in: who asks, and with which arguments."""

    world: World
    user: str
    scopes: frozenset[str]
    args: Mapping[str, Any]

    def text(self, name: str) -> str:
        """An argument as text; "" where it isn't given."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        """An argument as yes or no: `true`, `1`, or the same as texts."""
        value = self.args.get(name)
        return otherwise if value is None else str(value).casefold() in ("1", "true")

    def number(self, name: str, otherwise: int, most: int) -> int:
        """A number of 1 to `most`."""
        value = self.text(name)
        if not value:
            return otherwise
        if not re.fullmatch(r"[0-9]{1,9}", value) or not int(value) >= 1:
            raise SlackError("invalid_limit")
        return min(int(value), most)

    def object(self, name: str) -> Any:
        """An argument that is an object: as JSON, or as a text of JSON in a form."""
        value = self.args.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                return value
        return value

    def needs(self, *scopes: str) -> None:
        """Refuse a token that was given for none of these."""
        if not self.scopes & set(scopes):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(self.scopes))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a method takes; `fixed` are arguments that it takes with this value only."""

    names: frozenset[str]
    fixed: Mapping[str, frozenset[str]] = field(default_factory=dict)


def check(method: str, args: Mapping[str, Any], wanted: Wanted) -> None:
    """Nothing that comes along is ignored: it would change what happens."""
    for name, value in args.items():
        if name in wanted.names or name == "token":
            continue
        said = str(value).casefold()
        if name not in wanted.fixed or said not in wanted.fixed[name]:
            raise NotCarried(f"{method} with {name}={said:.40}")


def read(headers: Mapping[str, str], query: str, body: bytes) -> dict[str, Any]:
    """The arguments of a request: of its query, its form or its JSON.

    Raises:
        SlackError: The body can't be read.
    """
    found: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == "application/json":
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(given, dict):
            raise SlackError("json_not_object")
        return found | given
    if kind in ("", "application/x-www-form-urlencoded"):
        return found | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    raise NotCarried(f"a body of {kind}")


@cache
def known_methods() -> frozenset[str]:
    """The methods that Slack has, as its own client calls them."""
    return frozenset(re.findall(r'api_call\(\s*"([\w.]+)"', inspect.getsource(WebClient)))
