"""What a procedure asks of the helpdesk: done there where it is connected, else a to-do. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from summarizer import message_acts, wordings
from summarizer.plan import Step
from summarizer.procedure import Part
from summarizer.situation import Helpdesk, Situation, event_sets
from summarizer.standing import fill
from summarizer.tickets import NOBODY, Change, Status, Ticket
from tracker.case import STEP_DONE, Case

#: In which statuses a ticket is put on hold (003.4.3); new, held, solved and closed ones stay.
HELD_FROM: Final[tuple[Status, ...]] = ("open", "pending")
#: What is kept of tickets as they were, for undo; and how many are named one by one.
_KEPT, _NAMED = 1000, 20
#: Tickets that are to be changed, and why others that were named are left alone, by number.
_Which = tuple[Sequence[Ticket], dict[str, str]]


def helpdesk(situation: Situation, part: Part) -> list[Step]:
    """The steps of an act of the helpdesk; the to-do that it was where it isn't connected."""
    seen = situation.helpdesk
    if seen is None:
        return _todo(situation, part)
    if seen.away:
        return _by_hand(situation, part, seen.away)
    return _WAYS[part.args["do"]](situation, part, seen)


def _todo(situation: Situation, part: Part) -> list[Step]:
    service = {"service": "helpdesk"}
    return message_acts.todo(situation, part._replace(args={**part.args, **service}))


def _by_hand(situation: Situation, part: Part, why: str) -> list[Step]:
    """The to-do, and why it is one. A step that an interrupted run has done stays done."""
    key = _key(situation, part)
    if f"{situation.intent}/{key}" in situation.case.keys:
        return [Step(key, "")]
    return [
        step._replace(data={**step.data, "words": f"{step.data['words'].rstrip()}\n\n{why}"})
        for step in _todo(situation, part)
    ]


def _key(situation: Situation, part: Part) -> str:
    return f"helpdesk {fill(part.args['id'], situation.values())}"


def numbers_of(case: Case) -> list[str]:
    """The numbers of tickets in the case's fact `tickets`."""
    texts = case.facts.get("tickets", "").replace(",", " ").split()
    return list(dict.fromkeys(text.lstrip("#") for text in texts))


# --- what changes tickets --------------------------------------------------------------------


def _hold(situation: Situation, part: Part, seen: Helpdesk) -> list[Step]:
    """Assign the open and pending ones that belong to the issue, on hold, with a note (003.4.3)."""
    if not numbers_of(situation.case):
        return _which(situation, part, seen)
    change = Change(
        assignee=seen.agent, status="hold", note=_said(situation, part, "note"), only=HELD_FROM
    )
    label = f"assign to {seen.agent}, place On-Hold, and note “{change.note}” on"
    return _change(situation, part, label, change, _of_the_case(situation, seen))


def _which(situation: Situation, part: Part, seen: Helpdesk) -> list[Step]:
    """Which tickets belong to the issue only a person can say: they see those that may."""
    may = [t for t in seen.tickets if t.status in HELD_FROM]
    if seen.requester and not may:
        label = f"no ticket of the user is open or pending, of {len(seen.tickets)}"
        return [Step(_key(situation, part), label, data={"nothing": label})]
    lines = [f"{t.id} ({t.status}) {t.subject}" for t in may[:_NAMED]]
    more = [f"and {len(may) - _NAMED} more"] if len(may) > _NAMED else []
    listed = "\n".join([*lines, *more]) or "The helpdesk doesn't know the user."
    number = situation.case.number
    how = f"Name those of this issue: summarizer set {number} tickets NUMBER,NUMBER"
    verb = situation.verb.name if situation.verb.repeatable else "hold-tickets"
    if verb in situation.procedure.verbs:
        how += f"\nThen: summarizer do {number} {verb}"
    return _by_hand(situation, part, f"{listed}\n\n{how}")


def _take_all(situation: Situation, part: Part, seen: Helpdesk) -> list[Step]:
    """Assign all that the user has; closed ones can't be (003.7.4)."""
    if not seen.requester:
        return _by_hand(situation, part, "The helpdesk doesn't know the user.")
    tickets = [t for t in seen.tickets if t.status != "closed"]
    if not tickets:
        label = "the user has no ticket that can be assigned"
        return [Step(_key(situation, part), label, data={"nothing": label})]
    change = Change(assignee=seen.agent)
    return _change(situation, part, f"assign to {seen.agent}", change, (tickets, {}))


def _note(situation: Situation, part: Part, seen: Helpdesk) -> list[Step]:
    change = Change(note=_said(situation, part, "note"))
    which = _of_the_case(situation, seen)
    return _change(situation, part, f"note “{change.note}” on", change, which)


