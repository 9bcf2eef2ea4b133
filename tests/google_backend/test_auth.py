from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.google.account import Account
from summarizer.google.api import Google
from summarizer.google.auth import session
from summarizer.google.scopes import SCOPES, asked, covered, wanted
from summarizer.google.token_file import read_token, write_token
from tests.google import oauth
from tests.google.desk import AGENT
from tests.google.server import Server
from tests.google_backend.signing import WANTS, desk_of, put, sign_in
from tests.google_backend.test_credentials import MACHINE
from tracker.errors import BadInput, SignInNeeded, UserError

ALL_LOCAL = {"documents": "local", "tracker": "sqlite", "mail": "outbox", "diary": "people"}


@pytest.fixture
def account(google: Server, tmp_path: Path) -> Account:
    return desk_of(google, tmp_path)


def who(account: Account) -> str:
    """Ask Google who this is."""
    google = Google(session(account))
    request = google.service("drive").about().get(fields="user(emailAddress)")
    return str(google.ask(request, "see who this is")["user"]["emailAddress"])


def refused(account: Account) -> UserError:
    with pytest.raises(UserError) as raised:
        who(account)
    return raised.value


# --- scopes ----------------------------------------------------------------------------------


def test_each_backend_asks_for_no_more_than_it_needs() -> None:
    assert wanted(ALL_LOCAL) == ()
    assert wanted({**ALL_LOCAL, "tracker": "sheets"}) == ("sheets",)
    assert wanted({**ALL_LOCAL, "mail": "gmail", "diary": "calendar"}) == ("mail", "calendar")
    assert wanted({**ALL_LOCAL, "documents": "google"}) == ("drive", "docs")


def test_a_backend_is_covered_when_all_of_its_scopes_are() -> None:
    assert covered(asked(["mail", "docs"])) == ("docs", "mail")
    assert covered(SCOPES["mail"][:1]) == ()


# --- a person --------------------------------------------------------------------------------


def test_nobody_has_signed_in_yet(account: Account) -> None:
    error = refused(account)
    assert isinstance(error, SignInNeeded)
    assert (error.what, error.fix) == ("Nobody is signed in to Google", "summarizer login")


def test_a_token_is_used_until_it_ends_then_renewed_and_kept(
    google: Server, account: Account
) -> None:
    sign_in(account)
    first = read_token(account.token)
    google.log.clear()
    assert who(account) == AGENT
    assert google.log == [("drive.about.get", 200)]
    write_token(account.token, replace(first, expires=first.expires.replace(year=2020)))
    google.log.clear()
    assert who(account) == AGENT
    assert google.log == [("oauth.token", 200), ("drive.about.get", 200)]
    renewed = read_token(account.token)
    assert renewed.access != first.access
    assert renewed.expires.year > 2020
    assert (renewed.renewal, renewed.account) == (first.renewal, AGENT)
    assert account.token.stat().st_mode & 0o777 == 0o600
    google.log.clear()
    assert who(account) == AGENT
    assert google.log == [("drive.about.get", 200)], "the next command needs no new one"


def test_a_token_that_ended_early_is_renewed_too(google: Server, account: Account) -> None:
    sign_in(account)
    oauth.expire(google.world, AGENT)
    google.log.clear()
    assert who(account) == AGENT
    assert [status for _, status in google.log] == [401, 200, 200]


def test_a_sign_in_that_was_taken_back_ends_with_what_to_type(
    google: Server, account: Account
) -> None:
    sign_in(account)
    oauth.withdraw(google.world, AGENT)
    error = refused(account)
    assert error.exit_code == 4
    assert error.fix == "summarizer login"
    assert account.token.exists()


def test_a_client_that_was_deleted_is_told_from_a_sign_in_that_was(
    google: Server, account: Account
) -> None:
    sign_in(account)
    oauth.expire(google.world, AGENT)
    oauth.tokens(google.world).clients.clear()
    error = refused(account)
    assert error.exit_code == 4
    assert error.what == f"Google does not know the client of {account.credentials} any more"


