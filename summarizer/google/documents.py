"""The case documents as Google Docs in the shared folder of a shared drive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.document_errors import Gone
from summarizer.google import comments, doc_edit, doc_fill, drive
from summarizer.google.api import Google, Said
from summarizer.google.doc_model import Document
from summarizer.google.doc_read import read_snapshot
from summarizer.google.doc_requests import Piece, clean
from summarizer.google.doc_sending import apply, fetch
from summarizer.google.evidence import DriveEvidence, check_picture
from summarizer.ports import (
    AddEvidence,
    AnswerComment,
    Changes,
    DocumentRef,
    Edit,
    NewDocument,
    ResolveComment,
    Snapshot,
)
from tracker.errors import BadInput, NotFound, Refused, UserError

#: How often a change is decided anew when somebody else was faster.
_TRIES = 4
#: For how long a file that was seen is taken to be there still, in seconds.
_SEEN = 60.0


@dataclass(frozen=True, slots=True)
class _Known:
    """The last reading of a document."""

    id: str
    document: Document
    snapshot: Snapshot


class DriveDocuments:
    """Google Docs that carry their case's number as a property, whatever people call them.

    Args:
        google: The way to Drive and Docs.
        folder: The shared folder's id.
        templates: The Docs that are copied, by procedure.
        outside: "allowed" where the folder needn't be in a shared drive; else "refused".
    """

    def __init__(
        self,
        google: Google,
        folder: str,
        templates: Mapping[str, str],
        *,
        outside: str = "refused",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._google, self._folder, self._outside = google, folder, outside
        self._templates, self._clock = templates, clock
        self._shared: drive.Shared | None = None
        #: The first pages of comments that were read ahead, by document, or why there is none.
        self._ahead: dict[str, comments.Raw | UserError] = {}
        self._seen: dict[str, float] = {}
        self._new: dict[str, str] = {}
        self._known: _Known | None = None

    def find(self, case: str) -> DocumentRef | None:
        """The document that carries this case's number; of several the oldest, not its copies."""
        of_type = f"mimeType='{drive.DOCUMENT}'"
        found = drive.carrying(self._google, self._where().drive, {drive.CASE: case}, of_type)
        if not found:
            self._seen.clear()
            return None
        self._see(found[0]["id"])
        return _ref(case, found[0]["id"], found[0]["name"])

    def all(self) -> Iterator[DocumentRef]:
        """Every Doc with a number in the shared drive and among the account's own files.

        A request for up to a thousand files: Drive finds a property only with its value.
        """
        found, inside = drive.every_document(self._google, self._where())
        for file in sorted(found, key=lambda f: (f["id"] not in inside, f["createdTime"])):
            case = str(file["properties"][drive.CASE])
            yield _ref(case, file["id"], file["name"])._replace(outside=file["id"] not in inside)

    def create(self, new: NewDocument) -> DocumentRef:
        """Copy the team's template and fill it; the document that is there already, if it is.

        A copy that was made and not filled, because somebody pulled the plug, is filled now.
        """
        doc_fill.check(new)
        shared = self._where()
        drive.check_shared(shared, self._outside)
        there = self.find(new.case)
        if there is None and new.case in self._new:  # the search may lag behind
            there = _ref(new.case, self._new[new.case], new.title)
        if there is not None:
            self._fill(there.id, new)
            return there
        template = self._templates.get(new.procedure, "")
        if not template:
            raise BadInput(
                f"There is no template for {new.procedure or 'the document'} in Drive",
                "google.templates in summarizer.toml names none.",
                "Upload ours with: summarizer init --google",
            )
        made = drive.copy_template(self._google, template, shared, new.case, new.title)
        self._see(made)
        try:
            self._fill(made, new)
        except BadInput:  # the template is wrong: nothing half made is left behind
            drive.trash(self._google, made)
            raise
        self._new[new.case] = made
        return _ref(new.case, made, new.title)

    def read(self, ref: DocumentRef) -> Snapshot:
        """What the document says now: two requests, and one more if it wasn't seen lately."""
        return self._read(ref, self._id(ref)).snapshot

    def change(self, ref: DocumentRef, edits: Sequence[Edit], revision: str) -> Snapshot:
        """Make these edits in one batch; where somebody was faster, they are decided anew.

        What people typed meanwhile where an edit would write is not overwritten: Refused.
        """
        document_id = self._id(ref)
        digests = {e.sha256: check_picture(e.picture) for e in _pictures(edits) if e.picture}
        known = self._known
        if known is None or (known.id, known.document.revision) != (document_id, revision):
            known = None
        then, now = known.snapshot if known else None, known.document if known else None
        threads = self._threads(document_id, edits)
        replies = comments.needed(edits, threads)
        links: Mapping[str, Piece] = {e.sha256: Piece("", {}) for e in _pictures(edits)}
        for _ in range(_TRIES):
            now = now or fetch(self._google, document_id)
            self._check_unwritten(ref, edits, then, now, revision)
            requests = doc_edit.requests_for(now, edits, links)
            if requests and digests:
                links, digests = self._kept(ref.case, edits, digests), {}
                requests = doc_edit.requests_for(now, edits, links)
            if not requests or apply(self._google, document_id, requests, now):
                break
            now = None
        else:
            raise Refused(f"“{ref.title}” keeps changing", "Others write in it.", "Try again.")
        if not requests and not replies and known and now is known.document:
            return known.snapshot
        comments.settle(self._google, document_id, edits, threads)
        return self._read(ref, document_id).snapshot

    def discard(self, ref: DocumentRef) -> str:
        """Put the document into Drive's trash; says where that is."""
        self._seen.pop(ref.id, None)
        self._new.pop(ref.case, None)
        if not drive.trash(self._google, ref.id):
            return "gone already"
        return f"{_url(ref.id)} (in the trash of Drive)"

    # --- what changed ----------------------------------------------------------------------

    def check_picture(self, path: Path) -> None:
        """See that it is a whole picture of a kind that people can look at."""
        check_picture(path)

    def look_ahead(self, refs: Sequence[DocumentRef]) -> None:
        """Read their comments together: Drive takes many reads in a request, Docs doesn't."""
        self._ahead = comments.first_pages(self._google, [ref.id for ref in refs])

    def changed(self, since: str) -> Changes:
        """What Drive's change feed tells since then, deleted files too.

        Without a beginning in this folder's drive, or where Drive has forgotten it, every document
        is to be read.
        """
        folder, _, rest = since.partition(" ")
        where, _, mark = rest.partition(" ")
        if not mark or folder != self._folder:
            return self._begin()
        try:
            found, now = drive.changed_since(self._google, where, mark)
        except NotFound:
            return self._begin()
        for file, there in found.items():
            if there:
                self._see(file)
            else:
                self._seen.pop(file, None)
        return Changes(frozenset(found), f"{folder} {where} {now}")

    def _begin(self) -> Changes:
        """A place in the feed says whose it is, so that this needn't be asked again."""
        where = self._where().drive
        return Changes(None, f"{self._folder} {where} {drive.start_token(self._google, where)}")

    # --- within ----------------------------------------------------------------------------

    def _where(self) -> drive.Shared:
        if self._shared is None:
            self._shared = drive.shared_folder(self._google, self._folder)
        return self._shared

    def _see(self, document: str) -> None:
        self._seen[document] = self._clock()

    def _id(self, ref: DocumentRef) -> str:
        """The id of the document that is there: the one that is known, else the one that is found.

        Docs reads a document in the trash as any other: so Drive is asked, once a minute.
        """
        if self._clock() - self._seen.get(ref.id, -_SEEN) < _SEEN:
            return ref.id
        if drive.is_there(self._google, ref.id):
            self._see(ref.id)
            return ref.id
        return self._found(ref)

    def _found(self, ref: DocumentRef) -> str:
        found = self.find(ref.case)
        if found is None or found.id == ref.id:
            was = f"It was {ref.url or ref.id}, and no other there carries that number."
            raise Gone(ref.case, was, "Drive's trash")
        return found.id

    def _read(self, ref: DocumentRef, document_id: str) -> _Known:
        first = self._ahead.pop(document_id, None)
        if isinstance(first, UserError):
            raise first
        try:
            document = fetch(self._google, document_id)
        except Said:
            document_id = self._found(ref)
            document = fetch(self._google, document_id)
        threads = comments.threads(self._google, document_id, first)
        said = tuple(map(comments.comment_of, threads))
        where = _ref(ref.case, document_id, document.title or ref.title)
        self._known = _Known(document_id, document, read_snapshot(document, where, said))
        return self._known

    def _fill(self, document_id: str, new: NewDocument) -> None:
        for _ in range(_TRIES):
            document = fetch(self._google, document_id)
            if doc_fill.is_filled(document):
                return
            if apply(self._google, document_id, doc_fill.fill(document, new), document):
                return
        raise Refused(f"“{new.title}” keeps changing", "Others write in it.", "Try again.")

    def _threads(self, document_id: str, edits: Sequence[Edit]) -> Sequence[comments.Raw]:
        if not any(isinstance(edit, AnswerComment | ResolveComment) for edit in edits):
            return ()
        return comments.threads(self._google, document_id)

    def _check_unwritten(
        self,
        ref: DocumentRef,
        edits: Sequence[Edit],
        then: Snapshot | None,
        now: Document,
        revision: str,
    ) -> None:
        if now.revision == revision:
            return
        if what := doc_edit.overtaken(edits, then, read_snapshot(now, ref)):
            raise Refused(
                f"“{ref.title}” was changed meanwhile",
                f"Somebody wrote {what}.",
                "Look at it, and run the command again.",
            )

    def _kept(
        self, case: str, edits: Sequence[Edit], digests: Mapping[str, str]
    ) -> Mapping[str, Piece]:
        """The links to the pictures of evidence: Docs could hold only public ones."""
        evidence = DriveEvidence(self._google, self._folder)
        found: dict[str, Piece] = {}
        for edit in _pictures(edits):
            if edit.picture is not None:
                name = clean(f"{edit.sha256[:12]}{edit.picture.suffix.lower()}")
                url = evidence.keep(case, edit.picture, name, digests[edit.sha256])
                found[edit.sha256] = Piece(f"Screenshot {name}", {}, url)
        return found


def _pictures(edits: Sequence[Edit]) -> list[AddEvidence]:
    return [e for e in edits if isinstance(e, AddEvidence) and e.picture is not None]


def _url(document: str) -> str:
    return f"https://docs.google.com/document/d/{document}/edit"


def _ref(case: str, document: str, title: str) -> DocumentRef:
    return DocumentRef(case, document, title, _url(document))
