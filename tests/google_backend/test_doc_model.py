from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from summarizer.google.doc_model import Place, Table, parse, units
from summarizer.google.doc_read import links, read_snapshot
from tests.google.docs_hands import hand_suggest
from tests.google_backend.docs_paper import ID, REF, Paper, h1, par, table, written


def paragraph(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    start = 1
    for element in elements:
        element.update(startIndex=start, endIndex=start + 1)
        start += 1
    return {"startIndex": 1, "endIndex": start, "paragraph": {"elements": list(elements), **more}}


def run(content: str, **more: Any) -> dict[str, Any]:
    return {"textRun": {"content": content, "textStyle": {}, **more}}


def body(*content: dict[str, Any]) -> dict[str, Any]:
    return {"body": {"content": list(content)}}


def test_places_are_counted_in_utf_16_units() -> None:
    paper = Paper(written(par("a😀b")))
    (only,) = paper.read().paragraphs()
    assert only.characters() == [("a", 1), ("😀", 2), ("b", 4), ("\n", 5)]
    assert (only.start, only.end) == (1, 6)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_units_are_what_utf_16_takes(text: str) -> None:
    assert 2 * units(text) == len(text.encode("utf-16-le"))


def test_all_tabs_are_read_those_below_others_too_and_older_answers_without_any() -> None:
    below = {"tabProperties": {"tabId": "t.2"}, "documentTab": body(paragraph(run("Two\n")))}
    first = {"tabProperties": {"tabId": "t.1"}, "documentTab": body(paragraph(run("One\n")))}
    last = {"tabProperties": {"tabId": "t.3"}, "documentTab": body(paragraph(run("Three\n")))}
    tabs = {"tabs": [{**first, "childTabs": [below]}, last]}
    found = list(parse({"title": "x", "revisionId": "r", **tabs}).paragraphs())
    assert [(p.text, p.place.tab) for p in found] == [
        ("One", "t.1"),
        ("Two", "t.2"),
        ("Three", "t.3"),
    ]
    (only,) = parse(body(paragraph(run("One\n")))).paragraphs()
    assert only.place == Place()
    assert only.place.at(3) == {"index": 3}


def test_a_section_ends_with_its_tab() -> None:
    def tab(name: str, *blocks: dict[str, Any]) -> dict[str, Any]:
        return {"tabProperties": {"tabId": name}, "documentTab": body(*blocks)}

    heading = paragraph(
        run("Social Media Contact Copy\n"), paragraphStyle={"namedStyleType": "HEADING_1"}
    )
    other = tab("t.2", paragraph(run("Elsewhere\n")))
    document = parse({"tabs": [tab("t.1", heading, paragraph(run("Here\n"))), other]})
    assert read_snapshot(document, REF).contact_copy == "Here"


def test_chips_are_read_as_people_see_them() -> None:
    chips = [
        {"person": {"personProperties": {"name": "Rita", "email": "rita@example.com"}}},
        run(" sent "),
        {"richLink": {"richLinkProperties": {"title": "A post", "uri": "https://x.example.com"}}},
        run(" on "),
        {"dateElement": {"dateElementProperties": {"displayText": "19 Nov"}}},
        {"dropdown": {"dropdownProperties": {"displayValue": "Done"}}},
        {"inlineObjectElement": {"inlineObjectId": "kix.1"}},
        {"footnoteReference": {"footnoteId": "kix.2"}},
        run("\n"),
    ]
    (only,) = parse(body(paragraph(*chips, positionedObjectIds=["kix.3"]))).paragraphs()
    assert only.text == "Rita sent A post on 19 NovDone"
    assert only.pictures == 2
    assert list(links([only])) == [("A post", "https://x.example.com")]


def test_what_is_only_suggested_is_no_text_and_what_shall_go_still_is() -> None:
    paper = Paper(written(h1("Next steps"), par("One two"), table(["a"]), par("")))
    hand_suggest(paper.world, ID, old="two", new="three")
    hand_suggest(paper.world, ID, heading="Next steps", new="Four")
    assert [p.text for p in paper.read().paragraphs()][:2] == ["Next steps", "One two"]
    suggested = {"suggestedInsertionIds": ["s"], "tableCells": []}
    kept = {"tableCells": [{"content": [paragraph(run("x\n"))]}]}
    (found,) = parse(body({"table": {"tableRows": [suggested, kept]}})).blocks
    assert isinstance(found, Table)
    assert [row.index for row in found.rows] == [1]


def test_who_may_only_look_has_a_revision_that_changes_with_the_text() -> None:
    one, two = (parse(body(paragraph(run(f"{n}\n")))).revision for n in (1, 2))
    assert one != two
    assert parse(body(paragraph(run("1\n")))).revision == one
