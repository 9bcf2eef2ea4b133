"""The acts that a procedure can ask for. Pure: each becomes keyed steps, applied elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from summarizer import research, wordings
from summarizer.people import choose
from summarizer.plan import Step
from summarizer.ports import (
    AddEvidence,
    AddQuestion,
    AnswerComment,
    Edit,
    FillStep,
    NewDocument,
    ResolveComment,
)
from summarizer.procedure import Part
from summarizer.procedure_file import Signature
from summarizer.review import unsettled
from summarizer.situation import Earlier, Situation, fill
from tracker.errors import BadInput, NotFound, Refused

#: The score of a match by user id: such summaries are linked without being asked for.
SAME_USER = 100
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")


@dataclass(frozen=True, slots=True)
class Act:
    """What a verb does, the arguments it takes, and what must be gathered for it."""

    steps: Callable[[Situation, Part], list[Step]]
    signature: Signature = Signature()
    document: bool = False
    earlier: bool = False
    file: bool = False


def steps(situation: Situation, part: Part) -> list[Step]:
    """The steps of an act, if it counts here."""
    return ACTS[part.name].steps(situation, part) if situation.holds(part) else []


# --- messages and to-dos -----------------------------------------------------------------


def message(situation: Situation, part: Part) -> list[Step]:
    """Draft a message, and send it where that was asked for."""
    rule = situation.procedure.messages[part.args["message"]]
    if rule.reply and not situation.facts.get("thread.message_id"):
        words = f"Reply to all on the thread: {wordings.text(situation, rule.wording, rule)}"
        return [_todo(situation, rule.name, "mail", words, rule.sent)]
    name = _ordinal(situation, "message", rule.name)
    mail, remark = wordings.message(situation, rule, name)
    key = f"{situation.case.number}-{name}"
    data = {"message": name, "state": "drafted", "key": key, "rule": rule.name, "did": "draft"}
    args = {"key": key, "mail": mail, "message": name, "sent": rule.sent}
    draft = Step(f"draft {name}", f"draft the mail {name}", "draft", args, "drafted", {}, data)
    found = [draft]
    if remark:
        found.append(_todo(situation, f"{name}-address", "mail", remark))
    return found


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
    return [Step(f"send {name}", f"send the mail {name}", "send", args, event, sets, data)]


def _sent_event(situation: Situation, known: Any) -> str:
    rule = situation.procedure.messages.get(str(known.data.get("rule", "")))
    return rule.sent if rule and rule.sent else "sent"


def todo(situation: Situation, part: Part) -> list[Step]:
    """What a service would do, as a to-do with the exact words to paste."""
    values = situation.values()
    words = part.args.get("words")
    text = fill(words, values) if words else wordings.text(situation, part.args["wording"], None)
    name = fill(part.args["id"], values)
    return [_todo(situation, name, part.args["service"], text, part.args.get("done", ""))]


def _todo(situation: Situation, name: str, service: str, words: str, done: str = "") -> Step:
    name = _ordinal(situation, "todo", name)
    data = {"todo": name, "state": "open", "service": service, "words": words, "done": done}
    return Step(f"to-do {name}", f"leave the to-do {name}: {words}", "", {}, "to-do", {}, data)


def mark_sent(situation: Situation, part: Part) -> list[Step]:
    """A message has left by a person's hand, or an uncertain one has not."""
    del part
    name, known = _named(situation, "message")
    if situation.inputs.get("no"):
        if known.data["state"] == "sent":
            raise Refused(f"{name} is recorded as sent", "", "Take that back with: summarizer undo")
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


def _named(situation: Situation, sort: str) -> tuple[str, Any]:
    """The message or to-do that the input names: its id, or the newest one of that name."""
    wanted, known = situation.inputs[sort], situation.case.latest(sort)
    hits = [name for name in known if wanted in (name, name.rpartition("-")[0])]
    if not hits:
        raise NotFound(
            f"{situation.case.number} has no {sort} called {wanted!r}",
            f"It has: {', '.join(known) or 'none'}.",
            f"See: summarizer show {situation.case.number}",
        )
    name = wanted if wanted in known and len(hits) == 1 else hits[-1]
    return name, known[name]


def _ordinal(situation: Situation, sort: str, name: str) -> str:
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


