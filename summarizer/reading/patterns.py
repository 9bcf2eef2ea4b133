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
    """

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Where it first fits in the text."""
        return self._compiled.search(text, start)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """How it fits at the start."""
        return self._compiled.match(text, start)

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
