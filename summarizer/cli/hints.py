"""What to type next, after a command and in `show`."""

from __future__ import annotations

from summarizer import picture, shifts, turns
from summarizer.board import risk_of
from summarizer.cli import COMMANDS
from summarizer.intents import intents, verb_of
from summarizer.leads import leads_on, waits
from summarizer.procedure import Verb
from summarizer.workspace import Workspace
from tracker.case import Case


def hints(desk: Workspace, case: Case) -> list[str]:
    """What to type next: the drafts that wait, then the verbs of this stage."""
    found = _messages(desk, case)
    found += _room(desk, case)
    for verb in leads_on(desk, case):
        found += [*_before(desk, case, verb), _command(case, verb)]
    found += [f"{_command(case, verb)}   ({why})" for verb, why in waits(desk, case)]
    first = [*_acknowledge(desk, case), *_moves(desk, case)]
    return [*first, *found, *_by_hand(desk, case), *_hand_over(desk, case)]


def _acknowledge(desk: Workspace, case: Case) -> list[str]:
    """The acknowledgement, where a case was started without one (003.1)."""
    verb = desk.procedure(case.procedure).verbs.get("ack")
    ran = any(verb_of(intent) == "ack" for intent in intents(case))
    if verb is None or ran or case.stage not in verb.stages or case.last("acknowledged"):
        return []
    return [f"summarizer ack {case.number} --answer TEXT"]


def _messages(desk: Workspace, case: Case) -> list[str]:
    """The drafts that wait: those of the helpdesk leave by command, others by hand."""
    number, found = case.number, []
    latest = case.latest("message").items()
    for name, event in latest:
        ticket = event.data.get("service") == "helpdesk" and desk.settings.zendesk["url"]
        if event.data["state"] == "drafted" and ticket:
            found.append(f"summarizer do {number} send --field message={name}")
        elif event.data["state"] == "drafted":
            found.append(f"summarizer sent {number} {name}   (once that draft has left)")
    for name, event in latest:
        if event.data["state"] == "uncertain":
            where = "helpdesk" if event.data.get("service") == "helpdesk" else "mailbox"
            how = f"summarizer sent {number} {name}, or with --no"
            found.append(f"look into the {where}, then: {how}")
    return found


def _before(desk: Workspace, case: Case, verb: Verb) -> list[str]:
    """What people do more often than the verb, or before it: the chart, a question's answer."""
    number = case.number
    if verb.name == "answered":
        messages = case.latest("message").values()
        if any(verb_of(e.intent) == "answer" and e.data["state"] == "drafted" for e in messages):
            return []
        return [f"summarizer do {number} answer --field answer=TEXT"]
    chart = picture.progress(desk.tracker.observation(number, "document"))
    if verb.name == "request-review" and chart["done"] < chart["total"]:
        done = f"{chart['done']} of {chart['total']} steps done"
        return [f"summarizer check {number} STEP --finding TEXT   ({done})"]
    return []


def _by_hand(desk: Workspace, case: Case) -> list[str]:
    """The to-dos that somebody does by hand, in one line."""
    said = desk.settings.slack["channel"]
    open_ones = [t for t in picture.todos(case) if t["state"] == "open"]
    elsewhere = ("phone", "room") if said else ("phone",)  # `contact` and `say` close those
    named = [t["todo"] for t in open_ones if t["service"] not in elsewhere]
    return (
        [f"summarizer done {case.number} TODO   (once done: {', '.join(named)})"] if named else []
    )


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


def _command(case: Case, verb: Verb) -> str:
    """A verb as it is typed, with what it needs."""
    number = case.number
    if verb.name == "replied" and "question" in verb.needs:
        return f"summarizer replied {number} --mail MAIL   (if the team asks something)"
    if verb.name not in COMMANDS or verb.name == "replied":
        words = {name: "WHO" if name == "by" else "TEXT" for name in verb.needs}
        fields = "".join(f" --field {name}={word}" for name, word in words.items())
        return f"summarizer do {number} {verb.name}{fields}"
    who = turns.open_ones(case, verb)[:1] or ("WHO",)
    options = "".join(f" --{name} {who[0] if name == 'by' else 'TEXT'}" for name in verb.needs)
    one = f" --{verb.one_of[0]} TEXT" if verb.one_of else ""
    return f"summarizer {verb.name} {number}{options}{one}"
