"""The Mail port on the loopback Gmail: the contract, threads, senders, people beside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from summarizer.google.mail_places import read_place
from summarizer.ports import Drafted
from tests.google import gmail
from tests.google_backend.gmail_world import (
    DANA,
    PAT,
    ROOT,
    GmailWorld,
    asked,
    escalation,
    reply,
    world,
)
from tests.mail.contract import KEY, MailContract, mail_to
from tracker.errors import NotFound, Refused, Unavailable

__all__ = ["world"]


class TestGmail(MailContract):
    """The promises, where Gmail gives a mail another Message-ID when it is sent."""


class TestGmailThatKeepsMessageIds(MailContract):
    """The promises, where it doesn't."""

    @pytest.fixture(autouse=True)
    def keeps(self, world: GmailWorld) -> None:
        gmail.mailboxes(world.google).keeps_message_ids = True


def test_a_draft_stands_in_the_thread_that_it_answers(world: GmailWorld) -> None:
    root = gmail.deliver(world.google, DANA, escalation())
    gmail.deliver(world.google, DANA, escalation(subject="Else", message_id="<e@example.com>"))
    place = world.mail.draft(KEY, reply())
    box = gmail.mailbox(world.google, DANA)
    assert box.draft(world.draft_id(KEY)).thread == root
    assert place.startswith("https://mail.google.com/mail/?authuser=dana%40example.com&")
    assert place.endswith(f"#drafts/{root}")
    world.mail.send(KEY)
    assert [letter.labels for letter in box.thread(root)] == [["INBOX", "UNREAD"], ["SENT"]]


def test_a_thread_that_is_in_another_mailbox_is_answered_by_its_headers(world: GmailWorld) -> None:
    world.mail.draft(KEY, reply())
    assert world.mail.read(KEY)["In-Reply-To"] == ROOT


def test_a_draft_takes_few_requests(world: GmailWorld) -> None:
    gmail.deliver(world.google, DANA, escalation())
    first = asked(world, lambda: world.mail.draft(KEY, reply()))
    assert first == ["settings.sendAs.list", "drafts.list", "messages.list", "drafts.create"]
    assert asked(world, lambda: world.mail.draft("other", mail_to(PAT)))[1:] == [
        "messages.list",
        "drafts.create",
    ]
    assert asked(world, lambda: world.mail.send(KEY)) == ["drafts.get", "drafts.send"]
    assert asked(world, lambda: world.mail.read("other")) == ["drafts.get"]
    assert asked(world, lambda: world.mail.send("other")) == ["drafts.send"]


def test_a_command_that_was_killed_finds_its_draft_again(world: GmailWorld) -> None:
    world.server.faults.add("cut-after", method="gmail.users.drafts.create")
    with pytest.raises(Unavailable):
        world.mail.draft(KEY, reply())
    again = world.sits_down()
    place = again.draft(KEY, reply())
    assert len(gmail.mailbox(world.google, DANA).drafts) == 1
    assert read_place(place)


def test_blind_copies_stay_in_the_draft_and_are_delivered(world: GmailWorld) -> None:
    world.mail.draft(KEY, reply(Bcc="lee@example.com"))
    raw = gmail.mailbox(world.google, DANA).draft(world.draft_id(KEY)).raw
    assert b"\r\nBcc: lee@example.com\r\n" in raw
    assert b"X-Unsent" not in raw
    world.mail.send(KEY)
    (mail,) = world.arrived()
    assert "lee@example.com" in mail.recipients
    assert mail.message["Bcc"] is None


# --- who it is from ---------------------------------------------------------------------------


def test_mails_come_from_the_alias_if_the_mailbox_may_send_from_it(world: GmailWorld) -> None:
    gmail.add_alias(world.google, DANA, "ee@example.com")
    mail = world.sits_down("ee@example.com")
    mail.draft(KEY, reply())
    mail.send(KEY)
    assert world.arrived()[0].message["From"] == "Dana Reyes <ee@example.com>"


def test_a_mail_from_an_accepted_alias_keeps_it(world: GmailWorld) -> None:
    gmail.add_alias(world.google, DANA, "social-response@example.com")
    world.mail.draft(KEY, reply(From="Social <social-response@example.com>"))
    world.mail.send(KEY)
    assert world.arrived()[0].message["From"] == "Social <social-response@example.com>"


@pytest.mark.parametrize("pending", [True, False])
def test_a_sender_that_gmail_would_change_is_refused_before_anything_is_drafted(
    world: GmailWorld, *, pending: bool
) -> None:
    if pending:
        gmail.add_alias(world.google, DANA, "social-response@example.com", accepted=False)
    with pytest.raises(Refused, match="may not send from social-response") as error:
        world.mail.draft(KEY, reply(From="Social <social-response@example.com>"))
    assert "Send mail as" in error.value.fix
    assert ("waits for the confirmation" in error.value.why) is pending
    assert not gmail.mailbox(world.google, DANA).drafts


# --- at most once -----------------------------------------------------------------------------


def test_after_a_lost_answer_the_mailbox_is_asked_and_nothing_is_sent_twice(
    world: GmailWorld,
) -> None:
    place = world.mail.draft(KEY, reply())
    world.lose_answers()
    with pytest.raises(Unavailable) as lost:
        world.mail.send(KEY, place)
    assert lost.value.uncertain
    again = world.sits_down()
    assert again.left([Drafted(KEY, place)])[KEY]
    assert again.send(KEY, place) == ()
    assert len(world.arrived()) == 1


