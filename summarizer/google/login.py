"""Signing in and out in the browser, and what a sign-in is good for."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import requests
from google_auth_oauthlib.flow import (  # type: ignore[import-untyped]  # it has no types
    InstalledAppFlow,
    WSGITimeoutError,
)
from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # it has no types

from summarizer.google.account import Account
from summarizer.google.api import Google
from summarizer.google.auth import session, token_of
from summarizer.google.credentials import InstalledApp, ServiceAccount, read_credentials
from summarizer.google.endpoint import directed, read_endpoint
from summarizer.google.errors import away
from summarizer.google.retrying import Patience
from summarizer.google.scopes import asked, covered
from summarizer.google.token_file import Token, read_token, write_token
from summarizer.google.transport import hush, mount
from tracker.errors import SignInNeeded, UserError

#: So many seconds somebody has to sign in, in the browser.
TIME_TO_SIGN_IN = 300
_REVOKE = "https://oauth2.googleapis.com/revoke"
_BROWSER = "summarizer"
_DONE = "You are signed in. Go back to the terminal; this window can be closed."


@dataclass(frozen=True, slots=True)
class Status:
    """Who is signed in, and for what.

    Attributes:
        kind: A person's sign-in, a service account, or a token that was given.
        account: An address; "" where it isn't known.
        scopes: The names in SCOPES that it covers; empty where that isn't known.
        missing: Those that the settings need besides.
        until: When the token ends; None where that isn't known. `renews` says what then.
        place: The file; None for a token that was given.
    """

    kind: Literal["person", "service account", "token"]
    account: str = ""
    scopes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    until: datetime | None = None
    renews: bool = True
    place: Path | None = None


class Browser:
    """A browser in webbrowser's sense, that says the address and opens it where it should.

    It stands between google-auth-oauthlib's flow and the real one, so that the address can be
    the endpoint's, which oauthlib would refuse to make where it is http on this machine.
    """

    def __init__(self, endpoint: str, tell: Callable[[str], None], *, opens: bool) -> None:
        self._endpoint, self._tell, self._opens = endpoint, tell, opens

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:  # noqa: FBT001, FBT002 - as webbrowser calls it
        """Say the address, and open it."""
        url = directed(url, self._endpoint)
        self._tell(url)
        return webbrowser.open(url, new, autoraise) if self._opens else True


def login(
    account: Account,
    tell: Callable[[str], None],
    *,
    opens: bool = True,
    patience: Patience | None = None,
    seconds: int = TIME_TO_SIGN_IN,
) -> Status:
    """Let a person sign in, in the browser, for what the settings need; keep the token.

    What an earlier sign-in gave to this client, Google gives again (`include_granted_scopes`).

    Args:
        account: How this desk signs in.
        tell: Is given the address that has to be opened.
        opens: Open it here.
        patience: The time for what is asked of Google.
        seconds: The time to sign in.

    Raises:
        SignInNeeded: Nobody did, or said no; there are no credentials.
        BadInput: The credentials are damaged, can be read by others, or need no sign-in.
        Unavailable: Google can't be reached. StorageFailed: The token can't be kept.
    """
    endpoint, app = read_endpoint(account.endpoint), read_credentials(account.credentials)
    if account.access_token or isinstance(app, ServiceAccount):
        return status(account)
    hush()
    flow = InstalledAppFlow.from_client_config(
        {"installed": dict(app.config)}, asked(account.wants)
    )
    mount(flow.oauth2session, endpoint, patience or Patience(), alone=True)
    flow.oauth2session.register_compliance_hook("access_token_response", _as_granted(flow))
    webbrowser.register(_BROWSER, None, Browser(endpoint, tell, opens=opens))  # type: ignore[arg-type]  # it only has to open
    given = _run(flow, seconds)
    token = _token(given, app, endpoint)
    write_token(account.token, token)
    token = replace(token, account=_address(account, patience))
    write_token(account.token, token)
    return status(account)


def _run(flow: Any, seconds: int) -> Any:
    """Google's credentials, once somebody has signed in."""
    try:
        return flow.run_local_server(
            host="127.0.0.1",
            port=0,
            browser=_BROWSER,
            authorization_prompt_message=None,
            success_message=_DONE,
            timeout_seconds=seconds,
            include_granted_scopes="true",
            prompt="consent",
        )
    except WSGITimeoutError:
        why = f"Nobody signed in within {seconds // 60} minutes."
    except OAuth2Error as error:
        said = error.error or "the answer can't be understood"
        why = "The page was told no." if said == "access_denied" else f"Google says: {said:.80}."
    except requests.RequestException:
        raise away("Google is not available", "It can't be asked for the token.") from None
    raise SignInNeeded("Nobody is signed in to Google", why, "summarizer login") from None


