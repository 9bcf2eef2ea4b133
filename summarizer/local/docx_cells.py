"""Cells of a docx, emptied for new words: what marks the places of comments stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.local.docx_layout import Layout
from summarizer.local.docx_text import blocks, local, placeholder_of, w

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What marks a place in the text, and says nothing.
MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart", "bookmarkEnd")


def emptied(layout: Layout, cell: _Element) -> _Element:
    """A paragraph of the cell for what it shall say; hints and marks stay where they are."""
    for table in [e for e in blocks(cell) if local(e) == "tbl"]:
        remove(table)
    found = [e for e in blocks(cell) if local(e) == "p" and layout.said(e) is not None]
    if not found:
        return new_paragraph(last_paragraph(cell))
    marks = [mark for paragraph in found for mark in _marks(paragraph)]
    for paragraph in found:
        for child in [c for c in paragraph if local(c) != "pPr"]:
            paragraph.remove(child)
    for paragraph in found[1:]:
        remove(paragraph)
    if (control := placeholder_of(found[0])) is not None:
        remove(control)
    found[0].extend(marks)
    return found[0]


def _marks(paragraph: _Element) -> Iterator[_Element]:
    """The marks of comments and bookmarks in order; of a reference, the run that holds it."""
    for element in paragraph.iter():
        run = element.getparent()
        if local(element) == "commentReference" and run is not None:
            for other in [e for e in run if local(e) not in ("rPr", "commentReference")]:
                run.remove(other)
            yield run
        elif local(element) in MARKS:
            yield element


def settle(paragraph: _Element, element: _Element) -> None:
    """Move what was added into the range of the paragraph's comments, if it has any."""
    end = next((e for e in paragraph if local(e) in ("commentRangeEnd", "bookmarkEnd")), None)
    if end is not None:
        end.addprevious(element)


def last_paragraph(cell: _Element) -> _Element:
    """The last paragraph of a cell; made where there is none, since Word demands one."""
    found = [e for e in blocks(cell) if local(e) == "p"]
    if not found:
        found = [cell.makeelement(w("p"), {})]
        cell.append(found[0])
    return found[-1]


def new_paragraph(after: _Element) -> _Element:
    """An empty paragraph behind this one."""
    made = after.makeelement(w("p"), {})
    after.addnext(made)
    return made


def remove(element: _Element) -> None:
    """Take an element out."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
