from __future__ import annotations

import pytest

from summarizer.reading.quoting import Pieces, bare_subject, is_forward, is_reply, split_text

GMAIL = "On Tue, Nov 17, 2026 at 4:02 PM Ann Bo <ann@example.com> wrote:"
GMAIL_WRAPPED = "On Tue, Nov 17, 2026 at 4:02 PM Ann Bo\n<ann@example.com>\nwrote:"
OUTLOOK = (
    "From: Ann Bo <ann@example.com>\nSent: Tuesday, November 17, 2026 4:02 PM\n"
    "To: Mark Ellis <mark@example.com>\nSubject: Old"
)
HISTORIES = [
    f"{GMAIL}\n\n> old words",
    f"{GMAIL_WRAPPED}\n> old words",
    f"{GMAIL}\n\nold words",
    f"{OUTLOOK}\n\nold words",
    f"________________________________\n{OUTLOOK}\n\nold words",
    f"-----Original Message-----\n{OUTLOOK}\n\nold words",
    "-----Original Message-----\n\nold words",
    "*From:* Ann Bo\n*Sent:* Tuesday\n*To:* Mark\n*Subject:* Old\n\nold words",
    "Von: Ann Bo\nGesendet: Dienstag, 17. November 2026\nAn: Mark\nBetreff: Alt\n\nold words",
    "De : Ann Bo\nEnvoyé : mardi 17 novembre 2026\nÀ : Mark\nObjet : x\n\nold words",
    "Am 17.11.2026 um 16:02 schrieb Ann Bo <ann@example.com>:\n> old words",
    "> On Nov 17, 2026, at 4:02 PM, Ann <ann@example.com> wrote:\n> \n> old words",
    "Ann Bo <ann@example.com> wrote:\n\n> old words",
]


@pytest.mark.parametrize("history", HISTORIES)
def test_history_below_an_answer_is_quoted(history: str) -> None:
    found = split_text(f"new words\n\n{history}", "Re: Old", reply=True)
    assert found.newest == "new words"
    assert "old words" in found.quoted
    assert found.forwarded == ""


def test_answers_between_and_below_quotes_are_the_writer_s() -> None:
    text = f"{GMAIL}\n\n> first\n\nanswer one\n\n> second\n\nanswer two"
    found = split_text(text, "Re: x", reply=True)
    assert found.newest.split() == ["answer", "one", "answer", "two"]


FORWARDS = [
    f"---------- Forwarded message ---------\n{OUTLOOK}\n\n\nthe case",
    (
        "Begin forwarded message:\n\n> From: Ann Bo <ann@example.com>\n> Subject: Old\n> Date: x\n"
        "> To: m@example.com\n> \n> the case"
    ),
    f"-------- Forwarded Message --------\nSubject: Old\nDate: x\n{OUTLOOK}\n\nthe case",
    f"{OUTLOOK}\n\nthe case",
    f"-----Original Message-----\n{OUTLOOK}\n\nthe case",
]


@pytest.mark.parametrize("forward", FORWARDS)
def test_what_is_forwarded_is_content_and_says_who_wrote_it(forward: str) -> None:
    found = split_text(f"see below\n\n{forward}\n\n{GMAIL}\n> old", "Fwd: Old", reply=True)
    assert (found.newest, found.forwarded) == ("see below", "the case")
    assert found.writer == "Ann Bo <ann@example.com>"
    assert found.subject == "Old"
    assert "> old" in found.quoted


def test_what_the_writer_adds_below_a_quoted_forward_is_new() -> None:
    text = f"{FORWARDS[1]}\n\nPlease handle."
    found = split_text(text, "Fwd: Old", reply=False)
    assert (found.newest, found.forwarded) == ("Please handle.", "the case")


def test_a_forward_in_a_forward_is_content_too() -> None:
    inner = f"{OUTLOOK.replace('Old', 'FW: Old')}\n\nplease\n\n{OUTLOOK}\n\nthe case"
    found = split_text(f"see below\n\n{inner}", "FW: Old", reply=False)
    assert found.forwarded.split("\n\n\n") == ["please", "the case"]


def test_older_mails_below_a_forward_are_history() -> None:
    found = split_text(f"{OUTLOOK}\n\nthe case\n\n{OUTLOOK}\n\nolder", "FW: Old", reply=False)
    assert found.forwarded == "the case"
    assert found.quoted.endswith("older")


def test_an_answer_to_a_forward_is_an_answer() -> None:
    quoted = OUTLOOK.replace("\n", "\n> ")
    text = f"noted\n\n{GMAIL}\n> ---------- Forwarded message ---------\n> {quoted}\n>\n> x"
    found = split_text(text, "Re: Fwd: Old", reply=True)
    assert (found.newest, found.forwarded) == ("noted", "")


def test_a_quoted_post_in_a_new_mail_is_content() -> None:
    text = "On Monday at 9:30 she wrote:\n\nThey stole my money.\n\n> User ID: 44170"
    found = split_text(text, "A user", reply=False)
    assert found.newest.splitlines()[-1] == "User ID: 44170"
    assert found.quoted == ""


def test_a_form_with_a_from_line_is_no_copied_header() -> None:
    text = "From: Twitter\nUser: Jane Doe\nID: 44170"
    assert split_text(text, "Re: x", reply=True) == Pieces(newest=text)


def test_subject_prefixes() -> None:
    assert bare_subject("Re: FW: AW: [2] x") == "[2] x"
    assert bare_subject("RE[2]: Fwd: Regarding: x") == "Regarding: x"
    assert is_forward("FW: Re: x")
    assert not is_forward("Re: FW: x")
    assert is_reply("AW: x")
    assert not is_reply("Reply needed: x")


def test_many_forwards_inside_each_other_end() -> None:
    text = "---------- Forwarded message ---------\n> x\n" * 3000
    assert split_text(text, "Fwd: x", reply=False).newest == ""
