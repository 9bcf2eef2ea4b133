"""The guards that look at facts, events, clocks and inputs: they can be asked at any time."""

from __future__ import annotations

from datetime import datetime

from summarizer import clockwork
from summarizer.procedure import Part, Procedure, Verb
from summarizer.standing import Standing, fill

#: What stands in the way, a sentence each; empty when nothing does.
Problems = list[str]


def fact_is(standing: Standing, part: Part) -> Problems:
    """A fact has this value."""
    fact, wanted = part.args["fact"], fill(part.args["value"], standing.values())
    found = standing.values().get(fact, "")
    return [] if found == wanted else [f"{fact} is {found or 'empty'}, not {wanted or 'empty'}."]


def fact_is_not(standing: Standing, part: Part) -> Problems:
    """A fact does not have this value."""
    fact, unwanted = part.args["fact"], fill(part.args["value"], standing.values())
    found = standing.values().get(fact, "")
    return [f"{fact} is {found or 'empty'}."] if found == unwanted else []


def has_facts(standing: Standing, part: Part) -> Problems:
    """These facts are known."""
    lacking = [name for name in part.args["facts"] if not standing.values().get(name)]
    return [f"{name} is missing; {_how_known(standing, name)}" for name in lacking]


def known_by(procedure: Procedure, fact: str) -> Verb | None:
    """The verb by which a fact becomes known, so that nobody sets it by hand; None without one."""
    verbs = (v for v in procedure.verbs.values() if v.event and not v.refuse)
    telling = (v for v in verbs if fact in procedure.events[v.event].sets)
    return next((v for v in telling if not _needs(v, fact)), None)


def _needs(verb: Verb, fact: str) -> bool:
    return any(part.name == "has-facts" and fact in part.args["facts"] for part in verb.guards)


def _how_known(standing: Standing, fact: str) -> str:
    if verb := known_by(standing.procedure, fact):
        return f"it becomes known by: {verb.name}   {verb.help}".rstrip()
    return f"type: summarizer set {standing.case.number} {fact} VALUE"


def hold_over(standing: Standing, part: Part) -> Problems:
    """A minimum wait is over (003.6.8)."""
    reading = clockwork.reading(
        standing.procedure, standing.settings, standing.case, part.args["clock"], standing.at
    )
    if reading is None:
        return ["The wait hasn't begun: the mail is not sent."]
    if reading.state == "met":
        return []
    if reading.state == "never":
        hours = reading.rule.hours
        return [f"The wait never ends: {hours} hours are too few; look with: summarizer doctor"]
    if reading.due is None:
        return ["A question stands; the wait goes on once it is answered."]
    return [f"Wait until {_clock(standing, reading.due)}: there may still be questions."]


def happened(standing: Standing, part: Part) -> Problems:
    """An event has happened."""
    if standing.case.last(part.args["event"]):
        return []
    return [f"“{part.args['event']}” hasn't happened yet."]


def actor_is(standing: Standing, part: Part) -> Problems:
    """Who acts is the person in a fact."""
    wanted = standing.facts.get(part.args["fact"], "")
    who = standing.inputs.get("by") or standing.actor
    if who == wanted:
        return []
    if wanted:
        return [f"That is for {wanted}, not for {who}."]
    field = standing.procedure.fields.get(part.args["fact"])
    return [f"{field.title if field else part.args['fact']}: nobody yet."]


def input_is(standing: Standing, part: Part) -> Problems:
    """An input is one of these values."""
    name, allowed = part.args["input"], part.args["values"]
    found = standing.inputs.get(name, "")
    return [] if found in allowed else [f"{name} is {found!r}, not one of: {', '.join(allowed)}."]


def _clock(standing: Standing, at: datetime) -> str:
    return standing.local(at).strftime("%a %d %b %H:%M %Z")
