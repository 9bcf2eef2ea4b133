"""Files in Drive: the shared folder, the file that carries a case's number, what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from summarizer.google.api import Google, Said
from tracker.errors import BadInput, NotFound, Refused

#: The property that a case's document carries; other programs see it, too.
CASE = "summarizer.case"
#: The property of our template, by the procedure's name: a copy of it doesn't keep it.
TEMPLATE = "summarizer.template"
DOCUMENT = "application/vnd.google-apps.document"
FOLDER = "application/vnd.google-apps.folder"
#: Files that are listed in one request, at most.
LISTED = 1000
_GONE = (403, 404)
#: The answers to a mark of the change feed that isn't known any more.
_FORGOTTEN = (400, 404, 410)
_ALL: Mapping[str, bool] = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}


@dataclass(frozen=True, slots=True)
class Shared:
    """The shared folder, and the shared drive it is in; "" if it is in somebody's own Drive."""

    folder: str
    drive: str
    name: str = ""
    can_add: bool = True


def shared_folder(google: Google, folder: str) -> Shared:
    """The folder of the documents. Refused if it isn't there (003.4.7)."""
    fields = "id,name,mimeType,trashed,driveId,capabilities(canAddChildren)"
    files = google.part("drive", "files")
    request = files.get(fileId=folder, fields=fields, supportsAllDrives=True)
    try:
        found = google.ask(request, "look at the shared folder", told=_GONE)
    except Said as said:
        raise _no_folder(folder, said.message) from None
    if found.get("trashed") or found.get("mimeType") != FOLDER:
        raise _no_folder(folder, "It is in the trash." if found.get("trashed") else "")
    can_add = found.get("capabilities", {}).get("canAddChildren", True)
    return Shared(folder, found.get("driveId", ""), found.get("name", folder), can_add)


def check_shared(shared: Shared, outside: str) -> None:
    """Refuse a folder in which documents can't or mustn't be made (003.4.7).

    Args:
        shared: The folder.
        outside: "allowed" where it needn't be in a shared drive.
    """
    if not shared.drive and outside != "allowed":
        raise Refused(
            f"“{shared.name}” is not in a shared drive",
            "003.4.7: documents are made in the shared folder. What is in somebody's own Drive is"
            " theirs, and leaves with them.",
            'Take a folder of a shared drive; or set google.outside_shared_drive = "allowed".',
        )
    if not shared.can_add:
        raise Refused(
            f"This account can't make documents in “{shared.name}”",
            "It may only look at that folder.",
            "Ask a manager of the shared drive to make it a content manager.",
        )


def _no_folder(folder: str, why: str) -> Refused:
    return Refused(
        "The shared folder is not there",
        f"003.4.7: documents are made in {folder}, never elsewhere. {why}".strip(),
        "Make it with: summarizer init --google; or mend google.folder in summarizer.toml.",
    )


def carrying(google: Google, drive: str, query: Mapping[str, str], more: str = "") -> list[Any]:
    """The files with these properties that aren't in the trash, the oldest first.

    People's copies carry the properties of what they copied: the original is older.

    Args:
        google: The way to Drive.
        drive: The shared drive to look through; "" for the account's own files.
        query: Values by the names of properties.
        more: Further terms of the query.
    """
    terms = [
        f"properties has {{key={_quoted(k)} and value={_quoted(v)}}}" for k, v in query.items()
    ]
    where = {**_ALL, "corpora": "drive", "driveId": drive} if drive else {"corpora": "user"}
    request = google.part("drive", "files").list(
        q=" and ".join([*terms, *filter(None, [more]), "trashed=false"]),
        orderBy="createdTime",
        pageSize=100,
        fields="files(id,name,mimeType,createdTime,properties,sha256Checksum,capabilities(canCopy))",
        **where,
    )
    found: list[Any] = google.ask(request, "look for the case's files in Drive").get("files", [])
    return found


def every_document(google: Google, shared: Shared) -> tuple[list[Any], set[str]]:
    """All Docs with a case's number that this account sees, and the ids of those in the folder.

    Looked through are the shared drive, and what the account itself has or has opened.
    """
    types = f"(mimeType='{DOCUMENT}' or mimeType='{FOLDER}') and trashed=false"
    here = {**_ALL, "corpora": "drive", "driveId": shared.drive}
    corpora = ([here] if shared.drive else []) + [{**_ALL, "corpora": "user"}]
    files = {file["id"]: file for where in corpora for file in _listed(google, types, where)}
    parents = {key: file.get("parents", ()) for key, file in files.items()}
    ours = [f for f in files.values() if f["mimeType"] == DOCUMENT]
    ours = [f for f in ours if f.get("properties", {}).get(CASE)]
    return ours, {f["id"] for f in ours if _is_below(f["id"], shared.folder, parents)}


