"""A desk whose helpdesk is the loopback Zendesk, and what is seen there."""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.zendesk import desk as there
from tests.zendesk.server import Server
from tests.zendesk.world import Ticket, World

HELPDESK = {"message_id": "<T1_sprut@desk.zendesk.com>", "x_mailer": "Zendesk Mailer"}


@pytest.fixture
def connected(desk: Desk, zendesk: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The desk's helpdesk is the loopback Zendesk."""
    monkeypatch.setenv("SUMMARIZER_ZENDESK_URL", zendesk.url)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_USER", there.AGENT)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_TOKEN", there.TOKEN)
    zendesk.world.polls = 0
    assert desk.root.is_dir()
    return zendesk


@pytest.fixture
def begun(desk: Desk, connected: Server) -> str:
    """An escalation whose tickets 2 and 3 belong to the issue, started."""
    assert connected.url
    number = social.ack(desk, social.receive(desk), *social.USER)
    desk("set", number, "tickets", "2, 3")
    desk("start", number)
    return number


def agent(world: World) -> int:
    return there.person(world, there.AGENT).id


def state(server: Server, number: int) -> tuple[str, bool]:
    """A ticket's status, and whether the agent has it."""
    ticket: Ticket = server.world.tickets[number]
    return ticket.status, ticket.assignee_id == agent(server.world)


def message(desk: Desk, number: str, name: str) -> str:
    """The state of a message of the case."""
    found = desk("show", number, "--json").json["messages"]
    return next(str(m["state"]) for m in found if m["message"] == name)
