"""What to type next, after a command and in `show`."""

from __future__ import annotations

from summarizer import picture, shifts, turns
from summarizer.board import risk_of
from summarizer.cli import COMMANDS
from summarizer.leads import leads_on
from summarizer.procedure import Verb
from summarizer.workspace import Workspace
from tracker.case import Case


def hints(desk: Workspace, case: Case) -> list[str]:
    """What to type next: the drafts that wait, then the verbs of this stage."""
    number = case.number
    states = {m["message"]: m["state"] for m in picture.messages(case)}
    found = [
        f"summarizer sent {number} {name}   (once that draft has left)"
        for name, state in states.items()
        if state == "drafted"
    ]
    found += [
        f"look into the mailbox, then: summarizer sent {number} {name}, or with --no"
        for name, state in states.items()
        if state == "uncertain"
    ]
    found += _room(desk, case)
    found += [_command(number, verb) for verb in leads_on(desk, case)]
    return [*_moves(desk, case), *found, *_hand_over(desk, case)]


def _moves(desk: Workspace, case: Case) -> list[str]:
    """That somebody who was asked is off today, and whom `sync` asks instead (003.6.1)."""
    procedure, now = desk.procedure(case.procedure), desk.now()
    found = [turns.moved(desk.people, case, part, now) for _, part in turns.movers(procedure, case)]
    return [f"summarizer sync {case.number}   ({turn.reason})" for turn in found if turn]


def _hand_over(desk: Workspace, case: Case) -> list[str]:
    """That a case waits to be accepted (003.3.5), or outlasts its owner's shift (003.2.7)."""
    people, zone, number = desk.people, desk.settings.zone, case.number
    if handoff := shifts.handoff(case):
        return [f"summarizer accept {number}   ({shifts.told(handoff, people, zone)})"]
    risk = risk_of(desk, case, desk.now())
    if risk is None or "handoff" not in desk.procedure(case.procedure).verbs:
        return []
    why = shifts.why(risk, people.display_name(case.owner), zone)
    return [f"summarizer handoff {number} --to WHO --begin-at TEXT   ({why})"]


def _room(desk: Workspace, case: Case) -> list[str]:
    """Lines that wait to be said in the room, where it is connected."""
    if not desk.settings.slack["channel"]:
        return []
    more = {"open": "", "uncertain": "   (looks whether it was said)"}
    return [
        f"summarizer do {case.number} say --field todo={todo['todo']}{more[todo['state']]}"
        for todo in picture.todos(case)
        if todo["service"] == "room" and todo["state"] in more
    ]


def _command(number: str, verb: Verb) -> str:
    """A verb as it is typed, with what it needs."""
    if verb.name not in COMMANDS:
        fields = "".join(f" --field {name}=TEXT" for name in verb.needs)
        return f"summarizer do {number} {verb.name}{fields}"
    options = "".join(f" --{name} {'WHO' if name == 'by' else 'TEXT'}" for name in verb.needs)
    one = f" --{verb.one_of[0]} TEXT" if verb.one_of else ""
    return f"summarizer {verb.name} {number}{options}{one}"
