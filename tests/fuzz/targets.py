"""What parses, each as one function of any bytes: it reads them, or refuses them in words."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from summarizer.intake import IntakeSettings, read_intake, read_mail
from summarizer.local.docx_package import CUSTOM, DOCUMENT, Package, unpack
from summarizer.local.docx_read import read_snapshot
from summarizer.local.docx_render import render
from summarizer.local.docx_title import first_lines, read_head
from summarizer.past.summary import parse_day
from summarizer.past.tables import Reader
from summarizer.people_file import read_people
from summarizer.ports import DocumentRef
from summarizer.procedure.file import load
from summarizer.settings import read_settings
from summarizer.times import parse_time
from summarizer.workspace import shipped
from tests.documents.cases import new
from tests.documents.docx_files import Note, commented
from tests.google.sheets.a1 import resolve
from tests.google.sheets.model import Spreadsheet, blank_sheet
from tests.summarizer.mails import PROCEDURES
from tracker.clocks import parse_amount
from tracker.columns import from_text, to_text
from tracker.errors import BadInput, UserError
from tracker.sheets_batch import range_of
from tracker.sheets_tab import Tab

#: Where a target that reads files puts them: in memory, as it does so many times.
FOLDER = Path("/dev/shm" if Path("/dev/shm").is_dir() else "/tmp") / f"fuzz-{os.getpid()}"  # noqa: S108  of this process alone
_ZONE = "America/Los_Angeles"
_COMMENTS = "word/comments.xml"
_REF = DocumentRef("SM-20261119-7K3F", "Case.docx", "Case", "", "")


def mail(data: bytes) -> None:
    """A mail: what it asks can be shown, line by line."""
    found = read_intake(read_mail(data), IntakeSettings(), PROCEDURES)
    found.to_json()
    for text in (found.user.name, found.user.id, found.thread.subject, *found.why.values()):
        assert not {"\r", "\n", "\0"} & set(text or "")
        (text or "").encode()


def docx(data: bytes) -> None:
    """A file that should be a document."""
    _read(unpack(data, "Case.docx"))


def docx_head(data: bytes) -> None:
    """What is looked at in a file to know whose it is."""
    path = _file("Case.docx", data)
    read_head(path)
    first_lines(path, 5)


def docx_body(data: bytes) -> None:
    """A document's main part."""
    _read_with(DOCUMENT, data)


def docx_comments(data: bytes) -> None:
    """The part that holds comments, beside those that say more of them."""
    package = commented(Note("By when?"), Note("Soon.", below=0))
    package.put(_COMMENTS, data)
    _read(package)


def docx_properties(data: bytes) -> None:
    """The part that holds the case's number, and the hints."""
    _read_with(CUSTOM, data)


def people(data: bytes) -> None:
    """people.toml."""
    read_people(_file("people.toml", data))


def procedure(data: bytes) -> None:
    """A procedure of a team's own, over what is common to all."""
    file = _file("keys/procedure.toml", data)
    load([file.parent, shipped() / "keys"])


def settings(data: bytes) -> None:
    """summarizer.toml."""
    file = _file("summarizer.toml", data)
    read_settings(shipped() / "workspace" / "summarizer.toml", [file], {})


def times(data: bytes) -> None:
    """Times and amounts as people type them: what is read stays what it is."""
    text = data.decode("utf-8", "replace")
    now = datetime(2026, 11, 19, tzinfo=UTC)
    for today in (now, None):
        with suppress(BadInput):
            found = parse_time(text, _ZONE, today)
            assert parse_time(found.isoformat(), _ZONE) == found
    with suppress(BadInput):
        day = parse_day(text, ZoneInfo(_ZONE))
        assert day is None or parse_day(day.isoformat(), ZoneInfo(_ZONE)) == day
    with suppress(BadInput):
        amount = parse_amount(text)
        assert parse_amount(f"{int(amount.total_seconds()) // 3600}h") <= amount


def cells(data: bytes) -> None:
    """A cell's text, as each kind of column, comes back as it went."""
    text = data.decode("utf-8", "replace")
    for kind in ("text", "time", "number", "link"):
        with suppress(UserError):
            cell = from_text(text, kind)
            assert from_text(to_text(cell), kind) == cell


def ranges(data: bytes) -> None:
    """A tab's title in A1 notation means that tab, whatever it is called."""
    title = data.decode("utf-8", "replace")
    if not title.strip("'") or title.casefold() == "other":
        return
    book = Spreadsheet("", [blank_sheet(0, "Other", 5, 5), blank_sheet(7, title, 30, 30)])
    assert resolve(book, range_of(Tab(7, title), "B2:C4")).sheet_id == 7


def table(data: bytes) -> None:
    """An old tracker as CSV."""
    _reader().lines(_file("old.csv", data))


def workbook(data: bytes) -> None:
    """An old tracker as a workbook."""
    _reader().lines(_file("old.xlsx", data))


Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        *(
            mail,
            docx,
            docx_head,
            docx_body,
            docx_comments,
            docx_properties,
            people,
            procedure,
            settings,
        ),
        *(times, cells, ranges, table, workbook),
    )
}


def refused(target: Target, data: bytes) -> bool:
    """Whether the target refused the bytes in words; any other error is a bug of it."""
    try:
        target(data)
    except UserError:
        return True
    return False


def _read(package: Package) -> None:
    read_snapshot(package, _REF, "1")


def _read_with(part: str, content: bytes) -> None:
    package = unpack(_document(), "Case.docx")
    package.put(part, content)
    _read(package)


@cache
def _document() -> bytes:
    return render(new())


@cache
def _reader() -> Reader:
    return Reader(load([shipped() / "social-media-summary"]), ZoneInfo(_ZONE), {})


def _file(name: str, content: bytes) -> Path:
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
