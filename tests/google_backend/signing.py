"""A desk that signs in to the loopback Google, and a person with a browser."""

from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path
from typing import Any

from summarizer.google.account import Account
from summarizer.google.login import Status, login
from tests.google import oauth
from tests.google.server import Server

WANTS = ("drive", "docs", "sheets", "mail")


def put(path: Path, value: Any, mode: int = 0o600) -> Path:
    """A file of JSON."""
    path.write_text(json.dumps(value), encoding="utf-8")
    path.chmod(mode)
    return path


def desk_of(google: Server, folder: Path, wants: tuple[str, ...] = WANTS) -> Account:
    """A desk with a client of its own; nobody has signed in yet."""
    return Account(
        credentials=put(folder / "credentials.json", oauth.client(google.world)),
        token=folder / "own" / "token.json",
        endpoint=google.url + "/{host}",
        wants=wants,
    )


class Person:
    """Opens each address that the desk tells, as a browser would, and follows where it leads."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.page = ""
        self._threads: list[threading.Thread] = []

    def __call__(self, url: str) -> None:
        self.opened.append(url)
        thread = threading.Thread(target=self._open, args=(url,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _open(self, url: str) -> None:
        with urllib.request.urlopen(url) as answer:  # noqa: S310 - on loopback
            self.page = answer.read().decode()

    def done(self) -> None:
        """Wait until the browser shows the last page."""
        for thread in self._threads:
            thread.join(5)


def sign_in(account: Account) -> Status:
    """Somebody signs in for this desk."""
    person = Person()
    status = login(account, person, opens=False)
    person.done()
    return status
