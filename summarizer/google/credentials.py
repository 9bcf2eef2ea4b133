"""credentials.json: the client by which people sign in, or the account of a machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from summarizer.secret_file import read_secret
from tracker.errors import BadInput, SignInNeeded

#: Where the Cloud console gives credentials out.
CONSOLE = "the Cloud console, APIs & Services > Credentials"


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """The client of a program that people sign in with: "Desktop app" in the Cloud console.

    Attributes:
        config: Its part of the file, as google-auth-oauthlib takes it.
    """

    config: Mapping[str, str] = field(repr=False)

    @property
    def client_id(self) -> str:
        """What Google knows the client by."""
        return self.config["client_id"]


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """An account that is no person's; it signs in by its key.

    Attributes:
        info: The file, as google-auth takes it.
    """

    info: Mapping[str, str] = field(repr=False)

    @property
    def address(self) -> str:
        """The account's mail address."""
        return self.info["client_email"]


def read_credentials(path: Path) -> InstalledApp | ServiceAccount:
    """What the file holds, told apart by its `type`; only a service account's has one.

    Raises:
        SignInNeeded: There is no such file.
        BadInput: Others can read it, or it holds something else; the texts never quote it.
        StorageFailed: It can't be read.
    """
    held = _object(path, read_private(path))
    if held.get("type") == "service_account":
        for name in ("client_email", "private_key", "private_key_id", "token_uri", "client_id"):
            _text(path, held, name)
        return ServiceAccount(held)
    if isinstance(held.get("installed"), dict):
        for name in ("client_id", "client_secret", "auth_uri", "token_uri"):
            _text(path, held["installed"], name)
        return InstalledApp(held["installed"])
    kind = "web" if "web" in held else held.get("type") or "something unknown"
    raise BadInput(
        f"{path} holds credentials that can't be used here",
        f"It is for {kind!s:.40}, neither a desktop app nor a service account.",
        f"Make a client of the kind 'Desktop app' in {CONSOLE}; see credentials.example.json.",
    )


def read_private(path: Path) -> str:
    """The text of a file that only its owner can read.

    Raises:
        SignInNeeded: There is none.
        BadInput: Others can read it, or it isn't UTF-8.
        StorageFailed: It can't be read.
    """
    fix = f"Get it from {CONSOLE}, put it there and type: chmod 600 {path}"
    return read_secret(
        path,
        "Whoever reads it can act in its owner's name.",
        "Check the path, and your permissions.",
        missing=SignInNeeded(f"There is no {path}", "Google wants credentials.", fix),
        not_text=_damaged(path, "it isn't text"),
    )


def _object(path: Path, text: str) -> dict[str, Any]:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        raise _damaged(path, "it isn't JSON") from None
    if not isinstance(held, dict):
        raise _damaged(path, "it isn't a JSON object")
    return held


def _text(path: Path, held: Mapping[str, Any], name: str) -> None:
    value = held.get(name)
    if not isinstance(value, str) or not value:
        raise _damaged(path, f"it has no {name}")
    if name.endswith("_uri") and not value.startswith("https://"):
        raise _damaged(path, f"its {name} isn't https")


def _damaged(path: Path, why: str) -> BadInput:
    fix = f"Get it anew from {CONSOLE}; see credentials.example.json."
    return BadInput(f"{path} is damaged", f"{why[0].upper()}{why[1:]}.", fix)
