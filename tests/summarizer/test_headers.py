from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import headers
from summarizer.addresses import Address, visible

LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(visible)
IDS = st.from_regex(r"<[a-z0-9.=+]{1,120}@[a-z.]{1,90}>", fullmatch=True)


def wire(name: str, value: str) -> Message:
    """A header read back by a parser that only unfolds, as servers do."""
    raw = f"{name}: {value}\r\nX-Next: 1\r\n\r\n".encode("ascii")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    message = message_from_bytes(raw)
    assert message["X-Next"] == "1"
    return message


def unfolded(message: Message, name: str) -> str:
    return str(message[name]).replace("\r\n", "")


@given(st.lists(LINES, min_size=1, max_size=6))
def test_no_name_costs_anybody_their_mail(names: list[str]) -> None:
    addresses = [Address(name, f"u{n}@example.com") for n, name in enumerate(names)]
    message = wire("To", headers.mailboxes(addresses))
    read = getaddresses([unfolded(message, "To")])
    decoded = [(str(make_header(decode_header(name))), address) for name, address in read]
    # `decode_header` strips the spaces around an encoded word; the others must be there.
    assert [(n.strip(), a) for n, a in decoded] == [(a.name.strip(), a.address) for a in addresses]


@given(LINES)
def test_a_text_survives_the_wire(text: str) -> None:
    value = headers.text(text)
    read = str(make_header(decode_header(unfolded(wire("Subject", value), "Subject"))))
    assert read == text
    assert all(len(line) <= 76 for line in f"Subject: {value}".split("\r\n"))


def test_an_encoded_word_is_never_too_long_and_never_breaks_a_letter() -> None:
    for word in headers.text("😀é" * 60).split():
        assert len(word) <= 75
        assert str(make_header(decode_header(word)))


@given(st.lists(IDS, max_size=150), IDS)
def test_references_name_the_first_the_newest_and_last_the_answered_mail(
    before: list[str], answered: str
) -> None:
    ids = headers.references(" ".join(before), answered)
    message = wire("References", headers.identifiers(ids))
    assert headers.read_identifiers(unfolded(message, "References")) == ids
    assert ids[-1] == answered
    assert len(ids) == len(set(ids)) <= 100
    others = [i for i in before if i != answered]
    assert not others or ids[0] == others[0]


def test_what_is_no_identifier_is_left_out_of_references() -> None:
    hostile = "<a@b>\r\nBcc: x@example.com <c d@e> junk <é@b> <" + "x" * 1000 + "@y>"
    assert headers.references(hostile, "<f@g>") == ["<a@b>", "<f@g>"]


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Unhappy user", "Re: Unhappy user"),
        ("Re: Unhappy user", "Re: Unhappy user"),
        ("RE: re:Re[2]: Unhappy user", "Re: Unhappy user"),
        ("Fwd: Re: x", "Re: Fwd: Re: x"),
        ("Regarding: x", "Re: Regarding: x"),
        ("", "Re:"),
        ("a\r\nBcc: x@example.com\0", "Re: a Bcc: x@example.com"),
    ],
)
def test_a_reply_says_re_once(subject: str, reply: str) -> None:
    assert headers.reply_subject(subject) == reply
    assert headers.reply_subject(reply) == reply


def test_a_message_id_follows_from_case_message_and_sender() -> None:
    sender = Address("Dana", "dana@mail.example.com")
    found = headers.message_id("SM-20261119-7K3F", "acknowledgement-1", sender)
    assert found == "<SM-20261119-7K3F.acknowledgement-1@mail.example.com>"
    assert headers.message_id("SM 1", "é> <x", sender) == "<SM.1.x@mail.example.com>"
