"""The named predicates that a procedure can ask for. Pure: each says what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from summarizer import fact_guards, research, review, shifts, turns
from summarizer.addresses import domain_of
from summarizer.fact_guards import Problems
from summarizer.people import approver_problem
from summarizer.procedure import Part
from summarizer.situation import Situation

#: How much of a comment a refusal quotes.
_SHORT = 60


class Guard(NamedTuple):
    """A predicate, and whether it reads the document."""

    check: Callable[[Situation, Part], Problems]
    document: bool = False


def problems(situation: Situation, part: Part) -> Problems:
    """What the guard says, if it counts here."""
    return GUARDS[part.name].check(situation, part) if situation.holds(part) else []


def own_words(situation: Situation, part: Part) -> Problems:
    """The input says something of its own (003.2.4)."""
    from summarizer.messages import is_own_words  # noqa: PLC0415 - email takes 20 ms

    text = situation.inputs.get(part.args["input"], "")
    if is_own_words(text):
        return []
    wanted = f"--{part.args['input']} must say in your own words what will be done"
    blanket = f"; {text.strip()!r} would do for any mail" if text.strip() else ""
    return [f"{wanted} about what was asked{blanket}."]


def has_document(situation: Situation, part: Part) -> Problems:
    """The case has a document."""
    del part
    if situation.document is not None:
        return []
    return [f"There is no document yet; type: summarizer start {situation.case.number}"]


def chart_complete(situation: Situation, part: Part) -> Problems:
    """Every step of the research chart has a finding (003.5.2), and the steps are all there."""
    if situation.document is None:
        return has_document(situation, part)
    rows = situation.document.chart
    rule = situation.procedure.document
    present = {row.step.casefold().strip() for row in rows}
    gone = [n for n, _ in (rule.steps if rule else ()) if n.casefold() not in present]
    return [f"Research: no finding for {step}." for step in research.missing(rows)] + [
        f"Research: the chart has no row for {step} any more." for step in gone
    ]


def summary_complete(situation: Situation, part: Part) -> Problems:
    """Every part of the summary says something (003.5.5)."""
    if situation.document is None:
        return has_document(situation, part)
    rule = situation.procedure.document
    parts = [title for title, _ in rule.parts] if rule else []
    empty = research.empty_parts(situation.document.summary, parts)
    return [f"Summary: {title} is empty." for title in empty]


def contact_copy(situation: Situation, part: Part) -> Problems:
    """The contact copy holds the initial contact (003.5.1)."""
    if situation.document is None:
        return has_document(situation, part)
    if situation.document.contact_copy.strip() or situation.document.pictures:
        return []
    how = f"add to it with: summarizer evidence {situation.case.number} FILE"
    return [f"The Social Media Contact Copy is empty; {how}"]


def by_one_of(situation: Situation, part: Part) -> Problems:
    """The person in `by` is one of those in a fact."""
    people = _listed(situation, part.args["fact"])
    who = situation.inputs.get("by", "")
    if who in people:
        return []
    return [f"{who} is not among them: {', '.join(people) or 'nobody was asked'}."]


def reviewed_by_all(situation: Situation, part: Part) -> Problems:
    """Every person in a fact has done this event since they were asked (003.6.4)."""
    fact = part.args["fact"]
    done = turns.done(situation.case, fact, part.args["event"])
    return [
        f"{who} is not done; type: summarizer reviewed {situation.case.number} --by {who}"
        for who in _listed(situation, fact)
        if who not in done
    ]


def comments_settled(situation: Situation, part: Part) -> Problems:
    """No comment is open or reopened (003.6.4); one deleted unanswered wants a reason."""
    del part
    found = [
        f"Comment {c.id} by {c.author} is {c.state}: {_short(c.text)}"
        for c in review.unsettled(situation.comments)
    ]
    if not situation.inputs.get("deleted") and situation.case.last("approval requested") is None:
        found += [
            f"Comment {c.id} by {c.author} was deleted unanswered ({_short(c.text)});"
            " say why with --deleted WHY"
            for c in review.lost(situation.comments)
        ]
    return found


def may_approve(situation: Situation, part: Part) -> Problems:
    """`by` is an approver or the acting stand-in, and not the author (003.6.5)."""
    author = situation.facts.get(part.args["author"], "")
    by = situation.inputs.get("by", "")
    problem = approver_problem(situation.people, part.args["role"], by, situation.at, author)
    return [problem] if problem else []


def summary_unchanged(situation: Situation, part: Part) -> Problems:
    """The summary still is what was approved (003.6.6)."""
    approval = situation.case.last(part.args["event"])
    if situation.document is None or approval is None:
        return ["There is no approved summary."]
    if situation.facts.get("approved.hash") == review.summary_hash(situation.document.summary):
        return []
    change = review.difference(approval.data.get("summary", {}), situation.document.summary)
    fix = f"Ask for it again: summarizer approve {situation.case.number} --by WHO"
    return [
        f"The summary has changed since it was approved, so the approval is void. {fix}\n{change}"
    ]


def domain_not(situation: Situation, part: Part) -> Problems:
    """An address isn't at one of these domains, nor below one (002.2)."""
    address = situation.inputs.get(part.args["input"], "")
    domain = domain_of(address)
    if any(domain == d or domain.endswith(f".{d}") for d in part.args["domains"]):
        return [f"{domain} is not an employer's domain."]
    return [] if domain else [f"{address!r} is not an address."]


