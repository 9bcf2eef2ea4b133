"""Who can give this account what it lacks: on a file, in a shared drive, in the Cloud project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from summarizer.google.errors import API_IS_OFF, Said, failure
from tracker.errors import Refused, UserError

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: What the Cloud console calls the APIs, and where it has them.
APIS: Mapping[str, tuple[str, str]] = {
    "drive": ("Google Drive API", "drive.googleapis.com"),
    "docs": ("Google Docs API", "docs.googleapis.com"),
    "sheets": ("Google Sheets API", "sheets.googleapis.com"),
    "gmail": ("Gmail API", "gmail.googleapis.com"),
    "calendar": ("Google Calendar API", "calendar-json.googleapis.com"),
}
_LIBRARY = "https://console.cloud.google.com/apis/library"
#: Who in a shared drive can let others in: first its managers, then those for its content.
_MANAGERS = ("organizer", "fileOrganizer")
_FORBIDDEN = 403
#: So many are named.
_FEW = 3


class SwitchedOff(UserError):
    """The API isn't enabled in the Cloud project of the credentials."""

    exit_code = Refused.exit_code


def asked(google: Google, service: str, request: Any, doing: str) -> dict[str, Any]:
    """Ask. SwitchedOff where the API is switched off in the Cloud project, else as Google.ask."""
    try:
        found: dict[str, Any] = google.ask(request, doing, told=(_FORBIDDEN,))
    except Said as said:
        if said.reason not in API_IS_OFF:
            raise failure(said, doing) from said
        title, name = APIS[service]
        raise SwitchedOff(
            f"The {title} is switched off in the Cloud project",
            "",
            f"Whoever owns the Cloud project of the credentials enables it: {_LIBRARY}/{name}",
        ) from said
    return found


def keepers(google: Google, file: Mapping[str, Any]) -> str:
    """Who can share a file: the managers of its shared drive, else its owner, for people.

    Args:
        google: The way to Drive.
        file: What Drive says of it: `driveId`, or `owners`.
    """
    if drive := file.get("driveId", ""):
        name = _name(google, drive)
        found = _managers(google, drive)
        return f"{found}, who can share {name}" if found else f"whoever manages {name}"
    owners = [owner.get("emailAddress", "") for owner in file.get("owners", ())]
    return _few([owner for owner in owners if owner]) or "whoever owns it"


def _name(google: Google, drive: str) -> str:
    request = google.service("drive").drives().get(driveId=drive, fields="name")
    try:
        return f"the shared drive “{google.ask(request, 'look at the shared drive')['name']}”"
    except UserError:
        return "its shared drive"


def _managers(google: Google, drive: str) -> str:
    """The addresses of those who manage a shared drive; "" where they can't be read."""
    fields = "permissions(emailAddress,role,deleted)"
    permissions = google.service("drive").permissions()
    request = permissions.list(fileId=drive, pageSize=100, fields=fields, supportsAllDrives=True)
    try:
        found = google.ask(request, "see who manages the shared drive").get("permissions", [])
    except UserError:
        return ""
    there = [p for p in found if p.get("emailAddress") and not p.get("deleted")]
    by_role = ([p["emailAddress"] for p in there if p.get("role") == r] for r in _MANAGERS)
    return _few(next(filter(None, by_role), []))


def _few(addresses: list[str]) -> str:
    """Some of the addresses, in words."""
    return " or ".join(sorted(addresses)[:_FEW])
