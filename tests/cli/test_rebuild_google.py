"""In Google Workspace: cases whose spreadsheet was begun anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

from summarizer.google.transport import GoogleSession, connect
from tests.google import gmail
from tests.google.server import Server
from tests.google_desk import DANA, GoogleDesk
from tests.tracker.sheets_desk import new_spreadsheet
from tests.walk.test_walk import ANSWER, MAIL


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


def signed_in(google: Server) -> GoogleSession:
    """The session of whoever sits there."""
    credentials: Any = Credentials
    return connect(credentials(os.environ["SUMMARIZER_GOOGLE_ACCESS_TOKEN"]), google.url)


def test_cases_that_a_new_spreadsheet_does_not_know_are_made_anew(
    desk: GoogleDesk, google: Server
) -> None:
    desk.at("2026-11-19T07:46")
    mail = gmail.deliver(desk.world, DANA, MAIL.read_bytes())
    user = ("--user-email", "zoe@krueger.example.com")
    desk("ack", "--mail", mail, *user, "--answer", ANSWER)
    (case,) = desk("list", "--json").json
    desk("start", case["case"])
    assert "knows every case (1): nothing to do" in desk("tracker", "rebuild").out
    settings = desk.root / "summarizer.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    sheet = new_spreadsheet(signed_in(google))
    lines = [f'spreadsheet = "{sheet}"' if x.startswith("spreadsheet") else x for x in lines]
    settings.write_text("\n".join(lines), encoding="utf-8")
    assert desk("list", "--json").json == []
    desk("tracker", "rebuild")
    (again,) = desk("list", "--json").json
    assert (again["case"], again["stage"]) == (case["case"], "research")
    assert "nothing to do" in desk("tracker", "rebuild").out
    assert {m["state"] for m in again["messages"]} == {"uncertain"}
    assert "is a draft still" in desk("sync").out  # the mailbox can say what a person must else
    (again,) = desk("list", "--json").json
    assert {m["state"] for m in again["messages"]} == {"drafted"}
    assert desk("doctor", "--reconcile").out.endswith("nothing to mend.\n")
