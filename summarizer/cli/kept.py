"""What a command put into the document, told to whoever typed it: what, and where it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from summarizer.cli.output import short
from summarizer.cli.places import document_place
from summarizer.workspace import Workspace
from tracker.case import Case

if TYPE_CHECKING:
    from summarizer.plan import Plan

#: So much of a text is told again.
_LONGEST = 300


def kept(desk: Workspace, case: Case, plan: Plan) -> Iterator[str]:
    """The lines about evidence, questions and comments that the plan has kept."""
    for event in case.effective:
        if event.intent == plan.intent and event.data.get("did") == "keep file":
            yield f"copy    {event.data['path']}"
    edits = [edit for step in plan.steps for edit in step.args.get("edits", ())]
    for edit in edits:
        if found := _told(edit):
            what, section = found
            yield f"kept    {what}"
            yield f"in      {', '.join(filter(None, (section, document_place(desk, case))))}"


def _told(edit: Any) -> tuple[str, str] | None:
    """What an edit keeps, and in which section; None for one that is told otherwise."""
    from summarizer import ports
    from summarizer.placeholders import CONTACT, QUESTIONS

    match edit:
        case ports.AddEvidence():
            picture = edit.picture.name if edit.picture else ""
            words = f"“{short(edit.text, _LONGEST)}”" if edit.text else ""
            return " ".join(filter(None, (picture, edit.link, words))), CONTACT
        case ports.AddQuestion():
            answer = f" Answer: {short(edit.answer, _LONGEST)}" if edit.answer else ""
            return f"{edit.team}: {short(edit.question, _LONGEST)}{answer}", QUESTIONS
        case ports.AnswerComment():
            return f"answer to {edit.comment}: {short(edit.text, _LONGEST)}", "its comments"
        case ports.ResolveComment():
            return f"{edit.comment} is resolved", "its comments"
    return None
