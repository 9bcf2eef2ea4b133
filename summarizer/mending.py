"""Look at all places at once, and mend what isn't true in all of them, where events decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from summarizer import mailbox, picture
from summarizer.desk import Desk, document_ref
from summarizer.ports import DocumentRef, Drafted
from summarizer.reading_back import put_back
from summarizer.reconciling import Finding, Known, compare
from summarizer.recording import recorder
from tracker.case import Case, Event
from tracker.columns import Link, to_text
from tracker.errors import NotFound, UserError
from tracker.port import Row

#: Cases that are loaded at a time.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finding, and whether it was mended; `error` says why it couldn't be."""

    finding: Finding
    mended: bool = False
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON values."""
        found = self.finding
        return {
            "kind": found.kind,
            "case": found.case,
            "problem": found.problem,
            "fix": found.fix,
            "by_yes": bool(found.mend),
            "mended": self.mended,
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class _Places:
    """What was read of all places; None where one couldn't be."""

    documents: Mapping[str, Sequence[DocumentRef]] | None
    doubled: Mapping[str, Sequence[str]]
    news: Mapping[str, Sequence[str]]


def reconcile(desk: Desk, *, yes: bool = False) -> list[Outcome]:
    """Find every difference; with `yes`, mend what events decide, and see whether it is mended."""
    findings = list(look(desk))
    if not yes:
        return [Outcome(finding) for finding in findings]
    errors = {finding: _mend(desk, finding) for finding in findings if finding.mend}
    left = {(f.kind, f.case) for f in look(desk)} if errors else set()
    # A place that can't be looked at the second time tells nothing: then no error must stand.
    mended = {f for f, error in errors.items() if not error and (f.kind, f.case) not in left}
    return [Outcome(f, f in mended, errors.get(f, "")) for f in findings]


def look(desk: Desk) -> Iterator[Finding]:
    """Read all places and compare them; a place that can't be read is a finding, too."""
    problems: list[Finding] = []
    numbers = desk.tracker.numbers()
    messages = _messages(desk, numbers)
    places = _Places(
        _documents(desk, problems), desk.tracker.doubled(), _news(desk, messages, problems)
    )
    drafts = _strays(desk, messages, problems)
    yield from problems
    known = (_known(desk, case, places) for case in _cases(desk, numbers))
    yield from compare(known, places.documents or {}, drafts)


def _cases(desk: Desk, numbers: Sequence[str]) -> Iterator[Case]:
    """All cases, in batches: an archive may be long."""
    for start in range(0, len(numbers), _BATCH):
        yield from (c for c in desk.tracker.load(numbers[start : start + _BATCH]) if c.events)


def _documents(desk: Desk, problems: list[Finding]) -> Mapping[str, Sequence[DocumentRef]] | None:
    found: dict[str, list[DocumentRef]] = {}
    try:
        for ref in desk.documents.all():
            found.setdefault(ref.case, []).append(ref)
    except UserError as error:
        problems.append(_unread("documents", error))
        return None
    return found


def _unread(place: str, error: UserError) -> Finding:
    return Finding("not looked at", "", f"{place}: {error.what}. {error.why}".strip(), error.fix)


# --- mail ----------------------------------------------------------------------------------


def _messages(desk: Desk, numbers: Sequence[str]) -> dict[str, list[Drafted]]:
    """The drafts that each case knows, sent ones too: people may have left the file there."""
    found = {}
    for case in _cases(desk, numbers):
        latest = case.latest("message").values()
        known = [e for e in latest if e.data.get("key") and e.data["state"] != "withdrawn"]
        if known:
            found[case.number] = [
                Drafted(str(e.data["key"]), _place(case, e), e.recorded) for e in known
            ]
    return found


def _place(case: Case, event: Event) -> str:
    """Where it was drafted: the event that says that it was sent may not know."""
    name = event.data["message"]
    with_place = (e for e in case.effective if e.data.get("message") == name and "path" in e.data)
    return str(next((e.data["path"] for e in with_place), ""))


