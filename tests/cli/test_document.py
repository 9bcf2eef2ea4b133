from __future__ import annotations

import hashlib
import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import parts
from tests.desk import Desk
from tests.procedures import social
from tracker.case import Case

COMPLETE = "Social Media Complete 2026"


def by_hand(desk: Desk, statement: str, *values: str) -> None:
    """Let somebody change the tracker with another program."""
    with sqlite3.connect(desk.root / "tracker.db") as connection:
        connection.execute(statement, values)
    connection.close()


def differences(desk: Desk, *command: str) -> list[str]:
    """What a sync says that differs, of all cases."""
    reports = desk("sync", *command, "--json").json
    return [text for report in reports for text in report["differences"]]


# --- chart, questions, evidence, comments --------------------------------------------------


def test_the_chart_is_shown_with_what_is_missing(desk: Desk, started: str) -> None:
    desk(
        "check", started, "iovation", "--finding", "Nothing new.", "--link", "https://example.com/1"
    )
    said = desk("check", started).out
    assert re.search("✓ +Iovation +Nothing new. +Dana Reyes", said)
    assert said.endswith("1 of 6 done\n")
    shown = desk("check", started, "--json").json
    assert shown.keys() == {"case", "chart", "missing"}
    assert len(shown["missing"]) == 5
    (row,) = (row for row in shown["chart"] if row["step"] == "Iovation")
    assert (row["finding"], row["link"]) == ("Nothing new.", "https://example.com/1")
    assert row["by"] == "Dana Reyes"


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (("Nonsense", "--finding", "x"), 3, "No step of the chart is called 'Nonsense'"),
        (("e", "--finding", "x"), 3, "No step of the chart is called 'e'"),
        (("Iovation",), 2, "check needs one of: finding, not_applicable"),
        (("Iovation", "--finding", " "), 2, "check needs one of: finding, not_applicable"),
        (("Iovation", "--finding", "a\x00b"), 2, "A word of a command can't hold NUL"),
    ],
)
def test_a_step_that_can_not_be_filled_is_refused(
    desk: Desk, words: tuple[str, ...], code: int, what: str
) -> None:
    desk("start", "Jane Doe", "44170")
    before = desk("check", "44170", "--json").json
    assert parts(desk("check", "44170", *words, code=code))[0] == what
    assert desk("check", "44170", "--json").json == before


def test_what_would_be_lost_is_refused(desk: Desk, started: str) -> None:
    for command, what in (
        (("check", started, "--finding", "x"), "Which STEP?"),
        (("check", started, "", "--not-applicable", "x"), "Which STEP?"),
        (("comments", started, "--answer", "x"), "Which ID?"),
        (("comments", started, "--resolve"), "Which ID?"),
    ):
        assert parts(desk(*command, code=2))[0] == what


def test_a_finding_is_taken_back(desk: Desk, started: str) -> None:
    desk("check", started, "Iovation", "--finding", "First.")
    desk("check", started, "Iovation", "--finding", "Second.")
    desk("undo", started)
    chart = {r["step"]: r["finding"] for r in desk("check", started, "--json").json["chart"]}
    assert chart["Iovation"] == "First."
    desk("undo", started)
    assert len(desk("check", started, "--json").json["missing"]) == 6


def test_commands_of_the_document_want_one(desk: Desk, acknowledged: str) -> None:
    for command in (("check",), ("comments",)):
        what, fix = parts(desk(*command, acknowledged, code=3))
        assert what == f"{acknowledged} has no document"
        assert fix == f"Make it with: summarizer start {acknowledged}"
    desk("ask", acknowledged, "Payments", "Why?", code=5)
    desk("evidence", acknowledged, "https://example.com/1", code=5)


def test_a_link_beside_a_post_s_own_is_refused_not_lost(desk: Desk, started: str) -> None:
    post = ("evidence", started, "https://x.com/1", "--text", "She is furious.", "--link")
    before = desk.everything()
    assert "https://x.com/2 would be lost" in desk(*post, "https://x.com/2", code=2).err
    assert desk.everything() == before
    desk(*post, "https://x.com/1")
    assert desk.everything() != before


def test_evidence_is_kept_with_its_hash(desk: Desk, started: str) -> None:
    shot = desk.root.parent / "post.txt"
    shot.write_text("Never again.")
    digest = hashlib.sha256(b"Never again.").hexdigest()
    post = ("evidence", started, shot, "--link", "https://x.com/1", "--text", "She is furious.")
    told = desk(*post).out
    (kept,) = (path for path in (desk.root / "evidence").rglob("*") if path.is_file())
    assert kept.read_text() == "Never again."
    text = social.paper(desk, started).text()
    assert digest in text
    assert "She is furious." in text
    assert f"copy    {kept}\n  kept    https://x.com/1 “She is furious.”\n  in      Social" in told
    before = desk.everything()
    assert "already done" in desk(*post).out
    said = desk("evidence", started, desk.root / "gone.png", code=2)
    assert parts(said)[1] == "No such file or directory."
    assert desk.everything() == before


