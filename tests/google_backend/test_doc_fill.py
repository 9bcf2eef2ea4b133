from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.google.doc_fill import check, fill, is_filled
from summarizer.google.doc_model import Paragraph, Table
from summarizer.google.doc_read import links
from summarizer.ports import Finding
from tests.documents.cases import PARTS, STEPS, new
from tests.google.docs_hands import hand_delete_section, hand_insert_column, hand_replace
from tests.google_backend.docs_paper import ID, Paper, grey, h1, h2, par, table, written
from tracker.errors import BadInput

#: What people write: everything but what no document can hold.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Co", "Cc"], include_characters="\t\n{}#/é😀"),
    max_size=60,
)
TITLES = {title: "" for title, _ in PARTS}


def test_our_template_is_filled_and_read_again() -> None:
    seen = Paper().fill().snapshot()
    assert seen.chart == tuple(Finding(step) for step, _ in STEPS)
    assert seen.summary == TITLES
    assert (seen.contact_copy, seen.earlier, seen.questions) == ("", (), ())
    assert (seen.unfilled, seen.missing) == ((), ())


def test_values_stand_where_their_placeholders_stood_the_footer_included() -> None:
    paper = Paper().fill()
    assert "Case SM-20261119-7K3F  ·  received the received  ·  due the due" in paper.text
    assert "Network | the network" in paper.text
    (footer,) = {p.text for p in paper.read().paragraphs() if p.place.segment}
    assert footer.startswith("Case SM-20261119-7K3F")


def test_a_value_keeps_the_look_of_its_placeholder() -> None:
    bold = [*par("User: ")[:-1], *par("{{owner}}", bold=True)[:-1], *par(", and so on")]
    paper = Paper(written(bold)).fill()
    (paragraph,) = (p for p in paper.read().paragraphs() if "owner" in p.text)
    assert [(run.text, bool(run.style.get("bold"))) for run in paragraph.runs] == [
        ("User: ", False),
        ("the owner", True),
        (", and so on\n", False),
    ]


def test_every_row_of_the_chart_looks_alike_also_where_people_will_type() -> None:
    sizes = {
        cell.blocks[0].runs[0].style["fontSize"]["magnitude"]
        for table_ in Paper().fill().read().blocks
        if isinstance(table_, Table) and len(table_.rows) == len(STEPS) + 1
        for row in table_.rows
        for cell in row.cells
        if isinstance(cell.blocks[0], Paragraph)
    }
    assert len(sizes) == 1


def test_what_is_filled_in_is_not_filled_again() -> None:
    values = {"owner": "{{case}} {{#chart}}", "due": "{{owner}}"}
    made = new(values=values, summary={"Next steps": "{{/parts}} {{user.name}}"}, title="{{due}}")
    paper = Paper().fill(made)
    assert "Owner | {{case}} {{#chart}}" in paper.text
    assert "Due | {{owner}}" in paper.text
    assert paper.text.split("\n")[1] == "{{due}}"
    assert paper.snapshot().summary["Next steps"] == "{{/parts}} {{user.name}}"


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["owner", "due", "links", "user.name"]), TEXTS), TEXTS)
def test_any_text_is_read_as_it_was_written(values: dict[str, str], said: str) -> None:
    made = new(values=values, summary={"Next steps": said})
    paper = Paper().fill(made)
    seen = paper.snapshot()
    assert seen.summary == {**TITLES, "Next steps": said.strip()}
    assert [row.step for row in seen.chart] == [step for step, _ in STEPS]
    here = " ".join(p.text for p in paper.read().paragraphs())
    assert all(value in here for value in values.values())


def test_addresses_become_links() -> None:
    links_ = "https://a.example.com/x?y=1&z=2\nsee https://b.example.com\nhttps://c.example.com/😀"
    paper = Paper().fill(new(values={"links": links_}))
    found = [url for _, url in links(paper.read().blocks)]
    assert found == ["https://a.example.com/x?y=1&z=2", "https://c.example.com/😀"]


def test_a_placeholder_without_a_value_stays_and_is_told() -> None:
    values = {k: v for k, v in new().values.items() if k != "owner"}
    assert Paper().fill(new()._replace(values=values)).snapshot().unfilled == ("{{owner}}",)