def _reassign(situation: Situation, part: Part, seen: Helpdesk) -> list[Step]:
    """Give the tickets to a group, and to nobody in it (003.8.6)."""
    group = _said(situation, part, "group")
    if not group:
        field = part.args.get("group", "").strip("{}")
        how = f"The group is not known. Type: summarizer set {situation.case.number} {field} GROUP"
        return _by_hand(situation, part, how if field else "The procedure names no group.")
    change = Change(assignee=NOBODY, group=group, note=_said(situation, part, "note"))
    which = _of_the_case(situation, seen)
    return _change(situation, part, f"reassign to the group {group}", change, which)


def _said(situation: Situation, part: Part, name: str) -> str:
    return fill(part.args.get(name, ""), situation.values())


def _change(
    situation: Situation, part: Part, label: str, change: Change, which: _Which
) -> list[Step]:
    """One step for all tickets; what became of each is found out when it is done."""
    tickets, left = which
    key, values = _key(situation, part), situation.values()
    done, name = part.args.get("done", ""), fill(part.args["id"], values)
    listed = ", ".join(t.id for t in tickets[:_NAMED]) or "none"
    if len(tickets) > _NAMED:
        listed += f" and {len(tickets) - _NAMED} more"
    before = [[t.id, t.status, t.assignee, t.group] for t in tickets]
    if situation.begun:
        before = situation.begun.data["before"].get(key, before)
    return [
        Step(
            key,
            f"{label} {'ticket' if len(tickets) == 1 else 'tickets'} {listed}",
            "helpdesk",
            {
                "wanted": [(ticket, change) for ticket in tickets],
                "key": f"{situation.case.number}/{situation.intent}/{name}",
                "left": left,
                "todo": message_acts.ordinal(situation, "todo", name),
                "done": done,
            },
            done or STEP_DONE,
            event_sets(situation, done) if done else {},
            {
                "did": "helpdesk",
                "do": part.args["do"],
                "before": before if len(before) <= _KEPT else [],
            },
        )
    ]


def _of_the_case(situation: Situation, seen: Helpdesk) -> _Which:
    """The case's tickets as they were read, and why others that are named are left alone."""
    known = {ticket.id: ticket for ticket in seen.tickets}
    tickets, left = [], {}
    for number in numbers_of(situation.case):
        ticket = known.get(number)
        if ticket is None:
            left[number] = "the helpdesk has no such ticket"
        elif seen.requester and ticket.requester != seen.requester:
            left[number] = "it is another user's"
        else:
            tickets.append(ticket)
    return tickets, left


# --- what the user gets: drafted, until somebody sends it ------------------------------------


def _create(situation: Situation, part: Part, seen: Helpdesk) -> list[Step]:
    """A new ticket to the user (003.4.5)."""
    del seen
    values = situation.values()
    words = part.args.get("words")
    text = fill(words, values) if words else wordings.text(situation, part.args["wording"], None)
    subject = fill(part.args.get("subject", ""), values) or situation.settings.desk
    data = {"subject": subject, "words": text}
    return [_draft(situation, part, "draft the ticket to the user", data)]


def _solve(situation: Situation, part: Part, seen: Helpdesk) -> list[Step]:
    """Solve the case's tickets, and tell the user in them (003.8.5)."""
    tickets, left = _of_the_case(situation, seen)
    if left or not tickets:
        why = "\n".join(f"{n}: {problem}" for n, problem in left.items())
        return _by_hand(situation, part, why or "The case has no tickets.")
    numbers = ",".join(ticket.id for ticket in tickets)
    data = {"tickets": numbers, "words": _said(situation, part, "reply")}
    return [_draft(situation, part, f"draft the answer that solves ticket {numbers}", data)]


def _draft(situation: Situation, part: Part, label: str, data: Mapping[str, str]) -> Step:
    """A message in the helpdesk: nothing leaves before it is sent."""
    name = message_acts.ordinal(situation, "message", fill(part.args["id"], situation.values()))
    kept = {
        "message": name,
        "state": "drafted",
        "key": f"{situation.case.number}-{name}",
        "rule": "",
        "service": "helpdesk",
        "do": part.args["do"],
        "done": part.args.get("done", ""),
        "did": "draft ticket",
    }
    label = f"{label}: {data['words'].strip()}"
    return Step(f"draft {name}", label, "", {}, "drafted", {}, {**kept, **data})


_WAYS: Mapping[str, Callable[[Situation, Part, Helpdesk], list[Step]]] = {
    "hold": _hold,
    "take-all": _take_all,
    "note": _note,
    "reassign": _reassign,
    "create": _create,
    "solve": _solve,
}
