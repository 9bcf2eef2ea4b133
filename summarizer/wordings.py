"""What a case says where words are needed: the values for wordings, mails and documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from summarizer import clockwork, research, shifts
from summarizer.addresses import is_address
from summarizer.parties import Parties, Thread
from summarizer.people import People, Person, unread
from summarizer.procedure import FACTS, MessageRule, Procedure
from summarizer.rendering import NAMES, read_wording, render
from summarizer.settings import Settings
from summarizer.situation import Situation, nested
from tracker.case import INTENT_OPENED
from tracker.errors import BadInput


def known_names(procedure: Procedure) -> frozenset[str]:
    """Every name that a wording of the procedure can use."""
    inputs = {
        name
        for verb in procedure.verbs.values()
        for name in (*verb.needs, *verb.takes, *verb.one_of)
    }
    more = {"thread.subject", "received", "at", "roles", "status", "forwarded"}
    more |= {"on_call.name", "on_call.key", "on_call.from"}
    return NAMES | inputs | frozenset(procedure.fields) | more


def known_placeholders(procedure: Procedure) -> frozenset[str]:
    """Every name that the procedure's document can use, outside its blocks."""
    more = {"title", "case", "desk", "owner", "received", "due", "answer"}
    return FACTS.union(procedure.fields, more)


def text(situation: Situation, file: str, rule: MessageRule | None) -> str:
    """A wording as plain text: for a to-do, or for a mail that has to be written by hand."""
    wording = read_wording(situation.procedure.file(file))
    return render(wording, context(situation, rule)).text.strip()


def message(situation: Situation, rule: MessageRule, name: str) -> tuple[bytes, str]:
    """The mail that a rule describes, and what a person must do before it can be sent."""
    from summarizer.messages import Occasion, compose  # noqa: PLC0415 - email takes 20 ms

    wording = read_wording(situation.procedure.file(rule.wording))
    occasion = Occasion(situation.case.number, name, situation.local(situation.now))
    found = compose(rule, wording, context(situation, rule), parties(situation), occasion)
    remarks = " ".join(found.recipients.remarks)
    return found.raw, remarks if found.recipients.missing else ""


def parties(situation: Situation) -> Parties:
    """Everybody whom a mail of the case can concern."""
    return parties_of(situation.people, situation.settings, situation.facts, situation.actor)


def parties_of(people: People, settings: Settings, facts: Mapping[str, str], actor: str) -> Parties:
    """Everybody whom a mail of a case with these facts can concern; `actor` writes it."""
    thread = None
    if facts.get("thread.message_id"):
        thread = Thread(
            message_id=facts["thread.message_id"],
            subject=facts.get("thread.subject", ""),
            sender=facts.get("thread.from", ""),
            to=facts.get("thread.to", ""),
            cc=facts.get("thread.cc", ""),
            reply_to=facts.get("thread.reply_to", ""),
            references=facts.get("thread.references", ""),
        )
    return Parties(people, _person(people, settings, actor), settings.addresses, facts, thread)


def _person(people: People, settings: Settings, who: str) -> Person:
    """Who acts: somebody of people.toml, or an address that stands for itself."""
    if person := people.get(who):
        return person
    if not is_address(who):
        raise BadInput(
            f"{who!r} is nobody in {people.file}",
            "Mails can't come from there.",
            "Set SUMMARIZER_USER, or me in summarizer.toml, to somebody's address.",
        )
    return Person(who, who, who, ZoneInfo(settings.zone))


def context(situation: Situation, rule: MessageRule | None) -> Mapping[str, Any]:
    """The values that wordings can use; all names are there, those not known are empty."""
    me = _person(situation.people, situation.settings, situation.actor)
    values = situation.values()
    asked = values.get("requested_by", "")
    people, addressed = situation.people, _addressed(situation, rule)
    flat: dict[str, Any] = {
        **dict.fromkeys(known_names(situation.procedure), ""),
        **values,
        "desk": situation.settings.desk,
        "me.name": me.name,
        "me.first_name": me.first_name,
        "requested_first_name": _first_name(asked, situation.settings),
        "due": _due(situation),
        "people": [people.display_name(key) for key in addressed],
        "first_names": [p.first_name if (p := people.get(key)) else key for key in addressed],
        "summary": _summary(situation),
        "roles": _roles(situation),
        "status": _status(situation),
        "forwarded": situation.forwarded,
        **_on_call(situation),
    }
    for facts in ("document.title", "document.url"):
        flat[facts] = values.get(facts, "")
    if situation.document is not None:  # where it is now
        flat["document.url"] = situation.document.ref.url
    return nested({name: value for name, value in flat.items() if not _hidden(name)})


