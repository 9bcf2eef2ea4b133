"""What a desk needs of Google, and what was found of it; `doctor` tells the latter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The command that makes what is missing.
SET_UP = "Type: summarizer init --google"


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: what is wrong with it and what to do, or what to know."""

    what: str
    problem: str = ""
    fix: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What the settings want of Google.

    Attributes:
        wants: The names in SCOPES that the picked backends need; the others are not asked for.
        missing: Those of them that the sign-in is known not to cover.
        account: Who is signed in; "" where that isn't known without asking.
        folder: The shared folder's id.
        outside: "allowed" where it needn't be in a shared drive.
        templates: The Docs that documents are copied from, by procedure; "" where none is named.
        spreadsheet: The tracker's id.
        alias: Where mails come from; "" for the mailbox's own address.
        calendars: The names of people who hold a role, by their addresses.
    """

    wants: tuple[str, ...]
    missing: tuple[str, ...] = ()
    account: str = ""
    folder: str = ""
    outside: str = "refused"
    templates: Mapping[str, str] = field(default_factory=dict)
    spreadsheet: str = ""
    alias: str = ""
    calendars: Mapping[str, str] = field(default_factory=dict)
