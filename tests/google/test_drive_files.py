from __future__ import annotations

import io

import docx
import pytest

from tests.google import drive
from tests.google.drive_caller import AGENT, ALL, APPROVER, REVIEWER, ROBOT, STRANGER, WIDE, Team
from tests.google.drive_content import DOCX
from tests.google.world import DOCUMENT, FOLDER, SPREADSHEET, Media

FILE_SCOPE = ("https://www.googleapis.com/auth/drive.file",)


@pytest.fixture
def team() -> Team:
    return Team()


def made(team: Team, **body: object) -> str:
    return str(team.ask("files.create", {"parents": [team.folder], **body}, **ALL)["id"])


def test_a_new_file_is_where_it_was_asked_for_and_says_in_which_shared_drive(team: Team) -> None:
    found = team.get(made(team, name="Notes.txt", mimeType="text/plain"))
    assert (found["name"], found["parents"], found["driveId"]) == (
        "Notes.txt",
        [team.folder],
        team.drive,
    )
    assert "owners" not in found
    assert found["webViewLink"].startswith("https://drive.google.com/file/d/")


def test_an_empty_document_is_made_and_called_as_the_file(team: Team) -> None:
    made_id = made(team, name="Summary", mimeType=DOCUMENT)
    assert team.get(made_id)["webViewLink"].startswith("https://docs.google.com/document/d/")
    assert team.world.files[made_id].content.title == "Summary"


def test_without_fields_there_is_little_and_with_the_drive_id(team: Team) -> None:
    short = {"kind", "id", "name", "mimeType"}
    assert team.ask("files.create", {"name": "mine"}).keys() == short
    assert team.ask("files.get", fileId=team.file(), **ALL).keys() == {
        *short,
        "driveId",
        "teamDriveId",
    }


def test_uploaded_content_comes_back_as_it_was(team: Team) -> None:
    found = team.ask("files.create", {"name": "a.png"}, media=(b"\x89PNG", "image/png"), fields="*")
    assert (found["mimeType"], found["size"], found["fileExtension"]) == ("image/png", "4", "png")
    media = team.ask("files.get", fileId=found["id"], alt="media")
    assert media == Media(b"\x89PNG", "image/png")
    again = team.ask("files.update", fileId=found["id"], media=(b"two", "image/png"), fields="*")
    assert again["headRevisionId"] != found["headRevisionId"]
    assert again["md5Checksum"] != found["md5Checksum"]


def test_items_of_shared_drives_are_not_there_for_those_who_do_not_support_them(team: Team) -> None:
    file_id = team.file()
    assert team.refusal("files.get", fileId=file_id) == (404, "notFound")
    assert team.refusal("files.create", {"parents": [team.folder]}) == (404, "notFound")
    assert team.refusal("files.get", fileId=file_id, user=STRANGER, **ALL) == (404, "notFound")


def test_a_copy_has_its_place_and_properties_at_once_and_no_comments(team: Team) -> None:
    source = team.file(properties={"kind": "template", "old": "x"}, mime=DOCUMENT, content=None)
    drive.hand_comment(team.world, source, REVIEWER, "Here?")
    body = {
        "name": "Ann Example / 12ab",
        "parents": [team.folder],
        "properties": {"summarizer.case": "7", "old": None},
    }
    found = team.ask("files.copy", body, fileId=source, fields="*", **ALL)
    assert (found["name"], found["parents"]) == ("Ann Example / 12ab", [team.folder])
    assert found["properties"] == {"kind": "template", "summarizer.case": "7"}
    assert team.world.files[found["id"]].content.title == "Ann Example / 12ab"
    assert team.world.files[found["id"]].content is not team.world.files[source].content
    assert team.ask("comments.list", fileId=found["id"], fields="*")["comments"] == []


def test_what_may_not_be_done_is_refused_with_its_reason(team: Team) -> None:
    source = team.file()
    drive.forbid(team.world, source, "canCopy")
    assert team.get(source)["capabilities"]["canCopy"] is False
    assert team.refusal("files.copy", {}, fileId=source, **ALL) == (403, "cannotCopyFile")
    as_reader = {"fileId": source, "user": APPROVER} | ALL
    assert team.refusal("files.update", {"name": "x"}, **as_reader) == (
        403,
        "insufficientFilePermissions",
    )
    assert team.refusal("files.create", {"parents": [team.folder]}, user=REVIEWER, **ALL) == (
        403,
        "insufficientParentPermissions",
    )
    assert team.refusal("files.create", {"parents": [source]}, **ALL) == (403, "parentNotAFolder")
    assert team.refusal("files.delete", fileId=source, **ALL)[0] == 403
    assert team.get(source)["name"] == "Ann Example / 12"


def test_a_service_account_has_no_room_of_its_own(team: Team) -> None:
    assert team.refusal("files.create", {"name": "x"}, user=ROBOT) == (403, "storageQuotaExceeded")
    body = {"name": "x", "parents": [team.folder]}
    assert team.ask("files.create", body, user=ROBOT, **ALL)["name"] == "x"


