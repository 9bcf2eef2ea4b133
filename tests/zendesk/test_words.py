from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.tickets import Change, NewTicket
from summarizer.zendesk.api import read_said
from summarizer.zendesk.words import LONGEST, clean, comment, line
from tests.zendesk import desk
from tests.zendesk.server import Server
from tests.zendesk.wires import client
from tracker.errors import BadInput

HOSTILE = (
    "<script>alert(1)</script>",
    "![x](https://evil.example.com/pixel.png)",
    "# Not a heading\n* not a list\n1. nor this",
    "`rm -rf /` **bold** _it_ ~~gone~~",
    "{{ticket.comments_formatted}} and {{ticket.id}} {% if true %}",
    "a &amp; b &lt; c",
    "https://evil.example.com/login",
    '"}, "status": "solved", "x": {"',
    "=HYPERLINK('x')\n-- \nBcc: x@example.com",
    "日本語 — é ü 🙂 \u05d0",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_users_wrote_is_said_as_it_is_and_does_nothing(zendesk: Server, text: str) -> None:
    desk.write(zendesk.world, 2, desk.COLLEAGUE, "a secret of ours")
    tickets = client(zendesk)
    (read,) = tickets.read(["2"])
    tickets.change([(read, Change(note=text, reply=""))], "k")
    made = tickets.create(NewTicket("k2", text, desk.USER, text, text))
    expected = text.replace("{{", "{\u2060{").replace("{%", "{\u2060%")
    assert desk.notes(zendesk.world, 2)[-1] == (expected, False)
    (event, *_) = zendesk.world.tickets[int(made.id)].audits[0].events
    assert (event["body"], event["public"]) == (expected, True)
    assert "<script" not in event["html_body"]
    assert "secret" not in event["body"]
    assert zendesk.world.tickets[2].status == "open"
    assert "\n" not in made.subject


@given(st.text(max_size=300))
def test_a_comment_says_what_is_visible_of_any_text(text: str) -> None:
    try:
        said = comment(text, public=False)
    except BadInput:
        assert not re.search(r"[A-Za-z0-9]", text)
        return
    page = said.get("html_body")
    shown = (
        html.unescape(re.sub("<[^>]*>", "", page.replace("<br>", "\n"))) if page else said["body"]
    )
    assert shown.strip() == clean(text)
    assert not re.search(r"\{[{%]", shown)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
    if not page:
        assert not re.search(r"[<>`*#]", shown)


def test_the_desks_own_note_goes_as_plain_text() -> None:
    assert comment("EE is handling", public=False) == {"body": "EE is handling", "public": False}


def test_a_text_of_64_kb_fits_and_a_longer_one_is_refused_before_it_leaves(zendesk: Server) -> None:
    tickets = client(zendesk)
    (read,) = tickets.read(["2"])
    (done,) = tickets.change([(read, Change(note="x" * LONGEST))], "k")
    assert not done.problem
    asked = len(zendesk.log)
    for text in ("x" * (LONGEST + 1), "\x00\x1b \u202e"):
        with pytest.raises(BadInput):
            tickets.create(NewTicket("k", "Jane", desk.USER, "S", text))
    assert zendesk.asked("tickets.create") == 0
    assert len(zendesk.log) > asked, "its key was looked for"


def test_a_subject_is_one_short_line() -> None:
    assert line("a\r\nb\x00\tc") == "a b c"
    assert len(line("x" * 1000)) == 150


@pytest.mark.parametrize("content", [b"", b"[]", b"<html>", b'{"error": null}', b"\xff", b'"x"'])
def test_an_error_in_no_known_form_says_nothing(content: bytes) -> None:
    assert read_said(500, content).message in ("", "None")


@given(st.binary(max_size=200))
def test_no_error_page_breaks_its_reader(content: bytes) -> None:
    assert len(read_said(422, content).message) <= 300
