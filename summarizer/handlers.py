"""What changes the world: each handler carries a step out, and recognises its own earlier work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from summarizer import helpdesk, picture, wordings
from summarizer.desk import Desk, document_ref, ref_in
from summarizer.plan import Handler, Plan, Record, Result, Step, Undo
from summarizer.ports import (
    AddEarlier,
    DocumentRef,
    Drafted,
    FillStep,
    NewDocument,
    Snapshot,
)
from summarizer.recipients import lint, recipients_of
from summarizer.saying import say_once
from summarizer.situation import Earlier
from tracker.case import Case, Event
from tracker.columns import to_text
from tracker.errors import Refused, Unavailable, UserError
from tracker.port import Observation, Row

_T = TypeVar("_T")


def recorder(desk: Desk) -> Record:
    """Writes events and the row that follows from them, in one transaction."""

    def record(case: Case, events: Sequence[Event]) -> Case:
        number = case.number
        fresh = Case(number, (*case.events, *(e for e in events if e.key not in case.keys)))
        if not fresh.procedure:
            desk.tracker.record(number, events, drop_row=True)
        else:
            seen = desk.tracker.observation(number, "document")
            desk.tracker.record(number, events, _changed(desk, case, fresh, seen, seen))
        return desk.tracker.load([number])[0]

    return record


def observe(desk: Desk, case: Case, snapshot: Snapshot) -> Observation:
    """Keep what the document says now, and show it in the row."""
    was, seen = desk.tracker.observation(case.number, "document"), reading(desk, case, snapshot)
    row = _changed(desk, case, case, was, seen)
    desk.tracker.observe(case.number, "document", seen, row)
    return seen


def full_row(desk: Desk, case: Case, seen: Observation | None) -> Row:
    """The row as the events and the document say it is."""
    return picture.row(case, desk.procedure(case.procedure), desk.settings, seen, desk.now())


def _changed(
    desk: Desk, before: Case, after: Case, was: Observation | None, seen: Observation | None
) -> Row | None:
    """The row with the cells that are others now: what people changed meanwhile stays for `sync`.

    None where people deleted the row.
    """
    row = full_row(desk, after, seen)
    if not before.procedure:  # a new row has the columns of people, too, still empty
        columns = desk.procedure(after.procedure).columns
        theirs = {c.title: None for c in columns if c.people}
        return row._replace(cells={**theirs, **row.cells})
    old, there = full_row(desk, before, was), desk.tracker.row(after.number)
    if there is None:
        return None
    cells = {title: cell for title, cell in row.cells.items() if cell != old.cells.get(title)}
    return row._replace(cells=cells, tab=there.tab if row.tab == old.tab else row.tab)


def reading(desk: Desk, case: Case, snapshot: Snapshot) -> Observation:
    """What the document says now, compared with the reading before; nothing is kept."""
    before = desk.tracker.observation(case.number, "document")
    data = picture.observed(snapshot, before, picture.answered_by_hand(case))
    return Observation(desk.now(), data)


def handlers(desk: Desk) -> dict[str, Handler]:
    """The handlers by the names that steps call them."""
    return {name: partial(handler, desk) for name, handler in _HANDLERS.items()}


def _draft(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    path = desk.mail.draft(step.args["key"], step.args["mail"])
    return Result(data={"path": path})


def _withdraw(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    desk.mail.discard(step.args["key"], _place(step.data))
    return Result()


def _place(data: Mapping[str, Any]) -> str:
    return str(data.get("path", ""))


def _send(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    """Send once: what is being sent is uncertain until the server has answered."""
    known = case.latest("message")[step.args["message"]]
    if known.data["state"] == "uncertain" and (left := _has_left(desk, case, known)):
        return Result(data={"left": left.isoformat()})
    _check_draft(desk, case, plan, step)
    refused = _attempt(
        desk, case, plan, step, lambda: desk.mail.send(step.args["key"], _place(step.data))
    )
    return Result(data={"refused": list(refused)} if refused else {})


def _send_ticket(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    """Send once: the helpdesk knows our keys, so one that is uncertain is asked for by sending."""
    return _attempt(desk, case, plan, step, lambda: helpdesk.send(desk, case, plan, step))


def _change_tickets(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    return helpdesk.change(desk, step)


def _attempt(desk: Desk, case: Case, plan: Plan, step: Step, leave: Callable[[], _T]) -> _T:
    """Let a message leave; while it does, and if the answer is lost, it is uncertain."""
    name = step.args["message"]
    attempt = 1 + sum(f"/sending {name} " in key for key in case.keys)
    data = {**step.data, "state": "uncertain", "did": ""}
    sending = Step(f"sending {name} {attempt}", "", event="sending", data=data)
    record = recorder(desk)
    case = record(case, [plan.record(sending)])
    try:
        return leave()
    except UserError as error:
        if not getattr(error, "uncertain", False):
            back = {**step.data, "state": "drafted", "did": ""}
            failed = Step(f"not sent {name} {attempt}", "", event="not sent", data=back)
            record(case, [plan.record(failed)])
        raise


def _has_left(desk: Desk, case: Case, sending: Event) -> datetime | None:
    """When a mail left whose sending was interrupted; None if it is a draft still.

    Raises:
        Unavailable: The mailbox can't tell: a person has to look.
    """
    key, name = str(sending.data["key"]), sending.data["message"]
    left = desk.mail.left([Drafted(key, _place(sending.data), sending.recorded)])
    if key in left:
        return left[key] or None
    raise Unavailable(
        f"It is not known whether {name} left",
        "Its sending was interrupted. Look into the mailbox.",
        f"Then type: summarizer sent {case.number} {name}, or with --no if it did not leave.",
    )


def _check_draft(desk: Desk, case: Case, plan: Plan, step: Step) -> None:
    """What people changed in a draft must still reach whom the rule says, and nobody else."""
    procedure = desk.procedure(case.procedure)
    rule = procedure.messages.get(str(step.data.get("rule", "")))
    if rule is None:
        return
    found = recipients_of(desk.mail.read(step.args["key"], _place(step.data)))
    if not found.to:
        raise Refused(
            f"{step.args['message']} has nobody in To",
            "The address was not known when it was drafted.",
            "Write it into the draft, and run the command again.",
        )
    parties = wordings.parties_of(desk.people, desk.settings, case.facts, plan.actor)
    if desk.settings.backend.get("mail") == "gmail" and (alias := desk.settings.google["alias"]):
        parties = replace(parties, me=replace(parties.me, email=alias))  # it stands in From
    lint(rule, found, parties)


def _say(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    return say_once(desk, recorder(desk), case, plan, step)


def _make_document(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    new: NewDocument = step.args["new"]
    ref = desk.documents.create(new)
    sets = {
        "document.id": ref.id,
        "document.title": ref.title,
        "document.url": ref.url,
        "document.path": ref.path,
    }
    observe(desk, case, desk.documents.read(ref))
    return Result(sets)


def _edit(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    ref = _ref(case)
    snapshot = desk.documents.read(ref)
    observe(desk, case, desk.documents.change(ref, step.args["edits"], snapshot.revision))
    return Result()


def _ref(case: Case) -> DocumentRef:
    ref = document_ref(case)
    if ref is None:
        raise Refused(f"{case.number} has no document", "", f"Type: summarizer start {case.number}")
    return ref


def _link(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    ours = _ref(case)
    for earlier in step.args["earlier"]:
        _link_one(desk, case, ours, earlier, plan)
    return Result()


def _link_one(desk: Desk, case: Case, ours: DocumentRef, earlier: Earlier, plan: Plan) -> None:
    """Put the link into both documents, if both are the desk's; each edit is safe to repeat."""
    other = desk.tracker.load([earlier.case])[0]
    theirs = document_ref(other)
    _add_link(desk, case, ours, AddEarlier(earlier.title, earlier.url))
    if theirs is not None:
        _add_link(desk, other, theirs, AddEarlier(ours.title, ours.url))
    noted = Step(f"{case.number} linked", "", event="linked from a later case")
    event = replace(plan.record(noted), key=f"link#{case.number}/noted", data={"from": case.number})
    recorder(desk)(other, [event])


