"""What changes the world: each handler carries a step out, and recognises its own earlier work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from summarizer import document_handlers, helpdesk, wordings
from summarizer.desk import Desk
from summarizer.document_handlers import of_case
from summarizer.plan import UNSURE, Handler, Plan, Result, Step, Undo
from summarizer.ports import Drafted
from summarizer.recipients import lint, recipients_of
from summarizer.recording import recorder
from summarizer.saying import say_once
from tracker.case import Case, Event
from tracker.columns import to_text
from tracker.errors import NotFound, Refused, Unavailable, UserError

_T = TypeVar("_T")


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
        parties = parties._replace(me=parties.me._replace(email=alias))  # it stands in From
    lint(rule, found, parties)


def _say(desk: Desk, case: Case, plan: Plan, step: Step) -> Result:
    return say_once(desk, recorder(desk), case, plan, step)


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
        request = desk.approvals.ask(of_case(case), args["addresses"], args["words"], ours)
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
    "make document": document_handlers.make,
    "edit document": document_handlers.edit,
    "link earlier": document_handlers.link,
    "keep file": _keep,
    "write cell": _write_cell,
    "ask in document": _ask_in_document,
}


def undoers(desk: Desk) -> dict[str, Undo]:
    """How each kind of step is taken back, by what its event says was done."""
    return {name: partial(undoer, desk) for name, undoer in _UNDOERS.items()}


def _undo_sending(desk: Desk, case: Case, event: Event) -> str:
    if event.data.get(UNSURE):
        return ""  # if it was tried, it is uncertain, and that is said
    return f"{event.data['message']} was sent: that can't be taken back."


def _undo_saying(desk: Desk, case: Case, event: Event) -> str:
    return f"{event.data['todo']} was said in the room: that can't be taken back."


def _undo_withdrawal(desk: Desk, case: Case, event: Event) -> str:
    if event.data.get(UNSURE) and _lies_there(desk, event):
        return ""
    return f"The draft {event.data['message']} was withdrawn: run its command again for a new one."


def _lies_there(desk: Desk, event: Event) -> bool:
    try:
        desk.mail.read(event.data["key"], _place(event.data))
    except NotFound:
        return False
    return True


def _undo_draft(desk: Desk, case: Case, event: Event) -> str:
    name = event.data["message"]
    latest = case.latest("message").get(name)
    if latest is not None and latest.data["state"] != "drafted":
        return f"{name} is {latest.data['state']}: that can't be taken back."
    desk.mail.discard(event.data["key"], _place(event.data))
    return ""


def _undo_keeping(desk: Desk, case: Case, event: Event) -> str:
    may = "may lie" if event.data.get(UNSURE) else "stays"
    return f"The copy {event.data['file']} {may} in the evidence folder."


def _undo_asking(desk: Desk, case: Case, event: Event) -> str:
    asked = event.data.get("how") == "document"
    return "The request for a yes stays in the document; end it there." if asked else ""


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
    "write cell": _undo_cell,
    "keep file": _undo_keeping,
    "ask in document": _undo_asking,
    **document_handlers.UNDOERS,
}
