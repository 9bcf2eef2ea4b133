"""Sending through a server: refusals, lost connections, TLS, passwords."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.local.smtp import PASSWORD, SmtpSettings
from tests.mail.contract import KEY
from tests.mail.drafts import Start, drafted, failure
from tests.mail.post import Post, only_dana
from tracker.errors import (
    BadInput,
    Refused,
    SignInNeeded,
    StorageFailed,
    Unavailable,
    UserError,
)

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
    outbox = drafted(tmp_path, replace(locked(start, tls), password_file=secret))
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
        failure(drafted(tmp_path, replace(settings, password_file=tmp_path / "no"))),
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


def test_settings_come_from_the_file_and_the_password_from_the_environment(tmp_path: Path) -> None:
    table = {"host": "mail.example.com", "port": 587, "security": "starttls", "user": "dana"}
    table |= {"password_file": "secret"}
    settings = SmtpSettings.from_mapping(table, {PASSWORD: "sesame"}, tmp_path)
    assert settings.password == "sesame"  # noqa: S105 - a test's
    assert "sesame" not in repr(settings)
    assert settings.password_file == tmp_path / "secret"  # whatever the current folder is
