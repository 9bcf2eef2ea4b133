"""Read documents and rows back: what people changed, and which side wins (rule 6 of the house)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from summarizer import picture, research, review
from summarizer.desk import Desk, document_ref
from summarizer.ports import Snapshot
from summarizer.recording import full_row, observe, reading, recorder, wish
from summarizer.remembered import document_seen
from tracker.case import Case, Event
from tracker.columns import Cell, to_text
from tracker.errors import NotFound, UserError
from tracker.port import Observation

#: Of how many documents what they say is written at once.
_TOGETHER = 50


class Unkept(NamedTuple):
    """What was read of a case's document, and what was kept of it then."""

    case: str
    was: Observation | None
    seen: Observation


@dataclass(frozen=True, slots=True)
class Report:
    """What reading one case back has found.

    Attributes:
        read: What the document says now, and what happened, in a line each.
        news: What happened alone.
        differences: Cells and tabs that differ from what the events say.
        problems: What couldn't be read, and the exit code for that.
        fixes: What to do about it.
    """

    case: str
    read: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    put_back: bool = False
    exit_code: int = 0
    news: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What a person should know."""
        fate = "put back" if self.put_back else "differs"
        return [*self.read, *(f"{fate}: {d}" for d in self.differences)]

    def hears(self, *news: str) -> Report:
        """The report with what happened, too."""
        return replace(self, read=(*self.read, *news), news=(*self.news, *news))

    def fails(self, problem: str, error: UserError) -> Report:
        """The report with a problem more, and what mends it."""
        fixes = (*self.fixes, *filter(None, [error.fix]))
        problems = (*self.problems, problem)
        return replace(self, problems=problems, fixes=fixes, exit_code=error.exit_code)

    def mended(self) -> Report:
        """The report once the differences were put back."""
        return replace(self, put_back=True)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "case": self.case,
            "read": list(self.read),
            "differences": list(self.differences),
            "problems": list(self.problems),
            "fixes": list(self.fixes),
            "put_back": self.put_back,
        }


def look(
    desk: Desk, case: Case, *, keep: bool = False
) -> tuple[Case, Snapshot, tuple[review.Seen, ...]]:
    """What the case's document says now, with its comments compared; kept if asked for.

    Raises:
        NotFound: The case has no document, or it is gone.
    """
    ref = document_ref(case)
    if ref is None:
        raise NotFound(
            f"{case.number} has no document", "", f"Make it with: summarizer start {case.number}"
        )
    snapshot = desk.documents.read(ref)
    case, seen = _kept(desk, case, snapshot) if keep else (case, reading(desk, case, snapshot))
    return case, snapshot, review.from_data(seen.data["comments"])


def _kept(desk: Desk, case: Case, snapshot: Snapshot) -> tuple[Case, Observation]:
    """Keep what the document says, as one command among others that change the case's row."""
    with desk.tracker.lock(case.number, fresh=False):
        (case,) = desk.tracker.load([case.number])
        if not case.procedure:  # taken back meanwhile
            return case, reading(desk, case, snapshot)
        seen = observe(desk, case, snapshot)
        if _has_moved(case, snapshot):
            case = recorder(desk)(case, [_moved(desk, snapshot)])
    return case, seen


def read_back(
    desk: Desk,
    case: Case,
    *,
    keep: bool = True,
    document: bool = True,
    later: list[Unkept] | None = None,
) -> Report:
    """Read a case's document and row; keep what the document says unless told not to.

    Cells that differ are left as they are: whoever changed them should hear of it first. Without
    `document`, the row only: the document is known to be as it was. With `later`, what is to be
    kept is put there, for `keep_all`.
    """
    report = Report(case.number, differences=tuple(differing(desk, case)))
    if not document or document_ref(case) is None:
        return report
    try:
        case, snapshot, _ = look(desk, case)
    except UserError as error:
        problem = ": ".join(part.rstrip(".") for part in (error.what, error.why) if part)
        return report.fails(problem, error)
    if keep and (later is None or _has_moved(case, snapshot)):
        seen = _kept(desk, case, snapshot)[1]
    else:
        seen = reading(desk, case, snapshot)
        if keep and later is not None:
            later.append(Unkept(case.number, document_seen(desk.tracker, case.number), seen))
    return replace(report, read=tuple(_lines(case, snapshot, seen)))


