"""What makes, changes and puts away documents; each handler recognises its own earlier work."""

from __future__ import annotations

from collections.abc import Callable

from summarizer.desk import Desk, document_ref, ref_in
from summarizer.document_errors import ChangedMeanwhile, Gone
from summarizer.plan import UNSURE, Plan, Result, Step
from summarizer.ports import (
    AddEarlier,
    DocumentRef,
    FillStep,
    NewDocument,
    Snapshot,
)
from summarizer.recording import observe
from summarizer.situation import Earlier
from tracker.case import Case, Event
from tracker.errors import Refused

#: How often a link is tried again while others save the document that it is put into.
_TRIES = 5
#: What a backend says of a document that is not where it was, nor anywhere else.
GONE = "gone already"


def make(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    """Make the case's document."""
    new: NewDocument = step.args["new"]
    ref = desk.documents.create(new._replace(made_before=_may_be_there(case, plan)))
    sets = {
        "document.id": ref.id,
        "document.title": ref.title,
        "document.url": ref.url,
        "document.path": ref.path,
    }
    observe(desk, case, desk.documents.read(ref))
    return Result(sets)


def _may_be_there(case: Case, plan: Plan) -> bool:
    """Whether a run that broke off, or one that was taken back, may have made the document.

    To look for it in a folder of 5,000 documents takes a second.
    """
    made = (
        e for e in case.events if "document.id" in e.sets or e.data.get("did") == "make document"
    )
    first = plan.intent.endswith("#1")
    return plan.resumed or not first or next(made, None) is not None


def edit(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    """Change the case's document; refused if somebody has just written where it would."""
    ref = of_case(case)
    snapshot = desk.documents.read(ref)
    if step.data.get("did") == "fill step":
        _check_finding(snapshot, step)
    observe(desk, case, desk.documents.change(ref, step.args["edits"], snapshot.revision))
    return Result()


def _check_finding(snapshot: Snapshot, step: Step) -> None:
    """What was decided on must stand there still, or what this step has written itself."""
    name, known = step.data["step"], (step.data["before"]["finding"], step.data["finding"])
    now = next((row for row in snapshot.chart if row.step == name), None)
    if now is not None and now.finding not in known:
        raise ChangedMeanwhile(
            f"The finding of {name} was changed meanwhile",
            f"It says: {now.finding}",
            "If yours should replace it, run the command again.",
        )


def of_case(case: Case) -> DocumentRef:
    """The case's document. Refused if it has none."""
    ref = document_ref(case)
    if ref is None:
        raise Refused(f"{case.number} has no document", "", f"Type: summarizer start {case.number}")
    return ref


def link(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    """Link earlier summaries and the case's document to each other."""
    ours = of_case(case)
    for earlier in step.args["earlier"]:
        _link_one(desk, case, ours, earlier, plan)
    return Result()


def _link_one(desk: Desk, case: Case, ours: DocumentRef, earlier: Earlier, plan: Plan) -> None:
    """Put the link into both documents, if both are the desk's; each edit is safe to repeat."""
    other = desk.tracker.load([earlier.case])[0]
    theirs = document_ref(other)
    observe(desk, case, _add_link(desk, ours, AddEarlier(earlier.title, earlier.url)))
    if theirs is not None:
        _add_link(desk, theirs, AddEarlier(ours.title, ours.url))
    noted = Step(f"{case.number} linked", "", event="linked from a later case")
    event = plan.record(noted)._replace(key=f"link#{case.number}/noted", data={"from": case.number})
    # The other case isn't held, somebody may be moving its row: a link changes none of its cells.
    desk.tracker.record(other.number, [event])


def _add_link(desk: Desk, document: DocumentRef, edit: AddEarlier) -> Snapshot:
    """A link rests on nothing else there: where somebody was faster, it is tried again."""
    for _ in range(_TRIES):
        try:
            return desk.documents.change(document, [edit], desk.documents.read(document).revision)
        except ChangedMeanwhile as error:
            last = error
    raise last


# --- taken back ------------------------------------------------------------------------------


def _undo_making(desk: Desk, case: Case, event: Event) -> str:
    """Put the document away; a run that was interrupted may not have recorded where it is."""
    ref = ref_in(event.sets, case.number) or desk.documents.find(case.number)
    if ref is None:
        return ""
    where = desk.documents.discard(ref)
    return f"The document is {where if where == GONE else f'now at {where}'}."


def _undo_link(desk: Desk, case: Case, event: Event) -> str:
    linked = ", ".join(event.data["linked"])
    return f"The links to and from {linked} stay in the documents; take them out there."


def _undo_edit(desk: Desk, case: Case, event: Event) -> str:
    may = "may stand" if event.data.get(UNSURE) else "stays"
    return f"“{event.kind}” {may} in the document; take it out there."


def _undo_fill(desk: Desk, case: Case, event: Event) -> str:
    ref, before = of_case(case), event.data["before"]
    try:
        snapshot = desk.documents.read(ref)
    except Gone:  # a lost one is made anew once `start` is taken back as well
        return "The document is gone: nothing was put back there."
    now = next((r for r in snapshot.chart if r.step == event.data["step"]), None)
    if now is None or now.finding not in (event.data["finding"], before["finding"]):
        return f"{event.data['step']} was changed since; it stays as it is."
    edit = FillStep(**before)
    observe(desk, case, desk.documents.change(ref, [edit], snapshot.revision))
    return ""


#: By what the event of a step says was done.
UNDOERS: dict[str, Callable[[Desk, Case, Event], str]] = {
    "make document": _undo_making,
    "link earlier": _undo_link,
    "fill step": _undo_fill,
    "edit": _undo_edit,
}
