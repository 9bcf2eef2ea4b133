"""A Word file read as a Google Doc: what Drive does when one is uploaded to be a document.

Headings by the name of their style, text with what differs from them, links, lists, tables with
the look of their style, page breaks, footers. Content controls dissolve into their text; what
other styles say becomes the text's own. What isn't carried is refused, pictures among it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from tests.google.docs_import_look import Look, select
from tests.google.docs_model import (
    BODY,
    CELL,
    ELEMENT,
    END,
    ROW,
    TABLE,
    Document,
    Json,
    Unit,
    points,
    units_of,
)
from tests.google.docs_new import new_document
from tests.google.docs_styles import LINK_LOOK, list_properties
from tests.google.docs_tables import CELL_STYLE, table_mark
from tests.google.world import not_carried

#: What stands around content and falls away.
_DISSOLVED = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "smartTag", "customXml")}
_REFUSED = {
    qn("w:drawing"): "pictures",
    qn("w:pict"): "pictures",
    qn("w:object"): "objects",
    qn("w:ins"): "tracked changes",
    qn("w:del"): "tracked changes",
    qn("w:moveFrom"): "tracked changes",
    qn("w:moveTo"): "tracked changes",
    qn("w:commentReference"): "comments",
    qn("w:footnoteReference"): "footnotes",
    qn("w:endnoteReference"): "endnotes",
    qn("w:fldChar"): "fields of several runs",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent": "drawings",
}
_FIELDS = {"PAGE": "PAGE_NUMBER", "NUMPAGES": "PAGE_COUNT"}
_TWIPS = 20


def import_docx(content: bytes) -> Document:
    """A Word file as a document.

    Raises:
        GoogleError: 501, there is something in it that this server can't carry.
    """
    word = docx.Document(BytesIO(content))
    document = new_document("")
    reader = _Reader(word, document)
    tab = document.tabs[0]
    body = tab.segments[BODY]
    body[1:] = reader.blocks(word.element.body, top=True)
    if len(word.sections) > 1:
        raise not_carried("several sections in an uploaded Word file")
    for number, section in enumerate(word.sections):
        width, height = section.page_width, section.page_height
        if width is not None and height is not None:
            tab.style["pageSize"] = {"width": points(width.pt), "height": points(height.pt)}
        for side in ("top", "bottom", "left", "right"):
            tab.style[f"margin{side.title()}"] = points(getattr(section, f"{side}_margin").pt)
        for kind, part in (("header", section.header), ("footer", section.footer)):
            if not part.is_linked_to_previous:
                segment = f"kix.{kind}.{number}"
                reader.part = part.part
                tab.segments[segment] = reader.blocks(part._element)  # noqa: SLF001  # no other way
                tab.kinds[segment] = kind
                tab.style[f"default{kind.title()}Id"] = segment
    return document


class _Reader:
    """Reads the parts of one Word file; lists are counted over all of it."""

    def __init__(self, word: Any, document: Document) -> None:
        self.word, self.part, self.tab = word, word.part, document.tabs[0]
        self.look = Look(word)
        self.look.name_styles(self.tab.named)

    def blocks(self, parent: Any, *, top: bool = False, cell: Json | None = None) -> list[Unit]:
        """The paragraphs and tables in a body, a cell, a footer; each ends with a paragraph."""
        found: list[Unit] = []
        for child in _children(parent):
            if child.tag == qn("w:p"):
                found += self.paragraph(child, cell or {})
            elif child.tag == qn("w:tbl"):
                if not found or found[-1].char == END:
                    found += units_of("\n")  # each table follows a paragraph
                found += self.table(child)
        if not found or found[-1].char == END or (top and not found):
            found += units_of("\n")
        return found

    def paragraph(self, element: Any, cell: Json) -> list[Unit]:
        """One paragraph: its runs, then its newline."""
        kind, own = self.look.paragraph(element)
        base = {**cell, **own} if kind == "NORMAL_TEXT" else {}
        mark: Json = {"paragraphStyle": {"namedStyleType": kind, "direction": "LEFT_TO_RIGHT"}}
        bullet = self.bullet(element)
        if bullet:
            level = bullet.get("nestingLevel", 0)
            mark["bullet"] = bullet
            mark["paragraphStyle"] |= {
                "indentFirstLine": points(18 + 36 * level),
                "indentStart": points(36 + 36 * level),
            }
        return [*self.runs(element, base), Unit("\n", base, mark)]

    def runs(self, parent: Any, base: Json) -> Iterator[Unit]:
        """The content of a paragraph or a link."""
        for child in _children(parent):
            if child.tag == qn("w:r"):
                yield from self.run(child, {**base, **self.look.run(child)})
            elif child.tag == qn("w:hyperlink"):
                relation = self.part.rels.get(child.get(qn("r:id"), ""))
                link = {**LINK_LOOK, "link": {"url": relation.target_ref}} if relation else {}
                for unit in self.runs(child, {}):
                    yield Unit(unit.char, {**base, **unit.style, **link}, unit.mark)
            elif child.tag == qn("w:fldSimple"):
                yield self.field(child.get(qn("w:instr"), ""), base)

    def run(self, element: Any, style: Json) -> Iterator[Unit]:
        """One run."""
        for child in _children(element):
            if child.tag == qn("w:t"):
                yield from units_of(child.text or "", style)
            elif child.tag == qn("w:tab"):
                yield from units_of("\t", style)
            elif child.tag == qn("w:br"):
                page = child.get(qn("w:type")) == "page"
                yield Unit(ELEMENT, {}, {"pageBreak": {}}) if page else Unit("\v", style)

    def field(self, instruction: str, style: Json) -> Unit:
        """A page number."""
        kind = _FIELDS.get(instruction.split(maxsplit=1)[0] if instruction.split() else "")
        if kind is None:
            raise not_carried(f"the field {instruction.strip()} of a Word file")
        return Unit(ELEMENT, style, {"autoText": {"type": kind}})

    def bullet(self, element: Any) -> Json | None:
        """The bullet of a list's paragraph; each Word list is one list here."""
        number, level, ordered = self.look.list_of(element)
        if not number:
            return None
        list_id = f"kix.list.{number}"
        preset = "NUMBERED_DECIMAL_ALPHA_ROMAN" if ordered else "BULLET_DISC_CIRCLE_SQUARE"
        self.tab.lists.setdefault(list_id, list_properties(preset))
        return {"listId": list_id, "textStyle": {}} | ({"nestingLevel": level} if level else {})

    def table(self, element: Any) -> list[Unit]:
        """One table; columns as wide as Word has them."""
        widths = [int(w) / _TWIPS for w in select(element, "./w:tblGrid/w:gridCol/@w:w")]
        rows = [row for row in _children(element) if row.tag == qn("w:tr")]
        mark = table_mark(len(widths))
        if widths:
            columns = [{"widthType": "FIXED_WIDTH", "width": points(width)} for width in widths]
            mark = {"tableStyle": {"tableColumnProperties": columns}}
        found = [Unit(TABLE, {}, mark)]
        for number, row in enumerate(rows):
            style: Json = {"minRowHeight": points(0)}
            if select(row, "./w:trPr/w:tblHeader"):
                style["tableHeader"] = True
            found.append(Unit(ROW, {}, {"tableRowStyle": style}))
            cells = [cell for cell in _children(row) if cell.tag == qn("w:tc")]
            for at, cell in enumerate(cells):
                text, fill = self.look.cell(element, first_row=number == 0, first_column=at == 0)
                found += self.cell(cell, text, fill)
        return [*found, Unit(END)]

    def cell(self, element: Any, text: Json, fill: Json) -> Iterator[Unit]:
        """One cell, and the empty ones that a wide cell covers."""
        if select(element, "./w:tcPr/w:vMerge"):
            raise not_carried("cells merged downwards in an uploaded Word file")
        span = int((select(element, "./w:tcPr/w:gridSpan/@w:val") or ["1"])[0])
        style = CELL_STYLE | fill | {"columnSpan": span}
        yield Unit(CELL, {}, {"tableCellStyle": style})
        yield from self.blocks(element, cell=text)
        for _ in range(span - 1):
            yield Unit(CELL, {}, {"tableCellStyle": CELL_STYLE})
            yield from units_of("\n")


def _children(parent: Any) -> Iterator[Any]:
    """Child elements, those inside content controls included."""
    for child in parent:
        if child.tag in _REFUSED:
            raise not_carried(f"{_REFUSED[child.tag]} in an uploaded Word file")
        if child.tag in _DISSOLVED:
            yield from _children(child)
        elif isinstance(child.tag, str) and not re.search(r"(Pr|sectPr)\Z", child.tag):
            yield child
