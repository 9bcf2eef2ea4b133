"""Where the things of a case are, as seen from here: folders move, events stay as they were."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from summarizer.workspace import Workspace
from tracker.case import Case
from tracker.columns import Link
from tracker.port import Row


def document(desk: Workspace, case: Case) -> dict[str, str | None]:
    """The case's document as JSON gives it: title, url and path; nothing is looked for."""
    facts = case.facts
    found = {name: facts.get(f"document.{name}") for name in ("title", "url", "path")}
    id_ = facts.get("document.id", "")
    if id_ and found["path"] and desk.settings.backend["documents"] != "google":
        path = _folder(desk.root, desk.settings.folder_path) / id_
        found["path"] = str(path)
        if (found["url"] or "").startswith("file:"):
            found["url"] = path.as_uri()
    return found


@cache
def _folder(root: Path, name: str) -> Path:
    """The shared folder; what it may be is looked at where documents are made and read."""
    return (root / name).resolve()


def row(desk: Workspace, case: Case, found: Row) -> Row:
    """The case's row with the link that leads to its document from here."""
    known, here = case.facts.get("document.url"), document(desk, case)["url"] or ""
    cells = {
        title: cell._replace(url=here) if isinstance(cell, Link) and cell.url == known else cell
        for title, cell in found.cells.items()
    }
    return found._replace(cells=cells)


def document_place(desk: Workspace, case: Case) -> str:
    """Where the document is, for people; "" without one."""
    found = document(desk, case)
    return found["path"] or found["url"] or ""


def is_gone(desk: Workspace, case: Case) -> bool:
    """Whether a document in the shared folder of this machine isn't where it was."""
    here = bool(case.facts.get("document.id") and case.facts.get("document.path"))
    return here and not Path(document_place(desk, case)).is_file()


def messages(desk: Workspace, found: list[dict[str, str]]) -> list[dict[str, str]]:
    """The messages of a case with the files of this desk's outbox where they lie now."""
    if desk.settings.backend["mail"] == "gmail":
        return found
    return [m | {"path": _in_outbox(desk.root, m["path"])} for m in found]


def _in_outbox(root: Path, known: str) -> str:
    """A draft is moved once it was sent by this program."""
    if not known.endswith(".eml"):
        return known
    outbox = root.resolve() / "outbox"
    name = known.replace("\\", "/").rpartition("/")[2]
    sent = outbox / "sent" / name
    return str(sent if sent.is_file() else outbox / name)


def told(desk: Workspace, case: Case, found: dict[str, Any]) -> dict[str, Any]:
    """A case's JSON with its places as they are seen from here."""
    return found | {
        "document": document(desk, case),
        "messages": messages(desk, found["messages"]),
    }
