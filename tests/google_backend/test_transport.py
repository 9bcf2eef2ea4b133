from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import pytest
from google.oauth2.credentials import Credentials

from summarizer import requesting
from summarizer.google.retrying import WHOLE, Patience
from summarizer.google.transport import GoogleSession, connect
from tests.google.desk import AGENT
from tests.google.oauth import TEST_TOKEN, client, expire, mint
from tests.google.server import Server
from tests.google_backend.scripted import CUT, Scripted, Waits, scripted
from tracker.errors import BadInput, SignInNeeded, Unavailable, UserError

FILES = "https://www.googleapis.com/drive/v3/files"
SECRET = "s3cret-token"  # noqa: S105 - opens nothing


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as made:
        yield made


@pytest.fixture
def waits() -> Waits:
    return Waits()


def signed_in(url: str, patience: Patience, token: str = SECRET) -> GoogleSession:
    made: Any = Credentials
    return connect(made(token), url + "/{host}", patience=patience)


@pytest.fixture
def session(server: Scripted, waits: Waits) -> GoogleSession:
    return signed_in(server.url, waits.patience())


def limited(reason: str) -> dict[str, Any]:
    return {"error": {"code": 403, "message": "No.", "errors": [{"reason": reason}]}}


# --- where a call goes ---------------------------------------------------------------------


def test_a_call_goes_to_the_endpoint_with_its_token_and_without_our_mark(
    server: Scripted, session: GoogleSession
) -> None:
    server.say(200, {"id": "1"})
    answer = session.post(f"{FILES}?fields=id", json={"name": "ü"}, headers={"X-Repeat": "safe"})
    assert answer.json() == {"id": "1"}
    (asked,) = server.asked
    assert asked.path == "/www.googleapis.com/drive/v3/files?fields=id"
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert "x-repeat" not in asked.headers
    assert json.loads(asked.body) == {"name": "ü"}
    assert session.requests_made == 1


