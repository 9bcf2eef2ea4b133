from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.secret_file import Token, place, read_secret
from tracker.errors import BadInput, SignInNeeded, StorageFailed, UserError

HARM, FIX = "It opens the door.", "Look there."
NOT_TEXT, MISSING = BadInput("It isn't text"), SignInNeeded("There is none")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text("sesame\n", encoding="utf-8")
    file.chmod(0o600)
    return file


def refused(file: Path, missing: UserError | None = MISSING) -> UserError:
    with pytest.raises(UserError) as raised:
        read_secret(file, HARM, FIX, missing=missing, not_text=NOT_TEXT)
    assert raised.value.__cause__ is None
    return raised.value


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_its_owner_reads_it_as_it_is(secret: Path, mode: int) -> None:
    secret.chmod(mode)
    assert read_secret(secret, HARM, FIX, not_text=NOT_TEXT) == "sesame\n"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601])
def test_one_that_anybody_else_has_a_right_to_is_refused(secret: Path, mode: int) -> None:
    secret.chmod(mode)
    error = refused(secret)
    assert isinstance(error, BadInput)
    assert (error.why, error.fix) == (HARM, f"chmod 600 {secret}")
    assert "sesame" not in str(error)


def test_one_that_is_not_there_is_told_as_its_reader_says_or_cannot_be_read(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") is MISSING
    error = refused(tmp_path / "none", missing=None)
    assert isinstance(error, StorageFailed)
    assert (error.why, error.fix) == ("No such file or directory.", FIX)


def test_one_that_is_no_text_or_no_file_is_told(secret: Path, tmp_path: Path) -> None:
    secret.write_bytes(b"\xff\xfe")
    assert refused(secret) is NOT_TEXT
    error = refused(tmp_path)
    assert isinstance(error, StorageFailed)
    assert error.why == "Is a directory."


# --- tokens -------------------------------------------------------------------------------------


def token(file: Path | None = None, said: str = "") -> Token:
    return Token("Desk", "Ask for one.", HARM, said, file)


def test_what_the_environment_says_wins_over_the_file_and_is_not_shown(secret: Path) -> None:
    assert token(secret).read() == "sesame"
    assert token(secret, "given").read() == "given"
    assert "given" not in repr(token(secret, "given"))


@pytest.mark.parametrize("content", [b"", b"two words", b"\xff\xfe", "ä".encode(), b"a\nb", None])
def test_a_file_without_a_token_asks_for_one_and_does_not_show_it(
    secret: Path, content: bytes | None
) -> None:
    secret.unlink() if content is None else secret.write_bytes(content)
    with pytest.raises(SignInNeeded) as raised:
        token(secret).read()
    assert raised.value.fix == "Ask for one."
    assert "two words" not in str(raised.value)


def test_a_token_that_nobody_names_is_asked_for_and_others_may_not_read_it(secret: Path) -> None:
    with pytest.raises(SignInNeeded, match="There is no token for Desk"):
        token().read()
    with pytest.raises(SignInNeeded, match="isn't one"):
        token(said="two words").read()
    secret.chmod(0o640)
    with pytest.raises(BadInput, match="can be read by others"):
        token(secret).read()


def test_a_file_is_seen_from_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/dana")
    assert place("secret", tmp_path) == tmp_path / "secret"
    assert place("/etc/secret", tmp_path) == Path("/etc/secret")
    assert place("~/secret", tmp_path) == Path("/home/dana/secret")
    assert place("", tmp_path) is None
