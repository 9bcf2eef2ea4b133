"""The acts that a procedure can ask for. Pure: each becomes keyed steps, applied elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from summarizer import document_acts, message_acts
from summarizer.people import choose
from summarizer.plan import Step
from summarizer.procedure import Part
from summarizer.procedure_verbs import PLAIN, Signature
from summarizer.situation import Situation, event_sets
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
    name, value = situation.inputs["field"], situation.inputs.get("value", "").strip()
    known = situation.procedure.fields
    if name not in known:
        raise BadInput(f"There is no field {name!r}", f"There are: {', '.join(known)}.")
    if known[name].one_of and value not in known[name].one_of:
        raise BadInput(f"{name} can't be {value!r}", f"It is one of {known[name].one_of}.")
    if situation.facts.get(name, "") == value:
        return []
    was = situation.facts.get(name, "")
    sets = {name: value}
    return [Step(f"set {name}", f"set {name} to {value}", "", {}, "fact set", sets, {"was": was})]


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


def place_by_domain(situation: Situation, part: Part) -> list[Step]:
    """Place a user in the organisation to which the address's domain belongs (002.3)."""
    domain = situation.inputs.get(part.args["input"], "").rpartition("@")[2].strip().casefold()
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
    "send": Act(message_acts.send, Signature(inputs=("message",))),
    "mark-sent": Act(message_acts.mark_sent, Signature(inputs=("message",))),
    "mark-done": Act(message_acts.mark_done, Signature(inputs=("todo",))),
    "close-todo": Act(message_acts.close_todo, Signature(("todo",))),
    "set-fact": Act(set_fact, Signature(inputs=("field",))),
    "pick": Act(pick, Signature(("role", "into"), ("not", "only"))),
    "place-by-domain": Act(place_by_domain, Signature(("input", "into", "organizations"))),
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
