"""What every backend of the port Mail promises. A backend's tests make a `world` and inherit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Protocol

import pytest

from summarizer.ports import Drafted, Mail
from tracker.errors import NotFound, Refused, Unavailable

KEY = "SM-20261119-7K3F-acknowledgement-1"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as the server got it, and for whom."""

    recipients: tuple[str, ...]
    message: EmailMessage


class World(Protocol):
    """A backend, and everybody around it: the people at its drafts, and the server."""

    @property
    def mail(self) -> Mail: ...

    def edit(self, key: str, header: str, value: str | None) -> None:
        """Somebody changes a header of a draft, or takes it out."""
        ...

    def delete(self, key: str) -> None:
        """Somebody deletes a draft."""
        ...

    def arrived(self) -> list[Arrived]:
        """All mails that the server took."""
        ...

    def lose_answers(self) -> None:
        """From now on the server takes mails, and its answer is lost."""
        ...

    def go_away(self) -> None:
        """From now on there is no server."""
        ...


def mail_to(*to: str, bcc: str = "lee@example.com") -> bytes:
    return written(message_to(*to, bcc=bcc))


def written(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=EmailPolicy(linesep="\r\n", refold_source="none"))


def message_to(*to: str, bcc: str = "lee@example.com") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Dana Reyes <dana@example.com>"
    if to:
        message["To"] = ", ".join(to)
    message["Cc"] = "Ann Boss <boss@example.com>"
    message["Bcc"] = bcc
    message["Subject"] = "Re: Ünhappy user"
    message["Date"] = "Thu, 19 Nov 2026 09:05:00 -0800"
    message["Message-ID"] = "<SM-20261119-7K3F.acknowledgement-1@example.com>"
    message["References"] = f"<{'x' * 120}@mail.example.com>"
    message["X-Unsent"] = "1"
    message.set_content("Grüße 😀\n.\nFrom us\n")
    return message


class MailContract:
    """The promises; `world` comes from the backend's own test module."""

    def test_a_draft_can_be_read_back(self, world: World) -> None:
        assert world.mail.draft(KEY, mail_to("pat@example.com"))
        message = world.mail.read(KEY)
        assert message["To"] == "pat@example.com"
        assert message["Bcc"] == "lee@example.com"
        assert message["Subject"] == "Re: Ünhappy user"
        assert message.get_content() == "Grüße 😀\n.\nFrom us\n"

    def test_drafting_again_keeps_the_draft_as_people_left_it(self, world: World) -> None:
        where = world.mail.draft(KEY, mail_to("pat@example.com"))
        world.edit(KEY, "To", "kim@example.com")
        assert world.mail.draft(KEY, mail_to("other@example.com")) == where
        assert world.mail.read(KEY)["To"] == "kim@example.com"

    def test_drafts_of_other_keys_are_others(self, world: World) -> None:
        first = world.mail.draft(KEY, mail_to("pat@example.com"))
        assert world.mail.draft(f"{KEY}0", mail_to("kim@example.com")) != first
        assert world.mail.read(KEY)["To"] == "pat@example.com"

    def test_a_draft_is_not_sent(self, world: World) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        assert world.arrived() == []

    def test_a_draft_is_sent_as_people_left_it_to_all_and_blind_copies_stay_blind(
        self, world: World
    ) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.edit(KEY, "To", "kim@example.com, PAT@example.com")
        assert world.mail.send(KEY) == ()
        (mail,) = world.arrived()
        assert mail.recipients == (
            "kim@example.com",
            "PAT@example.com",
            "boss@example.com",
            "lee@example.com",
        )
        assert mail.message["To"] == "kim@example.com, PAT@example.com"
        assert mail.message["Bcc"] is None
        assert mail.message["X-Unsent"] is None
        assert mail.message["References"] == f"<{'x' * 120}@mail.example.com>"
        assert mail.message.get_content() == "Grüße 😀\n.\nFrom us\n"

    def test_what_was_sent_is_not_sent_again(self, world: World) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.mail.send(KEY)
        assert world.mail.send(KEY) == ()
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.mail.send(KEY)
        assert len(world.arrived()) == 1
        assert world.mail.read(KEY)["To"] == "pat@example.com"

    def test_what_was_sent_has_left_and_a_draft_has_not(self, world: World) -> None:
        places = {key: world.mail.draft(key, mail_to("pat@example.com")) for key in (KEY, "other")}
        drafts = [Drafted(key, place) for key, place in places.items()]
        assert not any(world.mail.left(drafts).values())
        before = datetime.now(UTC) - timedelta(minutes=1)
        world.mail.send(KEY, places[KEY])
        left = world.mail.left(drafts)
        assert before < (left[KEY] or before) < datetime.now(UTC) + timedelta(minutes=1)
        assert not left.get("other")
        assert world.mail.left([]) == {}

    def test_drafts_that_nobody_knows_are_told(self, world: World) -> None:
        keys = (KEY, "SM-20261119-7K3F-user-notice-1", "SM-20261119-9999-question: 2/x")
        places = [world.mail.draft(key, mail_to("pat@example.com")) for key in keys]
        known = [Drafted(key, place) for key, place in zip(keys, places, strict=True)]
        assert list(world.mail.strays(known)) == []
        assert list(world.mail.strays([Drafted(key) for key in keys])) == []
        (stray,) = world.mail.strays(known[1:])
        assert stray.key == KEY
        (odd,) = world.mail.strays(known[:2])
        assert odd.key.startswith("SM-20261119-9999-question")
        world.mail.send(KEY, places[0])
        assert list(world.mail.strays(known[1:])) == []

    def test_nothing_leaves_while_nobody_stands_in_to(self, world: World) -> None:
        world.mail.draft(KEY, mail_to())
        with pytest.raises(Refused, match="Nobody stands in To"):
            world.mail.send(KEY)
        world.edit(KEY, "To", "ann@example.com")
        world.mail.send(KEY)
        assert world.arrived()[0].recipients[0] == "ann@example.com"

    def test_nobody_is_left_out_because_of_a_slip_in_a_header(self, world: World) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.edit(KEY, "Cc", "boss@example.com; kim@example.com")
        with pytest.raises(Refused, match="Cc can't be read as addresses"):
            world.mail.send(KEY)
        assert world.arrived() == []

    def test_a_draft_that_was_never_made_or_was_deleted_is_not_found(self, world: World) -> None:
        with pytest.raises(NotFound):
            world.mail.read(KEY)
        with pytest.raises(NotFound):
            world.mail.send(KEY)
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.delete(KEY)
        with pytest.raises(NotFound):
            world.mail.send(KEY)
        assert not world.mail.discard(KEY)

    def test_a_draft_can_be_taken_back_until_it_is_sent(self, world: World) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        assert world.mail.discard(KEY)
        assert not world.mail.discard(KEY)
        world.mail.draft(KEY, mail_to("kim@example.com"))
        assert world.mail.read(KEY)["To"] == "kim@example.com"
        world.mail.send(KEY)
        assert not world.mail.discard(KEY)

    def test_without_a_server_nothing_leaves_and_it_can_be_tried_again(self, world: World) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.go_away()
        with pytest.raises(Unavailable) as away:
            world.mail.send(KEY)
        assert not away.value.uncertain
        assert world.mail.read(KEY)["X-Unsent"] == "1"

    def test_a_mail_whose_answer_was_lost_may_have_left(self, world: World) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.lose_answers()
        with pytest.raises(Unavailable) as lost:
            world.mail.send(KEY)
        assert lost.value.uncertain
        assert len(world.arrived()) == 1
