"""A real LibreOffice for tests: it edits, comments and converts as a person would.

    def test_something(office: Office, tmp_path: Path) -> None:
        office.edit(path, Type("History of the issue", "..."), Comment("Robin", "text", "Why?"))

Each worker of pytest-xdist starts its own, on a pipe and a profile of its own, when the first
test asks for the fixture.
"""

from __future__ import annotations

import functools
import json
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

import pytest

_DRIVER = Path(__file__).with_name("office_driver.py")
_PATIENCE = 120.0
_PYTHONS = (
    "/usr/bin/python3",
    "python3",
    "/Applications/LibreOffice.app/Contents/Resources/python",
)


@dataclass(frozen=True, slots=True)
class Type:
    """Type below a heading: into its first empty paragraph, or a new one behind its hints."""

    do: ClassVar[str] = "type"
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Type into a cell of the table with these titles, in the row that begins with `row`."""

    do: ClassVar[str] = "cell"
    table: Sequence[str]
    row: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Comment on the first place where the document says `on`. `at` is local time, ISO 8601."""

    do: ClassVar[str] = "comment"
    author: str
    on: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply to the comment that begins with `to`; docx keeps it as a comment of its own."""

    do: ClassVar[str] = "reply"
    author: str
    to: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Resolve:
    """Resolve the comment that begins with `text`."""

    do: ClassVar[str] = "resolve"
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete the comment that begins with `text`."""

    do: ClassVar[str] = "delete"
    text: str


@dataclass(frozen=True, slots=True)
class Replace:
    """Replace every `old` in the text by `new`."""

    do: ClassVar[str] = "replace"
    old: str
    new: str


Action = Type | Cell | Comment | Reply | Resolve | Delete | Replace


class OfficeError(Exception):
    """LibreOffice couldn't do what a test asked, or ended."""


class Office:
    """One LibreOffice, from entering to leaving."""

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="office-"))
        self._log = (self._folder / "log").open("wb")
        self._driver = subprocess.Popen(
            [_python(), str(_DRIVER), str(self._folder / "profile")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        try:
            self._result()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def edit(self, path: Path, *actions: Action) -> None:
        """Open the document, do this to it, and save it where it is, as LibreOffice saves docx."""
        self._ask("edit", path, actions=[{"do": a.do, **asdict(a)} for a in actions])

    def comments(self, path: Path) -> list[dict[str, Any]]:
        """What LibreOffice sees: author, text, resolved, quote."""
        found: list[dict[str, Any]] = self._ask("comments", path)
        return found

    def convert(self, path: Path, kind: str = "pdf") -> Path:
        """The document as pdf, odt or docx, beside it."""
        return Path(self._ask("convert", path, kind=kind))

    def _ask(self, call: str, path: Path, **more: Any) -> Any:
        assert self._driver.stdin is not None
        asked = {"call": call, "path": str(path.resolve(strict=True)), **more}
        self._driver.stdin.write(json.dumps(asked).encode() + b"\n")
        self._driver.stdin.flush()
        return self._result()

    def _result(self) -> Any:
        assert self._driver.stdout is not None
        ready, _, _ = select.select([self._driver.stdout], [], [], _PATIENCE)
        line = self._driver.stdout.readline() if ready else b""
        if not line:
            said = (self._folder / "log").read_text(errors="replace")
            raise OfficeError(f"LibreOffice doesn't answer. {said[-2000:]}")
        answer = json.loads(line)
        if "error" in answer:
            raise OfficeError(answer["error"])
        return answer["result"]

    def _end(self) -> None:
        """The driver ends LibreOffice when its stdin ends."""
        try:
            self._driver.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._driver.kill()
            self._driver.communicate()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def pages(pdf: Path, dots: int = 70) -> list[Path]:
    """The pages of a PDF as PNG files beside it, for people to look at."""
    command = ["pdftoppm", "-png", "-r", str(dots), str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def why_not() -> str:
    """Why there is no LibreOffice to test with; "" if there is one."""
    if shutil.which("soffice") and _python():
        return ""
    return "LibreOffice with python3-uno isn't installed"


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A LibreOffice for all tests of this worker."""
    if reason := why_not():
        pytest.skip(reason)
    with Office() as found:
        yield found


@functools.cache
def _python() -> str:
    """A Python that LibreOffice can be driven from; "" if there is none."""
    for python in (*_PYTHONS, sys.executable):
        if found := shutil.which(python):
            tried = subprocess.run([found, "-c", "import uno"], check=False, capture_output=True)
            if tried.returncode == 0:
                return found
    return ""
