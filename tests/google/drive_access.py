"""Who may do what in Drive: roles, inherited from folders and shared drives, and capabilities."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.google.world import FOLDER, Call, File, GoogleError, World

RANK = {"reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 5, "owner": 5}
READER, COMMENTER, WRITER, ORDERER, ORGANIZER = 1, 2, 3, 4, 5
SERVICE_ACCOUNT = ".gserviceaccount.com"
#: A token with nothing but this scope sees only what was made with such a token.
DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"
#: What else lets a token see all that its account sees, by API.
WIDE: Mapping[str, tuple[str, ...]] = {
    "drive": ("drive", "drive.readonly", "drive.metadata", "drive.metadata.readonly"),
    "docs": ("drive", "drive.readonly", "documents", "documents.readonly"),
    "sheets": ("drive", "drive.readonly", "spreadsheets", "spreadsheets.readonly"),
}


@dataclass(frozen=True, slots=True)
class Gone:
    """A file that was deleted, for the change feed."""

    drive: str
    viewers: frozenset[str]
    time: datetime


@dataclass(slots=True)
class DriveState:
    """What Drive keeps beside files. A shared drive is the folder of the same id.

    Attributes:
        roots: The My Drive folder of each account.
        groups: The members of each group.
        requests: The requestId that each shared drive was made with.
        notices: The mails that sharing would have sent: (file id, address, message).
        approvals: Whether the edition and the administrator allow approvals.
        approval_id_late: Whether `approvals.start` answers without the approval's id.
        comments_in_feed: Whether comments, replies and approvals show in the change feed.
    """

    roots: dict[str, str] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    gone: dict[str, Gone] = field(default_factory=dict)
    notices: list[tuple[str, str, str]] = field(default_factory=list)
    approvals: bool = True
    approval_id_late: bool = False
    comments_in_feed: bool = True


def state(world: World) -> DriveState:
    """Drive's own part of the world."""
    found: DriveState = world.part("drive", DriveState)
    return found


def shared_drives(world: World) -> list[File]:
    """All shared drives, as their top folders."""
    return [each for each in world.files.values() if each.drive == each.id]


def root(world: World, user: str) -> str:
    """The id of somebody's My Drive; made when first asked for."""
    roots = state(world).roots
    if user not in roots:
        now = world.now()
        folder = File(world.new_id("0A"), "My Drive", FOLDER, [], user, now, now)
        folder.more["permissions"] = {permission_id(user): grant("user", user, "owner")}
        world.files[folder.id] = folder
        roots[user] = folder.id
    return roots[user]


def grant(kind: str, to: str, role: str) -> dict[str, Any]:
    """A permission as it is kept: its type, whom it is given to, the role."""
    return {"type": kind, "to": to, "role": role}


def permission_id(to: str) -> str:
    """The id of an account, group or domain, the same on each file."""
    if to == "anyone":
        return "anyoneWithLink"
    return str(int(hashlib.sha256(to.encode()).hexdigest(), 16))[:20]


def find(world: World, call: Call, file_id: str, *, all_drives: bool | None = None) -> File:
    """A file that the caller may see.

    Args:
        world: Everything.
        call: Who asks, and with what scopes.
        file_id: `root` is the caller's My Drive.
        all_drives: Whether the caller said that it supports shared drives; None where the method
            hasn't got the parameter.

    Raises:
        GoogleError: 404 where there is none, or none for the caller.
    """
    file = world.files.get(root(world, call.user) if file_id == "root" else file_id)
    if file is None or (file.drive and all_drives is False) or not seen(world, call, file):
        raise missing(file_id)
    opened(file).add(call.user)
    return file


def seen(world: World, call: Call, file: File) -> bool:
    """Whether the caller has a role on the file, and its token may reach it."""
    names = WIDE.get(call.method.partition(".")[0], WIDE["drive"])
    wide = {f"https://www.googleapis.com/auth/{name}" for name in names}
    if DRIVE_FILE in call.scopes and not call.scopes & wide and not file.more.get("by_app"):
        return False
    return rank(world, file, call.user) > 0


def opened(file: File) -> set[str]:
    """Who opened or changed the file: then it is in their "user" corpus."""
    found: set[str] = file.more.setdefault("opened", set())
    return found


def missing(file_id: str) -> GoogleError:
    """No such file, or not for you: Drive says the same."""
    return GoogleError(404, f"File not found: {file_id}.", "notFound")


def refused(file: File) -> GoogleError:
    """The 403 of Drive for want of a role."""
    return GoogleError(
        403,
        f"The user does not have sufficient permissions for file {file.id}.",
        "insufficientFilePermissions",
    )


