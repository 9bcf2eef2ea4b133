from __future__ import annotations

from typing import Any

import pytest

from tests.google import drive
from tests.google.drive_caller import AGENT, ALL, APPROVER, REVIEWER, STRANGER, WIDE, Team


@pytest.fixture
def team() -> Team:
    return Team()


def start(team: Team, **more: Any) -> str:
    return str(
        team.ask("changes.getStartPageToken", driveId=team.drive, **ALL, **more)["startPageToken"]
    )


def changes(team: Team, token: str, **more: Any) -> list[str]:
    found = team.ask("changes.list", pageToken=token, driveId=team.drive, **WIDE, **more)
    return [each["fileId"] for each in found["changes"] if each["changeType"] == "file"]


def test_the_feed_names_what_changed_since_each_file_once(team: Team) -> None:
    files = [team.file(f"case {number}") for number in range(4)]
    token = start(team)
    assert changes(team, token) == []
    for index in (2, 0, 2):
        team.world.touch(team.world.file(files[index]), AGENT)
    found = team.ask("changes.list", pageToken=token, driveId=team.drive, **WIDE)
    assert [each["fileId"] for each in found["changes"]] == [files[0], files[2]]
    assert found["changes"][0]["file"]["name"] == "case 0"
    assert changes(team, found["newStartPageToken"]) == []


@pytest.mark.parametrize("shown", [True, False])
def test_comments_and_approvals_are_in_the_feed_and_are_no_modification(
    team: Team, *, shown: bool
) -> None:
    drive.state(team.world).comments_in_feed = shown
    files = [team.file(f"case {number}") for number in range(3)]
    before = [team.get(each)["modifiedTime"] for each in files]
    token = start(team)
    comment = drive.hand_comment(team.world, files[0], REVIEWER, "Source?")
    drive.hand_resolve(team.world, files[0], comment, REVIEWER)
    drive.hand_start_approval(team.world, files[1], AGENT, [REVIEWER])
    assert changes(team, token) == (files[:2] if shown else [])
    assert [team.get(each)["modifiedTime"] for each in files] == before


def test_pages_of_the_feed_end_with_where_to_go_on(team: Team) -> None:
    token = start(team)
    files = [team.file(f"case {number}") for number in range(5)]
    seen, pages = [], 0
    while token:
        found = team.ask("changes.list", pageToken=token, driveId=team.drive, pageSize=2, **WIDE)
        assert ("nextPageToken" in found) != ("newStartPageToken" in found)
        seen += [each["fileId"] for each in found["changes"]]
        token, pages = found.get("nextPageToken", ""), pages + 1
    assert (seen, pages) == (files, 3)


def test_what_was_deleted_or_taken_away_is_removed(team: Team) -> None:
    file_id, shared = team.file(), team.file("shared")
    drive.share(team.world, shared, STRANGER, "reader")
    drive.share(team.world, team.drive, AGENT, "organizer")
    token = start(team)
    team.ask("files.delete", fileId=file_id, **ALL)
    (found,) = team.ask("changes.list", pageToken=token, driveId=team.drive, **WIDE)["changes"]
    assert (found["fileId"], found["removed"]) == (file_id, True)
    assert "file" not in found
    assert changes(team, token, includeRemoved=False) == []
    drive.share(team.world, team.drive, "new@example.com", "reader")
    assert changes(team, token, user="new@example.com") == []
    mine = team.ask("changes.getStartPageToken", user=STRANGER)["startPageToken"]
    permissions = team.ask("permissions.list", fileId=shared, fields="*", **ALL)["permissions"]
    (one,) = [each["id"] for each in permissions if each["emailAddress"] == STRANGER]
    team.ask("permissions.delete", fileId=shared, permissionId=one, **ALL)
    found = team.ask("changes.list", pageToken=mine, user=STRANGER, **WIDE)["changes"]
    assert [(each["fileId"], each["removed"]) for each in found] == [(shared, True)]


def test_a_change_of_the_shared_drive_itself_is_of_another_type(team: Team) -> None:
    token = start(team)
    drive.share(team.world, team.drive, STRANGER, "reader")
    (found,) = team.ask("changes.list", pageToken=token, driveId=team.drive, **WIDE)["changes"]
    assert (found["changeType"], found["driveId"]) == ("drive", team.drive)
    assert "fileId" not in found


def test_a_feed_is_of_one_shared_drive_or_of_ones_own_files(team: Team) -> None:
    own = team.ask("changes.getStartPageToken")["startPageToken"]
    mine, theirs = team.ask("files.create", {"name": "mine"})["id"], team.file()
    found = team.ask("changes.list", pageToken=own)["changes"]
    assert [each["fileId"] for each in found] == [mine]
    assert theirs not in [
        each["fileId"] for each in team.ask("changes.list", pageToken=own, **WIDE)["changes"]
    ]
    assert team.refusal("changes.list", pageToken=own, driveId=team.drive, **WIDE)[0] == 400
    assert team.refusal("changes.list", pageToken="99-u")[0] == 400
    assert team.refusal("changes.list", pageToken=start(team), driveId=team.drive)[0] == 403
    assert team.refusal("changes.getStartPageToken", driveId="nowhere", **ALL)[0] == 404


def test_revisions_are_for_those_who_may_write_and_count_edits_alone(team: Team) -> None:
    file_id = team.file()
    first = team.ask("revisions.list", fileId=file_id)["revisions"][-1]["id"]
    team.ask("files.update", {"name": "Other"}, fileId=file_id, **ALL)
    drive.hand_trash(team.world, file_id, AGENT)
    assert team.ask("revisions.list", fileId=file_id)["revisions"][-1]["id"] == first
    team.world.touch(team.world.file(file_id), AGENT)
    found = team.ask("revisions.get", fileId=file_id, revisionId="head", fields="*")
    assert found["id"] != first
    assert found["lastModifyingUser"]["emailAddress"] == AGENT
    assert team.refusal("revisions.get", fileId=file_id, revisionId=first)[0] == 501
    assert team.refusal("revisions.get", fileId=file_id, revisionId="77")[0] == 404
    assert team.refusal("revisions.list", fileId=file_id, user=APPROVER)[0] == 403
