"""The research and the text of the summary: rows 003.5."""

from __future__ import annotations

import hashlib
import struct
from typing import Any
from zlib import compress, crc32

import pytest

from tests.desk import Desk
from tests.paper import FINDINGS, POST, SUMMARY
from tests.procedures.social import paper, refused

NAME = "social-media-summary"
LINK = "https://x.com/janedoe_designs/status/1858800000000000000"


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