def keep_all(desk: Desk, unkept: Sequence[Unkept]) -> None:
    """Keep what was read of many documents, many a write; what was kept since is newer."""
    for start in range(0, len(unkept), _TOGETHER):
        some = sorted(unkept[start : start + _TOGETHER], key=lambda each: each.case)
        with ExitStack() as locks:
            for each in some:  # in this order, so that nobody waits for somebody who waits
                locks.enter_context(desk.tracker.lock(each.case, fresh=False))
            cases = desk.tracker.load([each.case for each in some])
            found = zip(some, cases, strict=True)
            wishes = [wish(desk, case, u.was, u.seen) for u, case in found if _still(desk, case, u)]
            if wishes:
                desk.tracker.record_many(wishes)


def _still(desk: Desk, case: Case, unkept: Unkept) -> bool:
    """Whether the case is there, and nobody has kept anything since."""
    was = document_seen(desk.tracker, case.number)
    return bool(case.procedure) and was == unkept.was


def _has_moved(case: Case, snapshot: Snapshot) -> bool:
    return snapshot.ref.id != case.facts.get("document.id", "")


def _lines(case: Case, snapshot: Snapshot, seen: Observation) -> list[str]:
    counts = review.counts(review.from_data(seen.data["comments"]))
    said = [title for title, text in snapshot.summary.items() if text.strip()]
    lines = [
        f"research {len(snapshot.chart) - len(research.missing(snapshot.chart))}"
        f"/{len(snapshot.chart)}, summary {len(said)}/{len(snapshot.summary)} parts, comments "
        + (", ".join(f"{n} {state}" for state, n in counts.items() if n) or "none")
    ]
    if _has_moved(case, snapshot):
        lines.append(f"the document is now at {snapshot.ref.path or snapshot.ref.url}")
    approval = picture.approval(case, seen.data)
    if approval and not approval["stands"]:
        lines.append("the approval is void: the summary has changed since")
    lines += [f"a placeholder was left over: {name}" for name in snapshot.unfilled]
    return lines + [f"the document has no “{name}” any more" for name in snapshot.missing]


def _moved(desk: Desk, snapshot: Snapshot) -> Event:
    """People moved or renamed the document: from now on it is looked for there first."""
    ref, now = snapshot.ref, desk.now()
    sets = {"document.id": ref.id, "document.url": ref.url, "document.path": ref.path}
    key = f"sync/{now:%Y%m%dT%H%M%S}/{snapshot.revision[:12]}"
    return Event(key, "document moved", now, now, desk.actor, "", sets)


def differing(desk: Desk, case: Case) -> list[str]:
    """Where the row isn't what the events say: those win, but only when a person says so."""
    row = desk.tracker.row(case.number)
    if row is None:
        return [f"the row is gone; it belongs in {case.tab}"] if case.tab else []
    wanted = full_row(desk, case, document_seen(desk.tracker, case.number))
    found = [] if row.tab == wanted.tab else [f"the row stands in {row.tab}, not in {wanted.tab}"]
    for title, cell in wanted.cells.items():
        here, there = to_text(row.cells.get(title)), to_text(cell)
        if here != there and not _same_time(row.cells.get(title), cell):
            found.append(f"{title} says {here or 'nothing'}, events say {there or 'nothing'}")
    return found


def _same_time(here: Cell, there: Cell) -> bool:
    """Whether both are the same moment, to the second: a spreadsheet keeps no finer ones."""
    if not isinstance(here, datetime) or not isinstance(there, datetime):
        return False
    return abs(here - there) < timedelta(seconds=1)


def put_back(desk: Desk, case: Case) -> None:
    """Write the row anew from the events; columns that people own stay as they are.

    Whoever calls holds the case, so that no event is recorded between reading and writing.
    """
    (case,) = desk.tracker.load([case.number])
    seen = document_seen(desk.tracker, case.number)
    desk.tracker.record(case.number, [], full_row(desk, case, seen))
