"""The quiet hour, told by the thread: a reply in the mailbox stops it (003.6.8)."""

from __future__ import annotations

import os
import shutil
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.google import gmail
from tests.google.server import Server
from tests.google.world import World
from tests.google_backend.test_costs import acknowledged, approved
from tests.google_desk import DANA, GoogleDesk
from tests.procedures import social

TOKEN, LEFT = "SUMMARIZER_GOOGLE_ACCESS_TOKEN", "2026-11-19T11:30"


class Lived(NamedTuple):
    """A desk whose summary left: all that is in Google and in its folder."""

    number: str
    world: World
    token: str
    folder: Path


@pytest.fixture(scope="module")
def lived() -> list[Lived]:
    """What the first test that came so far left for the others."""
    return []


@pytest.fixture
def desk(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, google: Server
) -> GoogleDesk:
    """All at one place, as a desk's files name it."""
    place = tmp_path_factory.getbasetemp() / "replies"
    shutil.rmtree(place, ignore_errors=True)
    return GoogleDesk(place / "desk", monkeypatch, google)


@pytest.fixture
def held(
    desk: GoogleDesk,
    lived: list[Lived],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """A case whose summary left at 11:30."""
    if not lived:
        number = _held(desk)
        kept = shutil.copytree(desk.root, tmp_path_factory.mktemp("held") / "desk")
        lived.append(Lived(number, desk.world.snapshot(), os.environ[TOKEN], kept))
        return number
    (first,) = lived
    shutil.rmtree(desk.root)
    shutil.copytree(first.folder, desk.root)
    desk.at(LEFT)
    desk.google.reset(first.world.snapshot())
    monkeypatch.setenv(TOKEN, first.token)
    desk.start_counting()
    return first.number


def _held(desk: GoogleDesk) -> str:
    number = acknowledged(desk)
    desk("start", number)
    approved(desk, number)
    desk.at(LEFT)
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
