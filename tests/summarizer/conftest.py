from __future__ import annotations

from tests.procedures.conftest import (
    acknowledged,
    approved,
    desk,
    in_review,
    reviewed,
    stages,
    started,
    written,
)

#: An empty workspace, and the fixtures of an escalation's life: each goes on from the one before.
__all__ = [
    "acknowledged",
    "approved",
    "desk",
    "in_review",
    "reviewed",
    "stages",
    "started",
    "written",
]
