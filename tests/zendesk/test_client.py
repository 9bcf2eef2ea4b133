from __future__ import annotations

from collections.abc import Callable

import pytest

from summarizer.tickets import NOBODY, Change, NewTicket, Ticket
from summarizer.zendesk.client import ZendeskTickets
from tests.zendesk import desk
from tests.zendesk.server import Server
from tests.zendesk.wires import Waits, client
from tests.zendesk.world import World
from tracker.errors import BadInput, NotFound, Refused, SignInNeeded, Unavailable

HOLD = Change(assignee=desk.AGENT, status="hold", note="EE is handling", only=("open", "pending"))
NOTE = [("EE is handling", False)]
NEW = NewTicket("SM-1-ticket-to-user", "Jane Doe", desk.USER, "Your case", "Hello Jane", desk.AGENT)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def tickets(zendesk: Server, waits: Waits) -> ZendeskTickets:
    return client(zendesk, waits)


def read(tickets: ZendeskTickets, *numbers: str) -> list[Ticket]:
    return list(tickets.read(numbers))


def hold(tickets: ZendeskTickets, *numbers: str, key: str = "SM-1/start#1/hold") -> list[str]:
    """Put these on hold; what is wrong with each, "" for none."""
    wanted = [(ticket, HOLD) for ticket in read(tickets, *numbers)]
    return [done.problem for done in tickets.change(wanted, key)]


# --- whose tickets --------------------------------------------------------------------------


@pytest.mark.parametrize("who", [(desk.USER, ""), ("JANE.DOE@example.com", ""), ("", "44170")])
def test_a_users_tickets_are_found_by_address_or_by_our_id(
    tickets: ZendeskTickets, who: tuple[str, str]
) -> None:
    found = tickets.of_user(*who)
    assert [t.status for t in found] == ["new", "open", "pending", "hold", "solved", "closed"]
    assert found[1].url.endswith("/agent/tickets/2")


@pytest.mark.parametrize("address", ["jane.doe@example.co", "nobody@example.com", "", "x:y z"])
def test_a_user_who_is_not_known_has_none(tickets: ZendeskTickets, address: str) -> None:
    assert list(tickets.of_user(address)) == []


