"""What `doctor` finds of folder, templates and tracker in a shared drive."""

from __future__ import annotations

import pytest

from tests.google import desk, drive_access, drive_hands
from tests.google.world import SPREADSHEET, GoogleError
from tests.google_backend.office import (
    AGENT,
    BOSS,
    PLAIN,
    SHEET,
    TEMPLATE,
    TEMPLATES_KEY,
    Office,
    office,
)

__all__ = ["office"]

# --- the folder (003.4.7) -----------------------------------------------------------------------


def test_who_may_only_look_is_told_and_who_can_grant_it(office: Office) -> None:
    drive_hands.share(office.world, desk.DRIVE, PLAIN, "reader")
    found = office.look(PLAIN, alias="")
    folder = found["google.folder"]
    assert folder.problem == f"{PLAIN} can't make documents in “Summaries”"
    assert folder.fix == (
        f"Ask {BOSS}, who can share the shared drive “Escalations”:"
        f" {PLAIN} has to be a content manager."
    )
    sheet = found["google.spreadsheet"]
    assert sheet.problem == f"{PLAIN} can't write in “Tracker”"
    assert BOSS in sheet.fix
    assert found["approvals"].note.startswith("in documents: no, plain@example.com")


def test_without_a_manager_that_can_be_read_the_shared_drive_is_named(office: Office) -> None:
    office.answer("drive.permissions", GoogleError(403, "No.", "insufficientFilePermissions"))
    drive_hands.forbid(office.world, desk.FOLDER_ID, "canAddChildren")
    assert office.look()["google.folder"].fix.startswith(
        "Ask whoever manages the shared drive “Escalations”:"
    )
    office.answer("drive.drives", GoogleError(404, "No.", "notFound"))
    assert "Ask whoever manages its shared drive:" in office.look()["google.folder"].fix


def test_without_managers_those_for_the_content_are_named(office: Office) -> None:
    permissions = office.world.file(desk.DRIVE).more["permissions"]
    del permissions[drive_access.permission_id(BOSS)]
    drive_hands.forbid(office.world, TEMPLATE, "canCopy")
    assert office.problem().fix.startswith(f"Ask {AGENT}, who can share the shared drive")


def test_a_folder_that_is_not_there_is_told(office: Office) -> None:
    bad = office.problem(folder="nowhere")
    assert (bad.what, bad.problem) == ("google.folder", f"{AGENT} sees no file nowhere")
    assert bad.fix.startswith(f"Whoever owns it shares it with {AGENT}; or mend google.folder")
    empty = office.problem(folder="")
    assert (empty.problem, empty.fix) == ("it is empty", "Type: summarizer init --google")


@pytest.mark.row("003.4.7")
def test_a_folder_in_somebodys_own_drive_is_a_problem_unless_the_settings_allow_it(
    office: Office,
) -> None:
    mine = drive_hands.new_folder(office.world, "Mine", user=BOSS)
    drive_hands.share(office.world, mine, AGENT, "writer")
    bad = office.problem(folder=mine)
    assert bad.problem == f"003.4.7: “Mine” is not in a shared drive\nIt belongs to {BOSS}"
    assert 'google.outside_shared_drive = "allowed"' in bad.fix
    assert not any(f.problem for f in office.look(folder=mine, outside="allowed").values())


def test_a_folder_that_is_none_or_in_the_trash_is_told(office: Office) -> None:
    assert office.problem(folder=TEMPLATE).problem == "“Template” is not a folder"
    gone = drive_hands.new_folder(office.world, "Old", desk.DRIVE)
    drive_hands.hand_trash(office.world, gone, BOSS)
    assert office.problem(folder=gone).problem == "“Old” is in the trash"


def test_an_account_that_cannot_put_documents_away_is_noted(office: Office) -> None:
    drive_hands.forbid(office.world, desk.FOLDER_ID, "canTrashChildren")
    assert "can't put documents into its trash" in office.look()["google.folder"].note


# --- templates, the tracker, approvals ----------------------------------------------------------


def test_a_template_that_cannot_be_copied_is_told_with_who_can_grant_it(office: Office) -> None:
    drive_hands.forbid(office.world, TEMPLATE, "canCopy")
    bad = office.problem()
    assert (bad.what, bad.problem) == (TEMPLATES_KEY, f"{AGENT} can't copy “Template”")
    assert f"Ask {BOSS}" in bad.fix


def test_a_template_that_is_missing_or_no_doc_is_told(office: Office) -> None:
    found = office.look(templates={"social-media-summary": "", "tier-2": SHEET, "other": TEMPLATE})
    assert found[TEMPLATES_KEY].problem == "it is empty"
    assert found[TEMPLATES_KEY].fix == "Type: summarizer init --google"
    assert found["google.templates.tier-2"].problem == "“Tracker” is not a Google Doc"
    assert found["google.templates.other"].problem == ""


def test_a_tracker_of_somebody_who_shared_it_for_reading_is_told_with_its_owner(
    office: Office,
) -> None:
    theirs = drive_hands.new_file(office.world, "Theirs", mime=SPREADSHEET, user=BOSS)
    drive_hands.share(office.world, theirs, AGENT, "reader")
    bad = office.problem(spreadsheet=theirs)
    assert bad.problem == f"{AGENT} can't write in “Theirs”"
    assert bad.fix == f"Ask {BOSS} to make {AGENT} an editor of it."
    assert office.problem(spreadsheet="nowhere").problem == f"{AGENT} sees no file nowhere"
    assert office.problem(spreadsheet="").fix == "Type: summarizer init --google"


def test_without_drive_the_tracker_is_looked_for_in_sheets(office: Office) -> None:
    only = ("sheets",)
    assert "Google Sheets" in office.look(wants=only)
    missing = office.look(spreadsheet="nowhere", wants=only)
    assert missing["Google Sheets"].problem == "this account sees no file nowhere"
    assert office.look(spreadsheet="", wants=only)["google.spreadsheet"].problem == "it is empty"


def test_approvals_that_cannot_be_had_are_a_note(office: Office) -> None:
    drive_access.state(office.world).approvals = False
    note = office.look()["approvals"].note
    assert note.startswith(f"in documents: no, {AGENT}, or the edition")
    assert note.endswith("reviewers answer the mail")
    drive_hands.hand_trash(office.world, TEMPLATE, BOSS)
    assert "known once there is a document" in office.look()["approvals"].note
