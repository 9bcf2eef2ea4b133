from __future__ import annotations

import subprocess
import sys

import pytest

from tests.desk import Desk, Said

TICKET = {"name": "Uma Ray", "email": "uma.ray@corp.example.com", "ticket": "77"}


def submitted(desk: Desk) -> str:
    return desk.open("tier-2", "77", "submit", TICKET)


def refused(said: Said, rule: str) -> str:
    """What a refusal says; it names the rule."""
    assert f"  {rule}: " in said.err, said.err
    return said.err


@pytest.fixture
def claimed(desk: Desk) -> str:
    """A ticket that Dana has."""
    number = submitted(desk)
    desk.do(number, "claim", by="dana")
    return number


@pytest.fixture
def with_tier_2(desk: Desk, claimed: str) -> str:
    """Dana's ticket, which Tess of Tier 2 has pulled."""
    desk.do(claimed, "stuck", note="The export stops at line 12.")
    desk.do(claimed, "pull", by="tess")
    return claimed


# --- a ticket comes in ---------------------------------------------------------------------


@pytest.mark.row("002.2")
@pytest.mark.parametrize("host", ["gmail.com", "Hotmail.com", "yahoo.com", "mail.yahoo.com"])
def test_an_end_user_with_a_free_mail_address_is_refused(desk: Desk, host: str) -> None:
    said = desk.refuse_to_open("tier-2", "77", "submit", TICKET | {"email": f"uma@{host}"})
    assert f"002.2: {host.lower()} is not an employer's domain." in said


@pytest.mark.row("002.3")
def test_a_user_is_placed_in_the_organization_of_the_address(desk: Desk) -> None:
    number = submitted(desk)
    assert desk.row(number).cells["Organization"] == "Example Corporation"
    assert "of Uma Ray (Example Corporation) is new" in desk.todos(number)["tell-group"]


@pytest.mark.row("002.3")
def test_a_domain_that_no_partner_has_sent_is_refused(desk: Desk) -> None:
    address = "uma@not-corp.example.com"
    said = desk.refuse_to_open("tier-2", "77", "submit", TICKET | {"email": address})
    assert "002.3: not-corp.example.com is the domain of no supported organization." in said
    own = desk.root / "templates" / "tier-2" / "procedure.toml"
    assert f" to {own}\n  Add a domain that the partner sent to `organizations` in {own}\n" in said
    assert "tier-2/procedure.toml" in said


@pytest.mark.row("002.15")
def test_a_case_is_known_by_its_ticket_and_there_is_none_without(desk: Desk) -> None:
    without = {"name": "Uma Ray", "email": "uma.ray@corp.example.com"}
    said = desk.refuse_to_open("tier-2", "77", "submit", without, code=2)
    assert "submit needs ticket" in said
    number = submitted(desk)
    assert desk.case(number).facts["thread.root"] == "ticket:77"
    assert desk.row(number).cells["Ticket"] == "77"
    assert "already done" in desk("do", "77", "submit", "--procedure", "tier-2").out


@pytest.mark.row("002.4")
def test_every_member_of_the_group_is_told_of_a_new_ticket(desk: Desk) -> None:
    number = submitted(desk)
    assert desk.todos(number) == {
        "tell-group": (
            "Mail every member of the client support group: ticket 77 of Uma Ray (Example"
            " Corporation) is new. The first to open it and click the link has it."
        )
    }
    desk("done", number, "tell-group")
    assert desk.case(number).last("group told") is not None
    assert desk.todos(number) == {}


def test_only_a_new_ticket_opens_a_case(desk: Desk) -> None:
    said = desk.refuse_to_open("tier-2", "77", "claim", {"by": "dana"})
    assert "claim is refused" in said
    assert "is not begun" in said
    assert "What can be done now: submit." in said
    desk.refuse_to_open("tier-2", "77", "set", {"field": "owner", "value": "dana"})


# --- who has it ----------------------------------------------------------------------------


