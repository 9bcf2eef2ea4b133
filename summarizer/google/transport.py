"""The one way to Google: each call goes where the settings say, ends in time, repeats boundedly."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from requests.exceptions import RequestException

from summarizer.google.endpoint import directed, read_endpoint
from summarizer.google.errors import away, read_said, wants_scope
from summarizer.google.retrying import wait_after_answer
from summarizer.requesting import REPEAT, SAFE, Patience, Persistent, in_words, is_safe, never_sent
from tracker.errors import SignInNeeded, UserError

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

_UNAUTHORIZED, _FORBIDDEN = 401, 403
#: Libraries that warn of what is told as an error anyway, some with the content of an answer.
_LOUD = ("googleapiclient", "google", "google_auth_oauthlib", "requests_oauthlib", "oauthlib")

#: Makes the error for a sign-in that Google doesn't take, from OAuth's word for it ("" if none).
Lost = Callable[[str], UserError]


def signed_out(word: str) -> UserError:
    """The sign-in was revoked, or has expired."""
    why = "It was revoked, or has expired." if word in ("", "invalid_grant") else f"{word}."
    return SignInNeeded("Google does not take the sign-in any more", why, "summarizer login")


class Transport(Persistent):
    """Sends requests to the endpoint; mount it for https:// and http:// on any session.

    Args:
        endpoint: As `read_endpoint` gives it.
        patience: The time that requests have; shared by sessions that work for one request.
        alone: It isn't shared: each request begins it anew.
    """

    def __init__(self, endpoint: str, patience: Patience, *, alone: bool) -> None:
        super().__init__(patience, alone=alone)
        self._endpoint = endpoint

    def directed(self, url: str) -> str:
        """Google's address at the endpoint."""
        return directed(url, self._endpoint)

    def wait_after(
        self, answer: requests.Response, attempt: int, chance: float, *, safe: bool
    ) -> float | None:
        """Some of Google's rate limits are 403s."""
        return wait_after_answer(answer, attempt, chance, safe=safe)


class GoogleSession(AuthorizedSession):
    """A requests session that is signed in; what isn't an answer is raised as a UserError.

    gspread takes it as it is, whatever it asks goes the same way:
    `gspread.Client(auth=None, session=session)`; `http_client=` isn't needed. A request that may
    be repeated is marked by the header `X-Repeat: safe`.

    Raises (by every request):
        SignInNeeded: 401 after a renewal, a renewal that Google refuses, a missing scope.
        Unavailable: No answer in time, or a cut; `uncertain` where a change may have been made.
            Answers with 429 or 5xx are answers: they are returned, after the last try.
    """

    def __init__(
        self, credentials: Credentials, endpoint: str, lost: Lost, patience: Patience
    ) -> None:
        tokens = requests.Session()
        mount(tokens, endpoint, patience)
        tokens.headers[REPEAT] = SAFE
        asking: Any = Request
        super().__init__(credentials, auth_request=asking(tokens))  # type: ignore[no-untyped-call]  # google-auth has no types here
        mount(self, endpoint, patience)
        self._lost, self._patience = lost, patience
        self._endpoint = endpoint

    @property
    def requests_made(self) -> int:
        """How many requests have left, repeated ones and those for tokens among them."""
        return self._patience.made

    def pause(self, seconds: float) -> None:
        """Wait, as between two tries."""
        self._patience.sleep(seconds)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # as AuthorizedSession does
        """As requests has it."""
        if not kwargs.get("_credential_refresh_attempt"):
            self._patience.begin()
        asked: Any = super().request
        try:
            answer: requests.Response = asked(method, url, *args, **kwargs)
        except RefreshError as error:
            raise self._refused(error) from None
        except GoogleAuthError as error:
            cause = error.args[0] if error.args else error
            raise self._away(url, cause) from None
        except RequestException as error:
            uncertain = not is_safe(method, kwargs.get("headers") or {}) and not never_sent(error)
            raise self._away(url, error, uncertain=uncertain) from None
        if answer.status_code == _UNAUTHORIZED:
            raise self._lost("")
        if answer.status_code == _FORBIDDEN and wants_scope(read_said(403, answer.content)):
            raise SignInNeeded(
                "The sign-in does not cover this yet",
                f"{urlsplit(url).hostname} wants a permission that was not given.",
                "summarizer login",
            )
        return answer

    def _refused(self, error: RefreshError) -> UserError:
        """The token was not renewed: because Google refuses, or because it is away."""
        if error.retryable:
            return away("Google is not available", "It did not renew the sign-in.")
        said = error.args[1] if len(error.args) > 1 else None
        word = said.get("error") if isinstance(said, dict) else None
        return self._lost(word if isinstance(word, str) else "")

    def _away(self, url: str, error: object, *, uncertain: bool = False) -> UserError:
        host = urlsplit(directed(url, self._endpoint)).hostname
        return away("Google is not available", f"{host} {in_words(error)}.", uncertain=uncertain)


def connect(
    credentials: Credentials,
    endpoint: str = "",
    *,
    lost: Lost = signed_out,
    patience: Patience | None = None,
) -> GoogleSession:
    """A session that is signed in with these credentials, for everything that is asked of Google.

    Args:
        credentials: As auth.py gives them.
        endpoint: The setting `google.endpoint`; BadInput where it isn't safe.
        lost: The error for credentials that Google doesn't take.
        patience: How long a request may take; a clock and a sleep of one's own.
    """
    hush()
    return GoogleSession(credentials, read_endpoint(endpoint), lost, patience or Patience())


def mount(
    session: requests.Session, endpoint: str, patience: Patience, *, alone: bool = False
) -> None:
    """Send all that this session asks to the endpoint, with time-outs.

    Args:
        session: Any one of requests.
        endpoint: As `read_endpoint` gives it.
        patience: The time that its requests have.
        alone: Each has all of it; else whoever shares it begins it anew.
    """
    transport = Transport(endpoint, patience, alone=alone)
    for scheme in ("https://", "http://"):
        session.mount(scheme, transport)
    session.auth = _as_it_is


def hush() -> None:
    """Keep the libraries' own warnings off the screen, unless somebody set logging up."""
    for name in _LOUD:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without this, requests would put a password of ~/.netrc in the place of the token."""
    return request
