from __future__ import annotations

import pytest

from summarizer.google.doc_layout import hint_name, layout_of
from summarizer.layout import section
from summarizer.ports import Finding
from tests.google.docs_hands import hand_cell, hand_replace, hand_type
from tests.google_backend.docs_paper import ID, Paper, grey, h1, h2, par, table, written

LONG = "Say what happened, and when, and who told us about it, in whole sentences. " * 6


def test_words_typed_over_a_hint_or_behind_it_are_theirs() -> None:
    paper = Paper().fill()
    hand_replace(paper.world, ID, "What we will do.", "We pay her back.")
    hand_replace(paper.world, ID, "Each with its owner.", "Each with its owner. Dana calls.")
    hand_cell(paper.world, ID, "Iovation", "Step", " No flag.")
    seen = paper.snapshot()
    assert seen.summary["How we will resolve it"] == "We pay her back."
    assert seen.summary["Next steps"] == "Dana calls."
    assert seen.chart[4] == Finding("Iovation", "No flag.")


def test_a_hint_stays_one_when_it_loses_its_look_or_is_touched_up() -> None:
    paper = Paper().fill()
    hand_replace(
        paper.world, ID, "What is, or might be, happening.", "What is – or might be – happening"
    )
    assert paper.snapshot().summary["History of the issue"] == ""
    hand_type(paper.world, ID, "Next steps", "what we will do")
    assert paper.snapshot().summary["Next steps"] == ""


def test_a_hint_that_is_too_long_for_a_name_is_known_by_its_hash() -> None:
    assert len(hint_name(LONG)) < 256 <= len(LONG)
    assert hint_name("x" * 500) != hint_name("x" * 501)
    assert hint_name(" – ") == ""
    blocks = [h1("Summary"), par(LONG, **grey()), h2("{{#parts}}{{part}}"), par("{{/parts}}")]
    assert "" not in Paper(written(*blocks)).fill().snapshot().summary


def test_where_no_hints_are_known_grey_words_in_italics_are_taken_for_some() -> None:
    paper = Paper(
        written(h1("Summary"), h2("Next steps"), par("Who does what", **grey()), par("Go"))
    )
    assert paper.snapshot().summary == {"Next steps": "Go"}


@pytest.mark.parametrize("title", ["Research chart", "RESEARCH  chart:", "research Chart "])
def test_a_heading_is_known_whatever_its_case_and_spaces(title: str) -> None:
    layout = layout_of(Paper(written(h2(title), par("Below"))).read())
    found = section(layout, "Research chart")
    assert found is not None
    assert found.level == 2


def test_a_heading_that_lost_its_style_is_known_by_its_words() -> None:
    paper = Paper(
        written(par("Social Media Contact Copy"), par("Words"), par("summary"), par("More"))
    )
    seen = paper.snapshot()
    assert seen.contact_copy == "Words"
    assert seen.missing == ("Research chart",)


def test_tables_are_known_by_their_columns() -> None:
    chart = table(["At", "Finding", "Extra", "Step"], ["10:00", "None", "x", "Iovation"])
    asked = table(["Answer", "Team", "Question"], ["Now.", "Payments", "When?"])
    seen = Paper(written(asked, par(""), chart)).snapshot()
    assert seen.chart == (Finding("Iovation", "None", at="10:00"),)
    assert seen.questions == (("Payments", "When?", "Now."),)
