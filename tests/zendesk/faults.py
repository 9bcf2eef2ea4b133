"""Faults that a test asks for: limits, failures, silence, somebody who was faster."""

from __future__ import annotations

from tests import loopback
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
Fault = loopback.Fault[World]
