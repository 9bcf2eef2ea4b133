"""Approvals on the loopback Drive: asked once, answered by name, reset by an edit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from google.oauth2.credentials import Credentials

from summarizer.google.api import Google
from summarizer.google.approvals import DriveApprovals
from summarizer.google.retrying import Patience
from summarizer.google.transport import connect
from summarizer.ports import DocumentRef
from tests.google import desk, drive_access, drive_approvals, drive_hands, oauth
from tests.google.drive_approvals import Approval
from tests.google.server import Server
from tests.google_backend.scripted import scripted
from tracker.errors import NotFound, Refused, SignInNeeded, Unavailable

AGENT, REVIEWER, APPROVER = desk.AGENT, desk.REVIEWER, desk.APPROVER
WORDS = "SM-20261119-ABCD: your yes counts."


class Team:
    """A document in the shared folder, and the people who look at it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.file = drive_hands.new_file(
            server.world, "Uma Ray / 12345", desk.FOLDER_ID, user=AGENT
        )
        self.ref = DocumentRef("SM-20261119-ABCD", self.file, "Uma Ray / 12345", "https://doc/1")

    def sits_down(self, user: str = AGENT, token: str = "") -> DriveApprovals:
        given = token or oauth.mint(self.server.world, user)
        credentials = Credentials(token=given)  # type: ignore[no-untyped-call]  # google-auth has no types here
        patience = Patience(5, sleep=lambda _: None)
        return DriveApprovals(Google(connect(credentials, self.server.url, patience=patience)))

    def approvals(self) -> dict[str, Approval]:
        with self.server.world.lock:
            return drive_approvals.approvals_of(self.server.world.file(self.file))

    def edit(self) -> None:
        with self.server.world.lock:
            self.server.world.touch(self.server.world.file(self.file), REVIEWER)

    def says_yes(self, request: str, who: str) -> None:
        drive_hands.hand_approve(self.server.world, self.file, request, who)

    def says_no(self, request: str, who: str) -> None:
        drive_hands.hand_decline(self.server.world, self.file, request, who)

    def calls(self, method: str) -> int:
        return sum(name == f"drive.approvals.{method}" for name, _ in self.server.log)


@pytest.fixture
def team(google: Server) -> Team:
    return Team(google)


@pytest.mark.row("003.6.2", "003.6.5")
def test_people_are_asked_in_the_document_and_nobody_has_answered_yet(team: Team) -> None:
    request = team.sits_down().ask(team.ref, [REVIEWER, APPROVER], WORDS)
    (approval,) = team.approvals().values()
    assert (approval.id, approval.behavior) == (request, "RESET_APPROVAL")
    assert approval.log == [(AGENT, "start", WORDS)]
    asked = team.sits_down().read(team.ref, request)
    assert asked.answers == {REVIEWER: "", APPROVER: ""}
    assert (asked.id, asked.over, asked.revision, asked.newest) == (request, False, "", False)
    assert asked.url == team.ref.url


def test_asking_the_same_people_again_is_the_same_request(team: Team) -> None:
    first = team.sits_down().ask(team.ref, [REVIEWER, APPROVER], WORDS)
    again = team.sits_down().ask(team.ref, [APPROVER.upper(), REVIEWER], WORDS)
    assert first == again
    assert team.calls("start") == 1


def test_a_start_whose_answer_was_lost_is_found_again(team: Team) -> None:
    team.server.faults.add("cut-after", method="drive.approvals.start")
    with pytest.raises(Unavailable) as lost:
        team.sits_down().ask(team.ref, [REVIEWER], WORDS)
    assert lost.value.uncertain
    assert team.sits_down().ask(team.ref, [REVIEWER], WORDS) in team.approvals()
    assert len(team.approvals()) == 1


def test_one_yes_of_two_is_told_and_the_request_goes_on(team: Team) -> None:
    request = team.sits_down().ask(team.ref, [REVIEWER, APPROVER], WORDS)
    team.says_yes(request, REVIEWER)
    asked = team.sits_down().read(team.ref, request)
    assert asked.answers == {REVIEWER: "yes", APPROVER: ""}
    assert (asked.over, asked.revision) == (False, "")


@pytest.mark.row("003.6.5")
def test_a_yes_of_all_names_the_revision_which_an_edit_makes_an_older_one(team: Team) -> None:
    request = team.sits_down().ask(team.ref, [APPROVER], WORDS)
    team.says_yes(request, APPROVER)
    asked = team.sits_down().read(team.ref, request)
    assert (asked.answers, asked.over, asked.newest) == ({APPROVER: "yes"}, True, True)
    completed = team.approvals()[request].completed
    assert asked.at
    assert completed
    assert abs(asked.at - completed) < timedelta(milliseconds=1)
    team.edit()
    later = team.sits_down().read(team.ref, request)
    assert (later.answers, later.revision) == ({APPROVER: "yes"}, asked.revision)
    assert not later.newest


