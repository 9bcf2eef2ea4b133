"""Edits of a docx: only what the program owns is written, and comments keep their places."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarizer.layout import (
    Section,
    chart_table,
    lines_of,
    question_table,
    section,
    step_of,
    table_rows,
    text_in,
    text_of,
)
from summarizer.local import docx_comments
from summarizer.local.docx_cells import (
    MARKS,
    emptied,
    last_paragraph,
    new_paragraph,
    remove,
    settle,
    write,
)
from summarizer.local.docx_layout import Layout, layout_of
from summarizer.local.docx_package import Package, unpack
from summarizer.local.docx_parts import add_target, targets
from summarizer.local.docx_pictures import picture_run
from summarizer.local.docx_text import (
    R,
    append_link,
    append_run,
    cells,
    lines,
    local,
    rows,
    w,
)
from summarizer.placeholders import CONTACT, EARLIER, folded
from summarizer.ports import (
    AddEarlier,
    AddEvidence,
    AddQuestion,
    AnswerComment,
    Edit,
    FillStep,
    ResolveComment,
)
from tracker.errors import NotFound

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINK_KIND = f"{R}/hyperlink"
_ADDRESSES = ("http://", "https://", "file://", "mailto:")
_LONGEST_LINK = 34


def apply(content: bytes, name: str, edits: Sequence[Edit]) -> bytes:
    """The file's bytes with these edits made, all or none; the same bytes if all are there.

    Raises:
        NotFound: A step, a comment or a section that an edit needs isn't in the document.
        BadInput: A text or a picture can't be put into it.
    """
    package = unpack(content, name)
    document = _Document(package, layout_of(package))
    changed = [_EDITS[type(edit)](document, edit) for edit in edits]
    return package.to_bytes() if any(changed) else content


@dataclass(frozen=True, slots=True)
class _Document:
    package: Package
    layout: Layout

    def section(self, title: str) -> Section[_Element]:
        """The section that people see under this title."""
        found = section(self.layout, title)
        if found is None:
            raise NotFound(
                f"The document has no section “{title}” any more",
                "The program writes only below that heading.",
                "Put the heading back, as a Heading 1, and run the command again.",
            )
        return found

    def said(self, cell: _Element | None) -> str:
        """The text of a cell without hints."""
        return text_in(self.layout, cell) if cell is not None else ""

    def words(self, element: _Element) -> list[str]:
        """The words of a cell or a paragraph."""
        inside = self.layout.inside(element if local(element) == "tc" else [element])
        return text_of(self.layout, inside).split()


# --- the chart and the questions -----------------------------------------------------------


def _fill_step(document: _Document, edit: FillStep) -> bool:
    table = chart_table(document.layout)
    if table is None:
        raise NotFound(
            "The document has no research chart any more",
            "Its table has the columns Step and Finding.",
            "Put it back, and run the command again.",
        )
    found = table_rows(document.layout, table)
    row = next((r for r in found if "finding" in r and _is_step(document, r, edit.step)), None)
    if row is None:
        raise NotFound(
            f"The research chart has no step {edit.step!r} any more",
            "",
            "Put a row with that step back, and run the command again.",
        )
    values = {"finding": edit.finding, "link": edit.link, "by": edit.by, "at": edit.at}
    changed = [_fill_cell(document, row, title, value) for title, value in values.items()]
    return any(changed)


def _fill_cell(document: _Document, row: dict[str, _Element], title: str, value: str) -> bool:
    """Write a cell; a link without a column of its own goes below the finding."""
    cell = row.get(title)
    if cell is None:
        below = row.get("finding")
        if title != "link" or not value or below is None or value in _urls(document, below):
            return False
        _add_link(document, new_paragraph(last_paragraph(below)), value)
    elif title == "link":
        if value in _urls(document, cell) or not (value or document.said(cell)):
            return False
        _add_link(document, emptied(document.layout, cell), value)
    else:
        if document.said(cell) == "\n".join(lines(value)).strip():
            return False
        write(emptied(document.layout, cell), value)
    return True


def _is_step(document: _Document, row: dict[str, _Element], step: str) -> bool:
    return folded(step_of(document.layout, row)[0]) == folded(step)


def _is(document: _Document, row: dict[str, _Element], **wanted: str) -> bool:
    """Whether the cells of a row say this, by the titles of their columns."""
    return all(
        folded(document.said(row.get(title))) == folded(text) for title, text in wanted.items()
    )


def _add_question(document: _Document, edit: AddQuestion) -> bool:
    table = question_table(document.layout)
    if table is None:
        raise NotFound(
            "The document has no table of questions any more",
            "Its columns are Team, Question and Answer.",
            "Put it back, and run the command again.",
        )
    found = table_rows(document.layout, table)
    row = next((r for r in found if _is(document, r, team=edit.team, question=edit.question)), None)
    if row is None:
        row = _empty_row(document, table)
    changed = False
    for title, value in (("team", edit.team), ("question", edit.question), ("answer", edit.answer)):
        if title in row and value and folded(document.said(row[title])) != folded(value):
            write(emptied(document.layout, row[title]), value)
            changed = True
    return changed


def _empty_row(document: _Document, table: _Element) -> dict[str, _Element]:
    """The first row of a table that says nothing; a new one at its end if each says something."""
    found = table_rows(document.layout, table)
    for row in found:
        if not any(document.said(cell) for cell in row.values()):
            return row
    last = rows(table)[-1]
    made = copy.deepcopy(last)
    for mark in [e for e in made.iter() if local(e) in (*MARKS, "tblHeader")]:
        remove(mark)
    for cell in cells(made):
        emptied(document.layout, cell)
    last.addnext(made)
    return table_rows(document.layout, table)[-1]


# --- the contact copy and the links --------------------------------------------------------


def _add_evidence(document: _Document, edit: AddEvidence) -> bool:
    contact = document.section(CONTACT)
    source = f"{edit.at}  ·  SHA-256 {edit.sha256}"
    for paragraph in (e for e in contact.inside if local(e) == "p"):
        said = " ".join(lines_of(document.layout, [paragraph]))
        if edit.sha256 in said and (not edit.link or edit.link in _urls(document, paragraph)):
            return False
    if edit.text:
        _append(document, contact, "Evidence Text", edit.text)
    if edit.picture is not None:
        shown = _append(document, contact)
        shown.append(shown.makeelement(w("pPr"), {}))
        shown[0].append(shown.makeelement(w("keepNext"), {}))  # with its time and hash
        shown.append(picture_run(document.package, document.layout, edit.picture, edit.sha256))
    meta = _append(document, contact, "Evidence Source", source)
    if edit.link:
        append_run(meta, "\n")
        _add_link(document, meta, edit.link, edit.link)
    return True


def _add_earlier(document: _Document, edit: AddEarlier) -> bool:
    earlier = document.section(EARLIER)
    shown = [text_of(document.layout, [element]) for element in earlier.inside]
    if edit.url in _urls(document, *earlier.inside):
        return False
    if edit.title in shown and not _leads(edit.url):
        return False
    _add_link(document, _append(document, earlier), edit.url, edit.title)
    return True


def _urls(document: _Document, *elements: _Element) -> list[str]:
    """Where the links below elements lead, and their words, where an address stands as text."""
    known = targets(document.package)
    links = [link for element in elements for link in element.iter(w("hyperlink"))]
    words = [word for element in elements for word in document.words(element)]
    return [*(known.get(link.get(f"{{{R}}}id", ""), "") for link in links), *words]


def _append(
    document: _Document, place: Section[_Element], style: str = "", text: str = ""
) -> _Element:
    """A new paragraph at the end of a section, before the empty lines that people left there."""
    last = place.heading
    for element in place.inside:
        empty = local(element) == "p" and lines_of(document.layout, [element]) == [""]
        if not empty or any(local(e) in ("drawing", "pict", "object") for e in element.iter()):
            last = element
    made = last.makeelement(w("p"), {})
    key = next((k for k, name in document.layout.names.items() if name == style.lower()), "")
    if style and key:
        made.append(made.makeelement(w("pPr"), {}))
        made[0].append(made.makeelement(w("pStyle"), {w("val"): key}))
    if text:
        append_run(made, text)
    last.addnext(made)
    if last is place.heading:
        place.inside.insert(0, made)
    else:
        place.inside.insert(place.inside.index(last) + 1, made)
    return made


# --- cells and runs ------------------------------------------------------------------------


def _add_link(document: _Document, paragraph: _Element, url: str, text: str = "") -> None:
    """A hyperlink, its words cut in the middle if it is long; only an address is made one."""
    if not _leads(url):
        write(paragraph, text or url)
        return
    key = add_target(document.package, url, _LINK_KIND, external=True)
    settle(paragraph, append_link(paragraph, key, text or _short(url)))


def _leads(url: str) -> bool:
    return url.lower().startswith(_ADDRESSES)


def _short(url: str) -> str:
    """An address as people read it: without its scheme, and not longer than a line."""
    shown = url.partition("://")[2].rstrip("/") or url
    end = _LONGEST_LINK // 3
    fits = len(shown) <= _LONGEST_LINK
    return shown if fits else f"{shown[: _LONGEST_LINK - end]}…{shown[-end:]}"


def _answer(document: _Document, edit: AnswerComment) -> bool:
    return docx_comments.answer(document.package, edit.comment, edit.text, edit.author, edit.at)


def _resolve(document: _Document, edit: ResolveComment) -> bool:
    return docx_comments.resolve(document.package, edit.comment)


_EDITS: dict[type, Callable[[_Document, Any], bool]] = {
    FillStep: _fill_step,
    AddQuestion: _add_question,
    AddEvidence: _add_evidence,
    AddEarlier: _add_earlier,
    AnswerComment: _answer,
    ResolveComment: _resolve,
}
