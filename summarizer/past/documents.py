"""Earlier summaries in a folder of docx files: each is read only as far as it must be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from summarizer.local.docx_title import Head, first_lines, read_head
from summarizer.past.summary import Past, Unread, checked, number_in, user_of
from tracker.errors import UserError

#: So many paragraphs at a document's beginning may say whose it is.
_FIRST = 20
_NO_USER = "neither its title nor its name is “First Last / user id” or “First Last - user id”"


def files(folder: Path) -> list[Path]:
    """The docx files below a folder, in order; none that is hidden, a lock, or behind a link."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith("."))
        docx = (n for n in sorted(names) if n.lower().endswith(".docx"))
        paths = (Path(place, n) for n in docx if not n.startswith((".", "~$")))
        found += [path for path in paths if path.is_file() and not path.is_symlink()]
    return found


def read_documents(paths: list[Path], root: Path, shared: Path | None) -> Iterator[Past | Unread]:
    """What each document tells of the past.

    Args:
        paths: The files.
        root: The workspace: a document in it is known by its place there, wherever that moves to.
        shared: The desk's own folder, if its documents are files; ours there stay its documents.
    """
    for path in paths:
        try:
            yield _read(path, root, shared)
        except UserError as error:
            yield Unread(
                str(path), " ".join(filter(None, (error.what.rstrip(".") + ".", error.why)))
            )


def _read(path: Path, root: Path, shared: Path | None) -> Past | Unread:
    head, whole = read_head(path), path.resolve()
    user = user_of(head.title) or user_of(path.stem) or _in_text(path)
    if user is None:
        return Unread(str(path), _NO_USER)
    name, user_id = user
    number = number_in(head.case)
    facts = {
        "user.name": name,
        "user.id": user_id,
        "document.title": f"{name} / {user_id}",
        "document.url": whole.as_uri(),
        "document.path": str(whole),
    }
    if number and shared and whole.is_relative_to(shared):
        facts["document.id"] = whole.relative_to(shared).as_posix()
    place = whole.relative_to(root) if whole.is_relative_to(root) else whole
    subject = f"import:document:{place.as_posix()}:{user_id}"
    return Past(str(path), subject, checked(facts), number, made=_made(head, number))


def _in_text(path: Path) -> tuple[str, str] | None:
    return next(filter(None, map(user_of, first_lines(path, _FIRST))), None)


def _made(head: Head, number: str) -> datetime | None:
    """When it was made, where it says so; a case number says its day itself."""
    if number:
        return None
    with suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(head.created)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None
