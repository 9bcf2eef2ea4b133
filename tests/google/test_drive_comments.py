from __future__ import annotations

import pytest

from tests.google import drive
from tests.google.drive_caller import AGENT, APPROVER, REVIEWER, Team


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def file_id(team: Team) -> str:
    return team.file()


def listed(team: Team, file_id: str, **more: object) -> list[dict[str, object]]:
    found = team.ask("comments.list", fileId=file_id, fields="*", **more)["comments"]
    return list(found)


@pytest.mark.parametrize(
    ("method", "body", "params"),
    [
        ("comments.list", None, {}),
        ("comments.get", None, {"commentId": "x"}),
        ("comments.create", {"content": "x"}, {}),
        ("comments.update", {"content": "x"}, {"commentId": "x"}),
        ("replies.list", None, {"commentId": "x"}),
        ("replies.create", {"content": "x"}, {"commentId": "x"}),
    ],
)
def test_nothing_is_said_to_those_who_do_not_say_which_fields(
    team: Team, file_id: str, method: str, body: object, params: dict[str, str]
) -> None:
    assert team.refusal(method, body, fileId=file_id, **params) == (400, "required")
    assert listed(team, file_id) == []


def test_an_author_has_a_name_and_no_address(team: Team, file_id: str) -> None:
    drive.hand_comment(team.world, file_id, REVIEWER, "Who says so?")
    (comment,) = listed(team, file_id)
    author = {"kind": "drive#user", "displayName": "Rita Reviewer", "me": False}
    assert comment["author"] == author
    assert listed(team, file_id, user=REVIEWER)[0]["author"] == author | {"me": True}


def test_a_comment_made_through_the_api_is_on_nothing_and_says_nothing_of_resolved(
    team: Team, file_id: str
) -> None:
    body = {"content": "<b>Done?</b>"}
    found = team.ask("comments.create", body, fileId=file_id, fields="*")
    assert found.keys() & {"resolved", "anchor", "quotedFileContent"} == set()
    assert found["htmlContent"] == "&lt;b&gt;Done?&lt;/b&gt;"
    assert team.refusal("comments.create", {"content": ""}, fileId=file_id, fields="*")[0] == 400


def test_a_comment_made_in_the_editor_is_anchored_and_quotes(team: Team, file_id: str) -> None:
    drive.hand_comment(team.world, file_id, REVIEWER, "Source?", quote="12 %")
    (comment,) = listed(team, file_id)
    assert comment["quotedFileContent"] == {"mimeType": "text/html", "value": "12 %"}
    assert str(comment["anchor"]).startswith("kix.")
    assert comment["resolved"] is False


def test_a_reply_resolves_and_another_reopens(team: Team, file_id: str) -> None:
    comment = drive.hand_comment(team.world, file_id, REVIEWER, "Source?")
    at = {"fileId": file_id, "commentId": comment, "fields": "*"}
    reply = team.ask("replies.create", {"action": "resolve"}, **at)
    assert (reply["action"], reply["content"]) == ("resolve", "")
    assert team.ask("comments.get", **at)["resolved"] is True
    drive.hand_reopen(team.world, file_id, comment, REVIEWER, "No.")
    found = team.ask("comments.get", **at)
    assert not found.get("resolved")
    assert [each["action"] for each in found["replies"]] == ["resolve", "reopen"]
    assert team.refusal("replies.create", {"action": "close"}, **at)[0] == 400
    assert team.refusal("replies.create", {}, **at) == (400, "required")
    assert team.refusal("comments.update", {"content": "x"}, **at)[0] == 403


def test_a_deleted_comment_keeps_its_id_and_loses_what_it_said(team: Team, file_id: str) -> None:
    comment = drive.hand_comment(team.world, file_id, REVIEWER, "secret", quote="secret")
    at = {"fileId": file_id, "commentId": comment}
    assert team.refusal("comments.delete", **at)[0] == 403
    assert team.ask("comments.delete", **at, user=REVIEWER) is None
    assert listed(team, file_id) == []
    (found,) = listed(team, file_id, includeDeleted=True)
    assert (found["id"], found["deleted"]) == (comment, True)
    assert found.keys() & {"content", "htmlContent", "author", "quotedFileContent"} == set()
    assert team.refusal("comments.get", **at, fields="*") == (404, "notFound")
    assert team.refusal("replies.create", {"content": "x"}, **at, fields="*") == (404, "notFound")


def test_comments_come_in_pages_of_twenty(team: Team, file_id: str) -> None:
    for number in range(23):
        drive.hand_comment(team.world, file_id, REVIEWER, f"Question {number}")
    first = team.ask("comments.list", fileId=file_id, fields="*")
    assert len(first["comments"]) == 20
    rest = team.ask("comments.list", fileId=file_id, fields="*", pageToken=first["nextPageToken"])
    ids = [each["id"] for page in (first, rest) for each in page["comments"]]
    assert len(set(ids)) == 23
    assert "nextPageToken" not in rest


def test_a_reply_makes_a_comment_new_again(team: Team, file_id: str) -> None:
    old = drive.hand_comment(team.world, file_id, REVIEWER, "Old")
    seen = team.ask("comments.get", fileId=file_id, commentId=old, fields="*")["modifiedTime"]
    late = drive.hand_comment(team.world, file_id, REVIEWER, "Late")
    drive.hand_reply(team.world, file_id, old, REVIEWER, "And?")
    drive.hand_comment(team.world, file_id, REVIEWER, "Last")
    found = listed(team, file_id, startModifiedTime=seen)
    assert len(found) == 3
    found = listed(team, file_id, startModifiedTime=str(found[1]["modifiedTime"]))
    assert {each["id"] for each in found} >= {old, late}
    assert (
        team.refusal("comments.list", fileId=file_id, fields="*", startModifiedTime="x")[0] == 400
    )


def test_replies_are_listed_changed_and_deleted_by_their_author(team: Team, file_id: str) -> None:
    comment = drive.hand_comment(team.world, file_id, REVIEWER, "Source?")
    at = {"fileId": file_id, "commentId": comment, "fields": "*"}
    reply = team.ask("replies.create", {"content": "Ther"}, **at)["id"]
    team.ask("replies.update", {"content": "There"}, **at, replyId=reply)
    assert team.ask("replies.get", **at, replyId=reply)["content"] == "There"
    assert team.refusal("replies.update", {"content": "x"}, **at, replyId=reply, user=REVIEWER) == (
        403,
        "insufficientFilePermissions",
    )
    team.ask("replies.delete", fileId=file_id, commentId=comment, replyId=reply)
    assert team.ask("replies.list", **at)["replies"] == []
    assert team.ask("replies.list", **at, includeDeleted=True)["replies"][0]["deleted"] is True


def test_who_may_only_read_reads_comments_and_makes_none(team: Team, file_id: str) -> None:
    drive.hand_comment(team.world, file_id, AGENT, "Ready")
    assert len(listed(team, file_id, user=APPROVER)) == 1
    at = {"fileId": file_id, "fields": "*", "user": APPROVER}
    assert team.refusal("comments.create", {"content": "x"}, **at)[0] == 403


def test_people_who_are_mentioned_are_named(team: Team, file_id: str) -> None:
    body = {"content": f"+{REVIEWER}, please look. @nobody"}
    found = team.ask("comments.create", body, fileId=file_id, fields="*")
    assert found["mentionedEmailAddresses"] == [REVIEWER]
