"""Faults that a test asks for: limits, failures, silence, cut connections, other people."""

from __future__ import annotations

from tests import loopback
from tests.slack.world import World

#: Answers instead of the method, which isn't called.
INSTEAD = frozenset({"429", "ratelimited", "500", "503", "html", "timeout-before", "cut-before"})
#: The method does its work, and then this comes instead of its answer.
AFTER = frozenset({"fatal_error", "html-after", "timeout-after", "cut-after", "cut-body"})
KINDS = INSTEAD | AFTER | {"edit"}
Fault = loopback.Fault[World]
