"""The file that remembers who signed in: written new each time, for its owner's eyes only."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from summarizer.google.credentials import read_private
from tracker.errors import SignInNeeded, StorageFailed
from tracker.whole import write


@dataclass(frozen=True, slots=True)
class Token:
    """A sign-in, for one client and for one endpoint: it is never shown to another.

    Attributes:
        account: The address of who signed in; "" where that isn't known.
        client_id: The client that it was given to.
        endpoint: The endpoint that it was given by; "" for Google itself.
        access: What requests carry, until `expires` (UTC).
        renewal: What a new one is got with.
        scopes: What was granted.
    """

    client_id: str
    endpoint: str
    access: str = field(repr=False)
    renewal: str = field(repr=False)
    expires: datetime
    scopes: tuple[str, ...]
    account: str = ""


def read_token(path: Path) -> Token:
    """The token that `login` wrote.

    Raises:
        SignInNeeded: There is none, or it is damaged.
        BadInput: Others can read it.
        StorageFailed: It can't be read.
    """
    if not path.exists():
        raise SignInNeeded("Nobody is signed in to Google", "", "summarizer login")
    try:
        return _token(json.loads(read_private(path)))
    except (ValueError, TypeError, KeyError, RecursionError):
        why = f"{path} is damaged."
        raise SignInNeeded("The sign-in can't be used", why, "summarizer login") from None


def _token(held: dict[str, Any]) -> Token:
    texts = {name: held[name] for name in ("client_id", "endpoint", "access", "renewal", "account")}
    scopes = tuple(held["scopes"])
    expires = datetime.fromisoformat(held["expires"])
    if expires.tzinfo is None or not all(isinstance(v, str) for v in (*texts.values(), *scopes)):
        raise ValueError(held.keys())
    return Token(**texts, expires=expires, scopes=scopes)


def write_token(path: Path, token: Token) -> None:
    """Put the token into a new file of mode 0600, then in the place of the old one.

    Raises:
        StorageFailed: It can't be written; an old one is as it was.
    """
    text = json.dumps({**asdict(token), "expires": token.expires.isoformat()}, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write(path, f"{text}\n".encode(), 0o600)
    except OSError as error:
        fix = "Make room or give yourself the right to write there, then: summarizer login"
        raise StorageFailed(f"{path} can't be written", f"{error.strerror}.", fix) from None
