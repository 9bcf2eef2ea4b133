"""Build templates/social-media-summary/summary.docx from docs/summary-template.

`python docs/make_template.py` packs the XML parts there, with the same bytes on every run. So the
template that comes with the program stays small, and a change to it can be read. A team changes
its own copy in Word or LibreOffice.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

PARTS = Path(__file__).parent / "summary-template"
TARGET = Path(__file__).parent.parent / "templates" / "social-media-summary" / "summary.docx"
#: A docx begins with its content types; the other parts follow in the order of their names.
FIRST = "[Content_Types].xml"


def parts() -> dict[str, str]:
    """The parts by name, without the line ends that are there for readers."""
    names = sorted(p.relative_to(PARTS).as_posix() for p in PARTS.rglob("*") if p.is_file())
    names.sort(key=lambda name: name != FIRST)
    texts = {name: (PARTS / name).read_text(encoding="utf-8") for name in names}
    return {name: re.sub(r">\s+<", "><", text).strip() for name, text in texts.items()}


def main(target: Path) -> None:
    """Pack the parts into a docx file."""
    with zipfile.ZipFile(target, "w") as file:
        for name, text in parts().items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, text, compresslevel=9)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
