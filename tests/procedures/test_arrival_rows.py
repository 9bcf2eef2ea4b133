"""How escalations come in: rows 003.0."""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import ANSWER, LISTS, about, clock, receive

HELPDESK = {"message_id": "<T1_sprut@desk.zendesk.com>", "x_mailer": "Zendesk Mailer"}
PR_LIST = {"to": "problematic-to-pr@example.com"}
KINDS = {
    "social-media-summary": {"to": LISTS},
    "problematic-to-pr-social": PR_LIST,
    "problematic-to-pr-cs": PR_LIST | HELPDESK,
}


@pytest.mark.row("003.0.1", "003.0.2")
@pytest.mark.parametrize("procedure", KINDS)
def test_there_are_three_kinds_of_escalation_by_two_addresses(desk: Desk, procedure: str) -> None:
    mail = receive(desk, **KINDS[procedure])
    assert desk("intake", mail, "--json").json["procedure"] == procedure


@pytest.mark.row("003.0.2")
def test_a_mail_to_neither_address_opens_a_case_only_where_a_person_says_which(desk: Desk) -> None:
    mail = receive(desk, to="dana.reyes@example.com", cc="ann@example.com")
    said = desk("ack", "--mail", mail, "--answer", ANSWER, code=2)
    assert "no list of a procedure is among its recipients" in said.err
    assert "--procedure NAME" in said.err
    assert desk("list", "--json").json == []
    number = social.ack(desk, mail, "--procedure", "social-media-summary")
    assert desk.case(number).procedure == "social-media-summary"


@pytest.mark.row("003.0.3")
@pytest.mark.parametrize("procedure", KINDS)
def test_all_kinds_are_urgent(desk: Desk, procedure: str) -> None:
    desk.at("2026-11-19T07:50")
    command = ("ack", "--mail", receive(desk, **KINDS[procedure]))
    answer = () if procedure == "problematic-to-pr-cs" else ("--answer", ANSWER)
    number = desk(*command, *answer, "--json").json["case"]
    assert clock(desk, number, "acknowledge")[1] == "Thu 19 Nov 07:57"


@pytest.mark.row("003.0.4")
def test_an_escalation_that_does_not_say_wants_a_summary(desk: Desk) -> None:
    mail = receive(desk)
    assert desk("intake", mail, "--json").json["summary_wanted"] is None
    number = social.ack(desk, mail)
    assert desk.case(number).facts["summary_wanted"] == "yes"
    assert clock(desk, number, "summary") == ("running", "Thu 19 Nov 15:42")


@pytest.mark.row("003.0.4")
def test_a_case_for_pr_has_no_summary_to_want(desk: Desk) -> None:
    number = social.ack(desk, receive(desk, **PR_LIST))
    assert "summary_wanted" not in desk.case(number).facts
    assert [c["name"] for c in desk("clocks", number, "--json").json] == ["acknowledge"]


@pytest.mark.row("003.0.5")
def test_fifteen_minutes_count_in_the_coverage_hours(desk: Desk) -> None:
    desk.at("2026-11-19T21:56")
    late = "from mail.example.com by mx.example.com; Thu, 19 Nov 2026 21:55:00 -0800"
    number = social.ack(desk, receive(desk, received=late))
    assert clock(desk, number, "acknowledge") == ("running", "Fri 20 Nov 06:10")
    desk.at("2026-11-20T06:11")
    assert clock(desk, number, "acknowledge")[0] == "missed"
    assert [c["case"] for c in desk("list", "--overdue", "--json").json] == [number]


@pytest.mark.row("003.0.5")
def test_the_coverage_hours_are_the_teams_own(desk: Desk) -> None:
    settings = desk.root / "summarizer.toml"
    theirs = settings.read_text(encoding="utf-8").replace('"06:00", "22:00"', '"09:00", "12:00"')
    settings.write_text(theirs, encoding="utf-8")
    number = social.ack(desk, receive(desk))
    assert clock(desk, number, "acknowledge")[1] == "Thu 19 Nov 09:15"


@pytest.mark.row("003.0.6")
def test_of_two_mails_to_the_pr_list_the_helpdesks_is_for_support(desk: Desk) -> None:
    found = {
        name: desk("intake", receive(desk, name=name, **headers), "--json").json
        for name, headers in (("person", PR_LIST), ("helpdesk", PR_LIST | HELPDESK))
    }
    assert found["person"]["procedure"] == "problematic-to-pr-social"
    assert found["helpdesk"]["procedure"] == "problematic-to-pr-cs"
    assert "made by the helpdesk (X-Mailer: Zendesk" in found["helpdesk"]["why"]["procedure"]


@pytest.mark.row("003.0.7")
def test_pr_from_social_media_is_resolved_without_document_and_review(desk: Desk) -> None:
    number = social.ack(desk, receive(desk, **PR_LIST))
    desk.do(number, "take-tickets")
    desk("resolve", number, "--outcome", "Called and refunded.")
    assert desk.case(number).stage == "resolved"
    assert list((desk.root / "Social Media Folder").iterdir()) == []


def test_the_same_mail_again_is_the_same_case(desk: Desk, acknowledged: str) -> None:
    before = desk.everything()
    again = desk("ack", "--mail", receive(desk, name="again"), "--answer", ANSWER)
    assert again.out == f"{acknowledged}: ack is already done.\n"
    assert desk.everything() == before


def test_a_later_reply_belongs_to_the_case_and_another_user_is_a_new_one(
    desk: Desk, acknowledged: str
) -> None:
    thread = "<root@mail.example.com>"
    reply = {"message_id": "<2@x.example.com>", "in_reply_to": thread, "references": thread}
    mail = receive(desk, about("Ann Lee", "55"), name="reply", **reply)
    said = desk("ack", "--mail", mail, "--answer", ANSWER, code=5)
    assert "about another user: Ann Lee 55" in said.err
    assert "--new" in said.err
    same = receive(desk, about("Jane Doe", "44170"), name="same", **reply)
    assert social.ack(desk, same) == acknowledged
    other = social.ack(desk, mail, "--new")
    assert other != acknowledged
    assert desk.case(other).facts["user.id"] == "55"
    assert social.ack(desk, mail, "--new") == other


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"auto_submitted": "auto-replied"}, "an automatic answer"),
        ({"content_type": "text/calendar; method=REQUEST"}, "a calendar invitation"),
    ],
)
def test_what_nobody_wrote_opens_no_case(desk: Desk, headers: dict[str, str], why: str) -> None:
    said = desk("ack", "--mail", receive(desk, **headers), "--answer", ANSWER, code=5)
    assert "This mail opens no case" in said.err
    assert why in said.err
    assert desk("list", "--json").json == []
