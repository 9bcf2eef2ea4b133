"""What documents, mails, evidence and notes still say of cases, whatever the tracker knows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from summarizer import arrivals
from summarizer.identity import number as number_of
from summarizer.local.docx_title import first_lines, read_head
from summarizer.placeholders import EARLIER
from summarizer.ports import DocumentRef
from summarizer.procedure import Procedure
from summarizer.reading.mailtext import Mail, read_mail
from summarizer.rebuild.remains import DOCUMENT, ORIGINAL, Letter, Trace
from summarizer.workspace import Workspace
from tracker.errors import NotFound, UserError

_NUMBER = r"[A-Z]{1,8}-[0-9]{8}-[A-Z0-9]{4,52}"
_KEY = re.compile(rf"(?P<case>{_NUMBER})-(?P<message>.+)")
_ID = re.compile(rf"<(?P<case>{_NUMBER})\.(?P<message>[^@>]+)@")
#: So many paragraphs at a document's beginning hold its facts.
_FIRST = 80
_RECEIVED = "Received"
#: How a document writes a time, its zone's name apart.
_TIME = "%a %d %b %Y %H:%M"


class Places:
    """The places of a workspace, each read once.

    Args:
        desk: The workspace.
        mails: Those that came in.
    """

    def __init__(self, desk: Workspace, mails: Sequence[bytes] = ()) -> None:
        self._desk = desk
        self.problems: list[str] = []
        self._documents = self._find_documents()
        self._letters = _by_case(self._read_letters())
        self._procedures = [desk.procedure(name) for name in desk.procedures()]
        self._asked = [arrivals.read(desk, raw) for raw in mails]

    @property
    def numbers(self) -> list[str]:
        """Of all cases of which a document or a mail tells."""
        return sorted({*self._documents, *self._letters})

    @property
    def asked(self) -> bool:
        """Whether any mail that came in was given."""
        return bool(self._asked)

    def procedure(self, number: str, name: str = "") -> Procedure | None:
        """The procedure of this name; else the one whose cases have such numbers."""
        named = [p for p in self._procedures if p.name == name]
        prefix = number.partition("-")[0]
        return next(iter(named or [p for p in self._procedures if p.prefix == prefix]), None)

    def trace(self, number: str, procedure: Procedure) -> Trace:
        """What all places say of a case."""
        found = Trace(number, letters=self._letters.get(number, ()))
        if re.fullmatch(_NUMBER, number):  # what a damaged file calls a case may be no name
            found = replace(found, files=self._files(number), begun=self._begun(number))
        if refs := self._documents.get(number):
            found = self._with_document(found, refs[0], procedure)
        return self._with_arrival(found, procedure)

    # --- the document ----------------------------------------------------------------------

    def _find_documents(self) -> dict[str, list[DocumentRef]]:
        found: dict[str, list[DocumentRef]] = {}
        try:
            for ref in self._desk.documents.all():
                found.setdefault(ref.case, []).append(ref)
        except UserError as error:
            self.problems.append(f"documents: {error.what}. {error.why}".strip())
        return found

    def _with_document(self, found: Trace, ref: DocumentRef, procedure: Procedure) -> Trace:
        try:
            snapshot = self._desk.documents.read(ref)
        except UserError as error:
            return replace(found, problem=f"its document: {error.what}. {error.why}".strip())
        told = self._facts(snapshot.ref)
        titles = {field.title: name for name, field in procedure.fields.items()}
        facts = {titles[t]: text for t, text in told.items() if t in titles and text}
        if "owner" in facts:
            facts["owner"] = _key_of(self._desk, facts["owner"])
        received = self._time(told.get(_RECEIVED, ""))
        return replace(
            found,
            document=snapshot,
            title=told.get("", "") or snapshot.ref.title,
            told=facts,
            received=(received, DOCUMENT) if received else None,
        )

    def _facts(self, ref: DocumentRef) -> dict[str, str]:
        """What stands beside the titles at a document's beginning; "" names its own title."""
        path = Path(ref.path)
        if not ref.path or not path.is_file():
            return {}
        with suppress(UserError):
            lines = first_lines(path, _FIRST)
            return {"": read_head(path).title, **_beside(lines)}
        return {}

    def _time(self, text: str) -> datetime | None:
        with suppress(ValueError):
            found = datetime.strptime(text.rpartition(" ")[0], _TIME)  # noqa: DTZ007 - its zone is the desk's
            return found.replace(tzinfo=ZoneInfo(self._desk.settings.zone)).astimezone(UTC)
        return None

    # --- mails -----------------------------------------------------------------------------

    def _read_letters(self) -> Iterator[Letter]:
        """The mails of the outbox, those that were sent too; without one, the mailbox's drafts."""
        if self._desk.settings.backend["mail"] != "outbox":
            yield from self._read_drafts()
            return
        outbox = self._desk.root / "outbox"
        for path in (*sorted(outbox.glob("*.eml")), *sorted(outbox.glob("sent/*.eml"))):
            try:
                if letter := _letter(path, sent=path.parent != outbox):
                    yield letter
            except (UserError, OSError) as error:
                self.problems.append(f"{path}: {error}")

    def _read_drafts(self) -> Iterator[Letter]:
        try:
            drafts = self._desk.mail.strays(())
        except UserError as error:
            self.problems.append(f"mailbox: {error.what}. {error.why}".strip())
            return
        for draft in drafts:
            if known := _KEY.fullmatch(draft.key):
                yield Letter(known["case"], known["message"], draft.key, draft.place)

    def _with_arrival(self, found: Trace, procedure: Procedure) -> Trace:
        """What the mail that came in says, where it was given."""
        zone = ZoneInfo(self._desk.settings.zone)
        for arrival in self._asked:
            received = arrival.mail.received
            if received is None:
                continue
            length = len(found.number.rpartition("-")[2])
            day = received.astimezone(zone)
            if number_of(procedure.prefix, day, arrival.root, length) == found.number:
                facts = {**arrivals.facts_of(arrival, procedure), "subject": arrival.root}
                return replace(found, asked=facts, received=(received, ORIGINAL))
        return found

    # --- files -----------------------------------------------------------------------------

    def _files(self, number: str) -> int:
        folder = self._desk.root / "evidence" / number
        return sum(1 for path in folder.glob("*") if path.is_file()) if folder.is_dir() else 0

    def _begun(self, number: str) -> str:
        path = self._desk.root / "begun" / f"{number}.json"
        with suppress(OSError, ValueError, AttributeError):
            return str(json.loads(path.read_text(encoding="utf-8")).get("verb", ""))
        return ""


