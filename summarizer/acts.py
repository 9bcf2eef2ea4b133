"""The acts that a procedure can ask for. Pure: each becomes keyed steps, applied elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from summarizer import document_acts, message_acts
from summarizer.addresses import domain_of, is_address, is_line
from summarizer.people import People, choose
from summarizer.plan import Step
from summarizer.procedure import ASKED, FACT_SET, Field, Part
from summarizer.procedure_verbs import PLAIN, Signature
from summarizer.situation import Situation, event_sets
from summarizer.tables import near
from tracker.errors import BadInput, Refused


@dataclass(frozen=True, slots=True)
class Act:
    """What a verb does, the arguments it takes, and what must be gathered for it."""

    steps: Callable[[Situation, Part], list[Step]]
    signature: Signature = PLAIN
    document: bool = False
    earlier: bool = False
    file: bool = False


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
    if not field.people:
        return value
    return ", ".join(_person(text.strip(), people) for text in value.split(",") if text.strip())


def _person(text: str, people: People) -> str:
    """A person's key; an address that nobody in people.toml has stands for itself."""
    if people.get(text) is None and is_address(text):
        return text
    return people.find(text).key


def write_cell(situation: Situation, part: Part) -> list[Step]:
    """Write a cell of the case's row that people own."""
    del part
    column, value = situation.inputs["column"], situation.inputs.get("value", "").strip()
    args = {"column": column, "value": value}
    label = f"write {value or 'nothing'} into {column}"
    data = {**args, "did": "write cell"}
    return [Step(f"write {column}", label, "write cell", args, "cell written", {}, data)]


def pick(situation: Situation, part: Part) -> list[Step]:
    """Choose who holds a role today, less whom a fact excludes; the reason stays with it."""
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


def ask_in_document(situation: Situation, part: Part) -> list[Step]:
    """Ask for a yes in the document itself, where the service has that; each yes runs a verb."""
    if situation.settings.backend["documents"] != "google":
        return []
    who = part.args["who"]
    keys = [key.strip() for key in situation.facts.get(who, "").split(",") if key.strip()]
    names = ", ".join(map(situation.people.display_name, keys))
    emails = [person.email for key in keys if (person := situation.people.get(key))]
    args = {"addresses": emails, "words": f"{situation.case.number}: {situation.verb.help}"}
    data = {"asked": who, "then": part.args["then"]}
    label = f"ask {names} for a yes in the document, where this account may"
    return [Step(f"ask {who}", label, "ask in document", args, ASKED, {}, data)]


def place_by_domain(situation: Situation, part: Part) -> list[Step]:
    """Place a user in the organisation to which the address's domain belongs (002.3)."""
    domain = domain_of(situation.inputs.get(part.args["input"], ""))
    known = part.args["organizations"]
    above = [d for d in known if f".{domain}".endswith(f".{d.casefold()}")]
    if not above:
        raise Refused(
            f"{situation.verb.name} of {situation.case.number} is refused",
            f"{part.rule}: {domain} is the domain of no supported organization.",
            f"Add a domain that the partner sent to {situation.procedure.file('procedure.toml')}",
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
    "message": Act(message_acts.message, Signature(("message",))),
    "todo": Act(
        message_acts.todo, Signature(("id", "service"), ("done",), one_of=("words", "wording"))
    ),
    "withdraw": Act(message_acts.withdraw, Signature(("message",))),
    "send": Act(message_acts.send, Signature(inputs=("message",))),
    "mark-sent": Act(message_acts.mark_sent, Signature(inputs=("message",))),
    "mark-done": Act(message_acts.mark_done, Signature(inputs=("todo",))),
    "close-todo": Act(message_acts.close_todo, Signature(("todo",))),
    "set-fact": Act(set_fact, Signature(inputs=("field",))),
    "write-cell": Act(write_cell, Signature(inputs=("column",))),
    "pick": Act(pick, Signature(("role", "into"), ("not", "only"))),
    "place-by-domain": Act(place_by_domain, Signature(("input", "into", "organizations"))),
    "ask-in-document": Act(ask_in_document, Signature(("who", "then"))),
    "record": Act(record, Signature(("event",))),
    "find-earlier": Act(document_acts.find_earlier, earlier=True),
    "make-document": Act(document_acts.make_document, earlier=True),
    "link-earlier": Act(document_acts.link_earlier, earlier=True, document=True),
    "fill-step": Act(document_acts.fill_step, Signature(inputs=("step",)), document=True),
    "keep-question": Act(
        document_acts.keep_question, Signature(inputs=("team", "question")), document=True
    ),
    "keep-evidence": Act(document_acts.keep_evidence, document=True, file=True),
    "settle-comment": Act(
        document_acts.settle_comment, Signature(inputs=("comment",)), document=True
    ),
}
