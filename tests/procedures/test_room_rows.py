"""What is said in the room: by hand where it isn't connected, else by `--send` or `say`, once."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from itertools import count

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import ANSWER, USER, receive
from tests.slack import world as w
from tests.slack.seen import seen
from tests.slack.server import Server
from tests.walk.killer import Death, run

POST = "chat.postMessage"
ANNOUNCED = "I will take the social media issue {number} of Jane Doe (X)."


@pytest.fixture
def room(desk: Desk, slack: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The desk's room, as the settings name it, without a mail server."""
    settings = desk.root / "summarizer.toml"
    said = settings.read_text(encoding="utf-8")
    for name, value in (("channel", w.ROOM), ("endpoint", slack.url)):
        head, table, rest = said.partition("[slack]\n")
        assert f'{name} = ""' in rest
        said = head + table + rest.replace(f'{name} = ""', f'{name} = "{value}"', 1)
    settings.write_text(said, encoding="utf-8")
    monkeypatch.setenv("SUMMARIZER_SLACK_TOKEN", w.TEST_TOKEN)
    slack.world.now = datetime(2026, 11, 19, 20, tzinfo=UTC)  # after all that the desk does
    return slack


def lines(room: Server) -> list[str]:
    return [message.text for message in room.world.room().messages]


def say(desk: Desk, number: str, todo: str = "announcement", *, code: int = 0) -> str:
    said = desk.do(number, "say", todo=todo, code=code)
    return said.out + said.err


def todo_states(desk: Desk, number: str) -> dict[str, str]:
    shown = desk("show", number, "--json").json
    return {todo["todo"]: todo["state"] for todo in shown["todos"]}


def test_a_question_that_the_room_refused_is_asked_once_when_it_is_typed_again(
    desk: Desk, room: Server
) -> None:
    number = social.ack(desk, receive(desk), *USER)
    desk("start", number)
    room.faults.add("not_in_channel", method=POST)
    asked = ("ask", number, "payments", "Why is it held?", "--send")
    assert "/invite" in desk(*asked, code=5).err
    desk(*asked)
    assert sum("Why is it held?" in line for line in lines(room)) == 1
    assert todo_states(desk, number).keys() & {"ask-payments-2"} == set()


@pytest.mark.row("003.1.1")
def test_without_a_room_the_announcement_is_a_to_do_with_its_words(desk: Desk) -> None:
    number = social.ack(desk, receive(desk), *USER)
    assert desk.todos(number)["announcement"] == ANNOUNCED.format(number=number)
    assert "is not connected" in say(desk, number, code=5)
    desk("done", number, "announcement")
    assert desk.case(number).last("announced") is not None


@pytest.mark.row("003.1.1")
def test_a_connected_room_is_told_nothing_before_somebody_says_so(desk: Desk, room: Server) -> None:
    number = social.ack(desk, receive(desk), *USER)
    assert lines(room) == []
    assert room.log == []
    assert desk.todos(number)["announcement"] == ANNOUNCED.format(number=number)
    hint = f"summarizer do {number} say --field todo=announcement"
    assert hint in desk("show", number).out


@pytest.mark.row("003.1.1")
def test_with_send_the_announcement_is_said_once_and_mails_stay_drafts(
    desk: Desk, room: Server
) -> None:
    command = ("ack", "--mail", receive(desk), "--answer", ANSWER, *USER, "--send")
    said = desk(*command).out
    number = str(desk("list", "--json").json[0]["case"])
    assert lines(room) == [ANNOUNCED.format(number=number)]
    assert f"said    announcement: https://{w.DOMAIN}/archives/{w.ROOM}/p" in said
    case = desk.case(number)
    assert case.last("announced") is not None
    assert case.facts["room.thread"] == room.world.room().messages[0].ts
    shown = desk("show", number, "--json").json["messages"]
    assert {m["message"]: m["state"] for m in shown} == {
        "acknowledgement": "drafted",
        "user-notice": "drafted",
    }
    assert "already done" in desk(*command).out
    say(desk, number)
    assert len(lines(room)) == 1


@pytest.mark.row("003.1.1")
@pytest.mark.parametrize("kind", ["cut-after", "cut-before", "cut-body", "500", "html-after"])
def test_a_lost_answer_leaves_the_line_uncertain_and_the_next_run_looks(
    desk: Desk, room: Server, kind: str
) -> None:
    number = social.ack(desk, receive(desk), *USER)
    room.faults.add(kind, method=POST)
    assert "not known" in say(desk, number, code=6)
    assert todo_states(desk, number)["announcement"] == "uncertain"
    assert desk.case(number).last("announced") is None
    assert "announcement (uncertain): I will take" in desk("show", number).out
    assert "went on" in say(desk, number)
    assert lines(room) == [ANNOUNCED.format(number=number)]
    assert "announcement" not in todo_states(desk, number)


