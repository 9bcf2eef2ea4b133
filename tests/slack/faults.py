"""Faults that a test asks for: limits, failures, silence, cut connections, other people."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.slack.world import World

#: Answers instead of the method, which isn't called.
INSTEAD = frozenset({"429", "500", "503", "html", "timeout-before", "cut-before"})
#: The method does its work, and then this comes instead of its answer.
AFTER = frozenset({"fatal_error", "html-after", "timeout-after", "cut-after", "cut-body"})
KINDS = INSTEAD | AFTER | {"edit"}
Edit = Callable[[World], object]


@dataclass(slots=True)
class Fault:
    """One fault: it befalls the next `times` requests of a method, after some were let through.

    Attributes:
        kind: One of KINDS.
        method: `chat.postMessage`, `conversations.*`.
        times: None until it is cleared.
        retry_after: Seconds, for a 429; None leaves the header out.
        seconds: How long a time-out keeps the connection.
        edit: What somebody does just before the request, for `edit`.
    """

    kind: str
    method: str = "*"
    times: int | None = 1
    after: int = 0
    retry_after: int | None = None
    seconds: float = 30.0
    edit: Edit | None = None


class Faults:
    """The faults that wait; each request takes those that are for it."""

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
    ) -> Fault:
        """Ask for a fault; ValueError if there is no such kind."""
        if kind not in KINDS or (kind == "edit") != (edit is not None):
            raise ValueError(f"no such fault: {kind} (one of {', '.join(sorted(KINDS))})")
        fault = Fault(kind, method, times, after, retry_after, seconds, edit)
        with self._lock:
            self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self.waiting.clear()

    def take(self, method: str) -> list[Fault]:
        """What befalls this request: edits, and at most one other."""
        with self._lock:
            found: list[Fault] = []
            for fault in self.waiting:
                taken = fault.kind != "edit" and any(f.kind != "edit" for f in found)
                if fault.times == 0 or taken or not fnmatchcase(method, fault.method):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                found.append(fault)
                fault.times = None if fault.times is None else fault.times - 1
            self.waiting = [fault for fault in self.waiting if fault.times != 0]
            return found