def event_sets(situation: Situation, event: str) -> dict[str, str]:
    """The facts that an event of the procedure changes, for this case and now."""
    rule, procedure = situation.procedure.events[event], situation.procedure
    values = situation.values()
    found = {name: fill(value, values) for name, value in rule.sets.items()}
    order = procedure.stages
    stage = situation.case.stage
    if rule.stage:
        found["stage"] = rule.stage
    elif rule.advance and (not stage or order.index(stage) < order.index(rule.advance)):
        found["stage"] = rule.advance
    if rule.tab:
        found["tab"] = fill(procedure.tabs[rule.tab], values)
    return found


# --- facts and people --------------------------------------------------------------------


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


# --- the document ------------------------------------------------------------------------


def find_earlier(situation: Situation, part: Part) -> list[Step]:
    """Keep which earlier cases of the same user there are, and why each matched (003.4.1)."""
    del part
    found = [
        {"case": e.case, "title": e.title, "url": e.url, "reason": e.reason}
        for e in situation.earlier
    ]
    names = ", ".join(f"{e['case']} ({e['reason']})" for e in found) or "none"
    data = {"earlier": found}
    return [Step("find earlier", f"earlier summaries: {names}", "", {}, "earlier found", {}, data)]


def make_document(situation: Situation, part: Part) -> list[Step]:
    """Make the case's document in the shared folder (003.4.7, 003.4.8)."""
    del part
    rule = situation.procedure.document
    if rule is None:
        raise BadInput(f"{situation.procedure.name} declares no document", "", "Add [document].")
    reused = _named_earlier(situation, "reuse")
    new = NewDocument(
        case=situation.case.number,
        title=fill(rule.title, situation.values()),
        template=situation.procedure.file(rule.template),
        values=wordings.placeholders(situation),
        steps=rule.steps,
        parts=rule.parts,
        summary=reused.summary if reused else {},
    )
    label = f"make the document “{new.title}” in the shared folder"
    data = {"did": "make document"}
    return [Step("document", label, "make document", {"new": new}, "document made", {}, data)]


def link_earlier(situation: Situation, part: Part) -> list[Step]:
    """Link the earlier summaries that were decided on, in both documents (003.4.2)."""
    del part
    chosen = {e.case: e for e in situation.earlier if e.score >= SAME_USER and e.document}
    for kind in ("reuse", "refer"):
        if (named := _named_earlier(situation, kind)) is not None:
            chosen[named.case] = named
    linked = set(filter(None, situation.facts.get("earlier", "").split(", ")))
    new = [e for e in chosen.values() if e.case not in linked]
    if not new:
        return []
    sets = {"earlier": ", ".join([*sorted(linked), *(e.case for e in new)])}
    data = {"linked": [e.case for e in new], "reuse": situation.inputs.get("reuse", "")}
    label = "link " + ", ".join(f"{e.case} ({e.reason})" for e in new)
    args = {"earlier": new}
    return [Step("link earlier", label, "link earlier", args, "earlier linked", sets, data)]


def _named_earlier(situation: Situation, kind: str) -> Earlier | None:
    wanted = situation.inputs.get(kind, "")
    if not wanted:
        return None
    found = next((e for e in situation.earlier if e.case == wanted), None)
    if found is None or not found.document:
        raise NotFound(f"{wanted} has no document to {kind}", "", "See: summarizer find NAME")
    return found


def fill_step(situation: Situation, part: Part) -> list[Step]:
    """Write a step's finding into the chart (003.5.2)."""
    del part
    document = _document(situation)
    step = research.find_step(document.chart, situation.inputs["step"])
    why = situation.inputs.get("not_applicable", "")
    finding = f"{research.NOT_APPLICABLE}{why}" if why else situation.inputs["finding"]
    if not finding.strip():
        raise BadInput("The finding is empty", "A step is done when it says what was found.")
    before = next(row for row in document.chart if row.step == step)
    link = situation.inputs.get("link", "") or before.link
    if (before.finding, before.link) == (finding, link):
        return []
    at = f"{situation.local(situation.at):%Y-%m-%d %H:%M}"
    edit = FillStep(step, finding, link, situation.actor, at)
    data = {"step": step, "did": "fill step", "before": asdict(before), "finding": finding}
    return [_edit(f"fill {step}", f"write the finding of {step}", [edit], "step filled", data)]


def keep_question(situation: Situation, part: Part) -> list[Step]:
    """Keep a question to another team, and its answer (003.5.4)."""
    del part
    team, question, answer = (situation.inputs.get(k, "") for k in ("team", "question", "answer"))
    if (team, question, answer) in _document(situation).questions:
        return []
    edit = AddQuestion(team, question, answer)
    kind = "team answered" if answer else "team asked"
    data = {"team": team, "did": "edit"}
    return [_edit(f"question to {team}", f"keep the question to {team}", [edit], kind, data)]


