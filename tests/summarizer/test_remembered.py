"""What the tracker remembers counts only in the shape in which it was kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from summarizer.board import ENDED
from summarizer.helpdesk_news import TICKETS
from summarizer.remembered import DOCUMENT
from summarizer.replies import LOOKED
from summarizer.syncing import FEED
from summarizer.watching import WAITING
from tests.desk import Desk
from tests.google.server import Server
from tests.google_desk import GoogleDesk
from tests.procedures import social
from tracker.port import DESK, Observation

#: Valid JSON of other shapes, as somebody retypes it in the spreadsheet.
RETYPED: list[dict[str, Any]] = [
    {"chart": [{}], "mails": 1, "ended": "soon", "now": 1, "cases": 1, "1": 1},
    {"chart": "all done", "mails": {"x": 1}, "ended": {}, "again": 1},
    {"chart": [1], "comments": [{"state": "open"}], "mails": {"x": {"due": 1}}, "cases": [1]},
    {"comments": {"state": "open"}, "ended": None, "mails": [], "again": [1]},
    {"summary": ["x"], "comments": [None], "ended": "2026-11-19", "mails": {"x": {"due": "1"}}},
    {"summary": {"x": 1}, "summary_hash": 1},
]


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk") / "desk", monkeypatch)


def retype(desk: Desk, number: str, data: dict[str, Any]) -> None:
    """Let all that the tracker remembers of readings be this."""
    mine = (FEED, f"{ENDED} dana", f"{LOOKED} dana", f"{WAITING} dana")
    with desk.workspace() as workspace:
        for case, what in ((number, DOCUMENT), (number, TICKETS), *((DESK, w) for w in mine)):
            workspace.tracker.observe(case, what, Observation(workspace.now(), data))


def test_what_people_retyped_counts_as_never_read(desk: Desk) -> None:
    number = social.begun(desk)
    social.paper(desk, number).comment("Next steps", "Which bank?")
    others = (("list",), ("watch", "--once"), ("doctor", "--reconcile"), ("sync", number))
    for n, data in enumerate(RETYPED):
        retype(desk, number, data)
        assert desk("show", number, "--json").json["research"]["total"] == 0
        desk("shift")
        desk(*others[n % len(others)])
    retype(desk, number, RETYPED[0])
    desk("check", number, "job", "--finding", "Closed.")
    shown = desk("show", number, "--json").json
    assert (shown["research"]["done"], shown["comments"]["open"]) == (1, 1)


def test_a_reading_that_people_retyped_is_read_again_though_its_document_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server
) -> None:
    desk = GoogleDesk(tmp_path / "desk", monkeypatch, google)
    number = str(desk("start", "Eva Lund", "88800", "--json").json["case"])
    desk("sync")
    with desk.workspace() as workspace:
        workspace.tracker.observe(number, DOCUMENT, Observation(workspace.now(), RETYPED[0]))
    assert desk("show", number, "--json").json["research"]["total"] == 0
    desk("sync")
    assert desk("show", number, "--json").json["research"]["total"] == 6
