"""The way of a table's runs to the services: with a clock and waits of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from google.oauth2 import credentials as user_credentials
from requests.exceptions import ConnectionError as Cut
from requests.exceptions import ReadTimeout

from summarizer.google.api import Google
from summarizer.google.endpoint import read_endpoint
from summarizer.google.transport import GoogleSession, signed_out
from summarizer.local.smtp import SmtpSettings
from summarizer.requesting import Patience, Persistent
from summarizer.slack import client as slack
from summarizer.slack.errors import Said
from summarizer.zendesk import api as zendesk_api
from tests.kills.moments import Moments

if TYPE_CHECKING:
    import pytest
    import requests

#: Real seconds of silence for the mail server; and for the others, however slow the machine is.
SILENCE, QUIET = 0.2, 20.0


class Hurried(Patience):
    """Its clock goes on only while it waits, and waits take no time.

    Attributes:
        spent: Seconds waited, on its clock.
        silent: A connection that is cut stands for a service that says nothing: the clock goes on
            as long as one waits for it.
    """

    def __init__(self) -> None:
        self.spent = self._read = 0.0
        self.silent = False
        super().__init__(clock=lambda: self.spent, sleep=self._sleep, chance=lambda: 0.5)

    def next_try(self) -> tuple[float, float]:
        """The time-outs of the next try."""
        connect, self._read = super().next_try()
        return connect, QUIET

    def be_silent(self) -> None:
        """There was no answer."""
        self.spent += self._read

    def _sleep(self, seconds: float) -> None:
        self.spent += seconds


def hurry(patch: pytest.MonkeyPatch, patience: Hurried) -> None:
    """Let all services be waited for on this clock; the mail server's silences are short ones."""
    tried: Any = vars(Persistent)["_try"]

    def try_once(self: Persistent, request: Any, how: dict[str, Any]) -> Any:
        try:
            return tried(self, request, how)
        except Cut:
            if not patience.silent:
                raise
            patience.be_silent()
            raise ReadTimeout from None

    patch.setattr(Persistent, "_try", try_once)
    patch.setattr(zendesk_api, "Patience", lambda: patience)
    _hurry_slack(patch, patience)
    given = SmtpSettings.from_mapping

    def from_mapping(*said: Any) -> SmtpSettings:
        return replace(given(*said), timeout=SILENCE if patience.silent else QUIET)

    patch.setattr(SmtpSettings, "from_mapping", from_mapping)


def _hurry_slack(patch: pytest.MonkeyPatch, patience: Hurried) -> None:
    asked: Any = vars(slack)["_asked_once"]

    def ask(client: Any, *what: Any) -> Any:
        seconds, client.timeout = client.timeout, QUIET
        found = asked(client, *what)
        if patience.silent and isinstance(found, Said) and found.status == 0:
            patience.spent += seconds
            return Said(0, why="Slack did not answer in time.")
        return found

    patch.setattr(slack, "_asked_once", ask)
    patient = partial(slack.SlackRoom, clock=lambda: patience.spent, sleep=patience.sleep)
    patch.setattr(slack, "SlackRoom", patient)


class Mortal(GoogleSession):
    """A session that counts what it is asked, and can end the program on its way.

    Attributes:
        passed: Its moments, one before each request and one after it.
        asked: The requests so far.
    """

    def __init__(self, token: str, endpoint: str, patience: Patience) -> None:
        person: Any = user_credentials.Credentials
        super().__init__(person(token), read_endpoint(endpoint), signed_out, patience)
        self.passed = Moments()
        self.asked = 0

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # as its base does
        """Ask."""
        self.asked += 1
        self.passed.pass_one()
        answer = super().request(method, url, *args, **kwargs)
        self.passed.pass_one()
        return answer


def way(token: str, endpoint: str, patience: Patience) -> tuple[Google, Mortal]:
    """A way to Google, and its session."""
    session = Mortal(token, endpoint, patience)
    return Google(session), session
