"""Drive's permissions, on files, folders and shared drives."""

from __future__ import annotations

from typing import Any

from tests.google.drive_access import (
    ORGANIZER,
    RANK,
    find,
    grant,
    granted,
    need,
    note,
    permission_id,
    rank,
    refused,
    state,
)
from tests.google.drive_list import page
from tests.google.drive_view import Json, masked, permission_json, refuse
from tests.google.errors import BadValue
from tests.google.world import Call, File, GoogleError, Handlers, World, not_carried

TYPES = frozenset({"user", "group", "domain", "anyone"})
REFUSED = (
    *("useDomainAdminAccess", "transferOwnership", "moveToNewOwnersRoot", "removeExpiration"),
    *("enforceSingleParent", "enforceExpansiveAccess", "supportsTeamDrives"),
    "includePermissionsForView",
)
NOT_CARRIED = ("expirationTime", "view", "pendingOwner", "inheritedPermissionsDisabled")


def create(world: World, call: Call) -> Any:
    """`drive.permissions.create`: share with somebody, or raise the role that they have."""
    file, body = _shareable(world, call), call.body or {}
    kind, role = body.get("type", ""), body.get("role", "")
    if kind not in TYPES:
        raise BadValue("The permission type field is required.", "permission.type", "required")
    _check_role(file, role)
    to = _grantee(body, kind)
    if role == "owner":
        raise not_carried("another owner")
    if RANK[role] > rank(world, file, call.user):
        raise refused(file)
    key = permission_id(to)
    have = file.more.setdefault("permissions", {})
    if key in have and RANK[have[key]["role"]] >= RANK[role]:
        return permission_json(world, file, key, short=not masked(call))
    have[key] = grant(kind, to, role) | {"discovery": bool(body.get("allowFileDiscovery"))}
    if kind in {"user", "group"} and call.params.get("sendNotificationEmail", True):
        state(world).notices.append((file.id, to, call.params.get("emailMessage") or ""))
    note(world, file)
    return permission_json(world, file, key, short=not masked(call))


def list_permissions(world: World, call: Call) -> Any:
    """`drive.permissions.list`, for those who may see who else has access."""
    file = _file(world, call)
    if rank(world, file, call.user) < RANK["writer"] and not file.drive:
        raise refused(file)
    keys = list(granted(world, file))
    shown, following = page(call, keys, call.params.get("pageSize") or 100)
    short = not masked(call)
    found = [permission_json(world, file, key, short=short) for key in shown]
    return {"kind": "drive#permissionList", "permissions": found, **following}


def get(world: World, call: Call) -> Any:
    """`drive.permissions.get`."""
    file, key = _file(world, call), call.params["permissionId"]
    _known(world, file, key)
    return permission_json(world, file, key, short=not masked(call))


def update(world: World, call: Call) -> Any:
    """`drive.permissions.update`: another role."""
    file, key, body = _shareable(world, call), call.params["permissionId"], call.body or {}
    value = _direct(world, file, key)
    if body.keys() - {"role", "kind"}:
        raise GoogleError(
            403,
            "The resource body includes fields which are not directly writable.",
            "fieldNotWritable",
        )
    _check_role(file, body.get("role"))
    if "owner" in {value["role"], body["role"]}:
        raise not_carried("another owner")
    before = _who_sees(world, file)
    value["role"] = body["role"]
    _lost(world, file, before)
    note(world, file)
    return permission_json(world, file, key, short=not masked(call))


def delete(world: World, call: Call) -> None:
    """`drive.permissions.delete`: of the file's own; everybody may take away their own."""
    file, key = _file(world, call), call.params["permissionId"]
    if key != permission_id(call.user):
        _shareable(world, call)
    value = _direct(world, file, key)
    if value["role"] == "owner":
        raise GoogleError(403, "The owner of a file cannot be removed.", "cannotRemoveOwner")
    before = _who_sees(world, file)
    del file.more["permissions"][key]
    _lost(world, file, before)
    note(world, file)


def _who_sees(world: World, file: File) -> set[str]:
    return {user for user in world.accounts if rank(world, file, user)}


def _lost(world: World, file: File, before: set[str]) -> None:
    """Who can't see the file any more hears of it in the change feed, as of a removal."""
    gone = before - _who_sees(world, file)
    file.more.setdefault("lost", {}).update(dict.fromkeys(gone, world.now()))


def _file(world: World, call: Call) -> File:
    refuse(call, *REFUSED)
    all_drives = bool(call.params.get("supportsAllDrives"))
    return find(world, call, call.params["fileId"], all_drives=all_drives)


def _shareable(world: World, call: Call) -> File:
    file = _file(world, call)
    for name in NOT_CARRIED:
        if (call.body or {}).get(name):
            raise not_carried(f"the field {name} of permissions")
    need(world, file, call.user, "canShare")
    if file.drive == file.id and rank(world, file, call.user) < ORGANIZER:
        raise refused(file)
    return file


def _check_role(file: File, role: Any) -> None:
    if role not in RANK:
        raise BadValue("The permission role field is required.", "permission.role", "required")
    if role in {"organizer", "fileOrganizer"} and not file.drive:
        raise BadValue("The specified role is not valid here.", "permission.role", "invalid")
    if role == "organizer" and file.drive != file.id:
        raise GoogleError(
            403, "Organizers can only be added to a shared drive.", "cannotShareTeamDriveFile"
        )


def _grantee(body: Json, kind: str) -> str:
    if kind == "anyone":
        return "anyone"
    name = "domain" if kind == "domain" else "emailAddress"
    if not body.get(name):
        raise BadValue(f"The {name} field is required.", f"permission.{name}", "required")
    return str(body[name])


def _known(world: World, file: File, key: str) -> None:
    if key not in granted(world, file):
        raise GoogleError(404, f"Permission not found: {key}.", "notFound")


def _direct(world: World, file: File, key: str) -> Json:
    """A permission on the file itself; what is inherited is changed where it comes from."""
    _known(world, file, key)
    found: Json | None = file.more.get("permissions", {}).get(key)
    if found is None:
        raise GoogleError(
            403, "Cannot change a permission that is inherited.", "cannotModifyInheritedPermission"
        )
    return found


HANDLERS: Handlers = {
    "drive.permissions.create": create,
    "drive.permissions.list": list_permissions,
    "drive.permissions.get": get,
    "drive.permissions.update": update,
    "drive.permissions.delete": delete,
}
