from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.google.setting_up import Wanted, set_up
from tests.documents.cases import TEMPLATE, new
from tests.google.desk import AGENT, DRIVE, FOLDER_ID
from tests.google.drive_hands import new_drive, new_folder
from tests.google.server import Server
from tests.google_backend.docs_desk import OUTSIDER, Desk
from tracker.errors import BadInput, NotFound, Refused

PROCEDURE = "social-media-summary"
WANTED = Wanted("Escalations", folder=FOLDER_ID, templates={PROCEDURE: TEMPLATE})


@pytest.fixture
def desk(google: Server) -> Desk:
    return Desk(google)


def test_a_desk_is_made_once(desk: Desk) -> None:
    made = set_up(desk.google(), WANTED)
    files = desk.world.files
    assert files[made.spreadsheet].parents == [FOLDER_ID]
    assert files[made.templates[PROCEDURE]].parents == [FOLDER_ID]
    count = len(files)
    again = set_up(desk.google(), WANTED)
    assert replace(again, did=()) == replace(made, did=())
    assert len(files) == count
    assert all("is there" in line for line in again.did)


def test_our_template_becomes_a_doc_that_a_case_is_made_from(desk: Desk) -> None:
    made = set_up(desk.google(), WANTED)
    documents = desk.documents(templates=made.templates)
    ref = documents.create(new(procedure=PROCEDURE))
    seen = documents.read(ref)
    assert (seen.unfilled, seen.missing, len(seen.chart)) == ((), (), 6)
    assert set_up(desk.google(), WANTED).templates == made.templates, "not the case's document"


def test_what_the_team_has_already_is_taken(desk: Desk) -> None:
    made = set_up(desk.google(), replace(WANTED, spreadsheet="1theirs", templates={}))
    assert (made.spreadsheet, made.templates) == ("1theirs", {})
    assert desk.asked() == ["drive.files.get"]


def test_without_a_folder_one_is_made_in_the_only_shared_drive(desk: Desk) -> None:
    made = set_up(desk.google(), replace(WANTED, folder=""))
    assert desk.world.files[made.folder].parents == [DRIVE]
    assert set_up(desk.google(), replace(WANTED, folder="")).folder == made.folder


def test_of_several_shared_drives_one_has_to_be_named(desk: Desk) -> None:
    drives = [new_drive(desk.world, name, {AGENT: "organizer"}) for name in ("Desk", "Attic")]
    with pytest.raises(BadInput, match="Which shared drive") as caught:
        set_up(desk.google(), replace(WANTED, folder=""))
    assert "“Attic”" in caught.value.why
    with pytest.raises(NotFound, match="'Cellar'"):
        set_up(desk.google(), replace(WANTED, folder="", drive="Cellar"))
    for named, drive in zip(("Desk", drives[1]), drives, strict=True):
        made = set_up(desk.google(), replace(WANTED, folder="", drive=named))
        assert desk.world.files[made.folder].drive == drive


def test_a_folder_outside_a_shared_drive_has_to_be_allowed(desk: Desk) -> None:
    """003.4.7."""
    mine = replace(WANTED, folder=new_folder(desk.world, "Mine", user=AGENT))
    with pytest.raises(Refused, match="not in a shared drive"):
        set_up(desk.google(), mine)
    allowed = set_up(desk.google(), replace(mine, outside="allowed"))
    assert desk.world.files[allowed.spreadsheet].parents == [mine.folder]
    alone = desk.google(OUTSIDER)
    with pytest.raises(Refused, match="in no shared drive"):
        set_up(alone, replace(WANTED, folder=""))
    made = set_up(alone, replace(WANTED, folder="", outside="allowed"))
    assert not desk.world.files[made.folder].drive


def test_a_template_that_cant_be_read_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        set_up(desk.google(), replace(WANTED, templates={"x": tmp_path / "none.docx"}))
