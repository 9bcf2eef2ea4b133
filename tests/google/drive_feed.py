"""Drive's change feed, and the revisions of a file that Drive knows of."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.google.drive_access import find, need, opened, rank, revision, seen, state
from tests.google.drive_list import check_drives
from tests.google.drive_query import invalid
from tests.google.drive_view import Json, drive_json, file_json, masked, refuse, rfc3339, user_json
from tests.google.world import Call, File, GoogleError, Handlers, World, not_carried

REFUSED = (
    *("includeLabels", "includePermissionsForView", "includeCorpusRemovals", "teamDriveId"),
    *("supportsTeamDrives", "includeTeamDriveItems"),
)
TOKEN = re.compile(r"(\d+)-(\S+)")
OF_USER = "u"


def start(world: World, call: Call) -> Any:
    """`drive.changes.getStartPageToken`: another one for each shared drive."""
    refuse(call, *REFUSED)
    drive = call.params.get("driveId") or ""
    if drive:
        flags = {"includeItemsFromAllDrives": True} | call.params
        check_drives(world, Call(call.method, flags, user=call.user), drive, wide=True)
    return {
        "kind": "drive#startPageToken",
        "startPageToken": _token(len(world.changes), drive),
    }


def list_changes(world: World, call: Call) -> Any:
    """`drive.changes.list`: each changed file once, where it changed last."""
    refuse(call, *REFUSED)
    params = call.params
    drive = params.get("driveId") or ""
    check_drives(world, call, drive, wide=False)
    if params.get("spaces", "drive") != "drive":
        raise not_carried("spaces but drive")
    at, end = _start(world, params["pageToken"], drive), len(world.changes)
    last = {file_id: i for i, file_id in enumerate(world.changes)}
    found: list[Json] = []
    while at < end and len(found) < params["pageSize"]:
        file_id = world.changes[at]
        change = _change(world, call, file_id, drive) if last[file_id] == at else None
        found += [change] if change else []
        at += 1
    key = "nextPageToken" if at < end else "newStartPageToken"
    return {"kind": "drive#changeList", "changes": found, key: _token(at, drive)}


def _token(at: int, drive: str) -> str:
    return f"{at + 1}-{drive or OF_USER}"


def _start(world: World, token: str, drive: str) -> int:
    """A token counts in one feed only; Google gives the drives' and the users' apart."""
    match = TOKEN.fullmatch(token)
    if not match or match[2] != (drive or OF_USER) or int(match[1]) > len(world.changes) + 1:
        raise invalid("pageToken")
    return int(match[1]) - 1


def _change(world: World, call: Call, file_id: str, drive: str) -> Json | None:
    """What the caller gets to know of a change, if it is in the feed that was asked for."""
    file, gone = world.files.get(file_id), state(world).gone.get(file_id)
    place = file.drive if file else gone.drive if gone else ""
    if not _in_feed(call, place, drive):
        return None
    if file is None or not seen(world, call, file):
        return _removed(call, file_id, _lost(world, call.user, file_id))
    time = max(file.modified, file.more.get("noted", file.modified))
    if file.id == file.drive:
        shared = drive_json(world, file, call)
        return {**_frame("drive", time), "removed": False, "driveId": file.id, "drive": shared}
    if place and not drive and call.user not in opened(file):
        return None
    if not rank(world, file, call.user, by_link=False):
        return None
    ids = {"driveId": place, "teamDriveId": place} if place and masked(call) else {}
    shown = {"fileId": file_id, "file": file_json(world, file, call)}
    return {**_frame("file", time), **ids, "removed": False, **shown}


def _in_feed(call: Call, place: str, drive: str) -> bool:
    if drive:
        return place == drive
    wide = call.params.get("includeItemsFromAllDrives")
    return not place or bool(wide and not call.params.get("restrictToMyDrive"))


def _frame(kind: str, time: datetime) -> Json:
    return {"kind": "drive#change", "type": kind, "changeType": kind, "time": rfc3339(time)}


def _lost(world: World, user: str, file_id: str) -> datetime | None:
    """When a file was deleted or taken from somebody who could see it."""
    file, gone = world.files.get(file_id), state(world).gone.get(file_id)
    if file is not None:
        found: datetime | None = file.more.get("lost", {}).get(user)
        return found
    return gone.time if gone and user in gone.viewers else None


def _removed(call: Call, file_id: str, time: datetime | None) -> Json | None:
    if time is None or not call.params.get("includeRemoved", True):
        return None
    return {**_frame("file", time), "fileId": file_id, "removed": True}


def list_revisions(world: World, call: Call) -> Any:
    """`drive.revisions.list`: the head alone; Google too may leave out older ones of a Doc."""
    file = _readable(world, call)
    if call.params.get("pageToken"):
        raise invalid("pageToken")
    return {"kind": "drive#revisionList", "revisions": [_revision(world, call, file)]}


def get_revision(world: World, call: Call) -> Any:
    """`drive.revisions.get`: the head; older ones are not kept."""
    file = _readable(world, call)
    wanted = call.params["revisionId"]
    if call.params.get("alt") == "media":
        raise not_carried("the content of revisions")
    if wanted in {"head", revision(file)}:
        return _revision(world, call, file)
    if wanted.isdigit() and 0 < int(wanted) < int(revision(file)):
        raise not_carried("revisions before the last one")
    raise GoogleError(404, f"Revision not found: {wanted}.", "notFound")


def _readable(world: World, call: Call) -> File:
    refuse(call, "acknowledgeAbuse")
    file = find(world, call, call.params["fileId"])
    need(world, file, call.user, "canReadRevisions")
    return file


def _revision(world: World, call: Call, file: File) -> Json:
    found: Json = {
        "kind": "drive#revision",
        "id": revision(file),
        "mimeType": file.mime,
        "modifiedTime": rfc3339(file.modified),
    }
    if masked(call):
        found["lastModifyingUser"] = user_json(world, file.modified_by or file.owner, call.user)
        if isinstance(file.content, bytes):
            found |= {"keepForever": False, "size": str(len(file.content))}
        else:
            found["published"] = False
    return found


HANDLERS: Handlers = {
    "drive.changes.getStartPageToken": start,
    "drive.changes.list": list_changes,
    "drive.revisions.list": list_revisions,
    "drive.revisions.get": get_revision,
}
