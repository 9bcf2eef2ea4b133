"""The rows of the helpdesk where it is connected; elsewhere they are shown as to-dos."""

from __future__ import annotations

import io

import pytest

from summarizer import helpdesk, helpdesk_news
from tests.desk import Desk
from tests.procedures import social
from tests.procedures.helpdesk import HELPDESK, begun, connected, message, state
from tests.zendesk import desk as there
from tests.zendesk.server import Server

__all__ = ["begun", "connected"]


@pytest.fixture
def support(desk: Desk, connected: Server) -> str:
    """A case from support about ticket 7, with a threat."""
    there.add(connected.world, there.OTHER, "Refund", "open")
    mail = desk.receive("escalation", **HELPDESK)
    number = str(desk("ack", "--mail", mail, "--json").json["case"])
    desk("set", number, "tickets", "#7")
    desk.do(number, "research", threat="yes", evidence="40,000 followers")
    return number


@pytest.fixture
def offline(desk: Desk, connected: Server) -> str:
    """An escalation to PR about Uma Ray, who has three tickets."""
    for status in ("new", "pending", "closed"):
        there.add(connected.world, there.OTHER, f"Uma {status}", status)
    return str(
        desk("ack", "--mail", desk.receive("pr"), "--answer", social.ANSWER, "--json").json["case"]
    )


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


# --- 003.4.3, 003.4.4: hold -----------------------------------------------------------------


@pytest.mark.row("003.4.3", "003.4.4")
def test_the_issues_open_and_pending_tickets_are_held_with_the_note(
    desk: Desk, connected: Server, begun: str
) -> None:
    assert state(connected, 2) == state(connected, 3) == ("hold", True)
    for number in (2, 3):
        assert there.notes(connected.world, number) == [("EE is handling", False)]
    assert "hold-tickets" not in desk.todos(begun)
    assert desk.case(begun).last("tickets held") is not None


@pytest.mark.row("003.4.3")
def test_other_tickets_of_the_user_stay_as_they_are(
    desk: Desk, connected: Server, begun: str
) -> None:
    there.add(connected.world, there.USER, "Another issue", "open")
    desk("set", begun, "tickets", "1 4 5 2")
    said = desk.do(begun, "hold-tickets").out
    for number, status in ((1, "new"), (4, "hold"), (5, "solved"), (7, "open")):
        assert state(connected, number) == (status, False)
        assert there.notes(connected.world, number) == []
    assert "left    1: it is new" in said


@pytest.mark.row("003.4.3")
def test_which_tickets_belong_to_the_issue_a_person_says(desk: Desk, connected: Server) -> None:
    number = social.ack(desk, social.receive(desk), *social.USER)
    desk("start", number)
    words = desk.todos(number)["hold-tickets"]
    assert "EE is handling\n\n2 (open) A open ticket\n3 (pending) A pending ticket\n" in words
    assert f"summarizer set {number} tickets NUMBER,NUMBER" in words
    assert [state(connected, n)[0] for n in (2, 3)] == ["open", "pending"]
    desk("set", number, "tickets", "3")
    desk.do(number, "hold-tickets")
    assert [state(connected, n)[0] for n in (2, 3)] == ["open", "hold"]
    assert "hold-tickets" not in desk.todos(number)


def test_another_users_ticket_is_not_touched(desk: Desk, connected: Server, begun: str) -> None:
    there.add(connected.world, there.OTHER, "Not Jane's", "open")
    desk("set", begun, "tickets", "7,99")
    desk.do(begun, "hold-tickets")
    assert state(connected, 7) == ("open", False)
    assert desk.todos(begun)["hold-tickets"].endswith(
        "7: it is another user's\n99: the helpdesk has no such ticket"
    )


def test_a_ticket_that_somebody_was_faster_with_is_left_as_a_to_do(
    desk: Desk, connected: Server
) -> None:
    number = social.ack(desk, social.receive(desk), *social.USER)
    desk("set", number, "tickets", "2,3")
    connected.faults.add(
        "edit",
        method="tickets.update",
        edit=lambda world: there.change(world, 2, there.COLLEAGUE, status="solved"),
    )
    desk("start", number)
    assert state(connected, 2)[0] == "solved"
    assert state(connected, 3) == ("hold", True)
    words = desk.todos(number)["hold-tickets"]
    assert "2: somebody changed it since it was read; it was left as it is" in words
    assert desk.case(number).last("tickets held") is None
    desk("done", number, "hold-tickets")
    assert desk.case(number).last("tickets held") is not None


