"""Compare what tracker, events, documents and mail say of the cases, and find where they differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from summarizer.ports import DocumentRef, Drafted
from tracker import names
from tracker.case import Case
from tracker.port import Row

#: The event of a case that was taken over from earlier documents or an old tracker.
IMPORTED = "imported"
#: What `--yes` does about a finding, where events decide; "" where a person has to.
Mend = Literal["", "row", "document", "mail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that isn't true in all places.

    Attributes:
        kind: What sort of thing it is, in words.
        case: Whose it is; "" where no case knows it.
        problem: What is found where.
        fix: What a person types or does.
        mend: What mends it, where events decide.
    """

    kind: str
    case: str
    problem: str
    fix: str
    mend: Mend = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A case, and what the places have of it.

    Attributes:
        case: The case.
        row: Its row; None where people deleted it.
        tabs: The tabs of its rows, where it has more than one.
        shown: Where the row's link to the document leads; None where the row has no such column.
        document: Where its document is; None where it has none, or it is gone.
        why: Why the document can't be read, and what to do about that; "" where it can.
        open: Whether it is not in a closed stage.
        unfinished: The verb whose run was begun and not ended.
        news: What the mailbox knows of its messages and nobody has recorded.
    """

    case: Case
    row: Row | None = None
    tabs: Sequence[str] = ()
    shown: str | None = None
    document: DocumentRef | None = None
    why: tuple[str, str] = ("", "")
    open: bool = True
    unfinished: str = ""
    news: Sequence[str] = ()


def compare(
    cases: Iterable[Known],
    documents: Mapping[str, Sequence[DocumentRef]],
    drafts: Sequence[Drafted] = (),
) -> Iterator[Finding]:
    """Every difference, once; those of one case beside each other.

    Args:
        cases: All cases of which anything was ever recorded.
        documents: By case number, what carries it; its own document before copies.
        drafts: Drafts that no case knows.
    """
    numbers: dict[str, str] = {}
    opened: list[Case] = []
    for known in cases:
        numbers[known.case.number] = known.unfinished
        if known.open and known.case.procedure:
            opened.append(known.case)
        yield from _of_case(known, documents.get(known.case.number, ()))
    yield from _strangers(documents, numbers)
    yield from doubles(opened)
    yield from (_draft(draft, numbers) for draft in drafts)


# --- one case ------------------------------------------------------------------------------


def _of_case(known: Known, carrying: Sequence[DocumentRef]) -> Iterator[Finding]:
    case = known.case
    if not case.facts.get("document.id"):
        yield from (_unrecorded(known, ref) for ref in carrying[:1])
    else:
        yield from _document(known)
    if case.procedure:
        yield from _row(known, has_document=bool(known.document or carrying))
    for line in known.news:
        fix = f"Record it with: summarizer sync {case.number}"
        yield Finding("mail not recorded", case.number, line, fix, "mail")


def _unrecorded(known: Known, ref: DocumentRef) -> Finding:
    number, verb = known.case.number, known.unfinished
    problem = f"“{ref.title}” carries its number, and its events know of no document"
    what = f"{problem} ({_where(ref)})"
    if verb:
        fix = f"Its {verb} was interrupted. Go on with: summarizer do {number} {verb}"
        return Finding("document not recorded", number, what, fix)
    fix = f"Put it aside if it isn't the case's. {_again()}; then: summarizer start {number}"
    return Finding("document not recorded", number, what, fix, "document")


def _document(known: Known) -> Iterator[Finding]:
    facts, number, ref = known.case.facts, known.case.number, known.document
    if ref is None:
        what = known.why[0] or f"its document is gone; it was {facts.get('document.url', '')}"
        yield Finding("row without a document", number, what, known.why[1])
        return
    if ref.outside:
        fix = "Move it back there (003.4.7), and type: summarizer doctor --reconcile --yes"
        what = f"“{ref.title}” lies outside the shared folder: {_where(ref)}"
        yield Finding("document outside the folder", number, what, fix)
    elif _has_moved(facts, ref):
        what = f"the document is at {_where(ref)}, events say {facts.get('document.url', '')}"
        yield Finding("broken link", number, what, _again(), "document")
    elif known.shown is not None and known.shown != facts.get("document.url", ""):
        what = f"the row's link leads to {known.shown or 'nothing'}, the document is at {ref.url}"
        yield Finding("broken link", number, what, _again(), "row")


def _has_moved(facts: Mapping[str, str], ref: DocumentRef) -> bool:
    """A file's own address is another one on each machine, so its place in the folder counts."""
    if ref.id != facts.get("document.id"):
        return True
    return ref.url.startswith("http") and ref.url != facts.get("document.url")


