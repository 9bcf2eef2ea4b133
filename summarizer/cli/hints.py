"""What to type next, after a command and in `show`."""

from __future__ import annotations

from summarizer import needless, picture, shifts, turns
from summarizer.board import risk_of
from summarizer.cli import COMMANDS
from summarizer.intents import intents, verb_of
from summarizer.leads import leads_on, waits
from summarizer.procedure import Verb
from summarizer.remembered import document_seen
from summarizer.workspace import Workspace
from tracker.case import Case

#: The verbs after which it is said that a case needs, or waits for, another person.
_ABOUT_PEOPLE = ("start", "handoff", "ask-team")


def hints(desk: Workspace, case: Case, after: str = "") -> list[str]:
    """What to type next: the drafts that wait, then the verbs of this stage.

    Behind a verb, `after`, that the case should change hands is said only where it is news:
    `list`, `show` and `shift` say it all the time.
    """
    found = _messages(desk, case)
    found += _room(desk, case)
    again = _approve_again(desk, case)
    for verb in leads_on(desk, case):
        if again and _is_bound(verb):
            continue
        first = _before(desk, case, verb)
        then = "   (once that is done)" if first and verb.name != "answered" else ""
        found += [*first, f"{_command(desk, case, verb)}{then}"]
    found += [f"{_command(desk, case, verb)}   ({why})" for verb, why in waits(desk, case)]
    urgent = [*_acknowledge(desk, case), *_paused(desk, case), *_moves(desk, case), *again]
    last = _hand_over(desk, case) if after in ("", *_ABOUT_PEOPLE) else []
    return [*urgent, *found, *_by_hand(desk, case), *last]


def left_behind(desk: Workspace, case: Case, intent: str) -> list[str]:
    """What the run that closed the case left unsent and undone: it is said once, then."""
    procedure = desk.procedure(case.procedure)
    last = next((e for e in reversed(case.effective) if "stage" in e.sets), None)
    if case.stage not in procedure.closed or last is None or last.intent != intent:
        return []
    unsent = needless.left_behind(procedure, case, "message") - needless.fulfilled(procedure, case)
    said = {"not sent": unsent, "not done": needless.left_behind(procedure, case, "todo")}
    return [f"left    {how}: {', '.join(sorted(names))}" for how, names in said.items() if names]


def _acknowledge(desk: Workspace, case: Case) -> list[str]:
    """The acknowledgement, where a case was started without one (003.1)."""
    verb = desk.procedure(case.procedure).verbs.get("ack")
    ran = any(verb_of(intent) == "ack" for intent in intents(case))
    if verb is None or ran or case.stage not in verb.stages or case.last("acknowledged"):
        return []
    return [f"summarizer ack {case.number} --answer TEXT"]


def _paused(desk: Workspace, case: Case) -> list[str]:
    """That the case's clocks stand still, and why."""
    is_open = case.stage not in desk.procedure(case.procedure).closed
    event = case.last("paused") if is_open and case.facts.get("paused") else None
    why = event.data.get("why", "") if event else ""
    return [f"summarizer resume {case.number}   (paused: {why})"] if event else []


def _approve_again(desk: Workspace, case: Case) -> list[str]:
    """That the approval is void, where it is still needed (003.6.6)."""
    seen = document_seen(desk.tracker, case.number)
    yes = picture.approval(case, seen.data if seen else {})
    if yes is None or yes["stands"]:
        return []
    verbs = [v for v in desk.procedure(case.procedure).verbs.values() if case.stage in v.stages]
    events = {p.args["event"] for v in verbs if _is_bound(v) for p in v.guards if "event" in p.args}
    why = "the approval is void: the summary has changed since"
    return [f"{_command(desk, case, verb)}   ({why})" for verb in verbs if verb.event in events]


def _is_bound(verb: Verb) -> bool:
    """Whether the verb is for the text that was approved, and for no other."""
    return any(part.name == "summary-unchanged" for part in verb.guards)


