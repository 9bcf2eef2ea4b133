"""The moments of a command at which it can be killed, wherever it changes something."""

from __future__ import annotations

import contextlib
import os
import signal
import smtplib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from summarizer import engine
from summarizer.handlers import handlers, undoers
from summarizer.slack import client as slack
from summarizer.zendesk import api as zendesk_api
from tracker import sqlite, sqlite_file

if TYPE_CHECKING:
    import pytest


Doers = dict[str, Callable[..., Any]]


class Moments:
    """Counts the moments of a command; the process ends, killed, at the last one that is asked.

    A moment is before and after each step and each taking back of one, each transaction of the
    tracker, each time a file is made safe or gets its name, each request to the helpdesk and the
    room, and each answer of the mail server; and before a file is removed.
    """

    def __init__(self) -> None:
        self.count = self.last = 0

    def begin(self, last: int = 0) -> None:
        """Count anew; with `last`, the process is killed then."""
        self.count, self.last = 0, last

    def pass_one(self) -> None:
        """A moment has come."""
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put moments around all that changes something on this machine."""
        patch.setattr(engine, "handlers", lambda desk: self._all(handlers(desk)))
        patch.setattr(engine, "undoers", lambda desk: self._all(undoers(desk)))
        patch.setattr(sqlite, "writing", self._writing)
        for name in ("fsync", "link", "rename", "replace"):
            patch.setattr(os, name, self._around(getattr(os, name)))
        patch.setattr(os, "unlink", self._before(os.unlink))  # the note's: then all is told

    def install_services(self, patch: pytest.MonkeyPatch) -> None:
        """Put moments around all that is asked of the helpdesk, the room and the mail server."""
        asked = zendesk_api.Zendesk.ask
        patch.setattr(zendesk_api.Zendesk, "ask", self._around(asked))
        patch.setattr(slack, "_asked_once", self._around(vars(slack)["_asked_once"]))
        patch.setattr(smtplib.SMTP, "getreply", self._around(smtplib.SMTP.getreply))

    def _all(self, doers: Doers) -> Doers:
        return {name: self._around(doer) for name, doer in doers.items()}

    def _around(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def doing(*args: Any, **named: Any) -> Any:
            self.pass_one()
            found = do(*args, **named)
            self.pass_one()
            return found

        return doing

    def _before(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def doing(*args: Any, **named: Any) -> Any:
            self.pass_one()
            return do(*args, **named)

        return doing

    @contextlib.contextmanager
    def _writing(self, connection: Any) -> Iterator[None]:
        self.pass_one()
        with sqlite_file.writing(connection):
            yield
        self.pass_one()
