"""When a request to Google is sent again: as to any service, and after the 403s that are limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer import requesting
from summarizer.google.errors import RATE_LIMITS, read_said
from summarizer.requesting import (
    CONNECT,
    READ,
    REPEAT,
    SAFE,
    TRIES,
    WHOLE,
    Patience,
    is_safe,
    never_sent,
    retry_after,
    wait_after_error,
)

if TYPE_CHECKING:
    from requests import Response

__all__ = [
    "CONNECT",
    "READ",
    "REPEAT",
    "SAFE",
    "TRIES",
    "WHOLE",
    "Patience",
    "is_safe",
    "never_sent",
    "retry_after",
    "wait_after_answer",
    "wait_after_error",
]

_FORBIDDEN = 403


def wait_after_answer(answer: Response, attempt: int, chance: float, *, safe: bool) -> float | None:
    """Seconds until the next try after this answer; None: it is final.

    Of the 403s only those are rate limits that say so.
    """
    limited = (
        answer.status_code == _FORBIDDEN and read_said(403, answer.content).reason in RATE_LIMITS
    )
    return requesting.wait_after_answer(answer, attempt, chance, safe=safe, limited=limited)
