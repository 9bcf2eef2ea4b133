from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from summarizer.zendesk.account import TOKEN, ZendeskAccount
from tests.desk import Desk
from tests.zendesk import desk as zendesk_desk
from tests.zendesk.server import Server
from tracker.errors import BadInput, SignInNeeded

URL, USER = "https://acme.zendesk.com", "dana.reyes@example.com"
FILE = {"token_file": "token"}


def account(
    root: Path, environ: Mapping[str, str] | None = None, /, **zendesk: str
) -> ZendeskAccount:
    given = {"url": URL, "user": USER, "token_file": "", **zendesk}
    return ZendeskAccount.from_mapping(given, environ or {}, root)


def test_an_account_is_read_from_the_settings(tmp_path: Path) -> None:
    found = account(tmp_path, **{"url": f" {URL}/ ", "groups.EE": "25001"})
    assert (found.url, found.user, found.groups) == (URL, USER, {"EE": "25001"})


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.zendesk.com",
        "acme.zendesk.com",
        f"{URL}/agent",
        f"{URL}?a=b",
        "https://dana:secret@acme.zendesk.com",
        "ftp://acme.zendesk.com",
        "https://[::1",
    ],
)
def test_an_address_over_which_others_could_read_along_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match=r"zendesk\.url can't be"):
        account(tmp_path, url=url)


def test_the_user_is_an_address_and_a_group_a_number(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"zendesk\.user"):
        account(tmp_path, user="dana")
    with pytest.raises(BadInput, match=r"zendesk\.groups\.EE"):
        account(tmp_path, **{"groups.EE": "escalations"})


def test_the_token_comes_from_the_environment_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("in-the-file\n")
    (tmp_path / "token").chmod(0o600)
    assert account(tmp_path, **FILE).token.read() == "in-the-file"
    assert account(tmp_path, {TOKEN: "given"}, **FILE).token.read() == "given"
    with pytest.raises(SignInNeeded, match=TOKEN):
        account(tmp_path).token.read()


def test_a_desk_has_a_helpdesk_when_the_settings_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zendesk: Server
) -> None:
    desk = Desk(tmp_path / "desk", monkeypatch)
    with desk.workspace() as workspace:
        assert workspace.tickets is None
    settings = desk.root / "summarizer.toml"
    text = settings.read_text(encoding="utf-8")
    own = f"[zendesk.groups]\nEscalations = '{zendesk_desk.EE}'\n"
    settings.write_text(text.replace("[zendesk.groups]\n", own), encoding="utf-8")
    monkeypatch.setenv("SUMMARIZER_ZENDESK_URL", zendesk.url)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_USER", zendesk_desk.AGENT)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_TOKEN", zendesk_desk.TOKEN)
    with desk.workspace() as workspace:
        assert workspace.tickets is not None
        assert "Escalations" in workspace.tickets.groups()
    assert zendesk_desk.TOKEN not in desk("config").out
