"""Make a damaged tracker anew: from what can be read of it, the documents and the mails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from summarizer import picture
from summarizer.backends import TRACKER
from summarizer.procedure import Procedure
from summarizer.rebuild.case import By, Rebuilt, completed, rebuild
from summarizer.rebuild.remains import Kept, Trace
from summarizer.rebuild.traces import Places
from summarizer.remembered import document_seen
from summarizer.workspace import Workspace
from tracker import copying, sqlite_aside
from tracker.case import Case
from tracker.columns import Cell
from tracker.port import DESK, Observation, Tracker, Wish
from tracker.sqlite_file import sound
from tracker.sqlite_salvage import Gap, Salvage, salvage
from tracker.sqlite_values import Damaged

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Made:
    """A case that was made anew."""

    wish: Wish
    stage: str
    user: str
    known: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The case as JSON values."""
        return {
            "case": self.wish.case,
            "user": self.user,
            "stage": self.stage,
            "known": [{"what": what, "from": source} for what, source in self.known],
            "unknown": list(self.unknown),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the tracker.

    Attributes:
        damage: What is wrong with the file; "" where it is sound.
        aside: Where the damaged file is kept; None where there was none, or nothing was done.
        made: The cases that were made anew.
        left: How many the tracker knows already.
        gaps: Events of the damaged file that are lost.
        problems: What couldn't be looked at.
    """

    damage: str
    aside: Path | None
    made: tuple[Made, ...]
    left: int
    gaps: tuple[Gap, ...]
    problems: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "damage": self.damage,
            "kept": str(self.aside) if self.aside else None,
            "cases": [one.to_json() for one in self.made],
            "left": self.left,
            "lost": [
                {
                    "events": gap.many,
                    "after": gap.after.isoformat() if gap.after else None,
                    "before": gap.before.isoformat() if gap.before else None,
                }
                for gap in self.gaps
            ],
            "problems": list(self.problems),
        }


def rebuild_tracker(desk: Workspace, mails: Sequence[bytes] = (), *, dry_run: bool) -> Report:
    """Make the tracker anew if it is damaged; else add the cases that it doesn't know.

    Args:
        desk: The workspace.
        mails: Those that came in: they tell when a case was received.
        dry_run: Say what would be made, and change nothing.

    Raises:
        StorageFailed: The tracker is a newer summarizer's, busy, or can't be read or written.
    """
    file = desk.root / TRACKER
    if desk.settings.backend["tracker"] != "sqlite":
        return _add(desk, desk.tracker, Places(desk, mails), dry_run=dry_run)
    with sqlite_aside.rebuilding(file):
        before = sqlite_aside.contents(file) if sqlite_aside.has_wal(file) else None
        damage = _damage(file)
        if not damage:
            return _add(desk, desk.tracker, Places(desk, mails), dry_run=dry_run)
        there, aside = before or sqlite_aside.contents(file), None
        if not dry_run:
            aside, there = sqlite_aside.keep(file, there, desk.now())
        found, places = salvage(*there), Places(desk, mails)
        made = tuple(_made(desk, places, found, [*found.numbers, *places.numbers]))
        if not dry_run:
            with sqlite_aside.in_place_of(file) as fresh:
                _write(fresh, [*(one.wish for one in made), *_of_no_case(found)])
        return Report(damage, aside, made, 0, tuple(found.gaps), tuple(places.problems))


def _damage(file: Path) -> str:
    """What is wrong with the file; "" if it is a whole tracker."""
    try:
        sound(file, _PATIENCE)
    except Damaged as error:
        return f"{error.what}. {error.why}".strip()
    return ""


def _add(desk: Workspace, tracker: Tracker, places: Places, *, dry_run: bool) -> Report:
    """Add what documents and mails tell of, and the tracker doesn't know."""
    known = tracker.numbers()
    unknown = [number for number in places.numbers if number not in known]
    made = [*_made(desk, places, Salvage(), unknown)]
    if places.asked:
        made += _completed(desk, places, known)
    if made and not dry_run:
        _write(tracker, [one.wish for one in made])
    left = len(known) - sum(one.wish.case in known for one in made)
    return Report("", None, tuple(made), left, (), tuple(places.problems))


def _completed(desk: Workspace, places: Places, numbers: Sequence[str]) -> Iterator[Made]:
    """The cases that were made anew before, with what the mails that came in say of them."""
    for case in desk.tracker.load([n for n in places.numbers if n in numbers]):
        procedure = places.procedure(case.number, case.procedure)
        if procedure is None:
            continue
        trace = places.trace(case.number, procedure)
        if not (events := completed(case, trace, _by(desk))):
            continue
        after = Case(case.number, (*case.events, *events))
        seen = document_seen(desk.tracker, case.number)
        row = picture.row(after, procedure, desk.settings, seen, desk.now())
        known = tuple((f"{e.kind} {e.at:%Y-%m-%d %H:%M %Z}", e.note) for e in events)
        yield Made(Wish(case.number, after.events, row), after.stage, _user(after.facts), known, ())


def _by(desk: Workspace) -> By:
    return By(desk.actor, desk.now(), ZoneInfo(desk.settings.zone), desk.people)


def _write(tracker: Tracker, wishes: Sequence[Wish]) -> None:
    for batch in copying.batches(wishes):
        tracker.record_many(batch)


def _of_no_case(found: Salvage) -> Iterator[Wish]:
    if seen := found.seen.get(DESK):
        yield Wish(DESK, seen=seen)


def _made(
    desk: Workspace, places: Places, found: Salvage, numbers: Sequence[str]
) -> Iterator[Made]:
    by = _by(desk)
    for number in dict.fromkeys(n for n in numbers if n != DESK):
        kept = _kept(found, number)
        procedure = places.procedure(number, kept.facts.get("procedure", ""))
        if procedure is None:
            places.problems.append(f"{number}: no procedure has cases with such numbers")
            continue
        trace = places.trace(number, procedure)
        done = rebuild(trace, kept, procedure, by)
        yield Made(
            _wish(desk, trace, kept, procedure, done),
            done.case.stage,
            _user(done.case.facts),
            done.known,
            done.unknown,
        )


def _kept(found: Salvage, number: str) -> Kept:
    line, events = found.lines.get(number), found.events.get(number, ())
    facts = (
        {
            "procedure": line.procedure,
            "thread.root": line.root,
            "user.id": line.user_id,
            "user.name": line.user_name,
            "stage": line.stage,
            "tab": line.tab,
            "owner": line.owner,
        }
        if line
        else {}
    )
    seen = found.seen.get(number, {})
    return Kept(events, facts, found.rows.get(number), seen, found.whole, _lost_until(found))


def _lost_until(found: Salvage) -> datetime | None:
    """When the newest lost event may have been recorded; None where none is lost."""
    if found.whole:
        return None
    latest = datetime.max.replace(tzinfo=UTC)
    return max((gap.before or latest for gap in found.gaps), default=latest)


def _wish(desk: Workspace, trace: Trace, kept: Kept, procedure: Procedure, done: Rebuilt) -> Wish:
    """The case with its row, and what its document says now."""
    case, seen = done.case, dict(kept.seen)
    if trace.document is not None:
        answered = picture.answered_by_hand(case)
        data = picture.observed(trace.document, kept.seen.get("document"), answered)
        seen["document"] = Observation(desk.now(), data)
    if not case.procedure or not case.tab:  # taken back, or imported without a row
        return Wish(case.number, case.events, seen=seen)
    row = picture.row(case, procedure, desk.settings, seen.get("document"), desk.now())
    if kept.whole and kept.row:  # as it stood, with what people changed
        row = kept.row._replace(due=row.due, open=row.open)
        return Wish(case.number, case.events, row, seen=seen)
    people: dict[str, Cell] = {c.title: None for c in procedure.columns if c.people}
    cells = {**people, **done.cells, **row.cells}
    return Wish(case.number, case.events, row._replace(cells=cells), seen=seen)


def _user(facts: Mapping[str, str]) -> str:
    return " / ".join(filter(None, (facts.get("user.name"), facts.get("user.id"))))
