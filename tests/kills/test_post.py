"""The mail server of the tables, and what our sending makes of its answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from summarizer.local.sending import send
from summarizer.local.smtp import SmtpSettings
from tests.kills.post import PASSWORD, USER, Fault, PostOffice
from tracker.errors import Unavailable

TO = ("jane.doe@example.com", "lee.marsh@example.com", "morgan.ellis@example.com")
MAIL = b"From: dana.reyes@example.com\r\nTo: jane.doe@example.com\r\nSubject: Hi\r\n\r\nHello\r\n"
#: The stages before the second recipient's.
BEFORE = ("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server that takes everything until it is told not to."""
    with PostOffice() as office:
        yield office


def leave(office: PostOffice) -> tuple[str, ...]:
    """Send the mail; the addresses that were refused."""
    settings = SmtpSettings("127.0.0.1", office.port, "none", USER, PASSWORD, timeout=5)
    return send(settings, "dana.reyes@example.com", TO, MAIL)


def test_a_mail_goes_to_nobody_while_one_of_its_recipients_is_refused_for_now(
    office: PostOffice,
) -> None:
    office.post.fault = Fault("4xx", after=len(BEFORE))
    with pytest.raises(Unavailable, match=r"lee\.marsh@example\.com: 4\.3\.0 Try again") as error:
        leave(office)
    assert not error.value.uncertain
    assert office.post.arrived == []
    assert leave(office) == ()
    assert [mail.to for mail in office.post.arrived] == [TO]


def test_who_is_refused_for_good_is_told_and_the_others_have_it(office: PostOffice) -> None:
    office.post.fault = Fault("5xx", after=len(BEFORE))
    assert leave(office) == (TO[1],)
    assert [mail.to for mail in office.post.arrived] == [(TO[0], TO[2])]


def test_an_answer_that_is_lost_after_the_mail_was_taken_leaves_it_uncertain(
    office: PostOffice,
) -> None:
    office.post.fault = Fault("cut-after", after=len(BEFORE) + 3)
    with pytest.raises(Unavailable) as error:
        leave(office)
    assert error.value.uncertain
    assert len(office.post.arrived) == 1
