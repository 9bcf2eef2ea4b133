from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import PROGRAM, Mend, Shell, parts, program
from tests.google import oauth
from tests.google.desk import AGENT
from tests.google.server import Server
from tests.google_backend.signing import put
from tests.test_startup import loaded

#: What BROWSER starts in the place of a browser: it follows where the page leads.
FOLLOW = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).close()"


@pytest.fixture
def team(google: Server, shell: Shell, mend: Mend) -> Shell:
    """A workspace whose tracker is a spreadsheet and whose mail is Gmail's."""
    mend("summarizer.toml", 'tracker = "sqlite"', 'tracker = "sheets"')
    mend("summarizer.toml", 'mail = "outbox"', 'mail = "gmail"')
    mend("summarizer.toml", 'spreadsheet = ""', 'spreadsheet = "1abc"')
    mend("summarizer.toml", 'endpoint = ""', f'endpoint = "{google.url}/{{host}}"')
    put(shell.here / "credentials.json", oauth.client(google.world))
    return shell


def browser(folder: Path) -> str:
    """A browser that doesn't wait until it is shown a page."""
    script = folder / "browser.py"
    script.write_text(FOLLOW)
    return f"{sys.executable} {script} %s &"


def kept(tmp_path: Path) -> Path:
    return tmp_path / "home" / "config" / "summarizer" / "google-token.json"


def sign_in(team: Shell, tmp_path: Path) -> str:
    ran = program("login", BROWSER=browser(tmp_path))
    assert ran.returncode == 0, ran.stderr.decode()
    assert team.here == Path.cwd()
    return ran.stdout.decode()


def test_login_opens_a_browser_and_says_who_signed_in(
    google: Server, team: Shell, tmp_path: Path
) -> None:
    said = sign_in(team, tmp_path).splitlines()
    assert said[0] == f"Signed in: {AGENT}"
    assert said[1] == ("May: see and change spreadsheets; read mail, write drafts and send them")
    assert said[2].startswith("Token: until ")
    assert said[2].endswith(", renewed when it ends")
    assert said[3] == f"Kept in: {kept(tmp_path)}"
    assert kept(tmp_path).stat().st_mode & 0o777 == 0o600
    assert [name for name, _ in google.log][:2] == ["oauth.authorize", "oauth.token"]


def test_the_status_tells_everything_but_the_token(team: Shell, tmp_path: Path) -> None:
    sign_in(team, tmp_path)
    shown = team("login", "--status", "--json")
    assert {name: shown.json[name] for name in ("kind", "account", "scopes", "missing")} == {
        "kind": "person",
        "account": AGENT,
        "scopes": ["sheets", "mail"],
        "missing": [],
    }
    assert shown.json["place"] == str(kept(tmp_path))
    assert shown.json["renews"] is True
    for said in (shown, team("login", "--status"), team("config"), team("config", "--json")):
        for secret in ("ya29.", "1//", "secret-of-desk"):
            assert secret not in said.out + said.err


def test_a_backend_that_was_picked_later_is_shown_as_missing(
    team: Shell, mend: Mend, tmp_path: Path
) -> None:
    sign_in(team, tmp_path)
    mend("summarizer.toml", 'diary = "people"', 'diary = "calendar"')
    assert "Missing: see events and days off in Calendar" in team("login", "--status").out


def test_nobody_is_signed_in_is_exit_code_4_with_the_command(team: Shell) -> None:
    for command in (("login", "--status"), ("list",)):
        what, fix = parts(team(*command, code=4))
        assert what == "Nobody is signed in to Google"
        assert fix == "summarizer login"


def test_missing_credentials_are_exit_code_4_too(team: Shell) -> None:
    (team.here / "credentials.json").unlink()
    what, _, fix = parts(team("login", code=4))
    assert what == f"There is no {team.here / 'credentials.json'}"
    assert f"chmod 600 {team.here / 'credentials.json'}" in fix


def test_an_unsafe_endpoint_is_refused_before_anything_is_sent(
    google: Server, team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ENDPOINT", "http://proxy.example.com")
    assert parts(team("login", "--no-browser", code=2))[0] == "google.endpoint can't be used"
    assert google.log == []


def test_a_desk_of_one_needs_no_sign_in(shell: Shell) -> None:
    shell("init")
    assert parts(shell("login", code=5))[0] == "This desk needs no sign-in"
    assert parts(shell("login", "--status", code=5))[0] == "This desk needs no sign-in"
    assert shell("logout").out == "Nobody is signed in.\n"


def test_a_desk_of_one_loads_none_of_google_s_libraries(shell: Shell) -> None:
    shell("init")
    assert loaded(shell.here, "logout") & {"google", "requests", "oauthlib"} == set()


def test_a_given_token_is_said_to_be_used_and_not_shown(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ACCESS_TOKEN", "ya29.given")
    for said in (team("login"), team("login", "--status")):
        assert "Kept in: SUMMARIZER_GOOGLE_ACCESS_TOKEN" in said.out
        assert "ya29" not in said.out + said.err


def test_logout_revokes_and_forgets(google: Server, team: Shell, tmp_path: Path) -> None:
    sign_in(team, tmp_path)
    said = team("logout", "--json")
    assert said.json == {"signed_out": True, "revoked": True}
    assert not kept(tmp_path).exists()
    assert google.log[-1] == ("oauth.revoke", 200)
    assert team("logout").out == "Nobody is signed in.\n"


def test_logout_says_what_could_not_be_revoked(google: Server, team: Shell, tmp_path: Path) -> None:
    sign_in(team, tmp_path)
    google.faults.add("500", method="oauth.revoke", times=None)
    said = team("logout")
    assert said.out == "Signed out.\n"
    assert "could not be revoked: Google answered 500." in said.err
    assert "https://myaccount.google.com/permissions" in said.err
    assert not kept(tmp_path).exists()


def test_the_address_is_printed_where_no_browser_shall_open(team: Shell, tmp_path: Path) -> None:
    marker, script = tmp_path / "opened", tmp_path / "browser.py"
    script.write_text(f"open({str(marker)!r}, 'w').close()")
    environ = {**os.environ, "BROWSER": f"{sys.executable} {script} %s"}
    command = [*PROGRAM, "login", "--no-browser"]
    with subprocess.Popen(
        command, cwd=team.here, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stderr is not None
        told = [running.stderr.readline().decode().strip() for _ in range(2)]
        assert told[0] == "Sign in at this address, on this machine:"
        subprocess.run([sys.executable, "-c", FOLLOW, told[1]], check=True)
        out, _ = running.communicate(timeout=20)
    assert out.decode().startswith(f"Signed in: {AGENT}")
    assert not marker.exists()
