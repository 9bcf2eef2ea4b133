"""`files.list`: which files a search looks at, which it finds, in what order, page by page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.google import drive_query
from tests.google.drive_access import RANK, WRITER, granted, is_trashed, opened, rank, seen, state
from tests.google.drive_view import file_json, refuse
from tests.google.errors import BadValue
from tests.google.world import FOLDER, Call, File, GoogleError, World, not_carried

REFUSED = (
    *("includeLabels", "includePermissionsForView", "corpus", "teamDriveId"),
    *("supportsTeamDrives", "includeTeamDriveItems"),
)


def _natural(file: File) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", file.name.lower())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


ORDERS: Mapping[str, Callable[[File], Any]] = {
    "createdTime": lambda file: file.created,
    "modifiedTime": lambda file: file.modified,
    "recency": lambda file: file.modified,
    "name": lambda file: file.name.lower(),
    "name_natural": _natural,
    "folder": lambda file: file.mime != FOLDER,
    "quotaBytesUsed": lambda file: len(file.content) if isinstance(file.content, bytes) else 0,
}
OTHER_ORDERS = frozenset({"modifiedByMeTime", "sharedWithMeTime", "starred", "viewedByMeTime"})


def list_files(world: World, call: Call) -> Any:
    """`drive.files.list`."""
    refuse(call, *REFUSED)
    params = call.params
    if params.get("spaces", "drive") != "drive":
        raise not_carried("spaces but drive")
    query = drive_query.parse(params["q"]) if params.get("q") else None
    files = corpus(world, call)
    if query is not None:
        files = [file for file in files if drive_query.matches(query, facts(world, call, file))]
    for key, backwards in reversed(_orders(params.get("orderBy") or "modifiedTime desc")):
        files.sort(key=ORDERS[key], reverse=backwards)
    shown, following = page(call, files, params["pageSize"])
    found: dict[str, Any] = {"kind": "drive#fileList", "incompleteSearch": False}
    found["files"] = [file_json(world, file, call) for file in shown]
    return found | following


def corpus(world: World, call: Call) -> list[File]:
    """The files that a search looks at, by corpora, driveId and the two flags."""
    params = call.params
    corpora, drive = params.get("corpora") or "user", params.get("driveId") or ""
    if corpora not in {"user", "drive", "allDrives", "domain"}:
        raise drive_query.invalid("corpora")
    if corpora == "domain":
        raise not_carried("the domain's corpus")
    check_drives(world, call, drive, wide=corpora in {"drive", "allDrives"})
    if (corpora == "drive") != bool(drive):
        raise GoogleError(
            403,
            "The driveId parameter must be specified if and only if corpora is set to drive.",
            "teamDriveIdRequiresTeamDriveCorpora",
        )
    wide = bool(params.get("includeItemsFromAllDrives"))
    return [file for file in world.files.values() if _searched(world, call, file, corpora, wide)]


def check_drives(world: World, call: Call, drive: str, *, wide: bool) -> None:
    """The flags that go with shared drives, for files.list and changes.list."""
    params = call.params
    include = params.get("includeItemsFromAllDrives")
    if (drive or wide) and not include:
        raise GoogleError(
            403,
            "The includeItemsFromAllDrives parameter must be set to true when driveId is specified"
            " or corpora contains drive or allDrives.",
            "includeTeamDriveItemsRequired",
        )
    if include and not params.get("supportsAllDrives"):
        raise GoogleError(
            403,
            "The supportsAllDrives parameter must be set to true when includeItemsFromAllDrives"
            " is set to true.",
            "teamDrivesNotSupported",
        )
    if drive:
        found = world.files.get(drive)
        if found is None or found.drive != drive or not rank(world, found, call.user):
            raise GoogleError(404, f"Shared drive not found: {drive}", "notFound")


def _searched(world: World, call: Call, file: File, corpora: str, wide: bool) -> bool:  # noqa: FBT001 # flags of the request
    if file.id == file.drive or file.id in state(world).roots.values():
        return False  # the top folders aren't found
    if not seen(world, call, file) or not rank(world, file, call.user, by_link=False):
        return False
    if corpora == "drive":
        return bool(file.drive == call.params["driveId"])
    if file.drive and corpora == "user":
        return wide and call.user in opened(file)
    return True


def facts(world: World, call: Call, file: File) -> dict[str, Any]:
    """A file's values by search term."""
    given = [value for each in granted(world, file).values() for _, value in each]
    parents = [*file.parents]
    if state(world).roots.get(call.user) in parents:
        parents.append("root")
    people = {
        "owners": [file.owner] if not file.drive else [],
        "writers": [value["to"] for value in given if RANK[value["role"]] >= WRITER],
        "readers": [value["to"] for value in given],
    }
    return {
        **{term: [*to, "me"] if call.user in to else to for term, to in people.items()},
        "name": file.name,
        "mimeType": file.mime,
        "modifiedTime": file.modified,
        "createdTime": file.created,
        "trashed": is_trashed(world, file),
        "sharedWithMe": not file.drive and file.owner != call.user,
        "parents": parents,
        "properties": file.properties,
        "appProperties": file.app_properties,
    }


def _orders(text: str) -> list[tuple[str, bool]]:
    found = []
    for part in text.split(","):
        words = part.split()
        if not words or words[1:] not in ([], ["desc"]):
            raise drive_query.invalid("orderBy")
        if words[0] in OTHER_ORDERS:
            raise not_carried(f"the order by {words[0]}")
        if words[0] not in ORDERS:
            raise drive_query.invalid("orderBy")
        found.append((words[0], len(words) > 1))
    return found


def page(call: Call, items: list[Any], size: int) -> tuple[list[Any], dict[str, str]]:
    """One page, and `nextPageToken` if there are more.

    A token belongs to the list that it came from: with other parameters it is refused.
    """
    rest = {k: v for k, v in call.params.items() if k not in {"pageToken", "pageSize", "fields"}}
    mark = hashlib.sha256(json.dumps([call.method, call.user, rest], sort_keys=True).encode())
    start, token = 0, call.params.get("pageToken")
    if token:
        try:
            stamp, start = json.loads(base64.urlsafe_b64decode(token))
        except ValueError:
            stamp = ""
        if stamp != mark.hexdigest()[:12]:
            raise BadValue("Invalid Value", "pageToken", "invalid", "parameter")
    end = start + size
    if end >= len(items):
        return items[start:end], {}
    following = json.dumps([mark.hexdigest()[:12], end]).encode()
    return items[start:end], {"nextPageToken": base64.urlsafe_b64encode(following).decode()}
