from __future__ import annotations

import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.outbox import Outbox, file_name
from summarizer.ports import Mail
from tests.mail.contract import KEY, Arrived, MailContract, mail_to
from tests.mail.drafts import Start, drafted, failure
from tests.mail.post import Post, Server
from tracker.errors import (
    NotFound,
    Refused,
    StorageFailed,
)


class OutboxWorld:
    """An outbox on a folder, a server, and people with a mail program."""

    def __init__(self, folder: Path, server: Server, post: Post) -> None:
        self._outbox = Outbox(folder, server.settings)
        self._server = server
        self._post = post

    @property
    def mail(self) -> Mail:
        return self._outbox

    def _file(self, key: str) -> Path:
        return self._outbox.folder / file_name(key)

    def edit(self, key: str, header: str, value: str | None) -> None:
        kept = policy.compat32.clone(linesep="\r\n")
        message = message_from_bytes(self._file(key).read_bytes(), policy=kept)
        del message[header]
        if value is not None:
            message[header] = value
        self._file(key).write_bytes(message.as_bytes())

    def delete(self, key: str) -> None:
        self._file(key).unlink()

    def arrived(self) -> list[Arrived]:
        return self._post.arrived

    def refuse(self, *addresses: str) -> None:
        self._post.refused.update(addresses)

    def lose_answers(self) -> None:
        self._post.says = ""

    def go_away(self) -> None:
        self._server.stop()


@pytest.fixture
def world(tmp_path: Path, start: Start, post: Post) -> OutboxWorld:
    return OutboxWorld(tmp_path / "outbox", start(), post)


class TestOutbox(MailContract):
    """The promises, and those that only a server makes which answers for each address at once."""

    def test_recipients_that_the_server_refuses_are_told_and_the_others_get_it(
        self, world: OutboxWorld
    ) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.refuse("lee@example.com")
        assert world.mail.send(KEY) == ("lee@example.com",)
        assert world.arrived()[0].recipients == ("pat@example.com", "boss@example.com")

    def test_a_mail_that_the_server_refuses_altogether_did_not_leave(
        self, world: OutboxWorld
    ) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.refuse("pat@example.com", "boss@example.com", "lee@example.com")
        with pytest.raises(Refused, match="doesn't take the message"):
            world.mail.send(KEY)
        assert world.mail.read(KEY)["X-Unsent"] == "1"
        assert world.mail.discard(KEY)

    def test_a_mail_keeps_its_message_id(self, world: OutboxWorld) -> None:
        world.mail.draft(KEY, mail_to("pat@example.com"))
        world.mail.send(KEY)
        (mail,) = world.arrived()
        assert mail.message["Message-ID"] == "<SM-20261119-7K3F.acknowledgement-1@example.com>"


# --- drafts ----------------------------------------------------------------------------------


def test_a_draft_is_a_file_that_mail_programs_open_ready_to_send(tmp_path: Path) -> None:
    path = Path(Outbox(tmp_path / "outbox").draft(KEY, mail_to("pat@example.com")))
    raw = path.read_bytes()
    assert path.name == f"{KEY}.eml"
    assert b"\r\nX-Unsent: 1\r\n" in raw
    assert b"\r\nBcc: lee@example.com\r\n" in raw
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert message_from_bytes(raw, policy=policy.default).defects == []


def test_without_a_server_one_is_told_to_send_the_draft_by_hand(tmp_path: Path) -> None:
    error = failure(drafted(tmp_path, None))
    assert isinstance(error, Refused)
    assert f"{KEY}.eml, send it, then type: summarizer sent CASE MESSAGE" in error.fix


def test_what_was_sent_is_kept_apart(tmp_path: Path, start: Start) -> None:
    outbox = drafted(tmp_path, start().settings)
    outbox.send(KEY)
    assert [p.name for p in outbox.folder.iterdir()] == ["sent"]
    assert outbox.draft(KEY, mail_to("x@example.com")).endswith(f"sent/{KEY}.eml")


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_sent(
    tmp_path: Path, start: Start, post: Post
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed):
        Outbox(tmp_path / "file").draft(KEY, mail_to("pat@example.com"))
    outbox = drafted(tmp_path, start().settings)
    (outbox.folder / "sent").write_text("in the way")
    assert isinstance(failure(outbox), StorageFailed)
    assert post.arrived == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\0", b"From: a@example.com\nTo: =?utf-8?q?=0A?=\n"]
)
def test_a_draft_that_was_spoilt_is_refused(tmp_path: Path, start: Start, content: bytes) -> None:
    outbox = drafted(tmp_path, start().settings)
    (outbox.folder / f"{KEY}.eml").write_bytes(content)
    assert isinstance(failure(outbox), Refused)


def test_a_draft_saved_by_another_program_arrives(tmp_path: Path, start: Start, post: Post) -> None:
    outbox = drafted(tmp_path, start().settings)
    (outbox.folder / f"{KEY}.eml").write_bytes(
        "From: Dana <dana@example.com>\nTo: Jörg <joerg@example.com>\n"
        "Subject: Ünhappy\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\nGrüße\n".encode()
    )
    outbox.send(KEY)
    assert post.arrived[0].recipients == ("joerg@example.com",)
    assert post.arrived[0].message.get_content() == "Grüße\n"


KEYS = st.text(min_size=1, max_size=150)


@given(KEYS)
def test_every_key_has_a_safe_file_name(key: str) -> None:
    name = file_name(key)
    assert name.isascii()
    assert name.endswith(".eml")
    assert Path(name).name == name
    assert name[0] not in ".-"
    assert len(name) <= 104


@given(KEYS, KEYS)
def test_different_keys_have_different_files(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) == (one == other)


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "a/b", "con", "NUL.x", ".hidden", "a\0b", "-x"]
)
def test_a_hostile_key_stays_in_the_folder(tmp_path: Path, key: str) -> None:
    path = Path(Outbox(tmp_path).draft(key, mail_to("pat@example.com")))
    assert path.parent == tmp_path
    assert path.name.startswith("_")


def test_a_draft_deleted_by_hand_is_not_found_even_without_a_server(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Outbox(tmp_path).send(KEY)