def test_evidence_that_is_no_picture_stands_in_the_way_of_nothing(desk: Desk, started: str) -> None:
    broken = desk.root.parent / "broken.png"
    broken.write_bytes(b"x")
    before = desk.everything()
    assert "isn't a picture" in desk("evidence", started, broken, code=2).err
    assert desk.everything() == before
    desk("evidence", started, "https://x.com/1")


@pytest.mark.parametrize(
    "command",
    [
        ("check", "CASE", "css", "--finding", "x", "--link", "see the mail"),
        ("evidence", "CASE", "ftp://x.com/1"),
        ("approve", "CASE", "--by", "fay", "--evidence", "by phone"),
        ("do", "CASE", "check", "-f", "step=css", "-f", "finding=x", "-f", "link=javascript:x"),
    ],
)
def test_a_text_that_is_no_link_is_refused(
    desk: Desk, started: str, command: tuple[str, ...]
) -> None:
    before = desk.everything()
    said = desk(*(started if word == "CASE" else word for word in command), code=2)
    assert parts(said)[0].endswith("is no link")
    assert desk.everything() == before


def test_a_question_to_a_team_is_kept_until_it_is_answered(desk: Desk, started: str) -> None:
    desk("ask", started, "Payments", "Why is it held?")
    assert "Why is it held?" in desk.todos(started)["ask-Payments"]
    said = desk("ask", started, "Payments", "Why is it held?", "--answer", "A bank check.").out
    paper = desk("open", started, "--print").out.strip()
    assert "kept    Payments: Why is it held? Answer: A bank check." in said
    assert f"in      Questions to other teams, {paper}" in said
    assert "A bank check." in social.paper(desk, started).text()


def test_comments_are_listed_and_counted(desk: Desk, started: str) -> None:
    assert desk("comments", started).out == "No comments.\n"
    social.paper(desk, started).write("Next steps", "We refund her.")
    social.paper(desk, started).comment("Next steps", "By\u202e when?")
    listed = desk("comments", started).out
    assert "Rosa Lindqvist" in listed
    assert "on “We refund her.”" in listed
    assert "\u202e" not in listed
    shown = desk("comments", started, "--json").json
    assert shown["case"] == started
    (comment,) = shown["comments"]
    assert comment["state"] == "open"
    desk("comments", started, comment["id"], "--resolve")
    assert desk("list", "--json").json[0]["comments"]["resolved"] == 1
    said = desk("comments", started, "no-such-id", "--resolve", code=3)
    assert parts(said)[0] == "No comment is called 'no-such-id'"


# --- sync: what people changed in the tracker ----------------------------------------------


def test_nothing_differs_in_a_case_that_nobody_changed(desk: Desk, approved: str) -> None:
    before = desk.case(approved)
    assert differences(desk) == []
    said = desk("sync").out
    assert said.startswith(f"{approved}: research 6/6, summary 4/4 parts, comments none\n")
    assert said.endswith("1 read, 0 differ.\n")
    assert desk.case(approved) == before


def test_a_cell_that_somebody_changed_is_told_and_put_back_on_yes(desk: Desk, started: str) -> None:
    by_hand(desk, "UPDATE rows SET Owner = 'zoe', Notes = 'mine'")
    assert differences(desk) == ["Owner says zoe, events say dana"]
    assert differences(desk, started) == ["Owner says zoe, events say dana"]
    said = desk("sync")
    assert f"{started}: differs: Owner says zoe, events say dana" in said.out
    assert "summarizer sync --yes" in said.err
    assert desk.row(started).cells["Owner"] == "zoe"
    assert desk("list", "--mine", "--json").json[0]["owner"] == "dana"
    before = desk.everything()
    desk("sync", "--yes", "--dry-run")
    assert desk.everything() == before
    said = desk("sync", "--yes")
    assert f"{started}: put back: Owner says zoe, events say dana" in said.out
    assert desk.row(started).cells["Owner"] == "dana"
    assert desk.row(started).cells["Notes"] == "mine"
    assert differences(desk) == []


def test_a_row_that_somebody_dragged_is_told_and_put_back_on_yes(desk: Desk, started: str) -> None:
    by_hand(desk, 'UPDATE rows SET "Tab" = ?', COMPLETE)
    told = [f"the row stands in {COMPLETE}, not in {social.PENDING}"]
    assert differences(desk) == told
    assert [c["case"] for c in desk("list", "--tab", social.PENDING, "--json").json] == [started]
    assert differences(desk, "--yes") == told
    assert desk.row(started).tab == social.PENDING


