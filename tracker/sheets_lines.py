"""Lines of the tabs that the program keeps for itself: events, rows, observations (pure).

A line of the tab of events is: case, "event" or "row", key, what, when, by, batch, record. Only
case, line, key and record count; the others are for people. A record that is longer than a cell
can be goes on in the next columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.case import Event
from tracker.columns import storable
from tracker.errors import StorageFailed
from tracker.port import Observation, Row
from tracker.sqlite_values import Damaged, json_to_text, text_to_json, text_to_time, time_to_text

#: Half of what a cell takes: a character is at most two of the units that Google counts.
_CHUNK = 24_000
_RECORD, _SEEN_RECORD = 7, 4
#: So much of a spoilt line is told: where it is, not all that it says of people.
_SHOWN = 80
#: What a line is that says that another line, hit by mistake, was put right: see sheets_mistakes.
PUT_BACK = "put back"


@dataclass(frozen=True, slots=True)
class State:
    """What a row said of its case that no cell holds; `tab` is "" after it was dropped."""

    tab: str
    due: datetime | None = None
    open: bool = True


def state_of(row: Row) -> State:
    """What is kept of a row beside its cells."""
    return State(storable(row.tab), row.due, row.open)


def event_line(case: str, event: Event, batch: str) -> list[str]:
    """An event as a line."""
    at = time_to_text(event.at)
    record = {
        "kind": event.kind,
        "at": at,
        "recorded": time_to_text(event.recorded),
        "actor": event.actor,
        "note": event.note,
        "sets": dict(event.sets),
        "data": dict(event.data),
    }
    shown = [event.kind[:200], at, event.actor[:200], batch]
    return _clean([case, "event", event.key, *shown, *_chunks(record)])


def state_line(case: str, state: State, at: datetime, batch: str) -> list[str]:
    """A row's state as a line."""
    due = time_to_text(state.due) if state.due else None
    record = {"tab": state.tab, "due": due, "open": state.open}
    what = f"row in {state.tab}" if state.tab else "row dropped"
    return _clean([case, "row", "", what, time_to_text(at), "", batch, *_chunks(record)])


def seen_line(case: str, what: str, seen: Observation, batch: str) -> list[str]:
    """An observation as a line."""
    return _clean([case, what, time_to_text(seen.at), batch, *_chunks(dict(seen.data))])


def read_event(line: Sequence[str]) -> Event:
    """The event of a line. StorageFailed where somebody has spoilt it."""
    found = _record(line, _RECORD)
    with _told(line):
        names = ("kind", "at", "recorded", "actor", "note")
        kind, at, recorded, actor, note = (_is_text(found[name]) for name in names)
        sets = {_is_text(name): _is_text(text) for name, text in found["sets"].items()}
        times = text_to_time(at), text_to_time(recorded)
        return Event(line[2], kind, *times, actor, note, sets, dict(found["data"]))


def read_state(line: Sequence[str]) -> State:
    """The state of a line. StorageFailed where somebody has spoilt it."""
    found = _record(line, _RECORD)
    with _told(line):
        due = text_to_time(_is_text(found["due"])) if found["due"] else None
        return State(_is_text(found["tab"]), due, bool(found["open"]))


def read_seen(line: Sequence[str]) -> Observation:
    """The observation of a line. StorageFailed where somebody has spoilt it."""
    found = _record(line, _SEEN_RECORD)
    with _told(line):
        return Observation(text_to_time(line[2]), found)


def _is_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _chunks(record: Mapping[str, Any]) -> list[str]:
    text = storable(json_to_text(record))
    return [text[i : i + _CHUNK] for i in range(0, len(text), _CHUNK)]


def _record(line: Sequence[str], begin: int) -> dict[str, Any]:
    with _told(line):
        found = text_to_json("".join(line[begin:]))
        if isinstance(found, dict):
            return found
    raise _spoilt(line)


@contextmanager
def _told(line: Sequence[str]) -> Iterator[None]:
    """Whatever people wrote there: it isn't what the program writes."""
    try:
        yield
    except (Damaged, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _spoilt(line) from error


def _spoilt(line: Sequence[str]) -> StorageFailed:
    return StorageFailed(
        f"A line of {line[0][:_SHOWN]} in a hidden tab of the tracker can't be read",
        f"It was changed by hand: {' '.join(' '.join(line[1:]).split())[:_SHOWN]}",
        "Take the spreadsheet back to an earlier version: File > Version history",
    )


def _clean(texts: Sequence[str]) -> list[str]:
    return [storable(text) for text in texts]
