"""The backends that the settings pick; each is imported when it is first asked for.

A desk that lives on this machine never signs in, and one in Google Workspace needs no folder here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from summarizer.settings import Settings, environment
from tracker.errors import BadInput, StorageFailed

if TYPE_CHECKING:
    from summarizer.approvals import Approvals, Diary
    from summarizer.google.account import Account
    from summarizer.google.api import Google
    from summarizer.local.smtp import SmtpSettings
    from summarizer.ports import Documents, Evidence, Mail
    from summarizer.room import Room
    from summarizer.tickets import Tickets
    from tracker.port import Tracker

#: The embedded tracker's file, and the locks of one that is elsewhere, in the workspace.
TRACKER, LOCKS = "tracker.db", "tracker.locks"
#: The token of whoever works on this machine, in the user's own folder.
TOKEN = "google-token.json"  # noqa: S105 - a file's name
#: A token for one command, used as it is.
ACCESS_TOKEN = "SUMMARIZER_GOOGLE_ACCESS_TOKEN"  # noqa: S105 - a variable's name


class Place(Protocol):
    """What backends are made of; each is found out when it is asked for."""

    @property
    def root(self) -> Path:
        """The workspace's folder."""

    @property
    def settings(self) -> Settings:
        """What summarizer.toml says."""

    @property
    def folder(self) -> Path:
        """The shared folder of the documents on this machine."""

    @property
    def google(self) -> Google:
        """The way to Google, signed in."""


def tracker(kind: str, place: Place) -> Tracker:
    """The tracker. StorageFailed where the embedded one is gone: it isn't made anew."""
    if kind == "sheets":
        from tracker.sheets import SheetsTracker

        sheet, zone = _needed(place.settings, "google.spreadsheet"), place.settings.zone
        locks = place.root / LOCKS
        return SheetsTracker(place.google.session, sheet, lock_folder=locks, zone=zone)
    from tracker.sqlite import SqliteTracker

    file = place.root / TRACKER
    if not file.is_file() or not file.stat().st_size:  # SQLite takes no bytes for no cases
        from shlex import quote

        cut = f"{file} is damaged: it has no content, not even that of an empty tracker"
        raise StorageFailed(
            cut if file.is_file() else f"There is no {TRACKER} in {place.root}",
            "It holds every case of this desk.",
            "Put a copy of it there; or make it anew from documents and mails with: summarizer"
            " tracker rebuild; or begin an empty one with: summarizer init"
            f" {quote(str(place.root))}",
        )
    return SqliteTracker(file)


def documents(place: Place) -> Documents:
    """The documents: Google Docs in a shared drive, or Word files in the workspace."""
    settings = place.settings
    if settings.backend["documents"] == "google":
        from summarizer.google.documents import DriveDocuments

        return DriveDocuments(
            place.google,
            _needed(settings, "google.folder"),
            templates(settings),
            outside=settings.google["outside_shared_drive"],
        )
    from summarizer.local.docx import DocxDocuments

    return DocxDocuments(place.folder, settings.folder_url, place.root.resolve())


def templates(settings: Settings) -> dict[str, str]:
    """The Google Docs that documents are copied from, by procedure; those that are named."""
    prefix = "templates."
    named = {k.removeprefix(prefix): v for k, v in settings.google.items() if k.startswith(prefix)}
    return {procedure: document for procedure, document in named.items() if document}


def mail(place: Place) -> Mail:
    """Drafts in the agent's mailbox; or in the outbox, with SMTP where a server is named."""
    settings = place.settings
    if settings.backend["mail"] == "gmail":
        from summarizer.google.mail import GmailMail

        return GmailMail(place.google, settings.google["alias"])
    from summarizer.local.outbox import Outbox

    return Outbox(place.root / "outbox", _mail_server(place))


def _mail_server(place: Place) -> SmtpSettings | None:
    smtp = place.settings.smtp
    if not smtp["host"]:
        return None
    from summarizer.local.smtp import SmtpSettings

    return SmtpSettings.from_mapping(smtp, environment(), place.root)


def evidence(place: Place) -> Evidence:
    """Screenshots are kept where the documents are."""
    if place.settings.backend["documents"] == "google":
        from summarizer.google.evidence import DriveEvidence

        return DriveEvidence(place.google, _needed(place.settings, "google.folder"))
    from summarizer.local.evidence import EvidenceFolder

    return EvidenceFolder(place.root / "evidence")


def approvals(place: Place) -> Approvals | None:
    """Drive asks for a yes in a Google Doc; for a Word file that is done by mail."""
    if place.settings.backend["documents"] != "google":
        return None
    from summarizer.google.approvals import DriveApprovals

    return DriveApprovals(place.google)


def diary(place: Place) -> Diary | None:
    """The calendars of people, if the desk reads them."""
    if place.settings.backend["diary"] != "calendar":
        return None
    from summarizer.google.diary import CalendarDiary

    return CalendarDiary(place.google)


def tickets(place: Place) -> Tickets | None:
    """The helpdesk; None where the desk's is not connected: then to-dos say what is to be done."""
    if not place.settings.zendesk.get("url"):
        return None
    from summarizer.zendesk.account import ZendeskAccount
    from summarizer.zendesk.api import Zendesk
    from summarizer.zendesk.client import ZendeskTickets

    account = ZendeskAccount.from_mapping(place.settings.zendesk, environment(), place.root)
    return ZendeskTickets(Zendesk(account), _thousands)


def _thousands(done: int, total: int) -> None:
    """Tell a person who waits how many tickets were dealt with, in lines that don't hurry by."""
    if sys.stderr.isatty() and done and done % 1000 == 0:
        sys.stderr.write(f"{done:,} tickets{f' of {total:,}' if total else ''} so far\n")


def room(place: Place) -> Room | None:
    """The room; None where the desk's is not connected: then to-dos have the words to paste."""
    if not place.settings.slack.get("channel"):
        return None
    from summarizer.slack.account import SlackAccount
    from summarizer.slack.client import SlackRoom

    return SlackRoom(SlackAccount.from_mapping(place.settings.slack, environment(), place.root))


def google(settings: Settings, root: Path, own: Path) -> Google:
    """The way to Google, signed in; nothing is asked of it yet. SignInNeeded where nobody is."""
    from summarizer.google.api import Google as Way
    from summarizer.google.auth import session

    return Way(session(account(settings, root, own)))


def account(settings: Settings, root: Path, own: Path) -> Account:
    """How this desk signs in to Google, for the backends that the settings pick.

    Args:
        settings: The desk's.
        root: The workspace, from which `google.credentials` is seen.
        own: The folder where a person's own things are kept, here the sign-in.
    """
    from summarizer.google.account import Account as Plain
    from summarizer.google.scopes import wanted

    return Plain(
        credentials=root / Path(settings.google["credentials"]).expanduser(),
        token=own / TOKEN,
        endpoint=settings.google["endpoint"],
        subject=settings.google["subject"],
        wants=wanted(settings.backend),
        access_token=environment().get(ACCESS_TOKEN, ""),
    )


def _needed(settings: Settings, key: str) -> str:
    value: str = settings.values[key]
    if not value:
        why = "This desk isn't set up for Google Workspace."
        raise BadInput(f"{key} is empty", why, "Type: summarizer init --google")
    return value
