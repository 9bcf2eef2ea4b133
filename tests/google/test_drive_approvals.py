from __future__ import annotations

from typing import Any

import pytest

from tests.google import drive
from tests.google.drive_caller import AGENT, ALL, APPROVER, REVIEWER, ROBOT, STRANGER, Team

BOTH = {"reviewerEmails": [REVIEWER, APPROVER]}


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def file_id(team: Team) -> str:
    return team.file()


def started(team: Team, file_id: str, **body: Any) -> str:
    found = team.ask("approvals.start", BOTH | body, fileId=file_id, fields="*")
    return str(found["approvalId"])


def state(team: Team, file_id: str) -> tuple[str, dict[str, str]]:
    (found,) = team.ask("approvals.list", fileId=file_id, fields="items")["items"]
    return found["status"], {
        each["reviewer"]["emailAddress"]: each["response"] for each in found["reviewerResponses"]
    }


def test_an_approval_is_complete_when_all_have_approved(team: Team, file_id: str) -> None:
    approval = started(team, file_id, dueTime="2026-01-02T03:04:05Z", message="Please")
    assert state(team, file_id) == (
        "IN_PROGRESS",
        {REVIEWER: "NO_RESPONSE", APPROVER: "NO_RESPONSE"},
    )
    at = {"fileId": file_id, "approvalId": approval, "fields": "*"}
    drive.hand_approve(team.world, file_id, approval, REVIEWER)
    assert state(team, file_id)[0] == "IN_PROGRESS"
    found = team.ask("approvals.approve", {"message": "Good"}, **at, user=APPROVER)
    assert (found["status"], found["dueTime"]) == ("APPROVED", "2026-01-02T03:04:05Z")
    head = team.ask("revisions.list", fileId=file_id)["revisions"][-1]["id"]
    assert found["approvedRevisionId"] == head
    assert found["completeTime"] >= found["createTime"]
    assert found["initiator"]["emailAddress"] == AGENT


def test_without_fields_there_is_the_kind_and_nothing_else(team: Team, file_id: str) -> None:
    assert team.ask("approvals.start", BOTH, fileId=file_id) == {"kind": "drive#approval"}
    assert team.ask("approvals.list", fileId=file_id) == {"kind": "drive#approvalList"}


def test_an_edit_takes_the_answers_back(team: Team, file_id: str) -> None:
    approval = started(team, file_id)
    drive.hand_approve(team.world, file_id, approval, REVIEWER)
    drive.hand_rename(team.world, file_id, AGENT, "Another name")
    drive.hand_comment(team.world, file_id, REVIEWER, "Good")
    assert state(team, file_id)[1][REVIEWER] == "APPROVED"
    team.world.touch(team.world.file(file_id), AGENT)
    assert state(team, file_id)[1][REVIEWER] == "NO_RESPONSE"
    drive.hand_approve(team.world, file_id, approval, APPROVER)
    drive.hand_approve(team.world, file_id, approval, REVIEWER)
    team.world.touch(team.world.file(file_id), AGENT)
    assert state(team, file_id)[0] == "APPROVED"
    head = team.ask("revisions.get", fileId=file_id, revisionId="head")["id"]
    at = {"fileId": file_id, "approvalId": approval, "fields": "approvedRevisionId"}
    assert team.ask("approvals.get", **at) == {"approvedRevisionId": str(int(head) - 1)}


def test_answers_stay_where_the_approval_does_not_mind_edits(team: Team, file_id: str) -> None:
    approval = started(team, file_id, fileContentChangeBehavior="NO_APPROVAL_ACTION")
    drive.hand_approve(team.world, file_id, approval, REVIEWER)
    team.world.touch(team.world.file(file_id), AGENT)
    assert state(team, file_id)[1][REVIEWER] == "APPROVED"


def test_one_refusal_ends_it(team: Team, file_id: str) -> None:
    approval = started(team, file_id)
    drive.hand_decline(team.world, file_id, approval, APPROVER)
    assert state(team, file_id)[0] == "DECLINED"
    at = {"fileId": file_id, "approvalId": approval, "fields": "*"}
    assert team.refusal("approvals.approve", {}, **at, user=REVIEWER) == (400, "failedPrecondition")
    assert started(team, file_id) != approval


@pytest.mark.parametrize("user", [ROBOT, REVIEWER])
def test_who_can_not_start_one_is_told_so_beforehand(team: Team, file_id: str, user: str) -> None:
    found = team.ask("files.get", fileId=file_id, fields="capabilities", user=user, **ALL)
    assert found["capabilities"]["canStartApproval"] is False
    assert team.refusal("approvals.start", BOTH, fileId=file_id, user=user)[0] == 403


def test_an_administrator_may_have_put_approvals_off(team: Team, file_id: str) -> None:
    drive.state(team.world).approvals = False
    assert team.get(file_id)["capabilities"]["canStartApproval"] is False
    assert team.refusal("approvals.start", BOTH, fileId=file_id)[0] == 403


def test_the_id_may_come_late(team: Team, file_id: str) -> None:
    drive.state(team.world).approval_id_late = True
    assert "approvalId" not in team.ask("approvals.start", BOTH, fileId=file_id, fields="*")
    (found,) = team.ask("approvals.list", fileId=file_id, fields="items(approvalId)")["items"]
    assert found["approvalId"]


def test_nobody_gets_access_by_being_asked(team: Team, file_id: str) -> None:
    body = {"reviewerEmails": [STRANGER]}
    found = team.ask("approvals.start", body, fileId=file_id, fields="*")
    at = {"fileId": file_id, "approvalId": found["approvalId"], "fields": "*"}
    assert team.refusal("approvals.approve", {}, **at, user=STRANGER) == (404, "notFound")
    assert team.refusal("approvals.approve", {}, **at, user=REVIEWER)[0] == 403


def test_reviewers_are_added_and_replaced_and_it_is_called_off(team: Team, file_id: str) -> None:
    at = {"fileId": file_id, "approvalId": started(team, file_id), "fields": "*"}
    swap = {"removedReviewerEmail": APPROVER, "addedReviewerEmail": "second@example.com"}
    body = {"replaceReviewers": [swap], "addReviewers": [{"addedReviewerEmail": AGENT}]}
    team.ask("approvals.reassign", body, **at)
    assert list(state(team, file_id)[1]) == [REVIEWER, "second@example.com", AGENT]
    assert team.refusal("approvals.reassign", body, **at) == (400, "failedPrecondition")
    assert team.refusal("approvals.cancel", {}, **at, user=REVIEWER)[0] == 403
    assert team.refusal("approvals.comment", {}, **at)[0] == 400
    team.ask("approvals.comment", {"message": "Today?"}, **at)
    assert team.ask("approvals.cancel", {}, **at)["status"] == "CANCELLED"


def test_what_an_approval_needs_is_asked_for(team: Team, file_id: str) -> None:
    assert team.refusal("approvals.start", {}, fileId=file_id)[0] == 400
    assert team.refusal("approvals.start", BOTH, fileId=team.folder)[0] == 400
    assert team.refusal("approvals.start", BOTH | {"lockFile": True}, fileId=file_id)[0] == 501
    assert team.refusal("approvals.get", fileId=file_id, approvalId="x") == (404, "notFound")
    started(team, file_id)
    assert team.refusal("approvals.start", BOTH, fileId=file_id) == (400, "failedPrecondition")
