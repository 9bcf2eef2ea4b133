"""Look-ups over cases that are in memory: by what is known of them, and earlier cases (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

from tracker import names
from tracker.case import Case
from tracker.columns import storable
from tracker.port import Match, Query
from tracker.sheets_book import Book

_SAME_NAME = 99.0
_NEVER = datetime.max.replace(tzinfo=UTC)


def numbers(book: Book, query: Query) -> list[str]:
    """Numbers of the cases that have a row and fit the query, by due time, then number."""
    found = [n for n in book.with_row() if _fits(book, n, query)]
    return sorted(found, key=lambda n: (_due(book, n) or _NEVER, n))


def without_row(book: Book) -> list[str]:
    """Numbers of the cases that have a procedure and no row, the earliest first."""
    there = set(book.with_row())
    return [n for n in book.numbers() if n not in there and book.case(n).procedure]


def doubled(book: Book) -> dict[str, list[str]]:
    """The tabs of the rows of each case that has more than one; tabs of other teams don't count."""
    titles = book.our_titles()
    tabs = {n: [book.by_id(place.tab).title for place in book.places(n)] for n in book.with_row()}
    ours = {n: [title for title in found if title in titles] for n, found in tabs.items()}
    return {n: found for n, found in ours.items() if len(found) > 1}


def by_root(book: Book, root: str) -> list[str]:
    """Numbers of the cases whose thread has this root, the earliest first; none for ""."""
    wanted = storable(root)
    return [n for n in book.numbers() if wanted and _fact(book.case(n), "thread.root") == wanted]


def earlier(book: Book, user_id: str, name: str, limit: int) -> list[Match]:
    """Cases of the same user: same id, same name, similar names; of each the newest first."""
    newest = [book.case(n) for n in reversed(book.numbers())]
    found: dict[str, Match] = {}
    for key, value, score, reason in _leads(newest, storable(user_id), storable(name)):
        if len(found) >= limit:
            break
        for case in newest:
            if value and _key(case, key) == value:
                user = _fact(case, "user.name")
                found.setdefault(case.number, Match(case.number, score, f"{reason}: {user}"))
    return list(found.values())[:limit]


def _leads(cases: list[Case], user_id: str, name: str) -> Iterator[tuple[str, str, float, str]]:
    yield "id", user_id, 100.0, f"same user id {user_id}"
    name_key = names.key(name)
    yield "name", name_key, _SAME_NAME, "same name"
    if name_key:
        known = {key for case in cases if (key := _key(case, "name"))}
        for similar, likeness in names.alike(name, known):
            yield "name", similar, round(min(100 * likeness, _SAME_NAME - 1), 1), "similar name"


def _key(case: Case, key: str) -> str:
    return _fact(case, "user.id") if key == "id" else names.key(_fact(case, "user.name"))


def _fits(book: Book, number: str, query: Query) -> bool:
    case, state = book.case(number), book.state(number)
    if query.open is not None and (state.open if state else True) != query.open:
        return False
    asked = ((query.tab, case.tab), (query.stage, case.stage), (query.owner, case.owner))
    if any(wanted is not None and storable(wanted) != found for wanted, found in asked):
        return False
    due = _due(book, number)
    if query.due_before and not (due and due < query.due_before):
        return False
    return not query.text or _is_called(number, case, storable(query.text))


def _is_called(number: str, case: Case, text: str) -> bool:
    name = _fact(case, "user.name")
    known = f"{number}\n{name}\n{_fact(case, 'user.id')}"
    return _caseless(text) in _caseless(known) or names.contains(name, text)


def _due(book: Book, number: str) -> datetime | None:
    state = book.state(number)
    return state.due if state else None


def _fact(case: Case, name: str) -> str:
    return storable(case.facts.get(name, ""))


def _caseless(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
