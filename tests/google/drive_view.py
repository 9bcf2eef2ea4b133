"""Drive's resources as JSON: files, users, permissions, shared drives."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from tests.google.drive_access import (
    RANK,
    capabilities,
    granted,
    is_trashed,
    permission_id,
    revision,
)
from tests.google.errors import BadValue
from tests.google.world import DOCUMENT, FOLDER, SPREADSHEET, Call, File, World, not_carried

Json = dict[str, Any]
LINKS = {
    DOCUMENT: "https://docs.google.com/document/d/{}/edit?usp=drivesdk",
    SPREADSHEET: "https://docs.google.com/spreadsheets/d/{}/edit?usp=drivesdk",
    FOLDER: "https://drive.google.com/drive/folders/{}",
}
FILE_LINK = "https://drive.google.com/file/d/{}/view?usp=drivesdk"
#: What files answer without `fields`; the drive ids only where there is a shared drive.
SHORT = ("kind", "id", "name", "mimeType", "teamDriveId", "driveId")


def rfc3339(moment: datetime) -> str:
    """UTC with milliseconds, as all of Drive's times are."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def masked(call: Call) -> bool:
    """Whether the caller says which fields it wants."""
    return bool(call.params.get("fields"))


def need_fields(call: Call) -> None:
    """Comments, replies and about.get answer only to those who say which fields they want."""
    if not masked(call):
        raise BadValue(
            "The 'fields' parameter is required for this method.", "fields", "required", "parameter"
        )


def refuse(call: Call, *names: str) -> None:
    """501 for parameters that would change what happens, if this server did them."""
    for name in names:
        if call.params.get(name):
            raise not_carried(f"the parameter {name} of {call.method}")


def user_json(world: World, address: str, viewer: str) -> Json:
    """A User, as files and approvals carry them."""
    return author_json(world, address, viewer) | {
        "permissionId": permission_id(address),
        "emailAddress": address,
    }


def author_json(world: World, address: str, viewer: str) -> Json:
    """A User without address and permission id: comments don't say more of their authors."""
    return {
        "kind": "drive#user",
        "displayName": world.accounts.get(address, address.partition("@")[0]),
        "me": address == viewer,
    }


def file_json(world: World, file: File, call: Call, *, short: bool | None = None) -> Json:
    """A File as its viewer sees it; the short form unless the request has `fields`."""
    found = _names(file)
    if short if short is not None else not masked(call):
        return {name: found[name] for name in SHORT if name in found}
    found |= _state(world, file, call.user)
    found |= _ownership(world, file, call.user)
    if isinstance(file.content, bytes):
        found |= _content(file, file.content)
    return found


def _names(file: File) -> Json:
    found: Json = {"kind": "drive#file", "id": file.id, "name": file.name, "mimeType": file.mime}
    if file.drive:
        found |= {"driveId": file.drive, "teamDriveId": file.drive}
    return found


def _state(world: World, file: File, viewer: str) -> Json:
    found: Json = {
        "starred": False,
        "trashed": is_trashed(world, file),
        "explicitlyTrashed": file.trashed,
        "spaces": ["drive"],
        "version": str(file.version),
        "createdTime": rfc3339(file.created),
        "modifiedTime": rfc3339(file.modified),
        "modifiedByMe": file.modified_by == viewer,
        "viewedByMe": viewer in file.more.get("opened", ()),
        "capabilities": capabilities(world, file, viewer),
        "copyRequiresWriterPermission": bool(file.more.get("copyRequiresWriterPermission")),
        "webViewLink": LINKS.get(file.mime, FILE_LINK).format(file.id),
        "isAppAuthorized": bool(file.more.get("by_app")),
        "quotaBytesUsed": str(len(file.content) if isinstance(file.content, bytes) else 0),
    }
    optional: Json = {
        "parents": list(file.parents),
        "properties": dict(file.properties),
        "appProperties": dict(file.app_properties),
        "description": file.more.get("description"),
    }
    if file.modified_by:
        optional["lastModifyingUser"] = user_json(world, file.modified_by, viewer)
    return found | {name: value for name, value in optional.items() if value}


