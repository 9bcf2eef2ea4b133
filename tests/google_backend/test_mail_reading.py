"""What is read in a mailbox: mails by what people call them, and what came to a list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from tests.google import gmail
from tests.google_backend.gmail_world import (
    DANA,
    ROOT,
    GmailWorld,
    asked,
    escalation,
    reply,
    world,
)
from tests.mail.contract import KEY
from tracker.errors import BadInput, NotFound

__all__ = ["world"]

# --- mails that came in -----------------------------------------------------------------------


def links(message_id: str) -> list[str]:
    number = int(message_id, 16)
    return [
        message_id,
        f"https://mail.google.com/mail/u/0/#inbox/{message_id}",
        f"https://mail.google.com/mail/u/1/#all/{message_id}",
        f"https://mail.google.com/mail/#search/rfc822msgid%3Ax/{message_id}",
        f"https://mail.google.com/mail/u/0/?message_id={message_id}",
        f"https://mail.google.com/mail/u/0/?view=om&permmsgid=msg-f:{number}",
        f"https://mail.google.com/mail/u/0/popout?search=inbox&th=%23thread-f%3A{number}&cvid=1",
        f"rfc822msgid:{ROOT}",
        f"rfc822msgid:{ROOT.strip('<>')}",
    ]


def test_a_mail_is_named_by_its_link_its_id_or_its_message_id(world: GmailWorld) -> None:
    message_id = gmail.deliver(world.google, DANA, escalation())
    for name in links(message_id):
        assert world.mail.fetch(name) == escalation(), name


def test_a_link_to_a_conversation_means_its_first_mail_or_the_last_that_came(
    world: GmailWorld,
) -> None:
    root = gmail.deliver(world.google, DANA, escalation())
    answer = escalation(subject="Re: Unhappy user", message_id="<answer@example.com>").replace(
        b"Message-ID:", b"In-Reply-To: " + ROOT.encode() + b"\nMessage-ID:"
    )
    last = gmail.deliver(world.google, DANA, answer)
    world.mail.draft(KEY, reply())
    link = f"https://mail.google.com/mail/u/0/#inbox/{root}"
    assert world.mail.fetch(link) == escalation()
    assert world.mail.fetch(link, newest=True) == answer
    assert world.mail.fetch(last) == answer
    assert world.mail.fetch(root, newest=True) == escalation()


@pytest.mark.parametrize(
    "link",
    [
        "https://mail.google.com/mail/u/0/#inbox/FMfcgzQXJkbPVzqLnTdsWmKxZbRlGcHv",
        "https://mail.google.com/mail/u/0/?permmsgid=msg-a:r-123",
        "https://mail.google.com/mail/u/0/#inbox",
        "https://mail.example.com/#inbox/18c0000000100000",
        "rfc822msgid:a OR in:anywhere",
        "rfc822msgid:",
    ],
)
def test_a_link_that_gmail_cannot_resolve_says_where_the_message_id_stands(
    world: GmailWorld, link: str
) -> None:
    with pytest.raises(BadInput) as error:
        world.mail.fetch(link)
    assert "Show original" in error.value.fix
    assert asked(world, list) == []


def test_a_mail_that_is_not_in_the_mailbox_is_not_found(world: GmailWorld) -> None:
    for name in ("18c0000000100000", "rfc822msgid:<no@example.com>"):
        with pytest.raises(NotFound):
            world.mail.fetch(name)


def test_what_came_to_a_list_is_read_by_its_headers_one_mail_a_thread(world: GmailWorld) -> None:
    gmail.deliver(world.google, DANA, escalation())
    gmail.deliver(
        world.google,
        DANA,
        escalation(subject="Re: Unhappy user", message_id="<2@example.com>").replace(
            b"Message-ID:", b"References: " + ROOT.encode() + b"\nMessage-ID:"
        ),
    )
    gmail.deliver(world.google, DANA, escalation(message_id="<3@example.com>", subject="Grüße"))
    gmail.deliver(
        world.google, DANA, escalation().replace(b"list@example.com", b"else@example.com")
    )
    since = datetime.now(UTC) - timedelta(days=3)
    found = world.mail.received(["list@example.com"], since)
    assert found is not None
    heads = [message_from_bytes(head, policy=policy.default) for head in found]
    assert [head["Message-ID"] for head in heads] == ["<3@example.com>", ROOT]
    assert "Grüße" in found[0].decode()
    assert world.mail.received(["list@example.com"], datetime.now(UTC) + timedelta(days=1)) == []
