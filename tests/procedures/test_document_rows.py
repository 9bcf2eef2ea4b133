"""The summary's document, its row and its research: rows 003.4 and 003.5."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path
from typing import Any
from zlib import compress, crc32

import pytest

from tests.desk import Desk
from tests.paper import FINDINGS, POST, SUMMARY
from tests.procedures import social
from tests.procedures.social import PENDING, clock, paper, receive, refused
from tracker.columns import Link

NAME = "social-media-summary"
LINK = "https://x.com/janedoe_designs/status/1858800000000000000"


def folder(desk: Desk) -> list[str]:
    """The documents in the shared folder."""
    return sorted(p.name for p in (desk.root / "Social Media Folder").glob("*.docx"))


# --- 003.4 the document and its row ---------------------------------------------------------


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


# --- 003.5 the research ---------------------------------------------------------------------


@pytest.mark.row("003.5.1")
def test_a_post_is_kept_with_its_link_time_and_hash(desk: Desk, started: str) -> None:
    desk("evidence", started, LINK, "--text", POST)
    text = paper(desk, started).text()
    digest = hashlib.sha256(POST.encode()).hexdigest()
    for line in (POST, LINK, f"2026-11-19 08:00 PST  ·  SHA-256 {digest}"):
        assert line in text
    again = desk("evidence", started, LINK, "--text", POST)
    assert paper(desk, started).text().count(POST) == 1, again.out


@pytest.mark.row("003.5.1")
def test_a_screenshot_is_kept_as_a_picture_and_as_a_file(desk: Desk, started: str) -> None:
    source = desk.root.parent / "post.png"
    source.write_bytes(picture())
    desk("evidence", started, source, "--link", LINK)
    (kept,) = (desk.root / "evidence").rglob("*.png")
    assert kept.read_bytes() == picture()
    digest = hashlib.sha256(picture()).hexdigest()
    assert kept.name == f"{digest[:12]}.png"
    assert digest in paper(desk, started).text()
    with desk.workspace() as workspace:
        ref = workspace.documents.find(started)
        assert ref is not None
        assert workspace.documents.read(ref).pictures == 1


@pytest.mark.row("003.5.1")
def test_no_review_without_the_first_contact(desk: Desk, written: str) -> None:
    paper(desk, written).write("Social Media Contact Copy", "")
    said = refused(desk("request-review", written, code=5), "003.5.1")
    assert "The Social Media Contact Copy is empty" in said


@pytest.mark.row("003.5.2")
def test_a_step_is_done_by_its_finding_or_by_why_it_does_not_apply(
    desk: Desk, started: str
) -> None:
    desk("check", started, "css", "--finding", "Two contacts, none answered.", "--link", LINK)
    desk("check", started, "Iovation", "--not-applicable", "No sign of a foreign device.")
    said = desk("check", started, "--json").json
    filled = {row["step"]: row for row in said["chart"] if row["finding"]}
    assert filled["CSS notes"]["finding"] == "Two contacts, none answered."
    assert filled["CSS notes"]["link"] == LINK
    assert filled["CSS notes"]["by"] == "Dana Reyes"
    assert filled["CSS notes"]["at"] == "2026-11-19 08:00"
    assert filled["Iovation"]["finding"] == "Not applicable: No sign of a foreign device."
    assert said["missing"] == [
        "Message Centers",
        "User's history",
        "The job itself",
        "Previous tickets",
    ]
    assert desk.row(started).cells["Research"] == "2/6"


@pytest.mark.row("003.5.2")
def test_no_review_while_a_step_has_no_finding(desk: Desk, started: str) -> None:
    paper(desk, started).find("Iovation", "n/a")
    said = refused(desk("request-review", started, code=5), "003.5.2")
    for step in FINDINGS:
        assert f"003.5.2: Research: no finding for {step}." in said


def test_a_finding_that_people_typed_counts_and_is_replaced_only_knowingly(
    desk: Desk, started: str
) -> None:
    paper(desk, started).find("Iovation", "Two devices, both known.")
    assert "Two devices, both known." in desk("check", started).out
    desk("check", started, "Iovation", "--finding", "Three devices.")
    assert "Three devices." in paper(desk, started).text()
    desk("undo", started)
    assert "Two devices, both known." in paper(desk, started).text()


@pytest.mark.parametrize(("step", "why"), [("weather", "The chart has:"), ("e", "It could be:")])
def test_a_step_that_is_not_one_is_not_found(desk: Desk, started: str, step: str, why: str) -> None:
    before = desk.everything()
    said = desk("check", started, step, "--finding", "Sunny.", code=3)
    assert why in said.err
    assert desk.everything() == before


def test_a_step_needs_a_finding(desk: Desk, started: str) -> None:
    assert "needs one of: finding, not_applicable" in desk("check", started, "css", code=2).err


@pytest.mark.row("003.5.3")
def test_the_chart_has_the_six_points(desk: Desk, started: str) -> None:
    assert [*paper(desk, started).steps()] == [
        "Message Centers",
        "CSS notes",
        "User's history",
        "The job itself",
        "Iovation",
        "Previous tickets",
    ]


def test_a_team_adds_a_point_of_its_own(desk: Desk, acknowledged: str) -> None:
    def with_reviews(table: dict[str, Any]) -> None:
        table["document"]["step"].append({"name": "Reviews", "hint": "What others say."})

    desk.procedure(NAME, with_reviews)
    desk("start", acknowledged)
    assert [*paper(desk, acknowledged).steps()][-1] == "Reviews"
    paper(desk, acknowledged).fill()
    assert "no finding for Reviews" in desk("request-review", acknowledged, code=5).err


@pytest.mark.row("003.5.4")
def test_a_question_to_another_team_is_asked_in_its_room_and_kept_with_its_answer(
    desk: Desk, started: str
) -> None:
    desk("ask", started, "Payments", "Why is it held?")
    asked = f"Why is it held? (social media issue {started}, Jane Doe, user 44170)"
    assert desk.todos(started)["ask-Payments"] == asked
    desk("ask", started, "Payments", "Why is it held?", "--answer", "A bank check.")
    assert "A bank check." in paper(desk, started).text()
    assert paper(desk, started).text().count("Why is it held?") == 1


@pytest.mark.row("003.5.5")
@pytest.mark.parametrize("part", SUMMARY)
def test_no_review_while_a_part_of_the_summary_is_empty(
    desk: Desk, written: str, part: str
) -> None:
    paper(desk, written).write(part, "")
    said = refused(desk("request-review", written, code=5), "003.5.5")
    assert f"003.5.5: Summary: {part} is empty." in said
    assert said.count("003.5") == 1


@pytest.mark.row("003.5.5")
def test_the_summary_has_its_four_parts(desk: Desk, started: str) -> None:
    headings = paper(desk, started).headings()
    assert headings[headings.index("Summary") + 1 :] == [*SUMMARY]


@pytest.mark.row("003.5.6")
def test_the_document_asks_what_made_this_person_reach_out_in_public(
    desk: Desk, started: str
) -> None:
    asked = "What is, or might be, happening on the platform that makes this person reach out"
    assert asked in paper(desk, started).text()


def picture() -> bytes:
    """A PNG of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dots = chunk(b"IDAT", compress(b"\0\xff\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + dots + chunk(b"IEND", b"")