def test_five_thousand_tickets_cost_pages_and_show_progress(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    for _ in range(4_994):
        desk.add(zendesk.world, desk.USER, "Again")
    said: list[tuple[int, int]] = []
    assert len(tickets.of_user(desk.USER, progress=lambda n, of: said.append((n, of)))) == 5_000
    assert zendesk.asked("users.requested") == 50
    assert said[0] == (100, 0)
    assert said[-1] == (5_000, 0)


def test_tickets_that_do_not_exist_are_left_out(tickets: ZendeskTickets) -> None:
    assert [t.id for t in read(tickets, "3", "999", "2", "x", "3")] == ["3", "2"]
    assert read(tickets) == []


# --- changing, ticket by ticket -------------------------------------------------------------


def test_open_and_pending_ones_are_held_with_the_note_and_no_others(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    done = tickets.change([(t, HOLD) for t in tickets.of_user(desk.USER)], "k")
    assert [d.untouched for d in done][:5] == ["it is new", "", "", "it is hold", "it is solved"]
    assert done[5].problem == "it is closed: it can't be changed"
    agent = desk.person(zendesk.world, desk.AGENT).id
    for number in (2, 3):
        ticket = zendesk.world.tickets[number]
        assert (ticket.status, ticket.assignee_id) == ("hold", agent)
        assert desk.notes(zendesk.world, number) == NOTE
    assert [desk.notes(zendesk.world, n) for n in (1, 4, 5, 6)] == [[]] * 4


def test_what_was_done_is_recognised_by_its_key_and_not_done_again(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    hold(tickets, "2", "3")
    done = tickets.change([(t, HOLD) for t in read(tickets, "2", "3")], "SM-1/start#1/hold")
    assert [d.already for d in done] == [True, True]
    assert desk.notes(zendesk.world, 2) == NOTE
    again = tickets.change([(t, HOLD) for t in read(tickets, "2")], "another key")
    assert again[0].untouched == "it is hold"


@pytest.mark.parametrize("kind", ["cut-after", "timeout-after", "cut-before", "500", "503"])
def test_an_update_whose_answer_is_lost_is_made_once(
    zendesk: Server, tickets: ZendeskTickets, kind: str
) -> None:
    zendesk.faults.add(kind, method="tickets.update", seconds=0.01)
    assert hold(tickets, "2") == [""]
    assert desk.notes(zendesk.world, 2) == NOTE


def test_an_update_that_stays_away_is_uncertain_and_found_out_by_doing_it_again(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    zendesk.faults.add("cut-after", method="tickets.update", times=None)
    with pytest.raises(Unavailable) as raised:
        hold(tickets, "2", "3")
    assert raised.value.uncertain
    zendesk.faults.clear()
    assert hold(tickets, "2", "3") == ["", ""]
    assert desk.notes(zendesk.world, 2) == desk.notes(zendesk.world, 3) == NOTE


def test_a_ticket_that_somebody_changed_meanwhile_is_not_overwritten(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    def solved(world: World) -> None:
        desk.change(world, 2, desk.COLLEAGUE, status="solved")

    zendesk.faults.add("edit", method="tickets.update", edit=solved)
    problems = hold(tickets, "2", "3")
    assert problems == ["somebody changed it since it was read; it was left as it is", ""]
    assert zendesk.world.tickets[2].status == "solved"
    assert desk.notes(zendesk.world, 2) == []


def test_a_step_before_of_the_same_run_stands_in_nobodys_way(tickets: ZendeskTickets) -> None:
    (seen,) = read(tickets, "2")
    tickets.change([(seen, Change(note="No threat."))], "C/reassign#1/add-notes")
    move = Change(assignee=NOBODY, group="Mediation")
    (done,) = tickets.change([(seen, move)], "C/reassign#1/reassign-ticket")
    assert not done.problem
    (other,) = tickets.change([(seen, Change(status="pending"))], "D/reassign#1/reassign-ticket")
    assert other.problem == "somebody changed it since it was read; it was left as it is"


@pytest.mark.parametrize("kind", ["429", "429-plain"])
def test_a_rate_limit_is_waited_for(
    zendesk: Server, tickets: ZendeskTickets, waits: Waits, kind: str
) -> None:
    zendesk.faults.add(kind, method="tickets.update", times=2, retry_after=7)
    assert hold(tickets, "2") == [""]
    assert [int(seconds) for seconds in waits.slept] == [7, 7]
    assert desk.notes(zendesk.world, 2) == NOTE


def test_a_collision_in_zendesks_database_is_nobodys_change_and_is_tried_again(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    zendesk.faults.add("409-database", method="tickets.update", times=2)
    assert hold(tickets, "2") == [""]
    assert desk.notes(zendesk.world, 2) == NOTE
    zendesk.faults.add("409-database", times=None)
    with pytest.raises(Unavailable) as raised:
        tickets.create(NEW)
    assert not raised.value.uncertain


def test_a_limit_that_lasts_too_long_is_told(zendesk: Server, tickets: ZendeskTickets) -> None:
    zendesk.faults.add("429", times=None, retry_after=600)
    with pytest.raises(Unavailable) as raised:
        tickets.of_user(desk.USER)
    assert not raised.value.uncertain


def test_it_goes_to_a_group_with_a_note_and_to_nobody(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    change = Change(assignee=NOBODY, group="mediation", note="No threat.")
    (done,) = tickets.change([(t, change) for t in read(tickets, "2")], "k")
    assert not done.problem
    ticket = zendesk.world.tickets[2]
    assert (ticket.group_id, ticket.assignee_id) == (desk.MEDIATION, None)
    assert desk.notes(zendesk.world, 2) == [("No threat.", False)]


def test_a_group_is_found_by_the_settings_first(zendesk: Server) -> None:
    named = client(zendesk, groups={"T&S": str(desk.MEDIATION)})
    named.change([(t, Change(assignee=NOBODY, group="t&s")) for t in read(named, "2")], "k")
    assert zendesk.world.tickets[2].group_id == desk.MEDIATION
    with pytest.raises(NotFound) as raised:
        named.change([(t, Change(group="Sales")) for t in read(named, "3")], "k")
    assert raised.value.why == "It has: T&S, EE, Mediation."


# --- a new ticket ---------------------------------------------------------------------------


def test_a_ticket_to_the_user_is_public_and_theirs(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    made = tickets.create(NEW)
    kept = zendesk.world.tickets[int(made.id)]
    assert kept.requester_id == desk.person(zendesk.world, desk.USER).id
    assert kept.assignee_id == desk.person(zendesk.world, desk.AGENT).id
    assert (kept.external_id, kept.subject) == (NEW.key, "Your case")
    (event, *_) = kept.audits[0].events
    assert (event["body"], event["public"]) == ("Hello Jane", True)
    assert tickets.find(NEW.key) == made


@pytest.mark.parametrize("kind", ["cut-after", "timeout-after", "cut-before", "500"])
def test_it_is_created_once_though_an_answer_was_lost(
    zendesk: Server, tickets: ZendeskTickets, kind: str
) -> None:
    zendesk.faults.add(kind, method="tickets.create", seconds=0.01)
    tickets.create(NEW)
    assert len(zendesk.world.tickets) == 7


def test_days_later_it_is_still_found_by_its_key(zendesk: Server, tickets: ZendeskTickets) -> None:
    zendesk.faults.add("cut-after", method="tickets.create", times=None)
    with pytest.raises(Unavailable) as raised:
        tickets.create(NEW)
    assert raised.value.uncertain
    zendesk.faults.clear()
    zendesk.world.pass_time(days=3)
    assert tickets.create(NEW).id == "7"
    assert len(zendesk.world.tickets) == 7


def test_a_user_whom_zendesk_does_not_know_is_made(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    new = NewTicket("k", "<b>New</b> Person", "new@example.com", "S\nBcc: x", "Hello")
    made = tickets.create(new)
    assert desk.person(zendesk.world, "new@example.com").name == "<b>New</b> Person"
    assert made.subject == "S Bcc: x"


def test_without_an_address_nothing_is_created(zendesk: Server, tickets: ZendeskTickets) -> None:
    with pytest.raises(BadInput):
        tickets.create(NewTicket("k", "Jane", "", "S", "Hello"))
    assert zendesk.log == []


# --- what others did ------------------------------------------------------------------------


def test_what_others_did_is_told_and_what_we_did_is_not(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    (before,) = read(tickets, "2")
    hold(tickets, "2")
    desk.write(zendesk.world, 2, desk.COLLEAGUE, "Please\nwait.")
    desk.write(zendesk.world, 2, desk.USER, "Any news?", public=True)
    desk.change(zendesk.world, 2, desk.COLLEAGUE, status="solved")
    told = [(each.by, each.what) for each in tickets.history("2", before.updated)]
    assert told == [
        ("Omar Haddad", "internal note: Please wait."),
        ("Jane Doe", "public comment: Any news?"),
        ("Omar Haddad", "status: hold → solved"),
    ]


# --- who may not ----------------------------------------------------------------------------


def test_a_token_that_is_not_taken_asks_for_another(zendesk: Server) -> None:
    with pytest.raises(SignInNeeded) as raised:
        client(zendesk, token="wrong").of_user(desk.USER)  # noqa: S106 - opens nothing
    assert "SUMMARIZER_ZENDESK_TOKEN" in raised.value.fix


@pytest.mark.parametrize(
    "ask",
    [lambda t: t.of_user(desk.USER), lambda t: t.create(NEW), lambda t: t.groups()],
    ids=["read", "create", "groups"],
)
def test_an_end_user_may_nothing(zendesk: Server, ask: Callable[[ZendeskTickets], object]) -> None:
    with pytest.raises(Refused):
        ask(client(zendesk, user=desk.USER, token=f"token-{desk.USER}"))


def test_an_agent_who_sees_some_groups_only_is_told_per_ticket(zendesk: Server) -> None:
    seen = read(client(zendesk), "2")
    limited = client(zendesk, user=desk.LIMITED, token=f"token-{desk.LIMITED}")
    (done,) = limited.change([(seen[0], Change(note="Hello"))], "k")
    assert done.problem == "You do not have access to this page."
    assert read(limited, "2") == []


def test_only_an_agent_can_have_tickets(tickets: ZendeskTickets) -> None:
    with pytest.raises(NotFound) as raised:
        tickets.agent(desk.USER)
    assert raised.value.what == f"Zendesk has no agent {desk.USER}"


def test_doctor_hears_who_we_are_and_which_groups_there_are(zendesk: Server) -> None:
    assert client(zendesk).state() == "as Dana Reyes (agent); groups: EE, Mediation"
    with pytest.raises(NotFound, match="no group with the id of Sales"):
        client(zendesk, groups={"Sales": "1"}).state()
    with pytest.raises(Refused, match="is no agent"):
        client(zendesk, user=desk.USER, token=f"token-{desk.USER}").state()


def test_a_page_that_is_no_json_is_told(zendesk: Server, tickets: ZendeskTickets) -> None:
    zendesk.faults.add("503", times=None)
    with pytest.raises(Unavailable) as raised:
        tickets.groups()
    assert raised.value.what == "Could not read the groups"
    assert "<html>" not in raised.value.why
