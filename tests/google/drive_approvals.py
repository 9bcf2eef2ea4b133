"""Drive's approvals: who was asked, who answered what, about which revision.

No recording of these was found: they rest on the discovery document and Google's guide. Without
`fields` they answer `kind` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.google.drive_access import WRITER, find, need, rank, refused, revision, state
from tests.google.drive_comments import told
from tests.google.drive_list import page
from tests.google.drive_view import Json, masked, rfc3339, user_json
from tests.google.errors import BadValue
from tests.google.world import FOLDER, Call, File, GoogleError, Handlers, World, not_carried

RUNNING, APPROVED, DECLINED, CANCELLED = "IN_PROGRESS", "APPROVED", "DECLINED", "CANCELLED"
NO_RESPONSE, RESET = "NO_RESPONSE", "RESET_APPROVAL"
UNSPECIFIED = "FILE_CONTENT_CHANGE_BEHAVIOR_UNSPECIFIED"


@dataclass(slots=True)
class Approval:
    """An approval.

    Attributes:
        about: The revision that the answers so far are about.
        approved: The revision that all approved.
        log: What was said with each step: (address, step, message).
    """

    id: str
    initiator: str
    created: datetime
    modified: datetime
    behavior: str
    about: str
    responses: dict[str, str]
    status: str = RUNNING
    approved: str = ""
    completed: datetime | None = None
    due: str = ""
    log: list[tuple[str, str, str]] = field(default_factory=list)


def approvals_of(file: File) -> dict[str, Approval]:
    """A file's approvals by id, with the answers that an edit took back."""
    found: dict[str, Approval] = file.more.setdefault("approvals", {})
    for each in found.values():
        if each.status == RUNNING and each.about != revision(file):
            each.about = revision(file)
            if each.behavior == RESET and set(each.responses.values()) != {NO_RESPONSE}:
                each.responses = dict.fromkeys(each.responses, NO_RESPONSE)
                each.modified = file.modified
    return found


def start(world: World, call: Call) -> Any:
    """`drive.approvals.start`. Nobody gets access by being asked: they may have none."""
    file, body = find(world, call, call.params["fileId"]), call.body or {}
    if file.mime == FOLDER or not body.get("reviewerEmails"):
        raise BadValue("Request contains an invalid argument.", "reviewerEmails", "badRequest")
    need(world, file, call.user, "canStartApproval")
    if body.get("lockFile"):
        raise not_carried("locking a file by an approval")
    if any(each.status == RUNNING for each in approvals_of(file).values()):
        raise _precondition("The file has an approval in progress already.")
    behavior = body.get("fileContentChangeBehavior", UNSPECIFIED)
    approval = begin(
        world, file, call.user, body["reviewerEmails"],
        behavior=RESET if behavior == UNSPECIFIED else behavior,
    )  # fmt: skip
    approval.due = body.get("dueTime", "")
    approval.log.append((call.user, "start", body.get("message", "")))
    found = approval_json(world, file, approval, call)
    if state(world).approval_id_late:
        found.pop("approvalId", None)
    return found


def begin(
    world: World, file: File, user: str, reviewers: list[str], *, behavior: str = RESET
) -> Approval:
    """A new approval."""
    now = world.now()
    responses = dict.fromkeys(reviewers, NO_RESPONSE)
    approval = Approval(
        world.new_id("approval")[:20], user, now, now, behavior, revision(file), responses
    )
    approvals_of(file)[approval.id] = approval
    told(world, file)
    return approval


def get(world: World, call: Call) -> Any:
    """`drive.approvals.get`."""
    file, approval = _approval(world, call)
    return approval_json(world, file, approval, call)


def list_approvals(world: World, call: Call) -> Any:
    """`drive.approvals.list`: the newest first; without `fields` not even the items."""
    file = find(world, call, call.params["fileId"])
    found = sorted(approvals_of(file).values(), key=lambda each: each.created, reverse=True)
    shown, following = page(call, found, call.params.get("pageSize") or 100)
    if not masked(call):
        return {"kind": "drive#approvalList"}
    items = [approval_json(world, file, each, call) for each in shown]
    return {"kind": "drive#approvalList", "items": items, **following}


def approve(world: World, call: Call) -> Any:
    """`drive.approvals.approve`, as one of the reviewers."""
    return _answered(world, call, APPROVED)


def decline(world: World, call: Call) -> Any:
    """`drive.approvals.decline`: one is enough."""
    return _answered(world, call, DECLINED)