def _news(
    desk: Desk, messages: Mapping[str, Sequence[Drafted]], problems: list[Finding]
) -> Mapping[str, Sequence[str]]:
    try:
        found = mailbox.take_in(desk, desk.tracker.load(list(messages)), dry_run=True)
    except UserError as error:
        problems.append(_unread("mailbox", error))
        return {}
    return {n: [line.removesuffix(" (not recorded: dry run)") for line in found[n]] for n in found}


def _strays(
    desk: Desk, messages: Mapping[str, Sequence[Drafted]], problems: list[Finding]
) -> Sequence[Drafted]:
    try:
        return desk.mail.strays([draft for drafts in messages.values() for draft in drafts])
    except UserError as error:
        if not any(p.problem.startswith("mailbox") for p in problems):
            problems.append(_unread("mailbox", error))
        return ()


# --- one case ------------------------------------------------------------------------------


def _known(desk: Desk, case: Case, places: _Places) -> Known:
    row = desk.tracker.row(case.number)
    ref, why = _document(desk, case, places.documents)
    shown, is_open = _procedure(desk, case, row)
    unfinished = picture.unfinished(case)
    return Known(
        case,
        row,
        places.doubled.get(case.number, ()),
        shown,
        ref,
        why,
        is_open,
        unfinished[0] if unfinished else "",
        places.news.get(case.number, ()),
    )


def _procedure(desk: Desk, case: Case, row: Row | None) -> tuple[str | None, bool]:
    """Where the row's link leads, and whether the case is open; as far as its procedure is read."""
    try:
        procedure = desk.procedure(case.procedure) if case.procedure else None
    except UserError:  # `doctor` tells of it
        return None, True
    if procedure is None:
        return None, False
    title = next((c.title for c in procedure.columns if c.field == "document"), None)
    cell = row.cells.get(title) if row and title else None
    link = cell.url if isinstance(cell, Link) else to_text(cell)
    return (link if row and title else None), case.stage not in procedure.closed


def _document(
    desk: Desk, case: Case, documents: Mapping[str, Sequence[DocumentRef]] | None
) -> tuple[DocumentRef | None, tuple[str, str]]:
    """Where the case's document is: that of its events, else the first that carries its number.

    A list may lag behind, and a program may have dropped the number: what it lacks is read.
    """
    ref = document_ref(case)
    if ref is None or documents is None:
        return ref, ("", "")
    listed = documents.get(case.number, ())
    if found := next((r for r in listed if r.id == ref.id), None) or next(iter(listed), None):
        return found, ("", "")
    try:
        return desk.documents.read(ref).ref, ("", "")
    except NotFound as error:
        return None, (f"{error.what}. {error.why}", error.fix)
    except UserError as error:
        return None, (f"its document can't be read: {error.what}. {error.why}", error.fix)


# --- mending -------------------------------------------------------------------------------


def _mend(desk: Desk, finding: Finding) -> str:
    """Do what mends it; why that isn't possible, "" where it is done."""
    try:
        if finding.mend == "mail":
            mailbox.take_in(desk, desk.tracker.load([finding.case]))
            return ""
        with desk.tracker.lock(finding.case):
            (case,) = desk.tracker.load([finding.case])
            if finding.mend == "document":
                _follow(desk, case)
            put_back(desk, case)
    except UserError as error:
        return f"{error.what}. {error.why}".strip()
    return ""


def _follow(desk: Desk, case: Case) -> None:
    """From now on the document is looked for where it is; one that nobody recorded is the case's.

    A first `start` looks for none: there may be thousands.
    """
    known = document_ref(case)
    ref = desk.documents.read(known).ref if known else desk.documents.find(case.number)
    if ref is None:
        return
    now = desk.now()
    sets = {"document.id": ref.id, "document.url": ref.url, "document.path": ref.path}
    if known is None:
        sets["document.title"] = ref.title
    key = f"reconcile/{now:%Y%m%dT%H%M%S}/{ref.id[-40:]}"
    event = Event(key, "document moved", now, now, desk.actor, "", sets)
    recorder(desk)(case, [event])
