"""Faults that a test asks for: limits, failures, silence, late indexes, other people's edits.

A fault waits for requests whose method matches, and befalls the next `times` of them. Sign-in
counts as the methods `oauth.authorize`, `oauth.token` and `oauth.revoke`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests import loopback
from tests.google import errors
from tests.google.batch import WITHIN
from tests.google.world import GoogleError, World
from tests.loopback import Response, answer

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
#: `endless`: an answer that never ends.
ENDLESS = Response(200, b'{"raw": "' + b"QUJD" * 50_000, endless=True)
#: `lag`: a search is answered as if nothing had happened since the fault was asked for.
#: `edit`: somebody does something just before the request.
KINDS = frozenset({*ANSWERS, *BEFORE, *AFTER, *LATE, "endless", "lag", "edit"})
SEARCHES = (
    "drive.files.list",
    "gmail.users.messages.list",
    "gmail.users.threads.list",
    "gmail.users.drafts.list",
)
Fault = loopback.Fault[World]


class Faults(loopback.Faults[World]):
    """The faults that wait. A `lag` befalls searches: they see the world as it was."""

    def __init__(self, world: World) -> None:
        super().__init__(KINDS, beside=("edit", "lag"))
        self.world = world

    def prepare(self, fault: Fault) -> None:
        """Keep the world as it is, for a lag."""
        if fault.kind == "lag":
            fault.past = self.world.snapshot()

    def matches(self, fault: Fault, method: str) -> bool:
        """A lag is for searches only; of requests within a batch, those that are named."""
        within = method.startswith(WITHIN)
        if within and fault.method == "*":
            return False
        method = method.removeprefix(WITHIN)
        return (fault.kind != "lag" or method in SEARCHES) and super().matches(fault, method)


def instead(faults: list[Fault], api: str) -> Response | None:
    """The answer that comes instead of the method's own."""
    for fault in faults:
        if error := ANSWERS.get(fault.kind):
            return answer(errors.body(api, error), error.status, fault.waits())
        if fault.kind == "endless":
            return ENDLESS
        if fault.kind in BEFORE | LATE:
            return fault.silence()
    return None


def afterwards(faults: list[Fault]) -> Response | None:
    """The silence that comes instead of the method's answer, when its work is done."""
    return next((fault.silence() for fault in faults if fault.kind in AFTER), None)