def _answered(world: World, call: Call, response: str) -> Any:
    file, approval = _approval(world, call, running=True)
    if call.user not in approval.responses:
        raise refused(file)
    respond(world, file, approval, call.user, response)
    approval.log.append((call.user, response, (call.body or {}).get("message", "")))
    return approval_json(world, file, approval, call)


def respond(world: World, file: File, approval: Approval, user: str, response: str) -> None:
    """A reviewer answers; the last yes, or any no, ends it."""
    approval.responses[user] = response
    approval.modified = world.now()
    if response == DECLINED:
        _end(world, approval, DECLINED)
    elif set(approval.responses.values()) == {APPROVED}:
        _end(world, approval, APPROVED)
        approval.approved = revision(file)
    told(world, file)


def cancel(world: World, call: Call) -> Any:
    """`drive.approvals.cancel`, by whoever may write."""
    file, approval = _approval(world, call, running=True)
    if rank(world, file, call.user) < WRITER:
        raise refused(file)
    _end(world, approval, CANCELLED)
    return _said(world, file, approval, call, "cancel")


def comment(world: World, call: Call) -> Any:
    """`drive.approvals.comment`: into the approval's log, not a comment on the file."""
    file, approval = _approval(world, call)
    if not (call.body or {}).get("message"):
        raise BadValue("Request contains an invalid argument.", "message", "badRequest")
    return _said(world, file, approval, call, "comment")


def reassign(world: World, call: Call) -> Any:
    """`drive.approvals.reassign`: add reviewers, or put others in the place of the silent."""
    file, approval = _approval(world, call, running=True)
    body, responses = call.body or {}, dict(approval.responses)
    writes = rank(world, file, call.user) >= WRITER
    for each in body.get("replaceReviewers", []):
        old = each.get("removedReviewerEmail", "")
        if responses.get(old) != NO_RESPONSE:
            raise _precondition("Only a reviewer who hasn't responded can be replaced.")
        if not writes and old != call.user:
            raise refused(file)
        del responses[old]
        responses.setdefault(each.get("addedReviewerEmail", ""), NO_RESPONSE)
    for each in body.get("addReviewers", []):
        if not writes:
            raise refused(file)
        responses.setdefault(each.get("addedReviewerEmail", ""), NO_RESPONSE)
    if "" in responses:
        raise BadValue("Request contains an invalid argument.", "addedReviewerEmail", "badRequest")
    approval.responses = responses
    return _said(world, file, approval, call, "reassign")


def _said(world: World, file: File, approval: Approval, call: Call, step: str) -> Any:
    approval.modified = world.now()
    approval.log.append((call.user, step, (call.body or {}).get("message", "")))
    told(world, file)
    return approval_json(world, file, approval, call)


def _end(world: World, approval: Approval, status: str) -> None:
    approval.status, approval.completed = status, world.now()


def _approval(world: World, call: Call, *, running: bool = False) -> tuple[File, Approval]:
    file = find(world, call, call.params["fileId"])
    found = approvals_of(file).get(call.params["approvalId"])
    if found is None:
        raise GoogleError(404, f"Approval not found: {call.params['approvalId']}.", "notFound")
    if running and found.status != RUNNING:
        raise _precondition("The approval is not in progress.")
    return file, found


def approval_json(world: World, file: File, approval: Approval, call: Call) -> Json:
    """An Approval: `kind` alone unless the request has `fields`."""
    found: Json = {"kind": "drive#approval"}
    if not masked(call):
        return found
    found |= {
        "approvalId": approval.id,
        "targetFileId": file.id,
        "createTime": rfc3339(approval.created),
        "modifyTime": rfc3339(approval.modified),
        "status": approval.status,
        "fileContentChangeBehavior": approval.behavior,
        "initiator": user_json(world, approval.initiator, call.user),
        "reviewerResponses": [
            {
                "kind": "drive#reviewerResponse",
                "reviewer": user_json(world, reviewer, call.user),
                "response": response,
            }
            for reviewer, response in approval.responses.items()
        ],
    }
    optional = {
        "dueTime": approval.due,
        "approvedRevisionId": approval.approved,
        "completeTime": rfc3339(approval.completed) if approval.completed else "",
    }
    return found | {name: value for name, value in optional.items() if value}


def _precondition(message: str) -> GoogleError:
    return GoogleError(400, message, "failedPrecondition")


HANDLERS: Handlers = {
    "drive.approvals.start": start,
    "drive.approvals.get": get,
    "drive.approvals.list": list_approvals,
    "drive.approvals.approve": approve,
    "drive.approvals.decline": decline,
    "drive.approvals.cancel": cancel,
    "drive.approvals.comment": comment,
    "drive.approvals.reassign": reassign,
}
