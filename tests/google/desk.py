"""The world that tests begin with: a team's accounts, its shared drive, a folder in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.google import oauth
from tests.google.drive_hands import new_drive, new_folder
from tests.google.world import World

AGENT = "agent@example.com"
REVIEWER = "reviewer@example.com"
APPROVER = "approver@example.com"
PEOPLE = {AGENT: "Ada Agent", REVIEWER: "Rita Reviewer", APPROVER: "Alan Approver"}
ROLES = {AGENT: "fileOrganizer", REVIEWER: "writer", APPROVER: "writer"}

DRIVE = "0AshareddriveUk9PVA"
FOLDER_ID = "1summariesFolderOfTheDesk0000000x"


def world(now: Callable[[], datetime] | None = None) -> World:
    """A new world; `oauth.TEST_TOKEN` is its agent's, for everything."""
    made = World(now)
    made.accounts.update(PEOPLE)
    oauth.mint(made, AGENT, token=oauth.TEST_TOKEN)
    new_drive(made, "Escalations", ROLES, file_id=DRIVE)
    new_folder(made, "Summaries", DRIVE, user=AGENT, file_id=FOLDER_ID)
    return made
