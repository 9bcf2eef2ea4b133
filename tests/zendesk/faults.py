"""Faults that a test asks for: limits, failures, silence, somebody who was faster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.zendesk.world import World

#: Answered instead of the handler: the status, and the body as bytes; not all of it is JSON.
ANSWERS = {
    "429": (429, b'{"error":"APIRateLimitExceeded","description":"Too many"}', "application/json"),
    "429-plain": (429, b"Rate limit for ticket updates exceeded", "text/plain"),
    "500": (500, b'{"error":"InternalError"}', "application/json"),
    "503": (503, b"<html><body>Service Unavailable</body></html>", "text/html"),
}  # fmt: skip
BEFORE, AFTER = ("timeout-before", "cut-before"), ("timeout-after", "cut-after")
KINDS = (*ANSWERS, *BEFORE, *AFTER, "edit")
Edit = Callable[[World], object]


@dataclass(slots=True)
class Fault:
    """One fault: for requests of `method` (`tickets.*`), the next `times`, once `after` passed."""

    kind: str
    method: str = "*"
    times: int | None = 1
    after: int = 0
    retry_after: int | None = None
    seconds: float = 30.0
    edit: Edit | None = None


class Faults:
    """The faults that wait."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(  # noqa: PLR0913 - each is an option with a default
        self,
        kind: str,
        *,
        method: str = "*",
        times: int | None = 1,
        after: int = 0,
        retry_after: int | None = None,
        seconds: float = 30.0,
        edit: Edit | None = None,
    ) -> None:
        """Ask for a fault; ValueError for one that isn't known."""
        if kind not in KINDS or (kind == "edit") != (edit is not None):
            raise ValueError(f"no such fault: {kind} (one of {', '.join(KINDS)})")
        with self._lock:
            self.waiting.append(Fault(kind, method, times, after, retry_after, seconds, edit))

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self.waiting.clear()

    def take(self, method: str) -> list[Fault]:
        """What befalls this request: edits, and at most one of the others."""
        with self._lock:
            found: list[Fault] = []
            for fault in self.waiting:
                if not fnmatchcase(method, fault.method):
                    continue
                if fault.kind != "edit" and any(f.kind != "edit" for f in found):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                found.append(fault)
                fault.times = None if fault.times is None else fault.times - 1
            self.waiting = [fault for fault in self.waiting if fault.times != 0]
            return found
