"""Signing in: with Google's own libraries where they do it, by hand where they never would."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport import requests as signed_requests
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account

from tests.google import desk, oauth
from tests.google.server import Server

DRIVE = "https://www.googleapis.com/auth/drive"
MAIL = "https://www.googleapis.com/auth/gmail.readonly"
BACK = "http://localhost:4711/"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]


def authorise(server: Server, **more: str) -> requests.Response:
    asked = {
        "response_type": "code",
        "client_id": oauth.client(server.world)["installed"]["client_id"],
        "redirect_uri": BACK,
        "scope": f"{DRIVE} {MAIL}",
        "state": "s t",
        "access_type": "offline",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | more
    url = f"{server.url}/o/oauth2/auth"
    return requests.get(url, params=asked, allow_redirects=False, timeout=5)


def code(server: Server, **more: str) -> str:
    sent = parse_qs(urlsplit(authorise(server, **more).headers["Location"]).query)
    assert sent["state"] == ["s t"]
    return sent["code"][0]


def exchange(server: Server, **more: str) -> requests.Response:
    client = oauth.client(server.world)["installed"]
    form = {
        "grant_type": "authorization_code",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    } | more
    return requests.post(f"{server.url}/token", data=form, timeout=5)


def refresh(server: Server, token: str, **more: str) -> requests.Response:
    return exchange(server, grant_type="refresh_token", refresh_token=token, **more)


def who(server: Server, token: str) -> str:
    """Whom the server takes the bearer for; empty if it takes none."""
    answer = requests.get(f"{server.url}/tokeninfo", params={"access_token": token}, timeout=5)
    found: str = answer.json().get("email", "")
    return found


def test_a_code_is_good_for_one_token(google: Server) -> None:
    one = code(google)
    given = exchange(google, code=one).json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 3599)
    assert set(given["scope"].split()) == {DRIVE, MAIL}
    assert who(google, given["access_token"]) == desk.AGENT
    again = exchange(google, code=one)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_the_hint_chooses_the_account(google: Server) -> None:
    given = exchange(google, code=code(google, login_hint=desk.REVIEWER)).json()
    assert who(google, given["access_token"]) == desk.REVIEWER


def test_without_offline_access_there_is_no_refresh_token(google: Server) -> None:
    assert "refresh_token" not in exchange(google, code=code(google, access_type="online")).json()


@pytest.mark.parametrize("verifier", ["", "w" * 50])
def test_a_stolen_code_is_worth_nothing_without_its_verifier(google: Server, verifier: str) -> None:
    answer = exchange(google, code=code(google), code_verifier=verifier)
    assert answer.json()["error"] == "invalid_grant"
    assert "verifier" in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"redirect_uri": "http://localhost:1/"}, "redirect_uri_mismatch"),
        ({"client_secret": "no"}, "invalid_client"),
        ({"client_id": "no"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": "no"}, "invalid_grant"),
    ],
)
def test_a_code_in_wrong_hands_is_refused(
    google: Server, wrong: dict[str, str], error: str
) -> None:
    answer = exchange(google, **{"code": code(google), **wrong})
    assert answer.json()["error"] == error


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "no"},
        {"redirect_uri": "https://example.com/"},
        {"redirect_uri": "http://example.com/"},
        {"response_type": "token"},
        {"scope": ""},
        {"scope": "https://www.googleapis.com/auth/everything"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"login_hint": "nobody@example.com"},
        {"nope": "1"},
    ],
)
def test_a_page_that_is_asked_for_wrongly_sends_nobody_back(
    google: Server, wrong: dict[str, str]
) -> None:
    answer = authorise(google, **wrong)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_earlier_grants_come_with_a_new_one_when_asked_for(google: Server) -> None:
    exchange(google, code=code(google, scope=DRIVE))
    alone = exchange(google, code=code(google, scope=MAIL)).json()
    assert alone["scope"] == MAIL
    both = exchange(google, code=code(google, scope=MAIL, include_granted_scopes="true")).json()
    assert set(both["scope"].split()) == {DRIVE, MAIL}


def test_what_is_not_ticked_is_not_granted(google: Server) -> None:
    oauth.tokens(google.world).unticked = frozenset({DRIVE})
    assert exchange(google, code=code(google)).json()["scope"] == MAIL


def test_the_person_may_say_no(google: Server) -> None:
    oauth.tokens(google.world).denies = True
    where = authorise(google).headers["Location"]
    assert where == f"{BACK}?error=access_denied&state=s+t"


def test_a_refresh_token_gives_new_tokens_until_it_is_revoked(google: Server) -> None:
    given = exchange(google, code=code(google)).json()
    again = refresh(google, given["refresh_token"]).json()
    assert who(google, again["access_token"]) == desk.AGENT
    less = refresh(google, given["refresh_token"], scope=MAIL).json()
    assert less["scope"] == MAIL
    more = refresh(google, given["refresh_token"], scope="https://mail.google.com/")
    assert more.json()["error"] == "invalid_scope"
    revoked = requests.post(
        f"{google.url}/revoke", data={"token": given["refresh_token"]}, timeout=5
    )
    assert revoked.status_code == 200
    assert refresh(google, given["refresh_token"]).json()["error"] == "invalid_grant"
    assert [who(google, t["access_token"]) for t in (given, again, less)] == ["", "", ""]


def test_revoking_an_access_token_revokes_what_it_came_from(google: Server) -> None:
    given = exchange(google, code=code(google)).json()
    url = f"{google.url}/revoke"
    assert requests.post(url, params={"token": given["access_token"]}, timeout=5).ok
    assert refresh(google, given["refresh_token"]).json()["error"] == "invalid_grant"
    again = requests.post(url, params={"token": given["access_token"]}, timeout=5)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_token")


def test_an_hour_later_the_token_is_refreshed_by_googles_library(google: Server) -> None:
    given = exchange(google, code=code(google)).json()
    client = oauth.client(google.world, google.url)["installed"]
    held = user_credentials.Credentials(  # type: ignore[no-untyped-call] # the library's has none
        given["access_token"],
        refresh_token=given["refresh_token"],
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
    )
    google.dispatch.handlers["drive.files.get"] = lambda *_: {"id": "x"}
    with signed_requests.AuthorizedSession(held) as session:  # type: ignore[no-untyped-call] # same
        assert session.get(f"{google.url}/drive/v3/files/x").ok
        oauth.expire(google.world, desk.AGENT)
        assert session.get(f"{google.url}/drive/v3/files/x").ok
        oauth.withdraw(google.world, desk.AGENT)
        with pytest.raises(RefreshError):
            session.get(f"{google.url}/drive/v3/files/x")
    statuses = [status for name, status in google.log if name == "drive.files.get"]
    assert statuses == [200, 401, 200, 401]


def service(server: Server) -> Any:
    told = oauth.service_account(server.world, server.url, delegated=[MAIL])
    made = service_account.Credentials.from_service_account_info(told)  # type: ignore[no-untyped-call] # same
    return made.with_scopes([MAIL])


def refreshed(held: Any) -> str:
    with requests.Session() as session:
        held.refresh(signed_requests.Request(session))
    token: str = held.token
    return token


def test_a_service_account_signs_in_as_itself(google: Server) -> None:
    held = service(google)
    assert who(google, refreshed(held)) == held.service_account_email


def test_a_service_account_may_act_for_a_person_for_what_it_was_allowed(google: Server) -> None:
    assert who(google, refreshed(service(google).with_subject(desk.AGENT))) == desk.AGENT
    wider = service(google).with_subject(desk.AGENT).with_scopes([MAIL, DRIVE])
    with pytest.raises(RefreshError, match="unauthorized_client"):
        refreshed(wider)
    with pytest.raises(RefreshError, match="invalid_grant"):
        refreshed(service(google).with_subject("nobody@example.com"))


def assertion(server: Server, signer: str = "", **claims: Any) -> requests.Response:
    """A word that Google's library wouldn't send."""
    held = service(server)
    now = int(time.time())
    told = {
        "iss": held.service_account_email,
        "scope": MAIL,
        "aud": "https://oauth2.googleapis.com/token",
        "iat": now,
        "exp": now + 3600,
    } | claims
    parts = [encoded(json.dumps(x).encode()) for x in ({"alg": "RS256", "typ": "JWT"}, told)]
    signed = signer or encoded(held.signer.sign(".".join(parts).encode()))
    return requests.post(
        f"{server.url}/token",
        data={
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion": ".".join([*parts, signed]),
        },
        timeout=5,
    )


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def test_the_word_of_a_service_account_is_verified(google: Server) -> None:
    assert assertion(google).ok
    assert "Signature" in assertion(google, "AAAA").json()["error_description"]
    assert "audience" in assertion(google, aud="https://example.com").json()["error_description"]
    assert "short-lived" in assertion(google, exp=int(time.time()) - 9).json()["error_description"]
    assert "short-lived" in assertion(google, exp=2**33).json()["error_description"]
    assert "account" in assertion(google, iss="x@example.com").json()["error_description"]
    assert assertion(google, scope="").json()["error"] == "invalid_scope"
    nonsense = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "a.b.c"}
    answer = requests.post(f"{google.url}/token", data=nonsense, timeout=5)
    assert answer.json()["error"] == "invalid_grant"
