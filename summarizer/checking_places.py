"""Look at the places of a workspace: Google, the helpdesk, folders, the tracker."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from shlex import quote

from summarizer import backends
from summarizer import helpdesk as helpdesk_module
from summarizer.backends import TRACKER
from summarizer.people import People
from summarizer.procedure import Procedure
from summarizer.settings import Settings
from summarizer.workspace import FOLDERS, Workspace, user_folder
from tracker.errors import SignInNeeded, UserError
from tracker.port import Query, Tracker
from tracker.sqlite_file import told as told_by_sqlite
from tracker.sqlite_values import RESTORE, Damaged


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: What was looked at.
        problem: What is wrong with it, in lines; "" where it is well.
        fix: What to do about it.
        note: What to know about it where it is well.
    """

    what: str
    problem: str = ""
    fix: str = ""
    note: str = ""


def safely(what: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    """What a look finds; an error is a finding, too."""
    try:
        return look()
    except UserError as error:
        return [told(what, error)]


def told(what: str, error: UserError) -> Finding:
    """An error as a finding."""
    return Finding(what, "\n".join(filter(None, (error.what, error.why))), error.fix)


# --- Google --------------------------------------------------------------------------------


def google(
    desk: Workspace, settings: Settings | None, people: People | None, procedures: list[Procedure]
) -> list[Finding]:
    """What the picked backends need of Google; nothing where none is Google's."""
    from summarizer.google.scopes import wanted  # noqa: PLC0415 - only where it is asked

    if settings is None or not (wants := wanted(settings.backend)):
        return []
    from summarizer.google.login import status  # noqa: PLC0415 - Google's libraries take long
    from summarizer.google.needs import Needs  # noqa: PLC0415 - same
    from summarizer.google.permissions import examine as look  # noqa: PLC0415 - same

    signed_in = status(backends.account(settings, desk.root, user_folder()))
    named = backends.templates(settings)
    documents = settings.backend["documents"] == "google"
    needs = Needs(
        wants=wants,
        missing=signed_in.missing,
        account=signed_in.account,
        folder=settings.google["folder"],
        outside=settings.google["outside_shared_drive"],
        templates={p.name: named.get(p.name, "") for p in procedures if documents and p.document},
        spreadsheet=settings.google["spreadsheet"],
        alias=settings.google["alias"],
        calendars=_with_roles(people) if people else {},
    )
    return [Finding(f.what, f.problem, f.fix, f.note) for f in look(desk.google, needs, desk.now())]


def _with_roles(people: People) -> dict[str, str]:
    """The names of those who hold a role or stand in, by their addresses."""
    keys = dict.fromkeys(chain(*people.roles.values(), *people.stand_ins.values()))
    return {people.persons[key].email: people.persons[key].name for key in keys}


def hides(found: list[Finding], settings: Settings | None) -> bool:
    """Whether Google couldn't be looked at at all: a tracker that is there would say it again."""
    there = settings is not None and settings.backend["tracker"] == "sheets"
    return there and len(found) == 1 and bool(found[0].problem)


# --- folders and tracker -------------------------------------------------------------------


def folders(desk: Workspace, settings: Settings | None) -> list[Finding]:
    """The folders that the picked backends need on this machine; all where that isn't known."""
    backend = settings.backend if settings else {}
    here, outbox = backend.get("documents") != "google", backend.get("mail") != "gmail"
    shared = safely("folder.path", lambda: [_folder(desk.folder)]) if settings and here else []
    needed = {"outbox": outbox, "evidence": here}
    return [*shared, *(_folder(desk.root / name) for name in FOLDERS if needed[name])]


def _folder(folder: Path) -> Finding:
    if not folder.is_dir():
        problem = "it is no folder" if folder.exists() else "it is missing"
        return Finding(
            str(folder), problem, f"Make it with: summarizer init {quote(str(folder.parent))}"
        )
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding(str(folder))
    except OSError as error:
        problem = f"nothing can be written there: {error.strerror}"
        return Finding(str(folder), problem, "Ask for the permission, or make room.")


def tracker(desk: Workspace, settings: Settings | None) -> list[Finding]:
    """The embedded tracker is looked at even where the settings can't be read."""
    if settings and settings.backend["tracker"] != "sqlite":
        return [Finding("tracker", note=_open_cases(desk.tracker))]
    return safely(TRACKER, lambda: _embedded(desk))


def _embedded(desk: Workspace) -> list[Finding]:
    file = desk.root / TRACKER
    with closing(desk.tracker_of("sqlite")) as opened:
        note = _open_cases(opened)
    with (
        told_by_sqlite(file),
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection,
    ):
        said = [text for (text,) in connection.execute("PRAGMA quick_check(3)")]
    if said != ["ok"]:
        raise Damaged(f"{file} is damaged", " ".join(said), f"{RESTORE}.")
    return [Finding(TRACKER, note=note)]


def _open_cases(opened: Tracker) -> str:
    return f"{sum(1 for _ in opened.cases(Query(open=True)))} open cases"


# --- helpdesk and room ---------------------------------------------------------------------


def helpdesk(desk: Workspace) -> list[Finding]:
    """What the helpdesk's connection is, or who can mend it."""
    who = "An admin of the helpdesk can."
    return _granted("helpdesk", lambda: helpdesk_module.state(desk), who)


def room(desk: Workspace) -> list[Finding]:
    """What the room's connection is, or who can mend it."""
    who = "Whoever manages the app at api.slack.com/apps can, or an owner of the workspace."
    return _granted("room", lambda: _room(desk), who)


def _room(desk: Workspace) -> str:
    if desk.room is None:
        return "not connected: what is to be said there is a to-do"
    return desk.room.state()


def _granted(what: str, look: Callable[[], str], who: str) -> list[Finding]:
    """What a look finds; for a permission that is missing, who can give it."""
    try:
        return [Finding(what, note=look())]
    except SignInNeeded as error:
        return [replace(told(what, error), fix=f"{error.fix}\n{who}".strip())]
    except UserError as error:
        return [told(what, error)]
