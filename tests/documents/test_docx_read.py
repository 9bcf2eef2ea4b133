from __future__ import annotations

import pytest

from summarizer.local.docx_hints import drop_hints
from summarizer.local.docx_package import Package
from summarizer.local.docx_properties import set_property
from summarizer.local.docx_text import w
from summarizer.ports import Finding
from tests.documents.wordml import (
    cell,
    control,
    deleted,
    h1,
    h2,
    inserted,
    par,
    row,
    run,
    seen,
    table,
    written,
)
from tracker.errors import StorageFailed

CHART = h1("Research chart")
TITLES = row("Step", "Finding", "Link", "By", "At")


def test_sections_stand_in_any_order_under_titles_spelled_anyhow() -> None:
    package = written(
        h1("Our own section"), par("Not read"),
        h1("SUMMARY:"), h2("Next  steps"), par("Call"), h2("History"), par("Two"), par("lines"),
        h1(" social media   contact copy"), par("She wrote"),
        h1("Another"), par("Not read"),
    )  # fmt: skip
    snapshot = seen(package)
    assert list(snapshot.summary.items()) == [("Next steps", "Call"), ("History", "Two\nlines")]
    assert snapshot.contact_copy == "She wrote"
    assert snapshot.missing == ("Research chart",)


def test_what_the_document_lacks_is_told() -> None:
    assert seen(written(par("Nothing"))).missing == (
        "Social Media Contact Copy",
        "Research chart",
        "Summary",
    )


def test_text_above_the_first_part_and_tables_belong_to_the_summary() -> None:
    figures = table(row("Paid", "Held"), row("1", cell(par("2"), par("3"))))
    package = written(h1("Summary"), par("Above"), h2("History"), figures, par("End"))
    assert seen(package).summary == {"": "Above", "History": "Paid | Held\n1 | 2 3\nEnd"}


def test_parts_with_the_same_title_and_deeper_headings_lose_no_text() -> None:
    package = written(
        h1("Summary"), h2("History"), par("One"), par("Detail", style="Heading3"), par("Two"),
        h2("history"), par("Three"), h2("History"), par("Four"),
    )  # fmt: skip
    assert seen(package).summary == {"History": "One\nDetail\nTwo\nFour", "history": "Three"}


def test_parts_may_be_of_any_level_below_the_summary() -> None:
    package = written(h1("Summary"), par("History", style="Heading3"), par("One"))
    assert seen(package).summary == {"History": "One"}


def test_a_heading_that_lost_its_style_still_begins_its_section() -> None:
    package = written(
        par("Social Media Contact Copy"), par("She wrote"), par("Summary"), h2("History"), par("x")
    )
    snapshot = seen(package)
    assert snapshot.contact_copy == "She wrote"
    assert snapshot.summary == {"History": "x"}


def test_headings_are_known_by_name_outline_or_the_style_they_are_based_on() -> None:
    package = written(
        par("Summary", style="berschrift1"), par("History", style="Own"), par("One"),
        "<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr>" + run("Next") + "</w:p>", par("Two"),
    )  # fmt: skip
    styles = package.xml("word/styles.xml")
    made = (("berschrift1", "Heading 1", ""), ("Own", "House heading", "Heading2"))
    for key, name, base in made:
        style = styles.makeelement(w("style"), {w("styleId"): key})
        for tag, value in (("name", name), ("basedOn", base)):
            style.append(style.makeelement(w(tag), {w("val"): value}))
        styles.append(style)
    assert seen(package).summary == {"History": "One", "Next": "Two"}


def test_tracked_insertions_are_text_and_deletions_are_not() -> None:
    ended = "<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='R'/></w:rPr></w:pPr>" + run("One ")
    moved = "<w:moveFrom w:id='2' w:author='R'>" + run("gone") + "</w:moveFrom>"
    came = "<w:moveTo w:id='3' w:author='R'>" + run("here") + "</w:moveTo>"
    package = written(
        h1("Summary"), h2("History"), par(run("Paid "), deleted("once"), inserted("twice")),
        ended + "</w:p>", par("line"), par(moved, came), par(deleted("all of it")),
        CHART, table(
            TITLES,
            row("Iovation", cell(par(inserted("A flag"), deleted("Nothing")))),
            row("Gone", "x", properties="<w:trPr><w:del w:id='4' w:author='R'/></w:trPr>"),
            row("New", "y", properties="<w:trPr><w:ins w:id='5' w:author='R'/></w:trPr>"),
        ),
    )  # fmt: skip
    snapshot = seen(package)
    assert snapshot.summary == {"History": "Paid twice\nOne line\nhere"}
    assert [(f.step, f.finding) for f in snapshot.chart] == [("Iovation", "A flag"), ("New", "y")]


