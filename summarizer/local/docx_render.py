"""A new document from a template: a template is compiled once, and only its text is made anew."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.local.docx_package import CORE, CUSTOM, DOCUMENT, Package, parse, read_package
from summarizer.local.docx_read import CASE_PROPERTY
from summarizer.local.docx_text import blocks, body, local, text_of, w
from summarizer.placeholders import Hole, holes
from tracker.errors import BadInput

if TYPE_CHECKING:
    from lxml.etree import _Element

    from summarizer.ports import NewDocument

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "[Content_Types].xml"
_RELS = "_rels/.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_VT = f"{_OFFICE}/docPropsVTypes"
_CUSTOM_XML = (
    f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_VT}">'
    f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{CASE_PROPERTY}">'
    "<vt:lpwstr></vt:lpwstr></property></Properties>"
)
_CORE_XML = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"/>'
)
_PACKAGE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE_KIND = _PACKAGE_RELATION + "/metadata/core-properties"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def render(new: NewDocument) -> bytes:
    """The document's bytes, each placeholder filled once; user text is text, whatever it holds.

    Raises:
        BadInput: The template isn't there, or a value holds what XML can't.
        StorageFailed: The template is damaged.
    """
    stat = _stat(new.template)
    package = Package(dict(_template(new.template, stat)), new.template.name)
    values = {**new.values, "title": new.title, "case": new.case}
    for value in values.values():
        check_text(value)
    container = body(package)
    _repeat_rows(container, "chart", [{"step": n, "hint": h} for n, h in new.steps])
    _repeat_parts(container, new)
    _drop_block(container, "earlier")
    _drop_block(container, "evidence")
    for name in _texts(package):
        _fill_part(package.xml(name), values)
    _mark(package, new)
    return package.to_bytes()


def _stat(template: Path) -> tuple[int, int]:
    try:
        found = template.stat()
    except OSError as error:
        raise BadInput(
            f"There is no template {template}", f"{error.strerror}.", "See document.template."
        ) from error
    return found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=8)
def _template(path: Path, stat: tuple[int, int]) -> Mapping[str, bytes]:
    """The template's parts, read once for each version of its file."""
    del stat
    return read_package(path).parts


def _texts(package: Package) -> list[str]:
    """The parts in which placeholders are filled."""
    return [
        n
        for n in package.parts
        if n == DOCUMENT or (n.startswith(("word/header", "word/footer")) and n.endswith(".xml"))
    ]


def check_text(value: str) -> None:
    """Refuse what XML can't hold. BadInput names the character."""
    for char in value:
        code = ord(char)
        if (
            (code < 32 and char not in "\t\n\r")
            or 0xD800 <= code <= 0xDFFF
            or code in (0xFFFE, 0xFFFF)
        ):  # noqa: PLR2004 - the characters of XML 1.0, 2.2
            raise BadInput(
                f"A document can't hold the character U+{code:04X}",
                f"It stands in {value[:60]!r}.",
                "Write the text without it.",
            )


# --- blocks ------------------------------------------------------------------------------


def _repeat_rows(container: _Element, name: str, rounds: list[dict[str, str]]) -> None:
    """Repeat each table row that holds `{{#name}}`, once for each of these values."""
    for row in [r for r in container.iter(w("tr")) if _begins(r, name)]:
        for values in rounds:
            made = copy.deepcopy(row)
            _fill_part(made, values, drop=name)
            row.addprevious(made)
        _parent(row).remove(row)


def _repeat_parts(container: _Element, new: NewDocument) -> None:
    """Repeat what stands from `{{#parts}}` to `{{/parts}}` for each part of the summary."""
    siblings = list(blocks(container))
    first = next((n for n, e in enumerate(siblings) if _begins(e, "parts")), None)
    if first is None:
        return
    last = next((n for n, e in enumerate(siblings) if n >= first and _ends(e, "parts")), first)
    block = siblings[first : last + 1]
    for title, hint in new.parts:
        check_text(new.summary.get(title, ""))
        for element in block:
            made = copy.deepcopy(element)
            space = _ends(made, "parts") and not text_of(made).replace("{{/parts}}", "").strip()
            _fill_part(made, {"part": title, "hint": hint}, drop="parts")
            block[0].addprevious(made)
            if space:
                _write_lines(made, new.summary.get(title, ""))
    for element in block:
        _parent(element).remove(element)


def _write_lines(paragraph: _Element, text: str) -> None:
    """Put lines of text into an empty paragraph and into copies of it."""
    first, *others = text.split("\n")
    last = paragraph
    for line in others:
        made = copy.deepcopy(paragraph)
        _append_text(made, line)
        last.addnext(made)
        last = made
    _append_text(paragraph, first)


