"""Tickets of a case: read before a verb decides, changed, created and solved by its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from summarizer.addresses import is_address
from summarizer.desk import Desk
from summarizer.helpdesk_acts import numbers_of
from summarizer.people import People
from summarizer.plan import Plan, Result, Step
from summarizer.situation import Helpdesk, Situation
from summarizer.standing import fill
from summarizer.tickets import NOBODY, Change, Changed, NewTicket, Ticket, Tickets
from tracker.case import Case, Event
from tracker.errors import BadInput, NotFound, Refused, Unavailable

#: What each way needs to know of tickets: those of the user, those of the case, or none.
_OF_USER, _OF_CASE = ("take-all",), ("hold", "note", "reassign", "solve")


def state(desk: Desk) -> str:
    """How the helpdesk is connected, for `doctor`; a UserError says what is wrong with it."""
    if desk.tickets is None:
        return "not connected: what is to be done there is a to-do"
    found = desk.tickets.state()
    desk.tickets.agent(address(desk.people, desk.actor))
    return found


def look(desk: Desk, situation: Situation) -> Helpdesk | None:
    """What the verb's acts need of the helpdesk; None where it is not connected, or not asked.

    A helpdesk that is away, or that has no such agent, stands in nobody's way: a to-do says so.

    Raises:
        SignInNeeded, BadInput: Somebody has to mend the settings, or to name another group.
    """
    parts = [p for p in situation.verb.acts if p.name == "helpdesk" and situation.holds(p)]
    ways = {str(part.args["do"]) for part in parts}
    if not ways or desk.tickets is None:
        return None
    try:
        for part in parts:
            _check_group(desk.tickets, fill(part.args.get("group", ""), situation.values()))
        return _look(desk.tickets, situation, ways)
    except (Unavailable, NotFound, Refused) as error:
        return Helpdesk(away=f"Not done in the helpdesk: {error.what}. {error.why}".strip())


def _check_group(tickets: Tickets, name: str) -> None:
    """Before a note is written: one of a group that isn't there would be the half of it."""
    try:
        tickets.group(name)
    except NotFound as error:
        raise BadInput(error.what, error.why, error.fix) from error


def _look(tickets: Tickets, situation: Situation, ways: set[str]) -> Helpdesk:
    agent = address(situation.people, situation.actor)
    tickets.agent(agent)
    mail, user_id = situation.facts.get("user.email", ""), situation.facts.get("user.id", "")
    known = tickets.requester(mail, user_id)
    found: list[Ticket] = []
    if numbers := numbers_of(situation.case):
        found += tickets.read(numbers) if ways & set(_OF_CASE) else ()
    if known and (ways & set(_OF_USER) or ("hold" in ways and not numbers)):
        found += tickets.of_user(mail, user_id)
    return Helpdesk(agent, known, tuple({t.id: t for t in found}.values()))


def address(people: People, actor: str) -> str:
    """The address of whoever acts: the agent whom tickets are assigned to. NotFound without one."""
    person = people.get(actor)
    found = person.email if person else actor
    if not is_address(found):
        raise NotFound(f"{actor or 'Nobody'} has no address", "Tickets are assigned by address.")
    return found


def change(desk: Desk, step: Step) -> Result:
    """Change the tickets; what couldn't be is left as a to-do, ticket by ticket."""
    args: Mapping[str, Any] = step.args
    results = _tickets(desk).change(args["wanted"], args["key"])
    problems = args["left"] | {r.ticket: r.problem for r in results if r.problem}
    data: dict[str, Any] = {
        "changed": [r.ticket for r in results if not r.problem and not r.untouched],
        "untouched": {r.ticket: r.untouched for r in results if r.untouched},
    }
    if not problems:
        return Result(data=data)
    lines = [f"{number}: {problem}" for number, problem in problems.items()]
    words = "These tickets were not changed; look at each in the helpdesk:\n" + "\n".join(lines)
    todo = {"todo": args["todo"], "state": "open", "service": "helpdesk", "words": words}
    return Result(data={**data, **todo, "done": args["done"]}, event="to-do")


def send(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    """Create the ticket, or solve the tickets with an answer: once, found again by its key."""
    data: Mapping[str, Any] = step.data
    agent = address(desk.people, plan.actor)
    if data["do"] == "create":
        return Result(data={"url": _create(desk, case, data, agent).url})
    numbers, key = str(data["tickets"]).split(","), str(data["key"])
    change_ = Change(assignee=agent, status="solved", reply=str(data["words"]))
    tickets = _tickets(desk)
    results = tickets.change([(ticket, change_) for ticket in tickets.read(numbers)], key)
    known = {result.ticket: result for result in results}
    gone = [Changed(number, "it is gone") for number in numbers if number not in known]
    if bad := [r for r in (*results, *gone) if r.problem]:
        raise Refused(
            f"{len(bad)} of {len(numbers)} tickets were not solved",
            "\n".join(f"{r.ticket}: {r.problem}" for r in bad),
            f"Solve them in the helpdesk, then: summarizer sent {case.number} {data['message']}",
        )
    return Result()


def _create(desk: Desk, case: Case, data: Mapping[str, Any], agent: str) -> Ticket:
    facts = case.facts
    new = NewTicket(
        key=str(data["key"]),
        name=facts.get("user.name", ""),
        address=facts.get("user.email", ""),
        subject=str(data["subject"]),
        text=str(data["words"]),
        assignee=agent,
    )
    return _tickets(desk).create(new)


def _tickets(desk: Desk) -> Tickets:
    if desk.tickets is None:
        why = "zendesk.url is empty in summarizer.toml."
        raise Refused("This desk's helpdesk is not connected", why, "Do it there by hand.")
    return desk.tickets


def undo(desk: Desk, case: Case, event: Event) -> str:
    """Give the tickets back as they were, where nobody has changed them since; says what stays."""
    data, tickets = event.data, desk.tickets
    changed = set(data.get("changed", ()))
    was = {row[0]: row for row in data.get("before", ()) if row[0] in changed}
    if not changed:
        return ""
    if tickets is None or not was:
        return f"{_count(changed)} stay as they are now; give them back in the helpdesk."
    now = {ticket.id: ticket for ticket in tickets.read(list(was))}
    agent = tickets.agent(address(desk.people, event.actor))
    ours = {n: t for n, t in now.items() if _is_ours(t, str(data["do"]), agent)}
    wanted = [(t, _back(was[n], t)) for n, t in ours.items()]
    results = tickets.change(wanted, f"{case.number}/{event.key}/undo")
    stay = [r.ticket for r in results if r.problem] + [n for n in was if n not in ours]
    remarks = ["Internal notes stay in the tickets."] if data["do"] in ("hold", "note") else []
    if stay:
        remarks.insert(0, f"{', '.join(stay)} changed since: left as they are.")
    return " ".join(remarks)


def _is_ours(ticket: Ticket, do: str, agent: str) -> bool:
    """Whether a ticket still is as the step left it."""
    by_way = {
        "hold": ticket.status == "hold" and ticket.assignee == agent,
        "take-all": ticket.assignee == agent,
        "reassign": not ticket.assignee,
        "note": False,
    }
    return by_way.get(do, False)


def _back(row: list[str], now: Ticket) -> Change:
    """What makes a ticket what it was; a new one can't be new again."""
    _, status, assignee, group = row
    known: Any = status
    keeps = status in ("new", now.status)
    return Change(assignee or NOBODY, "" if keeps else known, "" if group == now.group else group)


def _count(tickets: set[str]) -> str:
    return f"{len(tickets)} tickets" if len(tickets) != 1 else "1 ticket"
