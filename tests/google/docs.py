"""The loopback Docs: documents.get, create and batchUpdate, on the files of the loopback Drive.

A document is a file of Drive whose content is a docs_model.Document; Drive copies it, makes it
from an uploaded Word file by `import_docx` and gives it out by `export`.
"""

from __future__ import annotations

import hashlib
import re

from tests.google import drive_access
from tests.google.docs_answer import ACCEPTED, INLINE, WITHOUT, content
from tests.google.docs_batch import applied, check_revision
from tests.google.docs_export import export
from tests.google.docs_hands import (
    hand_cell,
    hand_decide,
    hand_delete_section,
    hand_insert_column,
    hand_replace,
    hand_suggest,
    hand_type,
    text,
)
from tests.google.docs_import import import_docx
from tests.google.docs_model import Document, Json
from tests.google.docs_new import new_document
from tests.google.world import DOCUMENT, Call, File, GoogleError, Handlers, World, not_carried

__all__ = [
    "HANDLERS",
    "export",
    "hand_cell",
    "hand_decide",
    "hand_delete_section",
    "hand_insert_column",
    "hand_replace",
    "hand_suggest",
    "hand_type",
    "import_docx",
    "new_document",
    "revision_id",
    "text",
]

_NO_COMMENTS = {"COMMENTS_VIEW_MODE_UNSPECIFIED", "COMMENTS_VIEW_MODE_OMITTED"}
#: A mask that names tabs asks for them.
_TABS = re.compile(r"(^|,)tabs\b")


def get(world: World, call: Call) -> Json:
    """documents.get; who may only read sees no suggestions, who may not write no revision."""
    file, rank = _find(world, call)
    suggests, writes = rank >= drive_access.COMMENTER, rank >= drive_access.WRITER
    tabs = bool(
        call.params.get("includeTabsContent") or _TABS.search(call.params.get("fields", ""))
    )
    _check_comments(call, tabs=tabs)
    asked = call.params.get("suggestionsViewMode", "DEFAULT_FOR_CURRENT_ACCESS")
    view = asked if asked in {INLINE, ACCEPTED, WITHOUT} else (INLINE if suggests else WITHOUT)
    if not suggests and view != WITHOUT:
        raise _denied()
    return _answer(file, view, tabs=tabs, writer=writes)


def create(world: World, call: Call) -> Json:
    """documents.create, in the caller's My Drive: the title counts, all else is ignored.

    A service account has no storage to make one in.
    """
    if call.user.endswith(drive_access.SERVICE_ACCOUNT):
        raise _denied()
    title = (call.body or {}).get("title") or "Untitled document"
    top, now = drive_access.root(world, call.user), world.now()
    file = File(world.new_id("1"), title, DOCUMENT, [top], call.user, now, now)
    file.content, file.modified_by = new_document(title), call.user
    owner = drive_access.grant("user", call.user, "owner")
    file.more |= {
        "permissions": {drive_access.permission_id(call.user): owner},
        "by_app": True,
        "opened": {call.user},
    }
    world.files[file.id] = file
    world.changes.append(file.id)
    return _answer(file, INLINE, tabs=False, writer=True)


def batch_update(world: World, call: Call) -> Json:
    """documents.batchUpdate: whole or not at all. A batch that changes nothing is no revision."""
    file, rank = _find(world, call)
    if rank < drive_access.WRITER:
        raise _denied()
    body = call.body or {}
    before: Document = file.content
    check_revision(body.get("writeControl"), revision_id(file))
    requests = body.get("requests", [])
    if not requests:
        raise GoogleError(400, "Must specify at least one request.", "INVALID_ARGUMENT")
    after, replies = applied(before, requests)
    if after.tabs != before.tabs:
        after.revision += 1
        file.content = after
        world.touch(file, call.user)
    control = {"requiredRevisionId": revision_id(file)}
    return {"documentId": file.id, "replies": replies, "writeControl": control}


def revision_id(file: File) -> str:
    """The opaque id of a document's revision; no two documents share one."""
    said = hashlib.sha256(f"{file.id} {file.content.revision}".encode()).hexdigest()
    return f"ALm37B{said}"


HANDLERS: Handlers = {
    "docs.documents.get": get,
    "docs.documents.create": create,
    "docs.documents.batchUpdate": batch_update,
}


def _answer(file: File, view: str, *, tabs: bool, writer: bool) -> Json:
    return {
        "documentId": file.id,
        "title": file.name,
        **content(file.content, view, tabs=tabs),
        **({"revisionId": revision_id(file)} if writer else {}),
        "suggestionsViewMode": view,
    }


def _find(world: World, call: Call) -> tuple[File, int]:
    """The document, and what the caller may do with it at most."""
    file = world.files.get(call.params["documentId"])
    if file is None:
        raise GoogleError(404, "Requested entity was not found.", "NOT_FOUND")
    rank = drive_access.rank(world, file, call.user)
    if not rank:
        raise _denied()
    if not drive_access.seen(world, call, file):
        raise GoogleError(404, "Requested entity was not found.", "NOT_FOUND")
    if file.mime != DOCUMENT:
        raise GoogleError(
            400, "This operation is not supported for this document", "FAILED_PRECONDITION"
        )
    drive_access.opened(file).add(call.user)
    return file, rank


def _denied() -> GoogleError:
    return GoogleError(403, "The caller does not have permission", "PERMISSION_DENIED")


def _check_comments(call: Call, *, tabs: bool) -> None:
    mode = call.params.get("commentsViewMode")
    if mode is None:
        return
    if not tabs:
        raise GoogleError(
            400,
            "Comments view mode may only be specified if tabs content is also requested.",
            "INVALID_ARGUMENT",
        )
    if mode not in _NO_COMMENTS:
        raise not_carried(f"commentsViewMode {mode}")
