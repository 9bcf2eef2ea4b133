from __future__ import annotations

import json

import pytest
import requests

from tests.google import drive, oauth
from tests.google.drive_caller import AGENT, ALL, APPROVER, REVIEWER, ROBOT, STRANGER, Team
from tests.google.server import serve
from tests.google.world import FOLDER

PIXELS = b"\x89PNG\r\n"


@pytest.fixture
def team() -> Team:
    return Team()


def test_about_says_who_asks(team: Team) -> None:
    found = team.ask("about.get", fields="user,canCreateDrives")
    assert (found["user"]["emailAddress"], found["user"]["me"]) == (AGENT, True)
    assert team.refusal("about.get") == (400, "required")
    assert team.ask("about.get", fields="storageQuota", user=ROBOT)["storageQuota"]["limit"] == "0"


def test_a_shared_drive_is_made_once_for_a_request_id(team: Team) -> None:
    found = team.ask("drives.create", {"name": "New"}, requestId="r1", fields="*")
    assert found["capabilities"]["canManageMembers"] is True
    assert team.refusal("drives.create", {"name": "New"}, requestId="r1") == (409, "duplicate")
    assert team.refusal("drives.create", {"name": "x"}, requestId="r2", user=ROBOT)[0] == 403
    names = [each["name"] for each in team.ask("drives.list")["drives"]]
    assert names == ["Escalations", "New"]
    found = team.ask("drives.list", q="name contains 'esc'")["drives"]
    assert found == [{"kind": "drive#drive", "id": team.drive, "name": "Escalations"}]


def test_a_shared_drive_is_for_its_members(team: Team) -> None:
    found = team.ask("drives.get", driveId=team.drive, fields="*", user=REVIEWER)
    assert found["capabilities"]["canAddChildren"] is False
    assert team.ask("drives.list", user=STRANGER)["drives"] == []
    assert team.refusal("drives.get", driveId=team.drive, user=STRANGER) == (404, "notFound")
    assert team.refusal("drives.get", driveId=team.folder) == (404, "notFound")


def test_a_shared_drive_is_a_folder_as_well(team: Team) -> None:
    found = team.get(team.drive)
    assert (found["mimeType"], found["driveId"]) == (FOLDER, team.drive)
    assert found["capabilities"]["canTrash"] is False


def test_shared_files_say_where_a_permission_comes_from(team: Team) -> None:
    file_id = team.file()
    body = {"type": "user", "role": "writer", "emailAddress": REVIEWER}
    made = team.ask("permissions.create", body, fileId=file_id, emailMessage="Here", **ALL)
    assert made == {
        "kind": "drive#permission",
        "id": made["id"],
        "type": "user",
        "role": "writer",
    }
    assert drive.state(team.world).notices == [(file_id, REVIEWER, "Here")]
    at = {"fileId": file_id, "permissionId": made["id"]} | ALL
    found = team.ask("permissions.get", **at, fields="*")
    assert [(each["role"], each["inherited"]) for each in found["permissionDetails"]] == [
        ("writer", False),
        ("commenter", True),
    ]
    assert team.ask("permissions.update", {"role": "reader"}, **at)["role"] == "commenter"
    team.ask("permissions.delete", **at)
    assert team.refusal("permissions.delete", **at)[0] == 403
    assert team.ask("permissions.get", **at)["role"] == "commenter"


def test_who_may_not_share_does_not(team: Team) -> None:
    file_id = team.file()
    body = {"type": "anyone", "role": "reader"}
    for user in (REVIEWER, APPROVER):
        assert team.refusal("permissions.create", body, fileId=file_id, user=user, **ALL) == (
            403,
            "insufficientFilePermissions",
        )
    member = {"type": "user", "role": "reader", "emailAddress": STRANGER}
    assert team.refusal("permissions.create", member, fileId=team.drive, **ALL)[0] == 403
    for wrong in ({"type": "user", "role": "reader"}, {"type": "x", "role": "reader"}, {}):
        assert team.refusal("permissions.create", wrong, fileId=file_id, **ALL)[0] == 400
    late = member | {"expirationTime": "2027-01-01T00:00:00Z"}
    assert team.refusal("permissions.create", late, fileId=file_id, **ALL)[0] == 501
    assert team.refusal("files.get", fileId=file_id, user=STRANGER, **ALL)[0] == 404


def test_who_has_the_link_opens_a_public_file_and_does_not_find_it(team: Team) -> None:
    file_id = team.file()
    team.ask("permissions.create", {"type": "anyone", "role": "reader"}, fileId=file_id, **ALL)
    assert team.get(file_id, user=STRANGER)["capabilities"]["canEdit"] is False
    assert team.names(corpora="allDrives", driveId="", user=STRANGER) == []


def test_groups_and_domains_have_roles_as_well(team: Team) -> None:
    drive.state(team.world).groups["team@example.com"] = {STRANGER}
    grouped, domain = team.file("grouped"), team.file("domain")
    drive.share(team.world, grouped, "team@example.com", "writer", "group")
    drive.share(team.world, domain, "example.net", "reader", "domain")
    assert team.get(grouped, user=STRANGER)["capabilities"]["canEdit"] is True
    assert team.get(domain, user=STRANGER)["capabilities"]["canEdit"] is False


def test_all_of_it_works_over_http_with_an_upload(team: Team) -> None:
    metadata = json.dumps({"name": "shot.png", "parents": [team.folder]}).encode()
    parts = [(b"application/json", metadata), (b"image/png", PIXELS)]
    form = b"".join(b"--part\r\nContent-Type: %s\r\n\r\n%s\r\n" % part for part in parts)
    with serve(team.world) as server, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {oauth.mint(team.world, AGENT)}"
        files = f"{server.url}/drive/v3/files"
        made = session.post(
            f"{server.url}/upload/drive/v3/files?uploadType=multipart&supportsAllDrives=true",
            data=form + b"--part--",
            headers={"Content-Type": "multipart/related; boundary=part"},
            timeout=10,
        ).json()
        got = session.get(f"{files}/{made['id']}?alt=media&supportsAllDrives=true", timeout=10)
        hidden = session.get(f"{files}/{made['id']}", timeout=10)
        assert not server.bugs
    assert (got.content, got.headers["Content-Type"]) == (PIXELS, "image/png")
    assert (hidden.status_code, hidden.json()["error"]["errors"][0]["reason"]) == (404, "notFound")
