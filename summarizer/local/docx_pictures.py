"""Pictures in a docx: a screenshot as wide as the text at most, its proportions kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from summarizer.local.docx_layout import Layout
from summarizer.local.docx_package import Package
from summarizer.local.docx_parts import add_default, add_target
from summarizer.local.docx_text import R, local, w
from tracker.errors import BadInput

if TYPE_CHECKING:
    from lxml.etree import _Element

#: English Metric Units: 914,400 an inch, 635 a twentieth of a point.
_INCH, _TWENTIETH = 914_400, 635
#: The page's width without its margins where the document doesn't tell, and how high at most.
_WIDTH, _HIGHEST = 6 * _INCH, 5 * _INCH
_LARGEST = 25_000_000
#: How a whole file of a kind ends: a picture that was cut short doesn't.
_ENDINGS = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b";"}
_TAIL = 64

_RUN = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:drawing>
<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>
<wp:docPr id="{number}" name="Picture {number}" descr="{words}"/>
<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">
<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip xmlns:r="{relations}" r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch>
</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>
</wp:inline></w:drawing></w:r>"""


def picture_run(package: Package, layout: Layout, path: Path, sha256: str) -> _Element:
    """A run with this picture, which becomes a part of the document.

    Raises:
        BadInput: It can't be read, is no picture that Word shows, or is cut short.
    """
    image, content = measured(path)
    name = f"evidence-{sha256[:12]}.{image.ext}"
    if f"word/media/{name}" not in package:
        package.put(f"word/media/{name}", content)
    add_default(package, image.ext, image.content_type)
    key = add_target(package, f"media/{name}", f"{R}/image")
    width, height = _size(layout, image.width, image.height)
    numbers = [e.get("id", "") for e in layout.body.iter() if local(e) in ("docPr", "cNvPr")]
    number = max((int(n) for n in numbers if n.isdigit()), default=0) + 1
    text = _RUN.format(
        width=width,
        height=height,
        number=number,
        name=name,
        words="Screenshot",
        relations=R,
        key=key,
    ).replace("\n", "")
    return etree.fromstring(text)


def measured(path: Path) -> tuple[Any, bytes]:
    """The picture as python-docx measures it, and its bytes. BadInput if Word can't show it."""
    from docx.image.image import Image  # noqa: PLC0415  80 ms that only pictures need

    fix = "Save it as PNG or JPEG, and run the command again."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} can't be read", f"{error.strerror}.", fix) from error
    if len(content) > _LARGEST:
        raise BadInput(f"{path.name} is too large", f"More than {_LARGEST // 1_000_000} MB.", fix)
    try:
        image: Any = Image.from_blob(content)
        seen = image.width > 0 and image.height > 0
    except Exception as error:  # its readers raise whatever they stumble over
        why = f"It isn't a picture that Word shows ({type(error).__name__})."
        raise BadInput(f"{path.name} can't be put into the document", why, fix) from error
    if not seen or _ENDINGS.get(image.content_type, b"") not in content[-_TAIL:]:
        raise BadInput(f"{path.name} can't be put into the document", "It is cut short.", fix)
    return image, content


def _size(layout: Layout, width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, _text_width(layout) / width, _HIGHEST / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def _text_width(layout: Layout) -> int:
    """The page's width without its margins."""
    page = layout.body.find(f"{w('sectPr')}/{w('pgSz')}")
    margin = layout.body.find(f"{w('sectPr')}/{w('pgMar')}")
    if page is None or margin is None:
        return _WIDTH
    names = (page.get(w("w"), ""), margin.get(w("left"), ""), margin.get(w("right"), ""))
    if not all(name.isdigit() for name in names):
        return _WIDTH
    whole, left, right = map(int, names)
    return (whole - left - right) * _TWENTIETH if whole > left + right else _WIDTH
