"""Edits of a docx: only what the program owns is written, and comments keep their places."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from summarizer.local import docx_comments
from summarizer.local.docx_package import Package, unpack
from summarizer.local.docx_read import (
    CONTACT,
    EARLIER,
    chart_table,
    question_table,
)
from summarizer.local.docx_render import check_text
from summarizer.local.docx_text import (
    Section,
    Styles,
    blocks,
    cells,
    columns,
    content_of,
    folded,
    lines_of,
    local,
    rows,
    section,
    styles_of,
    w,
)
from summarizer.ports import (
    AddEarlier,
    AddEvidence,
    AddQuestion,
    AnswerComment,
    Edit,
    FillStep,
    ResolveComment,
)
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Screenshots are as wide as the text, at most; in English Metric Units.
_WIDEST, _HIGHEST = 5_900_000, 7_000_000
_ANCHORS = ("commentRangeStart", "commentRangeEnd", "commentReference")


def apply(content: bytes, name: str, edits: Sequence[Edit]) -> bytes:
    """The file's bytes with these edits made, all of them or none; the same bytes if all are there.

    Raises:
        NotFound: A step, a comment or a section that an edit needs isn't in the document.
        BadInput: A text or a picture can't be put into it.
    """
    body_edits = [e for e in edits if not isinstance(e, AnswerComment | ResolveComment)]
    if body_edits:
        content = _edit_body(content, name, body_edits)
    package, changed = unpack(content, name), False
    for edit in edits:
        if isinstance(edit, AnswerComment):
            docx_comments.answer(package, edit.comment, edit.text, edit.author, edit.at)
            changed = True
        elif isinstance(edit, ResolveComment):
            docx_comments.resolve(package, edit.comment)
            changed = True
    return package.to_bytes() if changed else content


class _Body:
    """A document open in python-docx, and its blocks."""

    def __init__(self, content: bytes, name: str) -> None:
        from docx import Document  # noqa: PLC0415 - 83 ms that only edits need

        package: Package = unpack(content, name)
        self.styles: Styles = styles_of(package)
        self.document: Any = Document(io.BytesIO(content))
        self.changed = False

    @property
    def blocks(self) -> list[_Element]:
        return list(blocks(self.document.element.body))

    def section(self, title: str) -> Section:
        """The section that people see under this title."""
        found = section(self.blocks, self.styles, title)
        if found is None:
            raise NotFound(
                f"The document has no section “{title}” any more",
                "The program writes only below that heading.",
                "Put the heading back, as a Heading 1, and run the command again.",
            )
        return found

    def to_bytes(self) -> bytes:
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()


def _edit_body(content: bytes, name: str, edits: Sequence[Edit]) -> bytes:
    body = _Body(content, name)
    for edit in edits:
        _EDITS[type(edit)](body, edit)
    return body.to_bytes() if body.changed else content


# --- the chart and the questions -----------------------------------------------------------


def _fill_step(body: _Body, edit: FillStep) -> None:
    table = chart_table(body.blocks, body.styles)
    if table is None:
        raise NotFound("The document has no research chart any more", "", "Put its table back.")
    header, *others = rows(table)
    titles = columns(header, body.styles)
    row = next((r for r in others if _cell(r, titles, "step", body) == folded(edit.step)), None)
    if row is None:
        raise NotFound(f"The research chart has no step {edit.step!r} any more", "", "Put it back.")
    values = {"finding": edit.finding, "by": edit.by, "at": edit.at}
    for title, cell in zip(titles, cells(row), strict=False):
        if title in values:
            write_cell(cell, values[title], body.styles)
        elif title == "link":
            write_cell(cell, "", body.styles)
            if edit.link:
                _add_link(body, _paragraphs(cell, body.styles)[0], edit.link, edit.link)
    body.changed = True


def _cell(row: _Element, titles: list[str], title: str, body: _Body) -> str:
    found = dict(zip(titles, cells(row), strict=False)).get(title)
    return folded(content_of(found, body.styles)) if found is not None else ""


def _add_question(body: _Body, edit: AddQuestion) -> None:
    table = question_table(body.blocks, body.styles)
    if table is None:
        raise NotFound(
            "The document has no table of questions any more",
            "Its columns are Team, Question and Answer.",
            "Put it back, and run the command again.",
        )
    header, *others = rows(table)
    titles = columns(header, body.styles)
    wanted = (folded(edit.team), folded(edit.question))
    row = next((r for r in others if _asked(r, titles, body) == wanted), None)
    row = row if row is not None else _empty_row(table, others, titles, body)
    values = {"team": edit.team, "question": edit.question, "answer": edit.answer}
    for title, cell in zip(titles, cells(row), strict=False):
        if values.get(title) and folded(content_of(cell, body.styles)) != folded(values[title]):
            write_cell(cell, values[title], body.styles)
            body.changed = True


def _asked(row: _Element, titles: list[str], body: _Body) -> tuple[str, str]:
    return _cell(row, titles, "team", body), _cell(row, titles, "question", body)


def _empty_row(table: _Element, others: list[_Element], titles: list[str], body: _Body) -> _Element:
    for row in others:
        if not any(content_of(cell, body.styles).strip() for cell in cells(row)):
            return row
    last = others[-1] if others else rows(table)[0]
    made = copy.deepcopy(last)
    for anchor in [e for e in made.iter() if local(e) in _ANCHORS]:
        _remove(anchor)
    for cell in cells(made)[: len(titles)]:
        write_cell(cell, "", body.styles)
    last.addnext(made)
    return made


# --- the contact copy and the links --------------------------------------------------------


def _add_evidence(body: _Body, edit: AddEvidence) -> None:
    contact = body.section(CONTACT)
    said = "\n".join(lines_of(contact.inside, body.styles))
    if edit.sha256 in said and (not edit.link or edit.link in said):
        return
    if edit.text:
        for line in edit.text.splitlines():
            _append(body, contact, line, "Evidence Text")
    if edit.link:
        _add_link(body, _append(body, contact, "", ""), edit.link, edit.link)
    if edit.picture is not None:
        _add_picture(body, _append(body, contact, "", ""), edit)
    _append(body, contact, f"{edit.at}  ·  SHA-256 {edit.sha256}", "Evidence Source")
    body.changed = True


def _add_picture(body: _Body, paragraph: _Element, edit: AddEvidence) -> None:
    from docx.text.paragraph import Paragraph  # noqa: PLC0415 - see _Body

    try:
        holder: Any = paragraph
        shape: Any = Paragraph(holder, body.document).add_run().add_picture(str(edit.picture))
    except Exception as error:  # python-docx raises whatever its image readers stumble over
        raise BadInput(
            f"{edit.picture} can't be put into the document as a picture",
            f"{type(error).__name__}.",
            "Save it as PNG or JPEG, or give it another ending to keep it as a file.",
        ) from error
    scale = min(1.0, _WIDEST / max(shape.width, 1), _HIGHEST / max(shape.height, 1))
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)


def _add_earlier(body: _Body, edit: AddEarlier) -> None:
    earlier = body.section(EARLIER)
    relations = body.document.part.rels
    for element in earlier.inside:
        for link in element.iter(w("hyperlink")):
            key = next((v for k, v in link.attrib.items() if str(k).endswith("}id")), "")
            if (
                key in relations
                and relations[key].is_external
                and relations[key].target_ref == edit.url
            ):
                return
    _add_link(body, _append(body, earlier, "", ""), edit.url, edit.title)
    body.changed = True


def _append(body: _Body, place: Section, text: str, style: str) -> _Element:
    """A new paragraph at the end of a section; over its empty last one, if that is all there is."""
    made: _Element = body.document.element.body.makeelement(w("p"), {})
    known = {name: key for key, name in body.styles.names.items()}
    if key := known.get(style.lower()):
        properties = made.makeelement(w("pPr"), {})
        made.append(properties)
        properties.append(made.makeelement(w("pStyle"), {w("val"): key}))
    _add_run(made, text)
    last = place.inside[-1] if place.inside else place.heading
    last.addnext(made)
    place.inside.append(made)
    return made


def _add_link(body: _Body, paragraph: _Element, url: str, text: str) -> None:
    """A hyperlink in a paragraph; only a web or a file address is made one."""
    check_text(url)
    if not url.lower().startswith(("http://", "https://", "file://", "mailto:")):
        _add_run(paragraph, text)
        return
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - see _Body

    key = body.document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    link = paragraph.makeelement(w("hyperlink"), {relation: key})
    _place(paragraph, link)
    run = _add_run(link, text)
    properties = run.makeelement(w("rPr"), {})
    properties.append(run.makeelement(w("rStyle"), {w("val"): "Hyperlink"}))
    run.insert(0, properties)


# --- cells and runs ------------------------------------------------------------------------


def write_cell(cell: _Element, text: str, styles: Styles) -> None:
    """Make the cell say this and nothing else; hints and comments stay where they are."""
    check_text(text)
    paragraphs = _paragraphs(cell, styles)
    for paragraph in paragraphs:
        _empty(paragraph)
    for paragraph in paragraphs[1:]:
        if not any(local(e) in _ANCHORS for e in paragraph.iter()):
            _remove(paragraph)
    _add_run(paragraphs[0], text)


def _paragraphs(cell: _Element, styles: Styles) -> list[_Element]:
    """The cell's paragraphs that aren't hints; one is made where there is none."""
    found = [e for e in blocks(cell) if local(e) == "p" and not styles.is_hint(e)]
    if not found:
        made = cell.makeelement(w("p"), {})
        cell.append(made)
        found = [made]
    return found


def _empty(paragraph: _Element) -> None:
    """Take the text out of a paragraph, and leave what marks the places of comments."""
    for child in list(paragraph):
        if local(child) in ("pPr", *_ANCHORS):
            continue
        if any(local(e) in _ANCHORS for e in child.iter()):
            _empty(child)
        elif local(child) in ("r", "hyperlink", "ins", "del", "sdt", "smartTag", "proofErr"):
            _remove(child)


def _add_run(paragraph: _Element, text: str) -> _Element:
    check_text(text)
    run = paragraph.makeelement(w("r"), {})
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n")):
        if number:
            run.append(run.makeelement(w("br"), {}))
        if line:
            said = run.makeelement(
                w("t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
            )
            said.text = line
            run.append(said)
    _place(paragraph, run)
    return run


def _place(paragraph: _Element, element: _Element) -> None:
    """Put it inside the range of the paragraph's comment, if it has one, else at its end."""
    for child in paragraph:
        if local(child) == "commentRangeEnd":
            child.addprevious(element)
            return
    paragraph.append(element)


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


_EDITS: dict[type, Callable[[_Body, Any], None]] = {
    FillStep: _fill_step,
    AddQuestion: _add_question,
    AddEvidence: _add_evidence,
    AddEarlier: _add_earlier,
}
