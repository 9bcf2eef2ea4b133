"""Make the places true to each other: documents, rows, answers in documents, the mailbox."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from summarizer import answers, mailbox
from summarizer.desk import Desk
from summarizer.ports import Changes
from summarizer.reading_back import Report, put_back, read_back
from tracker.case import Case
from tracker.errors import UserError
from tracker.port import Observation

#: Under what the tracker keeps up to where the documents' changes are known: of no case.
EVERYTHING, FEED = "", "changes"
#: Lines for people by case.
News = Mapping[str, Sequence[str]]


def sync_each(
    desk: Desk, cases: Sequence[Case], *, dry_run: bool = False, yes: bool = False
) -> Iterator[Report]:
    """Read these cases back, each in full."""
    cases, news = yield from _mail_first(desk, cases, dry_run=dry_run)
    for case in cases:
        yield _with(news, _one(desk, case, dry_run=dry_run, yes=yes))


def sync_all(
    desk: Desk, cases: Sequence[Case], *, dry_run: bool = False, yes: bool = False
) -> Iterator[Report]:
    """Read all open cases back, but ask only about those documents that changed.

    Where the documents can't tell what changed, all of them are read. Up to where changes are
    known is kept once every document has been read; a run that breaks off is done anew.
    """
    cases, news = yield from _mail_first(desk, cases, dry_run=dry_run)
    known = desk.tracker.observation(EVERYTHING, FEED)
    changes = desk.documents.changed(str(known.data.get("now", "")) if known else "")
    exit_code = 0
    for case in cases:
        document = known is None or _concerned(case, changes.documents)
        report = _one(desk, case, dry_run=dry_run, yes=yes, document=document)
        exit_code = max(exit_code, report.exit_code)
        yield _with(news, report)
    if not dry_run and not exit_code:
        _keep(desk, changes)


def _mail_first(
    desk: Desk, cases: Sequence[Case], *, dry_run: bool
) -> Generator[Report, None, tuple[Sequence[Case], News]]:
    """What the mailbox knows of all cases, asked at once; the cases as they are then.

    A mailbox that can't be asked is a report of its own: the documents are read all the same.
    """
    try:
        news = mailbox.take_in(desk, cases, dry_run=dry_run)
    except UserError as error:
        yield Report("mailbox", problems=(error.what,), exit_code=error.exit_code)
        return cases, {}
    return (desk.tracker.load([case.number for case in cases]) if news else cases), news


def _with(news: News, report: Report) -> Report:
    return replace(report, read=(*news.get(report.case, ()), *report.read))


def _keep(desk: Desk, changes: Changes) -> None:
    known = desk.tracker.observation(EVERYTHING, FEED)
    if changes.now and (known is None or known.data.get("now") != changes.now):
        seen = Observation(desk.now(), {"now": changes.now})
        desk.tracker.observe(EVERYTHING, FEED, seen)


def _concerned(case: Case, changed: Collection[str] | None) -> bool:
    return changed is None or case.facts.get("document.id", "") in changed


def _one(desk: Desk, case: Case, *, dry_run: bool, yes: bool, document: bool = True) -> Report:
    report = read_back(desk, case, keep=not dry_run, document=document)
    if not report.exit_code:
        said = answers.take_in(desk, case, dry_run=dry_run)
        report = replace(report, read=(*report.read, *said))
    if report.differences and yes and not dry_run:
        put_back(desk, case)
        return report.mended()
    return report
