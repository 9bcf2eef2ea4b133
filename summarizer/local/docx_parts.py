"""The parts of a docx by what they are: found and added through relationships, not by names."""

from __future__ import annotations

import posixpath

from summarizer.local.docx_package import DOCUMENT, Package

_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def related(package: Package, kind: str) -> list[str]:
    """The document's parts of this kind (the last word of a relationship's type), in order.

    A file can name a kind twice, and can name parts that it doesn't have: those are left out.
    """
    links = _links_of(DOCUMENT)
    found: dict[str, None] = {}
    for relation in package.xml(links) if links in package else ():
        if relation.get("Type", "").rpartition("/")[2] == kind:
            target = posixpath.join(posixpath.dirname(DOCUMENT), relation.get("Target", ""))
            name = posixpath.normpath(target).lstrip("/")
            if name in package:
                found[name] = None
    return list(found)


def add_part(
    package: Package, name: str, content: str, kind: str, content_type: str, of: str = DOCUMENT
) -> None:
    """Add a part, and name it where an editor looks for it.

    Args:
        package: The parts of the file.
        name: The part's name, which is free.
        content: Its XML.
        kind: The relationship's type.
        content_type: What the content types say of it.
        of: The part that it belongs to; "" for the file as a whole.
    """
    package.put(name, content.encode())
    links = _links_of(of)
    if links not in package:
        package.put(links, f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
    relations, types = package.xml(links), package.xml(_TYPES)
    used = {r.get("Id") for r in relations}
    key = next(f"rIdS{n}" for n in range(1, len(used) + 2) if f"rIdS{n}" not in used)
    target = posixpath.relpath(name, posixpath.dirname(of) or ".")
    relation = f"{{{_PACKAGE}/relationships}}Relationship"
    relations.append(relations.makeelement(relation, {"Id": key, "Type": kind, "Target": target}))
    override = f"{{{_PACKAGE}/content-types}}Override"
    types.append(types.makeelement(override, {"PartName": f"/{name}", "ContentType": content_type}))


def _links_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
