from __future__ import annotations

import io
import runpy
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.docx_hints import hints_of
from summarizer.local.docx_package import CUSTOM, DOCUMENT, Package, unpack
from summarizer.local.docx_properties import get_property, title_of
from summarizer.local.docx_render import render
from summarizer.local.docx_text import text_of
from summarizer.placeholders import Hints
from summarizer.ports import Finding, NewDocument, Snapshot
from tests.documents.cases import PARTS, STEPS, TEMPLATE, new
from tests.documents.wordml import cell, h1, h2, par, row, run, seen, table, template
from tests.office import Office
from tracker.errors import BadInput, StorageFailed

#: What XML can hold, and what would be markup, a placeholder or a block if it weren't text.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
)
HOSTILE = st.sampled_from(
    ["{{case}}", "{{7*7}}", "{{#chart}}", "<w:p/>", "]]>", "<?desk field case?>"]
)


def made(new: NewDocument) -> Package:
    return unpack(render(new), "Case.docx")


def said(new: NewDocument) -> Snapshot:
    return seen(made(new))


def body(package: Package) -> str:
    return text_of(package.xml(DOCUMENT))


def test_every_placeholder_of_the_shipped_template_has_a_value() -> None:
    package = made(new())
    assert seen(package).unfilled == ()
    text = body(package)
    for value in (*new().values.values(), "Uma Ray / 44170", "SM-20261119-7K3F"):
        assert value in text
    assert "Case SM-20261119-7K3F" in text_of(package.xml("word/footer1.xml"))


def test_the_document_carries_its_title_and_its_case() -> None:
    package = made(new("SM-1 & <2>", title="O'Neil <b> & Söhne / 1"))
    assert title_of(package) == "O'Neil <b> & Söhne / 1"
    assert get_property(package, "Case") == "SM-1 & <2>"


@given(st.lists(st.one_of(TEXT, HOSTILE), min_size=1, max_size=3).map("".join), TEXT)
def test_what_users_write_is_text_whatever_it_holds(value: str, title: str) -> None:
    given_ = new(
        title=f"{title}/1",
        values={"user.name": value},
        steps=((f"Step {value}", value),),
        parts=((f"Part {value}", value),),
        summary={f"Part {value}": value},
    )
    package = made(given_)
    snapshot = seen(package)
    text = body(package)
    assert text.count(value) >= 5
    assert f"{title}/1" in text
    assert [f.step for f in snapshot.chart] == [" ".join(f"Step {value}".split())]
    assert list(snapshot.summary) == [" ".join(f"Part {value}".split())]


def test_line_ends_and_tabs_of_a_value_are_kept() -> None:
    package = made(new(values={"answer": "One\r\nTwo\n\n\tThree\r"}))
    assert "One\nTwo\n\n\tThree\n" in body(package)


@pytest.mark.parametrize("char", ["\0", "\x0b", "\x1b", "\ud800", "\ufffe"])
def test_a_character_that_no_document_can_hold_is_refused(char: str) -> None:
    for changes in (
        {"values": {"answer": f"a{char}b"}},
        {"title": f"a{char}b"},
        {"steps": ((f"a{char}b", ""),)},
        {"summary": {"Next steps": f"a{char}b"}},
    ):
        with pytest.raises(BadInput, match=rf"U\+{ord(char):04X}"):
            render(new(**changes))


def test_addresses_in_a_value_become_links() -> None:
    links = "https://x.example.com/?a=1&b=2\nno link\nhttps://y.example.com\njavascript:alert(1)"
    package = made(new(values={"links": links}))
    assert links in body(package)
    document = Document(io.BytesIO(package.to_bytes()))
    targets = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert targets == ["https://x.example.com/?a=1&b=2", "https://y.example.com"]


def test_hints_are_shown_and_are_no_text() -> None:
    text = body(made(new()))
    for _, hint in (*STEPS, *PARTS):
        assert hint in text
    snapshot = said(new())
    assert not any(snapshot.summary.values())
    assert not any(f.finding for f in snapshot.chart)


def test_a_document_is_small_and_python_docx_opens_it() -> None:
    content = render(new())
    assert len(content) < 12_000
    document = Document(io.BytesIO(content))
    assert document.core_properties.title == "Uma Ray / 44170"
    assert [len(t.rows) for t in document.tables] == [11, 7, 2]


