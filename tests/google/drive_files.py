"""Drive's files: create, get, copy, update, delete, export."""

from __future__ import annotations

import copy as copying
from collections.abc import Mapping
from typing import Any

from tests.google.drive_access import (
    SERVICE_ACCOUNT,
    WRITER,
    Gone,
    find,
    grant,
    need,
    note,
    opened,
    permission_id,
    rank,
    root,
    state,
)
from tests.google.drive_content import EDITORS, converted, empty, entitle, export
from tests.google.drive_list import list_files
from tests.google.drive_view import Json, file_json, refuse
from tests.google.errors import BadValue
from tests.google.world import (
    FOLDER,
    Call,
    File,
    GoogleError,
    Handlers,
    Media,
    World,
    not_carried,
)

REFUSED = (
    *("ignoreDefaultVisibility", "includeLabels", "includePermissionsForView"),
    *("keepRevisionForever", "ocrLanguage", "useContentAsIndexableText", "supportsTeamDrives"),
    *("enforceSingleParent", "copyComments", "acknowledgeAbuse"),
)
#: What a body may set here; what Google lets be set beside that is 501, the rest is 403.
CARRIED = frozenset(
    {
        *("kind", "name", "mimeType", "parents", "properties", "appProperties", "description"),
        *("trashed", "copyRequiresWriterPermission", "originalFilename"),
    }
)
WRITABLE = frozenset(
    {
        *("id", "starred", "createdTime", "modifiedTime", "folderColorRgb", "writersCanShare"),
        *("viewersCanCopyContent", "contentHints", "contentRestrictions", "shortcutDetails"),
        *("viewedByMeTime", "inheritedPermissionsDisabled", "downloadRestrictions"),
    }
)
PROPERTY_BYTES = 124


def create(world: World, call: Call) -> Any:
    """`drive.files.create`, with or without content."""
    body = _body(call)
    parent = _parent(world, call, body)
    mime, content = _content(call, body)
    now = world.now()
    file = File(
        world.new_id("1"), body.get("name", "Untitled"), mime, [parent.id], "", now, now,
        drive=parent.drive, content=content,
    )  # fmt: skip
    return _add(world, call, file, body)


def copy(world: World, call: Call) -> Any:
    """`drive.files.copy`: the content and the properties, not the comments."""
    body = _body(call)
    source = _found(world, call)
    need(world, source, call.user, "canCopy")
    if body.get("mimeType", source.mime) != source.mime:
        raise not_carried("copies of another type")
    parent = _parent(world, call, body, of=source)
    now = world.now()
    content, name = copying.deepcopy(source.content), body.get("name", f"Copy of {source.name}")
    file = File(
        world.new_id("1"), name, source.mime, [parent.id], "", now, now, drive=parent.drive,
        content=content, properties=dict(source.properties),
        app_properties=dict(source.app_properties),
    )  # fmt: skip
    for key in ("description", "copyRequiresWriterPermission", "originalFilename"):
        if key in source.more:
            file.more[key] = source.more[key]
    return _add(world, call, file, body)


def _add(world: World, call: Call, file: File, body: Json) -> Json:
    if not file.drive:
        if call.user.endswith(SERVICE_ACCOUNT):
            raise GoogleError(
                403,
                "Service Accounts do not have storage quota. Leverage shared drives "
                "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), "
                "or use OAuth delegation (http://support.google.com/a/answer/7281227) instead.",
                "storageQuotaExceeded",
            )
        file.owner = call.user
        file.more["permissions"] = {permission_id(call.user): grant("user", call.user, "owner")}
    file.modified_by, file.more["by_app"] = call.user, True
    opened(file).add(call.user)
    _set(file, body)
    entitle(file)
    world.files[file.id] = file
    world.changes.append(file.id)
    return file_json(world, file, call)


def get(world: World, call: Call) -> Any:
    """`drive.files.get`: the metadata, or with alt=media the content."""
    refuse(call, *REFUSED)
    file = _found(world, call)
    if call.params.get("alt") != "media":
        return file_json(world, file, call)
    need(world, file, call.user, "canDownload")
    if not isinstance(file.content, bytes):
        raise GoogleError(
            403,
            "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
            "fileNotDownloadable",
        )
    return Media(file.content, file.mime)


def update(world: World, call: Call) -> Any:
    """`drive.files.update`: metadata, place, trash, content."""
    body = _body(call)
    file = _found(world, call)
    if "parents" in body:
        raise GoogleError(
            403,
            "The parents field is not directly writable in update requests. Use the addParents "
            "and removeParents parameters instead.",
            "fieldNotWritable",
        )
    if call.media is None and body.get("mimeType", file.mime) != file.mime:
        raise not_carried("a change of the type")
    place = _move(world, call, file)
    if body.keys() - {"kind", "trashed"}:
        need(world, file, call.user, "canRename" if "name" in body else "canEdit")
    if "trashed" in body:
        need(world, file, call.user, "canTrash" if body["trashed"] else "canUntrash")
    media = _new_media(world, call, file, body)
    if place is not None:
        move(world, file, place)
    _apply(world, call.user, file, body)
    if media is not None:
        file.content, file.mime = media
        world.touch(file, call.user)
    opened(file).add(call.user)
    return file_json(world, file, call)


def _apply(world: World, user: str, file: File, body: Json) -> None:
    if "trashed" in body:
        trash(world, file, user, trashed=bool(body["trashed"]))
    rest = {name: value for name, value in body.items() if name not in {"kind", "trashed"}}
    if rest:
        file.name = rest.get("name", file.name)
        _set(file, rest)
        entitle(file)
        file.modified_by = user
        note(world, file, time=True)