def keep_evidence(situation: Situation, part: Part) -> list[Step]:
    """Keep a file in the evidence folder, and put what there is into the contact copy (003.5.1)."""
    del part
    text, link = situation.inputs.get("text", ""), situation.inputs.get("link", "")
    at = f"{situation.local(situation.at):%Y-%m-%d %H:%M %Z}"
    if situation.file is None:
        digest = hashlib.sha256((text or link).encode()).hexdigest()
        edit = AddEvidence(digest, at, text, link)
        data = {"sha256": digest, "did": "edit"}
        return [
            _edit(
                f"evidence {digest[:12]}",
                "put it in the contact copy",
                [edit],
                "evidence kept",
                data,
            )
        ]
    seen = situation.file
    name = f"{seen.sha256[:12]}{seen.path.suffix.lower()}"
    args = {"path": seen.path, "name": name, "sha256": seen.sha256}
    keep = Step(f"keep {name}", f"keep a copy of {seen.path.name}", "keep file", args, "file kept")
    picture = seen.path if seen.path.suffix.lower() in _PICTURES else None
    words = text or ("" if picture else f"File: {seen.path.name}")
    edit = AddEvidence(seen.sha256, at, words, link, picture)
    data = {"sha256": seen.sha256, "file": name, "did": "edit"}
    put = _edit(f"evidence {name}", "put it in the contact copy", [edit], "evidence kept", data)
    return [keep, put]


def settle_comment(situation: Situation, part: Part) -> list[Step]:
    """Answer or resolve a comment in the document, or record an answer that its format lost."""
    del part
    wanted = situation.inputs["comment"]
    known = [s.comment for s in situation.comments if s.comment.state != "deleted"]
    hits = [c for c in known if c.id == wanted] or [c for c in known if c.id.startswith(wanted)]
    if len(hits) != 1:
        open_ = ", ".join(c.id for c in unsettled(situation.comments)) or "none"
        raise NotFound(f"No one comment is called {wanted!r}", f"Open ones: {open_}.")
    comment = hits[0]
    data: dict[str, Any] = {"comment": comment.id}
    if situation.inputs.get("answered"):
        data["state"] = "answered"
        label = f"record that comment {comment.id} was answered"
        return [Step(f"answered {comment.id}", label, "", {}, "comment answered", {}, data)]
    edits: list[Edit] = []
    if answer := situation.inputs.get("answer", ""):
        name = situation.people.display_name(situation.actor)
        edits.append(AnswerComment(comment.id, answer, name, situation.at))
    if situation.inputs.get("resolve"):
        edits.append(ResolveComment(comment.id))
    data["did"] = "edit"
    kind = "comment resolved" if situation.inputs.get("resolve") else "comment answered"
    return [_edit(f"settle {comment.id}", f"answer or resolve {comment.id}", edits, kind, data)]


def record(situation: Situation, part: Part) -> list[Step]:
    """Record an event of the procedure beside the verb's own."""
    event = part.args["event"]
    sets = event_sets(situation, event)
    return [Step(f"record {event}", f"record “{event}”", "", {}, event, sets)]


def _edit(key: str, label: str, edits: list[Edit], event: str, data: dict[str, Any]) -> Step:
    return Step(key, label, "edit document", {"edits": edits}, event, {}, data)


def _document(situation: Situation) -> Any:
    if situation.document is None:
        number = situation.case.number
        raise NotFound(f"{number} has no document yet", "", f"Type: summarizer start {number}")
    return situation.document


#: Every act by the name that procedures call it.
ACTS: dict[str, Act] = {
    "message": Act(message, Signature(("message",))),
    "todo": Act(todo, Signature(("id", "service"), ("words", "wording", "done"))),
    "send": Act(send),
    "mark-sent": Act(mark_sent),
    "mark-done": Act(mark_done),
    "set-fact": Act(set_fact),
    "pick": Act(pick, Signature(("role", "into"), ("not", "only"))),
    "record": Act(record, Signature(("event",))),
    "find-earlier": Act(find_earlier, earlier=True),
    "make-document": Act(make_document, earlier=True),
    "link-earlier": Act(link_earlier, earlier=True, document=True),
    "fill-step": Act(fill_step, document=True),
    "keep-question": Act(keep_question, document=True),
    "keep-evidence": Act(keep_evidence, document=True, file=True),
    "settle-comment": Act(settle_comment, document=True),
}
