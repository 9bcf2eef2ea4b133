from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.secret_file import read_secret
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
