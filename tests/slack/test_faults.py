"""What our client does when Slack refuses, falls silent, or breaks off in the middle."""

from __future__ import annotations

import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest

from summarizer.room import Line
from summarizer.slack import client as module
from summarizer.slack.account import SlackAccount, token
from summarizer.slack.client import SlackRoom
from tests.slack import world as w
from tests.slack.server import Server
from tracker.errors import (
    BadInput,
    NotFound,
    Refused,
    SignInNeeded,
    Unavailable,
    UserError,
)

POST, HISTORY = "chat.postMessage", "conversations.history"
LOST = ["timeout-before", "timeout-after", "cut-before", "cut-after", "cut-body", "500", "503",
        "html", "html-after", "fatal_error"]  # fmt: skip


class Naps:
    """A clock that only sleeping moves; what was slept is kept."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def account(
    slack: Server, said: str = w.TEST_TOKEN, endpoint: str = "", channel: str = w.ROOM
) -> SlackAccount:
    return SlackAccount(channel, token(said), endpoint or slack.url)


def room(slack: Server, naps: Naps | None = None, **other: str) -> SlackRoom:
    naps = naps or Naps()
    return SlackRoom(account(slack, **other), lambda: naps.now, naps.sleep, silence=1)


def lines(slack: Server) -> list[str]:
    return [message.text for message in slack.world.room().messages]


@pytest.mark.parametrize("kind", LOST)
def test_a_lost_answer_is_uncertain_and_settled_by_looking(slack: Server, kind: str) -> None:
    before = datetime.now(UTC)
    slack.faults.add(kind, method=POST, seconds=3)
    with pytest.raises(Unavailable) as lost:
        room(slack).say("K-1", "I take it")
    assert lost.value.uncertain
    assert "not known" in lost.value.why
    line = room(slack).say("K-1", "I take it", since=before)
    assert lines(slack) == ["I take it"]
    assert line.place == slack.world.room().messages[0].ts


@pytest.mark.parametrize("kind", LOST)
def test_a_line_is_posted_once_a_call_whatever_the_answer(slack: Server, kind: str) -> None:
    slack.faults.add(kind, method=POST, times=None, seconds=2)
    with pytest.raises(Unavailable):
        room(slack).say("K-1", "I take it")
    assert slack.asked == [POST]


@pytest.mark.parametrize("kind", [k for k in LOST if k != "fatal_error"])
def test_looking_is_tried_again(slack: Server, kind: str) -> None:
    slack.faults.add(kind, method=HISTORY, times=1, seconds=2)
    room(slack).say("K-1", "I take it", since=datetime.now(UTC))
    assert slack.asked.count(HISTORY) == 2
    assert lines(slack) == ["I take it"]


def test_what_cannot_be_looked_for_is_not_said(slack: Server) -> None:
    slack.faults.add("503", method=HISTORY, times=None)
    with pytest.raises(Unavailable) as away:
        room(slack).say("K-1", "I take it", since=datetime.now(UTC))
    assert not away.value.uncertain
    assert slack.asked == [HISTORY] * module.TRIES


def test_only_a_thread_that_is_gone_lets_a_line_be_said_beside_it(slack: Server) -> None:
    thread = room(slack).say("K-1", "I take it").place
    slack.faults.add("channel_not_found", method=POST)
    with pytest.raises(NotFound, match="Could not say it"):
        room(slack).say("K-2", "Done", thread=thread)
    assert lines(slack) == ["I take it"]
    slack.faults.add("thread_not_found", method=POST)
    room(slack).say("K-2", "Done", thread=thread)
    assert lines(slack) == ["I take it", "Done"]


def test_a_limit_is_waited_for_as_long_as_slack_asks(slack: Server) -> None:
    naps = Naps()
    slack.faults.add("429", method=POST, times=2, retry_after=7)
    room(slack, naps).say("K-1", "I take it")
    assert naps.slept == [7, 7]
    assert lines(slack) == ["I take it"]


def test_a_limit_without_a_time_is_waited_for_longer_each_time(slack: Server) -> None:
    naps = Naps()
    slack.faults.add("429", method=POST, times=3)
    room(slack, naps).say("K-1", "I take it")
    assert naps.slept == [1, 2, 4]


def test_a_limit_that_stays_is_given_up_and_nothing_was_said(slack: Server) -> None:
    slack.faults.add("429", method=POST, times=None, retry_after=1)
    with pytest.raises(Unavailable, match="Could not say it") as limited:
        room(slack).say("K-1", "I take it")
    assert not limited.value.uncertain
    assert slack.asked == [POST] * module.TRIES


def test_a_wait_that_is_too_long_is_not_begun(slack: Server) -> None:
    naps = Naps()
    slack.faults.add("429", method=POST, retry_after=3600)
    with pytest.raises(Unavailable):
        room(slack, naps).say("K-1", "I take it")
    assert naps.slept == []


def test_where_nobody_listens_nothing_was_said(slack: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}/api/"
        with pytest.raises(Unavailable) as away:
            room(slack, endpoint=nowhere).say("K-1", "I take it")
    assert not away.value.uncertain
    assert "can't be reached" in away.value.why


def test_a_line_without_an_address_was_said_all_the_same(slack: Server) -> None:
    slack.faults.add("503", method="chat.getPermalink", times=None)
    line = room(slack).say("K-1", "I take it")
    assert line == Line(slack.world.room().messages[0].ts, "")


@pytest.mark.parametrize(
    ("channel", "kind", "fix"),
    [
        ("C0NOWHERE00", NotFound, "slack.channel"),
        ("G0000000005", NotFound, "invite"),
        (w.STRANGE, Refused, "/invite"),
        (w.OLD, Refused, "slack.channel"),
    ],
)
def test_a_room_that_is_not_for_us_says_what_to_do(
    slack: Server, channel: str, kind: type[UserError], fix: str
) -> None:
    with pytest.raises(kind) as refused:
        room(slack, channel=channel).say("K-1", "I take it")
    assert fix in refused.value.fix
    assert refused.value.why


def test_a_token_that_slack_does_not_take_asks_for_another(slack: Server) -> None:
    with pytest.raises(SignInNeeded) as refused:
        room(slack, said="xoxb-revoked").say("K-1", "I take it")
    assert "SUMMARIZER_SLACK_TOKEN" in refused.value.fix
    assert "xoxb-revoked" not in str(refused.value)


def test_a_scope_that_is_missing_is_named(slack: Server) -> None:
    slack.world.tokens["xoxb-less"] = w.Token(w.BOT, frozenset({"chat:write"}))
    with pytest.raises(SignInNeeded, match="channels:history"):
        room(slack, said="xoxb-less").say("K-1", "I take it", since=datetime.now(UTC))
    assert lines(slack) == []


def test_without_the_scope_for_people_replies_have_ids(slack: Server) -> None:
    above = room(slack).say("K-1", "I take it")
    w.hand_say(slack.world, w.OLGA, "mine", thread=above.place)
    fewer = frozenset({"chat:write", "channels:history"})
    slack.world.tokens["xoxb-less"] = w.Token(w.BOT, fewer)
    less = room(slack, said="xoxb-less")
    assert [r.author for r in less.replies(above.place, _long_ago())] == [w.OLGA]
    assert [r.author for r in room(slack).replies(above.place, _long_ago())] == [
        "olga.petrova@example.com"
    ]


def test_replies_below_a_line_that_is_gone_are_not_found(slack: Server) -> None:
    above = room(slack).say("K-1", "I take it")
    w.hand_delete(slack.world, above.place)
    with pytest.raises(NotFound):
        room(slack).replies(above.place, _long_ago())


def test_below_a_line_that_is_gone_it_is_said_in_the_room_and_once(slack: Server) -> None:
    before = datetime.now(UTC)
    above = room(slack).say("K-1", "I take it")
    w.hand_delete(slack.world, above.place)
    first = room(slack).say("K-2", "It is done", thread=above.place)
    again = room(slack).say("K-2", "It is done", thread=above.place, since=before)
    assert first == again
    assert [m.text for m in slack.world.room().messages if not m.gone] == ["It is done"]


def test_a_line_is_found_on_later_pages(slack: Server) -> None:
    before = datetime.now(UTC)
    room(slack).say("K-1", "I take it")
    for number in range(450):
        w.hand_say(slack.world, w.DANA, f"talk {number}")
    room(slack).say("K-1", "I take it", since=before)
    assert slack.asked.count(HISTORY) == 3
    assert lines(slack).count("I take it") == 1


def test_a_room_too_loud_to_be_looked_through_leaves_it_uncertain(
    slack: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAGES", 2)
    for number in range(450):
        w.hand_say(slack.world, w.DANA, f"talk {number}")
    with pytest.raises(Unavailable, match="look through") as loud:
        room(slack).say("K-1", "I take it", since=datetime.now(UTC) - timedelta(hours=1))
    assert loud.value.uncertain
    assert POST not in slack.asked


def test_another_app_that_uses_our_key_is_not_us(slack: Server) -> None:
    payload = {"event_type": "other_app", "event_payload": {"key": "K-1"}}
    w.hand_say(slack.world, w.OLGA, "not ours", metadata=payload)
    room(slack).say("K-1", "I take it", since=datetime.now(UTC))
    assert lines(slack) == ["not ours", "I take it"]


def test_a_line_of_the_size_that_slack_keeps_is_said_and_a_longer_one_is_refused(
    slack: Server,
) -> None:
    room(slack).say("K-1", "&" * 8000)
    with pytest.raises(BadInput, match="too long"):
        room(slack).say("K-2", "&" * 8001)
    assert len(lines(slack)) == 1


def test_neither_the_token_nor_the_words_are_logged(
    slack: Server, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.faults.add("cut-after", method=POST)
    slack.faults.add("html", method=HISTORY)
    with pytest.raises(Unavailable) as lost:
        room(slack).say("K-1", "secret words")
    room(slack).say("K-1", "secret words", since=datetime.now(UTC))
    said = caplog.text + "".join(capsys.readouterr()) + str(lost.value) + repr(account(slack))
    assert w.TEST_TOKEN not in said
    assert "secret words" not in said


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    slack: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    room(slack).say("K-1", "I take it")
    assert lines(slack) == ["I take it"]


def _long_ago() -> datetime:
    return datetime(2020, 1, 1, tzinfo=UTC)