def test_a_command_that_was_interrupted_notes_once(desk: Desk, connected: Server) -> None:
    number = social.ack(desk, social.receive(desk), *social.USER)
    desk("set", number, "tickets", "2,3")
    connected.faults.add("429", method="tickets.update", after=1, times=None, retry_after=600)
    desk("start", number, code=6)
    assert [state(connected, n)[0] for n in (2, 3)] == ["hold", "pending"]
    connected.faults.clear()
    assert "went on where it had stopped" in desk("start", number).out
    assert state(connected, 2) == state(connected, 3) == ("hold", True)
    assert there.notes(connected.world, 2) == [("EE is handling", False)]
    desk("undo", number)
    assert [state(connected, n) for n in (2, 3)] == [("open", False), ("pending", False)]


def test_undo_gives_the_tickets_back_but_for_what_others_changed(
    desk: Desk, connected: Server, begun: str
) -> None:
    there.change(connected.world, 3, there.COLLEAGUE, status="solved")
    said = desk("undo", begun).out
    assert "3 changed since: left as they are. Internal notes stay in the tickets." in said
    assert state(connected, 2) == ("open", False)
    assert state(connected, 3)[0] == "solved"


def test_a_helpdesk_that_is_away_leaves_the_to_do(desk: Desk, connected: Server) -> None:
    connected.faults.add("429", times=None, retry_after=600)
    number = social.ack(desk, social.receive(desk), *social.USER)
    desk("start", number)
    words = desk.todos(number)["hold-tickets"]
    assert words.startswith("Take the Open and Pending tickets of Jane Doe")
    assert "Not done in the helpdesk: Could not look for the user." in words
    assert "within 24-48 hrs" in desk.todos(number)["ticket-to-user"]


def test_who_is_no_agent_there_gets_the_to_do(desk: Desk, connected: Server) -> None:
    assert connected.url
    desk.sits("sam")
    number = social.ack(desk, social.receive(desk), *social.USER)
    desk("start", number)
    assert "Zendesk has no agent sam.okafor@example.com." in desk.todos(number)["hold-tickets"]


