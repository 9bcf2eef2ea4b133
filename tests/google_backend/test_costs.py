"""What commands cost at Google, counted in requests."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from summarizer.syncing import FEED
from tests.google import docs, drive, gmail
from tests.google.server import Server
from tests.google_desk import DANA, FOLDER, GoogleDesk
from tests.paper import FINDINGS, SUMMARY
from tests.walk.test_walk import ANSWER, MAIL
from tracker.port import DESK, Observation, Wish
from tracker.sheets import SheetsTracker

CASES, CHANGED = 500, 5


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


def acknowledged(desk: GoogleDesk) -> str:
    """A case whose acknowledgement has left."""
    desk.at("2026-11-19T07:46")
    message = gmail.deliver(desk.world, DANA, MAIL.read_bytes())
    given = ("--user-email", "zoe@krueger.example.com", "--answer", ANSWER)
    number = str(desk("ack", "--mail", message, *given, "--json").json["case"])
    desk.press_send()
    desk("sync")
    return number


def written(desk: GoogleDesk, number: str) -> None:
    """All that comes before the review."""
    desk("start", number)
    fill(desk, number)


def fill(desk: GoogleDesk, number: str) -> None:
    """Research and summary are written."""
    file = desk.document(number)
    for step, found in FINDINGS.items():
        desk("check", number, step, "--finding", found)
    for part, text in SUMMARY.items():
        docs.hand_type(desk.world, file.id, part, text, user=DANA)
    desk("evidence", number, "https://example.com/post", "--text", "Held!")


def approved(desk: GoogleDesk, number: str) -> None:
    """All that comes between `start` and `complete`."""
    fill(desk, number)
    desk("request-review", number)
    for who in ("rosa", "ravi"):
        desk("reviewed", number, "--by", who)
    desk("request-approval", number)
    desk("approve", number, "--by", "fay")


def multiply(desk: GoogleDesk, number: str, count: int) -> list[str]:
    """As many open cases like this one, each with a document of its own, as if all had been read.

    Gives the documents' ids.
    """
    original = desk.document(number)
    found = []
    with desk.workspace() as workspace:
        tracker = workspace.tracker
        assert isinstance(tracker, SheetsTracker)
        (case,) = tracker.load([number])
        row, seen = tracker.row(number), tracker.observation(number, "document")
        assert row is not None
        assert seen is not None
        wishes = []
        for index in range(1, count):
            name = f"SM-20261119-{index:04d}"
            file = drive.new_file(
                desk.world,
                original.name,
                FOLDER,
                content=copy.deepcopy(original.content),
                user=DANA,
                properties={"summarizer.case": name},
            )
            events = [
                e._replace(sets={**e.sets, "document.id": file}) if "document.id" in e.sets else e
                for e in case.events
            ]
            kept = Observation(seen.at, seen.data)
            wishes.append(Wish(name, events, row._replace(case=name), seen={"document": kept}))
            found.append(file)
        tracker.record_many(wishes)
        feed = {"now": workspace.documents.changed("").now, "again": []}
        tracker.observe(DESK, FEED, Observation(workspace.now(), feed))
    return found


def test_start_and_complete_and_list_cost_little(desk: GoogleDesk) -> None:
    number = acknowledged(desk)
    desk.start_counting()
    desk("start", number)
    assert len(desk.requests()) <= 12, desk.requests()
    approved(desk, number)
    desk.start_counting()
    desk("complete", number)
    assert len(desk.requests()) <= 10, desk.requests()
    desk.start_counting()
    desk("list")
    desk("show", number)
    assert desk.requests() == ["sheets.spreadsheets.get"] * 2
