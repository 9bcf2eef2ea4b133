"""A Google Doc in memory, written and read without HTTP; and people who type into it."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Sequence
from typing import Any

from summarizer.google.doc_fill import fill
from summarizer.google.doc_model import Document as Read
from summarizer.google.doc_model import Json, parse
from summarizer.google.doc_read import read_snapshot
from summarizer.google.doc_requests import Piece
from summarizer.ports import AddEvidence, DocumentRef, Edit, NewDocument, Snapshot
from tests.documents.cases import TEMPLATE, new
from tests.google.docs_answer import INLINE, content
from tests.google.docs_batch import applied
from tests.google.docs_hands import text
from tests.google.docs_import import import_docx
from tests.google.docs_model import BODY, CELL, END, ROW, TABLE, Document, Unit, units_of
from tests.google.docs_new import new_document
from tests.google.docs_tables import CELL_STYLE, ROW_MARK, table_mark
from tests.google.drive_hands import new_file
from tests.google.world import World

REF = DocumentRef("SM-20261119-7K3F", "1document", "Uma Ray / 44170", "https://docs.example.com")
ID = "1document"


@functools.cache
def _template() -> Any:
    return import_docx(TEMPLATE.read_bytes())


class Paper:
    """A document. `world` and ID are for the hands of tests/google/docs_hands.py."""

    def __init__(self, document: Document | None = None) -> None:
        self.world = World()
        new_file(self.world, REF.title, content=document or template(), file_id=ID)

    @property
    def document(self) -> Document:
        found: Any = self.world.files[ID].content
        assert isinstance(found, Document)
        return found

    @property
    def text(self) -> str:
        """What a person reads."""
        return text(self.world, ID)

    def read(self, view: str = INLINE) -> Read:
        """The document as Docs answers it, parsed."""
        found = content(self.document, view, tabs=True)
        return parse({"title": REF.title, "revisionId": f"r{self.document.revision}", **found})

    def snapshot(self) -> Snapshot:
        """What the product reads."""
        return read_snapshot(self.read(), REF)

    def send(self, requests: list[Json]) -> None:
        """Apply a batch, all or nothing."""
        after, _ = applied(self.document, requests)
        after.revision += 1
        self.world.files[ID].content = after

    def fill(self, made: NewDocument | None = None) -> Paper:
        """Fill it as a copy of a template."""
        self.send(fill(self.read(), made or new()))
        return self

    def edit(self, *edits: Edit) -> int:
        """Make edits in one batch; how many requests that took."""
        from summarizer.google.doc_edit import requests_for  # noqa: PLC0415

        requests = requests_for(self.read(), edits, kept(edits))
        if requests:
            self.send(requests)
        return len(requests)


def kept(edits: Sequence[Edit]) -> dict[str, Piece]:
    """The links to pictures as if they were kept in Drive."""
    return {
        e.sha256: Piece(
            f"Screenshot {e.sha256[:4]}.png", {}, f"https://drive.google.com/file/d/{n}/view"
        )
        for n, e in enumerate(edits)
        if isinstance(e, AddEvidence)
    }


def template() -> Document:
    """Our template as Docs imports it."""
    found = copy.deepcopy(_template())
    assert isinstance(found, Document)
    return found


def written(*blocks: list[Unit]) -> Document:
    """A document of these blocks."""
    document = new_document("")
    body = document.tabs[0].segments[BODY]
    body[1:] = [unit for block in blocks for unit in block]
    if body[-1].char == END:
        body.extend(units_of("\n"))
    return document


def par(words: str, kind: str = "NORMAL_TEXT", **style: Any) -> list[Unit]:
    """A paragraph."""
    mark = {"paragraphStyle": {"namedStyleType": kind, "direction": "LEFT_TO_RIGHT"}}
    return units_of(f"{words}\n", style, mark)


def h1(words: str) -> list[Unit]:
    """A heading."""
    return par(words, "HEADING_1")


def h2(words: str) -> list[Unit]:
    """A smaller heading."""
    return par(words, "HEADING_2")


def table(*rows: Sequence[str | list[Unit]]) -> list[Unit]:
    """A table of texts, or of blocks."""
    found = [Unit(TABLE, {}, table_mark(len(rows[0])))]
    for row in rows:
        found.append(Unit(ROW, {}, ROW_MARK))
        for cell in row:
            found.append(Unit(CELL, {}, {"tableCellStyle": CELL_STYLE}))
            found += par(cell) if isinstance(cell, str) else cell
    return [*found, Unit(END)]


def grey() -> dict[str, Any]:
    """How our template's hints look."""
    colour = {"color": {"rgbColor": {"red": 0.4, "green": 0.44, "blue": 0.48}}}
    return {"italic": True, "foregroundColor": colour}


Hand = Callable[..., Any]