def test_a_wrong_token_is_told_before_anything_is_done(
    desk: Desk, connected: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = social.ack(desk, social.receive(desk), *social.USER)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_TOKEN", "wrong")
    assert "Zendesk does not take the token" in desk("start", number, code=4).err
    assert list((desk.root / "Social Media Folder").iterdir()) == []
    assert {status for _, status in connected.log} == {401}


# --- 003.7.4: take all ----------------------------------------------------------------------


@pytest.mark.row("003.7.4")
def test_all_tickets_of_the_user_are_taken_without_hold_or_note(
    desk: Desk, connected: Server, offline: str
) -> None:
    said = desk.do(offline, "take-tickets").out
    assert "tickets changed: 7, 8" in said
    assert state(connected, 7) == ("open", True)
    assert state(connected, 8) == ("pending", True)
    assert state(connected, 9) == ("closed", False)
    assert [there.notes(connected.world, n) for n in (7, 8, 9)] == [[], [], []]
    assert state(connected, 2) == ("open", False), "another user's"
    assert "take-tickets" not in desk.todos(offline)
    assert desk.case(offline).stage == "working"


def test_the_preview_names_the_tickets_and_takes_none(
    desk: Desk, connected: Server, offline: str
) -> None:
    said = desk("do", offline, "take-tickets", "--dry-run").out
    assert "assign to dana.reyes@example.com tickets 7, 8" in said
    assert state(connected, 7) == ("new", False)


def test_taken_tickets_can_be_given_back(desk: Desk, connected: Server, offline: str) -> None:
    desk.do(offline, "take-tickets")
    desk("undo", offline)
    assert state(connected, 7) == ("open", False), "no ticket can be new again"
    assert connected.world.tickets[7].assignee_id is None
    colleague = there.person(connected.world, there.COLLEAGUE).id
    assert connected.world.tickets[8].assignee_id == colleague


def test_a_user_whom_the_helpdesk_does_not_know_leaves_the_to_do(
    desk: Desk, connected: Server, offline: str
) -> None:
    del connected.world.users[202]
    desk.do(offline, "take-tickets")
    assert desk.todos(offline)["take-tickets"].endswith("The helpdesk doesn't know the user.")


def test_a_user_without_tickets_is_told_as_that(desk: Desk, connected: Server) -> None:
    assert connected.url
    number = str(
        desk("ack", "--mail", desk.receive("pr"), "--answer", social.ANSWER, "--json").json["case"]
    )
    said = desk.do(number, "take-tickets").out
    assert "tickets changed: none; the user has no ticket that can be assigned" in said
    assert desk.case(number).stage == "working"


def test_who_has_thousands_of_tickets_is_waited_for_with_a_word(
    desk: Desk, connected: Server, offline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(1_000):
        there.add(connected.world, there.OTHER, "Again", "open")
    monkeypatch.setattr("io.StringIO", Terminal)
    said = desk.do(offline, "take-tickets")
    assert said.err == "1,000 tickets so far\n1,000 tickets of 1,002 so far\n"
    assert "and 982 more" in said.out
    assert connected.asked("users.requested") == 11
    assert connected.asked("tickets.update_many") == 11
    assert "1002 tickets stay as they are now" in desk("undo", offline, "--yes").out


# --- 003.8.5, 003.8.6: solved, or back to the team ------------------------------------------


@pytest.mark.row("003.8.5")
def test_the_ticket_is_solved_with_the_user_when_the_answer_is_sent(
    desk: Desk, connected: Server, support: str
) -> None:
    desk("resolve", support, "--outcome", "She has **her** refund.")
    assert state(connected, 7) == ("open", False), "nothing leaves by surprise"
    assert "alert-team" in desk.todos(support)
    desk.do(support, "send", message="solve-ticket")
    assert state(connected, 7) == ("solved", True)
    assert there.notes(connected.world, 7) == [("She has **her** refund.", True)]
    assert desk.case(support).last("ticket solved") is not None


def test_a_ticket_that_was_solved_meanwhile_is_not_answered_twice(
    desk: Desk, connected: Server, support: str
) -> None:
    desk("resolve", support, "--outcome", "She has her refund.")
    there.change(connected.world, 7, there.COLLEAGUE, status="closed")
    said = desk.do(support, "send", message="solve-ticket", code=5).err
    assert "7: it is closed: it can't be changed" in said
    assert message(desk, support, "solve-ticket") == "drafted"


@pytest.mark.row("003.8.6")
def test_it_goes_back_to_the_team_with_notes(desk: Desk, connected: Server, support: str) -> None:
    desk.do(support, "reassign", notes="We can't refund this.", team="Mediation")
    ticket = connected.world.tickets[7]
    assert (ticket.group_id, ticket.assignee_id) == (there.MEDIATION, None)
    assert there.notes(connected.world, 7) == [("We can't refund this.", False)]
    assert desk.todos(support) == {}
    case = desk.case(support)
    assert case.last("notes added") is not None
    assert case.last("ticket reassigned") is not None


@pytest.mark.row("003.8.6")
def test_a_team_that_is_not_known_leaves_the_to_do(
    desk: Desk, connected: Server, support: str
) -> None:
    desk.do(support, "reassign", notes="We can't refund this.")
    assert there.notes(connected.world, 7) == [("We can't refund this.", False)]
    assert f"summarizer set {support} team GROUP" in desk.todos(support)["reassign-ticket"]
    assert connected.world.tickets[7].group_id == there.EE


def test_a_team_that_the_helpdesk_has_not_is_refused_before_the_note(
    desk: Desk, connected: Server, support: str
) -> None:
    before = desk.everything()
    said = desk.do(support, "reassign", notes="We can't refund this.", team="Nobody", code=2).err
    assert "Zendesk has no group 'Nobody'" in said
    assert "It has: EE, Mediation." in said
    assert there.notes(connected.world, 7) == []
    assert desk.everything() == before


# --- what others did, and doctor ------------------------------------------------------------


def test_what_others_did_to_a_cases_tickets_is_told_once(
    desk: Desk, connected: Server, begun: str
) -> None:
    def news() -> dict[str, list[str]]:
        with desk.workspace() as workspace:
            return helpdesk_news.take_in(workspace, workspace.tracker.load([begun]))

    assert news() == {}
    there.write(connected.world, 2, there.COLLEAGUE, "I know her.")
    there.change(connected.world, 3, there.COLLEAGUE, status="solved")
    asked = len(connected.log)
    assert news() == {
        begun: [
            "ticket 2: Omar Haddad: internal note: I know her.",
            "ticket 3: Omar Haddad: status: hold → solved",
        ]
    }
    assert news() == {}
    assert len(connected.log) - asked <= 6
    before = len(connected.log)
    assert news() == {}
    assert len(connected.log) - before == 1, "nothing changed: one request"


def test_without_a_helpdesk_nothing_is_asked(desk: Desk, started: str) -> None:
    with desk.workspace() as workspace:
        assert helpdesk_news.take_in(workspace, workspace.tracker.load([started])) == {}
        assert helpdesk.state(workspace).startswith("not connected")


def test_doctor_can_say_how_the_helpdesk_is_connected(desk: Desk, connected: Server) -> None:
    assert connected.url
    with desk.workspace() as workspace:
        assert helpdesk.state(workspace) == "as Dana Reyes (agent); groups: EE, Mediation"
