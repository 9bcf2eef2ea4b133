"""Many open cases at a desk in the loopback Google, put there without a command for each."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from summarizer.recording import full_row
from summarizer.syncing import FEED
from tests.google import drive, drive_approvals
from tests.google_desk import DANA, FOLDER, GoogleDesk
from tracker.case import Case, Event
from tracker.port import DESK, Observation, Wish

if TYPE_CHECKING:
    from tests.google.world import File

FAY = "fay.brandt@example.com"
#: What is kept of the case that the others are like: all else only makes the spreadsheet longer.
_KEPT = ("acknowledged", "user notified", "started")


def waiting(
    desk: GoogleDesk, number: str, tickets: Mapping[str, str], *, edited: Collection[int] = ()
) -> list[str]:
    """Cases like this one, whose documents wait for Fay's yes, as if all had been read.

    There is one for each of the tickets, which are given with the time of their last change; the
    last case is on hold instead, and waits for questions on its thread. Gives the documents' ids;
    those at the places `edited` can be edited alone.
    """
    original, found, wishes = desk.document(number), list[str](), list[Wish]()
    with desk.workspace() as workspace:
        (case,) = workspace.tracker.load([number])
        seen = workspace.tracker.observation(number, "document")
        assert seen is not None
        for index, (ticket, changed) in enumerate(tickets.items()):
            name = f"SM-20261119-{index:04d}"
            file = _document(desk, original, name, own=index in edited)
            found.append(file)
            on_hold = index == len(tickets) - 1
            events = _on_hold(case) if on_hold else _asked(case, _approval(desk, file))
            events = [*_begun(case, file, ticket), *events]
            made = Case(name, tuple(events))
            row = full_row(workspace, made, seen)
            known = {"document": seen, "tickets": Observation(seen.at, {ticket: changed})}
            wishes.append(Wish(name, events, row, seen=known))
        workspace.tracker.record_many(wishes)
        feed = {"now": workspace.documents.changed("").now, "again": []}
        workspace.tracker.observe(DESK, FEED, Observation(workspace.now(), feed))
    return found


def _document(desk: GoogleDesk, original: File, case: str, *, own: bool) -> str:
    content = copy.deepcopy(original.content) if own else original.content
    return drive.new_file(
        desk.world,
        original.name,
        FOLDER,
        content=content,
        user=DANA,
        properties={"summarizer.case": case},
    )


def _approval(desk: GoogleDesk, file: str) -> str:
    with desk.world.lock:
        return drive_approvals.begin(desk.world, desk.world.files[file], DANA, [FAY]).id


def _begun(case: Case, file: str, ticket: str) -> list[Event]:
    """The case up to its document, and its ticket."""
    return [
        e._replace(sets={**e.sets, "document.id": file, "tickets": ticket})
        if "document.id" in e.sets
        else e
        for e in case.events
        if e.sets or e.kind in _KEPT
    ]


def _asked(case: Case, request: str) -> list[Event]:
    """Fay was asked in the document."""
    asked = {"asked": "approver", "then": "approve", "how": "document", "request": request}
    last = case.events[-1]
    return [
        last._replace(
            key="request-approval#1/ask approver", kind="yes asked for", sets={}, data=asked
        ),
        last._replace(
            key="request-approval#1/event approval requested",
            kind="approval requested",
            sets={"stage": "approval", "approver": "fay"},
            data={},
        ),
    ]


def _on_hold(case: Case) -> list[Event]:
    """The summary has left, on the thread of the acknowledgement."""
    left = case.latest("message")["acknowledgement"].data["path"]
    data = {"message": "summary", "state": "sent", "rule": "summary", "path": left}
    last = case.events[-1]
    sets = {"stage": "hold"}
    return [last._replace(key="sent#9/summary sent", kind="summary sent", sets=sets, data=data)]