def test_properties_are_merged_and_null_takes_one_away(team: Team) -> None:
    file_id = team.file(properties={"a": "1", "b": "2"})
    body = {"properties": {"a": None, "c": "3"}, "appProperties": {"d": "4"}}
    found = team.ask("files.update", body, fileId=file_id, fields="*", **ALL)
    assert (found["properties"], found["appProperties"]) == ({"b": "2", "c": "3"}, {"d": "4"})
    assert team.refusal(
        "files.update", {"properties": {"k": "v" * 124}}, fileId=file_id, **ALL
    ) == (
        400,
        "invalid",
    )


def test_a_file_moves_by_its_parents_and_has_one(team: Team) -> None:
    file_id, other = team.file(), drive.new_folder(team.world, "Done", team.drive)
    at = {"fileId": file_id} | ALL
    assert team.refusal("files.update", {"parents": [other]}, **at) == (403, "fieldNotWritable")
    assert team.refusal("files.update", addParents=other, **at) == (403, "cannotAddParent")
    team.ask("files.update", addParents=other, removeParents=team.folder, **at)
    assert team.get(file_id)["parents"] == [other]
    assert team.names(f"'{team.folder}' in parents") == []


def test_the_trash_is_listed_unless_it_is_left_out(team: Team) -> None:
    file_id = team.file("old")
    team.ask("files.update", {"trashed": True}, fileId=team.folder, **ALL)
    assert (team.get(file_id)["trashed"], team.get(file_id)["explicitlyTrashed"]) == (True, False)
    assert team.names() == ["old", "Summaries"]
    assert team.names("trashed = false") == []
    team.ask("files.update", {"trashed": False}, fileId=team.folder, **ALL)
    assert team.names("trashed=false") == ["old", "Summaries"]


def test_a_deleted_folder_takes_along_what_is_in_it(team: Team) -> None:
    folder = team.ask("files.create", {"name": "mine", "mimeType": FOLDER})["id"]
    below = team.ask("files.create", {"name": "below", "parents": [folder]})["id"]
    assert team.ask("files.delete", fileId=folder) is None
    assert team.refusal("files.get", fileId=below) == (404, "notFound")


def test_what_is_not_carried_is_said_and_never_ignored(team: Team) -> None:
    file_id = team.file()
    for body in ({"starred": True}, {"folderColorRgb": "#000000"}, {"mimeType": "text/csv"}):
        assert team.refusal("files.update", body, fileId=file_id, **ALL)[0] == 501
    assert team.refusal("files.update", {"size": "3"}, fileId=file_id, **ALL)[0] == 403
    copied = team.refusal("files.copy", {}, fileId=file_id, copyComments=True, **ALL)
    assert copied[0] == 501


def test_documents_are_exported_and_other_files_are_downloaded(team: Team) -> None:
    text, doc = team.file(), team.file(mime=DOCUMENT, content=None)
    assert team.refusal("files.get", fileId=doc, alt="media", **ALL) == (403, "fileNotDownloadable")
    assert team.refusal("files.export", fileId=text, mimeType="text/plain") == (
        403,
        "fileNotExportable",
    )
    assert team.ask("files.export", fileId=doc, mimeType="text/plain").type == "text/plain"


def test_a_search_of_a_shared_drive_needs_all_its_flags(team: Team) -> None:
    team.file("found")
    at = {"corpora": "drive", "driveId": team.drive}
    assert team.refusal("files.list", **at)[0] == 403
    assert team.refusal("files.list", **at, includeItemsFromAllDrives=True)[0] == 403
    assert team.refusal("files.list", corpora="drive", **WIDE)[0] == 403
    assert team.refusal("files.list", driveId=team.drive, **WIDE)[0] == 403
    assert team.refusal("files.list", **at, **WIDE, user=STRANGER) == (404, "notFound")
    assert team.names() == ["found", "Summaries"]
    assert team.names(corpora="allDrives", driveId="") == ["found", "Summaries"]


def test_ones_own_corpus_has_of_shared_drives_only_what_one_opened(team: Team) -> None:
    seen, _ = team.file("seen"), team.file("unseen")
    own = {"corpora": "user", "driveId": ""}
    assert team.names(**own) == []
    team.get(seen)
    assert team.names(**own) == ["seen"]
    assert team.ask("files.list")["files"] == []


def test_a_case_is_found_by_its_property_and_order_is_as_asked(team: Team) -> None:
    for number in (1, 10, 2):
        team.file(f"case {number}", properties={"summarizer.case": str(number)})
    q = "properties has { key='summarizer.case' and value='10' }"
    assert team.names(q) == ["case 10"]
    assert team.names("name contains 'case'") == ["case 1", "case 10", "case 2"]
    assert team.names("name contains 'case'", orderBy="name_natural desc") == [
        "case 10",
        "case 2",
        "case 1",
    ]
    assert team.names("name contains 'case'", orderBy="createdTime desc")[0] == "case 2"
    assert team.names(orderBy="folder,name")[0] == "Summaries"