def _add_link(desk: Desk, case: Case, document: DocumentRef, edit: AddEarlier) -> None:
    snapshot = desk.documents.read(document)
    observe(desk, case, desk.documents.change(document, [edit], snapshot.revision))


def _keep(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    args: Mapping[str, Any] = step.args
    path = desk.evidence.keep(case.number, args["path"], args["name"], args["sha256"])
    return Result(data={"path": path, "sha256": args["sha256"]})


def _ask_in_document(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    """Where the account or the document may not, people answer the mail; the record says which."""
    if desk.approvals is None:
        return Result(data={"how": "mail", "why": "This desk's documents have no approvals."})
    ours = {str(e.data["request"]) for e in case.effective if e.data.get("request")}
    args = step.args
    try:
        request = desk.approvals.ask(_ref(case), args["addresses"], args["words"], ours)
    except Refused as error:
        return Result(data={"how": "mail", "why": f"{error.what}. {error.why}".strip()})
    return Result(data={"how": "document", "request": request})


def _write_cell(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    desk.tracker.write_cells(case.number, {step.args["column"]: step.args["value"]})
    return Result()


_HANDLERS: dict[str, Callable[[Desk, Case, Plan, Step], Result]] = {
    "draft": _draft,
    "withdraw": _withdraw,
    "send": _send,
    "send ticket": _send_ticket,
    "helpdesk": _change_tickets,
    "say": _say,
    "make document": _make_document,
    "edit document": _edit,
    "link earlier": _link,
    "keep file": _keep,
    "write cell": _write_cell,
    "ask in document": _ask_in_document,
}


def undoers(desk: Desk) -> dict[str, Undo]:
    """How each kind of step is taken back, by what its event says was done."""
    return {name: partial(undoer, desk) for name, undoer in _UNDOERS.items()}


def _undo_sending(desk: Desk, case: Case, event: Event) -> str:
    return f"{event.data['message']} was sent: that can't be taken back."


def _undo_saying(desk: Desk, case: Case, event: Event) -> str:
    return f"{event.data['todo']} was said in the room: that can't be taken back."


def _undo_withdrawal(desk: Desk, case: Case, event: Event) -> str:
    return f"The draft {event.data['message']} was withdrawn: run its command again for a new one."


def _undo_edit(desk: Desk, case: Case, event: Event) -> str:
    return f"“{event.kind}” stays in the document; take it out there."


def _undo_draft(desk: Desk, case: Case, event: Event) -> str:
    name = event.data["message"]
    latest = case.latest("message").get(name)
    if latest is not None and latest.data["state"] != "drafted":
        return f"{name} is {latest.data['state']}: that can't be taken back."
    desk.mail.discard(event.data["key"], _place(event.data))
    return ""


def _undo_document(desk: Desk, case: Case, event: Event) -> str:
    ref = ref_in(event.sets, case.number)
    return f"The document is now at {desk.documents.discard(ref)}." if ref else ""


def _undo_fill(desk: Desk, case: Case, event: Event) -> str:
    ref, before = _ref(case), event.data["before"]
    snapshot = desk.documents.read(ref)
    now = next((r for r in snapshot.chart if r.step == event.data["step"]), None)
    if now is None or now.finding not in (event.data["finding"], before["finding"]):
        return f"{event.data['step']} was changed since; it stays as it is."
    edit = FillStep(**before)
    observe(desk, case, desk.documents.change(ref, [edit], snapshot.revision))
    return ""


def _undo_cell(desk: Desk, case: Case, event: Event) -> str:
    column, row = event.data["column"], desk.tracker.row(case.number)
    before, value = event.data["before"], event.data["value"]
    if row is None or to_text(row.cells.get(column)) not in (value, before):
        return f"{column} was changed since; it stays as it is."
    desk.tracker.write_cells(case.number, {column: before})
    return ""


_UNDOERS: dict[str, Callable[[Desk, Case, Event], str]] = {
    "draft": _undo_draft,
    "withdraw": _undo_withdrawal,
    "send": _undo_sending,
    "helpdesk": helpdesk.undo,
    "say": _undo_saying,
    "make document": _undo_document,
    "fill step": _undo_fill,
    "write cell": _undo_cell,
    "edit": _undo_edit,
}
