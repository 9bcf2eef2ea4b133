"""Properties of a docx: its title, and named texts that editors carry along unread."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, takewhile
from typing import TYPE_CHECKING

from summarizer.local.docx_package import CORE, CUSTOM, Package
from summarizer.local.docx_parts import Part, add_part
from summarizer.local.docx_text import escaped

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The custom property that says which case a document is of.
CASE = "Case"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = f"{_OFFICE}/custom-properties"
_VT = f"{_OFFICE}/docPropsVTypes"
_DC = "http://purl.org/dc/elements/1.1/"
#: Word cuts off what is longer when it saves; in UTF-16 units, of which an emoji takes two
#: (https://github.com/OfficeDev/office-js-docs/pull/861).
_LONGEST = 255
#: The number of a long property's first piece, far from those that others have used.
_FIRST = 1000
#: The one format id that custom properties have ([MS-OSHARED] 2.3.3.2.2).
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CUSTOM = Part(
    CUSTOM,
    f'<Properties xmlns="{_NAMES}" xmlns:vt="{_VT}"/>',
    f"{_OFFICE}/relationships/custom-properties",
    "application/vnd.openxmlformats-officedocument.custom-properties+xml",
)
_CORE = Part(
    CORE,
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="{_DC}"/>',
    f"{_PACKAGE}/relationships/metadata/core-properties",
    "application/vnd.openxmlformats-package.core-properties+xml",
)


def get_property(package: Package, name: str) -> str:
    """A custom property; "" where there is none."""
    found = _property(package, name)
    return "".join(map(str, found.itertext())).strip() if found is not None else ""


def set_property(package: Package, name: str, value: str) -> None:
    """Set a custom property, beside those that others have set."""
    if CUSTOM not in package:
        add_part(package, _CUSTOM)
    root, found = package.xml(CUSTOM), _property(package, name)
    if found is None:
        numbers = [int(p.get("pid", "1")) for p in root]
        number = str(max([1, *numbers]) + 1)
        found = root.makeelement(
            f"{{{_NAMES}}}property", {"fmtid": _FORMAT, "pid": number, "name": name}
        )
        root.append(found)
    for child in list(found):
        found.remove(child)
    text = found.makeelement(f"{{{_VT}}}lpwstr", {})
    text.text = value
    found.append(text)


def get_long_property(package: Package, name: str) -> str:
    """A custom property that may stand in pieces: `name`, `name 2`, ... (`long_property_xml`)."""
    return "".join(takewhile(bool, (get_property(package, piece) for piece in _numbered(name))))


def drop_long_property(package: Package, name: str) -> None:
    """Take a custom property out, with all its pieces."""
    for piece in _numbered(name):
        if (found := _property(package, piece)) is None:
            return
        package.xml(CUSTOM).remove(found)


def long_property_xml(name: str, value: str) -> str:
    """A custom property as XML, in pieces that Word doesn't cut.

    No piece ends where a space stands: editors may trim it.
    """
    found = []
    for number, piece in enumerate(_numbered(name)):
        end = len(value.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore"))
        while 1 < end < len(value) and " " in value[end - 1 : end + 1]:
            end -= 1
        found.append(
            f'<property xmlns="{_NAMES}" fmtid="{_FORMAT}" pid="{_FIRST + number}" name="{piece}">'
            f'<vt:lpwstr xmlns:vt="{_VT}">{escaped(value[:end])}</vt:lpwstr></property>'
        )
        value = value[end:]
        if not value:
            break
    return "".join(found)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} {number}" for number in count(2))


def case_of(package: Package) -> str:
    """The case number that the document carries; "" if it carries none."""
    return get_property(package, CASE)


def title_of(package: Package) -> str:
    """The title property, with its slash."""
    found = package.xml(CORE).find(f"{{{_DC}}}title") if CORE in package else None
    return (found.text or "") if found is not None else ""


def set_title(package: Package, title: str) -> None:
    """Set the title property."""
    if CORE not in package:
        add_part(package, _CORE)
    core = package.xml(CORE)
    found = core.find(f"{{{_DC}}}title")
    if found is None:
        found = core.makeelement(f"{{{_DC}}}title", {})
        core.append(found)
    found.text = title


def _property(package: Package, name: str) -> _Element | None:
    if CUSTOM not in package:
        return None
    return next((p for p in package.xml(CUSTOM) if p.get("name") == name), None)