@pytest.mark.row("002.1")
def test_only_a_member_of_the_group_can_claim(desk: Desk) -> None:
    number = submitted(desk)
    said = desk.do(number, "claim", by="tess", code=5)
    assert "tess is not one of dana, sam." in refused(said, "002.1")
    desk.do(number, "claim", by="Sam Okafor")
    assert desk.case(number).owner == "sam"


@pytest.mark.row("002.5")
def test_the_first_to_claim_has_the_ticket(desk: Desk) -> None:
    number = submitted(desk)
    assert desk.case(number).owner == ""
    desk.do(number, "claim", by="dana")
    said = desk.do(number, "claim", by="sam", code=5)
    assert "owner is dana" in refused(said, "002.5")
    cells = desk.row(number).cells
    assert (cells["Owner"], cells["Assignee"], cells["Stage"]) == ("dana", "dana", "tier 1")


@pytest.mark.row("002.5")
def test_of_two_who_claim_at_once_one_has_the_ticket(desk: Desk) -> None:
    number = submitted(desk)
    run = "import sys; from summarizer.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", run, "-w", str(desk.root), "do", number, "claim"]
    claims = {
        who: subprocess.Popen(
            [*command, "--field", f"by={who}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for who in ("dana", "sam")
    }
    said = {who: claim.communicate()[1] for who, claim in claims.items()}
    codes = {who: claim.returncode for who, claim in claims.items()}
    assert sorted(codes.values()) == [0, 5], said
    case = desk.case(number)
    assert [e.sets["owner"] for e in case.of_kind("claimed")] == [case.owner]
    assert codes[case.owner] == 0


@pytest.mark.row("002.6")
def test_every_member_of_the_group_is_told_of_the_claim(desk: Desk, claimed: str) -> None:
    words = "Mail every member of the client support group: dana has ticket 77."
    assert desk.todos(claimed)["tell-claim"] == words


def test_a_claim_that_was_taken_back_leaves_the_ticket_to_others(desk: Desk, claimed: str) -> None:
    desk("undo", claimed)
    assert desk.case(claimed).owner == ""
    assert desk.case(claimed).stage == "received"
    desk.do(claimed, "claim", by="sam")
    assert desk.case(claimed).owner == "sam"
    assert desk.todos(claimed)["tell-claim-2"].endswith("sam has ticket 77.")


# --- to Tier 2 and back --------------------------------------------------------------------


@pytest.mark.row("002.7", "002.8", "002.16")
def test_who_is_stuck_comments_privately_and_hands_the_ticket_to_the_group(
    desk: Desk, claimed: str
) -> None:
    assert "stuck needs note" in desk.do(claimed, "stuck", code=2).err
    desk.do(claimed, "stuck", note="The export stops at line 12.")
    assert desk.todos(claimed)["to-tier-2"] == (
        "On the web site, not by mail (002.16): add a private comment to ticket 77"
        " (uncheck “Requester can see this comment”): The export stops at line 12.\n"
        "Then reassign it to the group Tier 2 Support."
        " Do not assign it to a specific assignee (002.8)."
    )


@pytest.mark.row("002.7", "002.8")
def test_a_ticket_that_was_handed_over_is_the_groups_and_no_persons(
    desk: Desk, claimed: str
) -> None:
    desk.do(claimed, "stuck", note="The export stops at line 12.")
    facts, cells = desk.case(claimed).facts, desk.row(claimed).cells
    assert facts["group"] == "Tier 2 Support"
    assert "assignee" not in facts
    assert cells["Assignee"] is None
    assert cells["Stage"] == "tier 2 queue"


@pytest.mark.row("002.9")
def test_a_tier_2_agent_who_pulls_the_ticket_is_its_assignee(desk: Desk, with_tier_2: str) -> None:
    cells = desk.row(with_tier_2).cells
    assert (cells["Assignee"], cells["Owner"], cells["Stage"]) == ("tess", "dana", "tier 2")


@pytest.mark.row("002.9")
def test_a_ticket_that_is_assigned_is_not_pulled_again(desk: Desk, claimed: str) -> None:
    desk.do(claimed, "stuck", note="The export stops at line 12.")
    desk.do(claimed, "set", field="assignee", value="tess")
    said = desk.do(claimed, "pull", by="theo", code=5)
    assert "assignee is tess, not empty." in refused(said, "002.9")


@pytest.mark.row("002.10")
def test_tier_2_comments_and_gives_the_ticket_back_to_the_agent_it_came_from(
    desk: Desk, with_tier_2: str
) -> None:
    assert "returned needs note" in desk.do(with_tier_2, "returned", by="tess", code=2).err
    said = desk.do(with_tier_2, "returned", by="theo", note="Look at the last line.", code=5)
    assert "That is for tess, not for theo." in refused(said, "002.10")
    desk.do(with_tier_2, "returned", by="tess", note="Look at the last line.")
    cells = desk.row(with_tier_2).cells
    assert (cells["Assignee"], cells["Stage"]) == ("dana", "tier 1")
    back = desk.case(with_tier_2).last("handed back to tier 1")
    assert back is not None
    assert back.note == "Look at the last line."


@pytest.mark.row("002.11")
def test_tier_1_answers_the_end_user_in_public(desk: Desk, with_tier_2: str) -> None:
    desk.do(with_tier_2, "returned", by="tess", note="Look at the last line.")
    desk.do(with_tier_2, "answer", note="Please send the file again.")
    assert desk.todos(with_tier_2)["public-comment"] == (
        "Add a comment to ticket 77 that the requester can see: Please send the file again."
    )


@pytest.mark.row("002.11")
def test_tier_1_gives_the_ticket_back_to_that_agent_and_not_to_the_group(
    desk: Desk, with_tier_2: str
) -> None:
    desk.do(with_tier_2, "returned", by="tess", note="Look at the last line.")
    desk.do(with_tier_2, "back", note="The last line is empty.")
    assert desk.todos(with_tier_2)["back-to-tier-2"] == (
        "Add a private comment to ticket 77: The last line is empty.\n"
        "Then change its assignee back to tess."
    )
    cells = desk.row(with_tier_2).cells
    assert (cells["Assignee"], cells["Stage"]) == ("tess", "tier 2")


@pytest.mark.row("002.11")
def test_there_is_no_agent_to_give_back_to_before_one_pulled(desk: Desk, claimed: str) -> None:
    said = desk.do(claimed, "back", note="The last line is empty.", code=5)
    assert "tier2 is missing; it becomes known by: pull   A Tier 2 agent" in refused(said, "002.11")
    shown = desk("show", claimed).out
    assert f"summarizer do {claimed} stuck" in shown
    assert "tier2" not in shown
    assert f"do {claimed} back" not in shown


@pytest.mark.row("002.12")
def test_the_ticket_goes_to_and_fro_until_it_is_resolved(desk: Desk, with_tier_2: str) -> None:
    for turn in ("first", "second", "third"):
        desk.do(with_tier_2, "returned", by="tess", note=f"The {turn} idea.")
        desk.do(with_tier_2, "back", note=f"The {turn} idea did not help.")
    desk.do(with_tier_2, "resolve", code=5)
    said = desk.do(with_tier_2, "returned", by="tess", note="The fourth idea.")
    assert f"next: summarizer do {with_tier_2} back --field note=TEXT\n" in said.out
    assert {"back-to-tier-2", "back-to-tier-2-2", "back-to-tier-2-3"} <= desk.todos(
        with_tier_2
    ).keys()
    said = desk.do(with_tier_2, "resolve", note="The fourth idea helped.")
    assert "  left    not done: back-to-tier-2, " in said.out
    assert desk.todos(with_tier_2) == {}
    row = desk.row(with_tier_2)
    assert (row.tab, row.cells["Stage"]) == ("Help tickets complete 2026", "resolved")
    assert not row.open
    assert "already done" in desk.do(with_tier_2, "resolve").out
    said = desk.do(with_tier_2, "answer", note="One more thing.", code=5)
    assert "is resolved" in said.err


@pytest.mark.row("002.13")
def test_the_owner_stays_while_the_assignee_changes(desk: Desk, claimed: str) -> None:
    def who() -> tuple[str, str]:
        facts = desk.case(claimed).facts
        return facts["owner"], facts.get("assignee", "")

    assert who() == ("dana", "dana")
    desk.do(claimed, "stuck", note="The export stops at line 12.")
    assert who() == ("dana", "")
    desk.do(claimed, "pull", by="tess")
    assert who() == ("dana", "tess")
    desk.do(claimed, "returned", by="tess", note="Look at the last line.")
    assert who() == ("dana", "dana")


@pytest.mark.row("002.13")
def test_tier_2_never_answers_the_end_user(desk: Desk, with_tier_2: str) -> None:
    said = desk.do(with_tier_2, "answer", by="tess", note="Hello.", code=5)
    assert "answer is for: tier 1." in said.err
    desk.do(with_tier_2, "returned", by="tess", note="Look at the last line.")
    said = desk.do(with_tier_2, "answer", by="tess", note="Hello.", code=5)
    assert "That is for dana, not for tess." in refused(said, "002.13")
    desk.sits("sam")
    said = desk.do(with_tier_2, "answer", note="Hello.", code=5)
    assert "That is for dana, not for sam." in refused(said, "002.13")
    assert desk.case(with_tier_2).last("user answered") is None


@pytest.mark.row("002.13")
@pytest.mark.parametrize("verb", ["stuck", "back", "resolve"])
def test_only_the_owner_decides_what_becomes_of_the_ticket(
    desk: Desk, with_tier_2: str, verb: str
) -> None:
    desk.do(with_tier_2, "returned", by="tess", note="Look at the last line.")
    refused(desk.do(with_tier_2, verb, by="sam", note="I think so.", code=5), "002.13")


@pytest.mark.row("002.14")
def test_the_row_says_whose_turn_it_is(desk: Desk) -> None:
    number = submitted(desk)

    def turn() -> object:
        return desk.row(number).cells["Whose turn"]

    assert turn() == "the client support group"
    for verb, inputs, whose in (
        ("claim", {"by": "dana"}, "dana"),
        ("stuck", {"note": "It stops."}, "Tier 2 Support"),
        ("pull", {"by": "tess"}, "tess"),
        ("returned", {"by": "tess", "note": "Look."}, "dana"),
        ("answer", {"note": "Please send it again."}, "the end user"),
        ("replied", {}, "dana"),
        ("back", {"note": "It is empty."}, "tess"),
        ("returned", {"by": "tess", "note": "Now?"}, "dana"),
        ("resolve", {}, None),
    ):
        desk.do(number, verb, inputs)
        assert turn() == whose, verb


@pytest.mark.row("002.17")
def test_it_can_be_tried_with_a_test_user_in_a_supported_organization(desk: Desk) -> None:
    test_user = {"name": "Test User", "email": "test@shop.example.com", "ticket": "78"}
    number = desk.open("tier-2", "78", "submit", test_user)
    desk.do(number, "claim", by="dana")
    desk.do(number, "answer", note="This is a test.")
    desk.do(number, "resolve")
    assert desk.row(number).cells["Organization"] == "Example Shop"
    assert desk.case(number).stage == "resolved"


# --- other ends ----------------------------------------------------------------------------


def test_a_ticket_can_be_cancelled_with_a_reason(desk: Desk, claimed: str) -> None:
    desk("cancel", claimed, code=2)
    desk("cancel", claimed, "It came twice.")
    row = desk.row(claimed)
    assert (row.tab, row.cells["Stage"]) == ("Help tickets complete 2026", "cancelled")


def test_what_others_did_leaves_no_to_do(desk: Desk, claimed: str) -> None:
    desk.do(claimed, "stuck", note="It stops.")
    before = desk.todos(claimed)
    desk.do(claimed, "pull", by="tess")
    desk.do(claimed, "returned", by="tess", note="Look.")
    desk.do(claimed, "replied")
    assert desk.todos(claimed) == before
