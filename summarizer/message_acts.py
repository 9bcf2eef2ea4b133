"""The acts that leave messages and to-dos, and say what became of them. Pure."""

from __future__ import annotations

import re
from typing import Any

from summarizer import wordings
from summarizer.plan import Step
from summarizer.procedure import MessageRule, Part
from summarizer.recipients import demanded
from summarizer.situation import Situation, event_sets
from summarizer.standing import fill
from tracker.errors import NotFound, Refused


def message(situation: Situation, part: Part) -> list[Step]:
    """Draft a message, and send it where that was asked for."""
    rule = situation.procedure.messages[part.args["message"]]
    if rule.reply and not situation.facts.get("thread.message_id"):
        text = wordings.text(situation, rule.wording, rule)
        words = f"Reply to all on the thread{_with(situation, rule)}: {text}"
        return [_todo(situation, rule.name, "mail", words, rule.sent)]
    name = ordinal(situation, "message", rule.name)
    mail, remark = wordings.message(situation, rule, name)
    key = f"{situation.case.number}-{name}"
    data = {"message": name, "state": "drafted", "key": key, "rule": rule.name, "did": "draft"}
    args = {"key": key, "mail": mail, "message": name, "sent": rule.sent}
    draft = Step(f"draft {name}", f"draft the mail {name}", "draft", args, "drafted", {}, data)
    found = [draft]
    if remark:
        step = _todo(situation, f"{name}-address", "mail", f"{remark}{_anew(situation)}")
        found.append(step._replace(data={**step.data, "draft": name}))
    return found


def _with(situation: Situation, rule: MessageRule) -> str:
    """Who must be on an answer that a person writes, beside the thread's own people (003.7.2)."""
    at = situation
    parties = wordings.parties_of(at.people, at.settings, at.facts, at.actor)
    names = ", ".join(address.address for address in demanded(rule, parties))
    return f" (see that it goes to {names}, too)" if names else ""


def _anew(situation: Situation) -> str:
    """How the mail is drafted again once the user's address is known, where that is a verb."""
    if "notify-user" not in situation.procedure.verbs:
        return ""
    number = situation.case.number
    return (
        f" Or type: summarizer set {number} user.email ADDRESS, then: summarizer do {number}"
        " notify-user"
    )


def withdraw(situation: Situation, part: Part) -> list[Step]:
    """Take back the drafts of a message that didn't leave: what they say doesn't hold any more."""
    drafts = [
        (name, event.data)
        for name, event in situation.case.latest("message").items()
        if event.data.get("rule") == part.args["message"] and event.data["state"] == "drafted"
    ]
    return [
        Step(
            f"withdraw {name}",
            f"withdraw the draft {name}",
            "withdraw",
            {"key": data["key"]},
            "withdrawn",
            data={**data, "state": "withdrawn", "did": "withdraw"},
        )
        for name, data in drafts
        if f"{situation.intent}/draft {name}" not in situation.case.keys
    ]


def send(situation: Situation, part: Part) -> list[Step]:
    """Send a drafted message now; an uncertain one is never sent again silently."""
    del part
    name, known = _named(situation, "message")
    if known.data["state"] == "sent":
        return []
    data = {**known.data, "state": "sent", "did": "send"}
    args = {"key": known.data["key"], "message": name}
    event = _sent_event(situation, known)
    sets = _sets(situation, event)
    kind, do = "mail", "send"
    if known.data.get("service") == "helpdesk":
        kind, do = "ticket", "send ticket"
    return [Step(f"send {name}", f"send the {kind} {name}", do, args, event, sets, data)]


def _sent_event(situation: Situation, known: Any) -> str:
    rule = situation.procedure.messages.get(str(known.data.get("rule", "")))
    return rule.sent if rule and rule.sent else str(known.data.get("done") or "sent")


def todo(situation: Situation, part: Part) -> list[Step]:
    """What a service would do, as a to-do with the exact words to paste."""
    values = situation.values()
    words = part.args.get("words")
    text = fill(words, values) if words else wordings.text(situation, part.args["wording"], None)
    name = fill(part.args["id"], values)
    return [_todo(situation, name, part.args["service"], text, part.args.get("done", ""))]


def _todo(situation: Situation, name: str, service: str, words: str, done: str = "") -> Step:
    name = ordinal(situation, "todo", name)
    data = {"todo": name, "state": "open", "service": service, "words": words, "done": done}
    return Step(f"to-do {name}", f"leave the to-do {name}: {words}", "", {}, "to-do", {}, data)


def close_todo(situation: Situation, part: Part) -> list[Step]:
    """What the verb does by itself needn't be done by hand any more."""
    known = situation.case.latest("todo")
    wanted = fill(part.args["todo"], situation.values())
    return [
        Step(
            f"close {name}",
            f"close the to-do {name}",
            event="to-do done",
            data={"todo": name, "state": "done", "service": event.data.get("service", "")},
        )
        for name, event in known.items()
        if event.data["state"] == "open" and _is_called(name, wanted)
    ]


