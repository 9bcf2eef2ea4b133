"""What the tracker remembers of a reading, if it still has the shape in which it was kept.

In a spreadsheet people can retype it. What has another shape then counts as never read: the next
reading takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tracker.port import Observation, Tracker

#: Whether a JSON value is what was kept.
Shape = Callable[[Any], bool]
#: Under what is kept what a case's document says.
DOCUMENT = "document"


def remembered(tracker: Tracker, case: str, what: str, shape: Shape) -> Observation | None:
    """What was last read, where it has this shape; None where it has not, or nothing was read."""
    seen = tracker.observation(case, what)
    return seen if seen and shape(seen.data) else None


def document_seen(tracker: Tracker, case: str) -> Observation | None:
    """What was last read of the case's document."""
    return remembered(tracker, case, DOCUMENT, _DOCUMENT)


def is_text(value: object) -> bool:
    """Whether it is a text."""
    return isinstance(value, str)


def is_time(value: object) -> bool:
    """Whether it is a moment as it is kept."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def maybe(shape: Shape) -> Shape:
    """Such a value, or an empty one."""
    return lambda value: value in (None, "", {}) or shape(value)


def each(shape: Shape) -> Shape:
    """A list of such values."""
    return lambda value: isinstance(value, list) and all(map(shape, value))


def by_name(shape: Shape) -> Shape:
    """Such values by names that can be any."""
    return lambda value: isinstance(value, Mapping) and all(map(shape, value.values()))


def fields(**shapes: Shape) -> Shape:
    """All of these fields, each with its value."""

    def fits(value: object) -> bool:
        return isinstance(value, Mapping) and all(
            name in value and shape(value[name]) for name, shape in shapes.items()
        )

    return fits


def known_fields(**shapes: Shape) -> Shape:
    """Any of these fields, each with its value: earlier versions kept fewer."""

    def fits(value: object) -> bool:
        return isinstance(value, Mapping) and all(
            shape(value[name]) for name, shape in shapes.items() if name in value
        )

    return fits


_REPLY = fields(author=is_text, text=is_text, at=maybe(is_time))
_COMMENT = fields(
    id=is_text,
    author=is_text,
    text=is_text,
    at=maybe(is_time),
    state=is_text,
    was=is_text,
    quote=is_text,
    replies=each(_REPLY),
)
_DOCUMENT = known_fields(
    chart=each(fields(step=is_text, finding=is_text)),
    comments=each(_COMMENT),
    summary=by_name(is_text),
    summary_hash=is_text,
)
