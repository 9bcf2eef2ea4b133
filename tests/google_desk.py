"""A desk that lives in the loopback Google, with the people of the shipped people.toml."""

from __future__ import annotations

import os
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.times import parse_time
from tests.desk import Desk
from tests.google import gmail, oauth
from tests.google.drive_hands import new_drive, new_folder
from tests.google.server import Server
from tests.google.world import DOCUMENT, File, World

if TYPE_CHECKING:
    import pytest

ZONE = "America/Los_Angeles"
DRIVE, FOLDER = "0AteamDriveOfTheDesk", "1socialMediaFolderOfTheDesk000000"
#: The accounts, and what they may do in the shared drive.
TEAM = {
    "dana.reyes@example.com": ("Dana Reyes", "fileOrganizer"),
    "sam.okafor@example.com": ("Sam Okafor", "writer"),
    "rosa.lindqvist@example.com": ("Rosa Lindqvist", "writer"),
    "ravi.menon@example.com": ("Ravi Menon", "writer"),
    "fay.brandt@example.com": ("Fay Brandt", "writer"),
    "finn.aalto@example.com": ("Finn Aalto", "writer"),
    "stan.whitlock@example.com": ("Stan Whitlock", "writer"),
    "lee.marsh@example.com": ("Lee Marsh", "organizer"),
    "olga.petrova@example.com": ("Olga Petrova", "writer"),
}
DANA = "dana.reyes@example.com"
ALIAS = "social-response@example.com"


class GoogleDesk(Desk):
    """`desk("list")` runs a command as Dana, whose clock is Google's, too."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> None:
        super().__init__(root, monkeypatch)
        self.google = google
        self.at("2026-11-19T07:00")  # Google's clock never goes back
        google.reset(team())
        monkeypatch.setenv("SUMMARIZER_GOOGLE_ENDPOINT", f"{google.url}/{{host}}")
        monkeypatch.setenv("SUMMARIZER_GOOGLE_ACCESS_TOKEN", oauth.mint(self.world, DANA))
        self("init", root, "--google", "--shared-folder", FOLDER)
        self.start_counting()

    @property
    def world(self) -> World:
        return self.google.world

    def start_counting(self) -> None:
        self._counted = len(self.google.log)

    def requests(self) -> list[str]:
        """The methods asked since the counting began, in order."""
        return [method for method, _ in self.google.log[self._counted :]]

    def counted(self) -> Counter[str]:
        return Counter(self.requests())

    def document(self, number: str) -> File:
        """The case's document; there is one."""
        (file,) = (
            f
            for f in self.world.files.values()
            if f.mime == DOCUMENT and number in f.properties.values() and not f.trashed
        )
        return file

    def press_send(self) -> None:
        """Dana sends all that is in her drafts."""
        for draft in list(gmail.mailbox(self.world, DANA).drafts):
            gmail.hand_send_draft(self.world, DANA, draft)

    def delivered(self) -> list[tuple[set[str], EmailMessage]]:
        """The mails that left, with the addresses of their envelopes."""
        return [(set(to), _mail(raw)) for to, raw in gmail.delivered(self.world)]


def _mail(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def team() -> World:
    """A shared drive with a folder, and the team's accounts."""
    world = World(lambda: parse_time(os.environ.get("SUMMARIZER_NOW", "2026-11-19T10:00"), ZONE))
    world.accounts.update({address: name for address, (name, _) in TEAM.items()})
    new_drive(world, "EE", {address: role for address, (_, role) in TEAM.items()}, file_id=DRIVE)
    new_folder(world, "Social Media Folder", DRIVE, user=DANA, file_id=FOLDER)
    gmail.add_alias(world, DANA, ALIAS)
    return world