def _key_of(desk: Workspace, name: str) -> str:
    """The key of the person of this name; "" for nobody of people.toml."""
    try:
        return desk.people.find(name).key
    except NotFound:
        return ""


def _by_case(letters: Iterable[Letter]) -> Mapping[str, list[Letter]]:
    """The mails of each case in the order in which they were written."""
    found: dict[str, list[Letter]] = {}
    for letter in letters:
        found.setdefault(letter.case, []).append(letter)
    first = datetime.min.replace(tzinfo=UTC)
    return {c: sorted(of, key=lambda one: one.written or first) for c, of in found.items()}


def _letter(path: Path, *, sent: bool) -> Letter | None:
    """A mail of ours; None for one that isn't known by its name or its Message-ID."""
    mail = read_mail(path.read_bytes())
    known = _KEY.fullmatch(path.stem) or _ID.match(mail.message_id)
    if known is None:
        return None
    left = datetime.fromtimestamp(path.stat().st_ctime, UTC) if sent else None
    return Letter(
        case=known["case"],
        message=known["message"],
        key=f"{known['case']}-{known['message']}",
        place=str(path),
        sender=mail.from_.address if mail.from_ else "",
        to=tuple(map(str, mail.to)),
        cc=tuple(map(str, mail.cc)),
        subject=mail.raw_subject,
        thread=_thread(mail),
        written=mail.date,
        left=left,
    )


def _thread(mail: Mail) -> tuple[str, ...]:
    """The mails before it on its thread, the first one first."""
    before = [*mail.references]
    if mail.root and mail.root != mail.message_id and mail.root not in before:
        before.insert(0, mail.root)
    return tuple(before)


def _beside(lines: Sequence[str]) -> dict[str, str]:
    """Each line with the one after it; the first time that it stands there."""
    found: dict[str, str] = {}
    for title, text in pairwise(takewhile(lambda line: line != EARLIER, lines)):
        if title:
            found.setdefault(title, text)
    return found