def _append_text(paragraph: _Element, text: str) -> None:
    if text:
        run = paragraph.makeelement(w("r"), {})
        paragraph.append(run)
        _set_text(_child(run, "t"), text)


def _drop_block(container: _Element, name: str) -> None:
    """Take a block's placeholder out: what belongs there is put in when there is something."""
    for element in list(blocks(container)):
        if local(element) == "p" and _begins(element, name):
            _parent(element).remove(element)


def _begins(element: _Element, name: str) -> bool:
    return any(h.name == name and h.mark == "#" for h in holes(text_of(element)))


def _ends(element: _Element, name: str) -> bool:
    return any(h.name == name and h.mark == "/" for h in holes(text_of(element)))


def _parent(element: _Element) -> _Element:
    parent = element.getparent()
    if parent is None:
        raise BadInput("The template is broken", "A block stands outside the document's body.")
    return parent


# --- values ------------------------------------------------------------------------------


def _fill_part(root: _Element, values: Mapping[str, str], drop: str = "") -> None:
    """Fill the placeholders of every paragraph, also those that Word has split over runs."""
    paragraphs = [root] if local(root) == "p" else list(root.iter(w("p")))
    for paragraph in paragraphs:
        texts = list(paragraph.iter(w("t")))
        whole = "".join(t.text or "" for t in texts)
        if "{{" not in whole:
            continue
        for hole in reversed(holes(whole)):
            value = _value(hole, values, drop)
            if value is not None:
                _replace(texts, hole, value)


def _value(hole: Hole, values: Mapping[str, str], drop: str) -> str | None:
    if hole.mark:
        return "" if hole.name == drop else None
    return values.get(hole.name)


def _replace(texts: Iterable[_Element], hole: Hole, value: str) -> None:
    """Put the value into the text where the placeholder begins, and take the rest of it out."""
    at, given = 0, False
    for element in texts:
        text = element.text or ""
        begin, end = max(hole.start - at, 0), min(hole.end - at, len(text))
        at += len(text)
        if begin >= end:
            continue
        put = "" if given else value
        given = True
        _set_text(element, text[:begin] + put + text[end:])


def _set_text(element: _Element, text: str) -> None:
    """The element's text, with a break for each line end within it."""
    first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    element.text = first
    element.set(_XML_SPACE, "preserve")
    last = element
    for line in others:
        line_break = element.makeelement(w("br"), {})
        last.addnext(line_break)
        more = element.makeelement(w("t"), {_XML_SPACE: "preserve"})
        more.text = line
        line_break.addnext(more)
        last = more


def _child(parent: _Element, name: str) -> _Element:
    child = parent.makeelement(w(name), {})
    parent.append(child)
    return child


# --- properties --------------------------------------------------------------------------


def _mark(package: Package, new: NewDocument) -> None:
    """Give the document its title, and the number of its case."""
    if CUSTOM not in package:
        package.put(CUSTOM, _CUSTOM_XML.encode())
        _relate(package, f"{_OFFICE}/relationships/custom-properties", CUSTOM, _CUSTOM_TYPE)
    root = package.xml(CUSTOM)
    ours = next((p for p in root if p.get("name") == CASE_PROPERTY), None)
    if ours is None:
        ours = copy.deepcopy(parse(_CUSTOM_XML.encode(), "")[0])
        pids = [int(p.get("pid", "1")) for p in root]
        ours.set("pid", str(max(pids, default=1) + 1))
        root.append(ours)
    ours[0].text = new.case
    if CORE not in package:
        package.put(CORE, _CORE_XML.encode())
        _relate(package, _CORE_KIND, CORE, _CORE_TYPE)
    core = package.xml(CORE)
    tag = "{http://purl.org/dc/elements/1.1/}title"
    title = core.find(tag)
    if title is None:
        title = core.makeelement(tag, {})
        core.append(title)
    title.text = new.title


def _relate(package: Package, kind: str, target: str, content_type: str) -> None:
    """Name a new part in the package's relationships and content types."""
    relations, types = package.xml(_RELS), package.xml(_TYPES)
    used = {r.get("Id") for r in relations}
    key = next(f"rIdS{n}" for n in range(1, len(used) + 2) if f"rIdS{n}" not in used)
    relation = relations.makeelement(
        f"{{{_PACKAGE_RELATION}}}Relationship", {"Id": key, "Type": kind, "Target": target}
    )
    relations.append(relation)
    name = types.tag.replace("Types", "Override")
    types.append(types.makeelement(name, {"PartName": f"/{target}", "ContentType": content_type}))
