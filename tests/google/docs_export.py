"""A document of the loopback Docs as a Word file or as plain text, as Drive's export gives it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from tests.google.docs_answer import WITHOUT, seen
from tests.google.docs_blocks import Block, Paragraph, Part, paragraphs, parse
from tests.google.docs_model import BODY, ELEMENT, SECTION, Document, Json, Tab, Unit, string
from tests.google.world import not_carried

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = "text/plain"
_STYLES = {"NORMAL_TEXT": "Normal", "TITLE": "Title", "SUBTITLE": "Subtitle"} | {
    f"HEADING_{level}": f"Heading {level}" for level in range(1, 7)
}
_FIELDS = {"PAGE_NUMBER": "PAGE", "PAGE_COUNT": "NUMPAGES"}
_BYTE = 255


def export(model: Document, mime: str) -> bytes:
    """The first tab as a file of another type, without suggestions.

    Raises:
        GoogleError: 501, Drive has this type and this server has not.
    """
    if mime == PLAIN:
        return _plain(model.tabs[0])
    if mime == WORD:
        return _word(model)
    raise not_carried(f"the export of a document as {mime}")


def _blocks(tab: Tab, segment: str) -> list[Block]:
    return parse(seen(tab.segments[segment], WITHOUT))


def _plain(tab: Tab) -> bytes:
    """Text as Drive gives it: a byte-order mark, CRLF, an asterisk a bullet."""
    lines = [
        ("* " if "bullet" in part.mark else "") + part.text
        for part in paragraphs(_blocks(tab, BODY))
    ]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _word(model: Document) -> bytes:
    tab = model.tabs[0]
    file = docx.Document()
    file.core_properties.title = model.title
    for kind, name in _STYLES.items():
        _dress(file.styles[name].font, tab.named[kind]["textStyle"])
    section = file.sections[0]
    for side in ("Top", "Bottom", "Left", "Right"):
        margin = Pt(tab.style[f"margin{side}"].get("magnitude", 0))
        setattr(section, f"{side.lower()}_margin", margin)
    section.page_width = Pt(tab.style["pageSize"]["width"]["magnitude"])
    section.page_height = Pt(tab.style["pageSize"]["height"]["magnitude"])
    _write(file, file, tab, _blocks(tab, BODY))
    for segment, kind in tab.kinds.items():
        part = getattr(section, kind)
        part.is_linked_to_previous = False
        part._element.remove(part.paragraphs[0]._p)  # noqa: SLF001  # its empty paragraph
        _write(file, part, tab, _blocks(tab, segment))
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _write(file: Any, holder: Any, tab: Tab, blocks: Sequence[Block]) -> None:
    """Put blocks into a body, a cell or a footer."""
    for block in blocks:
        if isinstance(block, Paragraph):
            _write_paragraph(file, holder.add_paragraph(), tab, block)
        elif block.kind != SECTION:
            _write_table(file, holder, tab, block)


def _write_table(file: Any, holder: Any, tab: Tab, block: Part) -> None:
    columns = max(len(row.pieces) for row in block.pieces)
    widths = [
        column.get("width", {}).get("magnitude")
        for column in block.mark["tableStyle"]["tableColumnProperties"]
    ]
    section = file.sections[0]
    across = section.page_width - section.left_margin - section.right_margin
    extra = (across,) if hasattr(holder, "is_linked_to_previous") else ()
    table = holder.add_table(len(block.pieces), columns, *extra)
    table.style = file.styles["Table Grid"]
    table.autofit = False
    for at, column in enumerate(table.columns):
        given = widths[at] if at < len(widths) else None
        column.width = Pt(given) if given else across // columns
    for number, row in enumerate(block.pieces):
        for at, part in enumerate(row.pieces):
            cell = table.cell(number, at)
            cell.width = table.columns[at].width
            cell._element.remove(cell.paragraphs[0]._p)  # noqa: SLF001  # its empty paragraph
            _write(file, cell, tab, part.parts)
            _fill(cell, part.mark["tableCellStyle"].get("backgroundColor") or {})


def _fill(cell: Any, colour: Json) -> None:
    rgb = _rgb(colour)
    if rgb is not None and colour["color"]["rgbColor"]:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), str(rgb))
        cell._element.get_or_add_tcPr().append(shade)  # noqa: SLF001  # python-docx has no fills


def _write_paragraph(file: Any, paragraph: Any, tab: Tab, block: Paragraph) -> None:
    paragraph.style = file.styles[_STYLES[block.kind]]
    bullet = block.mark.get("bullet")
    if bullet:
        levels = tab.lists[bullet["listId"]]["listProperties"]["nestingLevels"]
        level = bullet.get("nestingLevel", 0)
        name = "List Bullet" if "glyphSymbol" in levels[level] else "List Number"
        deeper = f" {min(level, 2) + 1}" if level else ""  # Word's own lists have three levels
        paragraph.style = file.styles[name + deeper]
    run: list[Unit] = []
    for unit in block.units:
        if run and (unit.char in {ELEMENT, "\n"} or unit.style != run[0].style):
            _write_run(paragraph, run)
            run = []
        if unit.char == ELEMENT:
            _write_element(paragraph, tab, unit)
        elif unit.char != "\n":
            run.append(unit)


def _write_run(paragraph: Any, units: list[Unit]) -> None:
    run = paragraph.add_run(string(units).replace("\v", "\n"))
    style = units[0].style
    _dress(run.font, style)
    url = style.get("link", {}).get("url")
    if url:
        link = OxmlElement("w:hyperlink")
        link.set(
            qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        )
        paragraph._p.append(link)  # noqa: SLF001  # python-docx has no way to make a link
        link.append(run._r)  # noqa: SLF001  # same


def _write_element(paragraph: Any, tab: Tab, unit: Unit) -> None:
    """A page break; a page number as a field; a picture as its address, for it wasn't fetched."""
    ((kind, held),) = unit.mark.items()
    if kind == "pageBreak":
        paragraph.add_run().add_break(WD_BREAK.PAGE)
    elif kind == "autoText":
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), _FIELDS[held["type"]])
        paragraph._p.append(field)  # noqa: SLF001  # python-docx has no fields
    elif kind == "inlineObjectElement":
        held = tab.objects[held["inlineObjectId"]]["inlineObjectProperties"]["embeddedObject"]
        paragraph.add_run(f"[picture: {held['imageProperties']['sourceUri']}]")


def _dress(font: Any, style: Json) -> None:
    """Give a Word font what a TextStyle says."""
    for name, ours in (("bold", "bold"), ("italic", "italic"), ("underline", "underline")):
        if name in style:
            setattr(font, ours, style[name])
    if "strikethrough" in style:
        font.strike = style["strikethrough"]
    if "magnitude" in style.get("fontSize", {}):
        font.size = Pt(style["fontSize"]["magnitude"])
    if "weightedFontFamily" in style:
        font.name = style["weightedFontFamily"]["fontFamily"]
    rgb = _rgb(style.get("foregroundColor") or {})
    if rgb is not None:
        font.color.rgb = rgb


def _rgb(colour: Json) -> RGBColor | None:
    if "color" not in colour:
        return None
    rgb = colour["color"].get("rgbColor", {})
    return RGBColor(*(round(rgb.get(name, 0) * _BYTE) for name in ("red", "green", "blue")))