def test_a_renewed_token_is_not_written_after_somebody_signed_out(
    google: Server, account: Account
) -> None:
    sign_in(account)
    oauth.expire(google.world, AGENT)
    going = Google(session(account))
    account.token.unlink()
    request = going.service("drive").about().get(fields="user")
    going.ask(request, "see who this is")
    assert not account.token.exists()


def test_a_token_is_shown_only_to_the_endpoint_and_client_that_gave_it(
    google: Server, account: Account, tmp_path: Path
) -> None:
    sign_in(account)
    google.log.clear()
    error = refused(replace(account, endpoint=google.url))
    assert isinstance(error, SignInNeeded)
    assert error.why == f"It was given by {account.endpoint}."
    other = put(tmp_path / "other.json", oauth.client(google.world, name="other"))
    assert refused(replace(account, credentials=other)).why == "It was given to another client."
    assert google.log == []


def test_a_person_acts_as_nobody_else(account: Account) -> None:
    sign_in(account)
    error = refused(replace(account, subject="boss@example.com"))
    assert isinstance(error, BadInput)
    assert error.fix == "Empty google.subject in summarizer.toml."


# --- a service account -------------------------------------------------------------------------


@pytest.fixture
def machine(google: Server, account: Account) -> Account:
    scopes = asked(WANTS)
    put(account.credentials, oauth.service_account(google.world, delegated=scopes))
    return account


def test_a_service_account_signs_in_by_its_key(google: Server, machine: Account) -> None:
    assert who(machine) == "desk@loopback.iam.gserviceaccount.com"
    assert google.log == [("oauth.token", 200), ("drive.about.get", 200)], "and asks nothing else"
    assert not machine.token.exists()


def test_it_acts_as_somebody_where_an_administrator_lets_it(machine: Account) -> None:
    assert who(replace(machine, subject=AGENT)) == AGENT


def test_delegation_that_was_not_given_is_told_with_who_can_give_it(machine: Account) -> None:
    error = refused(replace(machine, subject=AGENT, wants=("drive", "calendar")))
    assert error.exit_code == 4
    assert error.what.endswith(f"sign in as {AGENT}")
    assert SCOPES["calendar"][0] in error.why
    assert "Domain-wide delegation, to client 100000000000000000001" in error.fix


def test_a_key_that_google_does_not_know_is_told(google: Server, machine: Account) -> None:
    oauth.tokens(google.world).services.clear()
    error = refused(machine)
    assert error.exit_code == 4
    assert error.what.startswith("Google does not let desk@loopback")
    assert "Make a new key" in error.fix


def test_a_damaged_key_is_refused_without_quoting_it(machine: Account) -> None:
    put(machine.credentials, {**MACHINE, "private_key": "-----BEGIN PRIVATE KEY-----\nabc\n"})
    error = refused(machine)
    assert isinstance(error, BadInput)
    assert error.why == "Its key is none."
    assert "abc" not in str(error)


# --- a token that is given ---------------------------------------------------------------------


def test_a_token_that_is_given_is_used_as_it_is(
    google: Server, account: Account, token: Callable[[], str]
) -> None:
    account.credentials.unlink()
    assert who(replace(account, access_token=token())) == AGENT
    assert google.log == [("drive.about.get", 200)]


def test_a_given_token_that_ended_is_not_renewed_and_says_so(
    google: Server, account: Account
) -> None:
    given = replace(account, access_token="gone")  # noqa: S106 - opens nothing
    error = refused(given)
    assert error.exit_code == 4
    assert "SUMMARIZER_GOOGLE_ACCESS_TOKEN" in error.what
    assert google.log == [("drive.about.get", 401)]
    assert "gone" not in str(error)
    assert "gone" not in repr(given)
