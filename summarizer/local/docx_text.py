"""The text of WordprocessingML: runs, paragraphs and cells, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracker.errors import BadInput

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Whose content stands where they stand themselves.
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
#: Whose text a reader doesn't see: taken out, moved away, codes, and second copies.
UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "sdtPr"})
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
#: The run properties of a link, in the order that the schema asks for.
LINK_LOOK = (("rStyle", "Hyperlink"), ("color", "1F5FA8"), ("u", "single"))
#: What XML 1.0 (2.2) can't hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def w(name: str) -> str:
    """A name in the namespace of WordprocessingML, as lxml spells it."""
    return f"{{{W}}}{name}"


def local(element: _Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: _Element) -> str:
    """The text below an element: with tracked insertions, without tracked deletions."""
    name = local(element)
    if name == "t":
        return element.text or ""
    if name in BREAKS:
        return BREAKS[name]
    if name in UNSEEN or (name == "sdt" and _shown(element) is not None):
        return ""
    return "".join(map(text_of, element))


def placeholder_of(paragraph: _Element) -> _Element | None:
    """The mark of a content control that holds the paragraph, and still shows its prompt."""
    content = paragraph.getparent()
    control = content.getparent() if content is not None else None
    return _shown(control) if control is not None and local(control) == "sdt" else None


def _shown(control: _Element) -> _Element | None:
    return control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")


def blocks(container: Iterable[_Element]) -> Iterator[_Element]:
    """The paragraphs and tables of a body or a cell, also those in content controls."""
    return _unwrapped(container, "p", "tbl")


def rows(table: _Element) -> list[_Element]:
    """The rows of a table, also those in content controls, without deleted ones."""
    found = _unwrapped(table, "tr")
    return [row for row in found if row.find(f"{w('trPr')}/{w('del')}") is None]


def cells(row: _Element) -> list[_Element]:
    """The cells of a row, also those in content controls."""
    return list(_unwrapped(row, "tc"))


def _unwrapped(container: Iterable[_Element], *names: str) -> Iterator[_Element]:
    for child in container:
        name = local(child)
        if name in names:
            yield child
        elif name in _WRAPPERS:
            yield from _unwrapped(child, *names)


def append_run(parent: _Element, text: str) -> _Element:
    """Add a run of text, with a break for each line's end and a tab for each tab."""
    check_text(text)
    run = parent.makeelement(w("r"), {})
    for number, line in enumerate(lines(text)):
        if number:
            run.append(run.makeelement(w("br"), {}))
        for place, words in enumerate(line.split("\t")):
            if place:
                run.append(run.makeelement(w("tab"), {}))
            if words:
                said = run.makeelement(w("t"), {_XML_SPACE: "preserve"})
                said.text = words
                run.append(said)
    parent.append(run)
    return run


def append_link(paragraph: _Element, key: str, text: str) -> _Element:
    """Add a hyperlink to the relationship with this id, in the look that links have.

    Its colour is said again in the run: LibreOffice lets a table's style win otherwise.
    """
    link = paragraph.makeelement(w("hyperlink"), {f"{{{R}}}id": key})
    paragraph.append(link)
    run = append_run(link, text)
    look = run.makeelement(w("rPr"), {})
    for name, value in LINK_LOOK:
        look.append(run.makeelement(w(name), {w("val"): value}))
    run.insert(0, look)
    return link


def lines(text: str) -> list[str]:
    """The lines of a text, whichever system's line ends it has."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def check_text(value: str) -> None:
    """Refuse what XML 1.0 (2.2) can't hold. BadInput names the character."""
    if found := UNWRITABLE.search(value):
        shown = value[:60].encode("ascii", "backslashreplace").decode()
        raise BadInput(
            f"A document can't hold the character U+{ord(found.group()):04X}",
            f"It stands in “{shown}”.",
            "Write the text without it.",
        )


def escaped(text: str) -> str:
    """The text as it stands in XML, in an attribute too."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
