"""A command that is typed again because nobody saw its end, or what it drafted leave.

What it did is not done twice: also by verbs that may run again, whose new run would be another one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from summarizer.engine import Request
from summarizer.intents import intents, next_intent, opened, verb_of
from tracker.case import Case, Event
from tracker.errors import Unavailable, UserError
from tracker.whole import write

#: The folder, in the workspace, of commands whose end was not seen, by case.
BEGUN = "begun"
#: The verbs by which what a run drafted leaves.
_SENDING = ("send", "say", "sent", "done")


@contextmanager
def noted(root: Path, number: str, request: Request) -> Iterator[Note]:
    """Note down that this command has begun; gone once its end was told, a refusal too."""
    note = Note(_place(root, number), request)
    try:
        yield note
    except Unavailable:  # it may have been done
        raise
    except UserError:
        note.path.unlink(missing_ok=True)
        raise
    click.get_current_context().call_on_close(note.told)


def settled(root: Path, number: str, request: Request) -> None:
    """This command finds nothing to do any more: a note that it had begun is gone."""
    note = Note(_place(root, number), request)
    if note.is_of_this():
        note.path.unlink(missing_ok=True)


class Note:
    """What is known on this machine of the last command on a case."""

    def __init__(self, path: Path, request: Request) -> None:
        self.path, self._request = path, request

    def told(self) -> None:
        """The command has told its end: the note is gone."""
        with suppress(OSError):  # nobody reads it any more
            sys.stdout.flush()
        self.path.unlink(missing_ok=True)

    def was_done(self, case: Case) -> bool:
        """Whether this command was begun here, came to its end, and nobody was told."""
        if self.is_of_this() and intents(case).get(str(self._read().get("run"))):
            return True
        self._write(_run_of(case, self._request))
        return False

    def is_of_this(self) -> bool:
        """Whether the command that was noted last is this one."""
        known, wanted = self._read(), self._request
        return (known.get("verb"), known.get("inputs")) == (wanted.verb, dict(wanted.inputs))

    def was_taken_back(self, case: Case, newest: str) -> str:
        """The run that was taken back though nobody was told; else "", and the newest is noted."""
        known = self._read()
        run = str(known.get("run", "")) if known.get("verb") == self._request.verb else ""
        if run and run not in intents(case) and any(e.intent == run for e in case.events):
            return run
        self._write(newest)
        return ""

    def _write(self, run: str) -> None:
        says = {"verb": self._request.verb, "inputs": dict(self._request.inputs), "run": run}
        self.path.parent.mkdir(exist_ok=True)
        write(self.path, json.dumps(says).encode())

    def _read(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none, or one that was cut short: then nothing had begun
            return {}
        return found if isinstance(found, dict) else {}


def _place(root: Path, number: str) -> Path:
    return root / BEGUN / f"{number}.json"


def _run_of(case: Case, request: Request) -> str:
    """The run that the command will be: one that was interrupted, if it was the same."""
    runs = [run for run, closed in intents(case, request.verb).items() if not closed]
    if runs and opened(case, runs[-1]).data["inputs"] == dict(request.inputs):
        return runs[-1]
    return next_intent(case, request.verb)


def unsent(request: Request, case: Case, *, room: bool = False) -> bool:
    """Whether the last command on the case was this one, and what it drafted has not left yet.

    With --send it goes on with that, and drafts nothing anew; with `room` that is a line, too.
    """
    runs = [run for run in intents(case) if verb_of(run) not in _SENDING]
    if not runs or verb_of(runs[-1]) != request.verb or not intents(case)[runs[-1]]:
        return False
    if opened(case, runs[-1]).data["inputs"] != dict(request.inputs):
        return False
    return any(
        event.data.get(sort) == name and event.intent == runs[-1] and waits(latest)
        for sort in ("message", "todo")[: 1 + room]
        for name, latest in case.latest(sort).items()
        for event in case.effective
    )


def waits(event: Event) -> bool:
    """Whether it is a message that can be sent, or a line that can be said."""
    said = "todo" not in event.data or event.data.get("service") == "room"
    return said and event.data["state"] in ("drafted", "open", "uncertain")
