"""How long a request to Google may take, and when it is repeated."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from requests import exceptions
from requests.exceptions import ConnectTimeout, ProxyError, RequestException, SSLError
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import MaxRetryError, NewConnectionError

from summarizer.google.errors import RATE_LIMITS, read_said

if TYPE_CHECKING:
    from requests import Response

#: A header by which a caller says that a request may be repeated; it never leaves this machine.
REPEAT: Final = "X-Repeat"
SAFE: Final = "safe"
TRIES: Final = 5
#: Seconds: for all tries together, token included; to connect; for each silence while reading.
WHOLE, CONNECT, READ = 95.0, 10.0, 30.0

_TOO_MANY, _FORBIDDEN = 429, 403
#: What another try may heal: no connection, a cut one, a cut answer, silence.
_CUTS = (exceptions.ConnectionError, exceptions.ChunkedEncodingError, exceptions.Timeout)
_AWAY = frozenset({500, 502, 503, 504})
#: The first wait in seconds, and how waits grow. Quotas are refilled each minute, so that the four
#: waits for one are 60 seconds together.
_FIRST, _RATE_GROWTH, _GROWTH = 1.5, 3.0, 2.0
#: Waits differ by so much, that agents who stopped together don't come back together.
_JITTER = 0.2


class Patience:
    """The time that one request may take, with everything that it needs: token, tries, waits.

    Args:
        whole: Seconds for all of it.
        clock: Seconds that only grow.
        sleep: Waits for seconds.
        chance: A number from 0 to 1.
    """

    def __init__(
        self,
        whole: float = WHOLE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._whole, self._clock = whole, clock
        self.sleep, self.chance = sleep, chance
        self.made = 0
        self.begin()

    def begin(self) -> None:
        """A new request has all the time."""
        self._end = self._clock() + self._whole

    def left(self) -> float:
        """Seconds that are left."""
        return self._end - self._clock()

    def next_try(self) -> tuple[float, float]:
        """The time-outs of the next try: to connect, and for each silence.

        Raises:
            ConnectTimeout: There is no time for another one.
        """
        left = self.left()
        if left <= 0:
            raise ConnectTimeout("no time is left")
        self.made += 1
        return min(CONNECT, left), min(READ, left)


def is_safe(method: str, headers: Mapping[str, str]) -> bool:
    """Asked twice it does what it does once: it reads, or the caller says so.

    Googleapiclient makes a POST of a GET whose address is too long.
    """
    said = CaseInsensitiveDict(headers)
    asked = said.get("X-HTTP-Method-Override") or method
    return asked.upper() in ("GET", "HEAD") or said.get(REPEAT) == SAFE


def wait_after_error(
    error: RequestException, attempt: int, chance: float, *, safe: bool
) -> float | None:
    """Seconds until the next try after there was no answer; None: there must be none."""
    heals = isinstance(error, _CUTS) and not isinstance(error, SSLError)
    again = heals and (safe or never_sent(error))
    return _backoff(_GROWTH, attempt, chance) if again else None


def wait_after_answer(answer: Response, attempt: int, chance: float, *, safe: bool) -> float | None:
    """Seconds until the next try after this answer; None: it is final.

    A rate limit is met before anything is done, so any request may be repeated after it. Of the
    403s only those are rate limits that say so.
    """
    limited = answer.status_code == _TOO_MANY or (
        answer.status_code == _FORBIDDEN and read_said(403, answer.content).reason in RATE_LIMITS
    )
    if not limited and not (safe and answer.status_code in _AWAY):
        return None
    asked = retry_after(answer.headers.get("Retry-After", ""), datetime.now(UTC))
    if asked is not None:
        return asked + _JITTER * chance
    return _backoff(_RATE_GROWTH if limited else _GROWTH, attempt, chance)


def _backoff(growth: float, attempt: int, chance: float) -> float:
    return _FIRST * float(growth ** (attempt - 1)) * (1 - _JITTER + 2 * _JITTER * chance)


def retry_after(text: str, now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, as seconds or as a date (RFC 9110 10.2.3), or None."""
    with suppress(ValueError):
        return max(float(int(text)), 0.0)
    with suppress(ValueError):
        until = parsedate_to_datetime(text)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max((until - now).total_seconds(), 0.0)
    return None


def never_sent(error: RequestException) -> bool:
    """There was no connection yet, so that nothing can have been done."""
    if isinstance(error, ConnectTimeout | ProxyError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
