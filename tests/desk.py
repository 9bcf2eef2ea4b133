"""A real workspace in a folder of the test, and the command line to work in it."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from summarizer.cli import main
from summarizer.making import make
from summarizer.workspace import Workspace, shipped
from tracker.case import Case
from tracker.port import Row

if TYPE_CHECKING:
    import pytest

    from summarizer.google.api import Google

#: A Thursday on which everybody of the shipped people.toml is in.
NOW = "2026-11-19T10:00"

#: An escalation to PR, from a person, about one user.
MAIL = {
    "Received": "from mx.example.com by mail.example.com; Thu, 19 Nov 2026 09:50:00 -0800",
    "From": "Pat Kim <pat@example.com>",
    "To": "problematic-to-pr@example.com, Dana Reyes <dana.reyes@example.com>",
    "Cc": "Ann Boss <ann.boss@example.com>",
    "Subject": "Unhappy user",
    "Message-Id": "<root-1@mail.example.com>",
    "Date": "Thu, 19 Nov 2026 09:49:00 -0800",
}
BODY = """Hi team,

A user is unhappy on Twitter about her refund.

Name: Uma Ray
User ID: 12345
Email: uma.ray@corp.example.com

Pat
"""

Inputs = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Desk:
    """A desk in `root`: `desk("list")` runs a command as whoever sits there."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.way: Google | None = None
        self._monkeypatch = monkeypatch
        make(root)
        self.at(NOW)

    def at(self, time: str) -> None:
        """Let it be this time, on the desk's clock on the wall."""
        self._monkeypatch.setenv("SUMMARIZER_NOW", time)

    def sits(self, who: str) -> None:
        """Let somebody else sit there."""
        self._monkeypatch.setenv("SUMMARIZER_USER", who)

    def __call__(self, *command: str | Path, code: int = 0) -> Said:
        """Run a command; it must end with this exit code."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(["--workspace", str(self.root), *map(str, command)], self.way)
            except SystemExit as ended:
                ended_with = ended.code
        said = Said(int(ended_with or 0), out.getvalue(), err.getvalue())
        assert said.code == code, f"{command} ended with {said.code}:\n{said.out}{said.err}"
        return said

    def do(
        self, name: str, verb: str, inputs: Inputs | None = None, /, *, code: int = 0, **more: str
    ) -> Said:
        """Run a verb of the case's procedure with these inputs."""
        return self(*_do(name, verb, {**(inputs or {}), **more}), code=code)

    def open(self, procedure: str, subject: str, verb: str, inputs: Inputs) -> str:
        """Open a case of a procedure about this subject; gives its number."""
        command = (*_do(subject, verb, inputs), "--procedure", procedure, "--json")
        return str(self(*command).json["case"])

    def refuse_to_open(
        self, procedure: str, subject: str, verb: str, inputs: Inputs, *, code: int = 5
    ) -> str:
        """Try to open a case, see that it doesn't begin, and give what was said."""
        said = self(*_do(subject, verb, inputs), "--procedure", procedure, code=code)
        assert self("list", "--json").json == []
        return said.err

    @contextlib.contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """The workspace as the program sees it."""
        workspace = Workspace(self.root)
        try:
            yield workspace
        finally:
            workspace.close()

    def procedure(self, name: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Give the workspace a procedure of its own: the shipped one, changed."""
        table = tomllib.loads((shipped() / name / "procedure.toml").read_text(encoding="utf-8"))
        change(table)
        own = self.root / "templates" / name
        own.mkdir(parents=True, exist_ok=True)
        (own / "procedure.toml").write_text(tomlkit.dumps(table), encoding="utf-8")

    def case(self, number: str) -> Case:
        with self.workspace() as workspace:
            return workspace.tracker.load([number])[0]

    def row(self, number: str) -> Row:
        with self.workspace() as workspace:
            row = workspace.tracker.row(number)
        assert row is not None
        return row

    def todos(self, number: str) -> dict[str, str]:
        """The words of the case's open to-dos, by id."""
        shown = self("show", number, "--json").json
        return {todo["todo"]: todo["words"] for todo in shown["todos"]}

    def mails(self, number: str) -> dict[str, EmailMessage]:
        """The drafted mails of a case, by name."""
        shown = self("show", number, "--json").json["messages"]
        return {m["message"]: read_mail(Path(m["path"])) for m in shown}

    def receive(self, name: str, **headers: str) -> Path:
        """A mail file as an executive sends it; `message_id=...` changes a header."""
        path = self.root.parent / f"{name}.eml"
        lines = MAIL | {key.replace("_", "-").title(): text for key, text in headers.items()}
        head = "".join(f"{key}: {text}\n" for key, text in lines.items())
        path.write_text(f"{head}\n{BODY}", encoding="utf-8")
        return path

    def everything(self) -> dict[str, str]:
        """All that the workspace holds: its files, and all tables of the tracker."""
        return everything(self.root)


def everything(root: Path) -> dict[str, str]:
    """All that a workspace holds: its files, and all tables of its tracker."""
    kept = {
        str(path.relative_to(root)): path.read_bytes().hex()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("tracker.db")
        if ".locks" not in path.parts
    }
    with contextlib.closing(sqlite3.connect(root / "tracker.db")) as tracker:
        for table in ("cases", "tabs", "rows", "events", "observations"):
            rows = tracker.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  names of our own
            # The numbers of events can have gaps; their order is what counts.
            kept[table] = repr([row[1:] if table == "events" else row for row in rows])
    return kept


def addresses(mail: EmailMessage, *headers: str) -> set[str]:
    """The addresses in these headers."""
    found = getaddresses([str(value) for header in headers for value in mail.get_all(header, [])])
    return {address for _, address in found}


def read_mail(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _do(name: str, verb: str, fields: Inputs) -> tuple[str, ...]:
    given = [part for key, text in fields.items() for part in ("--field", f"{key}={text}")]
    return ("do", name, verb, *given)
