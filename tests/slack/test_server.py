"""The loopback Slack, asked by Slack's own client and by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack import world as w
from tests.slack.seen import seen
from tests.slack.server import Server


@pytest.fixture
def web(slack: Server) -> WebClient:
    return client(slack)


def client(slack: Server, token: str = w.TEST_TOKEN) -> WebClient:
    found = WebClient(token, slack.url, retry_handlers=[])
    found.proxy = None
    return found


def word(error: SlackApiError) -> str:
    return str(error.response["error"])


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.headers["Authorization"] = f"Bearer {w.TEST_TOKEN}"
        yield made


def asked(session: requests.Session, slack: Server, method: str, **form: Any) -> Any:
    return session.post(f"{slack.url}{method}", data=form, timeout=5).json()


def test_a_token_tells_who_it_is(web: WebClient) -> None:
    found = web.auth_test()
    assert (found["user_id"], found["bot_id"], found["team_id"]) == (w.BOT, "B0000000001", w.TEAM)


def test_without_a_token_and_with_a_wrong_one_nothing_is_told(slack: Server) -> None:
    for token, expected in (("", "not_authed"), ("xoxb-other", "invalid_auth")):
        with pytest.raises(SlackApiError) as refused:
            client(slack, token).auth_test()
        assert word(refused.value) == expected
        assert refused.value.response.status_code == 200


def test_a_token_can_come_in_a_form_but_not_in_json(slack: Server) -> None:
    url = f"{slack.url}auth.test"
    assert requests.post(url, data={"token": w.TEST_TOKEN}, timeout=5).json()["ok"]
    refused = requests.post(url, json={"token": w.TEST_TOKEN}, timeout=5).json()
    assert refused["error"] == "not_authed"


def test_a_scope_that_is_missing_is_named(slack: Server) -> None:
    slack.world.tokens["xoxb-reader"] = w.Token(w.BOT, frozenset({"channels:history"}))
    with pytest.raises(SlackApiError) as refused:
        client(slack, "xoxb-reader").chat_postMessage(channel=w.ROOM, text="hello")
    assert refused.value.response["needed"] == "chat:write"
    assert refused.value.response["provided"] == "channels:history"


def test_a_room_is_named_by_id_or_when_posting_by_name(web: WebClient) -> None:
    for name in (w.ROOM, "ee-dash", "#ee-dash"):
        assert web.chat_postMessage(channel=name, text="hello")["channel"] == w.ROOM
    with pytest.raises(SlackApiError, match="channel_not_found"):
        web.conversations_history(channel="ee-dash")


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (w.STRANGE, "not_in_channel"),
        (w.OLD, "is_archived"),
        ("G0000000005", "channel_not_found"),
        ("C9", "channel_not_found"),
    ],
)
def test_a_room_where_one_cannot_speak_is_refused(
    web: WebClient, channel: str, expected: str
) -> None:
    with pytest.raises(SlackApiError, match=expected):
        web.chat_postMessage(channel=channel, text="hello")


@pytest.mark.parametrize(("text", "expected"), [(" ", "no_text"), ("a" * 40_001, "msg_too_long")])
def test_a_text_that_cannot_be_said_is_refused(
    slack: Server, session: requests.Session, text: str, expected: str
) -> None:
    answer = asked(session, slack, "chat.postMessage", channel=w.ROOM, text=text)
    assert (answer["ok"], answer["error"]) == (False, expected)


def test_history_is_newest_first_and_leaves_threads_out(web: WebClient) -> None:
    first = web.chat_postMessage(channel=w.ROOM, text="first")["ts"]
    web.chat_postMessage(channel=w.ROOM, text="below", thread_ts=first)
    web.chat_postMessage(channel=w.ROOM, text="second")
    found: Any = web.conversations_history(channel=w.ROOM)["messages"]
    assert [line["text"] for line in found] == ["second", "first"]
    assert found[1]["reply_count"] == 1
    thread: Any = web.conversations_replies(channel=w.ROOM, ts=first)["messages"]
    assert [line["text"] for line in thread] == ["first", "below"]


def test_the_ends_of_a_span_count_only_if_they_are_included(web: WebClient) -> None:
    stamps = [web.chat_postMessage(channel=w.ROOM, text=str(n))["ts"] for n in range(3)]
    span = {"oldest": stamps[0], "latest": stamps[2]}
    for inclusive, expected in ((False, ["1"]), (True, ["2", "1", "0"])):
        found: Any = web.conversations_history(channel=w.ROOM, inclusive=inclusive, **span)
        assert [line["text"] for line in found["messages"]] == expected


def test_pages_follow_each_other_by_cursor(slack: Server, web: WebClient) -> None:
    for number in range(5):
        w.hand_say(slack.world, w.DANA, str(number))
    texts = [
        line["text"]
        for page in web.conversations_history(channel=w.ROOM, limit=2)
        for line in page["messages"]
    ]
    assert texts == ["4", "3", "2", "1", "0"]
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        web.conversations_history(channel=w.ROOM, cursor="made up")


def test_metadata_is_told_whole_only_where_all_of_it_is_asked_for(web: WebClient) -> None:
    metadata = {"event_type": "a_case", "event_payload": {"key": "1"}}
    web.chat_postMessage(channel=w.ROOM, text="hello", metadata=metadata)
    less: Any = web.conversations_history(channel=w.ROOM)["messages"]
    assert less[0]["metadata"] == {"event_type": "a_case", "event_payload": {}}
    more: Any = web.conversations_history(channel=w.ROOM, include_all_metadata=True)["messages"]
    assert more[0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ("[]", "invalid_metadata_format"),
        ({"event_type": "a b", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "a", "event_payload": "text"}, "invalid_metadata_schema"),
        ({"event_payload": {}}, "invalid_metadata_schema"),
    ],
)
def test_metadata_of_another_form_is_refused(web: WebClient, metadata: Any, expected: str) -> None:
    with pytest.raises(SlackApiError, match=expected):
        web.chat_postMessage(channel=w.ROOM, text="hello", metadata=metadata)


def test_one_changes_and_deletes_ones_own_lines_only(slack: Server, web: WebClient) -> None:
    theirs = w.hand_say(slack.world, w.DANA, "mine").ts
    ours = str(web.chat_postMessage(channel=w.ROOM, text="ours")["ts"])
    with pytest.raises(SlackApiError, match="cant_update_message"):
        web.chat_update(channel=w.ROOM, ts=theirs, text="not mine")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        web.chat_delete(channel=w.ROOM, ts=theirs)
    web.chat_update(channel=w.ROOM, ts=ours, text="ours, mended")
    found: Any = web.conversations_history(channel=w.ROOM)["messages"]
    assert found[0]["text"] == "ours, mended"
    assert "edited" in found[0]
    web.chat_delete(channel=w.ROOM, ts=ours)
    assert len(slack.world.room().messages) == 2
    with pytest.raises(SlackApiError, match="message_not_found"):
        web.chat_getPermalink(channel=w.ROOM, message_ts=ours)


def test_a_deleted_line_with_answers_leaves_a_tombstone(web: WebClient) -> None:
    first = str(web.chat_postMessage(channel=w.ROOM, text="first")["ts"])
    web.chat_postMessage(channel=w.ROOM, text="below", thread_ts=first)
    web.chat_delete(channel=w.ROOM, ts=first)
    found: Any = web.conversations_history(channel=w.ROOM)["messages"]
    assert [(line["text"], line["subtype"]) for line in found] == [
        ("This message was deleted.", "tombstone")
    ]


def test_rooms_and_people_are_told_of(web: WebClient) -> None:
    about: Any = web.conversations_info(channel=w.PRIVATE)["channel"]
    assert (about["name"], about["is_private"]) == ("ee-private", True)
    kinds = ("public_channel", "private_channel")
    rooms: Any = web.conversations_list(types=kinds, exclude_archived=True)["channels"]
    assert [room["id"] for room in rooms] == [w.ROOM, w.PRIVATE, w.STRANGE]
    found: Any = web.users_lookupByEmail(email="OLGA.petrova@example.com")["user"]
    assert found["id"] == w.OLGA
    with pytest.raises(SlackApiError, match="users_not_found"):
        web.users_lookupByEmail(email="nobody@example.com")


def test_a_method_that_slack_has_not_is_unknown_and_one_not_carried_is_501(
    slack: Server, session: requests.Session
) -> None:
    assert asked(session, slack, "chat.postMesage")["error"] == "unknown_method"
    answer = session.post(f"{slack.url}reactions.add", timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (501, "not_carried")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("blocks", "[]"), ("attachments", "[]"), ("username", "CEO"), ("icon_emoji", ":ghost:")),
        *(("parse", "full"), ("reply_broadcast", "true"), ("thread", "1"), ("markdown_text", "a")),
    ],
)
def test_an_argument_that_would_change_what_happens_is_not_ignored(
    slack: Server, session: requests.Session, name: str, value: str
) -> None:
    more = {"channel": w.ROOM, "text": "hello", name: value}
    answer = session.post(f"{slack.url}chat.postMessage", data=more, timeout=5)
    assert answer.status_code == 501
    assert name in answer.json()["why"]
    assert slack.world.room().messages == []


@pytest.mark.parametrize(("body", "expected"), [("{", "invalid_json"), ("[]", "json_not_object")])
def test_a_body_that_cannot_be_read_is_refused(
    slack: Server, session: requests.Session, body: str, expected: str
) -> None:
    url, kind = f"{slack.url}chat.postMessage", {"Content-Type": "application/json"}
    assert session.post(url, data=body, headers=kind, timeout=5).json()["error"] == expected


def test_lines_have_stamps_of_their_own_even_within_one_moment() -> None:
    world = w.desk(datetime(2026, 11, 19, 18, tzinfo=UTC))
    stamps = [world.stamp() for _ in range(3)]
    assert stamps == ["1795111200.000000", "1795111200.000100", "1795111200.000200"]


def test_what_people_see_tells_markup_from_words() -> None:
    text = "*bold* <!here> <https://a.example.com|docs> https://b.example.com &lt;b&gt;"
    found = seen(w.Message("1.0", w.BOT, text))
    assert found.marked
    assert found.calls == ("!here",)
    assert ("docs", "https://a.example.com") in found.links
    assert ("https://b.example.com",) * 2 in found.links
    assert found.words.endswith("<b>")


def test_it_runs_by_hand_and_has_paths_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.slack", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            first, second = running.stdout.readline(), running.stdout.readline()
            url, token = first.split()[5], second.split()[-1]
            root = url.removesuffix("api/")
            fault = json.dumps({"kind": "429", "method": "auth.test", "retry_after": 2})
            requests.post(f"{root}-/faults", data=fault, timeout=5).raise_for_status()
            head = {"Authorization": f"Bearer {token}"}
            limited = requests.post(f"{url}auth.test", headers=head, timeout=5)
            assert (limited.status_code, limited.headers["Retry-After"]) == (429, "2")
            assert requests.post(f"{url}auth.test", headers=head, timeout=5).json()["ok"]
            log = requests.get(f"{root}-/log", timeout=5).json()
            assert log == {"log": [["auth.test", "429"], ["auth.test", "ok"]], "bugs": []}
        finally:
            running.terminate()


def test_a_fault_that_there_is_not_is_refused(slack: Server) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        slack.faults.add("rain")
