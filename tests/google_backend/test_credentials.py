from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarizer.google.credentials import InstalledApp, ServiceAccount, read_credentials
from tests.google_backend.signing import put
from tracker.errors import BadInput, SignInNeeded, StorageFailed, UserError

EXAMPLE = json.loads(
    (Path(__file__).parents[2] / "credentials.example.json").read_text(encoding="utf-8")
)
PEOPLE, MACHINE = EXAMPLE["for people who sign in"], EXAMPLE["for a machine"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as raised:
        read_credentials(path)
    return raised.value


def test_both_kinds_of_the_example_are_told_apart(path: Path) -> None:
    app = read_credentials(put(path, PEOPLE))
    assert isinstance(app, InstalledApp)
    assert app.client_id == "000000000000-example.apps.googleusercontent.com"
    machine = read_credentials(put(path, MACHINE))
    assert isinstance(machine, ServiceAccount)
    assert machine.address == "summarizer@example-desk.iam.gserviceaccount.com"


def test_neither_shows_its_secret(path: Path) -> None:
    assert "not-a-secret" not in repr(read_credentials(put(path, PEOPLE)))
    assert "not-a-key" not in repr(read_credentials(put(path, MACHINE)))


def test_a_missing_file_is_told_with_where_to_get_one(path: Path) -> None:
    error = refused(path)
    assert isinstance(error, SignInNeeded)
    assert error.what == f"There is no {path}"
    assert "Cloud console" in error.fix


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_can_read_is_refused_with_what_to_type(path: Path, mode: int) -> None:
    error = refused(put(path, PEOPLE, mode))
    assert isinstance(error, BadInput)
    assert error.fix == f"chmod 600 {path}"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ([], "It isn't a JSON object."),
        ({"type": "service_account"}, "It has no client_email."),
        ({**MACHINE, "private_key": 5}, "It has no private_key."),
        ({**MACHINE, "token_uri": "http://t.example.com"}, "Its token_uri isn't https."),
        ({"installed": {"client_id": "1", "client_secret": ""}}, "It has no client_secret."),
        (
            {"installed": {**PEOPLE["installed"], "auth_uri": "file:///x"}},
            "Its auth_uri isn't https.",
        ),
    ],
)
def test_a_damaged_file_is_told_without_quoting_it(path: Path, value: Any, why: str) -> None:
    error = refused(put(path, value))
    assert isinstance(error, BadInput)
    assert (error.what, error.why) == (f"{path} is damaged", why)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (EXAMPLE, "something unknown"),
        ({"web": {}}, "web"),
        ({"type": "authorized_user"}, "authorized_user"),
        ({}, "something unknown"),
    ],
)
def test_another_kind_is_named(path: Path, value: Any, kind: str) -> None:
    error = refused(put(path, value))
    assert error.why == f"It is for {kind}, neither a desktop app nor a service account."
    assert "Desktop app" in error.fix


def test_what_is_no_text_or_no_file_is_told(path: Path) -> None:
    path.write_bytes(b"\xff\xfe{")
    path.chmod(0o600)
    assert refused(path).why == "It isn't text."
    path.write_text("{")
    assert refused(path).why == "It isn't JSON."
    path.unlink()
    path.mkdir(0o700)
    assert isinstance(refused(path), StorageFailed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "installed", "web", "client_id", "token_uri", "private_key"]
                ),
                inner | st.just("service_account"),
            )
        ),
    )
)
def test_whatever_it_holds_it_is_read_or_refused(path: Path, value: Any) -> None:
    assert isinstance(refused(put(path, value)), BadInput)
