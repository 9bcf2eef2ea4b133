"""The parts of a docx that hold comments: found by their relationship, made where missing."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from summarizer.local.docx_package import Package
from summarizer.local.docx_text import local

if TYPE_CHECKING:
    from lxml.etree import _Element

COMMENTS = "comments"
EXTENDED = "commentsExtended"  # threads, and what is resolved (MS-DOCX)
IDS = "commentsIds"
EXTENSIBLE = "commentsExtensible"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"

_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_RELATION = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
_EMPTY = f'<w15:commentsEx xmlns:w15="{_W15}" xmlns:mc="{_MC}" mc:Ignorable="w15"/>'
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"


def part(package: Package, kind: str) -> str:
    """The name of the part of this kind; "" without one.

    The first that the document relates to, whatever it is called: real files carry a second
    `comments.xml` that nothing relates to.
    """
    by_name = f"word/{kind}.xml"
    return _related(package, kind) or (by_name if by_name in package else "")


def items(package: Package, kind: str) -> list[_Element]:
    """The entries of the part of this kind; none without one."""
    name = part(package, kind)
    return [child for child in package.xml(name) if local(child)] if name else []


def own(element: _Element, name: str) -> str:
    """An attribute in the element's own namespace, which differs between versions of Word."""
    return element.get(f"{_namespace(element)}{name}", "")


def set_own(element: _Element, name: str, value: str) -> None:
    """Set an attribute in the element's own namespace."""
    element.set(f"{_namespace(element)}{name}", value)


def add_item(package: Package, kind: str, name: str, values: dict[str, str]) -> _Element:
    """A new entry at the end of a part, spelled in the part's namespace."""
    root = package.xml(part(package, kind))
    namespace = _namespace(root)
    entry = root.makeelement(
        f"{namespace}{name}", {f"{namespace}{key}": value for key, value in values.items()}
    )
    root.append(entry)
    return entry


def make_extended(package: Package) -> None:
    """See that there is a commentsExtended part that the document relates to."""
    if _related(package, EXTENDED):
        return
    name = f"word/{EXTENDED}.xml"
    if name not in package:
        package.put(name, _EMPTY.encode())
    relations = package.xml(_RELATIONS)
    taken = {relation.get("Id") for relation in relations}
    key = next(k for k in (f"rId{n}" for n in range(1, len(taken) + 2)) if k not in taken)
    target = {"Id": key, "Type": _RELATION, "Target": f"{EXTENDED}.xml"}
    relations.append(relations.makeelement(f"{_namespace(relations)}Relationship", target))
    types = package.xml(_TYPES)
    if not any(t.get("PartName", "").lower() == f"/{name}".lower() for t in types):
        override = {"PartName": f"/{name}", "ContentType": _TYPE}
        types.append(types.makeelement(f"{_namespace(types)}Override", override))


def allow_paragraph_ids(package: Package) -> None:
    """Declare in the comments what `w14:paraId` needs, as Word does; elements are made anew."""
    from lxml import etree  # noqa: PLC0415 - imported late: `list` and `show` don't need it

    name = part(package, COMMENTS)
    root = package.xml(name)
    prefix = next((p for p, uri in root.nsmap.items() if uri == W14 and p), "")
    ignorable = root.get(f"{{{_MC}}}Ignorable", "").split()
    if prefix in ignorable:
        return
    prefix = prefix or _unused(root, "w14")
    names: dict[Any, str] = {**root.nsmap}
    names[prefix] = W14
    if _MC not in names.values():
        names[_unused(root, "mc")] = _MC
    made = etree.Element(root.tag, nsmap=names)
    for key, value in root.items():
        made.set(key, value)
    made.set(f"{{{_MC}}}Ignorable", " ".join([*ignorable, prefix]))
    made.extend(list(root))
    package.put(name, etree.tostring(made))


def _related(package: Package, kind: str) -> str:
    """The first part that the document relates to as this kind, if it is there."""
    if _RELATIONS not in package:
        return ""
    for relation in package.xml(_RELATIONS):
        if relation.get("Type", "").endswith(f"/{kind}"):
            target = posixpath.join("/word", relation.get("Target", ""))
            name = posixpath.normpath(target).lstrip("/")
            if name in package:
                return name
    return ""


def _namespace(element: _Element) -> str:
    """Its namespace in braces."""
    return element.tag.removesuffix(local(element))


def _unused(root: _Element, prefix: str) -> str:
    return next(p for p in (prefix, *(f"{prefix}{n}" for n in range(99))) if p not in root.nsmap)
