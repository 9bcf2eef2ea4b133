"""A helpdesk, a room and a mail server on this machine, that can be put back as they were."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.kills import post
from tests.kills.post import Mail, PostOffice
from tests.slack import world as room
from tests.slack.server import Server as Slack
from tests.zendesk import desk as helpdesk
from tests.zendesk.server import Server as Zendesk
from tests.zendesk.world import Ticket, World

if TYPE_CHECKING:
    import pytest

#: After all that a desk of these tables does: what was said is looked for from then on.
_LATER = datetime(2026, 11, 20, 20, tzinfo=UTC)
_NOW = datetime(2026, 11, 19, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """How all three were."""

    tickets: World
    lines: room.World
    mails: tuple[Mail, ...]


class Services:
    """The three of them."""

    def __init__(self, zendesk: Zendesk, slack: Slack, office: PostOffice) -> None:
        self.zendesk, self.slack, self.office = zendesk, slack, office
        self.bugs: list[str] = []
        self._patch: pytest.MonkeyPatch | None = None
        for status in ("open", "pending", "solved"):
            helpdesk.add(zendesk.world, helpdesk.OTHER, f"A {status} one", status)
        slack.world.now = _LATER

    def connect(self, patch: pytest.MonkeyPatch) -> None:
        """Let the desk's settings name them."""
        said = {
            "ZENDESK_URL": self.zendesk.url,
            "ZENDESK_USER": helpdesk.AGENT,
            "ZENDESK_TOKEN": helpdesk.TOKEN,
            "WATCH_CHANNEL": "room",
            "SLACK_CHANNEL": room.ROOM,
            "SLACK_ENDPOINT": self.slack.url,
            "SLACK_TOKEN": room.TEST_TOKEN,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.office.port),
            "SMTP_SECURITY": "none",
            "SMTP_USER": post.USER,
            "SMTP_PASSWORD": post.PASSWORD,
        }
        self._patch = patch
        for name, value in said.items():
            patch.setenv(f"SUMMARIZER_{name}", value)

    def mail_at(self, port: int) -> None:
        """Let the settings name this port for the mail server."""
        if self._patch is not None:
            self._patch.setenv("SUMMARIZER_SMTP_PORT", str(port))

    def keep(self) -> Kept:
        """How they are now."""
        mails = tuple(self.office.post.arrived)
        return Kept(self.zendesk.world.snapshot(), self.slack.world.snapshot(), mails)

    def restore(self, kept: Kept) -> None:
        """Let them be as they were, without faults."""
        self.bugs += [*self.zendesk.bugs, *self.slack.bugs]
        self.zendesk.reset(kept.tickets.snapshot())
        self.slack.reset(kept.lines.snapshot())
        self.office.post.arrived[:] = kept.mails
        self.office.post.log.clear()
        self.office.post.fault = None

    def picture(self) -> list[str]:
        """What there is now, a line each."""
        return [*self._tickets(), *self._said(), *self._mails()]

    def _tickets(self) -> Iterator[str]:
        with self.zendesk.world.lock:
            for ticket in self.zendesk.world.tickets.values():
                where = (ticket.status, ticket.assignee_id, ticket.group_id, ticket.external_id)
                yield f"ticket {ticket.id} {ticket.subject} {where} {ticket.tags}"
                yield from (f"ticket {ticket.id} {line}" for line in _happened(ticket))

    def _said(self) -> Iterator[str]:
        with self.slack.world.lock:
            for line in self.slack.world.room().messages:
                key = (line.metadata or {}).get("event_payload")
                yield f"line {line.text} {key} {bool(line.thread)} {line.gone}"

    def _mails(self) -> Iterator[str]:
        for mail in self.office.post.arrived:
            yield from mail.lines()


def _happened(ticket: Ticket) -> Iterator[str]:
    """What was said in a ticket, and what was changed."""
    for audit in ticket.audits:
        for event in audit.events:
            if event["type"] == "Comment":
                yield f"{audit.author_id}: {event['body']} {event['public']}"
            else:
                yield f"{audit.author_id}: {event['field_name']} {event['value']}"


@contextlib.contextmanager
def services() -> Iterator[Services]:
    """All three, running."""
    with (
        Zendesk(helpdesk.world(_NOW)) as zendesk,
        Slack(room.desk()) as slack,
        PostOffice() as office,
    ):
        found = Services(zendesk, slack, office)
        yield found
        assert not (bugs := [*found.bugs, *zendesk.bugs, *slack.bugs]), "\n".join(bugs)
