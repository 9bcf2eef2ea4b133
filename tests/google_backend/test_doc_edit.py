from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.google.doc_edit import overtaken
from summarizer.google.doc_read import read_snapshot
from summarizer.ports import AddEarlier, AddEvidence, AddQuestion, Edit, FillStep, Finding, Snapshot
from tests.documents.cases import STEPS
from tests.google.docs_hands import (
    hand_cell,
    hand_delete_section,
    hand_insert_column,
    hand_replace,
    hand_suggest,
    hand_type,
    text,
)
from tests.google_backend.docs_paper import ID, REF, Paper, grey, h1, par, table, written
from tracker.errors import NotFound

POST = "https://social.example.com/p/1?a=1&b=2"
SHA = "5e" * 32
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Co", "Cc"], include_characters="\n{}é😀"), min_size=1
).filter(lambda said: said.strip() == said)


@pytest.fixture
def paper() -> Paper:
    return Paper().fill()


def test_a_step_is_filled_and_filled_again_and_nothing_else_changes(paper: Paper) -> None:
    before = paper.text
    paper.edit(FillStep("css  NOTES", "One\nTwo 😀", POST, "Dana", "10:00"))
    assert paper.snapshot().chart[1] == Finding("CSS notes", "One\nTwo 😀", POST, "Dana", "10:00")
    assert not paper.edit(FillStep("CSS notes", "One\nTwo 😀", POST, "Dana", "10:00"))
    paper.edit(FillStep("CSS notes", "Three"))
    assert paper.snapshot().chart[1] == Finding("CSS notes", "Three")
    paper.edit(FillStep("CSS notes", ""))
    assert paper.text == before


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from([step for step, _ in STEPS]), TEXTS), max_size=8))
def test_any_findings_are_read_as_they_were_written(found: list[tuple[str, str]]) -> None:
    paper = Paper().fill()
    paper.edit(*(FillStep(step, text) for step, text in found))
    last = dict(found)
    assert {row.step: row.finding for row in paper.snapshot().chart} == {
        step: last.get(step, "") for step, _ in STEPS
    }


def test_what_is_written_over_a_hint_or_a_link_is_neither(paper: Paper) -> None:
    hand_replace(paper.world, ID, "A step is done when its finding is filled in.", "Their words.")
    paper.edit(FillStep("Iovation", POST, POST))
    paper.edit(FillStep("Iovation", "No flag", ""))
    (row,) = (row for row in paper.snapshot().chart if row.step == "Iovation")
    assert (row.finding, row.link) == ("No flag", "")
    run = next(r for p in paper.read().paragraphs() for r in p.runs if r.text == "No flag\n")
    assert not run.style.get("italic")
    assert not run.url


def test_what_takes_the_place_of_grey_words_is_not_grey() -> None:
    rows = table(["Step", "Finding"], ["Iovation", par("Old", **grey(), underline=True)])
    paper = Paper(written(h1("Research chart"), rows, par("")))
    paper.edit(FillStep("Iovation", "New"))
    (run,) = (r for p in paper.read().paragraphs() for r in p.runs if r.text.strip() == "New")
    assert run.style == {}


def test_a_link_without_a_column_stands_below_the_finding() -> None:
    rows = table(["Step", "Finding"], ["Iovation", ""])
    paper = Paper(written(h1("Research chart"), rows, par("")))
    paper.edit(FillStep("Iovation", "None", POST))
    seen = paper.snapshot().chart
    assert seen == (Finding("Iovation", "None\nsocial.example.com/p/1?a=1&b=2"),)
    assert not paper.edit(FillStep("Iovation", "None", POST))
    assert paper.snapshot().chart == seen


def test_columns_that_people_added_or_moved_stay(paper: Paper) -> None:
    hand_insert_column(paper.world, ID, "Finding", "Checked twice")
    hand_cell(paper.world, ID, "Iovation", "Checked twice", "yes")
    paper.edit(FillStep("Iovation", "None", by="Dana"))
    assert "Iovation / Device signals. | yes | None |  | Dana | " in paper.text


def test_each_question_has_a_row(paper: Paper) -> None:
    asked = [AddQuestion(f"Team {n}", f"Why {n}?\nWhen?") for n in range(4)]
    paper.edit(*asked, asked[1]._replace(answer="Because."), asked[1])
    rows = tuple((e.team, e.question, "Because." if n == 1 else "") for n, e in enumerate(asked))
    assert paper.snapshot().questions == rows
    assert not paper.edit(*asked)
    paper.edit(asked[3]._replace(answer="Today."), AddQuestion("Team 9", "How?"))
    assert paper.snapshot().questions[3:] == (
        ("Team 3", "Why 3?\nWhen?", "Today."),
        ("Team 9", "How?", ""),
    )


