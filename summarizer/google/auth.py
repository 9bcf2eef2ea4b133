"""A session for Google: by a person's sign-in, a service account, or a token that is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any

import google.auth.credentials
from google.oauth2 import credentials as user_credentials

from summarizer.google.account import Account
from summarizer.google.credentials import (
    CONSOLE,
    InstalledApp,
    ServiceAccount,
    read_credentials,
)
from summarizer.google.endpoint import read_endpoint
from summarizer.google.retrying import Patience
from summarizer.google.scopes import asked
from summarizer.google.token_file import Token, read_token, write_token
from summarizer.google.transport import GoogleSession, Lost, connect, signed_out
from tracker.errors import BadInput, SignInNeeded, StorageFailed, UserError

#: The variable that gives a token, used as it is.
ACCESS_TOKEN = "SUMMARIZER_GOOGLE_ACCESS_TOKEN"  # noqa: S105 - a variable's name


class Kept(google.auth.credentials.Credentials):
    """Credentials that are renewed by others, and say so.

    Args:
        inner: What can be renewed.
        renewed: Is called after each renewal.
    """

    def __init__(self, inner: Any, renewed: Callable[[], None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # google-auth has no types here
        self._inner, self._renewed = inner, renewed
        self.token, self.expiry = inner.token, inner.expiry

    def refresh(self, request: Any) -> None:
        """Get a new token.

        Unlike google-auth's service accounts this asks nothing else in the background.
        """
        self._inner.refresh(request)
        self.token, self.expiry = self._inner.token, self._inner.expiry
        self._renewed()


def session(account: Account, patience: Patience | None = None) -> GoogleSession:
    """A session that is signed in; nothing is asked of Google yet.

    Raises:
        SignInNeeded: There are no credentials, or nobody has signed in with them.
        BadInput: A file is damaged or can be read by others; the endpoint isn't safe.
        StorageFailed: A file can't be read.
    """
    made, lost = _signed_in(account, read_endpoint(account.endpoint))
    return connect(made, account.endpoint, lost=lost, patience=patience)


def _signed_in(account: Account, endpoint: str) -> tuple[Any, Lost]:
    """The credentials, and the error for when Google doesn't take them."""
    person: Any = user_credentials.Credentials
    if account.access_token:
        return person(account.access_token), _token_lost
    found = read_credentials(account.credentials)
    if isinstance(found, ServiceAccount):
        made = _service(found, account)
        return Kept(made, lambda: None), partial(_service_lost, account, found)
    token = token_of(account, found, endpoint)
    made = person(
        token.access,
        refresh_token=token.renewal,
        token_uri=found.config["token_uri"],
        client_id=found.client_id,
        client_secret=found.config["client_secret"],
        expiry=token.expires.astimezone(UTC).replace(tzinfo=None),  # as google-auth has it
    )
    return Kept(made, partial(_keep, account.token, token, made)), partial(_lost, account)


def token_of(account: Account, app: InstalledApp, endpoint: str) -> Token:
    """The token that was given to this client by this endpoint; no other is shown to it.

    Raises:
        SignInNeeded: There is none, or it was given to or by another.
        BadInput: Others can read it; `google.subject` is set, which only machines have.
        StorageFailed: It can't be read.
    """
    if account.subject:
        raise BadInput(
            "google.subject is set, and people sign in here",
            f"{account.credentials} is a desktop app's; only a service account acts as others.",
            "Empty google.subject in summarizer.toml.",
        )
    token = read_token(account.token)
    if (token.client_id, token.endpoint) != (app.client_id, endpoint):
        other = f"by {token.endpoint or 'Google'}" if token.endpoint != endpoint else "to another"
        raise SignInNeeded(
            "The sign-in is not for this desk",
            f"It was given {other}{'' if token.endpoint != endpoint else ' client'}.",
            "summarizer login",
        )
    return token


def _service(found: ServiceAccount, account: Account) -> Any:
    from google.oauth2 import service_account  # noqa: PLC0415 - only machines need it

    make: Any = service_account.Credentials.from_service_account_info
    try:
        return make(found.info, scopes=asked(account.wants), subject=account.subject or None)
    except ValueError:  # its text can quote the key
        fix = f"Make a new key for the service account in {CONSOLE}."
        raise BadInput(f"{account.credentials} is damaged", "Its key is none.", fix) from None


def _keep(path: Path, token: Token, renewed: Any) -> None:
    """Write a renewed token back, unless somebody has signed out meanwhile."""
    expires = renewed.expiry.replace(tzinfo=UTC)
    fresh = replace(token, access=renewed.token, renewal=renewed.refresh_token, expires=expires)
    if path.exists():
        try:
            write_token(path, fresh)
        except StorageFailed:
            return  # the old one still serves: the next command renews it again


def _lost(account: Account, word: str) -> UserError:
    if word not in ("invalid_client", "unauthorized_client", "deleted_client"):
        return signed_out(word)
    return SignInNeeded(
        f"Google does not know the client of {account.credentials} any more",
        f"It says {word}.",
        f"Get the file anew from {CONSOLE}, then: summarizer login",
    )


def _service_lost(account: Account, found: ServiceAccount, word: str) -> UserError:
    what = f"Google does not let {found.address} sign in"
    if word in ("unauthorized_client", "access_denied") and account.subject:
        return SignInNeeded(
            f"{what} as {account.subject}",
            "It was not given that right for these scopes:\n" + "\n".join(asked(account.wants)),
            "An administrator gives it in the Admin console, Security > API controls > "
            f"Domain-wide delegation, to client {found.info['client_id']}.",
        )
    who = f", or {account.subject} isn't known" if account.subject else ""
    why = f"Its key was taken back, this machine's clock is wrong{who}."
    return SignInNeeded(what, why, f"Make a new key for it in {CONSOLE}.")


def _token_lost(word: str) -> UserError:
    del word
    return SignInNeeded(
        f"Google does not take the token of {ACCESS_TOKEN}",
        "It is used as it is, and has expired, was revoked, or is none.",
        f"Set {ACCESS_TOKEN} to a fresh one; or unset it, and type: summarizer login",
    )
