"""What a case's docx says: chart, summary, contact copy, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.local.docx_comments import read_comments
from summarizer.local.docx_package import CORE, CUSTOM, DOCUMENT, Package
from summarizer.local.docx_text import (
    R,
    Section,
    Styles,
    blocks,
    body,
    cells,
    columns,
    content_of,
    find_table,
    lines_of,
    local,
    rows,
    section,
    sections,
    styles_of,
    text_of,
    w,
)
from summarizer.placeholders import left_over
from summarizer.ports import DocumentRef, Finding, Snapshot

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The sections by the titles that people see; the team's template may set them in any order.
EARLIER = "Earlier summaries"
CONTACT = "Social Media Contact Copy"
CHART = "Research chart"
QUESTIONS = "Questions to other teams"
SUMMARY = "Summary"
CHART_COLUMNS = ("Step", "Finding")
QUESTION_COLUMNS = ("Team", "Question", "Answer")
#: The custom property that says which case a document is of.
CASE_PROPERTY = "Case"

_LINKS = "word/_rels/document.xml.rels"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def read_snapshot(package: Package, ref: DocumentRef, revision: str) -> Snapshot:
    """What the document says now."""
    styles, elements = styles_of(package), list(blocks(body(package)))
    contact = section(elements, styles, CONTACT)
    chart = chart_table(elements, styles)
    summary = section(elements, styles, SUMMARY)
    found = {CONTACT: contact, CHART: chart, SUMMARY: summary}
    return Snapshot(
        ref=ref,
        revision=revision,
        chart=tuple(_findings(package, chart, styles)) if chart is not None else (),
        summary=_parts(summary, styles) if summary else {},
        contact_copy="\n".join(lines_of(contact.inside, styles)).strip() if contact else "",
        pictures=sum(_pictures(e) for e in contact.inside) if contact else 0,
        earlier=tuple(_earlier(package, elements, styles)),
        questions=tuple(_questions(elements, styles)),
        comments=read_comments(package),
        unfilled=tuple(unfilled(package)),
        missing=tuple(title for title, there in found.items() if there is None),
    )


def chart_table(elements: list[_Element], styles: Styles) -> _Element | None:
    """The research chart: the table below its heading, else the one with its columns."""
    below = section(elements, styles, CHART)
    found = find_table(below.inside, styles, CHART_COLUMNS) if below else None
    return found if found is not None else find_table(elements, styles, CHART_COLUMNS)


def question_table(elements: list[_Element], styles: Styles) -> _Element | None:
    """The table of questions to other teams."""
    return find_table(elements, styles, QUESTION_COLUMNS)


def _findings(package: Package, table: _Element, styles: Styles) -> list[Finding]:
    header, *others = rows(table)
    titles = columns(header, styles)
    found = []
    for row in others:
        values = dict(zip(titles, cells(row), strict=False))
        said = {title: content_of(cell, styles).strip() for title, cell in values.items()}
        if said.get("step"):
            link = _target(package, values["link"]) if "link" in values else ""
            found.append(
                Finding(
                    step=" ".join(said["step"].split()),
                    finding=said.get("finding", ""),
                    link=link or said.get("link", ""),
                    by=said.get("by", ""),
                    at=said.get("at", ""),
                )
            )
    return found


def _parts(summary: Section, styles: Styles) -> dict[str, str]:
    """Text by part; what stands above the first part is a part without a title."""
    parts = sections(summary.inside, styles, summary.level + 1)
    first = parts[0].heading if parts else None
    above = []
    for element in summary.inside:
        if element is first:
            break
        above.append(element)
    said = {"": "\n".join(lines_of(above, styles)).strip()} if above else {}
    found = {title: text for title, text in said.items() if text}
    for part in parts:
        text = "\n".join(lines_of(part.inside, styles)).strip()
        found[part.title] = f"{found[part.title]}\n{text}" if part.title in found else text
    return found


def _pictures(element: _Element) -> int:
    return sum(local(child) in ("drawing", "pict", "object") for child in element.iter())


def _earlier(package: Package, elements: list[_Element], styles: Styles) -> list[tuple[str, str]]:
    below = section(elements, styles, EARLIER)
    links = [e.iter(w("hyperlink")) for e in below.inside] if below else []
    return [(text_of(link), _url(package, link)) for found in links for link in found]


def _target(package: Package, cell: _Element) -> str:
    """Where a cell's first link leads, "" without one."""
    return next((_url(package, link) for link in cell.iter(w("hyperlink"))), "")


def _url(package: Package, link: _Element) -> str:
    key = link.get(f"{{{R}}}id", "")
    if not key or _LINKS not in package:
        return ""
    targets = {r.get("Id"): r.get("Target", "") for r in package.xml(_LINKS)}
    return str(targets.get(key, ""))


def _questions(elements: list[_Element], styles: Styles) -> list[tuple[str, str, str]]:
    table = question_table(elements, styles)
    if table is None:
        return []
    header, *others = rows(table)
    titles = columns(header, styles)
    found = []
    for row in others:
        said = dict(zip(titles, (content_of(c, styles).strip() for c in cells(row)), strict=False))
        if said.get("team") or said.get("question"):
            found.append((said.get("team", ""), said.get("question", ""), said.get("answer", "")))
    return found


def unfilled(package: Package) -> list[str]:
    """Placeholders that stand in the text, a header or a footer still."""
    names = [n for n in package.parts if n.startswith(("word/header", "word/footer"))]
    found: dict[str, None] = {}
    for name in (DOCUMENT, *names):
        for paragraph in package.xml(name).iter(w("p")):
            found |= dict.fromkeys(left_over(text_of(paragraph)))
    return list(found)


def case_of(package: Package) -> str:
    """The case number that the document carries; "" if it carries none."""
    if CUSTOM not in package:
        return ""
    for item in package.xml(CUSTOM).iter(_PROPERTY):
        if item.get("name") == CASE_PROPERTY:
            return "".join(map(str, item.itertext())).strip()
    return ""


def title_of(package: Package) -> str:
    """The title property, with its slash."""
    if CORE not in package:
        return ""
    found = package.xml(CORE).find(_TITLE)
    return (found.text or "") if found is not None else ""
