"""The parts that belong to a docx's document: found by what they are, not by their file names."""

from __future__ import annotations

import posixpath

from summarizer.local.docx_package import DOCUMENT, Package

_LINKS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_NONE = f'<Relationships xmlns="{_RELATIONSHIPS}"/>'.encode()


def related(package: Package, kind: str) -> list[str]:
    """The document's parts of this kind (the last word of a relationship's type), in order.

    A file can name a kind twice, and can name parts that it doesn't have: those are left out.
    """
    if _LINKS not in package:
        return []
    found = []
    for relation in package.xml(_LINKS):
        if relation.get("Type", "").rpartition("/")[2] != kind:
            continue
        name = posixpath.normpath(
            posixpath.join(posixpath.dirname(DOCUMENT), relation.get("Target", ""))
        ).lstrip("/")
        if name in package and name not in found:
            found.append(name)
    return found


def add_part(package: Package, name: str, content: bytes, kind: str, content_type: str) -> str:
    """Add a part beside the document, and name it where Word looks for it.

    Args:
        package: The document's parts.
        name: The part's name, which is free.
        content: What it holds.
        kind: The relationship's whole type.
        content_type: Its line in the content types.
    """
    package.put(name, content)
    if _LINKS not in package:
        package.put(_LINKS, _NONE)
    relations, types = package.xml(_LINKS), package.xml(_TYPES)
    used = {relation.get("Id") for relation in relations}
    key = next(f"rIdS{n}" for n in range(1, len(used) + 2) if f"rIdS{n}" not in used)
    target = posixpath.relpath(name, posixpath.dirname(DOCUMENT))
    relations.append(
        relations.makeelement(
            f"{{{_RELATIONSHIPS}}}Relationship", {"Id": key, "Type": kind, "Target": target}
        )
    )
    override = f"{{{_CONTENT_TYPES}}}Override"
    types.append(
        types.makeelement(override, {"PartName": f"/{name}", "ContentType": content_type})
    )
    return name