def test_a_team_changes_order_words_and_columns_of_its_template(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        par("{{ title }} ({{case}})"),
        h1("Summary"), par("{{#parts}}"), h2("{{part}}"), par("{{text}}"), par("{{/parts}}"),
        h1("Ours"), par(run("{{us"), run("er.n"), run("ame}}!"), " and {{unknown}}"),
        table(
            row("At", "Finding", "Mood", "Step"),
            row("", "", cell(par("{{case}}")), cell(par("{{#chart}}{{step}}: {{hint}}"))),
        ),
    )  # fmt: skip
    filled = new(template=path, steps=(("A", "do a"), ("B", "")), summary={"Next steps": "x\ny"})
    package = made(filled)
    snapshot = seen(package)
    assert body(package).startswith("Uma Ray / 44170 (SM-20261119-7K3F)")
    assert "the user.name! and {{unknown}}" in body(package)
    assert [f.step for f in snapshot.chart] == ["A: do a", "B:"]
    assert snapshot.summary == dict.fromkeys((t for t, _ in PARTS), "") | {"Next steps": "x\ny"}
    assert snapshot.unfilled == ("{{unknown}}",)


def test_a_template_that_only_names_its_parts_keeps_the_text_of_a_reused_summary(
    tmp_path: Path,
) -> None:
    path = template(tmp_path, h1("Summary"), h2("{{#parts}}{{part}}"))
    snapshot = said(new(template=path, summary={"Next steps": "One\nTwo"}))
    assert snapshot.summary["Next steps"] == "One\nTwo"


def test_what_a_template_says_in_contact_copy_and_chart_is_nobodys_finding(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        h1("Social Media Contact Copy"), par("Paste the post here."),
        h1("Research chart"), table(
            row("Step", "Finding"),
            row(cell(par("{{#chart}}{{step}}"), par("Required")), "To do"),
        ),
        h1("Summary"), h2("{{#parts}}{{part}}"), par("Kind regards,"), par("{{/parts}}"),
    )  # fmt: skip
    snapshot = seen(made(new(template=path)))
    assert snapshot.contact_copy == ""
    assert snapshot.chart == tuple(Finding(step) for step, _ in STEPS)
    assert set(snapshot.summary.values()) == {"Kind regards,"}


def test_empty_lists_leave_nothing_behind(tmp_path: Path) -> None:
    path = template(tmp_path, par("{{#evidence}}x"), par("{{#earlier}}y"), h1("Summary"))
    package = made(new(template=path, steps=(), parts=()))
    assert body(package) == "Summary"


def test_a_block_that_nothing_fills_is_refused(tmp_path: Path) -> None:
    path = template(tmp_path, par("{{#reviewers}}{{name}}{{/reviewers}}"))
    with pytest.raises(BadInput, match=r"template\.docx asks for a block 'reviewers'"):
        render(new(template=path))


def test_a_changed_template_is_read_again(tmp_path: Path) -> None:
    assert body(made(new(template=template(tmp_path, par("One"))))) == "One"
    assert body(made(new(template=template(tmp_path, par("Another"))))) == "Another"


def test_a_missing_or_broken_template_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no template"):
        render(new(template=tmp_path / "none.docx"))
    (tmp_path / "broken.docx").write_bytes(TEMPLATE.read_bytes()[:900])
    with pytest.raises(StorageFailed, match=r"broken\.docx is damaged"):
        render(new(template=tmp_path / "broken.docx"))


def test_properties_that_a_template_brings_along_stay(tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    old = new("SM-OLD")._replace(title="Old", steps=[("Old step", "Old hint. " * 90)])
    path.write_bytes(render(old))
    package = made(new("SM-NEW", template=path))
    names = [element.get("name") for element in package.xml(CUSTOM)]
    assert len(names) == len(set(names))
    assert get_property(package, "Case") == "SM-NEW"
    assert title_of(package) == "Uma Ray / 44170"


def test_the_shipped_template_is_what_its_script_makes(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "docs" / "make_template.py"
    built = tmp_path / "built.docx"
    runpy.run_path(str(script))["main"](built)
    with zipfile.ZipFile(built) as ours, zipfile.ZipFile(TEMPLATE) as shipped:
        assert ours.namelist() == shipped.namelist()
        for name in ours.namelist():
            assert ours.read(name) == shipped.read(name), name


def test_libreoffice_keeps_what_the_document_says_of_itself(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "case.docx"
    path.write_bytes(render(new(summary={"Next steps": "Call\nher"}, values={"answer": "R&D <b>"})))
    before = unpack(path.read_bytes(), path.name)
    office.edit(path)
    after = unpack(path.read_bytes(), path.name)
    assert after.read(DOCUMENT) != before.read(DOCUMENT)
    assert seen(after) == seen(before)
    assert (get_property(after, "Case"), title_of(after)) == (new().case, new().title)
    assert hints_of(after) == hints_of(before) != Hints()
    assert body(after) == body(before)
