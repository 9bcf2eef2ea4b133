from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.docx_comments import read_comments
from summarizer.local.docx_edit import apply
from summarizer.local.docx_package import DOCUMENT, Package, serialised, unpack
from summarizer.local.docx_render import render
from summarizer.local.docx_text import local, text_of, w
from summarizer.ports import (
    AddEarlier,
    AddEvidence,
    AddQuestion,
    AnswerComment,
    Edit,
    FillStep,
    Finding,
    ResolveComment,
)
from tests.documents.cases import new, png, screenshot
from tests.documents.docx_files import Note, commented, marked, reference
from tests.documents.wordml import (
    cell,
    control,
    deleted,
    h1,
    inserted,
    par,
    row,
    run,
    seen,
    table,
    written,
)
from tests.office import Office
from tracker.errors import BadInput, NotFound

SHA = "5e" * 32
URL = "https://helpdesk.example.com/agent/tickets/4711/conversation?focus=comment-99182"


def edited(package: Package, *edits: Edit) -> Package:
    """The document after these edits, and the same after making them again."""
    before = package.to_bytes()
    after = apply(before, "Case.docx", edits)
    assert apply(after, "Case.docx", edits) == after
    return unpack(after, "Case.docx")


def made() -> Package:
    return unpack(render(new()), "Case.docx")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_parts_that_nobody_edited_keep_every_byte() -> None:
    package = made()
    package.put("customXml/item1.xml", b'<?xml version="1.0"?>\r\n<a  b = "c"/>')
    package.put("word/vbaProject.bin", b"\0\1\2")
    before = package.to_bytes()
    after = apply(before, "Case.docx", [FillStep("Iovation", "None", URL)])
    was, now = parts(before), parts(after)
    changed = {name for name in now if now[name] != was.get(name)}
    assert changed == {"word/document.xml", "word/_rels/document.xml.rels"}
    assert list(now) == list(was)


def test_everything_else_in_the_text_stays() -> None:
    package = written(
        par(run("Paid "), deleted("once"), inserted("twice")),
        "<w:bookmarkStart w:id='7' w:name='here'/>",
        table(row("Theirs", "Step")), h1("Research chart"),
        table(row("Step", "Finding"), row("A", "old"), row("B", cell(control(par("kept"))))),
        control(par("A control")), "<w:sectPr><w:pgSz w:w='11906' w:h='16838'/></w:sectPr>",
    )  # fmt: skip
    before = serialised(package.xml(DOCUMENT)).decode()
    after = serialised(edited(package, FillStep("A", "new")).xml(DOCUMENT)).decode()
    assert after == before.replace(run("old"), run("new"))


def test_a_cell_is_rewritten_whatever_people_made_of_it() -> None:
    for inside in (
        par(run("a"), deleted("b"), inserted("c")) + par("second") + table(row("nested")) + par(),
        par(control(run("in a control"))),
        control(par("in a control")),
        control(par("Click here"), prompt=True),
        table(row("only a table")) + par(),
    ):
        package = written(
            h1("Research chart"), table(row("Step", "Finding"), row("A", cell(inside)))
        )
        after = edited(package, FillStep("A", "new"))
        assert seen(after).chart == (Finding("A", "new"),)
        words = text_of(after.xml(DOCUMENT))
        assert words == "Research chartStepFindingAnew"


def test_pictures_in_a_cell_stay_below_its_new_words_unless_they_were_deleted() -> None:
    shown = "<w:r><w:t>see </w:t><w:drawing><a:blip xmlns:a='a'/></w:drawing></w:r>"
    gone = f"<w:del w:id='1' w:author='R'>{shown}</w:del>"
    inside = par("old", shown, gone) + par("older")
    package = written(
        h1("Social Media Contact Copy"),
        h1("Research chart"), table(row("Step", "Finding"), row("A", cell(inside))),
    )  # fmt: skip
    after = edited(edited(package, FillStep("A", "new")), FillStep("A", "newer"))
    assert seen(after).chart == (Finding("A", "newer"),)
    names = [local(e) for e in after.xml(DOCUMENT).iter() if local(e) in ("t", "blip")]
    assert names.count("blip") == 1
    assert names[-2:] == ["t", "blip"]


