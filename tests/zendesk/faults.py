"""Faults that a test asks for: limits, failures, silence, somebody who was faster."""

from __future__ import annotations

from tests import loopback
from tests.zendesk.world import World

_JSON, _HTML = "application/json", "text/html"
#: Answered instead of the handler: the status, and the body as bytes; not all of it is JSON.
ANSWERS = {
    "401": (401, b'{"error":"Couldn\'t authenticate you"}', _JSON),
    "403": (403, b'{"error":{"title":"Forbidden","message":"You can not do that."}}', _JSON),
    "404": (404, b'{"error":"RecordNotFound","description":"Not found"}', _JSON),
    "409": (409, b'{"error":"UpdateConflict","description":"Ticket was updated"}', _JSON),
    "409-database": (409, b'{"error":"DatabaseConflict","description":"Collision"}', _JSON),
    "422": (422, b'{"error":"RecordInvalid","description":"Validation errors"}', _JSON),
    "429": (429, b'{"error":"APIRateLimitExceeded","description":"Too many"}', _JSON),
    "429-plain": (429, b"Rate limit for ticket updates exceeded", "text/plain"),
    "500": (500, b'{"error":"InternalError"}', _JSON),
    "503": (503, b"<html><body>Service Unavailable</body></html>", _HTML),
    "html": (200, b"<html><body>Sign in</body></html>", _HTML),
}
BEFORE = ("timeout-before", "cut-before")
AFTER = ("timeout-after", "cut-after", "cut-body", "html-after")
#: Of update_many: every other item fails; the whole job does, nothing done; it never ends.
JOBS = ("items", "job-failed", "job-slow")
KINDS = (*ANSWERS, *BEFORE, *AFTER, *JOBS, "edit")
Fault = loopback.Fault[World]