def _messages(desk: Workspace, case: Case) -> list[str]:
    """The drafts that wait: those of the helpdesk leave by command, others by hand."""
    number, found = case.number, []
    latest = case.latest("message").items()
    seen = document_seen(desk.tracker, case.number)
    over = picture.needless_drafts(case, desk.procedure(case.procedure), seen)
    for name, event in latest:
        if name in over:
            continue
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
    """What people do more often than the verb, or before it: the chart, facts that it needs."""
    number = case.number
    if verb.name == "answered":
        messages = case.latest("message").values()
        if any(verb_of(e.intent) == "answer" and e.data["state"] == "drafted" for e in messages):
            return []
        return [f"summarizer do {number} answer --field answer=TEXT"]
    if verb.name == "request-review":
        return _to_write(desk, number)
    needed = [
        fact for part in verb.guards if part.name == "has-facts" for fact in part.args["facts"]
    ]
    return [f"summarizer set {number} {fact} VALUE" for fact in needed if not case.facts.get(fact)]


def _to_write(desk: Workspace, number: str) -> list[str]:
    """What the document lacked before its review, when it was last read (003.5)."""
    seen, found = document_seen(desk.tracker, number), []
    if seen is None:
        return []
    chart = picture.progress(seen)
    parts = [text.strip() for text in seen.data.get("summary", {}).values()]
    if not seen.data.get("contact_copy", True):
        found.append(f"summarizer evidence {number} FILE   (a screenshot, or a link)")
    if chart["done"] < chart["total"]:
        done = f"{chart['done']} of {chart['total']} steps done"
        found.append(f"summarizer check {number} STEP --finding TEXT   ({done})")
    if not all(parts):
        written = f"{len([text for text in parts if text])} of {len(parts)} parts"
        found.append(f"summarizer open {number}   (write the summary: {written})")
    return found


def _by_hand(desk: Workspace, case: Case) -> list[str]:
    """The to-dos that somebody does by hand, in one line."""
    said = desk.settings.slack["channel"]
    waiting = picture.waiting(desk.procedure(case.procedure), case)
    open_ones = [t for t in waiting if t["state"] == "open"]
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
    if case.stage in desk.procedure(case.procedure).closed:
        return []
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
        for todo in picture.waiting(desk.procedure(case.procedure), case)
        if todo["service"] == "room" and todo["state"] in more
    ]


def _asked(desk: Workspace, case: Case, verb: Verb) -> list[str]:
    """Who was asked for the verb: the approver (003.6.5)."""
    verbs = desk.procedure(case.procedure).verbs.values()
    asks = (part for v in verbs for part in v.acts if part.args.get("then") == verb.name)
    named = [case.facts.get(part.args["who"], "") for part in asks]
    return [who for who in named if who and "," not in who]


def _command(desk: Workspace, case: Case, verb: Verb) -> str:
    """A verb as it is typed, with what it needs."""
    number = case.number
    if verb.name == "replied" and "question" in verb.needs:
        return f"summarizer replied {number} --mail MAIL   (if the team asks something)"
    if verb.name not in COMMANDS or verb.name == "replied":
        words = {name: "WHO" if name == "by" else "TEXT" for name in verb.needs}
        choices = (part.args for part in verb.guards if part.name == "input-is")
        words |= {args["input"]: "/".join(args["values"]) for args in choices}
        fields = "".join(f" --field {name}={word}" for name, word in words.items())
        return f"summarizer do {number} {verb.name}{fields}"
    who = [*turns.open_ones(case, verb), *_asked(desk, case, verb), "WHO"]
    options = "".join(f" --{name} {who[0] if name == 'by' else 'TEXT'}" for name in verb.needs)
    one = f" --{verb.one_of[0]} TEXT" if verb.one_of else ""
    return f"summarizer {verb.name} {number}{options}{one}"