def test_a_request_that_never_came_has_not_left(world: GmailWorld) -> None:
    place = world.mail.draft(KEY, reply())
    world.server.faults.add("cut-before", method="gmail.users.drafts.send")
    with pytest.raises(Unavailable):
        world.mail.send(KEY, place)
    again = world.sits_down()
    assert again.left([Drafted(KEY, place)]) == {KEY: False}
    again.send(KEY, place)
    assert len(world.arrived()) == 1


def test_somebody_who_presses_send_first_is_enough(world: GmailWorld) -> None:
    place = world.mail.draft(KEY, reply())
    kept = world.draft_id(KEY)
    world.server.faults.add(
        "edit",
        method="gmail.users.drafts.send",
        edit=lambda w: gmail.hand_send_draft(w, DANA, kept),
    )
    assert world.mail.send(KEY, place) == ()
    assert len(world.arrived()) == 1


def test_a_search_that_lags_sends_nothing_twice(world: GmailWorld) -> None:
    place = world.mail.draft(KEY, reply())
    world.server.faults.add("lag", times=None)
    world.mail.send(KEY, place)
    again = world.sits_down()
    assert again.left([Drafted(KEY, place)]) == {KEY: False}  # the list is of before
    assert again.send(KEY, place) == ()
    assert len(world.arrived()) == 1


# --- people beside ----------------------------------------------------------------------------


def test_a_draft_that_was_edited_in_gmail_is_still_found_and_sent(world: GmailWorld) -> None:
    place = world.mail.draft(KEY, reply())
    gmail.hand_edit_draft(world.google, DANA, world.draft_id(KEY), {"To": "kim@example.com"})
    again = world.sits_down()
    assert again.read(KEY, place)["To"] == "kim@example.com"
    assert again.left([Drafted(KEY, place)]) == {KEY: False}
    again.send(KEY, place)
    assert world.arrived()[0].recipients[0] == "kim@example.com"


def test_a_draft_that_was_edited_in_gmail_can_be_discarded(world: GmailWorld) -> None:
    place = world.mail.draft(KEY, reply())
    gmail.hand_edit_draft(world.google, DANA, world.draft_id(KEY), {"To": "kim@example.com"})
    assert world.sits_down().discard(KEY, place)
    assert not world.drafts()


def test_a_draft_that_a_person_edited_and_sent_has_left(world: GmailWorld) -> None:
    gmail.deliver(world.google, DANA, escalation())
    place = world.mail.draft(KEY, reply())
    kept = world.draft_id(KEY)
    text = "We will look into the refund of the user today. Sorry!\n"
    gmail.hand_edit_draft(world.google, DANA, kept, text=text)
    gmail.hand_send_draft(world.google, DANA, kept)
    since = datetime.now(UTC) - timedelta(hours=1)
    left = world.sits_down().left([Drafted(KEY, place, since)])
    assert (left[KEY] or since) > since


def test_another_mail_on_the_thread_is_not_the_draft_that_was_deleted(world: GmailWorld) -> None:
    gmail.deliver(world.google, DANA, escalation())
    place = world.mail.draft(KEY, reply())
    kept = world.draft_id(KEY)
    gmail.hand_edit_draft(world.google, DANA, kept, text="Give me a call when you can, please.\n")
    gmail.hand_send_draft(world.google, DANA, kept)
    again = world.sits_down()
    assert again.left([Drafted(KEY, place)]) == {}
    with pytest.raises(NotFound, match="There is no draft"):
        again.send(KEY, place)


def test_what_left_before_the_draft_was_made_is_not_that_draft(world: GmailWorld) -> None:
    gmail.deliver(world.google, DANA, escalation())
    world.mail.draft("first", reply())
    world.mail.send("first")
    place = world.mail.draft("second", reply())
    world.delete("second")
    later = datetime.now(UTC) + timedelta(minutes=10)
    assert world.sits_down().left([Drafted("second", place, later)]) == {}


def test_many_drafts_are_asked_for_at_once(world: GmailWorld) -> None:
    places = {f"case-{n}": world.mail.draft(f"case-{n}", reply()) for n in range(30)}
    for n in range(3):
        gmail.hand_send_draft(world.google, DANA, world.draft_id(f"case-{n}"))
    for n in range(3, 10):
        world.delete(f"case-{n}")
    again, since = world.sits_down(), datetime.now(UTC) - timedelta(hours=1)
    drafts = [Drafted(key, place, since) for key, place in places.items()]
    found: dict[str, datetime | Literal[False]] = {}
    made = asked(world, lambda: found.update(again.left(drafts)))
    lists = ["drafts.list", "messages.list", "settings.sendAs.list"]
    assert sorted(made) == [*lists, *["threads.get"] * 3]
    assert sum(map(bool, found.values())) == 3
    assert len(found) == 23


def test_a_draft_in_another_mailbox_is_not_looked_for(world: GmailWorld) -> None:
    place = world.mail.draft(KEY, reply()).replace("dana", "lee")
    again = world.sits_down()
    assert asked(world, lambda: again.left([Drafted(KEY, place)])) == ["settings.sendAs.list"]
    with pytest.raises(NotFound, match="There is no draft") as error:
        again.read(KEY, place.replace("draft=r", "draft=s"))
    assert "made in the mailbox of lee@example.com" in error.value.why