def _listed(google: Google, query: str, where: Mapping[str, Any]) -> Iterator[Any]:
    files, token = google.part("drive", "files"), ""
    fields = "nextPageToken,files(id,name,mimeType,createdTime,parents,properties)"
    while True:
        more = {"pageToken": token} if token else {}
        request = files.list(q=query, pageSize=LISTED, fields=fields, **where, **more)
        page = google.ask(request, "list the documents in Drive")
        yield from page.get("files", ())
        if not (token := page.get("nextPageToken", "")):
            return


def _is_below(file: str, folder: str, parents: Mapping[str, Sequence[str]]) -> bool:
    """Whether a file is in a folder at any depth, as far as its parents are known."""
    seen: set[str] = set()
    while file and file not in seen:
        if file == folder:
            return True
        seen.add(file)
        file = next(iter(parents.get(file, ())), "")
    return False


def _quoted(text: str) -> str:
    """A text in a query of Drive's: in quotes, with a backslash before quotes and backslashes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def copy_template(google: Google, template: str, shared: Shared, case: str, title: str) -> str:
    """Copy a template into the shared folder, with the case's number: the copy's id.

    Raises:
        BadInput: There is no such template, or it can't be copied.
    """
    body = {
        "name": title,
        "parents": [shared.folder],
        "properties": {CASE: case, TEMPLATE: None},
    }
    files = google.part("drive", "files")
    request = files.copy(fileId=template, body=body, fields="id", supportsAllDrives=True)
    try:
        return str(google.ask(request, "copy the template", told=_GONE)["id"])
    except Said as said:
        raise BadInput(
            f"The template {template} can't be copied",
            said.message,
            "Share it with this account; or upload ours with: summarizer init --google",
        ) from None


def is_there(google: Google, file: str) -> bool:
    """Whether a file is there for this account, and not in the trash."""
    files = google.part("drive", "files")
    request = files.get(fileId=file, fields="id,trashed", supportsAllDrives=True)
    try:
        return not google.ask(request, "look at the document", told=(404,)).get("trashed")
    except Said:
        return False


def trash(google: Google, file: str) -> bool:
    """Put a file into the trash, from where people can take it; False if it isn't there."""
    files = google.part("drive", "files")
    request = files.update(fileId=file, body={"trashed": True}, fields="id", supportsAllDrives=True)
    try:
        google.ask(request, "put the document into the trash", safe=True, told=(404,))
    except Said:
        return False
    return True


def start_token(google: Google, drive: str) -> str:
    """A mark in the change feed: what changes from now on."""
    changes = google.part("drive", "changes")
    where = {"driveId": drive, "supportsAllDrives": True} if drive else {}
    answer = google.ask(changes.getStartPageToken(**where), "ask Drive for its change feed")
    return str(answer["startPageToken"])


def changed_since(google: Google, drive: str, token: str) -> tuple[dict[str, bool], str]:
    """The files that changed since a mark, and whether each is still there; and the next mark.

    Raises:
        NotFound: Drive doesn't know the mark any more: everything may have changed.
    """
    found: dict[str, bool] = {}
    try:
        for page in _pages(google, drive, token):
            for change in page.get("changes", ()):
                if change.get("fileId"):
                    gone = change.get("removed") or change.get("file", {}).get("trashed")
                    found[change["fileId"]] = not gone
            token = page.get("newStartPageToken", token)
    except Said as said:
        raise NotFound(
            "Drive doesn't know any more what has changed since then", said.message
        ) from None
    return found, token


def _pages(google: Google, drive: str, token: str) -> Iterator[Mapping[str, Any]]:
    changes = google.part("drive", "changes")
    fields = "nextPageToken,newStartPageToken,changes(fileId,removed,file(trashed))"
    where: dict[str, Any] = {**_ALL, "driveId": drive} if drive else {}
    while token:
        request = changes.list(pageToken=token, pageSize=1000, fields=fields, **where)
        page = google.ask(request, "ask Drive what has changed", told=_FORGOTTEN)
        yield page
        token = page.get("nextPageToken", "")
