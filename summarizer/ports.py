"""What the desk asks of the world, and the values it speaks in; backends have their own files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from email.message import EmailMessage

CommentState = Literal["open", "answered", "resolved", "reopened", "deleted"]


class Finding(NamedTuple):
    """A row of the research chart. Times stay as people typed them."""

    step: str
    finding: str = ""
    link: str = ""
    by: str = ""
    at: str = ""


class Reply(NamedTuple):
    """An answer under a comment."""

    author: str
    text: str
    at: datetime | None = None


class Comment(NamedTuple):
    """A comment that starts a thread.

    Attributes:
        id: Stays the same while people save the document with Word or LibreOffice.
        author: The display name that the document carries; it proves nothing.
        text: What it says; paragraphs are joined with newlines.
        at: When it was written; None where the file doesn't say.
        state: A single reading knows "open", "answered" and "resolved"; "reopened" and
            "deleted" come from comparing it with the reading before (review.py).
        replies: All answers of the thread at any depth, oldest first.
        quote: The text that the comment is about; "" where it has no range.
    """

    id: str
    author: str
    text: str
    at: datetime | None = None
    state: CommentState = "open"
    replies: tuple[Reply, ...] = ()
    quote: str = ""


class DocumentRef(NamedTuple):
    """Where a case's document is. `url` opens it for other people where that is possible.

    `outside`: it was found outside the shared folder; only `Documents.all` tells.
    """

    case: str
    id: str
    title: str
    url: str
    path: str = ""
    outside: bool = False


class Snapshot(NamedTuple):
    """What a document says at one moment.

    Attributes:
        revision: Changes with every saved change of the document.
        chart: The research chart, top to bottom.
        summary: Text by the part's title, in the document's order; paragraphs are joined with
            newlines; tracked insertions count as text, tracked deletions don't.
        contact_copy: The text of the contact copy section, without its heading and hints.
        pictures: How many pictures the contact copy holds.
        questions: The questions to other teams: (team, question, answer).
        unfilled: Placeholders that stand in the document still, such as `{{user.id}}`.
        missing: Titles of sections, and the chart, that the document no longer has.
        open_as: The file that says that somebody has it open in an editor; "" while nobody has.
    """

    ref: DocumentRef
    revision: str
    chart: tuple[Finding, ...] = ()
    summary: Mapping[str, str] = MappingProxyType({})
    contact_copy: str = ""
    pictures: int = 0
    earlier: tuple[tuple[str, str], ...] = ()
    questions: tuple[tuple[str, str, str], ...] = ()
    comments: tuple[Comment, ...] = ()
    unfilled: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    open_as: str = ""


class NewDocument(NamedTuple):
    """What a case's document is made from.

    Attributes:
        case: The case's number; the document carries it as a property.
        title: `First Last / userID` (PROCEDURES 003.4.8); kept as the title property.
        template: The procedure's template file.
        values: Text by placeholder name; user text, never markup and never code.
        steps: The chart's steps: (name, hint).
        parts: The summary's parts: (title, hint).
        summary: Text to begin the summary with, by the part's title: that of a reused summary.
        procedure: Its name, by which a backend may know a template of the team's own.
        made_before: Whether there may be one already, wherever people have put it: it is looked
            for then, in all of the folder.
    """

    case: str
    title: str
    template: Path
    values: Mapping[str, str]
    steps: Sequence[tuple[str, str]]
    parts: Sequence[tuple[str, str]]
    summary: Mapping[str, str] = MappingProxyType({})
    procedure: str = ""
    made_before: bool = True


class FillStep(NamedTuple):
    """Write a step's finding into the chart; text that people typed there is replaced knowingly."""

    step: str
    finding: str
    link: str = ""
    by: str = ""
    at: str = ""


class AddEvidence(NamedTuple):
    """Put a piece of evidence at the end of the contact copy.

    Recognised by `sha256` and `link`: it is there once, however often it is added.
    """

    sha256: str
    at: str
    text: str = ""
    link: str = ""
    picture: Path | None = None


class AddEarlier(NamedTuple):
    """Link an earlier summary, once; recognised by its url."""

    title: str
    url: str


class AddQuestion(NamedTuple):
    """Keep a question to another team, and its answer once there is one; one row a question."""

    team: str
    question: str
    answer: str = ""


class AnswerComment(NamedTuple):
    """Reply in a comment's thread; the same reply by the same author is there once."""

    comment: str
    text: str
    author: str
    at: datetime


class ResolveComment(NamedTuple):
    """Mark a comment's thread as resolved."""

    comment: str


Edit = FillStep | AddEvidence | AddEarlier | AddQuestion | AnswerComment | ResolveComment


class Changes(NamedTuple):
    """What changed in the shared folder.

    Attributes:
        documents: The ids of those that changed; None where each has to be looked at.
        now: What to ask with the next time; "" where there is no such thing.
    """

    documents: frozenset[str] | None = None
    now: str = ""