def test_a_document_tells_that_it_was_filled() -> None:
    paper = Paper()
    assert not is_filled(paper.read())
    assert is_filled(paper.fill().read())
    bare = Paper(written(par("{{owner}}"), par("{{due}}"))).fill()
    assert bare.text == "the owner\nthe due"
    assert is_filled(bare.read())


def test_sections_may_stand_in_any_order_and_at_any_level() -> None:
    chart = table(["By", "Finding", "Step", "Sure?"], ["", "", "{{#chart}}{{step}}", "yes / no"])
    paper = Paper(
        written(
            h2("Summary"),
            par("{{#parts}}{{part}}", "HEADING_3"),
            par("{{text}}{{/parts}}"),
            h1("research chart:"),
            chart,
            par(""),
            h1("SOCIAL MEDIA  contact copy"),
            par("{{owner}}"),
        )
    ).fill(new(summary={"Next steps": "One\nTwo"}))
    seen = paper.snapshot()
    assert seen.summary == {**TITLES, "Next steps": "One\nTwo"}
    assert seen.chart == tuple(Finding(step) for step, _ in STEPS)
    assert paper.text.count("yes / no") == len(STEPS)
    assert seen.missing == ()


def test_a_column_that_people_added_to_the_template_stays() -> None:
    paper = Paper()
    hand_insert_column(paper.world, ID, "Finding", "Checked twice")
    hand_replace(paper.world, ID, "Research chart", "RESEARCH CHART")
    seen = paper.fill().snapshot()
    assert seen.chart == tuple(Finding(step) for step, _ in STEPS)
    assert "Step | Checked twice | Finding" in paper.text


def test_a_section_that_people_took_out_is_told() -> None:
    paper = Paper()
    hand_delete_section(paper.world, ID, "Social Media Contact Copy")
    assert paper.fill().snapshot().missing == ("Social Media Contact Copy",)


def test_hints_are_no_findings_and_no_text_whatever_their_look() -> None:
    paper = Paper(
        written(
            h1("Social Media Contact Copy"),
            par("The post, as it was."),
            h1("Research chart"),
            table(
                ["Step", "Finding"], [par("{{#chart}}{{step}}")[:-1] + par("")[:1], "Say it here"]
            ),
            par(""),
            h1("Summary"),
            par("Dear customer, we send this.", bold=True),
            par("Grey words about it", **grey()),
            h2("{{#parts}}{{part}}"),
            par("{{hint}}"),
            par("{{/parts}}"),
        )
    ).fill()
    seen = paper.snapshot()
    assert seen.contact_copy == ""
    assert [row.finding for row in seen.chart] == [""] * len(STEPS)
    assert seen.summary == {"": "Dear customer, we send this.", **TITLES}


def test_a_step_without_a_hint_has_no_empty_line() -> None:
    paper = Paper().fill()
    assert "\nPrevious tickets |  |  |  | \n" in paper.text
    assert "Iovation / Device signals. |" in paper.text


def test_blocks_without_items_go() -> None:
    rows = table(["Team", "Question", "Answer"], ["{{#questions}}{{team}}", "", ""])
    paper = Paper(
        written(par("{{#evidence}}{{text}}"), rows, par("{{#earlier}}{{link}}"), par("x"))
    )
    paper.fill()
    assert paper.text == "\nTeam | Question | Answer\nx"


@pytest.mark.parametrize(
    ("blocks", "named"),
    [
        ([par("{{#steps}}")], "'steps'"),
        ([table(["{{/rows}}"])], "'rows'"),
        ([par("{{#parts}}"), table(["a"]), par("{{/parts}}")], "A table stands inside"),
    ],
)
def test_a_template_that_asks_for_what_there_isnt_is_refused(
    blocks: list[object], named: str
) -> None:
    with pytest.raises(BadInput, match=r".") as caught:
        fill(Paper(written(*blocks)).read(), new())  # type: ignore[arg-type]  # blocks of units
    assert named in str(caught.value)


@pytest.mark.parametrize("wrong", [{"values": {"owner": "a\0b"}}, {"title": "a\nb"}])
def test_what_no_document_can_hold_is_refused_before_anything_is_made(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(BadInput, match=re.compile(r"U\+0000|can't be a title")):
        check(new(**wrong))


def test_a_character_that_docs_would_drop_leaves_a_mark() -> None:
    assert "Owner | a\ufffdb" in Paper().fill(new(values={"owner": "a\uf8ffb"})).text
