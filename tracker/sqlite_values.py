"""How values and titles are written in SQLite (pure)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

from tracker.case import Event
from tracker.errors import StorageFailed

#: What to do about a damaged file.
RESTORE = (
    "Put a copy of it back in its place; or make it anew from what is left of it, the documents"
    " and the mails, with: summarizer tracker rebuild"
)
#: So much of it is told: it may say much of people.
_SHOWN = 80
_BY_HAND = "It was changed by hand, or the file is damaged"


class Damaged(StorageFailed):
    """The file is no tracker any more, or not all of it can be read."""


def time_to_text(time: datetime) -> str:
    """An aware time as text that sorts by time: ISO 8601 in UTC, always with microseconds."""
    if time.utcoffset() is None:
        raise ValueError(f"a time without an offset: {time}")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def text_to_time(text: str) -> datetime:
    """The time in UTC that `time_to_text` wrote."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        what = f"“{text[:_SHOWN]}” in the tracker is no time"
        raise Damaged(what, _BY_HAND, RESTORE) from error


def json_to_text(value: Any) -> str:
    """JSON that people can read, and that SQLite can store whatever stands in the strings."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def text_to_json(text: str) -> Any:
    """The value that `json_to_text` wrote."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        what = f"“{text[:_SHOWN]}” in the tracker is no JSON"
        raise Damaged(what, _BY_HAND, RESTORE) from error


def event_texts(event: Event) -> tuple[str, ...]:
    """An event as the table of events has it, without its case."""
    at, recorded = time_to_text(event.at), time_to_text(event.recorded)
    sets, data = json_to_text(dict(event.sets)), json_to_text(dict(event.data))
    return event.key, event.kind, at, recorded, event.actor, event.note, sets, data


def event_of(texts: Sequence[str]) -> Event:
    """The event that `event_texts` wrote."""
    key, kind, at, recorded, actor, note, sets, data = texts
    times = text_to_time(at), text_to_time(recorded)
    return Event(key, kind, *times, actor, note, text_to_json(sets), text_to_json(data))


def quoted(name: str) -> str:
    """A title as an SQL identifier: titles are people's text, never SQL."""
    return '"' + name.replace('"', '""') + '"'


def folded(name: str) -> str:
    """What SQLite compares identifiers by: only ASCII letters are the same in upper case."""
    return name.encode("utf-8", "replace").lower().decode()


def unused(name: str, taken: AbstractSet[str]) -> str:
    """The name, or the first of `name (2)`, `name (3)`, ... whose folded form isn't taken."""
    number, candidate = 1, name
    while folded(candidate) in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate
