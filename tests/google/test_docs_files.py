"""Word files become documents and documents become files, as Drive does it."""

from __future__ import annotations

import copy
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.google import docs, docs_hands
from tests.google.docs_answer import INLINE, content
from tests.google.docs_batch import applied
from tests.google.docs_blocks import parse
from tests.google.docs_export import PLAIN, WORD
from tests.google.docs_model import BODY, Document
from tests.google.world import GoogleError

TEMPLATE = Path(__file__).parents[2] / "templates/social-media-summary/summary.docx"


def lines(model: Document) -> list[str]:
    return docs_hands._lines(parse(model.tabs[0].segments[BODY]))  # noqa: SLF001  # of the same tests


def test_our_template_keeps_headings_tables_placeholders_and_block_marks() -> None:
    model = docs.import_docx(TEMPLATE.read_bytes())
    found = content(model, INLINE, tabs=True)["tabs"][0]["documentTab"]
    styles = [
        block["paragraph"]["paragraphStyle"]["namedStyleType"]
        for block in found["body"]["content"]
        if "paragraph" in block
    ]
    assert styles[:4] == ["NORMAL_TEXT", "TITLE", "SUBTITLE", "HEADING_1"]
    assert "HEADING_2" in styles
    said = lines(model)
    assert "User | {{user.name}}" in said
    assert "{{#chart}}{{step}} / {{hint}} |  |  |  | " in said
    assert said[-3:] == ["{{#parts}}{{part}}", "{{hint}}", "{{/parts}}"]
    (footer,) = found["footers"].values()
    assert footer["content"][0]["paragraph"]["elements"][0]["textRun"]["content"].startswith(
        "Case "
    )


def test_a_placeholder_in_the_footer_is_filled_as_well() -> None:
    model = docs.import_docx(TEMPLATE.read_bytes())
    ask = {"containsText": {"text": "{{case}}", "matchCase": True}, "replaceText": "SMS-1"}
    after, replies = applied(model, [{"replaceAllText": ask}])
    assert replies[0]["replaceAllText"]["occurrencesChanged"] == 3
    assert "{{case}}" not in str(content(after, INLINE, tabs=False))


def test_links_lists_content_controls_and_looks_survive_the_import_and_the_export() -> None:
    word = docx.Document()
    word.add_heading("Findings", 2)
    word.add_paragraph("One", style="List Bullet")
    paragraph = word.add_paragraph("Plain and ")
    paragraph.add_run("bold 🙂").bold = True
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:tag w:val='field'/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>held</w:t></w:r></w:sdtContent></w:sdt>"
    )
    paragraph._p.append(parse_xml(control))  # noqa: SLF001  # python-docx has no content controls
    table = word.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Wide"
    out = BytesIO()
    word.save(out)
    model = docs.import_docx(out.getvalue())
    assert lines(model) == ["Findings", "One", "Plain and bold 🙂held", "Wide | ", " | ", ""]
    link = {
        "range": {"startIndex": 14, "endIndex": 19},
        "textStyle": {"link": {"url": "https://example.com"}},
    }
    model, _ = applied(model, [{"updateTextStyle": link | {"fields": "link"}}])
    again = docs.import_docx(docs.export(model, WORD))
    before, after = (
        content(each, INLINE, tabs=False)["body"]["content"] for each in (model, again)
    )
    for one, other in zip(before[1:4], after[1:4], strict=True):
        assert one["paragraph"]["elements"] == other["paragraph"]["elements"]
    assert after[2]["paragraph"]["bullet"]
    assert docs.export(model, PLAIN).decode("utf-8-sig").split("\r\n")[:2] == ["Findings", "* One"]
    with pytest.raises(GoogleError, match="application/pdf"):
        docs.export(model, "application/pdf")


def test_a_copy_of_a_document_is_its_own() -> None:
    model = docs.import_docx(TEMPLATE.read_bytes())
    other = copy.deepcopy(model)
    other.tabs[0].splice(BODY, 1, 5, [])
    assert lines(model)[0] == "Social media summary"
    assert lines(other)[0] == "al media summary"
