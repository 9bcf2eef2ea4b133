"""The acts that a procedure can ask for. Pure: each becomes keyed steps, applied elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from summarizer import document_acts, helpdesk_acts, message_acts, turns
from summarizer.addresses import domain_of, is_address, is_line
from summarizer.people import People, choose
from summarizer.plan import Step
from summarizer.procedure import ASKED, FACT_SET, Field, Part
from summarizer.situation import Situation, event_sets
from summarizer.tables import near
from tracker.errors import BadInput, Refused


class Act(NamedTuple):
    """What a verb does, and what must be gathered for it."""

    steps: Callable[[Situation, Part], list[Step]]
    document: bool = False
    earlier: bool = False
    file: bool = False
    row: bool = False


def steps(situation: Situation, part: Part) -> list[Step]:
    """The steps of an act, if it counts here."""
    return ACTS[part.name].steps(situation, part) if situation.holds(part) else []


def set_fact(situation: Situation, part: Part) -> list[Step]:
    """Correct a fact; the value must be one that its field allows."""
    del part
    wanted, procedure = situation.inputs["field"], situation.procedure
    field = procedure.field(wanted)
    if field is None:
        like = near(wanted, procedure.fields)
        fix = f"Perhaps {like}." if like else f"See: summarizer procedures show {procedure.name}"
        why = f"There are: {', '.join(procedure.fields)}."
        raise BadInput(f"There is no field {wanted!r}", why, fix)
    value = _settable(field, situation.inputs.get("value", "").strip(), situation.people)
    was = situation.facts.get(field.name, "")
    if was == value:
        return []
    label = f"set {field.name} to {value or 'nothing'}"
    sets, data = {field.name: value}, {"was": was}
    return [Step(f"set {field.name}", label, "", {}, FACT_SET, sets, data)]


def _settable(field: Field, value: str, people: People) -> str:
    """The value as it is kept. BadInput if the field can't have it, Refused if people can't set it.

    NotFound if it holds people and nobody is called so, unless it is an address.
    """
    if field.events_only:
        fix = "Take the command back that set it: summarizer undo CASE"
        raise Refused(f"{field.name} can't be set by hand", "Only events change it.", fix)
    if not is_line(value):
        fix = "Write it in one line."
        raise BadInput(f"{field.name} can't hold a line break, NUL or the like", "", fix)
    if field.required and not value:
        raise BadInput(f"{field.name} can't be empty", field.help, "Name another value.")
    if field.one_of and value not in field.one_of:
        allowed = ", ".join(text or '""' for text in field.one_of)
        raise BadInput(f"{field.name} can't be {value!r}", field.help, f"It is one of: {allowed}")
    if value and (problem := _problem(field.name, value)):
        raise BadInput(f"{field.name} can't be {value!r}", problem, "Name another value.")
    if not field.people:
        return value
    return ", ".join(_person(text.strip(), people) for text in value.split(",") if text.strip())


def _problem(name: str, value: str) -> str:
    """Why a fact that the program works with can't be this; "" if it can."""
    if name == "user.email" and not is_address(value):
        return "It is no mail address."
    numbers = [text.lstrip("#") for text in value.replace(",", " ").split()]
    if name == "tickets" and not all(map(str.isdigit, numbers)):
        return "Tickets are named by their numbers: 4711,4712"
    return ""


def _person(text: str, people: People) -> str:
    """A person's key; an address that nobody in people.toml has stands for itself."""
    if people.get(text) is None and is_address(text):
        return text
    return people.find(text).key


def write_cell(situation: Situation, part: Part) -> list[Step]:
    """Write a cell of the case's row that people own."""
    del part
    column, value = situation.inputs["column"], situation.inputs.get("value", "").strip()
    if not situation.cells:
        raise Refused(
            f"{situation.case.number} has no row in the tracker",
            "Somebody deleted it, or changed its number or the title of that column.",
            "summarizer doctor --reconcile",
        )
    args = {"column": column, "value": value}
    key, label = f"write {column}", f"write {value or 'nothing'} into {column}"
    before = situation.cells.get(column, "")
    if situation.begun:  # the cell may be written already
        before = situation.begun.data["before"].get(key, before)
    data = {**args, "did": "write cell", "before": before}
    return [Step(key, label, "write cell", args, "cell written", {}, data)]


