"""A desk whose mail is Gmail: commands on a real workspace, people pressing Send beside."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from summarizer.mailbox import take_in
from tests.desk import Desk
from tests.google import gmail, oauth
from tests.google.server import Server, serve
from tests.google.world import World

DANA, ALIAS = "dana.reyes@example.com", "social-response@example.com"
NOON = datetime(2026, 11, 19, 18, 10, tzinfo=UTC)  # ten past ten in the desk's zone
ANSWER = "We will look into her refund of last week and tell her by noon."


class GmailDesk(Desk):
    """A workspace with a mailbox on the loopback Google."""

    server: Server

    @property
    def google(self) -> World:
        return self.server.world

    def arrives(self, name: str = "escalation", **headers: str) -> str:
        """An escalation comes in; its message id."""
        return gmail.deliver(self.google, DANA, self.receive(name, **headers).read_bytes())

    def drafts(self) -> dict[str, str]:
        """The ids of the drafts by what stands in To."""
        box = gmail.mailbox(self.google, DANA)
        return {box.letters[m].header("To"): draft for draft, m in box.drafts.items()}

    def acknowledged(self) -> str:
        """A case whose acknowledgement is drafted in its thread."""
        link = f"https://mail.google.com/mail/u/0/#inbox/{self.arrives()}"
        said = self("ack", "--mail", link, "--answer", ANSWER, "--json")
        return str(said.json["case"])

    def reply(self) -> str:
        """The draft that answers on the thread."""
        return next(draft for to, draft in self.drafts().items() if "pat@" in to)

    def state(self, number: str, message: str = "acknowledgement") -> str:
        return str(self.case(number).latest("message")[message].data["state"])

    def seen(self, number: str) -> list[str]:
        """What the mailbox says of the case."""
        with self.workspace() as workspace:
            return take_in(workspace, [self.case(number)]).get(number, [])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GmailDesk]:
    world = World(lambda: NOON)
    world.accounts[DANA] = "Dana Reyes"
    gmail.add_alias(world, DANA, ALIAS)
    with serve(world) as server:
        made = GmailDesk(tmp_path / "desk", monkeypatch)
        made.server = server
        monkeypatch.setenv("SUMMARIZER_BACKEND_MAIL", "gmail")
        monkeypatch.setenv("SUMMARIZER_GOOGLE_ENDPOINT", server.url)
        monkeypatch.setenv("SUMMARIZER_GOOGLE_ACCESS_TOKEN", oauth.mint(world, DANA))
        yield made
    assert not server.bugs, "\n".join(server.bugs)


def test_an_escalation_is_acknowledged_from_its_link_with_drafts_in_its_thread(
    desk: GmailDesk,
) -> None:
    number = desk.acknowledged()
    box = gmail.mailbox(desk.google, DANA)
    root = next(letter for letter in box.letters.values() if "INBOX" in letter.labels)
    draft = box.draft(desk.reply())
    assert draft.thread == root.thread
    assert draft.header("From") == f"Dana Reyes <{DANA}>"
    assert draft.header("In-Reply-To") == "<root-1@mail.example.com>"
    assert desk.case(number).facts["thread.root"] == "<root-1@mail.example.com>"
    assert gmail.delivered(desk.google) == []


def test_a_draft_that_a_person_sent_is_an_event_at_the_time_when_it_left(desk: GmailDesk) -> None:
    number = desk.acknowledged()
    gmail.hand_edit_draft(desk.google, DANA, desk.reply(), {"Cc": None})
    gmail.hand_send_draft(desk.google, DANA, desk.reply())
    desk.at("2026-11-19T11:00")
    assert desk.seen(number) == ["acknowledgement has left, as the mailbox shows"]
    event = desk.case(number).last("acknowledged")
    assert event
    assert timedelta(0) < event.at - NOON < timedelta(seconds=1)
    assert desk.case(number).stage == "acknowledged"
    assert desk.seen(number) == []


def test_a_dry_run_says_what_left_and_records_nothing(desk: GmailDesk) -> None:
    number = desk.acknowledged()
    gmail.hand_send_draft(desk.google, DANA, desk.reply())
    with desk.workspace() as workspace:
        said = take_in(workspace, [desk.case(number)], dry_run=True)
    assert said == {
        number: ["acknowledgement has left, as the mailbox shows (not recorded: dry run)"]
    }
    assert desk.state(number) == "drafted"


def test_a_send_whose_answer_was_lost_is_settled_by_running_it_again(desk: GmailDesk) -> None:
    number = desk.acknowledged()
    send = ("do", number, "send", "--field", "message=acknowledgement")
    desk.server.faults.add("cut-after", method="gmail.users.drafts.send")
    desk(*send, code=6)
    assert desk.state(number) == "uncertain"
    desk(*send)
    assert desk.state(number) == "sent"
    assert len(gmail.delivered(desk.google)) == 1


def test_a_send_that_never_came_is_done_by_running_it_again(desk: GmailDesk) -> None:
    number = desk.acknowledged()
    send = ("do", number, "send", "--field", "message=acknowledgement")
    desk.server.faults.add("cut-before", method="gmail.users.drafts.send")
    desk(*send, code=6)
    assert desk.state(number) == "uncertain"
    assert desk.seen(number) == ["acknowledgement did not leave: it is a draft still"]
    assert desk.state(number) == "drafted"
    desk(*send)
    assert len(gmail.delivered(desk.google)) == 1


def test_what_is_uncertain_and_nowhere_in_the_mailbox_is_left_to_a_person(desk: GmailDesk) -> None:
    number = desk.acknowledged()
    send = ("do", number, "send", "--field", "message=acknowledgement")
    desk.server.faults.add("cut-before", method="gmail.users.drafts.send")
    desk(*send, code=6)
    gmail.hand_delete_draft(desk.google, DANA, desk.reply())
    assert "Look into the mailbox" in desk(*send, code=6).err
    assert desk.seen(number) == []
    assert gmail.delivered(desk.google) == []


def test_drafts_are_sent_with_the_command_that_makes_them(desk: GmailDesk) -> None:
    link = desk.arrives()
    desk("ack", "--mail", link, "--answer", ANSWER, "--send")
    assert not desk.drafts()
    senders = {raw.split(b"From: ")[1].split(b"\r\n")[0] for _, raw in gmail.delivered(desk.google)}
    assert {s.split(b"<")[-1].strip(b">").decode() for s in senders} == {DANA, ALIAS}


def test_a_draft_that_was_withdrawn_by_undo_is_gone_from_gmail(desk: GmailDesk) -> None:
    number = desk.acknowledged()
    gmail.hand_edit_draft(desk.google, DANA, desk.reply(), text="Something quite different here\n")
    desk("undo", number, "--yes")
    assert not desk.drafts()


def test_a_question_is_read_from_the_last_mail_of_a_conversation(desk: GmailDesk) -> None:
    to = "socialmedia-escalations@example.com"
    root = desk.arrives(to=to)
    number = desk("ack", "--mail", root, "--answer", ANSWER, "--send", "--json").json["case"]
    headers = {"subject": "Re: Unhappy user", "references": "<root-1@mail.example.com>"}
    question = desk.receive("question", message_id="<q-1@mail.example.com>", **headers)
    gmail.deliver(desk.google, DANA, question.read_bytes() + b"\nWhy did it take a week?\n")
    link = f"https://mail.google.com/mail/u/0/#inbox/{root}"
    said = desk("replied", number, "--mail", link, code=5)  # nothing is on hold yet
    assert "Why did it take a week?" in said.out
    assert "Why did it take a week?" not in desk("intake", link).out


def test_a_link_of_gmails_own_page_says_what_to_do(desk: GmailDesk) -> None:
    link = "https://mail.google.com/mail/u/0/#inbox/FMfcgzQXJkbPVzqLnTdsWmKxZbRlGcHv"
    assert "Show original" in desk("intake", link, code=2).err


# --- inbox ------------------------------------------------------------------------------------


def test_the_inbox_lists_what_nobody_acknowledged_with_the_time_left(desk: GmailDesk) -> None:
    desk.arrives()
    desk.arrives(
        "auto", message_id="<auto@mail.example.com>", subject="Away", auto_submitted="auto-replied"
    )
    desk.arrives("other", message_id="<other@mail.example.com>", to="somebody@example.com")
    (waiting,) = desk("inbox", "--json").json
    assert waiting["case"] is None
    assert waiting["received"] == "2026-11-19T17:50:00+00:00"
    assert waiting["due"] == "2026-11-19T18:05:00+00:00"
    assert waiting["left"] == 5 * 60
    assert waiting["next"] == (
        "summarizer ack --mail 'rfc822msgid:<root-1@mail.example.com>' --answer TEXT"
    )
    shown = desk("inbox")
    assert "Unhappy user" in shown.out
    assert shown.err == ""
    desk.arrives("odd", message_id="<a';$(x)@mail.example.com>")
    typed = [shlex.split(found["next"]) for found in desk("inbox", "--json").json]
    assert ["--mail", "rfc822msgid:<a';$(x)@mail.example.com>"] in [words[2:4] for words in typed]


def test_a_mail_that_may_be_of_two_procedures_waits_with_the_time_left_all_the_same(
    desk: GmailDesk,
) -> None:
    desk.arrives(subject="PR: ticket #98765")
    (waiting,) = desk("inbox", "--json").json
    assert (waiting["procedure"], waiting["due"]) == (None, "2026-11-19T18:05:00+00:00")
    names = "problematic-to-pr-social or problematic-to-pr-cs"
    assert waiting["next"].endswith(f" --procedure NAME --answer TEXT   (NAME: {names})")


def test_the_inbox_goes_on_with_the_case_until_its_acknowledgement_was_sent(
    desk: GmailDesk,
) -> None:
    number = desk.acknowledged()
    (waiting,) = desk("inbox", "--json").json
    assert waiting["case"] == number
    assert waiting["next"].startswith(f"summarizer sent {number} acknowledgement")
    gmail.hand_send_draft(desk.google, DANA, desk.reply())
    desk.seen(number)
    assert desk("inbox", "--json").json == []
    assert desk("inbox").out == "Everything is acknowledged.\n"


def test_a_missed_acknowledgement_stays_in_the_inbox_overdue(desk: GmailDesk) -> None:
    desk.arrives()
    desk.at("2026-11-19T10:30")
    (waiting,) = desk("inbox", "--json").json
    assert waiting["left"] < 0