def _as_granted(flow: Any) -> Callable[[requests.Response], requests.Response]:
    """Take what was granted as what was asked for: oauthlib takes a difference for an attack.

    Earlier grants are in it (RFC 6749 3.3), and what the person didn't tick is not.
    """

    def hook(response: requests.Response) -> requests.Response:
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            flow.oauth2session.scope = response.json()["scope"].split()
        return response

    return hook


def _token(given: Any, app: InstalledApp, endpoint: str) -> Token:
    if not given.refresh_token:
        fix = "Take the desk's access away at https://myaccount.google.com/permissions, then again."
        raise SignInNeeded("Google gave a sign-in that doesn't last", "", fix)
    return Token(
        client_id=app.client_id,
        endpoint=endpoint,
        access=given.token,
        renewal=given.refresh_token,
        expires=given.expiry.replace(tzinfo=UTC),
        scopes=tuple(given.granted_scopes or given.scopes),
    )


def _address(account: Account, patience: Patience | None) -> str:
    """Who signed in, where something that was granted tells it; else ""."""
    google = Google(session(account, patience))
    granted = covered(read_token(account.token).scopes)
    with suppress(UserError):
        if "drive" in granted:
            request = google.service("drive").about().get(fields="user(emailAddress)")
            return str(google.ask(request, "see who signed in")["user"]["emailAddress"])
        if "mail" in granted:
            request = google.service("gmail").users().getProfile(userId="me")
            return str(google.ask(request, "see who signed in")["emailAddress"])
    return ""


def status(account: Account) -> Status:
    """Who is signed in, from the files alone: Google is not asked.

    Raises:
        SignInNeeded: Nobody is. BadInput, StorageFailed: As for `session`.
    """
    endpoint = read_endpoint(account.endpoint)
    if account.access_token:
        return Status("token", renews=False)
    app = read_credentials(account.credentials)
    if isinstance(app, ServiceAccount):
        acts = f" as {account.subject}" if account.subject else ""
        who = app.address + acts
        return Status("service account", who, account.wants, place=account.credentials)
    token = token_of(account, app, endpoint)
    scopes = covered(token.scopes)
    missing = tuple(name for name in account.wants if name not in scopes)
    return Status(
        "person", token.account, scopes, missing, until=token.expires, place=account.token
    )


def logout(account: Account, patience: Patience | None = None) -> str | None:
    """Revoke the sign-in where it was made, and remove its file, whatever that holds.

    Returns:
        None where nobody was signed in; "" if it was revoked; else why it could not be.

    Raises:
        StorageFailed: The file can't be removed (an OSError is told as that).
    """
    if not account.token.exists():
        return None
    try:
        token = read_token(account.token)
        why = _revoke(token, patience or Patience())
    except UserError as error:
        why = error.why or error.what
    account.token.unlink(missing_ok=True)
    return why


def _revoke(token: Token, patience: Patience) -> str:
    with requests.Session() as asking:
        mount(asking, token.endpoint, patience, alone=True)
        try:
            answer = asking.post(_REVOKE, data={"token": token.renewal})
        except requests.RequestException:
            return "Google can't be reached."
    # 400 is what Google says of a token that is void already.
    return "" if answer.status_code in (200, 400) else f"Google answered {answer.status_code}."
