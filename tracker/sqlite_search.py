"""Look-ups in the tracker's SQLite file: cases by what is known of them, and earlier cases."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter

from tracker import names
from tracker.case import Case
from tracker.columns import storable
from tracker.port import Match, Query
from tracker.sqlite_values import json_to_text, time_to_text

_SAME_NAME = 99.0

#: The search for a misspelt name reads the rarest trigrams: the `_FEW` rarest, more of them while
#: they stand in fewer than `_ENOUGH` names, none beyond `_TOO_MANY` names; then it compares the
#: `_NEAREST` names that share most of them. Measured on a million different names.
_FEW = 6
_ENOUGH = 100_000
_TOO_MANY = 150_000
_NEAREST = 500


def index(connection: sqlite3.Connection, case: Case) -> None:
    """Keep what the case is looked up by, as its events say now."""
    user_id, name = case.facts.get("user.id", ""), case.facts.get("user.name", "")
    found_by = {
        "procedure": case.procedure,
        "root": case.facts.get("thread.root", ""),
        "user_id": user_id,
        "user_name": name,
        "name_key": names.key(name),
        "search": _caseless(f"{case.number}\n{name}\n{user_id}"),
        "stage": case.stage,
        "tab": case.tab,
        "owner": case.owner,
    }
    connection.execute(
        f"UPDATE cases SET {', '.join(f'{column} = ?' for column in found_by)} WHERE number = ?",  # noqa: S608  the columns above
        [storable(value) for value in (*found_by.values(), case.number)],
    )
    if found_by["name_key"]:
        _index_name(connection, storable(found_by["name_key"]))


def numbers(connection: sqlite3.Connection, query: Query) -> list[str]:
    """Numbers of the cases that have a row and fit the query, by due time, then number."""
    wanted: dict[str, str | int | None] = {
        "cases.open = ?": query.open,
        "cases.tab = ?": query.tab,
        "cases.stage = ?": query.stage,
        "cases.owner = ?": query.owner,
        "cases.due < ?": time_to_text(query.due_before) if query.due_before else None,
        "cases.id IN (SELECT value FROM json_each(?))": (
            json_to_text(_called(connection, storable(query.text))) if query.text else None
        ),
    }
    asked = {condition: value for condition, value in wanted.items() if value is not None}
    found = connection.execute(
        'SELECT cases.number FROM cases JOIN rows ON rows."Case" = cases.number'  # noqa: S608  the conditions above
        f" WHERE {' AND '.join(asked) or 'true'}"
        " ORDER BY cases.due, cases.number",
        [storable(value) if isinstance(value, str) else value for value in asked.values()],
    )
    return [number for (number,) in found]


def _called(connection: sqlite3.Connection, text: str) -> list[int]:
    """The ids of the cases in whose number, user's name or id this text stands.

    Reads all of two narrow indexes; only names that hold the longest word are compared.
    """
    found = connection.execute("SELECT id FROM cases WHERE instr(search, ?)", (_caseless(text),))
    ids = [id_ for (id_,) in found]
    if word := max(names.words(text), key=len, default=""):
        near = connection.execute(
            "SELECT id, user_name FROM cases WHERE name_key != '' AND instr(name_key, ?)", (word,)
        )
        ids += [id_ for id_, name in near if names.contains(name, text)]
    return ids


def without_row(connection: sqlite3.Connection) -> list[str]:
    """Numbers of the cases that have a procedure and no row, the earliest first."""
    found = connection.execute(
        "SELECT number FROM cases WHERE procedure != ''"
        ' AND number NOT IN (SELECT rows."Case" FROM rows) ORDER BY id'
    )
    return [number for (number,) in found]


def by_root(connection: sqlite3.Connection, root: str) -> list[str]:
    """Numbers of the cases whose thread has this root, the earliest first; none for ""."""
    found = connection.execute(
        "SELECT number FROM cases WHERE root = ? AND root != '' ORDER BY id", (storable(root),)
    )
    return [number for (number,) in found]


def earlier(connection: sqlite3.Connection, user_id: str, name: str, limit: int) -> list[Match]:
    """Cases of the same user: same id, same name, similar names; of each the newest first."""
    found: dict[str, Match] = {}
    for column, value, score, reason in _leads(connection, user_id, storable(name)):
        if len(found) >= limit:
            break
        cases = connection.execute(
            f"SELECT number, user_name FROM cases WHERE {column} = ? AND {column} != ''"  # noqa: S608  a lead's column
            " ORDER BY id DESC LIMIT ?",
            (storable(value), limit),
        )
        for number, user_name in cases:
            found.setdefault(number, Match(number, score, f"{reason}: {user_name}"))
    return list(found.values())[:limit]


def _leads(
    connection: sqlite3.Connection, user_id: str, name: str
) -> Iterator[tuple[str, str, float, str]]:
    """Column, value, score and reason, best first; the costly ones only when they are asked for."""
    yield "user_id", user_id, 100.0, f"same user id {user_id}"
    name_key = names.key(name)
    yield "name_key", name_key, _SAME_NAME, "same name"
    for similar, likeness in names.alike(name, _near(connection, name_key)):
        score = round(min(100 * likeness, _SAME_NAME - 1), 1)
        yield "name_key", similar, score, "similar name"


def _index_name(connection: sqlite3.Connection, name_key: str) -> None:
    """Add a name to the trigram index; it stays there when no case has it any more."""
    added = connection.execute("INSERT OR IGNORE INTO names (name_key) VALUES (?)", (name_key,))
    if added.rowcount:
        connection.execute(
            "INSERT INTO name_grams (rowid, name_key) VALUES (?, ?)",
            (added.lastrowid, names.padded(name_key)),
        )


def _near(connection: sqlite3.Connection, name_key: str) -> list[str]:
    """The names that share most of this name's rarest trigrams."""
    shared: Counter[int] = Counter()
    for gram in _rarest(connection, names.trigrams(name_key)):
        holders = connection.execute(
            "SELECT rowid FROM name_grams WHERE name_grams MATCH ?", (f'"{gram}"',)
        )
        shared.update(map(itemgetter(0), holders))
    ids = [id_ for id_, _ in shared.most_common(_NEAREST)]
    found = connection.execute(
        "SELECT name_key FROM names WHERE id IN (SELECT value FROM json_each(?))",
        (json_to_text(ids),),
    )
    return [near for (near,) in found]


def _rarest(connection: sqlite3.Connection, grams: set[str]) -> list[str]:
    counts = connection.execute(
        "SELECT doc, term FROM name_gram_counts WHERE term IN (SELECT value FROM json_each(?))",
        (json_to_text(list(grams)),),
    )
    chosen: list[str] = []
    total = 0
    for count, gram in sorted(counts):
        total += count
        if total > (_ENOUGH if len(chosen) >= _FEW else _TOO_MANY) and chosen:
            break
        chosen.append(gram)
    return chosen


def _caseless(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