@pytest.mark.row("003.1.1")
def test_an_uncertain_line_that_cannot_be_looked_for_stays_uncertain(
    desk: Desk, room: Server
) -> None:
    number = social.ack(desk, receive(desk), *USER)
    room.faults.add("cut-after", method=POST)
    say(desk, number, code=6)
    room.world.room().members.remove(w.BOT)
    say(desk, number, code=5)
    assert todo_states(desk, number)["announcement"] == "uncertain"
    desk("done", number, "announcement")
    assert desk.case(number).last("announced") is not None
    assert len(lines(room)) == 1


def test_a_line_that_slack_refuses_is_a_to_do_again(desk: Desk, room: Server) -> None:
    number = social.ack(desk, receive(desk), *USER)
    room.world.room().members.remove(w.BOT)
    assert "/invite" in say(desk, number, code=5)
    assert todo_states(desk, number)["announcement"] == "open"
    room.world.room().members.add(w.BOT)
    say(desk, number)
    assert len(lines(room)) == 1


@pytest.mark.row("003.1.1")
def test_wherever_it_is_killed_the_line_is_said_once(desk: Desk, room: Server) -> None:
    number = social.ack(desk, receive(desk), *USER)
    command = ["-w", str(desk.root), "do", number, "say", "--field", "todo=announcement"]
    kept = desk.root.with_name("kept")
    shutil.copytree(desk.root, kept)
    sys.stdout.flush()
    for moment in count(1):
        shutil.rmtree(desk.root)
        shutil.copytree(kept, desk.root)
        room.world.room().messages.clear()
        if not run(command, Death(moment)):
            break
        assert not run(command)
        assert lines(room) == [ANNOUNCED.format(number=number)], f"killed at {moment}"
        assert desk.case(number).last("announced") is not None
    assert moment >= 6


@pytest.mark.row("003.5.4")
def test_a_question_goes_into_the_thread_of_the_announcement(
    desk: Desk, room: Server, started: str
) -> None:
    say(desk, started)
    desk("ask", started, "payments", "Why is it held?", "--send")
    first, second = room.world.room().messages
    assert second.thread == first.ts
    assert seen(second).words.startswith("Why is it held? (social media issue")
    assert desk.todos(started).keys() & {"announcement", "ask-payments"} == set()


@pytest.mark.row("003.5.4")
def test_without_a_room_a_question_is_a_to_do(desk: Desk, started: str) -> None:
    desk("ask", started, "payments", "Why is it held?")
    assert desk.todos(started)["ask-payments"].startswith("Why is it held?")


def test_a_question_that_calls_everybody_calls_nobody(
    desk: Desk, room: Server, started: str
) -> None:
    trap = "<!channel> @here <https://evil.example.com|our page> *now* & `rm` <@U0000000003>"
    say(desk, started)
    desk("ask", started, "payments", trap, "--send")
    found = seen(room.world.room().messages[1])
    assert (found.links, found.calls, found.marked) == ((), (), False)
    assert found.words.replace("\u2060", "").startswith(trap)


def test_a_line_links_the_case_where_it_is_online(
    desk: Desk, room: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_FOLDER_URL", "https://files.example.com/social/")
    number = social.begun(desk)
    say(desk, number)
    url = desk.case(number).facts["document.url"]
    assert seen(room.world.room().messages[0]).links == ((url, url),)


def test_completion_is_told_in_the_thread_and_only_where_one_was_begun(
    desk: Desk, room: Server, approved: str
) -> None:
    say(desk, approved)
    desk("complete", approved, "--send")
    first, second = room.world.room().messages
    assert second.thread == first.ts
    assert second.text == f"{approved}: the summary is complete and goes to the thread."


def test_without_a_room_completion_leaves_no_more_to_do_than_before(
    desk: Desk, approved: str
) -> None:
    desk("complete", approved)
    assert "room-complete" not in desk.todos(approved)


def test_what_was_said_cannot_be_taken_back_and_is_not_said_again(desk: Desk, room: Server) -> None:
    number = social.ack(desk, receive(desk), *USER)
    say(desk, number)
    assert "can't be taken back" in desk("undo", number, "--yes").out
    say(desk, number)
    assert len(lines(room)) == 1


def test_what_is_not_for_the_room_is_not_said_there(desk: Desk, room: Server, started: str) -> None:
    assert "nothing to be said in the room" in say(desk, started, "hold-tickets", code=5)
    assert lines(room) == []


def test_neither_a_token_nor_a_channel_that_is_wrong_changes_anything(
    desk: Desk, room: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = social.ack(desk, receive(desk), *USER)
    monkeypatch.delenv("SUMMARIZER_SLACK_TOKEN")
    assert "SUMMARIZER_SLACK_TOKEN" in say(desk, number, code=4)
    monkeypatch.setenv("SUMMARIZER_SLACK_CHANNEL", "#ee-dash")
    assert "slack.channel" in say(desk, number, code=2)
    assert todo_states(desk, number)["announcement"] == "open"
    assert lines(room) == []