def test_an_edit_takes_the_answers_back_while_others_are_still_asked(team: Team) -> None:
    request = team.sits_down().ask(team.ref, [REVIEWER, APPROVER], WORDS)
    team.says_yes(request, REVIEWER)
    team.edit()
    asked = team.sits_down().read(team.ref, request)
    assert asked.answers == {REVIEWER: "", APPROVER: ""}
    assert not asked.over


def test_a_no_ends_the_request_and_the_next_one_is_a_new_one(team: Team) -> None:
    request = team.sits_down().ask(team.ref, [REVIEWER, APPROVER], WORDS)
    team.says_yes(request, REVIEWER)
    team.says_no(request, APPROVER)
    asked = team.sits_down().read(team.ref, request)
    assert asked.answers == {REVIEWER: "yes", APPROVER: "no"}
    assert (asked.over, asked.revision) == (True, "")
    assert team.sits_down().ask(team.ref, [REVIEWER, APPROVER], WORDS) != request


def test_a_request_of_ours_makes_room_for_one_to_others(team: Team) -> None:
    first = team.sits_down().ask(team.ref, [REVIEWER], WORDS)
    second = team.sits_down().ask(team.ref, [APPROVER], WORDS)
    assert team.approvals()[first].status == "CANCELLED"
    assert team.sits_down().read(team.ref, first).over
    assert team.sits_down(REVIEWER).ask(team.ref, [AGENT], WORDS, [second]) != second
    assert team.approvals()[second].status == "CANCELLED"


def test_a_request_of_somebody_else_is_let_be(team: Team) -> None:
    theirs = drive_hands.hand_start_approval(team.server.world, team.file, APPROVER, [REVIEWER])
    with pytest.raises(Refused) as refused:
        team.sits_down().ask(team.ref, [APPROVER], WORDS)
    assert "Alan Approver has asked for an approval there that isn't over" in refused.value.why
    assert "summarizer approve CASE --by WHO" in refused.value.fix
    assert team.approvals()[theirs].status == "IN_PROGRESS"


@pytest.mark.parametrize("late", [True, False])
def test_an_id_that_comes_late_is_looked_for(team: Team, *, late: bool) -> None:
    drive_access.state(team.server.world).approval_id_late = late
    request = team.sits_down().ask(team.ref, [REVIEWER], WORDS)
    assert request in team.approvals()
    assert team.calls("list") == (2 if late else 1)


def test_without_an_id_the_newest_request_is_read(team: Team) -> None:
    with pytest.raises(NotFound):
        team.sits_down().read(team.ref, "")
    first = team.sits_down().ask(team.ref, [REVIEWER], WORDS)
    team.says_yes(first, REVIEWER)
    second = team.sits_down().ask(team.ref, [APPROVER], WORDS)
    assert team.sits_down().read(team.ref, "").id == second


def test_a_request_that_is_gone_is_not_found(team: Team) -> None:
    with pytest.raises(NotFound):
        team.sits_down().read(team.ref, "nothing")


# --- many at once -------------------------------------------------------------------------------


def many(team: Team, count: int) -> list[tuple[DocumentRef, str]]:
    """As many documents, each with an approval that waits; the id of every third isn't known."""
    found = []
    for number in range(count):
        file = drive_hands.new_file(team.server.world, "Uma Ray", desk.FOLDER_ID, user=AGENT)
        made = drive_approvals.begin(
            team.server.world, team.server.world.file(file), AGENT, [REVIEWER]
        )
        ref = DocumentRef(f"SM-{number}", file, "Uma Ray", "")
        found.append((ref, made.id if number % 3 else ""))
    return found


def test_many_are_read_a_hundred_a_request_and_each_once(team: Team) -> None:
    asked = many(team, 150)
    approvals = team.sits_down()
    approvals.look_ahead(asked)
    assert [name for name, _ in team.server.log] == ["drive.batch"] * 2
    assert all(approvals.read(*each).answers == {REVIEWER: ""} for each in asked)
    assert len(team.server.log) == 2
    drive_hands.hand_approve(team.server.world, asked[1][0].id, asked[1][1], REVIEWER)
    assert approvals.read(*asked[1]).answers == {REVIEWER: "yes"}