def test_evidence_stands_at_the_end_of_what_people_wrote(paper: Paper) -> None:
    hand_type(paper.world, ID, "Social Media Contact Copy", "She wrote:\n\n")
    paper.edit(
        AddEvidence(SHA, "10:00", "Held since\nMonday!", POST),
        AddEvidence("7f" * 32, "10:05", picture=Path("shot.png")),
        AddEvidence(SHA, "10:07", "Held", POST),
    )
    seen = paper.snapshot()
    assert seen.contact_copy == (
        f"She wrote:\nHeld since\nMonday!\n10:00  ·  SHA-256 {SHA}\n{POST}\n"
        f"Screenshot 7f7f.png\n10:05  ·  SHA-256 {'7f' * 32}"
    )
    assert seen.pictures == 1
    assert not paper.edit(AddEvidence(SHA, "11:00", "Held", POST))


def test_what_stands_below_a_heading_is_no_heading_and_no_hint(paper: Paper) -> None:
    hand_replace(
        paper.world, ID, "Links to earlier summaries of the same user, if there are any.", ""
    )
    paper.edit(AddEarlier("Uma Ray / 44170", POST))
    earlier = next(
        p for p in paper.read().paragraphs() if p.text == "Uma Ray / 44170" and p.runs[0].url
    )
    assert earlier.level == 0
    assert not earlier.runs[0].style.get("italic")
    assert paper.snapshot().earlier == (("Uma Ray / 44170", POST),)


def test_a_section_that_ends_with_a_table_is_written_behind_it() -> None:
    rows = table(["What", "When"], ["A post", "Monday"])
    paper = Paper(written(h1("Social Media Contact Copy"), rows, h1("Next")))
    paper.edit(AddEvidence(SHA, "10:00", "Words"))
    assert paper.snapshot().contact_copy == (
        f"What | When\nA post | Monday\nWords\n10:00  ·  SHA-256 {SHA}"
    )
    assert [p.text for p in paper.read().paragraphs() if p.level] == [
        "Social Media Contact Copy",
        "Next",
    ]


def test_suggestions_are_passed_over_and_stay(paper: Paper) -> None:
    hand_cell(paper.world, ID, "Iovation", "Finding", "No flag")
    hand_suggest(paper.world, ID, old="User ID", new="Client 😀 number")
    hand_suggest(paper.world, ID, old="No flag", new="A flag")
    hand_suggest(paper.world, ID, heading="Next steps", new="Maybe this")
    seen = paper.snapshot()
    assert seen.chart[4].finding == "No flag"
    assert seen.summary["Next steps"] == ""
    paper.edit(FillStep("Iovation", "Two"), AddEarlier("Earlier", POST))
    assert paper.snapshot().chart[4].finding == "Two"
    assert paper.snapshot().earlier == (("Earlier", POST),)
    shown = text(paper.world, ID, suggestions=True)
    assert all(words in shown for words in ("Client 😀 number", "A flag", "Maybe this"))
    assert paper.read("PREVIEW_WITHOUT_SUGGESTIONS") != paper.read()
    assert read_snapshot(paper.read("PREVIEW_WITHOUT_SUGGESTIONS"), REF) == paper.snapshot()


def test_what_an_edit_needs_and_isnt_there_is_said(paper: Paper) -> None:
    with pytest.raises(NotFound, match="no step 'Weather'"):
        paper.edit(FillStep("Weather", "x"))
    for title in ("Earlier summaries", "Social Media Contact Copy"):
        hand_delete_section(paper.world, ID, title)
    with pytest.raises(NotFound, match="no section “Earlier summaries”"):
        paper.edit(AddEarlier("x", POST))
    with pytest.raises(NotFound, match="no section “Social Media Contact Copy”"):
        paper.edit(AddEvidence(SHA, "10:00", "x"))
    empty = Paper(written(par("Nothing")))
    with pytest.raises(NotFound, match="no research chart"):
        empty.edit(FillStep("Iovation", "x"))
    with pytest.raises(NotFound, match="no table of questions"):
        empty.edit(AddQuestion("Payments", "?"))


def read(finding: str = "", answer: str = "") -> Snapshot:
    chart = (Finding("CSS notes", "x"), Finding("Iovation", finding))
    return Snapshot(REF, "r", chart=chart, questions=(("Payments", "When?", answer),))


@pytest.mark.parametrize(
    ("then", "now", "what"),
    [
        (read(), read(), ""),
        (read(), read("Theirs"), "the finding of Iovation"),
        (None, read("Theirs"), "the finding of Iovation"),
        (read("Theirs"), read("Theirs"), ""),
        (read(), read("Ours"), ""),
        (None, read(""), ""),
        (read(), read(answer="Theirs"), "the answer of payments"),
        (read(), read(answer="Now."), ""),
    ],
)
def test_what_people_typed_meanwhile_is_in_the_way(
    then: Snapshot | None, now: Snapshot, what: str
) -> None:
    edits: list[Edit] = [FillStep("IOVATION", "Ours"), AddQuestion("payments", "When?", "Now.")]
    assert overtaken(edits, then, now) == what
