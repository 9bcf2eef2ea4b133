"""The way to Google of a table's runs: one for all of them, with a clock and waits of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from google.oauth2 import credentials as user_credentials

from summarizer.google.api import Google
from summarizer.google.endpoint import read_endpoint
from summarizer.google.transport import GoogleSession, signed_out
from summarizer.requesting import Patience

if TYPE_CHECKING:
    import requests

#: Real seconds after which there is silence; on the clock it was as long as is waited for one.
SILENCE, QUIET = 0.3, 20.0


class Hurried(Patience):
    """Its clock goes on only while it waits, and waits take no time.

    Attributes:
        spent: Seconds waited, on its clock.
        silence: SILENCE where one is expected; else QUIET, however slow the machine is.
    """

    def __init__(self) -> None:
        self.spent = self._read = self._tried = 0.0
        self.silence = QUIET
        super().__init__(clock=self._now, sleep=self._sleep, chance=lambda: 0.5)

    def begin(self) -> None:
        """A new request has all the time."""
        self._tried = 0.0
        super().begin()

    def next_try(self) -> tuple[float, float]:
        """The time-outs of the next try."""
        connect, self._read = super().next_try()
        self._tried = time.monotonic()
        return connect, self.silence

    def _now(self) -> float:
        if self._tried and time.monotonic() - self._tried >= self.silence:
            self.spent += self._read
        self._tried = 0.0
        return self.spent

    def _sleep(self, seconds: float) -> None:
        self.spent += seconds


class Mortal(GoogleSession):
    """A session that counts what it is asked, and can end the program on its way.

    A moment is before a request and after it: so there are two for each.
    """

    def __init__(self, token: str, endpoint: str, patience: Patience) -> None:
        person: Any = user_credentials.Credentials
        super().__init__(person(token), read_endpoint(endpoint), signed_out, patience)
        self.moments = 0
        self.last = 0
        self.die: Callable[[], None] = lambda: None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # as its base does
        """Ask."""
        self._pass()
        answer = super().request(method, url, *args, **kwargs)
        self._pass()
        return answer

    def count(self, last: int = 0, die: Callable[[], None] = lambda: None) -> None:
        """Begin to count; the program ends at the last moment."""
        self.moments, self.last, self.die = 0, last, die

    def _pass(self) -> None:
        self.moments += 1
        if self.moments == self.last:
            self.die()


def way(token: str, endpoint: str, patience: Patience) -> tuple[Google, Mortal]:
    """A way to Google, and its session."""
    session = Mortal(token, endpoint, patience)
    return Google(session), session