def test_pages_follow_each_other_and_a_token_is_good_for_its_list_only(team: Team) -> None:
    for number in range(5):
        team.file(f"case {number}")
    at = {"corpora": "drive", "driveId": team.drive, "pageSize": 2, "orderBy": "name"} | WIDE
    names, token = [], ""
    for _ in range(3):
        page = team.ask("files.list", **at, pageToken=token)
        names += [file["name"] for file in page["files"]]
        token = page.get("nextPageToken", "")
    assert names == [*(f"case {number}" for number in range(5)), "Summaries"]
    token = team.ask("files.list", **at)["nextPageToken"]
    assert team.refusal("files.list", **at, q="trashed=true", pageToken=token) == (400, "invalid")
    assert team.refusal("files.list", **at, pageToken="x") == (400, "invalid")


def test_a_token_for_own_files_sees_what_the_app_made_and_nothing_else(team: Team) -> None:
    foreign, own = team.file(), made(team)
    assert team.get(own, scopes=FILE_SCOPE)["isAppAuthorized"] is True
    at = {"fileId": foreign, "scopes": FILE_SCOPE} | ALL
    assert team.refusal("files.get", **at) == (404, "notFound")
    assert team.names(scopes=FILE_SCOPE) == ["Untitled"]


def test_what_is_in_my_drive_is_mine(team: Team) -> None:
    file_id = team.ask("files.create", {"name": "mine"})["id"]
    found = team.ask("files.get", fileId=file_id, fields="*")
    assert (found["ownedByMe"], found["owners"][0]["emailAddress"]) == (True, AGENT)
    assert "driveId" not in found
    mine = team.ask("files.list", q="'root' in parents and 'agent@example.com' in owners")
    assert [file["name"] for file in mine["files"]] == ["mine"]
    assert team.refusal("files.get", fileId=file_id, user=REVIEWER) == (404, "notFound")
    assert team.ask("files.get", fileId="root")["name"] == "My Drive"


def test_a_word_file_becomes_a_document(team: Team) -> None:
    word, content = docx.Document(), io.BytesIO()
    word.add_heading("Findings", 1)
    word.save(content)
    body = {"name": "Template", "mimeType": DOCUMENT, "parents": [team.folder]}
    found = team.ask("files.create", body, media=(content.getvalue(), DOCX), fields="*", **ALL)
    assert (found["mimeType"], "size" in found) == (DOCUMENT, False)
    text = team.ask("files.export", fileId=found["id"], mimeType="text/plain").content
    assert "Findings" in text.decode("utf-8-sig")
    other = team.refusal("files.create", body, media=(b"<p>", "text/html"), **ALL)
    assert other[0] == 501


def test_a_spreadsheet_is_copied_with_what_is_in_it(team: Team) -> None:
    source = made(team, name="Tracker", mimeType=SPREADSHEET)
    copied = team.ask("files.copy", {"name": "Other"}, fileId=source, fields="id,parents", **ALL)
    assert copied["parents"] == [team.folder]
    found = team.world.files[copied["id"]].content
    assert (found.title, team.world.files[source].content.title) == ("Other", "Tracker")
    assert team.ask("files.export", fileId=copied["id"], mimeType="text/csv").type == "text/csv"


def test_a_refused_change_changes_nothing(team: Team) -> None:
    file_id, other = team.file(properties={"a": "1"}), drive.new_folder(team.world, "x", team.drive)
    before = team.get(file_id)
    at = {"fileId": file_id, "addParents": other, "removeParents": team.folder} | ALL
    for body in (
        {"properties": {"a": "2", "b": "v" * 124}},
        {"name": "x", "mimeType": "text/csv"},
        {"trashed": True, "starred": True},
    ):
        assert team.refusal("files.update", body, **at)[0] in {400, 501}
    assert team.get(file_id) == before


def test_a_file_of_ones_own_is_moved_into_a_shared_drive(team: Team) -> None:
    file_id = team.ask("files.create", {"name": "mine"})["id"]
    top = team.ask("files.get", fileId=file_id, fields="parents")["parents"][0]
    at = {"fileId": file_id, "addParents": team.folder, "removeParents": top}
    assert team.refusal("files.update", **at) == (404, "notFound")
    team.ask("files.update", **at, **ALL)
    assert team.get(file_id, user=REVIEWER)["driveId"] == team.drive
    assert "owners" not in team.get(file_id)


def test_who_shares_a_folder_owns_not_what_others_put_there_nor_they_what_is_mine(
    team: Team,
) -> None:
    folder = team.ask("files.create", {"name": "ours", "mimeType": FOLDER})["id"]
    mine = team.ask("files.create", {"name": "mine", "parents": [folder]})["id"]
    drive.share(team.world, folder, STRANGER, "writer")
    body = {"name": "theirs", "parents": [folder]}
    theirs = team.ask("files.create", body, user=STRANGER)["id"]
    assert team.get(theirs)["ownedByMe"] is False
    assert team.get(theirs)["capabilities"]["canEdit"] is True
    assert team.refusal("files.delete", fileId=theirs)[0] == 403
    assert team.refusal("files.delete", fileId=mine, user=STRANGER)[0] == 403
    assert team.refusal("files.update", {"trashed": True}, fileId=mine, user=STRANGER)[0] == 403