def _new_media(world: World, call: Call, file: File, body: Json) -> tuple[Any, str] | None:
    if call.media is None:
        return None
    need(world, file, call.user, "canModifyContent")
    content, form = call.media
    if isinstance(file.content, bytes):
        return content, body.get("mimeType") or form
    return converted(file.name, content, form, file.mime), file.mime


def delete(world: World, call: Call) -> None:
    """`drive.files.delete`: the file and all below it, past the trash."""
    refuse(call, *REFUSED)
    file = _found(world, call)
    need(world, file, call.user, "canDelete")
    remove(world, file)


def remove(world: World, file: File) -> None:
    """Take a file and all below it away, and say so in the change feed."""
    for each in [other for other in world.files.values() if file.id in other.parents]:
        remove(world, each)
    viewers = frozenset(user for user in world.accounts if rank(world, file, user))
    state(world).gone[file.id] = Gone(file.drive, viewers, world.now())
    world.changes.append(file.id)
    del world.files[file.id]


def move(world: World, file: File, parent: File) -> None:
    """Put a file into another folder."""
    if file.drive != parent.drive:
        if file.mime == FOLDER:
            raise not_carried("moving a folder between drives")
        if not parent.drive:
            raise not_carried("moving a file out of a shared drive")
        file.drive, file.owner = parent.drive, ""
        given = file.more.get("permissions", {})
        file.more["permissions"] = {k: v for k, v in given.items() if v["role"] != "owner"}
    file.parents = [parent.id]
    note(world, file)


def trash(world: World, file: File, user: str, *, trashed: bool) -> None:
    """Into the trash, or out of it."""
    file.trashed = trashed
    file.more |= {"trasher": user, "trashed_at": world.now()}
    note(world, file)


def _found(world: World, call: Call) -> File:
    all_drives = bool(call.params.get("supportsAllDrives"))
    return find(world, call, call.params["fileId"], all_drives=all_drives)


def _body(call: Call) -> Json:
    refuse(call, *REFUSED)
    body: Json = call.body or {}
    for name in body:
        if name in WRITABLE:
            raise not_carried(f"the field {name} of files")
        if name not in CARRIED:
            raise GoogleError(
                403,
                "The resource body includes fields which are not directly writable.",
                "fieldNotWritable",
            )
    for kind in ("properties", "appProperties"):
        for key, value in body.get(kind, {}).items():
            if len((key + (value or "")).encode()) > PROPERTY_BYTES:
                raise BadValue("Property key and value are too long.", kind, "invalid")
    return body


def _parent(world: World, call: Call, body: Json, of: File | None = None) -> File:
    """Where a new file goes: a copy beside its source, if the caller may write there."""
    wanted = body.get("parents") or []
    if len(wanted) > 1:
        raise BadValue(
            "A file cannot be created in multiple folders.", "parents", "invalid", "parameter"
        )
    if wanted:
        all_drives = bool(call.params.get("supportsAllDrives"))
        parent = find(world, call, wanted[0], all_drives=all_drives)
        need(world, parent, call.user, "canAddChildren")
        return parent
    if (
        of is not None
        and of.parents
        and rank(world, world.files[of.parents[0]], call.user) >= WRITER
    ):
        return world.files[of.parents[0]]
    return world.files[root(world, call.user)]


def _content(call: Call, body: Json) -> tuple[str, Any]:
    """The type of a new file and what is in it."""
    name = body.get("name", "Untitled")
    if call.media is None:
        mime = body.get("mimeType") or "application/octet-stream"
        return mime, empty(name, mime)
    content, form = call.media
    mime = body.get("mimeType") or form
    return mime, converted(name, content, form, mime) if mime.startswith(EDITORS) else content


def _set(file: File, body: Json) -> None:
    _merge(file.properties, body.get("properties", {}))
    _merge(file.app_properties, body.get("appProperties", {}))
    for name in ("description", "copyRequiresWriterPermission", "originalFilename"):
        if name in body:
            file.more[name] = body[name]


def _merge(into: dict[str, str], properties: Mapping[str, str | None]) -> None:
    """What is null goes, the rest is set; keys that aren't named stay."""
    for key, value in properties.items():
        if value is None:
            into.pop(key, None)
        else:
            into[key] = value


def _move(world: World, call: Call, file: File) -> File | None:
    """The folder that a file is to be moved to, if at all and if that is allowed."""
    added, removed = (
        [each for each in (call.params.get(name) or "").split(",") if each]
        for name in ("addParents", "removeParents")
    )
    parents = [each for each in dict.fromkeys([*file.parents, *added]) if each not in removed]
    if parents == file.parents:
        return None
    if len(parents) != 1:
        raise GoogleError(403, "Increasing the number of parents is not allowed", "cannotAddParent")
    all_drives = bool(call.params.get("supportsAllDrives"))
    parent = find(world, call, parents[0], all_drives=all_drives)
    same = file.drive == parent.drive
    need(world, file, call.user, "canMoveItemWithinDrive" if same else "canMoveItemOutOfDrive")
    need(world, parent, call.user, "canAddChildren")
    return parent


HANDLERS: Handlers = {
    "drive.files.create": create,
    "drive.files.copy": copy,
    "drive.files.get": get,
    "drive.files.list": list_files,
    "drive.files.update": update,
    "drive.files.delete": delete,
    "drive.files.export": export,
}
