"""Earlier summaries imported: a folder of documents, and a CSV of an old tracker."""

from __future__ import annotations

import subprocess
import time
import zipfile
from pathlib import Path

from archive import called
from documents import new
from measure import PROGRAM, environment

from summarizer.local.docx_render import render

CORE = "docProps/core.xml"


def imports(folder: Path, count: int = 10_000) -> None:
    """Documents and lines per second, as whole processes, and again when all are known."""
    documents = folder / "past"
    documents.mkdir()
    written(documents, count)
    table = folder / "old-tracker.csv"
    lines = [f"{called(n)},7{n:07},https://files.example.com/{n},2025-03-04" for n in range(count)]
    table.write_text("\n".join(["User,User ID,Summary,Received", *lines]), encoding="utf-8")
    for name, source in (("documents", documents), ("lines of CSV", table)):
        place = folder / f"desk of {name}"
        subprocess.run([*PROGRAM, "init", str(place)], check=True, capture_output=True)
        for what in ("imported", "known already"):
            took = _timed(source, place)
            print(f"{count:,} {name} {what}: {count / took:,.0f} a second ({took:.1f} s)")


def written(folder: Path, count: int) -> None:
    """Documents of others: the shipped template's, each with a title of its own."""
    pattern = folder / "pattern.zip"
    pattern.write_bytes(render(new()))
    with zipfile.ZipFile(pattern) as archive:
        parts = {
            i.filename: archive.read(i) for i in archive.infolist() if "custom" not in i.filename
        }
    pattern.unlink()
    for n in range(count):
        path = folder / f"{n // 1000:03}" / f"{called(n)} - 9{n:07}.docx"
        path.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, content if name != CORE else _titled(content, n))


def _titled(core: bytes, n: int) -> bytes:
    return core.replace(new().title.encode(), f"{called(n)} / 9{n:07}".encode())


def _timed(source: Path, place: Path) -> float:
    begun = time.perf_counter()
    command = [*PROGRAM, "import", str(source), "--yes"]
    subprocess.run(command, check=True, capture_output=True, env=environment(place))
    return time.perf_counter() - begun