def test_the_token_of_the_sign_in_wins_over_a_password_in_netrc(
    server: Scripted, session: GoogleSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login ada password x\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server.say(200)
    session.get(FILES)
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    server: Scripted, session: GoogleSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server.say(200)
    assert session.get(FILES).ok


def test_an_answer_that_points_out_of_https_is_not_followed(server: Scripted, waits: Waits) -> None:
    made: Any = Credentials
    session = connect(made(SECRET), "", patience=waits.patience())
    with pytest.raises(Unavailable):
        session.get("http://www.googleapis.com/drive/v3/files")
    server.say(302, Location="http://evil.example.com/x")
    session = connect(made(SECRET), server.url, patience=waits.patience())
    server.say(200)
    session.get(FILES)
    assert [asked.path for asked in server.asked] == ["/drive/v3/files", "/x"], "to the endpoint"


def test_an_endpoint_that_others_can_read_is_refused() -> None:
    made: Any = Credentials
    with pytest.raises(BadInput):
        connect(made(SECRET), "http://proxy.example.com")


def test_gspread_goes_the_same_way_with_the_session_as_it_is(google: Server, waits: Waits) -> None:
    session = signed_in(google.url, waits.patience(), TEST_TOKEN)
    made: Any = gspread.Client
    client_ = made(auth=None, session=session)
    sheet = client_.http_client.request(
        "post", "https://sheets.googleapis.com/v4/spreadsheets", json={"properties": {"title": "T"}}
    ).json()
    google.faults.add("429", method="sheets.*")
    assert client_.open_by_key(sheet["spreadsheetId"]).title == "T"
    assert len(waits.slept) == 1


# --- again, where that is safe ---------------------------------------------------------------


def test_a_rate_limit_is_waited_out_for_any_method(
    server: Scripted, session: GoogleSession, waits: Waits
) -> None:
    for value in ("rateLimitExceeded", "userRateLimitExceeded"):
        server.say(403, limited(value))
    server.say(429)
    server.say(429, Retry_After="20")
    server.say(200)
    assert session.post(FILES, data=b"x").ok
    assert waits.slept == [1.5, 4.5, 13.5, 20.1]
    assert [asked.body for asked in server.asked] == [b"x"] * 5
    assert session.requests_made == 5


def test_a_refusal_is_not_asked_twice(
    server: Scripted, session: GoogleSession, waits: Waits
) -> None:
    server.say(403, limited("forbidden"))
    assert session.get(FILES).status_code == 403
    assert (len(server.asked), waits.slept) == (1, [])


@pytest.mark.parametrize("status", [500, 502, 503, 504, CUT])
def test_a_failing_server_is_asked_again_for_what_is_safe(
    server: Scripted, session: GoogleSession, waits: Waits, status: int
) -> None:
    server.say(status)
    server.say(200)
    assert session.get(FILES).ok
    server.say(status)
    server.answers.reverse()
    server.say(200)
    assert session.put(FILES, headers={"X-Repeat": "safe"}).ok
    assert waits.slept == [1.5, 1.5]


def test_a_change_is_not_made_twice(server: Scripted, session: GoogleSession) -> None:
    server.say(503)
    assert session.post(FILES).status_code == 503
    assert len(server.asked) == 1
    server.answers.clear()
    server.say(CUT)
    with pytest.raises(Unavailable) as raised:
        session.post(FILES)
    assert raised.value.uncertain
    assert raised.value.why.startswith("127.0.0.1 cut the connection.")
    assert len(server.asked) == 2


def test_a_service_that_stays_away_is_given_up_after_five_tries(
    server: Scripted, session: GoogleSession, waits: Waits
) -> None:
    server.say(429)
    assert session.get(FILES).status_code == 429
    assert len(server.asked) == 5
    assert waits.now < WHOLE < 100
    server.answers.clear()
    server.say(CUT)
    with pytest.raises(Unavailable) as raised:
        session.get(FILES)
    assert len(server.asked) == 10
    assert not raised.value.uncertain
    assert raised.value.exit_code == 6
    assert "Type the same command again" in raised.value.fix


def test_a_command_that_asks_on_after_a_service_stayed_away_still_ends_within_two_minutes(
    server: Scripted, session: GoogleSession, waits: Waits
) -> None:
    server.say(429)
    for _ in range(3):
        session.get(FILES)
    assert waits.now < 120
    server.answers.clear()
    server.say(200, {})
    session.get(FILES)
    server.answers.clear()
    server.say(429)
    since = waits.now
    session.get(FILES)
    assert waits.now - since > 30


def test_a_wait_that_is_longer_than_the_time_left_is_not_begun(
    server: Scripted, session: GoogleSession, waits: Waits
) -> None:
    server.say(429, Retry_After="3600")
    assert session.get(FILES).status_code == 429
    assert waits.slept == []


def test_nobody_there_is_certain_not_to_have_changed_anything(waits: Waits) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        session = signed_in(f"http://127.0.0.1:{taken.getsockname()[1]}", waits.patience())
        with pytest.raises(Unavailable) as raised:
            session.post(FILES)
    assert raised.value.why == "127.0.0.1 can't be reached."
    assert not raised.value.uncertain
    assert session.requests_made == 5


def test_silence_ends_in_time(google: Server) -> None:
    google.faults.add("timeout-after", method="drive.*", times=None, seconds=5)
    session = signed_in(google.url, Patience(whole=0.4), TEST_TOKEN)
    with pytest.raises(Unavailable) as raised:
        session.get(FILES)
    assert raised.value.why == "127.0.0.1 did not answer in time."
    assert not raised.value.uncertain
    with pytest.raises(Unavailable) as raised:
        session.post(FILES, json={"name": "x"})
    assert raised.value.uncertain


def test_an_answer_that_is_cut_in_the_middle_is_a_cut(
    server: Scripted, session: GoogleSession, waits: Waits
) -> None:
    server.say(200, {"id": "1"}, Content_Length="400")
    server.say(200, {"id": "2"})
    assert session.get(FILES).json() == {"id": "2"}
    assert waits.slept == [1.5]


# --- signed in -------------------------------------------------------------------------------


def renewable(google: Server, waits: Waits, *, token: str = "old") -> GoogleSession:  # noqa: S107 - void
    """Signed in as the agent, with a token that isn't good any more."""
    app = client(google.world)["installed"]
    made: Any = Credentials
    credentials = made(
        token,
        refresh_token=token,
        token_uri=app["token_uri"],
        client_id=app["client_id"],
        client_secret=app["client_secret"],
    )
    return connect(credentials, google.url + "/{host}", patience=waits.patience())


def test_a_sign_in_that_was_revoked_is_told_with_what_to_type(google: Server, waits: Waits) -> None:
    with pytest.raises(SignInNeeded) as raised:
        renewable(google, waits).get(FILES)
    assert raised.value.fix == "summarizer login"
    assert raised.value.why == "It was revoked, or has expired."
    assert [name for name, _ in google.log] == ["drive.files.list", "oauth.token"]


def test_a_token_page_that_is_away_is_not_a_revoked_sign_in(
    google: Server, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", waits.sleep)  # google-auth waits by itself, too
    for kind in ("cut-before", "503"):
        google.faults.clear()
        google.faults.add(kind, method="oauth.token", times=None)
        with pytest.raises(Unavailable) as raised:
            renewable(google, waits).get(FILES)
        assert raised.value.what == "Google is not available"
        assert not raised.value.uncertain


def test_the_time_for_a_token_and_for_the_call_is_one(google: Server) -> None:
    google.faults.add("timeout-before", method="oauth.token", times=None, seconds=5)
    session = renewable(google, Waits())
    session._patience = patience = Patience(whole=0.4)  # noqa: SLF001 - to see it shared
    session._auth_request.session.adapters["https://"]._patience = patience  # noqa: SLF001 - same
    with pytest.raises(Unavailable):
        session.get(FILES)
    assert -1 < patience.left() <= 0.05


def test_a_token_that_is_too_small_is_told_as_a_missing_scope(google: Server, waits: Waits) -> None:
    token = mint(google.world, AGENT, ["https://www.googleapis.com/auth/spreadsheets"])
    with pytest.raises(SignInNeeded) as raised:
        signed_in(google.url, waits.patience(), token).get(FILES)
    assert raised.value.what == "The sign-in does not cover this yet"
    assert raised.value.fix == "summarizer login"


def test_no_error_tells_a_token_or_what_was_searched_for(
    google: Server, waits: Waits, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    searched = f"{FILES}?q=name+contains+'Jane'"
    token = mint(google.world, AGENT)
    errors: list[UserError] = []
    for kind in ("cut-before", "429"):
        google.faults.add(kind, times=None)
        session = signed_in(google.url, waits.patience(), token)
        try:
            session.get(searched)
        except UserError as error:
            errors.append(error)
        google.faults.clear()
    expire(google.world, AGENT)
    with pytest.raises(SignInNeeded) as raised:
        signed_in(google.url, waits.patience(), token).get(searched)
    errors.append(raised.value)
    assert len(errors) == 2
    for told in errors:
        assert token not in str(told)
        assert "Jane" not in str(told)
        assert told.__cause__ is None
        assert told.__suppress_context__
    assert token not in caplog.text


def test_an_answer_without_an_end_is_given_up_at_once(
    google: Server, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requesting, "MOST", 1_000_000)
    google.faults.add("endless", times=None)
    session = signed_in(google.url, waits.patience(), mint(google.world, AGENT))
    with pytest.raises(Unavailable, match="not available") as caught:
        session.get(FILES)
    assert "sent more than 1 MB" in caught.value.why
    assert session.requests_made == 1
