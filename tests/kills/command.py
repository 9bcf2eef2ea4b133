"""A command of a script."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the script.

    Attributes:
        name: What the table calls it.
        aside: It is tried where it stands, and the script goes on as if it hadn't been.
    """

    name: str
    words: tuple[str, ...]
    aside: bool = False
