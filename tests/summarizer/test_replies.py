"""The quiet hour, told by the thread: a reply in the mailbox stops it (003.6.8)."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.google import gmail
from tests.google.server import Server
from tests.google_backend.test_costs import acknowledged, approved
from tests.google_desk import DANA, GoogleDesk
from tests.procedures import social


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


@pytest.fixture
def held(desk: GoogleDesk) -> str:
    """A case whose summary left at 11:30."""
    number = acknowledged(desk)
    desk("start", number)
    approved(desk, number)
    desk.at("2026-11-19T11:30")
    desk("complete", number)
    desk.press_send()
    desk("sync")
    assert clock(desk, number) == "waiting"
    return number


def reply(desk: GoogleDesk, number: str, name: str, text: str, **headers: str) -> None:
    """Somebody answers to all on the thread."""
    root = desk.case(number).facts["thread.message_id"]
    subject = desk.case(number).facts["thread.subject"]
    lines = {
        "From": "Noor Haddad <noor.haddad@example.com>",
        "To": "socialmedia-escalations@example.com, ee@example.com",
        "Subject": f"Re: {subject}",
        "Message-ID": f"<{name}@mail.example.com>",
        "In-Reply-To": root,
        "References": root,
        "Date": "Thu, 19 Nov 2026 11:40:00 -0800",
    } | {key.replace("_", "-").title(): value for key, value in headers.items()}
    mail = EmailMessage()
    for key, value in lines.items():
        mail[key] = value
    mail.set_content(text)
    gmail.deliver(desk.world, DANA, mail.as_bytes())


def clock(desk: GoogleDesk, number: str) -> str:
    return social.clock(desk, number, "hold")[0]


def questions(desk: GoogleDesk, number: str) -> list[str]:
    return [str(e.data["question"]) for e in desk.case(number).of_kind("question")]


@pytest.mark.row("003.6.8")
def test_a_reply_on_the_thread_stops_the_hour_and_its_answer_starts_it_again(
    desk: GoogleDesk, held: str
) -> None:
    desk.at("2026-11-19T11:41")
    reply(desk, held, "q1", "Which bank was it?\r\n\r\n> Here is our summary.")
    before = desk.case(held)
    assert "Which bank was it?” (not recorded: dry run)" in desk("sync", "--dry-run").out
    assert desk.case(held) == before
    said = desk("sync").out
    assert "asked on the thread: “Which bank was it?”" in said
    assert f"summarizer do {held} answer" in said
    assert clock(desk, held) == "paused"
    assert questions(desk, held) == ["Which bank was it?"]
    assert "asked on the thread" not in desk("sync").out
    desk.do(held, "answer", answer="It was her own bank.")
    assert clock(desk, held) == "paused"
    desk.press_send()
    desk.at("2026-11-19T11:50")
    desk("sync")
    assert clock(desk, held) == "waiting"
    assert questions(desk, held) == ["Which bank was it?"]


def test_what_was_taken_back_is_not_asked_again(desk: GoogleDesk, held: str) -> None:
    desk.at("2026-11-19T11:41")
    reply(desk, held, "q1", "Thanks, all fine.")
    desk("sync")
    desk("undo", held, "--yes")
    assert clock(desk, held) == "waiting"
    desk("sync")
    assert clock(desk, held) == "waiting"


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied", "subject": "Automatic reply: away"},
        {"from": "Sam Okafor <sam.okafor@example.com>"},
        {"in_reply_to": "<x@mail.example.com>", "references": "<x@mail.example.com>"}
        | {"subject": "Another thing"},
    ],
)
def test_what_is_no_question_of_the_team_leaves_the_hour_alone(
    desk: GoogleDesk, held: str, headers: dict[str, str]
) -> None:
    desk.at("2026-11-19T11:41")
    reply(desk, held, "other", "I am away.", **headers)
    desk("sync")
    assert clock(desk, held) == "waiting"


def test_a_mailbox_that_asks_nothing_new_is_asked_in_one_request(
    desk: GoogleDesk, held: str
) -> None:
    desk.at("2026-11-19T11:41")
    reply(desk, held, "q1", "Which bank was it?")
    desk("sync")
    desk.start_counting()
    desk("sync")
    assert desk.counted()["gmail.users.messages.list"] == 1
    assert desk.counted()["gmail.users.messages.get"] == 0
