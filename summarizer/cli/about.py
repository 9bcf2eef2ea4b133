"""What an event is about, in a line: for the history, and before a command is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from summarizer.cli.output import short
from tracker.case import ENGINE_KINDS, UNDONE, Case, Event

#: The thing that an event is about, the first that it has; what people said of it, all there is.
_THING = ("message", "todo", "step", "team", "comment", "column", "file", "by", "to", "intent")
_SAID = (
    *("link", "text", "finding", "question", "answer"),
    *("outcome", "threat", "evidence", "reason", "why"),
)
#: What an opened case and its document are called.
_NAMES = ("document.title", "thread.subject", "user.name")
#: So much of a text is told.
_LONGEST = 160


def about(case: Case, event: Event) -> str:
    """The event's thing, what was said of it, and the note; "" where there is nothing to tell."""
    if event.kind in ENGINE_KINDS and event.kind != UNDONE:
        return ": ".join(filter(None, (event.key, event.note)))
    said = dict.fromkeys(
        short(text, _LONGEST) for text in (*_said(case, event), event.note) if text
    )
    return ": ".join(filter(None, (short(_thing(case, event), _LONGEST), " — ".join(said))))


def _thing(case: Case, event: Event) -> str:
    data = event.data
    if event.kind in ("fact set", "placed"):
        return ", ".join(f"{name} = {value or '(empty)'}" for name, value in event.sets.items())
    if "picked" in data:
        return str(data["picked"])
    if "earlier" in data:
        return ", ".join(e["case"] for e in data["earlier"]) or "none"
    if "linked" in data:
        return ", ".join(data["linked"])
    if kept := _kept(case, event).get("file"):
        return str(kept).replace("\\", "/").rpartition("/")[2]
    thing = next((str(data[name]) for name in _THING if data.get(name)), "")
    return thing or next((event.sets[n] for n in _NAMES if event.sets.get(n)), "")


def _said(case: Case, event: Event) -> list[str]:
    """Not of messages and to-dos: their words stand in the draft."""
    if {"message", "todo"} & event.data.keys():
        return []
    data = {**event.data, **_kept(case, event)}
    chosen = dict.fromkeys(event.sets.values()) if "picked" in data else ()
    return [*filter(None, chosen), *_texts(data)]


def _texts(data: Mapping[str, Any]) -> list[str]:
    return [str(data[name]) for name in _SAID if data.get(name)]


def _kept(case: Case, event: Event) -> Mapping[str, Any]:
    """What a run was given that put something into the document: its event names the thing only."""
    key = f"{event.intent}/opened"
    begun = next((e for e in case.events if e.key == key), None)
    if event.data.get("did") != "edit" or begun is None:
        return {}
    inputs: Mapping[str, Any] = begun.data["inputs"]
    return inputs
