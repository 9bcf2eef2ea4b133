"""What a desk has come to: what counts of its cases, and where a verb leaves something."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

from summarizer.desk import document_ref
from summarizer.ports import DocumentRef, Documents
from tests.desk import Desk
from tracker.case import ENGINE_KINDS, Case

State = dict[str, object]
#: By what words an undo tells that a place isn't as it was.
WORDS = {
    "document": "document",
    "counts": "document",
    "happened": "stay in the documents",
    "evidence": "evidence folder",
    "messages": "was withdrawn",
    "outbox": "was withdrawn",
}
#: Columns that tell what was read in the document.
_COUNTS = ("Research", "Comments")
#: What documents say, by the hash of their bytes: most commands change none.
_read: dict[str, object] = {}


def state(desk: Desk) -> State:
    """The desk's places, each by its name."""
    with desk.workspace() as place:
        cases = place.tracker.load(place.tracker.numbers())
        rows = {row.case: (row.tab, _cells(row.cells)) for row in place.tracker.rows()}
        counts = {row.case: [row.cells.get(c) for c in _COUNTS] for row in place.tracker.rows()}
        refs = (ref for case in cases if (ref := document_ref(case)))
        documents = {ref.case: _said(place.documents, ref) for ref in refs}
    return {
        "happened": {c.number: _kinds(c) for c in cases if c.procedure},
        "facts": {c.number: c.facts for c in cases if c.procedure},
        "to-dos": {c.number: _latest(c.latest("todo")) for c in cases if c.procedure},
        "messages": {c.number: _latest(c.latest("message")) for c in cases if c.procedure},
        "row": rows,
        "counts": counts,
        "document": documents,
        "outbox": _files(desk.root / "outbox"),
        "evidence": _files(desk.root / "evidence"),
        "documents": sorted(p.name for p in (desk.root / "Social Media Folder").glob("*.docx")),
    }


def changed(one: State, other: State) -> list[str]:
    """The places that aren't the same."""
    return [place for place in one if one[place] != other[place]]


def _said(documents: Documents, ref: DocumentRef) -> object:
    digest = hashlib.sha256(Path(ref.path).read_bytes()).hexdigest()
    if digest not in _read:
        seen = documents.read(ref)
        what = (seen.chart, seen.summary, seen.contact_copy)
        _read[digest] = (*what, seen.earlier, seen.questions, seen.comments)
    return _read[digest]


def _kinds(case: Case) -> Counter[str]:
    """What has happened, in a procedure's words; that a draft is gone is told by the messages."""
    kinds = (event.kind for event in case.effective)
    return Counter(kind for kind in kinds if kind not in (*ENGINE_KINDS, "withdrawn"))


def _cells(cells: Any) -> dict[str, object]:
    return {title: cell for title, cell in cells.items() if cell and title not in _COUNTS}


def _latest(found: Any) -> dict[str, object]:
    return {name: event.data["state"] for name, event in found.items()}


def _files(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }
