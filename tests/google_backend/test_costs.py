"""What commands cost at Google, counted in requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.google import docs, gmail
from tests.google.server import Server
from tests.google_desk import DANA, GoogleDesk
from tests.paper import FINDINGS, SUMMARY
from tests.walk.test_walk import ANSWER, MAIL


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


def approved(desk: GoogleDesk, number: str) -> None:
    """All that comes before `complete`."""
    desk("start", number)
    file = desk.document(number)
    for step, found in FINDINGS.items():
        desk("check", number, step, "--finding", found)
    for part, text in SUMMARY.items():
        docs.hand_type(desk.world, file.id, part, text, user=DANA)
    desk("evidence", number, "https://example.com/post", "--text", "Held!")
    desk("request-review", number)
    for who in ("rosa", "ravi"):
        desk("reviewed", number, "--by", who)
    desk("request-approval", number)
    desk("approve", number, "--by", "fay")


def test_what_start_and_complete_cost(desk: GoogleDesk) -> None:
    number = acknowledged(desk)
    desk.start_counting()
    desk("start", number)
    print(len(desk.requests()), desk.requests())
    approved(desk, number)
    desk.start_counting()
    desk("complete", number)
    print(len(desk.requests()), desk.requests())
    desk.start_counting()
    desk("list")
    print(len(desk.requests()), desk.requests())
    desk.start_counting()
    desk("sync")
    print(len(desk.requests()), desk.requests())
