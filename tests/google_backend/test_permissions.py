"""What `doctor` finds of a desk in Google Workspace, and whom it names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from summarizer.google.permissions import examine
from summarizer.google.scopes import SCOPES
from tests.google import calendar, desk, drive_hands, gmail, oauth
from tests.google.server import Server
from tests.google.world import DOCUMENT, GoogleError
from tests.google_backend.office import (
    AGENT,
    ALIAS,
    NEEDS,
    NOW,
    SHEET,
    TEMPLATE,
    TEMPLATES_KEY,
    Office,
    office,
)
from tests.google_desk import DANA, FOLDER, GoogleDesk

__all__ = ["office"]


def test_a_desk_that_has_everything_is_told_with_what_it_has(office: Office) -> None:
    found = office.look()
    assert {what: f.note for what, f in found.items()} == {
        "google sign-in": AGENT,
        "google.folder": "“Summaries”",
        TEMPLATES_KEY: "“Template”",
        "approvals": "in documents: yes",
        "Google Docs": "",
        "google.spreadsheet": "“Tracker”",
        "Google Sheets": "",
        "google.alias": f"mails come from {ALIAS}",
        "calendars": "of 2 people can be read",
    }
    assert not any(f.problem for f in found.values())


def test_nothing_is_changed(office: Office) -> None:
    before = office.world.snapshot()
    office.look()
    after = office.world.snapshot()
    assert after.changes == before.changes
    assert after.files.keys() == before.files.keys()
    asked = [method for method, _ in office.server.log]
    assert all(method.rpartition(".")[2] in {"get", "list", "batch"} for method in asked)


@pytest.mark.parametrize(
    ("wants", "looks"),
    [
        (("drive", "docs"), {"google.folder", TEMPLATES_KEY, "approvals", "Google Docs"}),
        (("sheets",), {"Google Sheets"}),
        (("mail",), {"google.alias"}),
        (("calendar",), {"calendars"}),
    ],
)
def test_only_what_the_picked_backends_need_is_looked_at(
    office: Office, wants: tuple[str, ...], looks: set[str]
) -> None:
    scopes = [scope for name in wants for scope in SCOPES[name]]
    found = office.look(AGENT, *scopes, wants=wants)
    assert found.keys() - {"google sign-in"} == looks
    assert not any(f.problem for f in found.values())


# --- mails and calendars ------------------------------------------------------------------------


def test_an_alias_that_is_none_or_not_confirmed_is_told(office: Office) -> None:
    bad = office.problem(alias="other@example.com")
    assert bad.problem == f"mails of {AGENT} can't come from other@example.com"
    assert "Send mail as" in bad.fix
    gmail.add_alias(office.world, AGENT, "new@example.com", accepted=False)
    bad = office.problem(alias="NEW@example.com")
    assert bad.problem == f"NEW@example.com is not confirmed for the mailbox of {AGENT}"
    assert office.look(alias="")["google.alias"].note == f"mails come from {AGENT}"


def test_whose_calendar_cannot_be_read_is_noted(office: Office) -> None:
    calendar.hand_share(office.world, desk.REVIEWER, "freeBusyReader")
    note = office.look()["calendars"].note
    assert note.startswith("can't read those of Rita Reviewer: people.toml decides there")


# --- the sign-in, switched off, away ------------------------------------------------------------


def test_what_the_sign_in_is_known_not_to_cover_is_named_and_the_rest_looked_at(
    office: Office,
) -> None:
    found = office.look(missing=("mail", "calendar"))
    lacks = "read mail, write drafts and send them; see events and days off in Calendar"
    bad = [f for f in found.values() if f.problem]
    assert [f.problem for f in bad] == [f"the sign-in doesn't cover: {lacks}"]
    assert {"google.folder", "Google Sheets"} < found.keys()
    assert not {"google.alias", "calendars"} & found.keys()


def test_a_token_that_does_not_cover_an_api_is_told_for_it_and_the_others_looked_at(
    office: Office,
) -> None:
    scopes = [s for name in ("drive", "docs", "sheets", "calendar") for s in SCOPES[name]]
    found = office.look(AGENT, *scopes)
    (bad,) = (f for f in found.values() if f.problem)
    assert bad.what == "Gmail API"
    assert bad.fix == "summarizer login"
    assert "calendars" in found


def test_a_void_sign_in_is_told_once(office: Office) -> None:
    google = office.google()
    oauth.withdraw(office.world, AGENT)
    (bad,) = examine(google, NEEDS, NOW)
    assert bad.problem.startswith("Google does not take the sign-in any more")


@pytest.mark.parametrize(
    ("methods", "api", "console"),
    [
        ("calendar.", "Google Calendar API", "calendar-json.googleapis.com"),
        ("gmail.", "Gmail API", "gmail.googleapis.com"),
        ("sheets.", "Google Sheets API", "sheets.googleapis.com"),
        ("docs.", "Google Docs API", "docs.googleapis.com"),
        ("drive.", "Google Drive API", "drive.googleapis.com"),
    ],
)
def test_an_api_that_is_switched_off_is_named_with_its_page(
    office: Office, methods: str, api: str, console: str
) -> None:
    reason = "SERVICE_DISABLED" if methods in {"docs.", "sheets."} else "accessNotConfigured"
    off = GoogleError(403, f"{api} has not been used in project 1", reason)
    office.answer(methods, off)
    found = office.look()
    (bad,) = (f for f in found.values() if f.problem)
    assert bad.what == api
    assert bad.problem == f"The {api} is switched off in the Cloud project"
    assert bad.fix.endswith(f"https://console.cloud.google.com/apis/library/{console}")
    assert len(found) >= 4


def everything(office: Office) -> None:
    office.server.faults.add("503", times=None)


def nobody_there(office: Office) -> None:
    office.server.close()


@pytest.mark.parametrize("gone", [everything, nobody_there])
def test_google_away_is_one_finding(office: Office, gone: Callable[[Office], None]) -> None:
    gone(office)
    (bad,) = office.look().values()
    assert bad.what == "Google Drive API"
    assert bad.problem.startswith("Could not see who is signed in")
    assert bad.fix


def test_one_service_that_is_away_does_not_hide_the_others(office: Office) -> None:
    office.server.faults.add("503", method="gmail.*", times=None)
    found = office.look()
    (bad,) = (f for f in found.values() if f.problem)
    assert bad.what == "Gmail API"
    assert "calendars" in found
    tries = [method for method, _ in office.server.log if method.startswith("gmail.")]
    assert len(tries) <= 5


def test_all_that_is_missing_is_told_at_once(office: Office) -> None:
    drive_hands.forbid(office.world, desk.FOLDER_ID, "canAddChildren")
    drive_hands.forbid(office.world, TEMPLATE, "canCopy")
    drive_hands.forbid(office.world, SHEET, "canEdit")
    found = office.look(alias="other@example.com")
    bad = {f.what for f in found.values() if f.problem}
    assert bad == {"google.folder", TEMPLATES_KEY, "google.spreadsheet", "google.alias"}


# --- doctor -------------------------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


def told(desk: GoogleDesk, code: int) -> dict[str, dict[str, str]]:
    return {f["what"]: f for f in desk("doctor", "--json", code=code).json}


def test_doctor_looks_at_a_desk_in_google_workspace(workspace: GoogleDesk) -> None:
    found = told(workspace, 0)
    assert found["google sign-in"]["note"] == DANA
    assert found["google.folder"]["note"] == "“Social Media Folder”"
    assert found[TEMPLATES_KEY]["note"].startswith("“Template")
    assert found["approvals"]["note"] == "in documents: yes"
    assert found["tracker"]["note"] == "0 open cases"
    assert "morgan" in found["calendars"]["note"].casefold()  # no account of that name
    assert not {"folder.url", "smtp.host"} & found.keys()


def test_doctor_names_who_can_grant_what_is_missing(workspace: GoogleDesk) -> None:
    drive_hands.forbid(workspace.world, FOLDER, "canAddChildren")
    (template,) = (f.id for f in workspace.world.files.values() if f.mime == DOCUMENT)
    drive_hands.forbid(workspace.world, template, "canCopy")
    said = workspace("doctor", code=5)
    assert f"✗ google.folder: {DANA} can't make documents in “Social Media Folder”" in said.out
    assert f"✗ {TEMPLATES_KEY}: {DANA} can't copy" in said.out
    assert said.out.count("Ask lee.marsh@example.com, who can share the shared drive “EE”") == 2
    assert said.err.startswith("Error: 2 of ")


def test_doctor_says_once_that_google_is_away(workspace: GoogleDesk) -> None:
    workspace.google.faults.add("503", times=None, retry_after=200)  # too long to be waited for
    bad = {what: f for what, f in told(workspace, 5).items() if f["problem"]}
    assert list(bad) == ["Google Drive API"]
    assert bad["Google Drive API"]["fix"]


def test_doctor_without_a_sign_in_says_what_to_type(
    workspace: GoogleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUMMARIZER_GOOGLE_ACCESS_TOKEN")
    bad = {what: f for what, f in told(workspace, 5).items() if f["problem"]}
    assert list(bad) == ["google sign-in"]
    assert "credentials.json" in bad["google sign-in"]["problem"]
    monkeypatch.setenv("SUMMARIZER_BACKEND_TRACKER", "sqlite")
    assert "tracker.db" in told(workspace, 5)  # one on this machine is looked at all the same
