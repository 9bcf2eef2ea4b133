"""What must be so after a crowd: each acknowledged change is there, once, in every place."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from summarizer.cli.again import BEGUN
from summarizer.desk import document_ref
from summarizer.intents import intents, verb_of
from summarizer.mending import reconcile
from summarizer.ports import Snapshot
from tests.crowds.crowd import Crowd
from tests.crowds.hands import Told
from tests.desk import Desk
from tests.procedures import social
from tracker.case import Case
from tracker.columns import to_text

#: What a person types is mostly called as the verb that it runs.
_OPENING = ("ack", "start")
_READING = ("sync",)


def wrong(made: Crowd) -> list[str]:
    """All that isn't as it must be."""
    cases = sorted({case for share in made.shares for case in (share.own, share.shared)})
    found = [problem for number in cases for problem in _case(made, number)]
    return [*made.failed, *found, *_desk(made.desk)]


def _case(made: Crowd, number: str) -> Iterator[str]:
    desk, case = made.desk, made.desk.case(number)
    told = [t for t in made.told if number in t.words]
    yield from (f"{number}: {text}" for text in _runs(case, told))
    yield from (f"{number}: {text}" for text in _last_words(desk, case))
    yield from (f"{number}: {text}" for text in _document(desk, case, told))
    yield from (f"{number}: {text}" for text in _links(desk, case))


def _runs(case: Case, told: list[Told]) -> Iterator[str]:
    """Each acknowledged command is one run that was closed, and there is no other."""
    runs = intents(case)
    yield from (f"{run} is not finished" for run, closed in runs.items() if not closed)
    ran = Counter(verb_of(run) for run in runs)
    said = Counter(_verb(t) for t in told if t.words[0] not in (*_OPENING, *_READING) and t.new)
    said.update(_OPENING)
    for verb in sorted(ran | said):
        if ran[verb] != said[verb]:
            yield f"{verb} was acknowledged {said[verb]} times, and recorded {ran[verb]} times"
    kinds = Counter(event.kind for event in case.effective)
    for kind in ("received", "document made", "started", "summary sent", "announced"):
        if kinds[kind] > 1:
            yield f"“{kind}” has happened {kinds[kind]} times"


def _verb(told: Told) -> str:
    if told.words[0] == "set":
        return "write" if told.words[2] == "Notes" else "set"
    return told.words[0]


def _last_words(desk: Desk, case: Case) -> Iterator[str]:
    """The row says what was recorded last."""
    row = desk.row(case.number)
    notes = [e.data["value"] for e in case.effective if e.data.get("column") == "Notes"]
    if notes and to_text(row.cells["Notes"]) != notes[-1]:
        yield f"Notes says {row.cells['Notes']}, and the last that was written is {notes[-1]}"
    if case.facts.get("tickets", "") != to_text(row.cells["Tickets"]):
        yield f"Tickets says {row.cells['Tickets']}, not {case.facts.get('tickets')}"
    if row.tab != case.tab:
        yield f"the row is in {row.tab}, not in {case.tab}"


def _document(desk: Desk, case: Case, told: list[Told]) -> Iterator[str]:
    """What was put into the document stands there, once."""
    snapshot = _snapshot(desk, case)
    shown = social.paper(desk, case.number).text()
    for t in told:
        if t.words[0] == "ask" and not t.code:
            yield from _once(f"the question {t.words[3]}", _questions(snapshot)[t.words[2:4]])
        if t.words[0] == "evidence" and not t.code:
            yield from _once(f"the evidence {t.words[4]}", shown.count(t.words[4]))
    filled = {e.data["step"]: e.data["finding"] for e in case.of_kind("step filled")}
    for row in snapshot.chart:
        if row.step in filled and not row.finding.startswith(filled[row.step]):
            yield f"{row.step} says {row.finding}, and what was found last is {filled[row.step]}"


def _snapshot(desk: Desk, case: Case) -> Snapshot:
    with desk.workspace() as place:
        ref = document_ref(case)
        assert ref is not None
        return place.documents.read(ref)


def _links(desk: Desk, case: Case) -> Iterator[str]:
    """Cases of the same user that were found are linked in both documents, once."""
    ours = _snapshot(desk, case)
    for number in filter(None, case.facts.get("earlier", "").split(", ")):
        other = desk.case(number)
        theirs = _snapshot(desk, other)
        for here, there in ((ours, theirs), (theirs, ours)):
            links = [url for _, url in here.earlier].count(there.ref.url)
            yield from _once(f"the link from {here.ref.case} to {there.ref.case}", links)
        told = [e.data["from"] for e in other.of_kind("linked from a later case")]
        yield from _once(f"{case.number} in the history of {number}", told.count(case.number))


def _once(what: str, times: int) -> Iterator[str]:
    if times != 1:
        yield f"{what} is there {times} times"


def _questions(snapshot: Snapshot) -> Counter[tuple[str, ...]]:
    return Counter((team, question) for team, question, _ in snapshot.questions)


def _desk(desk: Desk) -> Iterator[str]:
    """What is true of the whole desk, whatever was done there."""
    with desk.workspace() as place:
        for outcome in reconcile(place, yes=False):
            yield f"doctor --reconcile: {outcome.finding.case}: {outcome.finding.problem}"
    differs = [report["differences"] for report in desk("sync", "--json").json]
    yield from (f"sync: {text}" for texts in differs for text in texts)
    yield from (f"{name} was left behind" for name in _left_behind(desk.root))
    yield from _drafts(desk)
    with contextlib.closing(sqlite3.connect(desk.root / "tracker.db")) as tracker:
        if (said := tracker.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            yield f"SQLite says {said}"


def _left_behind(root: Path) -> list[str]:
    """Unfinished files, locks that nobody holds, notes of commands that came to their end."""
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    ours = (p for p in found if p.name.startswith(".") or p.suffix == ".lock" or BEGUN in p.parts)
    return [str(path) for path in ours]


def _drafts(desk: Desk) -> Iterator[str]:
    """Each draft is a file, each file a draft; of one message no two wait to be sent."""
    waits: Counter[str] = Counter()
    for item in desk("list", "--all", "--json").json:
        case = desk.case(item["case"])
        for name, event in case.latest("message").items():
            if event.data["state"] == "drafted":
                waits[f"{case.number}: {event.data['rule']}"] += 1
            if (desk.root / "outbox" / f"{case.number}-{name}.eml").exists() != (
                event.data["state"] != "withdrawn"
            ):
                yield f"{case.number}: {name} is {event.data['state']}, and its file says otherwise"
    yield from (f"{what} waits {times} times" for what, times in waits.items() if times > 1)