def chain(world: World, file: File) -> Iterator[File]:
    """The file and the folders above it."""
    seen_ids = set()
    found: File | None = file
    while found is not None and found.id not in seen_ids:
        seen_ids.add(found.id)
        yield found
        found = world.files.get(found.parents[0]) if found.parents else None


def granted(world: World, file: File) -> dict[str, list[tuple[File, dict[str, Any]]]]:
    """All permissions on a file by id, each with where it comes from, the file itself first."""
    found: dict[str, list[tuple[File, dict[str, Any]]]] = {}
    for each in chain(world, file):
        for key, value in each.more.get("permissions", {}).items():
            if value["role"] == "owner" and each is not file:
                continue  # who owns the folder doesn't own what others put into it
            found.setdefault(key, []).append((each, value))
    return found


def rank(world: World, file: File, user: str, *, by_link: bool = True) -> int:
    """What an account may do at most; 0 is nothing, not even see it."""
    found = 0
    for each in chain(world, file):
        for value in each.more.get("permissions", {}).values():
            if _meant(world, value, user, by_link=by_link):
                role = "writer" if value["role"] == "owner" and each is not file else value["role"]
                found = max(found, RANK[role])
    return found


def _meant(world: World, value: dict[str, Any], user: str, *, by_link: bool) -> bool:
    kind, to = value["type"], value["to"]
    if kind == "group":
        return user in state(world).groups.get(to, ())
    if kind == "user":
        return bool(user == to)
    if not by_link and not value.get("discovery"):
        return False  # whoever has the link may open it, but doesn't find it
    return kind == "anyone" or user.endswith("@" + to)


def is_trashed(world: World, file: File) -> bool:
    """In the trash itself, or below a folder that is."""
    return any(each.trashed for each in chain(world, file))


def capabilities(world: World, file: File, user: str) -> dict[str, bool]:
    """What an account may do with a file, as Google's `capabilities` say."""
    role, shared = rank(world, file, user), bool(file.drive)
    folder, top = file.mime == FOLDER, not file.parents
    writer, mover = role >= WRITER, role >= (ORDERER if shared else ORGANIZER)
    reads_all = writer or not file.more.get("copyRequiresWriterPermission")
    human = not user.endswith(SERVICE_ACCOUNT)
    found = {
        "canAddChildren": folder and writer,
        "canChangeCopyRequiresWriterPermission": writer and not folder,
        "canComment": role >= COMMENTER,
        "canCopy": not folder and reads_all,
        "canDelete": role >= ORGANIZER and not top,
        "canDownload": not folder and reads_all,
        "canEdit": writer,
        "canListChildren": folder,
        "canModifyContent": writer and not folder,
        "canMoveItemOutOfDrive": role >= ORGANIZER and not top,
        "canMoveItemWithinDrive": (mover if shared else writer) and not top,
        "canReadRevisions": writer and not folder,
        "canRename": writer and not top,
        "canShare": role >= (ORDERER if shared and folder else WRITER),
        "canStartApproval": writer and not folder and human and state(world).approvals,
        "canTrash": mover and not top,
        "canUntrash": mover and not top,
    }
    if shared:
        found |= {
            "canDeleteChildren": folder and role >= ORGANIZER,
            "canMoveChildrenOutOfDrive": folder and role >= ORGANIZER,
            "canMoveChildrenWithinDrive": folder and role >= ORDERER,
            "canReadDrive": rank(world, world.files[file.drive], user) > 0,
            "canTrashChildren": folder and role >= ORDERER,
        }
    else:
        found |= {"canRemoveChildren": folder and writer}
    return found | dict.fromkeys(file.more.get("forbidden", ()), False)


def need(world: World, file: File, user: str, capability: str) -> None:
    """Refuse with 403 what the account may not do."""
    if capabilities(world, file, user)[capability]:
        return
    if capability == "canCopy":
        raise GoogleError(403, "This file cannot be copied by the user.", "cannotCopyFile")
    if capability == "canAddChildren":
        if file.mime != FOLDER:
            raise GoogleError(403, "The specified parent is not a folder.", "parentNotAFolder")
        raise GoogleError(
            403,
            "Insufficient permissions for the specified parent.",
            "insufficientParentPermissions",
        )
    raise refused(file)


def note(world: World, file: File, *, time: bool = False, feed: bool = True) -> None:
    """Something beside the content changed: the version goes up, the content's revision doesn't.

    Args:
        world: Everything.
        file: What changed.
        time: Whether it counts as a modification of the file.
        feed: Whether the change feed shows it.
    """
    file.version += 1
    file.more["beside"] = file.more.get("beside", 0) + 1
    file.more["noted"] = now = world.now()
    if time:
        file.modified = now
    if feed:
        world.changes.append(file.id)


def revision(file: File) -> str:
    """The id of the content's revision, as Drive counts: another with each edit."""
    return str(file.version - file.more.get("beside", 0))
