from __future__ import annotations

import ssl
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.outbox import Outbox, file_name
from summarizer.local.smtp import PASSWORD, SmtpSettings
from summarizer.ports import Mail
from tests.mail.contract import KEY, Arrived, MailContract, mail_to
from tests.mail.post import Post, Server, only_dana
from tracker.errors import (
    BadInput,
    NotFound,
    Refused,
    SignInNeeded,
    StorageFailed,
    Unavailable,
    UserError,
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
def post() -> Post:
    return Post()


Start = Callable[..., Server]


@pytest.fixture
def start(post: Post) -> Iterator[Start]:
    started: list[Server] = []

    def begin(*args: Any, **kw: Any) -> Server:
        started.append(Server(post, *args, **kw).start())
        return started[-1]

    yield begin
    for server in started:
        server.stop()


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


def drafted(folder: Path, settings: SmtpSettings | None) -> Outbox:
    outbox = Outbox(folder / "outbox", settings)
    outbox.draft(KEY, mail_to("pat@example.com"))
    return outbox


def failure(outbox: Outbox) -> UserError:
    with pytest.raises(UserError) as error:
        outbox.send(KEY)
    assert (outbox.folder / file_name(KEY)).exists()
    assert not getattr(error.value, "uncertain", False)
    return error.value


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


# --- the server ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "kind"), [("554 5.7.1 Spam", Refused), ("451 4.3.0 Try later", Unavailable)]
)
def test_a_no_to_the_message_means_it_did_not_leave(
    tmp_path: Path, start: Start, post: Post, says: str, kind: type[UserError]
) -> None:
    post.says = says
    error = failure(drafted(tmp_path, start().settings))
    assert isinstance(error, kind)
    assert says in error.why


def test_a_connection_lost_before_the_message_means_it_did_not_leave(
    tmp_path: Path, start: Start, post: Post
) -> None:
    post.hangs_up_at_rcpt = True
    assert isinstance(failure(drafted(tmp_path, start().settings)), Unavailable)
    assert post.arrived == []


def test_an_answer_that_is_no_answer_is_uncertain(tmp_path: Path, start: Start, post: Post) -> None:
    post.says = "What?"
    outbox = drafted(tmp_path, start().settings)
    with pytest.raises(Unavailable) as lost:
        outbox.send(KEY)
    assert lost.value.uncertain


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for this machine, in one file."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    made = path.with_suffix(".crt")
    what = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test"
    subprocess.run(
        [
            "openssl",
            *f"{what} -addext subjectAltName=IP:127.0.0.1".split(),
            "-keyout",
            path,
            "-out",
            made,
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + made.read_bytes())
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def locked(start: Start, tls: ssl.SSLContext) -> SmtpSettings:
    server = start("starttls", tls, auth_required=True, authenticator=only_dana)
    return replace(server.settings, user="dana")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_over_tls(
    tmp_path: Path, start: Start, post: Post, tls: ssl.SSLContext, security: str
) -> None:
    drafted(tmp_path, start(security, tls).settings).send(KEY)
    assert len(post.arrived) == 1


@pytest.mark.usefixtures("trusted")
def test_a_password_from_a_file_that_is_ones_own_lets_us_in(
    tmp_path: Path, start: Start, post: Post, tls: ssl.SSLContext
) -> None:
    secret = tmp_path / "password"
    secret.write_text("sesame\n")
    secret.chmod(0o640)
    outbox = drafted(tmp_path, replace(locked(start, tls), password_file=str(secret)))
    error = failure(outbox)
    assert isinstance(error, BadInput)
    assert error.fix == f"chmod 600 {secret}"
    secret.chmod(0o600)
    outbox.send(KEY)
    assert len(post.arrived) == 1


@pytest.mark.usefixtures("trusted")
def test_a_wrong_or_a_missing_password_means_nothing_left(
    tmp_path: Path, start: Start, post: Post, tls: ssl.SSLContext
) -> None:
    settings = locked(start, tls)
    assert isinstance(failure(drafted(tmp_path, settings)), SignInNeeded)
    error = failure(drafted(tmp_path, replace(settings, password="guess")))  # noqa: S106 - a guess
    assert isinstance(error, SignInNeeded)
    assert "guess" not in str(error)
    assert "Nothing was sent" in error.why
    assert isinstance(
        failure(drafted(tmp_path, replace(settings, password_file=str(tmp_path / "no")))),
        StorageFailed,
    )
    assert post.arrived == []


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(
    tmp_path: Path, start: Start, post: Post, tls: ssl.SSLContext
) -> None:
    for security in ("starttls", "tls"):
        error = failure(drafted(tmp_path, start(security, tls).settings))
        assert isinstance(error, Refused)
        assert "can't prove who it is" in error.what
    assert post.arrived == []


def test_a_server_without_starttls_gets_nothing(tmp_path: Path, start: Start, post: Post) -> None:
    settings = replace(start().settings, security="starttls")
    assert "doesn't offer" in failure(drafted(tmp_path, settings)).what
    settings = replace(start().settings, user="dana", password="sesame")  # noqa: S106 - a test's
    assert "doesn't offer" in failure(drafted(tmp_path, settings)).what
    assert post.arrived == []


def test_mail_in_the_clear_stays_on_this_machine() -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        assert SmtpSettings(host, 25, "none").host == host
    for host in ("mail.example.com", "10.0.0.1", "localhost.example.com"):
        with pytest.raises(BadInput, match="only for a server on this machine"):
            SmtpSettings(host, 25, "none")
    with pytest.raises(BadInput, match=r"smtp\.security can't be 'ssl'"):
        SmtpSettings("mail.example.com", 25, "ssl")  # type: ignore[arg-type]  # what a file may say


def test_settings_come_from_the_file_and_the_password_from_the_environment() -> None:
    table = {"host": "mail.example.com", "port": 587, "security": "starttls", "user": "dana"}
    settings = SmtpSettings.from_mapping({**table, "password_file": ""}, {PASSWORD: "sesame"})
    assert settings.password == "sesame"  # noqa: S105 - a test's
    assert "sesame" not in repr(settings)


def test_a_draft_deleted_by_hand_is_not_found_even_without_a_server(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Outbox(tmp_path).send(KEY)
