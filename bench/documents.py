"""Documents with 15 findings and 15 links, beside docxtpl with the same template and text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.text.paragraph import Paragraph
from measure import HERE, PEERS, Peer, Run, process, ratio, report

from summarizer.local.docx_render import render
from summarizer.ports import NewDocument
from summarizer.workspace import shipped

TEMPLATE = shipped() / "social-media-summary" / "summary.docx"
COUNT = 15
LINKS = [f"https://social.example.com/uma.ray/posts/{n}" for n in range(COUNT)]
STEPS = [(f"Step {n}", f"Finding {n}: what was agreed was done & paid.") for n in range(COUNT)]
PARTS = [
    ("History of the issue", "What is, or might be, happening."),
    ("How we will resolve it", "What we will do."),
    ("Next steps", "Each with its owner."),
    ("Proposed communication to the customer", "The words that we propose."),
]
_NAMES = "user.name user.id requested_by network answer tickets received due owner"
VALUES = {name: f"the {name} of this case" for name in _NAMES.split()}
CASE, TITLE = "SM-20261119-7K3F", "Uma Ray / 44170"
MANY = 50


def new() -> NewDocument:
    """The document as the program makes it."""
    values = {**VALUES, "links": "\n".join(LINKS)}
    return NewDocument(CASE, TITLE, TEMPLATE, values, STEPS, PARTS)


def given(folder: Path) -> dict[str, Any]:
    """The same for docxtpl: the template in its tags, and the values."""
    values: dict[str, Any] = {"case": CASE, "title": TITLE, "user": {}}
    for name, value in VALUES.items():
        group, _, last = name.rpartition(".")
        (values[group] if group else values)[last] = value
    values["chart"] = [{"step": step, "hint": hint} for step, hint in STEPS]
    values["parts"] = [{"part": part, "hint": hint} for part, hint in PARTS]
    return {"template": str(in_tags(folder)), "values": values, "links": LINKS}


def in_tags(folder: Path) -> Path:
    """The shipped template, its placeholders and blocks written in docxtpl's tags."""
    path = folder / "docxtpl.docx"
    with (
        zipfile.ZipFile(TEMPLATE) as shipped_,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z,
    ):
        for name in shipped_.namelist():
            content = shipped_.read(name)
            if name == "word/document.xml":
                content = _in_tags(content.decode()).encode()
            z.writestr(name, content)
    return path


def _in_tags(xml: str) -> str:
    def paragraph(tag: str) -> str:
        return f"<w:p><w:r><w:t>{{%{tag}%}}</w:t></w:r></w:p>"

    def row(tag: str) -> str:
        return f"<w:tr><w:tc>{paragraph(tag)}</w:tc></w:tr>"

    def chart(found: re.Match[str]) -> str:
        inside = found[0].replace("{{#chart}}", "").replace("{{", "{{row.")
        return row("tr for row in chart ") + inside + row("tr endfor ")

    def parts(found: re.Match[str]) -> str:
        inside = re.sub(r"\{\{[#/]parts\}\}", "", found[0]).replace("{{", "{{item.")
        return paragraph("p for item in parts ") + inside + paragraph("p endfor ")

    begin, end = r"<w:(p|tr)>(?:(?!<w:\1>).)*?\{\{#%s\}\}.*?", r"</w:\1>"
    xml = re.sub(
        (begin % "chart").replace("(p|tr)", "(tr)") + end, chart, xml, count=1, flags=re.DOTALL
    )
    paragraphs = (begin % "parts").replace("(p|tr)", "(p)") + r"\{\{/parts\}\}.*?" + end
    xml = re.sub(paragraphs, parts, xml, count=1, flags=re.DOTALL)
    xml = re.sub(
        r"<w:p>(?:(?!<w:p>).)*?\{\{#earlier\}\}.*?</w:p>", "", xml, count=1, flags=re.DOTALL
    )
    return re.sub(r"<w:t[^>]*>\{\{links\}\}</w:t>", "<w:t>{{r links}}</w:t>", xml)


def said(content: bytes) -> list[str]:
    """The text of a document's paragraphs and cells, and where its links lead, by python-docx."""
    document = docx.Document(io.BytesIO(content))
    paragraphs = [
        Paragraph(p, document) for p in document.element.body.iter(docx.oxml.ns.qn("w:p"))
    ]
    texts = [p.text for p in paragraphs]
    return texts + [link.address for p in paragraphs for link in p.hyperlinks]


def once(folder: Path) -> Run:
    """The bare script: docxtpl renders and writes one document."""
    told = json.dumps(given(folder) | {"to": str(folder / "once.docx")})
    return process([PEERS, str(HERE / "peer.py"), "render-once", told], folder / "desk")


def documents(folder: Path) -> None:
    """How many documents one process makes in the time that docxtpl needs for one."""
    once(folder)()
    theirs, ours = said((folder / "once.docx").read_bytes()), said(render(new()))
    if theirs != ours:
        told = next((a, b) for a, b in zip(theirs, ours, strict=False) if a != b)
        raise SystemExit(f"The documents don't say the same: {told}")
    peer = Peer("docxtpl", **given(folder))
    found = ratio(lambda: [render(new()) for _ in range(MANY)], lambda: peer(5))
    times, each = found[0] * 5 / MANY, found[1] / MANY
    report("a document, in process", (times, each), "docxtpl", 0.05, ", go for 0.01")
    more = f"{1 / times:.0f} times as many a second, with the same {len(ours)} texts and links"
    print(f"{'':<46} {more}")