def test_new_words_look_as_if_they_were_typed_there() -> None:
    mark = "<w:rPr><w:ins w:id='1' w:author='R'/><w:rFonts w:ascii='Georgia'/></w:rPr>"
    inside = f"<w:p><w:pPr>{mark}</w:pPr></w:p>"
    package = written(h1("Research chart"), table(row("Step", "Finding"), row("A", cell(inside))))
    root = edited(package, FillStep("A", "new")).xml(DOCUMENT)
    looks = root.findall(f".//{w('r')}/{w('rPr')}")
    assert [[local(e) for e in look] for look in looks] == [["rFonts"]]


def test_a_step_is_found_by_its_name_whatever_stands_below_it() -> None:
    below = cell(par("CSS notes"), par("Two contacts."))
    package = written(h1("Research chart"), table(row("Step", "Finding"), row(below, "")))
    assert seen(edited(package, FillStep("CSS notes", "None"))).chart == (
        Finding("CSS notes", "Two contacts.\nNone"),
    )


def test_comments_on_a_cell_keep_their_place_and_are_about_its_new_words() -> None:
    commentary = (
        marked(0, run("old")) + reference(0) + run(" words") + marked(1, run("two")) + reference(1)
    )
    package = commented(
        Note("Why?"),
        Note("Two?"),
        body=table(
            row("Step", "Finding"),
            row("A", cell(par(commentary), par("and a second paragraph"))),
        ),
    )
    after = edited(package, FillStep("A", "new words"))
    assert seen(after).chart[0].finding == "new words"
    found = {c.text: c.quote for c in read_comments(after)}
    assert found == {"Why?": "new words", "Two?": ""}
    order = [local(e) for e in after.xml(DOCUMENT).iter() if local(e).startswith("comment")]
    assert order == ["commentRangeStart", "commentRangeEnd", "commentReference"] * 2


def test_a_link_is_shown_short_and_leads_where_it_should() -> None:
    after = edited(made(), FillStep("Iovation", "x", URL), FillStep("CSS notes", "x", "T-1 & <2>"))
    snapshot = seen(after)
    assert (snapshot.chart[4].link, snapshot.chart[1].link) == (URL, "T-1 & <2>")
    assert "helpdesk.example.com/ag…mment-99182" in text_of(after.xml(DOCUMENT))
    cleared = seen(edited(after, FillStep("Iovation", "x")))
    assert cleared.chart[4].link == ""


@pytest.mark.parametrize("url", ["javascript:alert(1)", "\\\\server\\share", "vbscript:x", "x"])
def test_what_is_no_address_is_text(url: str) -> None:
    after = edited(made(), FillStep("Iovation", "x", url), AddEarlier("Shown", url))
    assert seen(after).chart[4].link == url
    relations = after.read("word/_rels/document.xml.rels").decode()
    assert "hyperlink" not in relations


def test_a_chart_without_a_column_for_links_has_them_below_the_finding() -> None:
    package = written(h1("Research chart"), table(row("Finding", "Step"), row("", "A")))
    (finding,) = seen(edited(package, FillStep("A", "Two", URL, "dana", "10:00"))).chart
    assert finding.finding.splitlines()[0] == "Two"
    assert (
        URL
        in edited(package, FillStep("A", "Two", URL)).read("word/_rels/document.xml.rels").decode()
    )


def test_evidence_stands_before_the_next_section_and_behind_what_people_wrote() -> None:
    package = written(
        h1("Social Media Contact Copy"), par("A hint.", style="Hint"), par("Theirs"), par(), par(),
        h1("Next"), par("x"),
    )  # fmt: skip
    after = edited(package, AddEvidence(SHA, "10:00", "Ours\nall of it", URL))
    text = "\n".join(text_of(p) for p in after.xml(DOCUMENT)[0])
    source = f"10:00  ·  SHA-256 {SHA}\n{URL}"
    assert text.startswith(
        f"Social Media Contact Copy\nA hint.\nTheirs\nOurs\nall of it\n{source}\n"
    )
    assert text.endswith("\nNext\nx")