def pick(situation: Situation, part: Part) -> list[Step]:
    """Choose who holds a role today, less whom a fact excludes; the reason stays with it.

    With `until`, only whose turn it is moves, where somebody who was asked is off today. A run
    that was interrupted keeps whom it had chosen.
    """
    key = f"{situation.intent}/pick {part.args['role']}"
    if known := next((e for e in situation.case.events if e.key == key), None):
        name = key.partition("/")[2]
        return [Step(name, name, "", {}, known.kind, known.sets, known.data)]
    if "until" in part.args:
        return _move(situation, part)
    excluded = situation.facts.get(part.args.get("not", ""), "")
    choice = choose(
        situation.people,
        part.args["role"],
        situation.at,
        exclude=[excluded] if excluded else [],
        only=part.args.get("only", 0),
    )
    people = ", ".join(choice.people)
    label = f"choose {people}: {choice.reason}"
    data = {"picked": part.args["role"], "reason": choice.reason}
    sets = {part.args["into"]: people}
    return [Step(f"pick {part.args['role']}", label, "", {}, "picked", sets, data)]


def _move(situation: Situation, part: Part) -> list[Step]:
    turn = turns.moved(situation.people, situation.case, part, situation.at)
    if turn is None:
        what = f"{situation.verb.name} of {situation.case.number} is refused"
        raise Refused(what, f"Whoever was asked is in, or done: {part.args['into']} stay.")
    now, newly = ", ".join(turn.now), ", ".join(turn.newly)
    label = f"ask {now} instead of {', '.join(turn.before)}: {turn.reason}"
    data = {"picked": part.args["role"], "reason": turn.reason, "before": list(turn.before)}
    sets = {part.args["into"]: now}
    if "newly" in part.args:
        sets[part.args["newly"]] = newly
    return [Step(f"pick {part.args['role']}", label, "", {}, turns.MOVED, sets, data)]


def ask_in_document(situation: Situation, part: Part) -> list[Step]:
    """Ask for a yes in the document itself, where the service has that; each yes runs a verb."""
    if situation.settings.backend["documents"] != "google":
        return []
    who = part.args["who"]
    keys = [key.strip() for key in situation.facts.get(who, "").split(",") if key.strip()]
    names = ", ".join(map(situation.people.display_name, keys))
    known = [person.email if (person := situation.people.get(key)) else key for key in keys]
    if not (addresses := [address for address in known if is_address(address)]):
        return []
    then = part.args["then"]
    words = f"{situation.case.number}: your yes counts as “{then}”. Questions go into comments."
    args = {"addresses": addresses, "words": words}
    data = {"asked": who, "then": then, "did": "ask in document"}
    label = f"ask {names} for a yes in the document, where this account may"
    return [Step(f"ask {who}", label, "ask in document", args, ASKED, {}, data)]


def place_by_domain(situation: Situation, part: Part) -> list[Step]:
    """Place a user in the organisation to which the address's domain belongs (002.3)."""
    domain = domain_of(situation.inputs.get(part.args["input"], ""))
    known = part.args["organizations"]
    above = [d for d in known if f".{domain}".endswith(f".{d.casefold()}")]
    if not above:
        file, first = situation.procedure.own_file("procedure.toml")
        raise Refused(
            f"{situation.verb.name} of {situation.case.number} is refused",
            f"{part.rule}: {domain} is the domain of no supported organization.",
            (f"{first}\n" if first else "")
            + f"Add a domain that the partner sent to `organizations` in {file}",
        )
    name = known[max(above, key=len)]
    sets = {part.args["into"]: name}
    return [Step("place", f"place the user in {name}", "", {}, "placed", sets)]


def record(situation: Situation, part: Part) -> list[Step]:
    """Record an event of the procedure beside the verb's own."""
    event = part.args["event"]
    sets = event_sets(situation, event)
    return [Step(f"record {event}", f"record “{event}”", "", {}, event, sets)]


#: Every act by the name that procedures call it.
ACTS: dict[str, Act] = {
    "message": Act(message_acts.message),
    "todo": Act(message_acts.todo),
    "withdraw": Act(message_acts.withdraw),
    "send": Act(message_acts.send),
    "mark-sent": Act(message_acts.mark_sent),
    "mark-done": Act(message_acts.mark_done),
    "say": Act(message_acts.say),
    "helpdesk": Act(helpdesk_acts.helpdesk),
    "close-todo": Act(message_acts.close_todo),
    "set-fact": Act(set_fact),
    "write-cell": Act(write_cell, row=True),
    "pick": Act(pick),
    "place-by-domain": Act(place_by_domain),
    "ask-in-document": Act(ask_in_document),
    "record": Act(record),
    "find-earlier": Act(document_acts.find_earlier, earlier=True),
    "make-document": Act(document_acts.make_document, earlier=True),
    "link-earlier": Act(document_acts.link_earlier, earlier=True, document=True),
    "fill-step": Act(document_acts.fill_step, document=True),
    "keep-question": Act(document_acts.keep_question, document=True),
    "keep-evidence": Act(document_acts.keep_evidence, document=True, file=True),
    "settle-comment": Act(document_acts.settle_comment, document=True),
}
