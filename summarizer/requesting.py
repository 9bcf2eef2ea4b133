"""How long a request to a service may take, and when it is sent again: for Google and Zendesk."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any, Final

import requests
from requests import exceptions
from requests.adapters import HTTPAdapter
from requests.exceptions import (
    ConnectTimeout,
    InvalidSchema,
    ProxyError,
    ReadTimeout,
    RequestException,
    SSLError,
    Timeout,
)
from requests.structures import CaseInsensitiveDict
from requests.utils import resolve_proxies
from urllib3.exceptions import MaxRetryError, NewConnectionError

from summarizer.private_url import is_private

#: A header by which a caller says that a request may be repeated; it never leaves this machine.
REPEAT: Final = "X-Repeat"
SAFE: Final = "safe"
TRIES: Final = 5
#: Seconds: for all tries together, token included; to connect; for each silence while reading.
WHOLE, CONNECT, READ = 92.0, 10.0, 30.0
#: Seconds that are left for the next requests where one wasn't answered, together and at least:
#: a command that meets a service which stays away ends within two minutes.
_AFTER, _LEAST = 23.0, 1.0

#: So many bytes of an answer are read: more than a mail of 100 MB or any spreadsheet has.
MOST: Final = 200_000_000
_PIECE = 1 << 18

_TOO_MANY = 429
#: What another try may heal: no connection, a cut one, a cut answer, silence.
_CUTS = (exceptions.ConnectionError, exceptions.ChunkedEncodingError, exceptions.Timeout)
_AWAY = frozenset({500, 502, 503, 504})
#: The first wait in seconds, and how waits grow. Quotas are refilled each minute, so that the four
#: waits for one are 60 seconds together.
_FIRST, _RATE_GROWTH, _GROWTH = 1.5, 3.0, 2.0
#: Waits differ by so much, that agents who stopped together don't come back together.
_JITTER = 0.2


class TooLong(RequestException):
    """An answer has more than MOST bytes, or no end: another try would bring no other."""


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
        self._time = whole
        self.begin()

    def begin(self) -> None:
        """A new request has all the time, unless the one before was not answered."""
        self._end = self._clock() + self._time

    def answered(self) -> None:
        """The service is there: the next request has all the time again."""
        self._time = self._whole

    def given_up(self) -> None:
        """The service stays away: the next requests have little time."""
        first = self._time == self._whole
        self._time = min(self._whole, _AFTER) if first else max(self.left(), _LEAST)

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


class Persistent(HTTPAdapter):
    """Sends requests of a session, again where that is safe; mount it for https:// and http://.

    Args:
        patience: The time that requests have; shared by sessions that work for one request.
        alone: It isn't shared: each request begins it anew.
    """

    def __init__(self, patience: Patience, *, alone: bool) -> None:
        super().__init__()
        self._patience, self._alone = patience, alone

    def send(self, request: requests.PreparedRequest, *_: Any, **how: Any) -> requests.Response:
        """Send it, again where that is safe, within the time that is left."""
        if self._alone:
            self._patience.begin()
        safe = is_safe(request.method or "", request.headers)
        request = request.copy()
        request.headers.pop(REPEAT, None)
        request.url = self.directed(request.url or "")
        if not is_private(request.url):
            raise InvalidSchema("only https leaves this machine")
        for attempt in range(1, TRIES + 1):
            found = self._attempt(request, how, attempt, safe=safe)
            if not isinstance(found, float):
                return found
            self._patience.sleep(found)
        raise AssertionError  # the last try has returned or raised

    def _attempt(
        self, request: requests.PreparedRequest, how: dict[str, Any], attempt: int, *, safe: bool
    ) -> requests.Response | float:
        """The answer, or the seconds until the next try."""
        chance = self._patience.chance()
        try:
            answer = self._try(request, how)
        except RequestException as error:
            wait = wait_after_error(error, attempt, chance, safe=safe)
            if wait is None or not self._another(attempt, wait):
                self._patience.given_up()
                raise
            return wait
        wait = self.wait_after(answer, attempt, chance, safe=safe)
        if wait is not None and self._another(attempt, wait):
            return wait
        if wait is None:
            self._patience.answered()
        else:
            self._patience.given_up()
        return answer

    def directed(self, url: str) -> str:
        """The address that is asked instead of this one."""
        return url

    def wait_after(
        self, answer: requests.Response, attempt: int, chance: float, *, safe: bool
    ) -> float | None:
        """Seconds until the next try after this answer; None: it is final."""
        return wait_after_answer(answer, attempt, chance, safe=safe)

    def _another(self, attempt: int, wait: float) -> bool:
        """There is time for another try after this wait; a wait that is too long is not begun."""
        return attempt < TRIES and wait < self._patience.left()

    def _try(self, request: requests.PreparedRequest, how: dict[str, Any]) -> requests.Response:
        """One try, its content read as well: what is cut in there is cut, too."""
        # The environment's proxies, for the address that is asked now.
        how = {**how, "proxies": resolve_proxies(request, {})}
        answer = super().send(request, **{**how, "timeout": self._patience.next_try()})
        if not how.get("stream"):
            answer._content = self._read(answer)  # noqa: SLF001 - where requests would put it
        return answer

    def _read(self, answer: requests.Response) -> bytes:
        """All of an answer, which may be too long, or come in drops without an end."""
        content = BytesIO()
        for piece in answer.iter_content(_PIECE):
            content.write(piece)
            if content.tell() > MOST or self._patience.left() <= 0:
                answer.close()
                raise TooLong if content.tell() > MOST else ReadTimeout
        return content.getvalue()


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


def wait_after_answer(
    answer: requests.Response, attempt: int, chance: float, *, safe: bool, limited: bool = False
) -> float | None:
    """Seconds until the next try after this answer; None: it is final.

    A rate limit is met before anything is done, so any request may be repeated after it.

    Args:
        answer: What came.
        attempt: The tries so far.
        chance: A number from 0 to 1.
        safe: The request may be repeated.
        limited: It is a rate limit though its status isn't 429.
    """
    limited = limited or answer.status_code == _TOO_MANY
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


def in_words(error: object) -> str:
    """What went wrong, without the address that libraries put there: it can hold a search."""
    if isinstance(error, SSLError):
        return "can't prove who it is (TLS)"
    if isinstance(error, TooLong):
        return f"sent more than {MOST // 1_000_000} MB"
    if isinstance(error, ReadTimeout):
        return "did not answer in time"
    if isinstance(error, Timeout):
        return "can't be reached in time"
    if isinstance(error, RequestException) and never_sent(error):
        return "can't be reached"
    return "cut the connection"