def _row(known: Known, *, has_document: bool) -> Iterator[Finding]:
    number, tab = known.case.number, known.case.tab
    if known.row is None:
        if not tab or (not known.open and known.case.last(IMPORTED)):
            return  # earlier cases may be imported without rows
        kind = "document without a row" if has_document else "case without a row"
        yield Finding(kind, number, f"its row is gone; it belongs in {tab}", _again(), "row")
    elif len(known.tabs) > 1:
        both = " and ".join(known.tabs)
        what = f"it has rows in {both}; it belongs in {tab}"
        fix = f"{_again()} A row with other text in a column of yours stays: delete it by hand."
        yield Finding("row in more than one tab", number, what, fix, "row")
    elif known.row.tab != tab:
        what = f"its row stands in {known.row.tab}; its events say {tab}"
        yield Finding("row in the wrong tab", number, what, _again(), "row")


def _again() -> str:
    return "Mend it with: summarizer doctor --reconcile --yes"


def _where(ref: DocumentRef) -> str:
    return ref.path or ref.url


# --- several cases, and none ---------------------------------------------------------------


def _strangers(
    documents: Mapping[str, Sequence[DocumentRef]], numbers: Collection[str]
) -> Iterator[Finding]:
    for number, (ref, *_) in documents.items():
        if number not in numbers:
            what = f"“{ref.title}” carries {number}, which the tracker doesn't know: {_where(ref)}"
            fix = (
                "If this tracker lost it: summarizer tracker rebuild. If it is another one's, put"
                " the document aside."
            )
            yield Finding("document without a row", "", what, fix)


def doubles(cases: Iterable[Case]) -> Iterator[Finding]:
    """Open cases of one user under two ids, or of one user and one thread; each pair once."""
    by_name: dict[str, list[Case]] = {}
    by_root: dict[str, list[Case]] = {}
    for case in cases:
        if name := names.key(case.facts.get("user.name", "")):
            by_name.setdefault(name, []).append(case)
        if root := case.facts.get("thread.root", ""):
            by_root.setdefault(root, []).append(case)
    for same in by_name.values():
        yield from (_two_ids(a, b) for a, b in combinations(same, 2) if _ids_differ(a, b))
    for same in by_root.values():
        yield from (_one_thread(a, b) for a, b in combinations(same, 2) if _same_user(a, b))


def _ids_differ(one: Case, other: Case) -> bool:
    ids = one.facts.get("user.id", ""), other.facts.get("user.id", "")
    return all(ids) and ids[0].casefold() != ids[1].casefold()


def _same_user(one: Case, other: Case) -> bool:
    """Whether both are about one user: a mail about two users makes two cases rightly."""
    if one.procedure != other.procedure or _ids_differ(one, other):
        return False
    ids = one.facts.get("user.id", ""), other.facts.get("user.id", "")
    found = [names.key(case.facts.get("user.name", "")) for case in (one, other)]
    return bool(all(ids) or found[0] == found[1])


def _two_ids(one: Case, other: Case) -> Finding:
    ids = one.facts["user.id"], other.facts["user.id"]
    what = f"{one.facts['user.name']} is {ids[0]} here and {ids[1]} in {other.number}"
    fix = (
        "If it is one user, mend the wrong one:"
        f" summarizer set {other.number} user.id {ids[0]}. Two people may share a name."
    )
    return Finding("one user under two ids", one.number, what, fix)


def _one_thread(one: Case, other: Case) -> Finding:
    what = f"{other.number} is about the same user on the same thread"
    fix = f'End the one that is too many: summarizer cancel {other.number} "same as {one.number}"'
    return Finding("two cases of one thread", one.number, what, fix)


def _draft(draft: Drafted, numbers: Mapping[str, str]) -> Finding:
    number = next((n for n in numbers if draft.key.startswith(f"{n}-")), "")
    verb = numbers.get(number, "")
    if verb:
        fix = f"{verb} of {number} was interrupted. Go on with: summarizer do {number} {verb}"
    else:
        fix = "Delete it there, unless somebody needs it."
    return Finding("draft that no case knows", number, f"{draft.key}: {draft.place}", fix)
