"""The rows of the ticket to the user, where the helpdesk is connected (003.4.5, 003.4.6)."""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.helpdesk import begun, connected, message
from tests.zendesk import desk as there
from tests.zendesk.server import Server
from tests.zendesk.world import World

__all__ = ["begun", "connected"]

# --- 003.4.5, 003.4.6: the ticket to the user -----------------------------------------------


@pytest.mark.row("003.4.5", "003.4.6")
def test_the_ticket_to_the_user_is_drafted_and_leaves_when_it_is_sent(
    desk: Desk, connected: Server, begun: str
) -> None:
    assert len(connected.world.tickets) == 6, "nothing leaves by surprise"
    assert message(desk, begun, "ticket-to-user") == "drafted"
    assert "promise" not in desk("clocks", begun).out
    desk.do(begun, "send", message="ticket-to-user")
    made = connected.world.tickets[7]
    (event, *_) = made.audits[0].events
    assert "be in touch with you within 24-48 hrs." in event["body"]
    assert (event["public"], made.external_id) == (True, f"{begun}-ticket-to-user")
    assert made.requester_id == there.person(connected.world, there.USER).id
    assert social.clock(desk, begun, "promise") == ("running", "Sat 21 Nov 10:00")
    desk.do(begun, "send", message="ticket-to-user")
    assert len(connected.world.tickets) == 7


def test_send_on_the_command_creates_it_at_once(desk: Desk, connected: Server) -> None:
    number = social.ack(desk, social.receive(desk), *social.USER)
    said = desk("start", number, "--send").out
    assert "sent    ticket-to-user" in said
    assert len(connected.world.tickets) == 7
    assert message(desk, number, "ticket-to-user") == "sent"


@pytest.mark.row("003.4.6")
def test_a_ticket_that_was_made_by_hand_is_recorded(
    desk: Desk, connected: Server, begun: str
) -> None:
    desk("sent", begun, "ticket-to-user", "--at", "09:00")
    assert social.clock(desk, begun, "promise") == ("running", "Sat 21 Nov 09:00")
    assert len(connected.world.tickets) == 6


def test_a_lost_answer_leaves_it_uncertain_until_it_is_sent_again(
    desk: Desk, connected: Server, begun: str
) -> None:
    def cut_once_then_away(_world: World) -> None:
        connected.faults.add("429", method="tickets.create", times=None, retry_after=600)

    connected.faults.add("cut-after", method="tickets.create")
    connected.faults.add("edit", method="tickets.create", edit=cut_once_then_away)
    said = desk.do(begun, "send", message="ticket-to-user", code=6).err
    assert "create the ticket" in said
    connected.faults.clear()
    desk.do(begun, "send", message="ticket-to-user")
    assert len(connected.world.tickets) == 7
    assert message(desk, begun, "ticket-to-user") == "sent"


def test_without_an_address_it_can_not_be_sent(desk: Desk, connected: Server) -> None:
    number = social.ack(desk, social.receive(desk))
    desk("start", number)
    said = desk.do(number, "send", message="ticket-to-user", code=2).err
    assert "summarizer set CASE user.email ADDRESS" in said
    assert message(desk, number, "ticket-to-user") == "drafted"
    assert len(connected.world.tickets) == 6
