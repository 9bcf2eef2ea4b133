"""Let a workspace's desk live in Google Workspace: find or make what it needs, and remember it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.settings_file import write_values
from summarizer.workspace import SETTINGS, Workspace
from tracker.errors import BadInput

#: What a desk in Google Workspace picks; each can be put back in summarizer.toml.
BACKENDS = {
    "backend.documents": "google",
    "backend.tracker": "sheets",
    "backend.mail": "gmail",
    "backend.diary": "calendar",
}
#: An address of Drive or Sheets, and the id in it.
_ADDRESS = re.compile(r"https://(?:drive|docs)\.google\.com/\S*?/(?:folders|d)/([\w-]+)")
_ID = re.compile(r"[\w-]{10,}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is there already, by address or id, and where to make the rest; "" for nothing."""

    folder: str = ""
    drive: str = ""
    spreadsheet: str = ""
    credentials: str = ""


def join(desk: Workspace, wish: Wish) -> tuple[str, ...]:
    """Find or make the shared folder, the templates and the spreadsheet; says what was done.

    The settings come first, since signing in asks for what they pick. Safe to repeat: what the
    settings name is kept, and what was made before is found.

    Raises:
        SignInNeeded: Nobody is signed in yet.
        BadInput, NotFound, Refused: As summarizer/google/setting_up.py says.
    """
    from summarizer.google.setting_up import Wanted, set_up  # noqa: PLC0415 - loads Google

    folder, spreadsheet = id_in(wish.folder), id_in(wish.spreadsheet)
    picked = {**BACKENDS, **({"google.credentials": wish.credentials} if wish.credentials else {})}
    write_values(desk.root / SETTINGS, picked)
    desk = Workspace(desk.root, desk.origin, desk.way)
    known = desk.settings.google
    found = set_up(
        desk.google,
        Wanted(
            name=desk.settings.desk,
            folder=folder or known["folder"],
            drive=wish.drive,
            spreadsheet=spreadsheet or known["spreadsheet"],
            templates={
                name: procedure.file(procedure.document.template)
                for name in desk.procedures()
                if (procedure := desk.procedure(name)).document
                and not known.get(f"templates.{name}")
            },
            outside=known["outside_shared_drive"],
        ),
    )
    templates = {f"google.templates.{name}": made for name, made in found.templates.items()}
    places = {"google.folder": found.folder, "google.spreadsheet": found.spreadsheet}
    write_values(desk.root / SETTINGS, {**places, **templates})
    return found.did


def id_in(text: str) -> str:
    """The id in an address of Drive or Sheets, or the id itself; "" for nothing."""
    wanted = text.strip()
    found = _ADDRESS.match(wanted)
    if found:
        return found.group(1)
    if wanted and not _ID.fullmatch(wanted):
        why = "It is neither an address of Drive or Sheets nor an id."
        raise BadInput(f"{text!r} names no folder or spreadsheet", why, "Copy its address.")
    return wanted
