"""Faults that a test asks for: limits, failures, silence, cut connections, other people."""

from __future__ import annotations

from tests import loopback
from tests.slack.world import World

#: Answers instead of the method, which isn't called.
INSTEAD = frozenset({"429", "500", "503", "html", "timeout-before", "cut-before"})
#: Words for a no that come instead, too, with `ok: false`: https://docs.slack.dev/reference/methods
WORDS = (
    *("ratelimited", "rate_limited", "internal_error", "service_unavailable", "request_timeout"),
    *("team_added_to_org", "invalid_auth", "token_revoked", "missing_scope"),
    *("channel_not_found", "not_in_channel", "is_archived", "thread_not_found"),
    *("restricted_action", "is_inactive", "no_permission", "msg_too_long", "invalid_arguments"),
)
#: The method does its work, and then this comes instead of its answer.
AFTER = frozenset({"fatal_error", "html-after", "timeout-after", "cut-after", "cut-body"})
KINDS = INSTEAD | AFTER | {*WORDS, "edit"}
Fault = loopback.Fault[World]
