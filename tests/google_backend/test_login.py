from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from summarizer.google.account import Account
from summarizer.google.login import login, logout, status
from summarizer.google.retrying import Patience
from summarizer.google.scopes import asked
from summarizer.google.token_file import read_token
from tests.google import oauth
from tests.google.desk import AGENT
from tests.google.server import Server
from tests.google_backend.signing import WANTS, Person, desk_of, put, sign_in
from tracker.errors import SignInNeeded, Unavailable


@pytest.fixture
def account(google: Server, tmp_path: Path) -> Account:
    return desk_of(google, tmp_path)


# --- in ----------------------------------------------------------------------------------------


def test_somebody_signs_in_by_the_library_s_own_flow(google: Server, account: Account) -> None:
    person = Person()
    found = login(account, person, opens=False)
    person.done()
    assert (found.kind, found.account, found.scopes) == ("person", AGENT, WANTS)
    assert found.missing == ()
    assert "You are signed in" in person.page
    assert google.log == [
        ("oauth.authorize", 302),
        ("oauth.token", 200),
        ("drive.about.get", 200),
    ]
    assert account.token.stat().st_mode & 0o777 == 0o600


def test_the_address_asks_for_what_is_needed_and_proves_who_asked(
    google: Server, account: Account
) -> None:
    person = Person()
    login(replace(account, wants=("sheets",)), person, opens=False)
    person.done()
    (url,) = person.opened
    assert url.startswith(f"{google.url}/accounts.google.com/o/oauth2/auth?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query["scope"].split() == asked(["sheets"])
    assert (query["code_challenge_method"], len(query["code_challenge"])) == ("S256", 43)
    assert query["access_type"] == "offline"
    assert query["include_granted_scopes"] == "true"
    assert urlsplit(query["redirect_uri"]).hostname == "127.0.0.1"
    assert "secret" not in url


def test_what_was_granted_counts_and_not_what_was_asked(google: Server, account: Account) -> None:
    def tick_less_and_have_more(url: str) -> None:
        """The person takes the tick from mail; calendar was granted some other time."""
        granted = frozenset(asked(["drive", "docs", "sheets", "calendar"]))

        def go() -> None:
            with urllib.request.urlopen(_unfollowed(url, google, granted)):  # noqa: S310 - loopback
                pass

        threading.Thread(target=go, daemon=True).start()

    found = login(account, tick_less_and_have_more, opens=False)
    assert found.scopes == ("drive", "docs", "sheets", "calendar")
    assert found.missing == ("mail",)


def _unfollowed(url: str, google: Server, granted: frozenset[str]) -> str:
    """Where the page leads, its code being good for something else than was asked."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    try:
        urllib.request.build_opener(Stay).open(url)
    except urllib.error.HTTPError as answer:
        answer.close()
        for grant in oauth.tokens(google.world).codes.values():
            grant.scopes = granted
        return str(answer.headers["Location"])
    raise AssertionError


def test_somebody_who_says_no_is_not_signed_in(google: Server, account: Account) -> None:
    oauth.tokens(google.world).denies = True
    person = Person()
    with pytest.raises(SignInNeeded) as raised:
        login(account, person, opens=False)
    person.done()
    assert raised.value.why == "The page was told no."
    assert not account.token.exists()


def test_nobody_comes(account: Account) -> None:
    with pytest.raises(SignInNeeded) as raised:
        login(account, lambda _: None, opens=False, seconds=0)
    assert raised.value.what == "Nobody is signed in to Google"
    assert raised.value.fix == "summarizer login"


def test_an_answer_of_somebody_else_s_page_is_not_taken(account: Account) -> None:
    def forged(url: str) -> None:
        back = parse_qs(urlsplit(url).query)["redirect_uri"][0] + "?code=4/x&state=guessed"
        opener = urllib.request.urlopen
        threading.Thread(target=lambda: opener(back).close(), daemon=True).start()

    with pytest.raises(SignInNeeded) as raised:
        login(account, forged, opens=False)
    assert "mismatching_state" in raised.value.why
    assert not account.token.exists()


def test_a_token_page_that_is_away_is_told_as_that(google: Server, account: Account) -> None:
    google.faults.add("cut-before", method="oauth.token", times=None)
    person = Person()
    with pytest.raises(Unavailable) as raised:
        login(account, person, opens=False)
    person.done()
    assert raised.value.exit_code == 6
    assert not account.token.exists()


def test_an_address_that_nobody_tells_is_no_reason_to_fail(
    google: Server, account: Account
) -> None:
    google.faults.add("500", method="drive.about.get", times=None)
    person = Person()
    found = login(account, person, opens=False, patience=Patience(whole=1.0))
    person.done()
    assert found.account == ""
    assert found.scopes == WANTS


def test_a_token_that_others_could_read_is_replaced(account: Account) -> None:
    sign_in(account)
    account.token.chmod(0o644)
    assert sign_in(account).account == AGENT
    assert account.token.stat().st_mode & 0o777 == 0o600


def test_a_service_account_and_a_given_token_need_no_browser(
    google: Server, account: Account
) -> None:
    given = replace(account, access_token="given")  # noqa: S106 - opens nothing
    assert login(given, pytest.fail).kind == "token"
    put(account.credentials, oauth.service_account(google.world))
    found = login(replace(account, subject=AGENT), pytest.fail)
    assert found.account == f"desk@loopback.iam.gserviceaccount.com as {AGENT}"
    assert google.log == []


# --- status ------------------------------------------------------------------------------------


def test_the_status_asks_google_nothing(google: Server, account: Account) -> None:
    sign_in(replace(account, wants=("sheets",)))
    google.log.clear()
    found = status(account)
    assert google.log == []
    assert (found.scopes, found.missing) == (("sheets",), ("drive", "docs", "mail"))
    assert found.until == read_token(account.token).expires
    assert found.place == account.token


# --- out ---------------------------------------------------------------------------------------


def test_who_signs_out_is_revoked_and_forgotten(google: Server, account: Account) -> None:
    sign_in(account)
    assert logout(account) == ""
    assert google.log[-1] == ("oauth.revoke", 200)
    assert not account.token.exists()
    assert oauth.tokens(google.world).refresh == {}
    assert logout(account) is None


def test_a_token_that_was_revoked_elsewhere_is_as_good_as_revoked(
    google: Server, account: Account
) -> None:
    sign_in(account)
    oauth.withdraw(google.world, AGENT)
    assert logout(account) == ""
    assert google.log[-1] == ("oauth.revoke", 400)


def test_the_token_goes_even_where_google_is_away(google: Server, account: Account) -> None:
    sign_in(account)
    google.faults.add("cut-before", method="oauth.revoke", times=None)
    assert logout(account) == "Google can't be reached."
    assert not account.token.exists()
    sign_in(account)
    google.faults.clear()
    google.faults.add("500", method="oauth.revoke", times=None)
    assert logout(account) == "Google answered 500."


def test_a_damaged_token_goes_too(account: Account) -> None:
    sign_in(account)
    account.token.write_text(json.dumps({"access": "x"}))
    assert logout(account) == f"{account.token} is damaged."
    assert not account.token.exists()
