"""What others did to the tickets of cases since they were last looked at, in lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from summarizer.desk import Desk
from summarizer.helpdesk_acts import numbers_of
from summarizer.remembered import by_name, is_text, remembered
from summarizer.tickets import Ticket
from tracker.case import Case
from tracker.port import Observation, Wish

#: Under what the tracker keeps how a case's tickets were.
TICKETS = "tickets"


def take_in(desk: Desk, cases: Sequence[Case], *, dry_run: bool = False) -> dict[str, list[str]]:
    """What is new, by case; nothing where the helpdesk isn't connected.

    All tickets are asked for together, a hundred a request; the history of those only that
    changed. The first look at a ticket only remembers it. A dry run remembers nothing.

    Raises:
        SignInNeeded, Refused, Unavailable: The helpdesk can't be asked.
    """
    named = {case.number: numbers for case in cases if (numbers := numbers_of(case))}
    if desk.tickets is None or not named:
        return {}
    every = [number for numbers in named.values() for number in numbers]
    now = {ticket.id: ticket for ticket in desk.tickets.read(every)}
    said: dict[str, list[str]] = {}
    kept: list[Wish] = []
    for case, numbers in named.items():
        seen = remembered(desk.tracker, case, TICKETS, by_name(is_text))
        was: Mapping[str, Any] = seen.data if seen else {}
        there = {number: now[number].updated for number in numbers if number in now}
        lines = [line for n in there for line in _lines(desk, now[n], str(was.get(n, "")))]
        lines += [f"ticket {n} is gone" for n in was if n in numbers and n not in now]
        if lines:
            said[case] = lines
        if there != was:
            kept.append(Wish(case, seen={TICKETS: Observation(desk.now(), there)}))
    if kept and not dry_run:
        desk.tracker.record_many(kept)
    return said


def _lines(desk: Desk, ticket: Ticket, was: str) -> list[str]:
    """What others did to one ticket since it was as it was."""
    if not was or was == ticket.updated or desk.tickets is None:
        return []
    found = desk.tickets.history(ticket.id, was)
    return [f"ticket {ticket.id}: {each.by}: {each.what}" for each in found]
