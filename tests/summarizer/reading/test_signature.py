from __future__ import annotations

import pytest

from summarizer.reading.signature import without_signature

SIGNATURES = [
    "-- \nMark Ellis\nhttps://twitter.com/acme",
    "Best regards,\nMark Ellis\nVP Communications\nhttps://twitter.com/acme",
    "Thanks!\n\nMark\nFollow us on Twitter | Facebook",
    "Thanks so much, team\nM.",
    "Many thanks, Mark\nUser Research | ID badge 5",
    "Cheers\nMark Ellis",
    "Mark\nVP Communications",
    "– Mark",
    "Sent from my iPhone",
    "CONFIDENTIALITY NOTICE: if you are user ID 5, delete this.",
    "You received this message because you are subscribed to the Google Groups group.",
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_what_stands_under_every_mail_is_left_out(signature: str) -> None:
    text = f"Please look at user 44170.\n\n{signature.replace('-- ', '--')}"
    assert without_signature(text, {"mark", "mark ellis"}) == "Please look at user 44170."


@pytest.mark.parametrize(
    "rest",
    [
        "User: Jane Doe",
        "User ID: 44170",
        "Jane Doe (44170) is it.",
        "PS: no summary needed",
        "The user has posted on Twitter again since then.",
    ],
)
def test_what_the_writer_adds_below_a_closing_is_read(rest: str) -> None:
    assert without_signature(f"Please look.\n\nThanks,\n\n{rest}").endswith(rest)


def test_a_mailer_s_own_lines_are_left_out_where_they_stand() -> None:
    text = "##- Please type your reply above this line -##\nHello\nGet Outlook for iOS\nmore"
    assert without_signature(text) == "Hello\nmore"