def test_content_controls_are_read_but_not_their_prompts() -> None:
    prompt = control(par("Click here to enter text."), prompt=True)
    package = written(
        h1("Summary"), h2("History"), control(par("In a control")), prompt,
        par(run("Paid "), control(run("twice")), control(run("Choose a date"), prompt=True)),
        CHART, table(
            TITLES,
            row("CSS notes", cell(control(par("Two contacts")))),
            row("Iovation", cell(prompt)),
            control(row("The job itself", control(cell("Logo")))),
        ),
    )  # fmt: skip
    snapshot = seen(package)
    assert snapshot.summary == {"History": "In a control\n\nPaid twice"}
    assert [f.finding for f in snapshot.chart] == ["Two contacts", "", "Logo"]


def test_the_chart_has_its_columns_in_any_order_and_people_add_their_own() -> None:
    body = table(
        row("Mood", "at", "BY", "Finding ", "Link:", "Step"),
        row("sad", "10:00", "dana", cell(par("One"), par(), par("Two")), "", "CSS  notes"),
        row("", "", "", "", "", ""),
        row("short", "row"),
    )
    snapshot = seen(written(CHART, table(row("Not", "it")), body))
    assert snapshot.chart == (Finding("CSS notes", "One\n\nTwo", "", "dana", "10:00"),)
    elsewhere = seen(written(h1("Elsewhere"), body))
    assert (elsewhere.chart, "Research chart" in elsewhere.missing) == (snapshot.chart, False)


def test_an_unnamed_link_is_text_and_hyperlinks_tell_where_they_lead() -> None:
    link = '<w:hyperlink r:id="rId9">' + run("the ticket") + "</w:hyperlink>"
    package = written(
        CHART, table(TITLES, row("A", cell(par(link)), cell(par(link))), row("B", "x", "T-1")),
        h1("Earlier summaries"), par(run("See "), link),
    )  # fmt: skip
    links = package.xml("word/_rels/document.xml.rels")
    values = {"Id": "rId9", "Target": "https://helpdesk.example.com/1", "Type": "x/hyperlink"}
    links.append(links.makeelement(links[0].tag, values))
    snapshot = seen(package)
    assert snapshot.chart[0] == Finding("A", "the ticket", "https://helpdesk.example.com/1")
    assert snapshot.chart[1].link == "T-1"
    assert snapshot.earlier == (("the ticket", "https://helpdesk.example.com/1"),)


def test_breaks_and_tabs_are_read_and_codes_are_not() -> None:
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>7</w:t></w:r>"
    )
    breaks = "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/></w:r>"
    package = written(h1("Summary"), h2("History"), par(breaks, field))
    assert seen(package).summary == {"History": "a\nb\tc-7"}


def hinted(*body: str, hints: str = '["Say what happened."]') -> Package:
    package = written(h1("Summary"), h2("History"), *body)
    drop_hints(package)
    set_property(package, "Hints", hints)
    return package


@pytest.mark.parametrize(
    ("style", "text", "read"),
    [
        ("Hint", "Say what happened.", ""),
        ("Hint", "She was paid twice.", "She was paid twice."),
        ("Hint", "Say what happened. She was paid twice.", "She was paid twice."),
        ("", "Say  what happened.", ""),
        ("", "Say what happened. Twice.", "Say what happened. Twice."),
    ],
)
def test_a_hint_is_not_text_until_somebody_types_over_it(style: str, text: str, read: str) -> None:
    assert seen(hinted(par(text, style=style))).summary == {"History": read}


@pytest.mark.parametrize("hints", ["", "no JSON", '{"a": 1}', "[1, null]"])
def test_without_the_list_of_hints_their_style_tells(hints: str) -> None:
    package = hinted(par("Say what happened.", style="Hint"), par("Twice."), hints=hints)
    assert seen(package).summary["History"].endswith("Twice.")
    if hints != "[1, null]":
        assert seen(package).summary == {"History": "Twice."}


def test_pictures_are_counted_once() -> None:
    shown = "<w:r><w:drawing><a:blip xmlns:a='a'/></w:drawing></w:r>"
    old = "<w:r><w:pict><v:imagedata xmlns:v='v'/></w:pict></w:r>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice>{shown}</mc:Choice>"
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    gone = f"<w:del w:id='1' w:author='R'>{shown}</w:del>"
    package = written(
        h1("Social Media Contact Copy"), par(shown), par(old), par(both), par(gone),
        table(row(cell(par(shown)))), h1("Other"), par(shown),
    )  # fmt: skip
    assert seen(package).pictures == 4


def test_questions_are_read_from_their_table_wherever_it_stands() -> None:
    body = table(
        row("Answer", "Question", "Team"), row("Now", "When?", "Payments"), row("", "", "")
    )
    assert seen(written(par("x"), body)).questions == (("Payments", "When?", "Now"),)


def test_placeholders_are_told_once_also_when_split_and_in_tables() -> None:
    split = run("{{us") + run("er.na") + run("me}}")
    package = written(par(split), table(row("{{due}} {{due}}", "{{7*7}} {{#x}}")))
    assert seen(package).unfilled == ("{{user.name}}", "{{due}}", "{{#x}}")


def test_a_document_without_a_body_is_damaged() -> None:
    package = written()
    package.put("word/document.xml", b"<a/>")
    with pytest.raises(StorageFailed, match="no body"):
        seen(package)
