"""`init --google`: the settings, and what is made in Drive, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from summarizer.joining import id_in
from tests.cli.shell import Shell, parts
from tests.google import drive
from tests.google.desk import AGENT, FOLDER_ID
from tests.google.server import Server
from tests.google.world import DOCUMENT, SPREADSHEET
from tracker.errors import BadInput


@pytest.fixture
def signed_in(
    shell: Shell, google: Server, token: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ENDPOINT", f"{google.url}/{{host}}")
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ACCESS_TOKEN", token())
    return shell


def test_a_desk_is_made_in_the_shared_drive_once(signed_in: Shell, google: Server) -> None:
    said = signed_in("init", "--google")
    assert "made the shared folder “Executive Escalations”" in said.out
    assert "uploaded the template of social-media-summary" in said.out
    kinds = sorted(f.mime for f in google.world.files.values() if f.properties)
    assert kinds.count(DOCUMENT) >= 1
    assert kinds.count(SPREADSHEET) == 1
    config = signed_in("config", "--json").json
    assert config["backend.tracker"]["value"] == "sheets"
    for name in ("google.folder", "google.spreadsheet", "google.templates.social-media-summary"):
        assert config[name]["value"] in google.world.files
    count = len(google.world.files)
    again = signed_in("init", "--google")
    assert "nothing to do." in again.out
    assert len(google.world.files) == count
    assert signed_in("list", "--json").json == []


def test_what_a_team_has_is_taken_by_its_address(signed_in: Shell, google: Server) -> None:
    folder = f"https://drive.google.com/drive/u/0/folders/{FOLDER_ID}?usp=sharing"
    signed_in("init", "--google", "--shared-folder", folder)
    assert signed_in("config", "--json").json["google.folder"]["value"] == FOLDER_ID
    assert all(f.parents for f in google.world.files.values() if f.mime == DOCUMENT)


def test_a_folder_outside_shared_drives_is_refused_with_the_rule(
    signed_in: Shell, google: Server
) -> None:
    mine = drive.new_folder(google.world, "Mine", user=AGENT)
    said = signed_in("init", "--google", "--shared-folder", mine, code=5)
    assert "003.4.7" in said.err
    assert "outside_shared_drive" in said.err


def test_without_a_sign_in_it_says_what_to_type(
    shell: Shell, google: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ENDPOINT", f"{google.url}/{{host}}")
    assert len(parts(shell("init", "--google", code=4))) == 3


def test_options_that_say_nothing_without_google_are_refused(shell: Shell) -> None:
    said = shell("init", "--drive", "Team", code=2)
    assert "--drive without --google" in said.err


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("1AbCdEfGhIjK-_", "1AbCdEfGhIjK-_"),
        ("https://docs.google.com/spreadsheets/d/1AbC-_d/edit#gid=0", "1AbC-_d"),
        ("https://drive.google.com/drive/folders/1AbC?usp=sharing", "1AbC"),
    ],
)
def test_an_id_is_found_in_an_address(text: str, found: str) -> None:
    assert id_in(text) == found


@pytest.mark.parametrize("text", ["https://example.com/folders/1AbCdEfGhIjK", "../x", "a b"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="names no folder"):
        id_in(text)
