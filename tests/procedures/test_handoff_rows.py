"""Handing a case over, and the end of a shift: rows 003.1.8, 003.2.7 and 003.3."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk, addresses, read_mail
from tests.procedures import social
from tests.procedures.social import ANSWER, FYI, receive, refused

LEADS = {"lee.marsh@example.com", "morgan.ellis@example.com"}
BEGIN = "Iovation: the device of 12 November."


def late(desk: Desk, body: str = social.BODY, *, when: str = "21:30") -> str:
    """An escalation that came in the evening; Dana acknowledged it."""
    desk.at("2026-11-19T21:35")
    line = f"from a.example.com by mx.example.com; Thu, 19 Nov 2026 {when}:00 -0800"
    number = social.ack(desk, receive(desk, body, received=line))
    desk("sent", number, "acknowledgement")
    return number


@pytest.fixture
def outlasting(desk: Desk) -> str:
    """Received at 8:00, due at 16:00, started at 14:00: Dana is on until 15:00."""
    line = "from a.example.com by mx.example.com; Thu, 19 Nov 2026 08:00:00 -0800"
    desk.at("2026-11-19T08:10")
    number = social.ack(desk, receive(desk, received=line), *social.USER)
    desk("sent", number, "acknowledgement")
    desk.at("2026-11-19T14:00")
    desk("start", number)
    return number


@pytest.fixture
def handed(desk: Desk, outlasting: str) -> str:
    """Handed over to Sam, who has not accepted it."""
    desk("handoff", outlasting, "--to", "sam", "--begin-at", BEGIN)
    return outlasting


# --- 003.1.8 -------------------------------------------------------------------------------


@pytest.mark.row("003.1.8")
def test_after_nine_the_person_on_call_is_proposed_with_what_to_type(desk: Desk) -> None:
    number = late(desk)
    words = desk.todos(number)["on-call"]
    assert "tell the next person on call (Olga Petrova)" in words
    assert f"summarizer handoff {number} --to olga --begin-at TEXT" in words
    desk("handoff", number, "--to", "olga", "--begin-at", BEGIN)
    assert "on-call" not in desk.todos(number)
    assert desk.case(number).owner == "dana"


@pytest.mark.row("003.1.8")
@pytest.mark.parametrize(("body", "when"), [(FYI, "21:30"), (social.BODY, "20:59")])
def test_nobody_is_proposed_without_a_summary_or_before_nine(
    desk: Desk, body: str, when: str
) -> None:
    assert "on-call" not in desk.todos(late(desk, body, when=when))


def test_a_stand_in_is_proposed_where_nobody_on_call_comes_on_within_a_day(desk: Desk) -> None:
    desk.at("2026-11-20T21:35")
    line = "from a.example.com by mx.example.com; Fri, 20 Nov 2026 21:30:00 -0800"
    number = social.ack(desk, receive(desk, received=line))
    assert "(Dana Reyes)" not in desk.todos(number)["on-call"]
    assert "(Sam Okafor)" in desk.todos(number)["on-call"]


# --- 003.3 ---------------------------------------------------------------------------------


@pytest.mark.row("003.3.1")
@pytest.mark.parametrize("whom", [("--to", "sam"), ("--team",)])
def test_nothing_is_handed_over_before_it_is_acknowledged(
    desk: Desk, whom: tuple[str, ...]
) -> None:
    number = social.ack(desk, receive(desk))
    before = desk.everything()
    said = refused(desk("handoff", number, *whom, "--begin-at", BEGIN, code=5), "003.3.1")
    assert f"See how to acknowledge it: summarizer show {number}" in said
    assert f"summarizer sent {number} acknowledgement" in desk("show", number).out
    assert desk.everything() == before


@pytest.mark.row("003.3.2", "003.3.4")
def test_the_acknowledgement_is_forwarded_with_both_leads_in_cc(desk: Desk, handed: str) -> None:
    mail = desk.mails(handed)["handoff"]
    assert addresses(mail, "From") == {"dana.reyes@example.com"}
    assert addresses(mail, "To") == {"sam.okafor@example.com"}
    assert addresses(mail, "Cc") == LEADS
    assert mail["Subject"] == "Fwd: SM Escalation: Jane Doe - X"
    above, _, forwarded = mail.get_content().partition("---------- Forwarded message ----------")
    assert "stage research, 0 of 6 research steps done (missing: Message Centers" in above
    assert "0 of 4 parts of the summary written" in above
    assert f"Where to begin: {BEGIN}" in above
    assert "Jane%20Doe%20-%2044170.docx" in above
    assert "due by Thu 19 Nov 2026 16:00 PST" in above
    assert "From: Dana Reyes <dana.reyes@example.com>" in forwarded
    assert "To: Noor Haddad <noor.haddad@example.com>" in forwarded
    assert ANSWER in forwarded


@pytest.mark.row("003.3.4")
def test_a_hand_off_without_where_to_begin_is_refused(desk: Desk, outlasting: str) -> None:
    assert "handoff needs begin_at" in desk("handoff", outlasting, "--to", "sam", code=2).err


@pytest.mark.row("003.3.2")
@pytest.mark.parametrize(
    ("whom", "why"),
    [
        ("rosa", "rosa takes no cases"),
        ("zoe", "nobody is called 'zoe'"),
        ("dana", "has it already"),
    ],
)
def test_a_case_is_handed_to_somebody_else_who_takes_cases(
    desk: Desk, outlasting: str, whom: str, why: str
) -> None:
    said = desk("handoff", outlasting, "--to", whom, "--begin-at", BEGIN, code=5)
    assert why in refused(said, "003.3.2")


@pytest.mark.row("003.3.3")
def test_the_desks_list_is_not_on_the_hand_off(desk: Desk, handed: str) -> None:
    mails = desk.mails(handed)
    assert "ee@example.com" in addresses(mails["acknowledgement"], "Cc")
    assert "ee@example.com" not in addresses(mails["handoff"], "To", "Cc", "Bcc")


@pytest.mark.row("003.3.5")
def test_a_case_changes_hands_when_it_is_accepted_and_not_before(desk: Desk, handed: str) -> None:
    desk("sent", handed, "handoff")
    assert (desk.case(handed).owner, desk.row(handed).cells["Owner"]) == ("dana", "dana")
    desk.sits("sam")
    desk("accept", handed)
    assert (desk.case(handed).owner, desk.row(handed).cells["Owner"]) == ("sam", "sam")
    mail = desk.mails(handed)["accepted"]
    assert addresses(mail, "From") == {"sam.okafor@example.com"}
    assert addresses(mail, "To") == {"ee@example.com"}
    assert addresses(mail, "Cc") == {"dana.reyes@example.com", *LEADS}
    assert desk("list", "--json").json[0]["handed_over"] is None
    desk("undo", handed)
    assert desk.case(handed).owner == "dana"


@pytest.mark.row("003.3.5")
@pytest.mark.parametrize("who", ["dana", "olga", "rosa"])
def test_only_who_was_asked_accepts(desk: Desk, handed: str, who: str) -> None:
    desk.sits(who)
    before = desk.everything()
    assert f"That is for sam, not for {who}." in refused(desk("accept", handed, code=5), "003.3.5")
    assert desk.everything() == before


@pytest.mark.row("003.3.5")
def test_what_was_not_handed_over_is_not_accepted(desk: Desk, outlasting: str) -> None:
    desk.sits("sam")
    said = desk("accept", outlasting, code=5)
    assert "Handed to: nobody yet." in refused(said, "003.3.5")


def test_an_answer_that_others_saw_is_recorded_for_who_gave_it(desk: Desk, handed: str) -> None:
    desk("accept", handed, "--by", "Sam Okafor")
    assert desk.case(handed).owner == "sam"
    assert "accepted" not in desk.mails(handed)


@pytest.mark.row("003.3.5")
def test_an_unaccepted_case_stays_with_its_owner_and_shows(desk: Desk, handed: str) -> None:
    (item,) = desk("list", "--json").json
    assert item["owner"] == "dana"
    assert item["handed_over"] == {
        "to": "sam",
        "by": "dana",
        "at": "2026-11-19T22:00:00+00:00",
        "sent": False,
    }
    assert "  sam to accept; " in desk("list").out
    shown = desk("show", handed).out
    told = "handed to Sam Okafor Thu 19 Nov 14:00, not accepted; the mail is not sent"
    assert f"summarizer accept {handed}   ({told})" in shown
    assert told.replace(" ", "") in desk("shift").out.replace(" ", "").replace("\n", "")
    desk("sent", handed, "handoff")
    assert desk("list", "--json").json[0]["handed_over"]["sent"] is True
    assert f"{handed} Jane Doe: handed to Sam Okafor" in desk("shift", "sam").out


def test_a_case_that_is_declined_stays_and_its_owner_is_told(desk: Desk, handed: str) -> None:
    desk.sits("sam")
    desk("accept", handed, "--decline", "I leave at three, too.")
    case = desk.case(handed)
    assert (case.owner, case.facts.get("handed_to")) == ("dana", None)
    mail = desk.mails(handed)["declined"]
    assert addresses(mail, "To") == {"dana.reyes@example.com"}
    assert "I leave at three, too." in mail.get_content()
    desk("accept", handed, code=5)


def test_a_hand_off_is_taken_back_with_its_draft(desk: Desk, handed: str) -> None:
    path = Path(
        next(
            m["path"]
            for m in desk("show", handed, "--json").json["messages"]
            if m["message"] == "handoff"
        )
    )
    assert "Sam Okafor" in str(read_mail(path)["To"])
    desk("handoff", handed, "--keep")
    assert not path.exists()
    assert desk.case(handed).facts.get("handed_to") is None
    assert "It wasn't handed over." in desk("handoff", handed, "--keep", code=5).err
    desk.sits("sam")
    desk("accept", handed, code=5)


def test_the_last_who_was_asked_counts(desk: Desk, handed: str) -> None:
    desk("handoff", handed, "--to", "olga", "--begin-at", BEGIN)
    mails = desk.mails(handed)
    assert "handoff" not in mails
    assert addresses(mails["handoff-2"], "To") == {"olga.petrova@example.com"}
    desk.sits("sam")
    desk("accept", handed, code=5)


@pytest.mark.parametrize("flow", ["problematic-to-pr-social", "problematic-to-pr-cs"])
def test_every_flow_can_be_handed_over(desk: Desk, flow: str) -> None:
    number = desk.open(flow, "a call", "ack", {"answer": ANSWER})
    if flow.endswith("social"):
        desk("done", number, "acknowledgement")
    desk("handoff", number, "--to", "sam", "--begin-at", BEGIN)
    assert desk.mails(number)["handoff"]["Subject"] == f"Please take over {number}"
    desk.sits("sam")
    desk("accept", number)
    assert desk.case(number).owner == "sam"


# --- 003.2.7 -------------------------------------------------------------------------------


@pytest.mark.row("003.2.7")
def test_a_case_that_outlasts_its_owners_shift_says_so(desk: Desk, outlasting: str) -> None:
    desk("undo", outlasting)
    said = desk("start", outlasting).out
    why = "due Thu 19 Nov 16:00; Dana Reyes is off from Thu 19 Nov 15:00 to Fri 20 Nov 07:00"
    assert f"next: summarizer handoff {outlasting} --to WHO --begin-at TEXT   ({why})" in said
    assert "  hand over; " in desk("list").out
    assert desk("list", "--json").json[0]["hand_over"] == {
        "due": "2026-11-20T00:00:00+00:00",
        "leaves": "2026-11-19T23:00:00+00:00",
        "back": "2026-11-20T15:00:00+00:00",
    }


@pytest.mark.row("003.2.7")
def test_a_shift_does_not_end_while_a_summary_would_be_left_alone(
    desk: Desk, outlasting: str
) -> None:
    before = desk.everything()
    said = refused(desk("shift", "end", code=5), "003.2.7")
    assert "The shift of Dana Reyes can't end: 1 case would be left alone" in said
    assert f"003.2.7: {outlasting} Jane Doe: due Thu 19 Nov 16:00" in said
    assert f"summarizer handoff {outlasting} --to sam --begin-at TEXT" in said
    assert f"summarizer handoff {outlasting} --team --begin-at TEXT" in said
    assert desk.everything() == before


@pytest.mark.row("003.2.7")
def test_a_hand_off_that_nobody_accepted_is_no_person(desk: Desk, handed: str) -> None:
    desk("sent", handed, "handoff")
    said = refused(desk("shift", "end", code=5), "003.2.7")
    assert "handed to Sam Okafor Thu 19 Nov 14:00, not accepted" in said
    assert f"Sam Okafor types: summarizer accept {handed}" in said
    desk("accept", handed, "--by", "sam")
    assert "has ended; on again Fri 20 Nov 07:00." in desk("shift", "end").out


@pytest.mark.row("003.2.7")
def test_the_other_way_is_a_mail_to_the_team_once_it_has_left(desk: Desk, outlasting: str) -> None:
    desk("handoff", outlasting, "--team", "--begin-at", BEGIN)
    mail = desk.mails(outlasting)["pick-up"]
    assert addresses(mail, "To") == {"ee@example.com"}
    assert "Somebody please pick up" in mail.get_content()
    said = refused(desk("shift", "end", code=5), "003.2.7")
    assert f"then: summarizer sent {outlasting} pick-up" in said
    desk("sent", outlasting, "pick-up")
    said = desk("shift", "end").out
    assert f"stays: {outlasting} Jane Doe the team was asked Thu 19 Nov 14:00, not accepted" in said
    desk.sits("rosa")
    assert "rosa takes no cases" in desk("accept", outlasting, code=5).err
    desk.sits("sam")
    assert "The team was asked to pick up" in desk("shift").out
    desk("accept", outlasting)
    assert desk.case(outlasting).owner == "sam"
    assert desk.case(outlasting).facts.get("team_asked") is None


@pytest.mark.row("003.2.7")
@pytest.mark.parametrize("received", ["Thu, 19 Nov 2026 13:00:00 -0800", "FYI"])
def test_a_shift_ends_where_its_owner_can_go_on_in_time(desk: Desk, received: str) -> None:
    body = FYI if received == "FYI" else social.BODY
    when = "Thu, 19 Nov 2026 08:00:00 -0800" if received == "FYI" else received
    desk.at("2026-11-19T14:00")
    line = f"from a.example.com by mx.example.com; {when}"
    number = social.ack(desk, receive(desk, body, received=line))
    desk("sent", number, "acknowledgement")
    desk.at("2026-11-19T15:00")
    assert f"stays: {number}" in desk("shift", "end").out


def test_a_summary_that_left_stands_in_nobodys_way(desk: Desk, held: str) -> None:
    del held
    desk("shift", "end")
