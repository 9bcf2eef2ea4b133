"""The acts that make, link and fill the case's document. Pure: each becomes keyed steps."""

from __future__ import annotations

import hashlib
from typing import Any

from summarizer import research, wordings
from summarizer.document_errors import OpenElsewhere
from summarizer.intents import opened
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
from summarizer.review import unsettled
from summarizer.situation import Earlier, Situation
from summarizer.standing import fill
from tracker.errors import BadInput, NotFound

#: The score of a match by user id: such summaries are linked without being asked for.
SAME_USER = 100
#: What a preview says of evidence.
_PUT = "put it in the contact copy"
#: How files end that are put into the document as pictures.
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")


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
        procedure=situation.procedure.name,
    )
    label = f"make the document “{new.title}” in the shared folder"
    data = {"did": "make document"}
    return [Step("document", label, "make document", {"new": new}, "document made", {}, data)]


def link_earlier(situation: Situation, part: Part) -> list[Step]:
    """Link the earlier summaries that were decided on, in both documents (003.4.2)."""
    del part
    chosen = {e.case: e for e in situation.earlier if e.score >= SAME_USER and e.url}
    for kind in ("reuse", "refer"):
        if (named := _named_earlier(situation, kind)) is not None:
            chosen[named.case] = named
    linked = set(filter(None, situation.facts.get("earlier", "").split(", ")))
    new = [e for e in chosen.values() if e.case not in linked]
    if not new:
        return []
    sets = {"earlier": ", ".join([*sorted(linked), *(e.case for e in new)])}
    linking = {"linked": [e.case for e in new], "reuse": situation.inputs.get("reuse", "")}
    data = {**linking, "did": "link earlier"}
    label = "link " + ", ".join(f"{e.case} ({e.reason})" for e in new)
    args = {"earlier": new}
    return [Step("link earlier", label, "link earlier", args, "earlier linked", sets, data)]


def _named_earlier(situation: Situation, kind: str) -> Earlier | None:
    wanted = situation.inputs.get(kind, "")
    if not wanted:
        return None
    found = next((e for e in situation.earlier if e.case == wanted), None)
    if found is None or not (found.document if kind == "reuse" else found.url):
        raise NotFound(f"{wanted} has no document to {kind}", "", "See: summarizer find NAME")
    return found


def fill_step(situation: Situation, part: Part) -> list[Step]:
    """Write a step's finding into the chart (003.5.2)."""
    del part
    document = _document(situation)
    step = research.find_step(document.chart, situation.inputs["step"])
    why = situation.inputs.get("not_applicable", "")
    finding = f"{research.NOT_APPLICABLE}{why}" if why else situation.inputs.get("finding", "")
    if why and situation.inputs.get("finding"):
        raise BadInput("A step has a finding or doesn't apply, not both", "", "Give one of them.")
    if not finding.strip():
        raise BadInput("The finding is empty", "A step is done when it says what was found.")
    before = next(row for row in document.chart if row.step == step)
    link = situation.inputs.get("link", "") or before.link
    begun, key = situation.begun, f"fill {step}"
    if (before.finding, before.link) == (finding, link) and not begun:
        return []
    at = f"{situation.local(situation.at):%Y-%m-%d %H:%M}"
    edit = FillStep(step, finding, link, situation.people.display_name(situation.actor), at)
    ours = begun is not None and before.finding == finding  # an interrupted run has written it
    was = begun.data["before"].get(key) if begun and ours else before._asdict()
    data = {"step": step, "did": "fill step", "before": was, "finding": finding}
    put = Step(key, f"write the finding of {step}", event="step filled", data=data)
    return [_edit(situation, put, edit)]


def keep_question(situation: Situation, part: Part) -> list[Step]:
    """Keep a question to another team, and its answer (003.5.4)."""
    del part
    team, question, answer = (situation.inputs.get(k, "") for k in ("team", "question", "answer"))
    if (team, question, answer) in _document(situation).questions and not situation.begun:
        return []
    edit = AddQuestion(team, question, answer)
    kind = "team answered" if answer else "team asked"
    data = {"team": team, "did": "edit"}
    keep = Step(f"question to {team}", f"keep the question to {team}", event=kind, data=data)
    return [_edit(situation, keep, edit)]


def keep_evidence(situation: Situation, part: Part) -> list[Step]:
    """Keep a file in the evidence folder, and put what there is into the contact copy (003.5.1)."""
    del part
    text, link = situation.inputs.get("text", ""), situation.inputs.get("link", "")
    at = f"{situation.local(situation.at):%Y-%m-%d %H:%M %Z}"
    if situation.file is None:
        digest = hashlib.sha256((text or link).encode()).hexdigest()
        if _stands(situation, digest):
            return []
        edit = AddEvidence(digest, at, text, link)
        data = {"sha256": digest, "did": "edit"}
        put = Step(f"evidence {digest[:12]}", _PUT, event="evidence kept", data=data)
        return [_edit(situation, put, edit)]
    seen = situation.file
    if _stands(situation, seen.sha256):
        return []
    name = f"{seen.sha256[:12]}{seen.path.suffix.lower()}"
    args = {"path": seen.path, "name": name, "sha256": seen.sha256}
    label, kept = f"keep a copy of {seen.path.name}", {"did": "keep file", "file": name}
    keep = Step(f"keep {name}", label, "keep file", args, "file kept", {}, kept)
    picture = seen.path if seen.path.suffix.lower() in PICTURES else None
    words = text or ("" if picture else f"File: {seen.path.name}")
    edit = AddEvidence(seen.sha256, at, words, link, picture)
    data = {"sha256": seen.sha256, "file": name, "did": "edit"}
    put = Step(f"evidence {name}", _PUT, event="evidence kept", data=data)
    return [keep, _edit(situation, put, edit)]


def _stands(situation: Situation, digest: str) -> bool:
    """Whether this same command has kept it, and the contact copy still has it."""
    case, inputs = situation.case, dict(situation.inputs)
    same = [e for e in case.of_kind("evidence kept") if e.data.get("sha256") == digest]
    known = any(opened(case, e.intent).data["inputs"] == inputs for e in same)
    return known and digest in _document(situation).contact_copy and not situation.begun


def settle_comment(situation: Situation, part: Part) -> list[Step]:
    """Answer or resolve a comment in the document, or record an answer that its format lost."""
    del part
    wanted = situation.inputs["comment"]
    known = [s.comment for s in situation.comments if s.comment.state != "deleted"]
    hits = [c for c in known if c.id == wanted] or [c for c in known if c.id.startswith(wanted)]
    if len(hits) != 1:
        open_ = ", ".join(c.id for c in unsettled(situation.comments)) or "none"
        what = f"{'More than one' if hits else 'No'} comment is called {wanted!r}"
        fix = f"See them with: summarizer comments {situation.case.number}"
        raise NotFound(what, f"Open ones: {open_}.", fix)
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
    settle = Step(f"settle {comment.id}", f"answer or resolve {comment.id}", event=kind, data=data)
    return [_edit(situation, settle, *edits)]


def _edit(situation: Situation, step: Step, *edits: Edit) -> Step:
    """The step as a change of the document; refused at once if somebody has that open."""
    document, written = situation.document, f"{situation.intent}/{step.key}"
    if document is not None and document.open_as and written not in situation.case.keys:
        raise OpenElsewhere(document.ref.title, document.open_as)
    return step._replace(do="edit document", args={"edits": list(edits)})


def _document(situation: Situation) -> Any:
    if situation.document is None:
        number = situation.case.number
        raise NotFound(f"{number} has no document yet", "", f"Type: summarizer start {number}")
    return situation.document
