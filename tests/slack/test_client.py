"""The room's promises, on our loopback Slack and on one that other people made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.slack.fixtures import Place
from tracker.errors import BadInput, NotFound

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def unique(name: str) -> str:
    """Words or a key that nobody said before: the emulator lives longer than a test."""
    return f"{name} {datetime.now(UTC).timestamp():.6f}"


def test_a_line_is_said_and_has_an_address(place: Place) -> None:
    words = unique("I take it")
    line = place.room().say(unique("key"), words)
    assert words in place.texts()
    assert line.url.endswith(f"/archives/{place.account.channel}/p{line.place.replace('.', '')}")


def test_a_line_that_is_there_is_not_said_again(place: Place) -> None:
    key, words, before = unique("key"), unique("once"), datetime.now(UTC)
    first = place.room().say(key, words)
    assert place.room().say(key, words, since=before) == first
    assert place.texts().count(words) == 1


def test_two_keys_are_two_lines_although_they_say_the_same(place: Place) -> None:
    words, before = unique("twice"), datetime.now(UTC)
    place.room().say(unique("a"), words, since=before)
    place.room().say(unique("b"), words, since=before)
    assert place.texts().count(words) == 2


def test_a_line_below_another_is_in_its_thread_and_said_once(place: Place) -> None:
    before, key, words = datetime.now(UTC), unique("key"), unique("below")
    above = place.room().say(unique("above"), unique("above"))
    first = place.room().say(key, words, thread=above.place)
    assert place.room().say(key, words, thread=above.place, since=before) == first
    assert place.texts(above.place).count(words) == 1
    assert words not in place.texts()


def test_replies_are_what_people_said_since_then(place: Place) -> None:
    above = place.room().say(unique("key"), unique("above"))
    place.room().say(unique("ours"), "ours", thread=above.place)
    place.hand("I have it &amp; begin", above.place)
    found = place.room().replies(above.place, LONG_AGO)
    assert [reply.text for reply in found] == ["I have it & begin"]
    at = found[0].at
    assert at is not None
    assert place.room().replies(above.place, at + timedelta(milliseconds=1)) == []


def test_what_a_user_wrote_stays_text(place: Place) -> None:
    words = unique("<!here> <@U0000000003> <https://evil.example.com|our site> & </a>")
    place.room().say(unique("key"), words)
    said = place.texts()[-1]
    assert "<" not in said
    assert ">" not in said
    assert said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == words


def test_only_our_own_link_is_one(place: Place) -> None:
    place.room().say(unique("key"), unique("see"), link="https://docs.example.com/d/1?a=b&c=d")
    assert place.texts()[-1].endswith("\n<https://docs.example.com/d/1?a=b&amp;c=d>")


def test_a_room_that_is_not_there_is_not_found(place: Place) -> None:
    with pytest.raises(NotFound, match="say it in the room"):
        place.nowhere().say("key", "hello")


def test_nothing_is_not_said(place: Place) -> None:
    before = len(place.texts())
    with pytest.raises(BadInput):
        place.room().say(unique("key"), " \x00\n")
    assert len(place.texts()) == before
