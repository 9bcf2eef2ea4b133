from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from summarizer.google.evidence import DriveEvidence, check_picture
from tests.documents.cases import png, screenshot
from tests.google.desk import FOLDER_ID
from tests.google.server import Server
from tests.google.world import FOLDER
from tests.google_backend.docs_desk import Desk
from tracker.errors import BadInput, Refused, Unavailable

SHA = hashlib.sha256(png()).hexdigest()
NAME = f"{SHA[:12]}.png"


@pytest.fixture
def desk(google: Server) -> Desk:
    return Desk(google)


@pytest.fixture
def evidence(desk: Desk) -> DriveEvidence:
    return DriveEvidence(desk.google(), FOLDER_ID)


def kept(desk: Desk) -> list[str]:
    folders = {f.id: f.name for f in desk.world.files.values() if f.mime == FOLDER}
    found = [f for f in desk.world.files.values() if f.properties.get("summarizer.sha256")]
    return [f"{folders[f.parents[0]]}/{f.name}" for f in found if not f.trashed]


def test_a_screenshot_is_kept_in_the_cases_folder_and_nobody_is_given_access(
    desk: Desk, evidence: DriveEvidence, tmp_path: Path
) -> None:
    url = evidence.keep("SM-1", screenshot(tmp_path), NAME, SHA)
    assert kept(desk) == [f"evidence SM-1/{NAME}"]
    (file,) = (f for f in desk.world.files.values() if f.name == NAME)
    assert url == f"https://drive.google.com/file/d/{file.id}/view"
    assert desk.world.files[file.parents[0]].parents == [FOLDER_ID]
    assert not [method for method in desk.asked() if "permissions" in method]


def test_a_file_is_kept_once_for_a_case(
    desk: Desk, evidence: DriveEvidence, tmp_path: Path
) -> None:
    first = evidence.keep("SM-1", screenshot(tmp_path), NAME, SHA)
    again = DriveEvidence(desk.google(), FOLDER_ID)
    assert again.keep("SM-1", screenshot(tmp_path), NAME, SHA) == first
    assert again.keep("SM-2", screenshot(tmp_path), NAME, SHA) != first
    other = png(9, 9)
    digest = hashlib.sha256(other).hexdigest()
    again.keep("SM-1", screenshot(tmp_path, other), "other.png", digest)
    assert sorted(kept(desk)) == [
        f"evidence SM-1/{NAME}",
        "evidence SM-1/other.png",
        f"evidence SM-2/{NAME}",
    ]


def test_an_upload_whose_answer_was_lost_is_found_again(
    desk: Desk, evidence: DriveEvidence, tmp_path: Path
) -> None:
    desk.server.faults.add("cut-after", method="drive.files.create", after=1)
    with pytest.raises(Unavailable, match=f"keep {NAME} in Drive"):
        evidence.keep("SM-1", screenshot(tmp_path), NAME, SHA)
    evidence.keep("SM-1", screenshot(tmp_path), NAME, SHA)
    assert kept(desk) == [f"evidence SM-1/{NAME}"]


def test_what_isnt_there_or_isnt_what_was_hashed_is_refused(
    desk: Desk, evidence: DriveEvidence, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        evidence.keep("SM-1", tmp_path / "none.png", NAME, SHA)
    with pytest.raises(BadInput, match="has changed meanwhile"):
        evidence.keep("SM-1", screenshot(tmp_path), NAME, "00" * 32)
    assert desk.asked() == []


def test_without_the_shared_folder_nothing_is_kept(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"003\.4\.7"):
        DriveEvidence(desk.google(), "1nowhere").keep("SM-1", screenshot(tmp_path), NAME, SHA)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", png()[:-20], b"<svg/>", b"\xff\xd8\xff" + b"x" * 99]
)
def test_a_picture_that_nobody_could_look_at_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInput, match=r"screenshot\.png"):
        check_picture(screenshot(tmp_path, content))


def test_a_whole_picture_is_hashed(tmp_path: Path) -> None:
    assert check_picture(screenshot(tmp_path)) == SHA
