"""What a sync and a round of `watch` cost, counted in requests, with every service connected."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.google import docs, drive
from tests.google.server import Server
from tests.google_backend.many import FAY, waiting
from tests.google_backend.test_costs import CASES, CHANGED, acknowledged
from tests.google_desk import DANA, GoogleDesk
from tests.paper import SUMMARY
from tests.slack import world as slack_world
from tests.slack.server import Server as SlackServer
from tests.summarizer.test_watching import once
from tests.zendesk import desk as helpdesk
from tests.zendesk.server import Server as ZendeskServer
from tests.zendesk.world import iso

#: A case whose answer is read by the second round that reads any: each reads a hundred.
SECOND = CASES * 3 // 10
#: When the rounds begin: the last is one in which calendars and the mailbox are asked anew.
MINUTES = (0, 5, 10, 80)


class Everything:
    """A desk in Google Workspace, with helpdesk and room."""

    def __init__(self, desk: GoogleDesk, zendesk: ZendeskServer, slack: SlackServer) -> None:
        self.desk, self.zendesk, self.slack = desk, zendesk, slack
        self.begin()

    def begin(self) -> None:
        """Count from here on."""
        self.desk.start_counting()
        self._counted = len(self.zendesk.log), len(self.slack.log)

    def tickets(self) -> dict[str, str]:
        """When each ticket was changed last, as Zendesk says it."""
        tickets = self.zendesk.world.tickets.values()
        return {str(ticket.id): iso(ticket.updated) for ticket in tickets}

    def asked(self) -> list[str]:
        """The requests since then, of all services."""
        tickets, lines = self._counted
        there = [*self.zendesk.log[tickets:], *self.slack.log[lines:]]
        return [*self.desk.requests(), *(name for name, _ in there)]


@pytest.fixture
def everything(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    google: Server,
    zendesk: ZendeskServer,
    slack: SlackServer,
) -> Everything:
    told = {
        "ZENDESK_URL": zendesk.url,
        "ZENDESK_USER": helpdesk.AGENT,
        "ZENDESK_TOKEN": helpdesk.TOKEN,
        "SLACK_CHANNEL": slack_world.ROOM,
        "SLACK_ENDPOINT": slack.url,
        "SLACK_TOKEN": slack_world.TEST_TOKEN,
        "WATCH_CHANNEL": "room",
    }
    desk = GoogleDesk(tmp_path / "desk", monkeypatch, google)
    for name, value in told.items():
        monkeypatch.setenv(f"SUMMARIZER_{name}", value)
    slack.world.now = datetime(2026, 11, 19, 20, tzinfo=UTC)  # after all that the desk does
    for _ in range(CASES - len(zendesk.world.tickets)):
        helpdesk.add(zendesk.world, helpdesk.USER, "A ticket")
    return Everything(desk, zendesk, slack)


def test_many_cases_that_wait_for_a_yes_are_synced_and_watched_at_little_cost(
    everything: Everything,
) -> None:
    desk = everything.desk
    number = acknowledged(desk)
    desk("start", number)
    desk("handoff", number, "--to", "sam", "--begin-at", "The device.")  # a draft that waits
    places = range(SECOND, SECOND + CHANGED)
    files = waiting(desk, number, everything.tickets(), edited=places)
    desk.at("2026-11-19T08:30")
    desk("sync", f"SM-20261119-{CASES - 1:04d}")  # sees what is on its thread
    for place in places:
        for part, text in SUMMARY.items():
            docs.hand_type(desk.world, files[place], part, text, user=DANA)
    desk.at("2026-11-19T09:50")
    everything.begin()
    assert desk("sync").out.endswith(f"{CASES + 1} read, 0 differ.\n")
    assert desk.counted()["docs.documents.get"] == CHANGED
    assert desk.counted()["drive.approvals.get"] == 0
    assert len(desk.requests()) <= 20, desk.counted()
    everything.begin()
    desk("list")
    assert everything.asked() == ["sheets.spreadsheets.get"]
    late = files[SECOND]
    (approval,) = desk.world.files[late].more["approvals"]
    drive.state(desk.world).comments_in_feed = False  # nor are answers
    drive.hand_approve(desk.world, late, approval, FAY)
    news = []
    for minute in MINUTES:
        desk.at(f"2026-11-19T{10 + minute // 60}:{minute % 60:02}")
        everything.begin()
        news += (told := once(desk))["news"]
        is_new = minute == 0 or told["news"]
        assert is_new or len(everything.asked()) <= 8, everything.asked()
    assert any("Fay Brandt said yes" in line for line in news), news
