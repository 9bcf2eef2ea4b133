"""A mailbox on the loopback Gmail, with somebody in front of it, and mails to play with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from google.oauth2.credentials import Credentials

from summarizer.google.api import Google
from summarizer.google.mail import GmailMail
from summarizer.google.retrying import Patience
from summarizer.google.transport import connect
from summarizer.ports import Mail
from tests.google import gmail, oauth
from tests.google.server import Server, serve
from tests.google.world import World
from tests.mail.contract import Arrived, message_to, written

DANA, PAT = "dana@example.com", "pat@example.com"
ROOT = "<root-1@mail.example.com>"


class GmailWorld:
    """A mailbox of dana's on the loopback Google, and dana in front of it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._mail = self.sits_down()

    @property
    def google(self) -> World:
        return self.server.world

    def sits_down(self, alias: str = "") -> GmailMail:
        """Another process that remembers nothing."""
        credentials = Credentials(token=oauth.mint(self.google, DANA))  # type: ignore[no-untyped-call]  # google-auth has no types here
        session = connect(credentials, self.server.url, patience=Patience(5, sleep=lambda _: None))
        return GmailMail(Google(session), alias)

    @property
    def mail(self) -> Mail:
        return self._mail

    def drafts(self) -> dict[str, str]:
        """Draft ids by Message-ID."""
        box = gmail.mailbox(self.google, DANA)
        return {box.letters[m].header("Message-ID").strip("<>"): d for d, m in box.drafts.items()}

    def draft_id(self, key: str) -> str:
        return self.drafts()[f"{key}@example.com"]

    def edit(self, key: str, header: str, value: str | None) -> None:
        kept = self.draft_id(key)
        anew = {header: value, "Message-ID": f"<{key}@example.com>"}
        gmail.hand_edit_draft(self.google, DANA, kept, anew)

    def delete(self, key: str) -> None:
        gmail.hand_delete_draft(self.google, DANA, self.draft_id(key))

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(to, message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=policy.default))
            for to, raw in gmail.delivered(self.google)
        ]

    def lose_answers(self) -> None:
        self.server.faults.add("cut-after", method="gmail.users.drafts.send", times=None)

    def go_away(self) -> None:
        self.server.faults.add("429", method="gmail.users.drafts.send", times=None)


@pytest.fixture
def world() -> Iterator[GmailWorld]:
    made = World()
    made.accounts.update({DANA: "Dana Reyes", PAT: "Pat Kim"})
    with serve(made) as server:
        yield GmailWorld(server)
    assert not server.bugs, "\n".join(server.bugs)


def reply(**headers: str) -> bytes:
    """An answer to all on the thread of ROOT."""
    message = message_to(PAT)
    for name, value in {"Subject": "Re: Unhappy user", "In-Reply-To": ROOT, **headers}.items():
        del message[name]
        message[name] = value
    del message["References"]
    message["References"] = ROOT
    message.set_content("We will look into the refund of the user, and come back by noon.\n")
    return written(message)


def escalation(*, subject: str = "Unhappy user", message_id: str = ROOT) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Cc"] = PAT, "list@example.com", DANA
    message["Subject"], message["Message-ID"] = subject, message_id
    message.set_content("A user is unhappy.\n")
    return message.as_bytes()


def asked(world: GmailWorld, do: Callable[[], object]) -> list[str]:
    """The requests that something makes."""
    before = len(world.server.log)
    do()
    return [method.removeprefix("gmail.users.") for method, _ in world.server.log[before:]]
