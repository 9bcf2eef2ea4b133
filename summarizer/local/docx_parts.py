"""How the parts of a docx hang together: relationships and content types."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from summarizer.local.docx_package import DOCUMENT, Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION = f"{{{_PACKAGE}/relationships}}Relationship"
_NO_LINKS = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'


class Part(NamedTuple):
    """A part to be added.

    Attributes:
        name: Its name in the file.
        content: Its XML.
        kind: The type of the relationship that leads to it.
        content_type: What the content types say of it.
    """

    name: str
    content: str
    kind: str
    content_type: str


def add_part(package: Package, part: Part) -> None:
    """Add a part of the file as a whole, and name it where an editor looks for it."""
    package.put(part.name, part.content.encode())
    relations, types = package.xml(links_of("")), package.xml(_TYPES)
    values = {"Id": _free_id(relations), "Type": part.kind, "Target": part.name}
    relations.append(relations.makeelement(_RELATION, values))
    override = f"{{{_PACKAGE}/content-types}}Override"
    values = {"PartName": f"/{part.name}", "ContentType": part.content_type}
    types.append(types.makeelement(override, values))


def targets(package: Package) -> dict[str, str]:
    """Where the document's relationships lead, by their ids."""
    links = links_of(DOCUMENT)
    if links not in package:
        return {}
    return {r.get("Id", ""): r.get("Target", "") for r in package.xml(links)}


def add_target(package: Package, url: str, kind: str, *, external: bool = False) -> str:
    """The id of the document's relationship to this target; made where there is none yet."""
    links = links_of(DOCUMENT)
    if links not in package:
        package.put(links, _NO_LINKS.encode())
    relations = package.xml(links)
    for relation in relations:
        if (relation.get("Target"), relation.get("Type")) == (url, kind):
            return relation.get("Id", "")
    values = {"Id": _free_id(relations), "Type": kind, "Target": url}
    if external:
        values["TargetMode"] = "External"
    relations.append(relations.makeelement(_RELATION, values))
    return values["Id"]


def add_default(package: Package, ending: str, content_type: str) -> None:
    """Have the content types know what parts with this ending are."""
    types = package.xml(_TYPES)
    default = f"{{{_PACKAGE}/content-types}}Default"
    if all(t.get("Extension", "").lower() != ending for t in types.iter(default)):
        made = types.makeelement(default, {"Extension": ending, "ContentType": content_type})
        types.insert(0, made)


def _free_id(relations: _Element) -> str:
    used = {r.get("Id") for r in relations}
    return next(f"rIdS{n}" for n in range(1, len(used) + 2) if f"rIdS{n}" not in used)


def links_of(part: str) -> str:
    """The name of the part that holds a part's relationships; "" is the file as a whole."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
