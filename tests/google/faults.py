"""Faults that a test asks for: limits, failures, silence, late indexes, other people's edits.

A fault waits for requests whose method matches, and befalls the next `times` of them. Sign-in
counts as the methods `oauth.authorize`, `oauth.token` and `oauth.revoke`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.google import errors
from tests.google.wire import Response, answer
from tests.google.world import GoogleError, World

#: What each kind answers instead of the method, which isn't called.
ANSWERS: Mapping[str, GoogleError] = {
    "429": GoogleError(429, "Quota exceeded for quota metric 'Read requests'.",
                       "rateLimitExceeded"),
    "403": GoogleError(403, "Rate Limit Exceeded", "rateLimitExceeded"),
    "500": GoogleError(500, "Internal error encountered.", "backendError"),
    "503": GoogleError(503, "The service is currently unavailable.", "backendError"),
}  # fmt: skip
#: No answer at all: before the method is called, or after it has done its work.
BEFORE = frozenset({"timeout-before", "cut-before"})
AFTER = frozenset({"timeout-after", "cut-after"})
#: No answer at all, and the work is done late: just before or just after the next request of the
#: same method, when its sender has long looked and found nothing.
LATE = frozenset({"late-before", "late-after"})
#: `lag`: a search is answered as if nothing had happened since the fault was asked for.
#: `edit`: somebody does something just before the request.
KINDS = frozenset({*ANSWERS, *BEFORE, *AFTER, *LATE, "lag", "edit"})
SEARCHES = (
    "drive.files.list",
    "gmail.users.messages.list",
    "gmail.users.threads.list",
    "gmail.users.drafts.list",
)
Edit = Callable[[World], object]


@dataclass(slots=True)
class Fault:
    """One fault.

    Attributes:
        kind: One of KINDS.
        method: The ids of the methods that it befalls: `sheets.*`, `drive.files.copy`.
        times: How often it still happens; None means until it is cleared.
        after: How many matching requests are let through first.
        retry_after: Seconds for the header of a 429 or 503; None leaves the header out.
        seconds: How long a time-out keeps the connection before it ends it.
        edit: What somebody does beside, for `edit`; it runs under the world's lock.
        past: The world that searches see, for `lag`.
    """

    kind: str
    method: str = "*"
    times: int | None = 1
    after: int = 0
    retry_after: float | None = None
    seconds: float = 30.0
    edit: Edit | None = None
    past: World | None = None

    def matches(self, method: str) -> bool:
        """Whether the fault is for requests of this method, and one of them is due."""
        if self.kind == "lag" and method not in SEARCHES:
            return False
        return self.times != 0 and fnmatchcase(method, self.method)


class Faults:
    """The faults that wait. Each request takes those that are for it."""

    def __init__(self, world: World) -> None:
        self.world, self.waiting = world, list[Fault]()
        self._lock = threading.Lock()

    def add(  # noqa: PLR0913 - each is an option with a default
        self,
        kind: str,
        *,
        method: str = "*",
        times: int | None = 1,
        after: int = 0,
        retry_after: float | None = None,
        seconds: float = 30.0,
        edit: Edit | None = None,
    ) -> Fault:
        """Ask for a fault. It is answered with, to be looked at or taken away later.

        Raises:
            ValueError: There is no such kind, or an `edit` without something to do.
        """
        if kind not in KINDS or (kind == "edit") != (edit is not None):
            raise ValueError(f"no such fault: {kind} (one of {', '.join(sorted(KINDS))})")
        past = self.world.snapshot() if kind == "lag" else None
        fault = Fault(kind, method, times, after, retry_after, seconds, edit, past)
        with self._lock:
            self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self.waiting.clear()

    def take(self, method: str) -> list[Fault]:
        """What befalls this request: edits, a lag, and at most one answer or silence."""
        with self._lock:
            found: list[Fault] = []
            for fault in self.waiting:
                if fault.matches(method) and (fault.kind in {"edit", "lag"} or not _final(found)):
                    if fault.after > 0:
                        fault.after -= 1
                        continue
                    found.append(fault)
                    fault.times = None if fault.times is None else fault.times - 1
            self.waiting = [fault for fault in self.waiting if fault.times != 0]
            return found


def _final(faults: list[Fault]) -> bool:
    return any(fault.kind not in {"edit", "lag"} for fault in faults)


def instead(faults: list[Fault], api: str) -> Response | None:
    """The answer that comes instead of the method's own."""
    for fault in faults:
        if error := ANSWERS.get(fault.kind):
            headers = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
            return answer(errors.body(api, error), error.status, headers)
        if fault.kind in BEFORE | LATE:
            return silence(fault)
    return None


def afterwards(faults: list[Fault]) -> Response | None:
    """The silence that comes instead of the method's answer, when its work is done."""
    return next((silence(fault) for fault in faults if fault.kind in AFTER), None)


def silence(fault: Fault) -> Response:
    """The connection ends without an answer: at once, or after the client gave up."""
    return Response(0, cut=True, wait=fault.seconds if fault.kind.startswith("timeout") else 0.0)
