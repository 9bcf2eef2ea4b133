"""What a mail of the social media team asks, and the answer on its thread: rows 003.2."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk import Desk, addresses
from tests.procedures import social
from tests.procedures.social import ANSWER, FYI, LISTS, PENDING, clock, receive, refused

NAME = "social-media-summary"


@pytest.fixture
def fyi(desk: Desk) -> str:
    """A mail that is just FYI, acknowledged."""
    desk.at("2026-11-19T07:50")
    number = social.ack(desk, receive(desk, FYI))
    desk("sent", number, "acknowledgement")
    return number


@pytest.mark.row("003.2.1")
def test_what_the_mail_asks_is_said_with_the_sentence_that_decided_it(desk: Desk) -> None:
    said = desk("intake", receive(desk), "--json").json
    assert said["opens_case"] is True
    assert said["user"] == {"name": "Jane Doe", "id": "44170", "email": None}
    assert said["requested_by"] == "Noor Haddad <noor.haddad@example.com>"
    assert said["networks"] == ["X"]
    assert said["links"] == ["https://x.com/janedoe_designs/status/1858800000000000000"]
    why = said["why"]
    assert why["procedure"] == f"To: {LISTS}; written by a person"
    assert why["user.id"].startswith("Freelancer Jane Doe (user ID 44170) is furious")
    said = desk("intake", receive(desk, FYI), "--json").json
    assert said["why"]["summary_wanted"].startswith("Just FYI, no summary needed: Jane Doe")


@pytest.mark.row("003.2.1")
def test_a_person_reads_the_same_answers(desk: Desk) -> None:
    lines = desk("intake", receive(desk)).out.splitlines()
    assert "Procedure       social-media-summary" in lines
    assert f"                  because: To: {LISTS}; written by a person" in lines
    assert "User's address  — missing" in lines


@pytest.mark.row("003.2.2")
def test_a_mail_that_is_just_fyi_is_acknowledged_and_has_no_summary_clock(
    desk: Desk, fyi: str
) -> None:
    assert [c["name"] for c in desk("clocks", fyi, "--json").json] == ["acknowledge"]
    row = desk.row(fyi)
    assert (row.tab, row.cells["Stage"], row.cells["Due"]) == (PENDING, "acknowledged", None)
    assert "our summary by" not in desk.mails(fyi)["acknowledgement"].get_content()


@pytest.mark.row("003.2.2")
def test_no_document_is_made_for_what_is_just_fyi(desk: Desk, fyi: str) -> None:
    before = desk.everything()
    said = refused(desk("start", fyi, code=5), "003.2.2")
    assert f"summarizer set {fyi} summary_wanted yes" in said
    assert desk.everything() == before
    assert list((desk.root / "Social Media Folder").iterdir()) == []


def test_what_was_just_fyi_gets_its_summary_where_one_is_wanted_after_all(
    desk: Desk, fyi: str
) -> None:
    desk("set", fyi, "summary_wanted", "yes")
    assert clock(desk, fyi, "summary") == ("running", "Thu 19 Nov 15:42")
    desk("start", fyi)
    assert desk.case(fyi).stage == "research"


def test_what_is_just_fyi_ends_with_resolve(desk: Desk, fyi: str) -> None:
    desk("resolve", fyi, "--note", "They only wanted us to know.")
    row = desk.row(fyi)
    assert (row.tab, row.cells["Stage"]) == ("Social Media Complete 2026", "resolved")


@pytest.mark.row("003.2.3")
def test_the_answer_goes_to_all_on_the_thread_but_not_to_ourselves(desk: Desk) -> None:
    mail = desk.mails(social.ack(desk, receive(desk)))["acknowledgement"]
    assert mail["To"] == f"Noor Haddad <noor.haddad@example.com>, SM Escalations <{LISTS}>"
    assert mail["Cc"] == "EE <ee@example.com>, Social Media <socialmedia@example.com>"
    assert mail["Bcc"] is None
    assert mail["From"] == "Dana Reyes <dana.reyes@example.com>"
    assert mail["Subject"] == "Re: SM Escalation: Jane Doe - X"
    assert mail["In-Reply-To"] == "<root@mail.example.com>"


@pytest.mark.row("003.2.3")
def test_an_answer_on_a_later_mail_of_the_thread_names_the_whole_thread(desk: Desk) -> None:
    mail = receive(
        desk,
        message_id="<c@x.example.com>",
        references="<a@x.example.com> <b@x.example.com>",
        reply_to="team@example.com",
        subject="RE: SM Escalation",
    )
    found = desk.mails(social.ack(desk, mail))["acknowledgement"]
    assert found["References"] == "<a@x.example.com> <b@x.example.com> <c@x.example.com>"
    assert found["In-Reply-To"] == "<c@x.example.com>"
    assert found["Subject"] == "Re: SM Escalation"
    assert addresses(found, "To") == {"team@example.com", LISTS}


def test_the_user_is_never_on_the_teams_thread(desk: Desk) -> None:
    mail = receive(desk, cc="Jane Doe <jane.doe@example.com>")
    before = desk.everything()
    said = desk("ack", "--mail", mail, "--answer", ANSWER, *social.USER, code=5)
    assert "acknowledgement must not go to jane.doe@example.com (user) (003.2.3)" in said.err
    assert desk.everything() == before


@pytest.mark.row("003.2.4")
@pytest.mark.parametrize(
    "answer", ["", "  ", "Thanks!", "Noted.", "We will look into it", "WE WILL get back to you."]
)
def test_an_answer_that_would_do_for_any_mail_is_refused(desk: Desk, answer: str) -> None:
    before = desk.everything()
    said = desk("ack", "--mail", receive(desk), "--answer", answer, code=5)
    assert "in your own words" in said.err
    assert desk.everything() == before


@pytest.mark.row("003.2.4")
def test_no_answer_is_refused_before_anything_else_is_looked_at(desk: Desk) -> None:
    before = desk.everything()
    refused(desk("ack", "--mail", receive(desk), code=5), "003.2.4")
    assert desk.everything() == before


@pytest.mark.row("003.2.5")
def test_only_the_sent_answer_counts(desk: Desk) -> None:
    desk.at("2026-11-19T07:50")
    number = social.ack(desk, receive(desk))
    assert desk.row(number).cells["Acknowledged"] is None
    assert clock(desk, number, "acknowledge")[0] == "running"
    desk.at("2026-11-19T08:30")
    desk("sent", number, "acknowledgement", "--at", "07:56")
    assert clock(desk, number, "acknowledge")[0] == "met"
    row = desk.row(number)
    assert row.cells["Stage"] == "acknowledged"
    assert str(row.cells["Acknowledged"]) == "2026-11-19 15:56:00+00:00"


@pytest.mark.row("003.2.5")
def test_an_answer_that_left_too_late_missed_its_clock(desk: Desk) -> None:
    desk.at("2026-11-19T07:58")
    number = social.ack(desk, receive(desk))
    desk("sent", number, "acknowledgement")
    assert clock(desk, number, "acknowledge")[0] == "missed"


@pytest.mark.row("003.2.6")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("Thu, 19 Nov 2026 07:42:00 -0800", "Thu 19 Nov 15:42"),
        ("Thu, 19 Nov 2026 09:00:00 -0800", "Thu 19 Nov 17:00"),
        ("Thu, 19 Nov 2026 14:00:00 -0800", "Fri 20 Nov 12:00"),
        ("Fri, 20 Nov 2026 16:00:00 -0800", "Mon 23 Nov 14:00"),
        ("Sat, 21 Nov 2026 12:00:00 -0800", "Mon 23 Nov 15:00"),
        ("Fri, 20 Nov 2026 05:00:00 +0000", "Fri 20 Nov 15:00"),  # Thursday at 21:00 here
    ],
)
def test_the_summary_is_due_after_eight_business_hours(desk: Desk, received: str, due: str) -> None:
    line = f"from a.example.com by mx.example.com; {received}"
    number = social.ack(desk, receive(desk, received=line))
    assert clock(desk, number, "summary")[1] == due


@pytest.mark.row("003.2.6")
def test_nobody_counts_a_holiday(desk: Desk) -> None:
    settings = desk.root / "summarizer.toml"
    theirs = settings.read_text(encoding="utf-8")
    theirs = theirs.replace("holidays = []", 'holidays = ["2026-11-20"]')
    settings.write_text(theirs, encoding="utf-8")
    line = "from a.example.com by mx.example.com; Thu, 19 Nov 2026 14:00:00 -0800"
    number = social.ack(desk, receive(desk, received=line))
    assert clock(desk, number, "summary")[1] == "Mon 23 Nov 12:00"


@pytest.mark.row("003.2.6")
def test_the_summary_stops_its_clock_when_it_is_sent_not_when_it_is_drafted(
    desk: Desk, approved: str
) -> None:
    desk("complete", approved)
    assert clock(desk, approved, "summary") == ("running", "Thu 19 Nov 15:42")
    desk("sent", approved, "summary", "--at", "10:50")
    assert clock(desk, approved, "summary")[0] == "met"


def test_a_pause_moves_the_deadline_and_only_where_the_clock_may_pause(
    desk: Desk, started: str
) -> None:
    desk.at("2026-11-19T09:00")
    desk("pause", started, "We wait for the bank.")
    assert clock(desk, started, "summary")[0] == "paused"
    assert "paused is yes" in desk("pause", started, "Again.", code=5).err
    desk.at("2026-11-19T10:00")
    desk("resume", started)
    assert clock(desk, started, "summary") == ("running", "Thu 19 Nov 16:42")
    assert clock(desk, started, "acknowledge")[1] == "Thu 19 Nov 07:57"


def test_a_team_can_start_the_summarys_clock_at_its_acknowledgement(desk: Desk) -> None:
    def from_acknowledgement(table: dict[str, Any]) -> None:
        table["clock"]["summary"]["start"] = ["acknowledged"]

    desk.procedure(NAME, from_acknowledgement)
    desk.at("2026-11-19T08:00")
    number = social.ack(desk, receive(desk))
    desk("sent", number, "acknowledgement")
    assert clock(desk, number, "summary")[1] == "Thu 19 Nov 16:00"
