"""What the desk asks of an account: the least that each backend can do its work with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

_GOOGLE = "https://www.googleapis.com/auth/"
#: A template that exists can only be copied with `drive`: `drive.file` knows the files that the
#: desk made. Drafts need compose; threads, and finding a sent mail again, need to read.
SCOPES: Mapping[str, tuple[str, ...]] = {
    "drive": (f"{_GOOGLE}drive",),
    "docs": (f"{_GOOGLE}documents",),
    "sheets": (f"{_GOOGLE}spreadsheets",),
    "mail": (f"{_GOOGLE}gmail.compose", f"{_GOOGLE}gmail.readonly"),
    "calendar": (f"{_GOOGLE}calendar.events.readonly",),
}
IN_WORDS: Mapping[str, str] = {
    "drive": "see and change files in Drive",
    "docs": "see and change documents",
    "sheets": "see and change spreadsheets",
    "mail": "read mail, write drafts and send them",
    "calendar": "see events and days off in Calendar",
}
#: What a setting of `[backend]` needs.
_NEEDED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("documents", "google"): ("drive", "docs"),
    ("tracker", "sheets"): ("sheets",),
    ("mail", "gmail"): ("mail",),
    ("diary", "calendar"): ("calendar",),
}


def wanted(backend: Mapping[str, str]) -> tuple[str, ...]:
    """The names in SCOPES that the settings' `[backend]` needs; none on this machine alone."""
    needed = [name for picked in backend.items() for name in _NEEDED.get(picked, ())]
    return tuple(name for name in SCOPES if name in needed)


def asked(names: Collection[str]) -> list[str]:
    """What Google calls them."""
    return [scope for name in names for scope in SCOPES[name]]


def covered(granted: Collection[str]) -> tuple[str, ...]:
    """The names in SCOPES of which everything was granted."""
    return tuple(name for name, scopes in SCOPES.items() if set(scopes) <= set(granted))
