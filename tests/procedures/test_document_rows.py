"""The summary's document and its row: rows 003.4.3 to 003.4.9."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import PENDING, clock, paper, receive, refused
from tracker.columns import Link


def folder(desk: Desk) -> list[str]:
    """The documents in the shared folder."""
    return sorted(p.name for p in (desk.root / "Social Media Folder").glob("*.docx"))


@pytest.mark.row("003.4.3", "003.4.4")
def test_the_related_tickets_are_held_with_the_exact_note(desk: Desk, started: str) -> None:
    words = desk.todos(started)["hold-tickets"]
    assert words == (
        "Take the Open and Pending tickets of Jane Doe that belong to this issue, and no others:"
        " assign them to yourself, place them On-Hold, and add this internal note to each:\n"
        "EE is handling"
    )
    desk("done", started, "hold-tickets")
    assert desk.case(started).last("tickets held") is not None


@pytest.mark.row("003.4.5")
def test_the_user_is_promised_an_answer_within_24_to_48_hours(desk: Desk, started: str) -> None:
    words = desk.todos(started)["ticket-to-user"]
    assert words.splitlines()[0] == "Hello Jane Doe,"
    assert (
        "We have received your escalation and our team will review your case and be in touch"
        " with you within 24-48 hrs."
    ) in words


@pytest.mark.row("003.4.6")
def test_the_promise_counts_plain_hours_from_the_ticket(desk: Desk, started: str) -> None:
    assert "promise" not in desk("clocks", started).out
    desk("done", started, "ticket-to-user")
    assert clock(desk, started, "promise") == ("running", "Sat 21 Nov 08:00")
    walk = desk("clocks", started, "--explain").out
    assert "soft limit Fri 20 Nov 2026 08:00 PST" in walk
    desk.at("2026-11-21T08:01")
    assert clock(desk, started, "promise")[0] == "missed"


@pytest.mark.row("003.4.7")
def test_the_document_is_made_from_the_template_in_the_shared_folder(
    desk: Desk, started: str
) -> None:
    assert folder(desk) == ["Jane Doe - 44170.docx"]
    assert {"Case facts", "Research chart", "Summary"} <= {*paper(desk, started).headings()}
    document = desk("show", started, "--json").json["document"]
    assert Path(document["path"]).parent == desk.root / "Social Media Folder"
    assert document["url"] == Path(document["path"]).as_uri()


@pytest.mark.row("003.4.7")
def test_no_document_is_made_in_a_folder_that_is_not_the_workspaces(
    desk: Desk, acknowledged: str, tmp_path: Path
) -> None:
    mine = tmp_path / "My personal drive"
    mine.mkdir()
    settings = desk.root / "summarizer.toml"
    theirs = settings.read_text(encoding="utf-8").replace('"Social Media Folder"', f'"{mine}"')
    settings.write_text(theirs, encoding="utf-8")
    assert "leads out of the workspace" in desk("start", acknowledged, code=2).err
    assert list(mine.iterdir()) == []


def test_a_shared_folder_that_is_gone_is_not_made_anew_elsewhere(
    desk: Desk, acknowledged: str
) -> None:
    (desk.root / "Social Media Folder").rmdir()
    assert "The shared folder is not there" in desk("start", acknowledged, code=5).err
    assert not (desk.root / "Social Media Folder").exists()
    desk("init", desk.root)
    desk("start", acknowledged)
    assert folder(desk) == ["Jane Doe - 44170.docx"]


@pytest.mark.row("003.4.8")
def test_the_title_is_the_users_name_and_id(desk: Desk, started: str) -> None:
    assert paper(desk, started).title == "Jane Doe / 44170"
    assert desk("show", started, "--json").json["document"]["title"] == "Jane Doe / 44170"


@pytest.mark.row("003.4.8")
def test_a_document_waits_until_the_users_name_and_id_are_known(desk: Desk) -> None:
    mail = receive(desk, "Please look into https://x.com/a/status/1 today.", subject="Escalation")
    number = social.ack(desk, mail)
    before = desk.everything()
    said = refused(desk("start", number, code=5), "003.4.8")
    assert f"summarizer set {number} user.name VALUE" in said
    assert f"summarizer set {number} user.id VALUE" in said
    assert desk.everything() == before
    desk("set", number, "user.name", "Ann/../Lee")
    desk("set", number, "user.id", "55")
    desk("start", number)
    assert folder(desk) == ["Ann-..-Lee - 55.docx"]


def test_two_users_of_one_name_have_two_documents(desk: Desk, started: str) -> None:
    other = social.begun(desk, name="again", message_id="<again@mail.example.com>")
    assert folder(desk) == [f"Jane Doe - 44170 ({other}).docx", "Jane Doe - 44170.docx"]
    assert paper(desk, other).path != paper(desk, started).path


@pytest.mark.row("003.4.9")
def test_the_row_stands_in_the_pending_tab_with_the_document_linked(
    desk: Desk, started: str
) -> None:
    row = desk.row(started)
    assert row.tab == PENDING
    path = desk.root / "Social Media Folder" / "Jane Doe - 44170.docx"
    assert row.cells["Summary"] == Link("Jane Doe / 44170", path.as_uri())
    shown = {title: str(cell) for title, cell in row.cells.items() if title != "Summary"}
    assert shown == {
        "Case": started,
        "User": "Jane Doe",
        "User ID": "44170",
        "Requested by": "Noor Haddad <noor.haddad@example.com>",
        "Network": "X",
        "Received": "2026-11-19 15:42:00+00:00",
        "Acknowledged": "2026-11-19 15:50:00+00:00",
        "Due": "2026-11-19 23:42:00+00:00",
        "Owner": "dana",
        "Stage": "research",
        "Research": "0/6",
        **dict.fromkeys(("Comments", "Reviewers", "Approved by", "Sent"), "None"),
        **dict.fromkeys(("Earlier summaries", "Tickets", "Notes"), "None"),
    }


def test_a_case_can_be_started_without_a_mail(desk: Desk) -> None:
    begun = desk("start", "Ann Lee", "55", "--json").json
    assert begun["created"] is True
    assert begun["document"]["title"] == "Ann Lee / 55"
    assert begun["research"] == {"done": 0, "total": 6}
    again = desk("start", "Ann Lee", "55", "--json").json
    assert (again["created"], again["case"]) == (False, begun["case"])
    assert folder(desk) == ["Ann Lee - 55.docx"]


def test_start_acknowledges_too_where_that_is_still_to_do(desk: Desk) -> None:
    mail = receive(desk)
    number = desk("start", "--mail", mail, "--answer", social.ANSWER, "--json").json["case"]
    assert {"acknowledgement", "user-notice"} <= desk.mails(number).keys()
    assert desk.case(number).stage == "research"
    desk("sent", number, "acknowledgement")
    assert desk.case(number).stage == "research"
