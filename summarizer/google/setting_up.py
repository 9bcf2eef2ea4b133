"""What a desk needs in Google Workspace, made once: a shared folder, templates, a spreadsheet.

Everything is looked for before it is made, so that the command may be typed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.google.api import Google
from summarizer.google.drive import (
    CASE,
    DOCUMENT,
    FOLDER,
    TEMPLATE,
    Shared,
    carrying,
    check_shared,
    shared_folder,
)
from summarizer.google.evidence import media, read_file
from tracker.errors import BadInput, NotFound, Refused

#: The property of the folder and of the spreadsheet that a desk began with.
DESK = "summarizer.desk"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a desk has, and what it shall be called where it is to be made.

    Attributes:
        name: What people call the desk: its folder, and its spreadsheet.
        folder: The id of the folder that is there; "" to have one made.
        drive: The name or the id of the shared drive to make it in; "" for the only one.
        spreadsheet: The id of the tracker that is there; "" to have one made.
        templates: Our templates, by procedure, for those that the team has none of its own for.
        outside: "allowed" where the folder needn't be in a shared drive.
    """

    name: str
    folder: str = ""
    drive: str = ""
    spreadsheet: str = ""
    templates: Mapping[str, Path] | None = None
    outside: str = "refused"


@dataclass(frozen=True, slots=True)
class Workplace:
    """A desk's things in Google Workspace, by their ids.

    Attributes:
        did: What was made or found, a line each, for people.
    """

    folder: str
    spreadsheet: str
    templates: Mapping[str, str]
    did: tuple[str, ...]


def set_up(google: Google, wanted: Wanted) -> Workplace:
    """Find or make everything that a desk needs.

    Raises:
        BadInput: There are several shared drives and none was named; a template can't be read.
        NotFound: There is no such shared drive.
        Refused: The folder isn't in a shared drive, or this account can't add to it (003.4.7).
    """
    did: list[str] = []
    shared = _folder(google, wanted, did)
    templates = {
        procedure: _template(google, shared, procedure, path, did)
        for procedure, path in (wanted.templates or {}).items()
    }
    spreadsheet = wanted.spreadsheet or _spreadsheet(google, shared, wanted.name, did)
    return Workplace(shared.folder, spreadsheet, templates, tuple(did))


def shared_drives(google: Google) -> dict[str, str]:
    """The names of the shared drives that this account is in, by their ids."""
    drives = google.part("drive", "drives")
    found: dict[str, str] = {}
    page = ""
    while True:
        more = {"pageToken": page} if page else {}
        request = drives.list(pageSize=100, fields="nextPageToken,drives(id,name)", **more)
        answer = google.ask(request, "list the shared drives")
        found |= {drive["id"]: drive.get("name", "") for drive in answer.get("drives", ())}
        page = answer.get("nextPageToken", "")
        if not page:
            return found


def _folder(google: Google, wanted: Wanted, did: list[str]) -> Shared:
    if wanted.folder:
        shared = shared_folder(google, wanted.folder)
        check_shared(shared, wanted.outside)
        did.append(f"the shared folder “{shared.name}” is there")
        return shared
    drive, name = _drive(google, wanted)
    there = _made(google, drive, FOLDER, DESK, "folder")
    if there:
        shared = shared_folder(google, there[0]["id"])
        did.append(f"the shared folder “{shared.name}” is there")
    else:
        body = {"name": wanted.name, "mimeType": FOLDER, "properties": {DESK: "folder"}}
        made = _create(google, {**body, "parents": [drive or "root"]}, "make the shared folder")
        shared = Shared(made, drive, wanted.name)
        did.append(f"made the shared folder “{wanted.name}” in {name}")
    check_shared(shared, wanted.outside)
    return shared


def _drive(google: Google, wanted: Wanted) -> tuple[str, str]:
    """The shared drive for the folder: its id and its name; the account's own where allowed."""
    drives = shared_drives(google)
    if wanted.drive:
        named = [key for key, name in drives.items() if wanted.drive in (key, name)]
        if len(named) != 1:
            raise NotFound(
                f"No one shared drive is called {wanted.drive!r}", _listed(drives), "Name its id."
            )
        return named[0], drives[named[0]]
    if not drives and wanted.outside == "allowed":
        return "", "My Drive"
    if not drives:
        raise Refused(
            "This account is in no shared drive",
            "003.4.7: documents are made in the shared folder, and that is in a shared drive.",
            "Ask whoever manages your Workspace for one; or set google.outside_shared_drive ="
            ' "allowed".',
        )
    if len(drives) > 1:
        raise BadInput("Which shared drive shall it be?", _listed(drives), "Name one of them.")
    return next(iter(drives.items()))


def _listed(drives: Mapping[str, str]) -> str:
    names = ", ".join(f"“{name}” ({key})" for key, name in drives.items())
    return f"This account is in: {names or 'none'}."


def _template(google: Google, shared: Shared, procedure: str, path: Path, did: list[str]) -> str:
    """Our template of a procedure as a Google Doc: uploaded, if it isn't there."""
    there = _made(google, shared.drive, DOCUMENT, TEMPLATE, procedure)
    if there:
        did.append(f"the template of {procedure} is there: “{there[0]['name']}”")
        return str(there[0]["id"])
    content = media(path.name, read_file(path), _WORD)
    body = {
        "name": f"Template: {procedure}",
        "mimeType": DOCUMENT,
        "parents": [shared.folder],
        "properties": {TEMPLATE: procedure},
    }
    made = _create(google, body, f"upload the template of {procedure}", content)
    did.append(f"uploaded the template of {procedure}: change it in Docs as you like")
    return made


def _spreadsheet(google: Google, shared: Shared, name: str, did: list[str]) -> str:
    there = _made(google, shared.drive, SPREADSHEET, DESK, "tracker")
    if there:
        did.append(f"the tracker is there: “{there[0]['name']}”")
        return str(there[0]["id"])
    body = {
        "name": f"{name}: tracker",
        "mimeType": SPREADSHEET,
        "parents": [shared.folder],
        "properties": {DESK: "tracker"},
    }
    did.append(f"made the tracker “{name}: tracker”")
    return _create(google, body, "make the tracker's spreadsheet")


def _made(google: Google, drive: str, kind: str, key: str, value: str) -> list[Any]:
    """What was made before, the oldest first: no case's document, though that was copied of it."""
    found = carrying(google, drive, {key: value}, f"mimeType='{kind}'")
    return [file for file in found if CASE not in file.get("properties", {})]


def _create(google: Google, body: Mapping[str, Any], doing: str, content: Any = None) -> str:
    files = google.part("drive", "files")
    more = {} if content is None else {"media_body": content}
    request = files.create(body=body, fields="id", supportsAllDrives=True, **more)
    return str(google.ask(request, doing)["id"])