def test_a_picture_fits_the_page_and_keeps_its_proportions(tmp_path: Path) -> None:
    for number, (width, height) in enumerate([(4000, 1000), (100, 4000), (10, 10)]):
        picture = screenshot(tmp_path, png(width, height))
        package = edited(made(), AddEvidence(f"{number}" * 64, "10:00", picture=picture))
        (shape,) = Document(io.BytesIO(package.to_bytes())).inline_shapes
        assert shape.width <= 6.5 * 914_400
        assert shape.height <= 5 * 914_400
        assert shape.width / shape.height == pytest.approx(width / height, rel=0.01)
        assert width > 10 or shape.width == 10 * 12_700


def test_pictures_are_kept_as_they_are(tmp_path: Path) -> None:
    content = png(30, 20)
    edits = [AddEvidence(c * 64, "10:00", picture=screenshot(tmp_path, content)) for c in "ab"]
    package = edited(made(), *edits)
    kept = [package.read(name) for name in package.members if name.startswith("word/media/")]
    assert kept == [content, content]
    assert seen(package).pictures == 2


def test_questions_get_new_rows_when_the_table_is_full() -> None:
    edits = [AddQuestion(f"Team {n}", f"Question {n}?") for n in range(4)]
    questions = seen(edited(made(), *edits)).questions
    assert questions == tuple((f"Team {n}", f"Question {n}?", "") for n in range(4))


def test_a_table_of_questions_with_nothing_but_its_titles_is_filled() -> None:
    titles = row("Answer", "Team", "Question", properties="<w:trPr><w:tblHeader/></w:trPr>")
    package = written(table(titles))
    after = edited(package, AddQuestion("Payments", "When?", "Now"))
    assert seen(after).questions == (("Payments", "When?", "Now"),)
    assert after.read(DOCUMENT).count(b"tblHeader") == 1


@pytest.mark.parametrize(
    ("edit", "missing"),
    [
        (FillStep("A", "x"), "research chart"),
        (AddEvidence(SHA, "10:00", "x"), "Social Media Contact Copy"),
        (AddEarlier("x", URL), "Earlier summaries"),
        (AddQuestion("x", "y"), "table of questions"),
    ],
)
def test_an_edit_whose_place_is_gone_says_which(edit: Edit, missing: str) -> None:
    with pytest.raises(NotFound, match=missing) as error:
        apply(written(par("Nothing")).to_bytes(), "Case.docx", [edit])
    assert error.value.fix


def test_answers_and_findings_are_written_together() -> None:
    package = commented(Note("Why?"), body=table(row("Step", "Finding"), row("A", "")) + par(
        marked(0, run("words")) + reference(0)
    ))  # fmt: skip
    (comment,) = read_comments(package)
    at = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
    edits = (
        FillStep("A", "x"),
        AnswerComment(comment.id, "So.", "Dana", at),
        ResolveComment(comment.id),
    )
    snapshot = seen(edited(package, *edits))
    assert snapshot.chart[0].finding == "x"
    assert [(c.state, c.replies[0].text) for c in snapshot.comments] == [("resolved", "So.")]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_written_as_it_is_or_refused(text: str) -> None:
    before = render(new())
    edits: list[Edit] = [
        FillStep("Iovation", text),
        AddQuestion("Payments", f"Q {text}"),
        AddEarlier(text, URL),
    ]
    if any(char < " " and char not in "\t\n\r" for char in text) or set(text) & {
        "\ufffe",
        "\uffff",
    }:
        with pytest.raises(BadInput, match=r"U\+"):
            apply(before, "Case.docx", edits)
        return
    snapshot = seen(unpack(apply(before, "Case.docx", edits), "Case.docx"))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert snapshot.chart[4].finding == lines.strip()
    assert snapshot.questions[0][1] == f"Q {lines}".strip()


def test_libreoffice_shows_and_keeps_what_was_edited(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "case.docx"
    edits: list[Edit] = [
        FillStep("CSS notes", "Two\ncontacts", URL, "dana", "10:00"),
        AddEvidence(SHA, "10:00", "Held since Monday", URL, screenshot(tmp_path)),
        AddEarlier("Earlier", "https://files.example.com/1.docx"),
        AddQuestion("Payments", "When?", "Now"),
    ]
    package = edited(made(), *edits)
    path.write_bytes(package.to_bytes())
    office.edit(path)
    saved = path.read_bytes()
    assert seen(unpack(saved, path.name)) == seen(package)
    assert apply(saved, path.name, edits) == saved
