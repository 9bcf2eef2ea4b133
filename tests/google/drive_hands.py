"""Set-up of Drive for tests, and what people do beside: each as the editor or the site would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.google import drive_approvals, drive_comments
from tests.google.drive_access import grant, note, permission_id, root
from tests.google.drive_content import empty, entitle
from tests.google.drive_files import move, trash
from tests.google.world import DOCUMENT, FOLDER, File, World


def new_drive(world: World, name: str, members: Mapping[str, str], *, file_id: str = "") -> str:
    """A shared drive and the roles of its members: `{"agent@example.com": "fileOrganizer"}`."""
    with world.lock:
        now = world.now()
        drive = File(file_id or world.new_id("0A"), name, FOLDER, [], "", now, now)
        drive.drive = drive.id
        drive.more["permissions"] = {
            permission_id(who): grant("user", who, role) for who, role in members.items()
        }
        world.files[drive.id] = drive
        return drive.id


def new_folder(
    world: World, name: str, parent: str = "", *, user: str = "", file_id: str = ""
) -> str:
    """A folder in another, in a shared drive (its id), or in somebody's My Drive."""
    return new_file(world, name, parent, mime=FOLDER, user=user, file_id=file_id)


def new_file(  # noqa: PLR0913 # what a file is made of
    world: World,
    name: str,
    parent: str = "",
    *,
    mime: str = DOCUMENT,
    content: Any = None,
    user: str = "",
    file_id: str = "",
    properties: Mapping[str, str] | None = None,
) -> str:
    """A file that is there already, made by `user`; by default an empty Google Doc."""
    with world.lock:
        folder = world.file(parent or root(world, user))
        now = world.now()
        file = File(file_id or world.new_id("1"), name, mime, [folder.id], "", now, now)
        file.drive, file.modified_by = folder.drive, user
        if not file.drive:
            file.owner = user or folder.owner
            key = permission_id(file.owner)
            file.more["permissions"] = {key: grant("user", file.owner, "owner")}
        file.content = empty(name, mime) if content is None else content
        file.properties = dict(properties or {})
        world.files[file.id] = file
        world.changes.append(file.id)
        return file.id


def share(world: World, file_id: str, who: str, role: str = "writer", kind: str = "user") -> None:
    """Give somebody a role on a file, folder or shared drive; `kind` as in permissions."""
    with world.lock:
        file = world.file(file_id)
        file.more.setdefault("permissions", {})[permission_id(who)] = grant(kind, who, role)
        note(world, file)


def forbid(world: World, file_id: str, capability: str) -> None:
    """What nobody may do with this file, by its capability; only Drive's own methods heed it."""
    with world.lock:
        world.file(file_id).more.setdefault("forbidden", set()).add(capability)


def hand_comment(world: World, file_id: str, user: str, text: str, quote: str = "") -> str:
    """Somebody comments in the editor, on a stretch of text if `quote` is given."""
    with world.lock:
        anchor = f"kix.{world.new_id()[:12]}" if quote else ""
        file = world.file(file_id)
        return drive_comments.add(world, file, user, text, quote=quote, anchor=anchor).id


def hand_reply(world: World, file_id: str, comment: str, user: str, text: str) -> str:
    """Somebody replies."""
    return _reply(world, file_id, comment, user, text)


def hand_resolve(world: World, file_id: str, comment: str, user: str, text: str = "") -> str:
    """Somebody resolves a comment; the reply that does so needs no text."""
    return _reply(world, file_id, comment, user, text, action="resolve")


def hand_reopen(world: World, file_id: str, comment: str, user: str, text: str = "") -> str:
    """Somebody opens a resolved comment again."""
    return _reply(world, file_id, comment, user, text, action="reopen")


def _reply(  # noqa: PLR0913 # what a reply is made of
    world: World, file_id: str, comment: str, user: str, text: str, *, action: str = ""
) -> str:
    with world.lock:
        file = world.file(file_id)
        found = drive_comments.comments_of(file)[comment]
        return drive_comments.add_reply(world, file, found, user, text, action=action).id


def hand_delete_comment(world: World, file_id: str, comment: str) -> None:
    """Somebody deletes their comment."""
    with world.lock:
        file = world.file(file_id)
        drive_comments.erase(world, file, drive_comments.comments_of(file)[comment])


def hand_rename(world: World, file_id: str, user: str, name: str) -> None:
    """Somebody renames a file."""
    with world.lock:
        file = world.file(file_id)
        file.name, file.modified_by = name, user
        entitle(file)
        note(world, file, time=True)


def hand_move(world: World, file_id: str, parent: str) -> None:
    """Somebody moves a file into another folder."""
    with world.lock:
        move(world, world.file(file_id), world.file(parent))


def hand_trash(world: World, file_id: str, user: str, *, trashed: bool = True) -> None:
    """Somebody puts a file into the trash, or takes it out."""
    with world.lock:
        trash(world, world.file(file_id), user, trashed=trashed)


def hand_start_approval(world: World, file_id: str, user: str, reviewers: list[str]) -> str:
    """Somebody asks for an approval on the site."""
    with world.lock:
        return drive_approvals.begin(world, world.file(file_id), user, reviewers).id


def hand_approve(world: World, file_id: str, approval: str, user: str) -> None:
    """A reviewer approves."""
    _respond(world, file_id, approval, user, drive_approvals.APPROVED)


def hand_decline(world: World, file_id: str, approval: str, user: str) -> None:
    """A reviewer declines."""
    _respond(world, file_id, approval, user, drive_approvals.DECLINED)


def _respond(world: World, file_id: str, approval: str, user: str, response: str) -> None:
    with world.lock:
        file = world.file(file_id)
        found = drive_approvals.approvals_of(file)[approval]
        if user not in found.responses or found.status != drive_approvals.RUNNING:
            raise LookupError(f"{user} can't respond to the approval: {found}")
        drive_approvals.respond(world, file, found, user, response)
