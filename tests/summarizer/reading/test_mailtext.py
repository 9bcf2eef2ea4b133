"""Mails as servers, phones and archives leave them, also broken ones."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from summarizer.intake import read_mail
from tests.summarizer.mails import HEAD, PLAIN, file, mail_of, multipart, typed
from tracker.errors import BadInput

# --- what a mail says of itself -------------------------------------------------------------


def test_headers_become_values() -> None:
    mail = mail_of(
        subject="Re: Fwd: Jane Doe",
        From='"Ellis, Mark" <mark@example.com>',
        To="A <a@example.com>, b@example.com",
        Cc="C <c@example.com>",
        Reply_To="r@example.com",
        References="<1@example.com> <2@example.com>",
        In_Reply_To="<2@example.com>",
    )
    assert str(mail.from_) == "Ellis, Mark <mark@example.com>"
    assert [str(a) for a in mail.to] == ["A <a@example.com>", "b@example.com"]
    assert [str(a) for a in (*mail.cc, *mail.reply_to)] == ["C <c@example.com>", "r@example.com"]
    assert mail.references == ("<1@example.com>", "<2@example.com>")
    assert (mail.root, mail.message_id) == ("<1@example.com>", "<one@example.com>")
    assert (mail.subject, mail.raw_subject) == ("Jane Doe", "Re: Fwd: Jane Doe")
    assert mail.problems == ()


def test_the_root_is_the_first_of_references_else_what_is_answered_else_the_mail() -> None:
    assert mail_of(In_Reply_To="Your mail <2@example.com>").root == "<2@example.com>"
    assert mail_of().root == "<one@example.com>"
    nameless = read_mail(b"From: a@example.com\n\nHello")
    assert (nameless.root, nameless.problems) == ("", ("the mail has no Message-ID",))


def test_received_is_the_topmost_received_field_else_the_date() -> None:
    one = b"Received: from a by b; Thu, 19 Nov 2026 08:00:00 -0800 (PST)\n"
    two = b"Received: from c by a; Thu, 19 Nov 2026 07:00:00 -0800\n"
    date = b"Date: Thu, 19 Nov 2026 06:00:00 -0800\n"
    assert read_mail(one + two + date + HEAD + b"\n").received == datetime(
        2026, 11, 19, 16, tzinfo=UTC
    )
    assert read_mail(date + HEAD + b"\n").received == datetime(2026, 11, 19, 14, tzinfo=UTC)
    assert read_mail(HEAD + b"\n").received is None


@pytest.mark.parametrize("date", ["yesterday", "Thu, 99 Nov 2026 25:61:00 +9999", "0" * 500, ";"])
def test_a_date_that_is_none_is_told_and_not_guessed(date: str) -> None:
    mail = read_mail(HEAD + f"Date: {date}\n\nHello".encode())
    assert mail.received is None
    assert mail.problems[-1].startswith("Date: not a date")


def test_a_date_without_a_zone_is_told() -> None:
    mail = read_mail(HEAD + b"Date: Thu, 19 Nov 2026 06:00:00\n\nHello")
    assert mail.received == datetime(2026, 11, 19, 6, tzinfo=UTC)
    assert mail.problems == ("Date: has no zone; read as UTC",)


def test_a_recipient_that_cannot_be_used_is_told() -> None:
    mail = read_mail(HEAD + b"To: a@example.com, b@@example.com\n\nHello")
    assert [a.address for a in mail.to] == ["a@example.com"]
    assert mail.problems == ("to: no usable address in '@example.com'",)


def test_attached_files_are_named() -> None:
    assert mail_of().attachments == ()
    assert read_mail(file("attached-mail")).attachments == ("café.png",)


# --- encodings ------------------------------------------------------------------------------

LATIN, UTF8 = "Müller “x”".encode("cp1252"), "Müller “x”".encode()
TEXTS = [
    typed("text/plain; charset=utf-8", UTF8),
    typed("text/plain; charset=windows-1252", LATIN),
    typed("text/plain; charset=iso-8859-1", LATIN),
    typed("text/plain; charset=us-ascii", UTF8),
    typed("text/plain; charset=us-ascii", LATIN),
    typed("text/plain; charset=utf-8", LATIN),
    typed("text/plain; charset=x-no-such", UTF8),
    typed("text/plain; charset=base64", UTF8),
    typed("text/plain; charset=idna", UTF8),
    typed("text/plain", UTF8),
    typed("text/plain; charset*=utf-8''utf-8", UTF8),
    typed("text/plain; charset='utf-8'", UTF8),
    typed("text/plain; charset=utf-16", "Müller “x”".encode("utf-16")),
    typed("text/plain; charset=utf-8", b"M=C3=BCller =E2=80=9Cx=\n=E2=80=9D", "quoted-printable"),
    typed("text/plain; charset=utf-8", base64.encodebytes(UTF8), "base64"),
    typed("text/plain; charset=utf-8", base64.b64encode(UTF8).rstrip(b"=") + b" \n!", "BASE64"),
    typed("text/html; charset=utf-8", b"<p>M&uuml;ller &ldquo;x&#8221;</p>"),
    typed("text/html; charset=utf-8", b"<style>p{}</style><p>M\xc3\xbcller\n&#x201C;x&rdquo;<br>"),
    b"From: a@example.com\n\n" + UTF8,
    b"From: a@example.com\n\n" + LATIN,
    b"\xef\xbb\xbf" + HEAD + b"\n" + UTF8,
    (HEAD.decode() + "\nMüller “x”").encode("utf-16"),
]


@pytest.mark.parametrize("raw", TEXTS)
def test_a_text_is_read_in_whatever_encoding_it_comes(raw: bytes) -> None:
    assert read_mail(raw).newest == "Müller “x”"


@pytest.mark.parametrize("ends", [b"\r\n", b"\r", b"\r\r\n"])
def test_line_ends_do_not_matter(ends: bytes) -> None:
    mail, other = file("gmail-reply"), file("gmail-reply").replace(b"\n", ends)
    assert read_mail(other) == read_mail(mail)


@pytest.mark.parametrize(
    "encoded",
    [
        "=?utf-8?q?J=C3=B6rg_M=C3=BCller?=",
        "=?UTF-8?B?SsO2cmcgTcO8bGxlcg==?=",
        "=?iso-8859-1?Q?J=F6rg?= =?iso-8859-1?Q?_M=FCller?=",
        "=?utf-8?q?J=C3?=\n =?utf-8?q?=B6rg M=C3=BCller?=",
        "=?utf-8*de?q?J=C3=B6rg_M=C3=BCller?=",
        "Jörg Müller",
    ],
)
def test_encoded_names_and_subjects_are_decoded(encoded: str) -> None:
    raw = (
        f'From: {encoded} <m@example.com>\nTo: "{encoded}" <n@example.com>\nSubject: {encoded}\n\n'
    )
    mail = read_mail(raw.encode())
    assert mail.from_ is not None
    assert mail.from_.name == mail.to[0].name == mail.subject == "Jörg Müller"


def test_a_broken_encoded_word_stays_readable() -> None:
    assert mail_of(subject="=?x-none?q?Jane?= Doe").subject == "Jane Doe"
    raw = b"Subject: =?utf-8?b?SmFuZQ?= =?utf-8?q?=ZZ Doe\n\nx"
    assert read_mail(raw).subject == "Jane=?utf-8?q?=ZZ Doe"


# --- parts ----------------------------------------------------------------------------------


def test_the_plain_text_counts_unless_it_only_points_to_the_html_one() -> None:
    html = b"Content-Type: text/html\n\n<p>Hello from the HTML version, which says it all.</p>"
    assert read_mail(
        multipart(b"Content-Type: text/plain\n\nHello from the plain", html)
    ).newest == ("Hello from the plain")
    assert read_mail(multipart(b"Content-Type: text/plain\n\n \n", html)).newest.startswith("Hello")
    long = html.replace(b"Hello", b"Hello " * 20)
    view = b"Content-Type: text/plain\n\nView this mail in HTML."
    assert read_mail(multipart(view, long)).newest.startswith("Hello Hello")


def test_links_that_only_the_html_version_has_are_found() -> None:
    html = b"Content-Type: text/html\n\n<p>See <a href='https://x.com/a/status/1'>this</a></p>"
    mail = read_mail(multipart(b"Content-Type: text/plain\n\nSee this", html, kind="alternative"))
    assert (mail.newest, mail.links) == ("See this", ("https://x.com/a/status/1",))


def test_attached_texts_are_not_the_mail_s() -> None:
    attached = b"Content-Type: text/plain\nContent-Disposition: attachment\n\nUser ID 5"
    named = b"Content-Type: text/plain; name=log.txt\n\nUser ID 6"
    mail = read_mail(multipart(PLAIN, attached, named))
    assert (mail.newest, mail.attachments) == ("Hello", ("", "log.txt"))


BROKEN = [
    multipart(PLAIN)[:-7],
    multipart(PLAIN).replace(b"--b1--", b""),
    multipart(PLAIN).replace(b"--b1\n", b"--b1 \t\n"),
    multipart(multipart(PLAIN, boundary=b"b10").partition(b"MIME-Version: 1.0\n")[2]),
    HEAD.replace(b"Subject", b"this line is broken\nSubject") + b"\nHello",
    HEAD + b"Hello",
    HEAD + b"X-Long: " + b"a" * 300_000 + b"\n\nHello",
    b"From mark Thu Nov 19 09:00:00 2026\n" + HEAD + b"\nHello",
    b"\n\n" + HEAD + b"\nHello",
    typed("text/plain; charset=\xff\xfe; x*0*=;".encode("latin-1").decode("latin-1"), b"Hello"),
    typed("nonsense", b"Hello"),
    typed("multipart/mixed", b"Hello"),
    typed('multipart/mixed; boundary="none"', b"Hello"),
]


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_mail_is_read_as_far_as_it_can_be(raw: bytes) -> None:
    mail = read_mail(raw)
    assert (mail.newest, mail.subject) == ("Hello", "Help")


def test_of_an_mbox_the_first_mail_is_read_and_the_others_are_told() -> None:
    start = b"From mark@example.com Thu Nov 19 09:00:00 2026\n"
    mail = read_mail((start + HEAD + b"\nHello\n\n") * 2)
    assert mail.newest == "Hello"
    assert mail.problems == ("the file holds several mails; the first one was read",)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "Outlook"),
        (bytes(range(256)) * 20, "header"),
        (b"%PDF-1.7\n%abc\n1 0 obj", "header"),
        (b"Just some text: a note.\n\nMore.", "header"),
        (b"\x00" * 5000, "header"),
    ],
)
def test_what_is_no_mail_is_refused_and_says_what_to_do(raw: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why) as error:
        read_mail(raw)
    assert ".eml" in error.value.fix
