"""The `q` of Drive's lists: read as Google documents it, then asked of each file.

`and` and `or` bind alike, from left to right, as Google's search guide says; `not` binds what
follows it. An unknown term, an operator that the term hasn't got or a value of another type is
400 `Invalid Value`, as Google answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.google.errors import BadValue
from tests.google.world import not_carried

TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z][\w.]*)"""
    r"""|(?P<sign><=|>=|!=|[=<>(){}]))""",
    re.DOTALL,
)
SAME, ORDER = frozenset({"=", "!="}), frozenset({"=", "!=", "<", "<=", ">", ">="})
#: Terms that are compared: their operators and the type of their value.
FILE_TERMS: Mapping[str, tuple[frozenset[str], type]] = {
    "name": (SAME | {"contains"}, str),
    "mimeType": (SAME | {"contains"}, str),
    "modifiedTime": (ORDER, datetime),
    "createdTime": (ORDER, datetime),
    "trashed": (SAME, bool),
    "sharedWithMe": (SAME, bool),
}
DRIVE_TERMS: Mapping[str, tuple[frozenset[str], type]] = {"name": (SAME | {"contains"}, str)}
#: `'value' in term`, and `term has { key='k' and value='v' }`.
COLLECTIONS = frozenset({"parents", "owners", "writers", "readers"})
PROPERTIES = frozenset({"properties", "appProperties"})
#: What Google has besides: 501.
ELSEWHERE = frozenset(
    {
        *("fullText", "viewedByMeTime", "sharedWithMeTime", "starred", "visibility", "labels"),
        *("shortcutDetails.targetId", "createdByMe", "createdDate", "hidden", "memberCount"),
        *("organizerCount", "orgUnitId", "creators"),
    }
)


@dataclass(frozen=True, slots=True)
class Compare:
    """`name = 'x'`, `trashed != true`, `modifiedTime > '2026-01-01T00:00:00'`."""

    term: str
    sign: str
    value: Any


@dataclass(frozen=True, slots=True)
class Within:
    """`'id' in parents`."""

    value: str
    term: str


@dataclass(frozen=True, slots=True)
class Has:
    """`properties has { key='k' and value='v' }`."""

    term: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """`not …`."""

    part: Node


@dataclass(frozen=True, slots=True)
class Both:
    """Two parts joined by `and` or `or`."""

    word: str
    left: Node
    right: Node


Node = Compare | Within | Has | Not | Both


class _Reader:
    """The tokens of a query, and how far they are read."""

    def __init__(self, text: str, terms: Mapping[str, tuple[frozenset[str], type]]) -> None:
        self.terms = terms
        self.tokens, end = [], 0
        while match := TOKEN.match(text, end):
            self.tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            end = match.end()
        if text[end:].strip():
            raise invalid()

    def peek(self) -> str:
        return self.tokens[0][1] if self.tokens else ""

    def take(self, kind: str, wanted: str = "") -> str:
        if not self.tokens or self.tokens[0][0] != kind or wanted not in {"", self.peek()}:
            raise invalid()
        return self.tokens.pop(0)[1]

    def text(self) -> str:
        return re.sub(r"\\(.)", r"\1", self.take("text")[1:-1], flags=re.DOTALL)

    def joined(self) -> Node:
        found = self.part()
        while self.peek() in {"and", "or"}:
            found = Both(self.take("word"), found, self.part())
        return found

    def part(self) -> Node:
        if self.peek() == "not":
            self.take("word")
            return Not(self.part())
        if self.peek() == "(":
            self.take("sign")
            found = self.joined()
            self.take("sign", ")")
            return found
        if self.tokens and self.tokens[0][0] == "text":
            return self.within()
        return self.comparison()

    def within(self) -> Node:
        value = self.text()
        self.take("word", "in")
        term = self.take("word")
        if term not in COLLECTIONS or self.terms is DRIVE_TERMS:
            raise unknown(term)
        return Within(value, term)

    def comparison(self) -> Node:
        term = self.take("word")
        if term in PROPERTIES and self.terms is FILE_TERMS:
            return self.has(term)
        if term not in self.terms:
            raise unknown(term)
        signs, kind = self.terms[term]
        sign = self.take("word" if self.peek() == "contains" else "sign")
        if sign not in signs:
            raise invalid()
        if kind is bool:
            word = self.take("word")
            if word not in {"true", "false"}:
                raise invalid()
            return Compare(term, sign, word == "true")
        text = self.text()
        return Compare(term, sign, moment(text) if kind is datetime else text)

    def has(self, term: str) -> Node:
        found: dict[str, str] = {}
        self.take("word", "has")
        self.take("sign", "{")
        for name in ("key", "value"):
            if found:
                self.take("word", "and")
            self.take("word", name)
            self.take("sign", "=")
            found[name] = self.text()
        self.take("sign", "}")
        return Has(term, found["key"], found["value"])


def parse(text: str, terms: Mapping[str, tuple[frozenset[str], type]] = FILE_TERMS) -> Node:
    """A query as a tree.

    Raises:
        GoogleError: 400 if it isn't one, 501 if it asks for what this server doesn't carry.
    """
    reader = _Reader(text, terms)
    found = reader.joined()
    if reader.tokens:
        raise invalid()
    return found


def matches(node: Node, facts: Mapping[str, Any]) -> bool:
    """Whether a file is meant: `facts` are its values by term."""
    match node:
        case Compare(term, sign, value):
            return _compare(term, sign, facts[term], value)
        case Within(value, term):
            return value in facts[term]
        case Has(term, key, value):
            return bool(facts[term].get(key) == value)
        case Not(part):
            return not matches(part, facts)
        case Both("and", left, right):
            return matches(left, facts) and matches(right, facts)
        case Both(_, left, right):
            return matches(left, facts) or matches(right, facts)


def _compare(term: str, sign: str, have: Any, value: Any) -> bool:
    if sign == "contains":
        return value in have if term == "mimeType" else _starts_words(have, value)
    if sign in SAME:
        return bool((have == value) == (sign == "="))
    less, more = bool(have < value), bool(have > value)
    return less if sign == "<" else more if sign == ">" else not (more if sign == "<=" else less)


def _starts_words(name: str, value: str) -> bool:
    """Google matches prefixes of words only: `HelloWorld` contains `Hello`, not `World`."""
    have, want = _words(name), _words(value)
    if not want:
        return False
    whole, last = want[:-1], want[-1]
    return any(
        have[i : i + len(whole)] == whole and have[i + len(whole)].startswith(last)
        for i in range(len(have) - len(whole))
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def moment(text: str) -> datetime:
    """RFC 3339; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise invalid() from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def invalid(name: str = "q") -> BadValue:
    """What Google says to a query that it can't read, or a page token."""
    return BadValue("Invalid Value", name, "invalid", "parameter")


def unknown(term: str) -> Exception:
    """A term that Google hasn't got, or that this server hasn't."""
    return not_carried(f"the search term {term}") if term in ELSEWHERE else invalid()
