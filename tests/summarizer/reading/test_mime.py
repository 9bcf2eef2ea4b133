"""Hostile, huge and random mails: read within bounds of time and memory, or refused."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.intake import IntakeSettings, read_intake, read_mail
from summarizer.reading.mime import MAX_DEPTH, MAX_PARTS
from tests.summarizer.mails import HEAD, MAILS, PLAIN, PROCEDURES, message, multipart, typed
from tracker.errors import BadInput


def nested(levels: int, *, mails: bool = False) -> bytes:
    body = b"Content-Type: text/plain\n\nHello"
    for level in range(levels):
        if mails:
            body = b"Subject: x\nContent-Type: message/rfc822\n\n" + body
        else:
            name = b"b%d" % level
            body = (
                b"Content-Type: multipart/mixed; boundary=" + name + b"\n\n--" + name + b"\n" + body
            )
    return HEAD + body


@pytest.mark.parametrize("mails", [True, False])
def test_deep_nesting_is_read_down_to_a_depth(mails: bool) -> None:  # noqa: FBT001  a case
    mail = read_mail(nested(500, mails=mails))
    assert f"parts nested deeper than {MAX_DEPTH} levels were not read" in mail.problems
    assert read_mail(nested(MAX_DEPTH - 1)).newest == "Hello"


def test_many_parts_are_read_up_to_a_number() -> None:
    mail = read_mail(multipart(*[PLAIN] * 5000))
    assert f"only the first {MAX_PARTS} parts were read" in mail.problems


HOSTILE = {
    "one endless line": HEAD + b"\n" + b"a" * 3_000_000,
    "endless words": HEAD + b"\n" + b"user ID " * 400_000,
    "capitals": HEAD + b"\n" + b"Jane Doe " * 300_000,
    "numbers": HEAD + b"\n" + b"ID 4417 " * 300_000,
    "brackets": HEAD + b"\n" + b"(" * 1_000_000,
    "quotes": HEAD + b"\n" + b"> " * 1_000_000,
    "quoted lines": HEAD + b"In-Reply-To: <2@x>\n\n" + b">\n" * 500_000,
    "attributions": HEAD + b"\n" + b"On 1 Jan 2026 at 10:00 a@b wrote\n" * 60_000,
    "headers in the text": HEAD + b"\n" + b"From: a\nTo: b@c,\n" * 100_000,
    "forwards": HEAD + b"\n" + b"---- Forwarded message ----\n> a\n" * 60_000,
    "links": HEAD + b"\n" + b"http://a.b/" + b")" * 1000 + b" " + b"x.com/a " * 100_000,
    "addresses in the text": HEAD + b"\n" + b"a@" * 500_000,
    "summaries": HEAD + b"\n" + b"please no summary if not needed " * 60_000,
    "tabs": HEAD + b"\n" + b"Name\t" * 300_000,
    "pipes": HEAD + b"\n" + b"|-" * 500_000,
    "labels": HEAD + b"\n" + b"Name:\n" * 200_000,
    "comments": b"From: " + b"(" * 30_000 + b"\nTo: " + b"<" * 30_000 + b"\n\nHello",
    "commas": b"From: a@example.com\nTo: " + b"a@b.c," * 100_000 + b"\n\nHello",
    "references": HEAD + b"References: " + b"<a@b> <" * 100_000 + b"\n\nHello",
    "encoded words": HEAD.replace(b"Help", b"=?a?q?" * 50_000) + b"\nHello",
    "fields": HEAD + b"Received: x\n" * 100_000 + b"\nHello",
    "a boundary": typed("multipart/mixed; boundary=b", b"--b\n" * 700_000),
    "boundaries without lines": typed("multipart/mixed; boundary=b", b"--b" * 1_000_000),
    "parameters": typed("text/plain; " + 'a";' * 10_000, b"Hello"),
    "tags": typed("text/html", b"<" * 1_000_000),
    "open tags": typed("text/html", b"<a href=" * 120_000),
    "open comments": typed("text/html", b"<!--" * 250_000),
    "cells": typed("text/html", b"<table><td>" * 90_000),
    "block quotes": typed("text/html", b"<blockquote>" * 80_000),
    "attributes": typed("text/html", (b"<a " + b'b="' * 1300 + b">") * 200),
    "entities": typed("text/html", b"&#" * 400_000),
    "nested parts": nested(500),
    "nested mails": nested(500, mails=True),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_costs_no_more_than_its_size_asks(name: str) -> None:
    start = time.process_time()
    try:
        read_intake(read_mail(HOSTILE[name]), IntakeSettings(), PROCEDURES)
    except BadInput:
        pytest.fail("a mail all the same")
    assert time.process_time() - start < 5  # seconds; a slow rule would take minutes


def test_a_mail_of_thirty_megabytes_is_read() -> None:
    picture = base64.encodebytes(bytes(1_000_000)) * 22
    raw = multipart(
        PLAIN,
        b"Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n" + picture,
        b"Content-Type: message/rfc822\n\nFrom: b@example.com\nSubject: In\n\nUser ID 44170",
    )
    assert len(raw) > 29_000_000
    mail = read_mail(raw)
    assert (mail.newest, mail.forwarded, mail.attachments) == ("Hello", "User ID 44170", ("a.png",))
    assert mail.problems == ()


def test_a_usual_mail_takes_a_few_milliseconds() -> None:
    raws = [path.read_bytes() for path in MAILS.glob("*.eml")]
    start = time.process_time()
    for raw in raws:
        read_intake(read_mail(raw), IntakeSettings(), PROCEDURES)
    assert time.process_time() - start < 0.05 * len(raws)


MAIL_BYTES = st.one_of(
    st.binary(max_size=3000),
    st.binary(max_size=3000).map(lambda b: HEAD + b),
    st.binary(max_size=1000).map(lambda b: HEAD + b"\n" + b),
    st.sampled_from(sorted(MAILS.glob("*.eml"))).flatmap(
        lambda p: st.tuples(
            st.just(p.read_bytes()),
            st.integers(0, 4000),
            st.integers(0, 40),
            st.binary(max_size=20),
        ).map(lambda t: t[0][: t[1]] + t[3] + t[0][t[1] + t[2] :])
    ),
)


@given(MAIL_BYTES)
@example(b"From:\n\nMIME")
@example(b"From: \xff =?utf-7?q?+2AA-?= <\xff@\xff>\nSubject: =?utf-16?b?2AA=?=\n\n\xed\xa0\x80")
def test_any_bytes_are_a_mail_or_are_refused(raw: bytes) -> None:
    try:
        mail = read_mail(raw)
    except BadInput:
        return
    found = read_intake(mail, IntakeSettings(), PROCEDURES)
    shown = [
        found.user.name,
        found.user.id,
        found.user.email,
        found.thread.subject,
        *found.networks,
    ]
    shown += [*found.links, *found.handles, str(found.requested_by), str(found.sender)]
    shown += [found.thread.message_id, found.thread.root, *found.thread.references]
    shown += [person.address for person in (*found.reply_all.to, *found.reply_all.cc)]
    for text in (*shown, *found.why.values()):
        assert not {"\r", "\n", "\0"} & set(text or "")
        (text or "").encode()


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_of_a_person_is_read(text: str, subject: str) -> None:
    clean = "".join(c for c in text if c.isprintable() or c in "\n\t")
    line = "".join(c for c in subject if c.isprintable())
    read_intake(read_mail(message(clean, line).as_bytes()), IntakeSettings(), PROCEDURES).to_json()