def _hidden(name: str) -> bool:
    """Facts that stand for something inside the program."""
    return name in {"stage", "tab", "procedure", "subject", "document"}


def _first_name(person: str, settings: Settings) -> str:
    """By what somebody is greeted; "" for a list, or where only an address is known.

    Outlook writes "Last, First".
    """
    name, _, address = person.partition("<")
    last, comma, first = name.strip().strip('"').partition(",")
    words = (first if comma else last).split()
    lists = {known.casefold() for known in settings.addresses.values()}
    is_list = address.rstrip("> ").casefold() in lists
    return words[0] if words and "@" not in name and not is_list else ""


def _due(situation: Situation) -> str:
    due = clockwork.due(situation.procedure, situation.settings, situation.case, situation.now)
    return clock_time(situation, due) if due else ""


def clock_time(situation: Situation, at: datetime) -> str:
    """A time in the desk's zone, with the zone's name."""
    return f"{situation.local(at):%a %d %b %Y %H:%M %Z}"


def _addressed(situation: Situation, rule: MessageRule | None) -> list[str]:
    """The keys of the people that a mail's To names by a fact."""
    names = [token.partition(":")[2] for token in (rule.to if rule else ()) if ":" in token]
    keys = [k.strip() for name in names for k in situation.facts.get(name, "").split(",")]
    return [key for key in keys if key]


def _roles(situation: Situation) -> dict[str, str]:
    """Who holds each role that the procedure needs, by name; "" for nobody."""
    people = situation.people
    return {
        role: " or ".join(people.display_name(key) for key in people.roles.get(role, ()))
        for role in situation.procedure.roles
    }


def _on_call(situation: Situation) -> dict[str, str]:
    """Who is on call now or next (003.1.8), and from when; all "" for nobody."""
    found = shifts.on_call(situation.people, situation.now)
    if found is None:
        return dict.fromkeys(("on_call.name", "on_call.key", "on_call.from"), "")
    person, begins = found
    return {
        "on_call.name": person.name + unread([person], situation.people.away),
        "on_call.key": person.key,
        "on_call.from": clock_time(situation, begins) if begins > situation.now else "",
    }


def _status(situation: Situation) -> str:
    """How far the case is (003.3.4): its stage, its chart, its summary."""
    document, said = situation.document, [f"stage {situation.case.stage}"]
    if document is not None:
        rows, missing = document.chart, research.missing(document.chart)
        said.append(f"{len(rows) - len(missing)} of {len(rows)} research steps done")
        if missing:
            said[-1] += f" (missing: {', '.join(missing)})"
        written = [text for text in document.summary.values() if text.strip()]
        said.append(f"{len(written)} of {len(document.summary)} parts of the summary written")
    return ", ".join(said)


def _summary(situation: Situation) -> list[dict[str, str]]:
    if situation.document is None:
        return []
    return [{"title": t, "text": said} for t, said in situation.document.summary.items()]


def placeholders(situation: Situation) -> dict[str, str]:
    """What the document's placeholders stand for, by name."""
    facts, number = situation.facts, situation.case.number
    received = situation.case.last("received")
    return {
        **dict.fromkeys(situation.procedure.fields, ""),
        **facts,
        "case": number,
        "desk": situation.settings.desk,
        "owner": situation.people.display_name(situation.case.owner),
        "received": clock_time(situation, received.at) if received else "",
        "due": _due(situation),
        "answer": _answer(situation),
    }


def _answer(situation: Situation) -> str:
    """What we said that we will do: the answer of the acknowledgement."""
    given = [e.data.get("inputs", {}) for e in situation.case.of_kind(INTENT_OPENED)]
    return next((str(inputs["answer"]) for inputs in given if inputs.get("answer")), "")