def _ownership(world: World, file: File, viewer: str) -> Json:
    if file.drive:
        found: Json = {"hasAugmentedPermissions": bool(file.more.get("permissions"))}
        if file.drive == file.id:
            found["hasAugmentedPermissions"] = False
        if file.trashed and file.more.get("trasher"):
            found["trashedTime"] = rfc3339(file.more["trashed_at"])
            found["trashingUser"] = user_json(world, file.more["trasher"], viewer)
        return found
    permissions = granted(world, file)
    found = {
        "owners": [user_json(world, file.owner, viewer)],
        "ownedByMe": file.owner == viewer,
        "shared": len(permissions) > 1,
        "writersCanShare": True,
        "viewersCanCopyContent": not file.more.get("copyRequiresWriterPermission"),
    }
    if capabilities(world, file, viewer)["canShare"]:
        found["permissions"] = [permission_json(world, file, key) for key in permissions]
        found["permissionIds"] = list(permissions)
    return found


def _content(file: File, content: bytes) -> Json:
    _, dot, extension = file.name.rpartition(".")
    return {
        "size": str(len(content)),
        "md5Checksum": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "sha1Checksum": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "sha256Checksum": hashlib.sha256(content).hexdigest(),
        "headRevisionId": revision(file),
        "originalFilename": file.more.get("originalFilename", file.name),
        "fileExtension": extension if dot else "",
        "fullFileExtension": extension if dot else "",
        "webContentLink": f"https://drive.google.com/uc?id={file.id}&export=download",
    }


def permission_json(world: World, file: File, key: str, *, short: bool = False) -> Json:
    """A Permission: the strongest of those that the file has or inherits."""
    given = granted(world, file)[key]
    value = max((each for _, each in given), key=lambda each: RANK[each["role"]])
    found: Json = {"kind": "drive#permission", "id": key, "type": value["type"]}
    found["role"] = value["role"]
    if short:
        return found
    if value["type"] in {"user", "group"}:
        found |= {"emailAddress": value["to"], "deleted": False}
        found["displayName"] = world.accounts.get(value["to"], value["to"].partition("@")[0])
    else:
        found["allowFileDiscovery"] = bool(value.get("discovery"))
        if value["type"] == "domain":
            found |= {"domain": value["to"], "displayName": value["to"]}
    if file.drive:
        found["permissionDetails"] = [_detail(file, source, each) for source, each in given]
    return found


def _detail(file: File, source: File, value: Json) -> Json:
    inherited = source is not file
    found = {
        "permissionType": "member" if source.id == source.drive else "file",
        "role": value["role"],
        "inherited": inherited,
    }
    return found | ({"inheritedFrom": source.id} if inherited else {})


def drive_json(world: World, drive: File, call: Call) -> Json:
    """A shared drive."""
    found: Json = {"kind": "drive#drive", "id": drive.id, "name": drive.name}
    if not masked(call):
        return found
    can = capabilities(world, drive, call.user)
    same = (
        *("canAddChildren", "canComment", "canDeleteChildren", "canEdit", "canListChildren"),
        *("canShare", "canTrashChildren"),
    )
    manages = can["canDeleteChildren"]
    return found | {
        "createdTime": rfc3339(drive.created),
        "colorRgb": "#039be5",
        "hidden": False,
        "restrictions": {
            "adminManagedRestrictions": False,
            "copyRequiresWriterPermission": False,
            "domainUsersOnly": False,
            "driveMembersOnly": False,
        },
        "capabilities": {name: can[name] for name in same}
        | {"canCopy": True, "canDownload": True, "canRename": can["canEdit"]}
        | {"canReadRevisions": can["canEdit"], "canRenameDrive": manages}
        | {"canManageMembers": manages, "canDeleteDrive": manages},
    }