def test_one_that_is_gone_is_told_of_itself_and_those_that_met_a_limit_are_asked_again(
    team: Team,
) -> None:
    gone, limited, good = (ref for ref, _ in many(team, 3))
    names = [
        next(iter(drive_approvals.approvals_of(team.server.world.file(r.id))))
        for r in (limited, good)
    ]
    asked = [(gone, "nothing"), (limited, names[0]), (good, names[1])]
    team.server.faults.add("403", method="drive.approvals.get", after=1, times=2)
    approvals = team.sits_down()
    approvals.look_ahead(asked)
    assert len(team.server.log) == 2
    assert [approvals.read(*each).answers for each in asked[1:]] == [{REVIEWER: ""}] * 2
    assert len(team.server.log) == 2
    with pytest.raises(NotFound):
        approvals.read(*asked[0])


@pytest.mark.parametrize("kind", ["503", "cut-after"])
def test_where_many_cannot_be_read_each_says_so_and_none_is_waited_for_again(
    team: Team, kind: str
) -> None:
    asked = many(team, 3)
    team.server.faults.add(kind, method="drive.batch", times=None)
    approvals = team.sits_down()
    approvals.look_ahead(asked)
    tried = len(team.server.log)
    for each in asked:
        with pytest.raises(Unavailable):
            approvals.read(*each)
    assert len(team.server.log) == tried
    team.server.faults.clear()
    assert approvals.read(*asked[0]).answers == {REVIEWER: ""}


# --- where it can't be done ---------------------------------------------------------------------


def no_edition(team: Team) -> None:
    drive_access.state(team.server.world).approvals = False


def no_right(team: Team) -> None:
    drive_hands.forbid(team.server.world, team.file, "canStartApproval")


@pytest.mark.parametrize("take_away", [no_edition, no_right])
def test_where_approvals_cannot_be_had_that_is_refused_with_what_google_says(
    team: Team, take_away: Callable[[Team], None]
) -> None:
    take_away(team)
    with pytest.raises(Refused) as refused:
        team.sits_down().ask(team.ref, [REVIEWER], WORDS)
    assert refused.value.what == "An approval can't be asked for in the document"
    assert "does not have sufficient permissions" in refused.value.why
    assert team.approvals() == {}


def test_a_service_account_is_refused(team: Team) -> None:
    robot = "desk@loopback.iam.gserviceaccount.com"
    team.server.world.accounts[robot] = "desk"
    drive_hands.share(team.server.world, desk.DRIVE, robot, "fileOrganizer")
    with pytest.raises(Refused):
        team.sits_down(robot).ask(team.ref, [REVIEWER], WORDS)


def test_a_limit_or_a_sign_in_that_is_too_small_is_not_taken_for_no(team: Team) -> None:
    team.server.faults.add("403", method="drive.approvals.start", times=None)
    with pytest.raises(Unavailable):
        team.sits_down().ask(team.ref, [REVIEWER], WORDS)
    team.server.faults.clear()
    small = oauth.mint(team.server.world, AGENT, ["https://www.googleapis.com/auth/drive.readonly"])
    with pytest.raises(SignInNeeded):
        team.sits_down(token=small).ask(team.ref, [REVIEWER], WORDS)


def test_who_hides_the_address_is_told_by_the_name_shown_and_never_as_an_address() -> None:
    """Schema: `emailAddress` may be absent. A name like an address, or a key, is only a name."""
    shown = [
        {"response": "APPROVED", "reviewer": {"displayName": "fay@example.com"}},
        {"response": "NO_RESPONSE", "reviewer": {"displayName": "fay"}},
        {"response": "DECLINED", "reviewer": {"emailAddress": "Finn@Example.com"}},
    ]
    running = {"approvalId": "a1", "status": "IN_PROGRESS", "reviewerResponses": shown}
    with scripted() as server:
        server.say(200, running)
        server.say(200, {"items": [running]})
        credentials = Credentials(token="t")  # type: ignore[no-untyped-call]  # noqa: S106 - no types there; it opens nothing
        approvals = DriveApprovals(Google(connect(credentials, server.url)))
        asked = approvals.read(DocumentRef("SM-1", "d1", "", ""), "a1")
        again = approvals.ask(
            DocumentRef("SM-1", "d1", "", ""),
            [f"f{n}@example.com" for n in "ay"] + ["finn@example.com"],
            "",
        )
    assert asked.answers == {"finn@example.com": "no"}
    assert asked.unnamed == (("fay@example.com", "yes"), ("fay", ""))
    assert again == "a1"
