"""A desk in the loopback Google that has everything that it needs, until a test takes it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

from summarizer.google.api import Google
from summarizer.google.needs import Checked, Needs
from summarizer.google.permissions import examine
from summarizer.google.retrying import Patience
from summarizer.google.scopes import SCOPES
from summarizer.google.transport import connect
from tests.google import desk, drive_hands, gmail, oauth
from tests.google.server import Server
from tests.google.world import SPREADSHEET, Call, GoogleError, World

AGENT, BOSS = desk.AGENT, "boss@example.com"
PLAIN = "plain@example.com"
NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
TEMPLATE, SHEET, ALIAS = "1templateOfTheDesk", "1trackerOfTheDesk", "ee@example.com"
NEEDS = Needs(
    wants=tuple(SCOPES),
    folder=desk.FOLDER_ID,
    templates={"social-media-summary": TEMPLATE},
    spreadsheet=SHEET,
    alias=ALIAS,
    calendars={desk.REVIEWER: "Rita Reviewer", desk.APPROVER: "Alan Approver"},
)
TEMPLATES_KEY = "google.templates.social-media-summary"


class Office:
    """A desk that has everything that it needs."""

    def __init__(self, server: Server) -> None:
        self.server, self.world = server, server.world
        self._ways: dict[tuple[str, tuple[str, ...]], Google] = {}
        self.world.accounts.update({BOSS: "Bea Boss", PLAIN: "Paul Plain"})
        drive_hands.share(self.world, desk.DRIVE, BOSS, "organizer")
        drive_hands.new_file(self.world, "Template", desk.FOLDER_ID, file_id=TEMPLATE)
        drive_hands.new_file(self.world, "Tracker", desk.FOLDER_ID, mime=SPREADSHEET, file_id=SHEET)
        gmail.add_alias(self.world, AGENT, ALIAS)

    def google(self, user: str = AGENT, *scopes: str) -> Google:
        """The account's way to Google, made once."""
        if (user, scopes) not in self._ways:
            self._ways[user, scopes] = self._way(user, *scopes)
        return self._ways[user, scopes]

    def _way(self, user: str, *scopes: str) -> Google:
        token = oauth.mint(self.world, user, scopes or None)
        credentials = Credentials(token=token)  # type: ignore[no-untyped-call]  # google-auth has no types here
        patience = Patience(5, sleep=lambda _: None)
        return Google(connect(credentials, self.server.url, patience=patience))

    def look(self, user: str = AGENT, *scopes: str, **changed: Any) -> dict[str, Checked]:
        needs = replace(NEEDS, **changed)
        found = examine(self.google(user, *scopes), needs, NOW)
        assert len({f.what for f in found}) == len(found)
        assert all(f.fix for f in found if f.problem)
        return {f.what: f for f in found}

    def problem(self, user: str = AGENT, **changed: Any) -> Checked:
        """The only problem; everything else was looked at, too."""
        found = self.look(user, **changed)
        (bad,) = (f for f in found.values() if f.problem)
        assert len(found) == 9
        return bad

    def answer(self, method: str, error: GoogleError) -> None:
        """Let a method fail in a way that no fault of the server has."""

        def fail(_world: World, _call: Call) -> Any:
            raise error

        for name in list(self.server.dispatch.handlers):
            if name.startswith(method):
                self.server.dispatch.handlers[name] = fail


@pytest.fixture
def office(google: Server) -> Office:
    return Office(google)
