"""Make the places true to each other: documents, rows, answers in documents, the mailbox."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from summarizer import answers, helpdesk_news, mailbox, replies
from summarizer.desk import Desk, document_ref
from summarizer.helpdesk_acts import numbers_of
from summarizer.moving import Moving
from summarizer.reading_back import Report, Unkept, keep_all, put_back, read_back
from summarizer.remembered import document_seen, each, is_text, known_fields, remembered
from summarizer.rota import Rota
from tracker.case import Case
from tracker.errors import SignInNeeded, Unavailable, UserError
from tracker.port import DESK, Observation

#: Under what the tracker keeps up to where the documents' changes are known: of no case.
FEED = "changes"
_PLACE = known_fields(now=is_text, again=each(is_text))
#: The exit codes with which a service says that it won't answer the next question either.
_AWAY = (SignInNeeded.exit_code, Unavailable.exit_code)
#: What is asked for all cases at once, and of whom; a reply may be to what has just left.
_NEWS = (
    ("mailbox", mailbox.take_in),
    ("mailbox", replies.take_in),
    ("helpdesk", helpdesk_news.take_in),
)
#: So many changes make the place in the feed worth keeping though none is of a document of ours.
_MANY = 200
#: Lines for people by case.
News = Mapping[str, Sequence[str]]


def sync_each(
    desk: Desk, cases: Sequence[Case], *, dry_run: bool = False, yes: bool = False
) -> Iterator[Report]:
    """Read these cases back, each in full. Once a service stays away, the rest is not asked for."""
    cases, news = yield from _news_first(desk, cases, dry_run=dry_run)
    moving = Moving(desk)
    answers.look_ahead(desk, cases)
    for n, case in enumerate(cases, start=1):
        report = _one(desk, case, _Look(), dry_run=dry_run, yes=yes)
        report = _with(news, _with_turns(moving, case, report, dry_run=dry_run))
        if report.exit_code in _AWAY:
            yield _last(report, len(cases) - n)
            return
        yield report


def sync_all(
    desk: Desk,
    cases: Sequence[Case],
    *,
    dry_run: bool = False,
    yes: bool = False,
    rota: Rota | None = None,
) -> Iterator[Report]:
    """Read all open cases back, but ask only about those documents that changed.

    Where the documents can't tell what changed, all of them are read. What couldn't be read is
    kept with the place in the feed, and read the next time, after the others; a run that breaks
    off is done anew. Once a service stays away, the rest is not asked for.

    Args:
        desk: Where the cases are.
        cases: The open ones.
        dry_run: Say what would be recorded.
        yes: Put back what differs.
        rota: Whose answers and tickets are asked for; without one, those of all cases.
    """
    cases, news = yield from _news_first(desk, cases, dry_run=dry_run, rota=rota)
    moving = Moving(desk)
    if not cases:
        return
    known = remembered(desk.tracker, DESK, FEED, _PLACE)
    feed: Mapping[str, Any] = known.data if known else {}
    changes = desk.documents.changed(str(feed.get("now", "")))
    again: Sequence[str] = feed.get("again", ())
    order = {number: n for n, number in enumerate(again)}
    waiting = sorted(cases, key=lambda case: order.get(case.number, -1))
    changed = {c.number for c in cases if not feed or _concerned(c, changes.documents)}
    reads = changed | set(order) | {c.number for c in cases if _is_unknown(desk, c)}
    asks = reads | _asked(desk, cases, reads, rota)
    answers.look_ahead(desk, (case for case in waiting if case.number in asks))
    desk.documents.look_ahead(
        [ref for c in waiting if c.number in reads if (ref := document_ref(c))]
    )
    unread: list[str] = []
    unkept: list[Unkept] = []
    while waiting:
        case, *waiting = waiting
        look = _Look(case.number in reads, case.number in asks, unkept)
        report = _one(desk, case, look, dry_run=dry_run, yes=yes)
        report = _with(news, _with_turns(moving, case, report, dry_run=dry_run))
        if report.exit_code:
            unread.append(case.number)
        if report.exit_code in _AWAY:
            rest = [c.number for c in waiting]
            report, waiting, unread = _last(report, len(rest)), [], [*rest, *unread]
        yield report
    keep_all(desk, unkept)
    # The tracker's own spreadsheet is in that feed, too: to keep each place would change it again.
    many = len(changes.documents or ()) >= _MANY
    if not dry_run and (changed or many or unread != list(again)):
        _keep(desk, {"now": changes.now, "again": unread}, feed)


def _is_unknown(desk: Desk, case: Case) -> bool:
    """Whether nothing is known of a case's document: people have retyped what was."""
    return document_ref(case) is not None and document_seen(desk.tracker, case.number) is None


