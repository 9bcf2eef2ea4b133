"""A command of the way that a case goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command that works where it stands.

    Attributes:
        goes_on: The way goes on from what it did; else as if it hadn't been.
        name: What the table calls it, if not its first word.
        bare: Options that it could have as well are tried elsewhere.
    """

    words: tuple[str, ...]
    goes_on: bool = False
    name: str = ""
    bare: bool = False