def mark_sent(situation: Situation, part: Part) -> list[Step]:
    """A message has left by a person's hand, or an uncertain one has not."""
    del part
    name, known = _named(situation, "message")
    if situation.inputs.get("no"):
        if known.data["state"] == "sent":
            fix = f"Take that back with: summarizer undo {situation.case.number}"
            raise Refused(f"{name} is recorded as sent", "", fix)
        data = {**known.data, "state": "drafted", "did": ""}
        return [
            Step(
                f"{name} not sent",
                f"record that {name} did not leave",
                "",
                {},
                "not sent",
                {},
                data,
            )
        ]
    if known.data["state"] == "sent":
        return []
    event = _sent_event(situation, known)
    data = {**known.data, "state": "sent", "did": ""}
    label = f"record that {name} was sent"
    return [Step(f"{name} sent", label, "", {}, event, _sets(situation, event), data)]


def mark_done(situation: Situation, part: Part) -> list[Step]:
    """A to-do was done by hand; the event that it stands for has happened."""
    del part
    name, known = _named(situation, "todo")
    if known.data["state"] == "done":
        return []
    event = str(known.data.get("done") or "to-do done")
    data = {"todo": name, "state": "done", "service": known.data.get("service", "")}
    label = f"record that {name} was done"
    return [Step(f"{name} done", label, "", {}, event, _sets(situation, event), data)]


def say(situation: Situation, part: Part) -> list[Step]:
    """Say a to-do of the room there, in the thread of the case's first line."""
    del part
    name, known = _named(situation, "todo")
    if known.data["state"] == "done":
        return []
    fix = f"Do it yourself, then: summarizer done {situation.case.number} {name}"
    if known.data.get("service") != "room":
        raise Refused(f"{name} is nothing to be said in the room", "", fix)
    if not situation.settings.slack.get("channel"):
        why = "slack.channel is empty in summarizer.toml."
        raise Refused("This desk's room is not connected", why, fix)
    event = str(known.data.get("done") or "to-do done")
    data = {"todo": name, "state": "done", "service": "room", "did": "say"}
    args = {
        "todo": name,
        "key": f"{situation.case.number}-{name}",
        "words": known.data["words"],
        "thread": situation.facts.get("room.thread", ""),
        "link": _link(situation),
    }
    label = f"say {name} in the room: {known.data['words']}"
    return [Step(f"say {name}", label, "say", args, event, _sets(situation, event), data)]


def _link(situation: Situation) -> str:
    """Where colleagues see the case: its document, else the tracker; "" where neither is online."""
    document, settings = situation.facts.get("document.url", ""), situation.settings
    if document.startswith(("https://", "http://")):
        return document
    sheet = settings.google.get("spreadsheet", "")
    if settings.backend.get("tracker") != "sheets" or not sheet:
        return ""
    return f"https://docs.google.com/spreadsheets/d/{sheet}/edit"


def _named(situation: Situation, sort: str) -> tuple[str, Any]:
    """The message or to-do that the input names: its id, or the newest one of that name."""
    wanted, latest = situation.inputs[sort], situation.case.latest(sort)
    known = {name: e for name, e in latest.items() if e.data["state"] != "withdrawn"}
    hits = [name for name in known if _is_called(name, wanted)]
    if not hits:
        raise NotFound(
            f"{situation.case.number} has no {sort} called {wanted!r}",
            f"It has: {', '.join(known) or 'none'}.",
            _other_sort(situation, sort, wanted) or f"See: summarizer show {situation.case.number}",
        )
    name = wanted if wanted in known else hits[-1]
    return name, known[name]


def _other_sort(situation: Situation, sort: str, wanted: str) -> str:
    """What to type where a message was named that is a to-do, or the other way round."""
    other, command = {"message": ("todo", "done"), "todo": ("message", "sent")}[sort]
    if any(_is_called(name, wanted) for name in situation.case.latest(other)):
        return f"Type: summarizer {command} {situation.case.number} {wanted}"
    return ""


def _is_called(name: str, wanted: str) -> bool:
    """Whether this is the thing of that name, or its second, third, ..."""
    return re.fullmatch(rf"{re.escape(wanted)}(-[0-9]+)?", name) is not None


def ordinal(situation: Situation, sort: str, name: str) -> str:
    """The name of this run's message or to-do; the second of a name is `name-2`."""
    others = {
        e.data[sort]
        for e in situation.case.events
        if sort in e.data and e.intent != situation.intent
    }
    ours, number = name, 1
    while ours in others:
        number += 1
        ours = f"{name}-{number}"
    return ours


def _sets(situation: Situation, event: str) -> dict[str, str]:
    return event_sets(situation, event) if event in situation.procedure.events else {}
