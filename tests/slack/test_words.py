from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.slack.words import LONGEST, clean, escape, read, written
from tests.slack.seen import Seen, seen
from tests.slack.world import Message
from tracker.errors import BadInput

#: Texts of the letters that mean something to Slack, and of all others.
HOSTILE = (
    st.text(st.sampled_from("<>&|!@#*_`~:\\/ \n\thereUC0123.;\u202e\u2066\x00\x1b")) | st.text()
)


def on_screen(text: str) -> Seen:
    """What people see of a text that our client sends."""
    options = {"mrkdwn": False, "parse": "none", "link_names": False}
    return seen(Message("1.0", "U1", text, options=options))


@given(HOSTILE)
@example("<!here> <!channel> @channel @here <@U0000000003> <#C0000000001>")
@example("<https://evil.example.com|https://desk.example.com>")
@example("&lt;!here&gt; &amp;lt;")
@example("*bold* `code` > quote\n>quote")
@example("@CHANNEL and @everyone")
def test_whatever_a_user_wrote_is_text_on_the_screen(words: str) -> None:
    found = on_screen(escape(clean(words)))
    assert (found.links, found.calls, found.marked) == ((), (), False)
    assert found.words.replace("\u2060", "") == clean(words).replace("\u2060", "")


@given(HOSTILE)
def test_our_readers_read_what_was_written(words: str) -> None:
    assert read(escape(clean(words))).replace("\u2060", "") == clean(words).replace("\u2060", "")


@pytest.mark.parametrize("call", ["@here", "@channel", "@everyone", "@Channel"])
def test_a_call_to_everybody_is_none_even_where_names_are_linked(call: str) -> None:
    said = seen(Message("1.0", "U1", escape(call), options={"link_names": True}))
    assert said.calls == ()


@given(st.text())
def test_what_is_left_has_no_control_characters(words: str) -> None:
    left = clean(words)
    assert not [c for c in left if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not set(left) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    left.encode("utf-8")


def test_lines_stay_lines() -> None:
    assert clean("a\r\nb\rc\u2028d\x0be") == "a\nb\nc\nd\ne"


def test_the_link_is_the_only_one() -> None:
    text = written("see <https://evil.example.com|docs>", "https://docs.example.com/?a=1&b=2")
    assert on_screen(text).links == (("https://docs.example.com/?a=1&b=2",) * 2,)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://a.example.com/|label",
        "https://a.example.com/> <!here",
        "https://a.example.com/ b",
        "https://a.example.com/\n<!here>",
        "https://[::1",
        "docs.example.com",
        "https://a.example.com/\u202eb",
    ],
)
def test_what_is_no_web_address_is_not_linked(link: str) -> None:
    with pytest.raises(BadInput, match="can't be linked"):
        written("see", link)


@pytest.mark.parametrize("words", ["", " \n\t", "\x00\x1b", "\u202e"])
def test_nothing_is_no_line(words: str) -> None:
    with pytest.raises(BadInput, match="nothing to say"):
        written(words)


def test_the_link_counts_towards_the_length() -> None:
    assert len(written("a" * LONGEST)) == LONGEST
    with pytest.raises(BadInput, match="too long"):
        written("a" * LONGEST, "https://docs.example.com/")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<https://a.example.com|here> it is", "here (https://a.example.com) it is"),
        ("<https://a.example.com>", "https://a.example.com"),
        ("<https://a.example.com|https://a.example.com>", "https://a.example.com"),
        ("<@U1> <#C1|ee-dash> <!here>", "@U1 ee-dash @here"),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
        ("a < b", "a < b"),
    ],
)
def test_what_people_wrote_is_read_as_they_see_it(text: str, plain: str) -> None:
    assert read(text) == plain