def _asked(
    desk: Desk, cases: Sequence[Case], reads: Collection[str], rota: Rota | None
) -> set[str]:
    """Of the cases whose document isn't read, those whose requests for a yes are."""
    if rota is None:
        return {case.number for case in cases}
    if desk.settings.backend["documents"] != "google":
        return set()
    waits = (
        case.number
        for case in cases
        if case.number not in reads and document_ref(case) is not None
        if answers.waiting(desk.procedure(case.procedure), case)
    )
    return rota.answers(list(waits))


def _last(report: Report, left: int) -> Report:
    """The report after which nothing else is read."""
    more = (f"not read: {left} more",) if left else ()
    return replace(report, problems=(*report.problems, *more))


def _news_first(
    desk: Desk, cases: Sequence[Case], *, dry_run: bool, rota: Rota | None = None
) -> Generator[Report, None, tuple[Sequence[Case], News]]:
    """What mailbox and helpdesk know of all cases, asked at once; the cases as they are then.

    One that can't be asked is a report of its own, and the documents are read all the same: unless
    they are with the same service, which would be waited for once more.
    """
    news: dict[str, list[str]] = {}
    away: set[str] = set()
    for name, take_in in _NEWS:
        if name in away:
            continue
        try:
            some = _with_a_turn(desk, cases, rota) if name == "helpdesk" else cases
            told = take_in(desk, some, dry_run=dry_run)
            for number, lines in told.items():
                news.setdefault(number, []).extend(lines)
            if told:
                cases = desk.tracker.load([case.number for case in cases])
        except UserError as error:
            away.add(name)
            report = Report(name).fails(error.what, error)
            if error.exit_code in _AWAY and name == "mailbox" and _both_at_google(desk):
                yield _last(report, len(cases))
                return [], {}
            yield report
    return desk.tracker.load([case.number for case in cases]), news


def _with_a_turn(desk: Desk, cases: Sequence[Case], rota: Rota | None) -> Sequence[Case]:
    """The cases whose tickets are asked for."""
    if rota is None or not desk.settings.zendesk["url"]:
        return cases
    counts = {case.number: len(numbers) for case in cases if (numbers := numbers_of(case))}
    turn = rota.tickets(counts)
    return [case for case in cases if case.number in turn]


def _both_at_google(desk: Desk) -> bool:
    backend = desk.settings.backend
    return backend["mail"] == "gmail" and backend["documents"] == "google"


def _with(news: News, report: Report) -> Report:
    told = tuple(news.get(report.case, ()))
    return replace(report, read=(*told, *report.read), news=(*told, *report.news))


def _keep(desk: Desk, feed: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    if feed["now"] and feed != was:
        desk.tracker.observe(DESK, FEED, Observation(desk.now(), feed))


def _concerned(case: Case, changed: Collection[str] | None) -> bool:
    return changed is None or case.facts.get("document.id", "") in changed


class _Look(NamedTuple):
    """What is asked about a case: its document, its answers; where what is read is put."""

    document: bool = True
    ask: bool = True
    later: list[Unkept] | None = None


def _one(desk: Desk, case: Case, look: _Look, *, dry_run: bool, yes: bool) -> Report:
    keep, document, later = not dry_run, look.document, look.later
    report = read_back(desk, case, keep=keep, document=document, later=later)
    if look.ask and not report.exit_code:
        report = _with_answers(desk, case, report, dry_run=dry_run)
    if report.differences and yes and not dry_run:
        with desk.tracker.lock(case.number):
            put_back(desk, case)
        return report.mended()
    return report


def _with_answers(desk: Desk, case: Case, report: Report, *, dry_run: bool) -> Report:
    """What was taken in before a service went away is told, too.

    Whether the feed shows approvals isn't documented: those that wait are asked about anyway.
    """
    said: list[str] = []
    try:
        for line in answers.take_in(desk, case, dry_run=dry_run):
            said.append(line)  # noqa: PERF402 - what was said before an error counts
    except UserError as error:
        report = report.fails(f"answers in the document: {error.what}", error)
    return report.hears(*said)


def _with_turns(moving: Moving, case: Case, report: Report, *, dry_run: bool) -> Report:
    """A review that waits for somebody who is off today is asked of whoever is in (003.6.1)."""
    if report.exit_code:
        return report
    try:
        return report.hears(*moving.take_in(case, dry_run=dry_run))
    except UserError as error:
        return report.fails(f"who is in today: {error.what}", error)