def test_a_row_that_somebody_deleted_is_told_and_put_back_on_yes(desk: Desk, started: str) -> None:
    by_hand(desk, "DELETE FROM rows")
    assert differences(desk) == [f"the row is gone; it belongs in {social.PENDING}"]
    assert desk("show", started, "--json").json["stage"] == "research"
    desk("sync", "--yes")
    assert desk.row(started).cells["User"] == "Jane Doe"
    assert differences(desk) == []


def test_columns_of_people_win_and_are_no_difference(desk: Desk, started: str) -> None:
    by_hand(desk, 'ALTER TABLE rows ADD COLUMN "Mood"')
    by_hand(desk, "UPDATE rows SET Mood = 'furious', Notes = 'Call her'")
    assert differences(desk) == []
    desk("sync", "--yes")
    desk("cancel", started, "It was a mistake.")
    row = desk.row(started)
    assert (row.tab, row.cells["Mood"], row.cells["Notes"]) == (COMPLETE, "furious", "Call her")


def test_no_other_command_undoes_what_somebody_changed_silently(desk: Desk, started: str) -> None:
    by_hand(desk, "UPDATE rows SET Owner = 'zoe'")
    by_hand(desk, 'UPDATE rows SET "Tab" = ?', COMPLETE)
    desk("check", started, "Iovation", "--finding", "Nothing.")
    desk("set", started, "network", "Reddit")
    desk("sync")
    row = desk.row(started)
    assert (row.tab, row.cells["Owner"]) == (COMPLETE, "zoe")
    assert (row.cells["Research"], row.cells["Network"]) == ("1/6", "Reddit")
    assert len(differences(desk)) == 2
    desk("set", started, "owner", "sam")
    assert desk.row(started).cells["Owner"] == "sam"


def test_a_deleted_row_stays_deleted_until_it_is_put_back(desk: Desk, started: str) -> None:
    by_hand(desk, "DELETE FROM rows")
    desk("check", started, "Iovation", "--finding", "Nothing.")
    with desk.workspace() as workspace:
        assert workspace.tracker.row(started) is None
    desk("sync", "--yes")
    assert desk.row(started).cells["Research"] == "1/6"


# --- sync: what people wrote in the document -----------------------------------------------


def test_what_people_wrote_is_read_back(desk: Desk, started: str) -> None:
    paper = social.paper(desk, started)
    paper.find("Iovation", "Nothing.")
    paper.write("Next steps", "We refund her.")
    paper.comment("Next steps", "By when?")
    before = desk.everything()
    report = desk("sync", "--dry-run", "--json").json[0]
    assert report.keys() == {"case", "read", "differences", "problems", "fixes", "put_back"}
    assert report["read"] == ["research 1/6, summary 1/4 parts, comments 1 open"]
    assert desk.everything() == before
    desk("sync")
    (item,) = desk("list", "--json").json
    assert (item["research"], item["comments"]["open"]) == ({"done": 1, "total": 6}, 1)
    assert desk.row(started).cells["Comments"] == "1 open"


def test_a_document_that_was_moved_is_found_and_the_link_follows(desk: Desk, started: str) -> None:
    path = Path(desk("open", "--print", started).out.strip())
    moved = path.with_name("Moved.docx")
    path.rename(moved)
    assert f"the document is now at {moved}" in desk("sync").out
    assert differences(desk) == []
    assert desk("list", "--json").json[0]["document"]["path"] == str(moved)
    assert f"<{moved.as_uri()}>" in desk("list", "--csv").out


@pytest.mark.parametrize(("content", "code"), [(None, 3), (b"no document", 7)])
def test_a_document_that_can_not_be_read_is_told_and_the_others_are_read(
    desk: Desk, started: str, content: bytes | None, code: int
) -> None:
    desk("start", "Ana Lee", "555")
    path = Path(desk("open", "--print", started).out.strip())
    path.unlink()
    if content:
        path.write_bytes(content)
    before: Case = desk.case(started)
    said = desk("sync", code=code)
    assert "1 read, 0 differ, 1 can't be read." in said.out
    assert said.err.startswith(f"Error: {started}: ")
    assert desk.case(started) == before


def test_an_approval_is_void_once_the_summary_has_changed(desk: Desk, approved: str) -> None:
    social.paper(desk, approved).write("Next steps", "Something else.")
    assert "the approval is void: the summary has changed since" in desk("sync").out


def test_a_lost_document_is_told_with_what_mends_it(desk: Desk, started: str) -> None:
    desk("check", started, "job", "--finding", "Closed.")
    Path(desk("open", "--print", started).out.strip()).unlink()
    said = desk("sync", code=3).err
    assert f"Error: {started}: The document of {started} is gone: It was " in said
    assert f"  Then make it anew: summarizer start {started}\n" in said
    assert desk("sync", "--json", code=3).json[0]["fixes"][0].startswith("Put it back: ")
    assert "The document is gone: nothing was put back there." in desk("undo", started).out
    assert "start#1 is taken back" in desk("undo", started).out
    desk("start", started)
    assert "0 of 6 done" in desk("check", started).out
