from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from summarizer.local.docx import DocxDocuments
from summarizer.local.docx_compiled import keep_template, recall_template
from summarizer.local.docx_package import read_package
from summarizer.local.docx_template import compile_template
from summarizer.ports import NewDocument, Snapshot
from tests.documents.cases import TEMPLATE, new
from tests.documents.wordml import cell, h1, par, row, table, template

KNOWN = "summarizer/new%20document*.json"


@pytest.fixture
def documents(tmp_path: Path) -> DocxDocuments:
    return DocxDocuments(folder(tmp_path))


def folder(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir(exist_ok=True)
    return tmp_path / "shared"


def kept() -> list[Path]:
    return [*Path(os.environ["XDG_CACHE_HOME"]).glob(KNOWN)]


def both(documents: DocxDocuments, made: NewDocument) -> tuple[Snapshot, Snapshot]:
    """What is said of a document as it is made, and what is read of it by somebody else."""
    ref = documents.create(made)
    return documents.read(ref), DocxDocuments(documents.folder).read(ref)


HOSTILE = (
    "{{owner}} of {{#chart}}",
    "Summary",
    "Research chart\nMessage Centers",
    "https://example.com/a?b=<c>&d",
    "What the two sides wrote.",
    "",
    "<w:p/>]]>&amp;\t\u202e",
)


def test_what_is_known_of_a_new_document_is_what_it_says(documents: DocxDocuments) -> None:
    both(documents, new("SM-0"))
    assert kept()
    for number, text in enumerate(HOSTILE, 1):
        values = dict.fromkeys(new().values, text)
        known, read = both(
            documents, new(f"SM-{number}", title=" ".join(text.split()), values=values)
        )
        assert known == read
    known, read = both(documents, new("SM-R", summary={"Next steps": "Call them.\nThen write."}))
    assert known == read
    assert known.summary["Next steps"] == "Call them.\nThen write."


def test_what_is_kept_is_used_and_only_for_the_same_rules(documents: DocxDocuments) -> None:
    both(documents, new("SM-1"))
    (file,) = kept()
    said = json.loads(file.read_text("utf-8"))
    said["values"]["chart"] = [["Kept", "", "", "", ""]]
    file.write_text(json.dumps(said), "utf-8")
    assert [row.step for row in both(documents, new("SM-2"))[0].chart] == ["Kept"]
    known, read = both(documents, new("SM-3", steps=(("Another", ""),)))
    assert known == read
    file.write_text('{"stamp": 1}', "utf-8")
    known, read = both(documents, new("SM-4"))
    assert known == read


def test_a_template_with_values_among_the_findings_is_always_read(
    documents: DocxDocuments, tmp_path: Path
) -> None:
    step = cell(par("{{#chart}}{{step}} on {{network}}"))
    own = template(tmp_path, h1("Research chart"), table(row("Step", "Finding"), row(step, "")))
    os.utime(own, (1, 1))  # so that what it says may be kept
    for number, network in enumerate(("", "X", "Y")):
        made = new(f"SM-{number}", template=own, values={"network": network})
        known, read = both(documents, made)
        assert known == read
        assert known.chart[0].step == f"Message Centers on {network}".strip()
    assert kept() == []


def test_a_document_that_was_changed_meanwhile_is_read(documents: DocxDocuments) -> None:
    ref = documents.create(new("SM-1"))
    package = read_package(Path(ref.path))
    package.put("word/document.xml", package.read("word/document.xml").replace(b"CSS", b"ABC"))
    Path(ref.path).write_bytes(package.to_bytes())
    assert documents.read(ref).chart[1].step == "ABC notes"


def test_a_compiled_template_is_kept_whole() -> None:
    compiled = compile_template(read_package(TEMPLATE))
    assert recall_template(TEMPLATE, (1, 2)) is None
    keep_template(TEMPLATE, (1, 2), compiled)
    assert recall_template(TEMPLATE, (1, 2)) == compiled
    assert recall_template(TEMPLATE, (1, 3)) is None
    (file,) = Path(os.environ["XDG_CACHE_HOME"]).glob("summarizer/template*.json")
    assert file.stat().st_mode & 0o077 == 0
    file.write_text(file.read_text("utf-8").replace('"texts": [', '"texts": [5, '), "utf-8")
    assert recall_template(TEMPLATE, (1, 2)) is None
