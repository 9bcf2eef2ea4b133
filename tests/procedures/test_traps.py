"""Who gets a mail, from complete threads (threads/*.eml): each trap of the rows, one test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk, Said, addresses
from tests.procedures import social
from tests.procedures.social import ANSWER

THREADS = Path(__file__).parent / "threads"
LEADS = {"lee.marsh@example.com", "morgan.ellis@example.com"}


def thread(name: str) -> Path:
    return THREADS / f"{name}.eml"


def left_as(desk: Desk, number: str, message: str, mail: str) -> Said:
    """A draft as somebody's mail program left it, and what is said when it should leave."""
    shown = desk("show", number, "--json").json["messages"]
    (path,) = (Path(m["path"]) for m in shown if m["message"] == message)
    path.write_bytes(thread(mail).read_bytes())
    said = desk.do(number, "send", message=message, code=5)
    states = {m["message"]: m["state"] for m in desk("show", number, "--json").json["messages"]}
    assert states[message] == "drafted"
    return said


@pytest.fixture
def escalated(desk: Desk) -> str:
    """An escalation whose thread has the agent twice, a lead in Cc and a name in another script."""
    desk.at("2026-11-19T07:50")
    return social.ack(desk, thread("escalation"))


@pytest.mark.row("003.2.3")
def test_nobodys_own_address_is_left_in_the_answer(desk: Desk, escalated: str) -> None:
    mail = desk.mails(escalated)["acknowledgement"]
    assert addresses(mail, "To") == {
        "noor.haddad@example.com",
        "socialmedia-escalations@example.com",
    }
    assert addresses(mail, "Cc") == {
        "ee@example.com",
        "socialmedia@example.com",
        "ana.lopez@example.com",
        "morgan.ellis@example.com",
    }
    assert "dana.reyes" not in str(mail["To"]).casefold() + str(mail["Cc"]).casefold()
    assert mail["Bcc"] is None
    assert "Ana López" in str(mail["Cc"])
    assert mail["References"] == "<post.0@mail.example.com> <escalation.1@mail.example.com>"


@pytest.mark.row("003.1.4", "003.1.5")
def test_the_first_mail_to_the_user_and_the_later_ones_have_two_bcc_lists(
    desk: Desk, escalated: str
) -> None:
    desk.do(escalated, "reply-to-user", answer="Your payment is on its way.")
    first, later = (desk.mails(escalated)[name] for name in ("user-notice", "user-reply"))
    for mail in (first, later):
        assert addresses(mail, "From") == {"social-response@example.com"}
        assert addresses(mail, "To") == {"jane.doe@example.com"}
        assert mail["Cc"] is None
    assert addresses(first, "Bcc") == {*LEADS, "social-response@example.com"}
    assert addresses(later, "Bcc") == {"lee.marsh@example.com"}


@pytest.mark.row("003.1.5")
def test_the_aliass_own_reply_which_lost_customer_and_bcc_does_not_leave(
    desk: Desk, escalated: str
) -> None:
    desk.do(escalated, "reply-to-user", answer="Your payment is on its way.")
    said = left_as(desk, escalated, "user-reply", "alias-reply-all")
    assert "user-reply must go to jane.doe@example.com (user) (003.1.5)" in said.err


@pytest.mark.row("003.1.5")
def test_a_lead_is_never_moved_from_bcc_to_cc(desk: Desk, escalated: str) -> None:
    desk.do(escalated, "reply-to-user", answer="Your payment is on its way.")
    said = left_as(desk, escalated, "user-reply", "alias-reply-open-lead")
    assert "user-reply must hide lee.marsh@example.com (role:reply-leads) (003.1.5)" in said.err
    assert "where everybody sees it" in said.err


def test_a_lead_in_the_threads_cc_is_hidden_from_the_user_all_the_same(
    desk: Desk, escalated: str
) -> None:
    mails = desk.mails(escalated)
    assert "morgan.ellis@example.com" in addresses(mails["acknowledgement"], "Cc")
    assert "morgan.ellis@example.com" in addresses(mails["user-notice"], "Bcc")
    assert "morgan.ellis@example.com" not in addresses(mails["user-notice"], "To", "Cc")


@pytest.mark.row("003.2.3")
def test_with_the_user_on_the_teams_thread_nothing_is_drafted(desk: Desk) -> None:
    before = desk.everything()
    said = desk("ack", "--mail", thread("escalation-with-user"), "--answer", ANSWER, code=5)
    assert "acknowledgement must not go to Jane.Doe@example.com (user) (003.2.3)" in said.err
    assert desk.everything() == before


@pytest.mark.row("003.7.2")
def test_the_pr_reply_has_both_social_lists_once_and_goes_where_the_team_wants_it(
    desk: Desk,
) -> None:
    number = social.ack(desk, thread("pr-social"))
    assert number.startswith("PR-")
    mail = desk.mails(number)["acknowledgement"]
    assert addresses(mail, "To") == {"socialmedia@example.com", "problematic-to-pr@example.com"}
    assert addresses(mail, "Cc") == {"ann.boss@example.com", "community@example.com"}
    assert str(mail["To"]).count("socialmedia@example.com") == 1
    assert mail["Subject"] == "Re: Unhappy user"


@pytest.mark.row("003.7.3")
def test_the_pr_flows_mail_to_the_user_keeps_leads_and_alias_blind(desk: Desk) -> None:
    number = social.ack(desk, thread("pr-social"))
    mail = desk.mails(number)["user-notice"]
    assert addresses(mail, "To") == {"uma.ray@corp.example.com"}
    assert addresses(mail, "Bcc") == {*LEADS, "social-response@example.com"}


@pytest.mark.row("003.8.7")
@pytest.mark.parametrize("verb", ["reply-to-user", "notify-user"])
def test_a_helpdesks_mail_brings_the_user_none_from_the_alias(desk: Desk, verb: str) -> None:
    number = str(desk("ack", "--mail", thread("pr-helpdesk"), "--json").json["case"])
    assert number.startswith("PC-")
    said = desk.do(number, verb, {"answer": "It is on its way."}, code=5)
    assert "003.8.7: no mail to the user from the response alias in this flow." in said.err
    assert desk.mails(number) == {}


@pytest.mark.row("003.3.2", "003.3.3")
def test_a_hand_off_leaves_the_desks_list_out_though_the_thread_has_it(
    desk: Desk, escalated: str
) -> None:
    desk("sent", escalated, "acknowledgement")
    desk("handoff", escalated, "--to", "olga", "--begin-at", "The research chart.")
    mail = desk.mails(escalated)["handoff"]
    assert "ee@example.com" in addresses(desk.mails(escalated)["acknowledgement"], "Cc")
    assert addresses(mail, "To") == {"olga.petrova@example.com"}
    assert addresses(mail, "Cc") == LEADS
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Fwd: SM Escalation: Jane Doe - X"


@pytest.mark.row("003.3.3")
def test_a_hand_off_to_which_somebody_added_the_desks_list_does_not_leave(
    desk: Desk, escalated: str
) -> None:
    desk("sent", escalated, "acknowledgement")
    desk("handoff", escalated, "--to", "olga", "--begin-at", "The research chart.")
    said = left_as(desk, escalated, "handoff", "handoff-with-list")
    assert "handoff must not go to ee@example.com (address:ee) (003.3.2, 003.3.3)" in said.err