def in_role(situation: Situation, part: Part) -> Problems:
    """The person in `by` holds a role."""
    members = [person.key for person in situation.people.role(part.args["role"])]
    who = situation.inputs.get("by", "")
    return [] if who in members else [f"{who} is not one of {', '.join(members)}."]


def may_take(situation: Situation, part: Part) -> Problems:
    """The person in an input takes cases, and hasn't this one already (003.3)."""
    who = situation.inputs.get(part.args["input"], "")
    roles = [role for role in part.args["roles"] if situation.people.roles.get(role)]
    known = {person.key for role in roles for person in situation.people.role(role)}
    if who not in known:
        takers = ", ".join(sorted(known))
        if situation.people.get(who) is None:
            return [f"nobody is called {who!r}: cases are taken by {takers}."]
        return [f"{who} takes no cases: that is for {takers}."]
    return [f"{who} has it already."] if who == situation.case.owner else []


def waits_to_be_accepted(situation: Situation, part: Part) -> Problems:
    """The case was handed over, and nobody has accepted it yet."""
    del part
    asked = shifts.handoff(situation.case) or situation.case.last("to the team")
    return [] if asked else ["It wasn't handed over."]


def _listed(situation: Situation, fact: str) -> list[str]:
    return [p.strip() for p in situation.facts.get(fact, "").split(",") if p.strip()]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


#: Every guard by the name that procedures call it.
GUARDS: dict[str, Guard] = {
    "own-words": Guard(own_words),
    "fact-is": Guard(fact_guards.fact_is),
    "fact-is-not": Guard(fact_guards.fact_is_not),
    "has-facts": Guard(fact_guards.has_facts),
    "has-document": Guard(has_document, document=True),
    "chart-complete": Guard(chart_complete, document=True),
    "summary-complete": Guard(summary_complete, document=True),
    "contact-copy": Guard(contact_copy, document=True),
    "by-one-of": Guard(by_one_of),
    "reviewed-by-all": Guard(reviewed_by_all),
    "comments-settled": Guard(comments_settled, document=True),
    "may-approve": Guard(may_approve),
    "summary-unchanged": Guard(summary_unchanged, document=True),
    "hold-over": Guard(fact_guards.hold_over),
    "happened": Guard(fact_guards.happened),
    "input-is": Guard(fact_guards.input_is),
    "domain-not": Guard(domain_not),
    "in-role": Guard(in_role),
    "actor-is": Guard(fact_guards.actor_is),
    "may-take": Guard(may_take),
    "waits-to-be-accepted": Guard(waits_to_be_accepted),
}
