"""A desk on this machine whose documents can be asked in, and say what changed in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from summarizer.approvals import Asked
from summarizer.engine import Outcome, Request, run
from summarizer.local.docx import DocxDocuments
from summarizer.local.evidence import EvidenceFolder
from summarizer.ports import Changes, DocumentRef, Snapshot
from summarizer.settings import Settings, read_settings
from summarizer.workspace import SETTINGS, Workspace, shipped
from tracker.case import Case
from tracker.errors import NotFound, UserError

EMAILS = {
    "dana": "dana.reyes@example.com",
    "rosa": "rosa.lindqvist@example.com",
    "ravi": "ravi.menon@example.com",
    "fay": "fay.brandt@example.com",
    "stan": "stan.whitlock@example.com",
    "zoe": "zoe@elsewhere.example.com",
}


class Requests:
    """Requests for a yes, kept in memory. `error` is raised by whatever is asked."""

    def __init__(self) -> None:
        self.kept: dict[str, Asked] = {}
        self.error: UserError | None = None
        self.read_ids: list[str] = []
        self.earlier: list[set[str]] = []
        self.words = ""

    def ask(
        self, ref: DocumentRef, addresses: Sequence[str], words: str, earlier: Collection[str] = ()
    ) -> str:
        self._fail()
        self.earlier.append(set(earlier))
        self.words = words
        name = f"a{len(self.kept) + 1}"
        self.kept[name] = Asked(name, dict.fromkeys(addresses, ""), url=f"https://doc/{ref.case}")
        return name

    def look_ahead(self, asked: Sequence[tuple[DocumentRef, str]]) -> None:
        """Nothing is nearer from here."""

    def read(self, ref: DocumentRef, request: str) -> Asked:
        self._fail()
        self.read_ids.append(request)
        if request not in self.kept:
            raise NotFound(f"There is no request {request} in {ref.id}")
        return self.kept[request]

    def say(self, request: str, **answers: str) -> None:
        """`say("a1", fay="yes")`; a yes of all is one for revision 7, the newest."""
        asked = self.kept[request]
        said = {**asked.answers, **{EMAILS[who]: answer for who, answer in answers.items()}}
        agreed = set(said.values()) == {"yes"}
        over, revision = agreed or "no" in said.values(), "7" if agreed else ""
        self.change(request, answers=said, over=over, revision=revision, newest=agreed)

    def change(self, request: str, **changed: Any) -> None:
        self.kept[request] = replace(self.kept[request], **changed)

    def _fail(self) -> None:
        if self.error:
            raise self.error


class Fed(DocxDocuments):
    """Word files that say what changed, and of which some can't be read."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, url)
        self.changes = Changes()
        self.since: list[str] = []
        self.seen: list[str] = []
        self.errors: dict[str, UserError] = {}

    def changed(self, since: str) -> Changes:
        self.since.append(since)
        return self.changes

    def read(self, ref: DocumentRef) -> Snapshot:
        self.seen.append(ref.case)
        if error := self.errors.get(ref.case):
            raise error
        return super().read(ref)


class Online(Workspace):
    """The workspace of a desk, with these documents and requests in the place of Drive's."""

    @cached_property
    def settings(self) -> Settings:
        here = read_settings(shipped() / "workspace" / SETTINGS, [self.root / SETTINGS], {})
        return here._replace(backend={**here.backend, "documents": "google"})

    @cached_property
    def documents(self) -> Fed:
        return Fed(self.folder, self.settings.folder_url)

    @cached_property
    def evidence(self) -> EvidenceFolder:
        return EvidenceFolder(self.root / "evidence")

    @cached_property
    def approvals(self) -> Requests:
        return Requests()

    def case(self, number: str) -> Case:
        return self.tracker.load([number])[0]

    def do(self, number: str, verb: str, **inputs: str) -> Outcome:
        return run(self, number, Request(verb, inputs))
