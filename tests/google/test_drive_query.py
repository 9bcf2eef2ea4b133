from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.google.drive_query import (
    DRIVE_TERMS,
    Both,
    Compare,
    Has,
    Node,
    Not,
    Within,
    matches,
    parse,
)
from tests.google.world import GoogleError

FACTS: dict[str, Any] = {
    "name": "HelloWorld summary / 12ab",
    "mimeType": "image/png",
    "modifiedTime": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    "createdTime": datetime(2026, 1, 1, tzinfo=UTC),
    "trashed": False,
    "sharedWithMe": False,
    "parents": ["folder"],
    "owners": ["ann@example.com"],
    "writers": ["ann@example.com"],
    "readers": [],
    "properties": {"summarizer.case": "7"},
    "appProperties": {},
}
TEXT = st.text(max_size=12)
MOMENT = st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1))  # noqa: DTZ001 # the zone comes along
LEAF: st.SearchStrategy[Node] = st.one_of(
    st.builds(Compare, st.just("name"), st.sampled_from(["=", "!=", "contains"]), TEXT),
    st.builds(Compare, st.just("mimeType"), st.sampled_from(["=", "!=", "contains"]), TEXT),
    st.builds(
        Compare, st.just("modifiedTime"), st.sampled_from(["<", "<=", "=", "!=", ">", ">="]), MOMENT
    ),
    st.builds(Compare, st.just("trashed"), st.sampled_from(["=", "!="]), st.booleans()),
    st.builds(Within, TEXT, st.sampled_from(["parents", "owners", "writers", "readers"])),
    st.builds(Has, st.sampled_from(["properties", "appProperties"]), TEXT, TEXT),
)
TREES = st.recursive(
    LEAF,
    lambda part: st.builds(Not, part) | st.builds(Both, st.sampled_from(["and", "or"]), part, part),
    max_leaves=8,
)


def quoted(text: str, mark: str = "'") -> str:
    return mark + text.replace("\\", "\\\\").replace(mark, "\\" + mark) + mark


def literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value.isoformat()) if isinstance(value, datetime) else quoted(value, '"')


def written(node: Node) -> str:
    match node:
        case Compare(term, sign, value):
            return f"{term}{' ' * sign.isalpha()}{sign} {literal(value)}"
        case Within(value, term):
            return f"{quoted(value)} in {term}"
        case Has(term, key, value):
            return f"{term} has {{key={quoted(key)} and value={quoted(value)}}}"
        case Not(part):
            return f"not ({written(part)})"
        case Both(word, left, right):
            return f"{written(left)} {word} ({written(right)})"


@given(TREES)
def test_a_query_is_read_as_it_was_meant(tree: Node) -> None:
    assert parse(written(tree)) == tree


@given(TREES)
def test_not_finds_just_what_is_not_found(tree: Node) -> None:
    assert matches(Not(tree), FACTS) is not matches(tree, FACTS)


@given(st.text(alphabet="'\"\\ (){}=<>!andorthisnamecontainsproperties", max_size=40) | st.text())
@example("name = 'it''s'")
@example("name = 'open")
def test_whatever_is_asked_is_read_or_refused_as_google_refuses_it(text: str) -> None:
    try:
        parse(text)
    except GoogleError as error:
        assert error.status in {400, 501}  # noqa: PT017 # what is read is fine as well


@pytest.mark.parametrize(
    "query",
    [
        "title = 'x'",
        "name > 'x'",
        "name like 'x'",
        "name = x",
        "trashed = 'true'",
        "trashed contains true",
        "modifiedTime > 'yesterday'",
        "parents in 'x'",
        "'x' in name",
        "properties has { key='a' }",
        "properties has { value='b' and key='a' }",
        "name = 'a' AND name = 'b'",
        "name = 'a' name = 'b'",
        "(name = 'a'",
        "name = 'a' and",
        "",
    ],
)
def test_what_google_does_not_know_is_an_invalid_value(query: str) -> None:
    with pytest.raises(GoogleError) as told:
        parse(query)
    assert (told.value.status, str(told.value), told.value.reason) == (
        400,
        "Invalid Value",
        "invalid",
    )


def test_what_google_has_and_this_server_has_not_is_said() -> None:
    with pytest.raises(GoogleError) as told:
        parse("fullText contains 'x'")
    assert told.value.status == 501


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name contains 'Hello'", True),
        ("name contains 'hello'", True),
        ("name contains 'World'", False),
        ("name contains 'HelloWorld sum'", True),
        ("name contains 'HelloWorld 12'", False),
        ("name contains '12'", True),
        ("name contains 'ab'", False),
        ("name contains ''", False),
        ("name = 'HelloWorld'", False),
        ("mimeType contains 'image/'", True),
        ("modifiedTime > '2026-01-02T03:04:04'", True),
        ("modifiedTime > '2026-01-02T03:04:05Z'", False),
        ("modifiedTime >= '2026-01-02T04:04:05+01:00'", True),
        ("createdTime < '2026-01-01'", False),
        ("'folder' in parents and trashed = false", True),
        ("properties has { key='summarizer.case' and value='7' }", True),
        ("properties has { key='summarizer.case' and value='70' }", False),
        ("appProperties has { key='summarizer.case' and value='7' }", False),
        ("not trashed = true and not 'x' in parents", True),
    ],
)
def test_a_query_finds(query: str, found: bool) -> None:  # noqa: FBT001 # a case of a table
    assert matches(parse(query), FACTS) is found


def test_and_and_or_bind_alike_from_left_to_right() -> None:
    yes, no = "trashed = false", "trashed = true"
    assert not matches(parse(f"{yes} or {yes} and {no}"), FACTS)
    assert matches(parse(f"{yes} or ({yes} and {no})"), FACTS)


def test_times_without_a_zone_are_utc() -> None:
    at = datetime(2026, 1, 2, 4, 4, 5, tzinfo=timezone(timedelta(hours=1)))
    assert parse("createdTime = '2026-01-02T03:04:05'") == Compare("createdTime", "=", at)


def test_shared_drives_are_searched_by_name_alone() -> None:
    assert parse("name = 'a'", DRIVE_TERMS) == Compare("name", "=", "a")
    for query in ("trashed = true", "'x' in parents", "properties has {key='a' and value='b'}"):
        with pytest.raises(GoogleError):
            parse(query, DRIVE_TERMS)