class Documents(Protocol):
    """The case documents. `tests/documents/contract.py` runs these promises over each backend."""

    def find(self, case: str) -> DocumentRef | None:
        """The document that carries this case number, wherever people moved or renamed it."""
        ...

    def all(self) -> Iterable[DocumentRef]:
        """Every document that carries a case's number; of each case its own before its copies.

        Also what lies outside the shared folder, as far as this backend can see it. Documents
        that were put aside are left out.
        """
        ...

    def create(self, new: NewDocument) -> DocumentRef:
        """Make the document in the shared folder, whole or not at all; the same one if it exists.

        Another document with the same title is never overwritten. Refused where the folder isn't
        the shared one (003.4.7); StorageFailed where it can't be written.
        """
        ...

    def read(self, ref: DocumentRef) -> Snapshot:
        """What the document says now. NotFound if it is gone, StorageFailed if it is damaged."""
        ...

    def change(self, ref: DocumentRef, edits: Sequence[Edit], revision: str) -> Snapshot:
        """Make these edits in what the program owns and nothing else, all or nothing.

        Each edit is safe to repeat. NotFound if an edit names a step or comment that isn't there;
        Refused if the document isn't at `revision` any more, or is open in an editor.
        """
        ...

    def check_picture(self, path: Path) -> None:
        """See that a file can be put into a document as a picture. BadInput if it can't."""
        ...

    def look_ahead(self, refs: Sequence[DocumentRef]) -> None:
        """These are read next, each once: what can be asked for all of them at once, is."""
        ...

    def changed(self, since: str) -> Changes:
        """Which documents changed since an earlier answer; "" asks where to begin from."""
        ...

    def discard(self, ref: DocumentRef) -> str:
        """Put the document aside (never delete it); says where it is now. For undo."""
        ...


class Drafted(NamedTuple):
    """A draft that was made: under which key, where `Mail.draft` said it is, and since when."""

    key: str
    place: str = ""
    since: datetime | None = None


class Mail(Protocol):
    """Drafts, and sending them. `tests/mail/contract.py` runs these promises over each backend.

    Where a method takes a `place`, it is what `draft` said: a draft that people edited so that its
    key can't be found in it is still found there.
    """

    def draft(self, key: str, mail: bytes) -> str:
        """Keep a draft under this key and say where it is; the same one if the key has one.

        `mail` is written as RFC 5322 has it, its lines ending in CR LF.
        """
        ...

    def read(self, key: str, place: str = "") -> EmailMessage:
        """The draft as people left it, or as it was sent. NotFound without one."""
        ...

    def send(self, key: str, place: str = "") -> tuple[str, ...]:
        """Send the draft as people left it; the addresses that the server wouldn't deliver to.

        A draft that was sent is not sent again. NotFound without one. Refused if this desk
        doesn't send, nobody stands in To, or the server said no to the whole message;
        SignInNeeded, or Unavailable, if the server didn't let us in or wasn't there: it didn't
        leave. Unavailable, with `uncertain` set, if the answer was lost: it may have left.
        """
        ...

    def left(self, drafts: Sequence[Drafted]) -> Mapping[str, datetime | Literal[False]]:
        """By key, when each of these left, by whosever hand; False where it is a draft still.

        Keys of which that can't be told are not in the answer.
        """
        ...

    def strays(self, known: Sequence[Drafted]) -> Sequence[Drafted]:
        """The drafts that this program made and that are none of the known ones."""
        ...

    def discard(self, key: str, place: str = "") -> bool:
        """Remove an unsent draft; whether there was one. For undo."""
        ...

    def fetch(self, place: str, *, newest: bool = False) -> bytes:
        """A mail that came in: by its link, its id in the mailbox, or `rfc822msgid:ID`.

        A link to a conversation means its first mail, or with `newest` the last that came in.
        BadInput if it can't be read as one of these, NotFound if there is no such mail, Refused
        if no mailbox is connected.
        """
        ...

    def received(self, addresses: Sequence[str], since: datetime) -> Sequence[bytes] | None:
        """The headers of what came to these addresses: the first mail of each thread since then.

        The newest thread first, not all of them if there are very many; None if no mailbox is
        connected.
        """
        ...

    def replies(
        self, threads: Mapping[str, Sequence[str]], since: datetime, seen: Sequence[str]
    ) -> Mapping[str, Mapping[str, bytes]] | None:
        """What came in since then on the threads of mails that left; by name, and by its id here.

        A thread is told by the places of its mails, as `draft` said them; those of another mailbox
        are left out. What is among `seen` is not read again, and empty. None if no mailbox is
        connected.
        """
        ...


class Evidence(Protocol):
    """Where copies of screenshots and other files of a case are kept."""

    def keep(self, case: str, source: Path, name: str, sha256: str) -> str:
        """Keep a copy under this name and say where it is; the same one if it is there.

        BadInput if the source is gone or isn't what was hashed; StorageFailed if it can't be kept.
        """
        ...
