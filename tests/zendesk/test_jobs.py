"""Many tickets at once: jobs of a hundred, reported item by item."""

from __future__ import annotations

from typing import Any

import pytest

from summarizer.tickets import Change
from summarizer.zendesk.client import ZendeskTickets
from tests.zendesk import desk
from tests.zendesk.server import Server
from tests.zendesk.wires import Waits, client
from tests.zendesk.world import World
from tracker.errors import Unavailable


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def tickets(zendesk: Server, waits: Waits) -> ZendeskTickets:
    return client(zendesk, waits)


def take_all(tickets: ZendeskTickets, **how: Any) -> dict[str, str]:
    change = Change(assignee=desk.AGENT)
    found = [(t, change) for t in tickets.of_user(desk.USER)]
    return {d.ticket: d.problem for d in tickets.change(found, "k", **how)}


def test_all_that_can_be_are_taken_in_one_job(zendesk: Server, tickets: ZendeskTickets) -> None:
    problems = take_all(tickets)
    assert problems.pop("6") == "it is closed: it can't be changed"
    assert set(problems.values()) == {""}
    agent = desk.person(zendesk.world, desk.AGENT).id
    taken = [zendesk.world.tickets[n] for n in range(1, 6)]
    assert [t.assignee_id for t in taken] == [agent] * 5
    assert [t.status for t in taken] == ["open", "open", "pending", "hold", "solved"]
    assert [desk.notes(zendesk.world, n) for n in range(1, 6)] == [[]] * 5
    assert zendesk.asked("tickets.update_many") == 1
    assert take_all(tickets) == {**dict.fromkeys("12345", ""), "6": problems_of_closed()}
    assert zendesk.asked("tickets.update_many") == 1, "nothing was left to do"


def problems_of_closed() -> str:
    return "it is closed: it can't be changed"


def test_a_job_that_failed_in_part_is_reported_item_by_item(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    def others(world: World) -> None:
        desk.write(world, 2, desk.COLLEAGUE, "I look at it.")
        world.tickets[3].status = "closed"
        del world.tickets[4]

    zendesk.faults.add("edit", method="tickets.update_many", edit=others)
    problems = take_all(tickets)
    assert problems["1"] == problems["5"] == ""
    assert problems["2"] == "somebody changed it since it was read; it was left as it is"
    assert problems["3"] == "Status: closed prevents ticket update"
    assert problems["4"] == "Not found"
    assert zendesk.world.tickets[2].assignee_id != desk.person(zendesk.world, desk.AGENT).id


@pytest.mark.parametrize("kind", ["cut-after", "timeout-after", "cut-before", "503"])
def test_a_job_whose_answer_is_lost_is_found_out(
    zendesk: Server, tickets: ZendeskTickets, kind: str
) -> None:
    zendesk.faults.add(kind, method="tickets.update_many", seconds=0.01)
    assert [n for n, problem in take_all(tickets).items() if problem] == ["6"]
    assert [len(zendesk.world.tickets[n].audits) for n in (1, 2, 3)] == [2, 2, 2], "taken once"


def test_a_job_that_failed_as_a_whole_is_reported_item_by_item(
    zendesk: Server, tickets: ZendeskTickets
) -> None:
    zendesk.faults.add("job-failed", method="tickets.update_many")
    problems = take_all(tickets)
    assert problems.pop("6") == problems_of_closed()
    assert set(problems.values()) == {"the job did not say what became of it"}
    assert take_all(tickets)["1"] == ""


def test_a_job_that_never_ends_is_uncertain(
    zendesk: Server, tickets: ZendeskTickets, waits: Waits
) -> None:
    zendesk.faults.add("job-slow", method="tickets.update_many")
    with pytest.raises(Unavailable) as raised:
        take_all(tickets)
    assert raised.value.uncertain
    assert waits.now < 120


def test_jobs_are_of_a_hundred_tickets(zendesk: Server, tickets: ZendeskTickets) -> None:
    for _ in range(244):
        desk.add(zendesk.world, desk.USER, "Again")
    said: list[tuple[int, int]] = []
    take_all(tickets, progress=lambda n, of: said.append((n, of)))
    assert zendesk.asked("tickets.update_many") == 3
    assert said[-1] == (250, 250)
