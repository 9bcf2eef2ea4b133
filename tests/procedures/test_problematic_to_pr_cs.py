from __future__ import annotations

import pytest

from tests.desk import Desk

NAME = "problematic-to-pr-cs"
FROM_HELPDESK = {"message_id": "<T1_sprut@desk.zendesk.com>", "x_mailer": "Zendesk Mailer"}
FINDING = {"threat": "yes", "evidence": "40,000 followers, 3 posts today"}


def acknowledged(desk: Desk) -> str:
    mail = desk.receive("escalation", **FROM_HELPDESK)
    return str(desk("ack", "--mail", mail, "--json").json["case"])


@pytest.fixture
def located(desk: Desk) -> str:
    """A case whose ticket was found."""
    number = acknowledged(desk)
    desk("set", number, "tickets", "4711")
    return number


@pytest.fixture
def researched(desk: Desk, located: str) -> str:
    """A case with a threat."""
    desk.do(located, "research", FINDING)
    return located


@pytest.mark.row("003.8.1")
def test_a_mail_of_the_helpdesk_to_the_pr_list_is_for_this_procedure(desk: Desk) -> None:
    number = acknowledged(desk)
    assert number.startswith("PC-20261119-")
    assert desk.case(number).procedure == NAME
    said = desk("intake", desk.receive("escalation", **FROM_HELPDESK), "--json").json
    assert said["procedure"] == NAME
    said = desk("intake", desk.receive("by-hand"), "--json").json
    assert said["procedure"] == "problematic-to-pr-social"


@pytest.mark.row("003.8.2")
def test_the_ticket_is_located_in_the_queue(desk: Desk) -> None:
    number = acknowledged(desk)
    assert desk.todos(number)["locate-ticket"] == (
        "Locate the ticket of “Unhappy user” in the EE queue;"
        f" then: summarizer set {number} tickets NUMBER"
    )
    assert desk.case(number).stage == "acknowledged"


@pytest.mark.row("003.8.2")
def test_nothing_is_researched_before_its_ticket_is_known(desk: Desk) -> None:
    number = acknowledged(desk)
    said = desk.do(number, "research", FINDING, code=5)
    assert "003.8.2: tickets is missing" in said.err
    desk("set", number, "tickets", "4711")
    desk.do(number, "research", FINDING)
    assert desk.row(number).cells["Tickets"] == "4711"


@pytest.mark.row("003.8.3")
def test_the_threat_and_what_shows_it_are_required(desk: Desk, located: str) -> None:
    assert "research needs threat" in desk.do(located, "research", evidence="x", code=2).err
    lacking = desk.do(located, "research", threat="yes", code=2).err
    assert "research needs evidence" in lacking
    assert f"summarizer do {located} research --field threat=yes --field evidence=TEXT" in lacking
    said = desk.do(located, "research", FINDING | {"threat": "perhaps"}, code=5)
    assert "003.8.3: threat is 'perhaps', not one of: yes, no." in said.err
    desk.do(located, "research", FINDING)
    facts = desk.case(located).facts
    assert facts["threat"] == "yes"
    assert facts["threat_evidence"] == "40,000 followers, 3 posts today"
    assert desk.row(located).cells["Threat"] == "yes"


def test_a_second_look_replaces_the_first(desk: Desk, researched: str) -> None:
    desk.do(researched, "research", threat="no", evidence="The posts are deleted.")
    assert desk.case(researched).facts["threat"] == "no"
    desk("undo", researched)
    assert desk.case(researched).facts["threat"] == "yes"


@pytest.mark.row("003.8.4", "003.8.5")
def test_resolved_is_two_to_dos(desk: Desk, researched: str) -> None:
    desk("resolve", researched, "--outcome", "She has her refund.")
    todos = desk.todos(researched)
    assert todos["solve-ticket"] == "Solve ticket 4711 with the user: She has her refund."
    assert todos["alert-team"] == (
        "Tell the escalating team that the issue of Uma Ray is resolved: She has her refund."
    )
    row = desk.row(researched)
    assert (row.tab, row.cells["Stage"]) == ("Social Media Complete 2026", "resolved")
    desk("done", researched, "solve-ticket")
    desk("done", researched, "alert-team")
    case = desk.case(researched)
    assert case.last("ticket solved") is not None
    assert case.last("team alerted") is not None


@pytest.mark.row("003.8.6")
def test_without_a_threat_it_goes_back_and_is_not_resolved(desk: Desk, located: str) -> None:
    desk.do(located, "research", threat="no", evidence="No account anywhere.")
    said = desk("resolve", located, "--outcome", "Done.", code=5)
    assert "003.8.6: threat is no, not yes." in said.err
    assert f"summarizer do {located} reassign --field notes=TEXT" in said.err


@pytest.mark.row("003.8.6")
@pytest.mark.parametrize("threat", ["yes", "no"])
def test_it_goes_back_to_the_escalating_team_with_notes(
    desk: Desk, located: str, threat: str
) -> None:
    desk.do(located, "research", FINDING | {"threat": threat})
    assert "reassign needs notes" in desk.do(located, "reassign", code=2).err
    desk.do(located, "reassign", notes="We can't refund this.")
    todos = desk.todos(located)
    assert todos["add-notes"] == "Add to ticket 4711 the internal note: We can't refund this."
    assert todos["reassign-ticket"] == ("Reassign ticket 4711 to the group of the escalating team.")
    row = desk.row(located)
    assert (row.tab, row.cells["Stage"]) == ("Social Media Complete 2026", "reassigned")
    said = desk("resolve", located, "--outcome", "Done.", code=5)
    assert "is reassigned" in said.err


@pytest.mark.row("003.8.7")
def test_no_mail_is_drafted_at_any_step(desk: Desk, researched: str) -> None:
    desk("resolve", researched, "--outcome", "She has her refund.")
    assert desk.mails(researched) == {}
    assert list((desk.root / "outbox").iterdir()) == []


@pytest.mark.row("003.8.7")
@pytest.mark.parametrize("verb", ["start", "request-review", "request-approval", "complete"])
def test_no_summary_is_made(desk: Desk, researched: str, verb: str) -> None:
    said = desk(verb, researched, code=5)
    assert "003.8.7: no summary in this flow." in said.err
    assert list((desk.root / "Social Media Folder").iterdir()) == []


@pytest.mark.row("003.8.7")
@pytest.mark.parametrize("verb", ["reviewed", "approve"])
def test_there_is_no_summary_to_review_or_approve(desk: Desk, researched: str, verb: str) -> None:
    assert "003.8.7: no summary in this flow." in desk(verb, researched, "--by", "fay", code=5).err


@pytest.mark.row("003.8.7")
def test_the_user_gets_no_mail_from_the_response_alias(desk: Desk, researched: str) -> None:
    said = desk.do(researched, "reply-to-user", answer="Your refund is on its way.", code=5)
    assert "003.8.7: no mail to the user from the response alias in this flow." in said.err


def test_it_can_end_without_its_outcome(desk: Desk, researched: str) -> None:
    desk("cancel", researched, "The user wrote to us instead.")
    assert desk.row(researched).cells["Stage"] == "cancelled"


def test_without_a_mail_the_ticket_is_that_of_the_case(desk: Desk) -> None:
    opened = ("ack", "Cleo Comment", "7", "--procedure", NAME, "--json")
    for number in (desk.open(NAME, "a call from support", "ack", {}), desk(*opened).json["case"]):
        assert desk.todos(number)["locate-ticket"].startswith(f"Locate the ticket of {number} in")
    assert desk.case(number).facts["user.name"] == "Cleo Comment"
    assert desk(*opened).json["already_done"] is True
