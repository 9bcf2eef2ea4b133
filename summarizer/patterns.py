"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Pattern:
    """A regular expression like those of `re.compile`, which a usual mail may not need.

    Compiling all that reading has takes 35 ms; half of that is for mails of rarer kinds.

    Args:
        pattern: The expression.
        flags: Those of `re`.
        needs: Pieces between |, in small letters: a text that has none can't fit, and isn't tried.
    """

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG, needs: str = "") -> None:
        self.pattern = pattern
        self.needs = needs
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Where it first fits in the text."""
        return self._compiled.search(text, start) if self._can_fit(text) else None

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """How it fits at the start."""
        return self._compiled.match(text, start) if self._can_fit(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """How it fits the whole text."""
        return self._compiled.fullmatch(text)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Where it fits, one after the other."""
        return self._compiled.finditer(text, start)

    def findall(self, text: str) -> list[str]:
        """The texts of its matches, or of their one group."""
        return self._compiled.findall(text)

    def split(self, text: str) -> list[str]:
        """The text between its matches."""
        return self._compiled.split(text)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else for each match."""
        return self._compiled.sub(by, text)

    def _can_fit(self, text: str) -> bool:
        if not self.needs:
            return True
        folded = text.casefold()
        return any(piece in folded for piece in self.needs.split("|"))
