"""Google Drive on loopback: about, shared drives, and all of Drive's handlers together."""

from __future__ import annotations

from typing import Any

from tests.google import (
    drive_approvals,
    drive_comments,
    drive_feed,
    drive_files,
    drive_permissions,
    drive_query,
)
from tests.google.drive_access import (
    SERVICE_ACCOUNT,
    rank,
    shared_drives,
    state,
)
from tests.google.drive_content import DOCX
from tests.google.drive_hands import (
    forbid,
    hand_approve,
    hand_comment,
    hand_decline,
    hand_delete_comment,
    hand_move,
    hand_rename,
    hand_reopen,
    hand_reply,
    hand_resolve,
    hand_start_approval,
    hand_trash,
    new_drive,
    new_file,
    new_folder,
    share,
)
from tests.google.drive_list import page
from tests.google.drive_view import drive_json, need_fields, refuse, user_json
from tests.google.world import (
    DOCUMENT,
    SPREADSHEET,
    Call,
    GoogleError,
    Handlers,
    World,
    not_carried,
)

__all__ = [
    "HANDLERS",
    "forbid",
    "hand_approve",
    "hand_comment",
    "hand_decline",
    "hand_delete_comment",
    "hand_move",
    "hand_rename",
    "hand_reopen",
    "hand_reply",
    "hand_resolve",
    "hand_start_approval",
    "hand_trash",
    "new_drive",
    "new_file",
    "new_folder",
    "share",
    "state",
]


def about(world: World, call: Call) -> Any:
    """`drive.about.get`: who the caller is."""
    need_fields(call)
    human = not call.user.endswith(SERVICE_ACCOUNT)
    limit = str(15 * 2**30) if human else "0"
    return {
        "kind": "drive#about",
        "user": user_json(world, call.user, call.user),
        "storageQuota": {
            "limit": limit, "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0",
        },
        "canCreateDrives": human,
        "canCreateTeamDrives": human,
        "importFormats": {DOCX: [DOCUMENT]},
        "exportFormats": {DOCUMENT: [DOCX, "text/plain"], SPREADSHEET: ["text/csv"]},
    }  # fmt: skip


def list_drives(world: World, call: Call) -> Any:
    """`drive.drives.list`: those that the caller is a member of, by name."""
    refuse(call, "useDomainAdminAccess")
    query = call.params.get("q")
    node = drive_query.parse(query, drive_query.DRIVE_TERMS) if query else None
    found = [
        each
        for each in shared_drives(world)
        if rank(world, each, call.user)
        and (node is None or drive_query.matches(node, {"name": each.name}))
    ]
    found.sort(key=lambda each: each.name)
    shown, following = page(call, found, call.params["pageSize"])
    drives = [drive_json(world, each, call) for each in shown]
    return {"kind": "drive#driveList", "drives": drives, **following}


def get_drive(world: World, call: Call) -> Any:
    """`drive.drives.get`."""
    refuse(call, "useDomainAdminAccess")
    drive_id = call.params["driveId"]
    drive = world.files.get(drive_id)
    if drive is None or drive.drive != drive_id or not rank(world, drive, call.user):
        raise GoogleError(404, f"Shared drive not found: {drive_id}", "notFound")
    return drive_json(world, drive, call)


def create_drive(world: World, call: Call) -> Any:
    """`drive.drives.create`: once for each requestId."""
    body, requests = call.body or {}, state(world).requests
    if body.keys() - {"name", "kind"}:
        raise not_carried("shared drives with more than a name")
    if not body.get("name"):
        raise GoogleError(400, "The name field is required.", "required")
    if call.user.endswith(SERVICE_ACCOUNT):
        raise GoogleError(
            403, "The user cannot create shared drives.", "userCannotCreateTeamDrives"
        )
    if call.params["requestId"] in requests:
        raise GoogleError(409, "A shared drive with this request id exists.", "duplicate")
    drive_id = new_drive(world, body["name"], {call.user: "organizer"})
    requests[call.params["requestId"]] = drive_id
    return drive_json(world, world.files[drive_id], call)


HANDLERS: Handlers = {
    "drive.about.get": about,
    "drive.drives.list": list_drives,
    "drive.drives.get": get_drive,
    "drive.drives.create": create_drive,
    **drive_files.HANDLERS,
    **drive_permissions.HANDLERS,
    **drive_feed.HANDLERS,
    **drive_comments.HANDLERS,
    **drive_approvals.HANDLERS,
}
