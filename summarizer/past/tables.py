"""Lines of an old tracker, from a CSV file or a workbook: columns are found by their titles."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from summarizer.local.docx_zip import read_member
from summarizer.past.summary import Past, Unread, checked, number_in, parse_day, user_of
from summarizer.procedure import Procedure
from tracker.columns import Link
from tracker.errors import BadInput, NotFound, StorageFailed

#: Bytes of a file, and of all parts of a workbook unpacked; cells of a sheet.
_MAX_FILE, _MAX_UNPACKED, _MAX_CELLS = 200_000_000, 400_000_000, 5_000_000
#: A cell takes four tags and, while the workbook is read, half a kilobyte.
_MAX_TAGS = 8_000_000
#: The titles stand in one of the first lines.
_HEAD = 10
#: Titles that old trackers have, in lower case, beside those of the procedure's own columns.
TITLES = {
    "user.name": ("user", "user name", "name", "customer", "freelancer", "client"),
    "user.id": ("user id", "userid", "id", "user no", "user number", "customer id"),
    "user.email": ("user email", "email", "e-mail"),
    "document": ("summary", "summary (link)", "summary link", "link", "document"),
    "received": ("received", "date received", "date"),
    "summary sent": ("sent", "date sent", "summary sent", "completed"),
    "case": ("case", "case number"),
    "notes": ("notes", "note", "comments"),
}
_FORMULA = re.compile(r'(?is)=\s*HYPERLINK\(\s*"([^"]*)"\s*(?:[,;]\s*"([^"]*)"\s*)?\)')
_URL = re.compile(r"(?i)(?:https?|file)://\S+")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

#: A cell as it was found: text, a time, or a link.
Found = str | datetime | Link


@dataclass(frozen=True, slots=True)
class Reader:
    """How lines are read.

    Attributes:
        columns: Fields by title, as the person named them; they go before the known titles.
        written: How dates are written, if ISO 8601 doesn't tell (`strptime`).
    """

    procedure: Procedure
    zone: ZoneInfo
    columns: Mapping[str, str]
    written: str = ""

    def lines(self, path: Path) -> list[Past | Unread]:
        """What each line of the file tells.

        Raises:
            NotFound: There is no such file.
            BadInput: It is neither CSV nor a workbook, or no line has the columns' titles.
            StorageFailed: It can't be read.
        """
        book = path.suffix.lower() == ".xlsx"
        sheets = _workbook(path) if book else {"": _csv(path)}
        found = {name: self._lines(f"{path} {name}".strip(), rows) for name, rows in sheets.items()}
        known = [past for lines in found.values() if lines is not None for past in lines]
        if all(lines is None for lines in found.values()):
            fix = "Name the columns: --column TITLE=user.id --column TITLE=user.name"
            raise BadInput(f"{path} has no column with user ids", "", fix)
        skipped = [n for n, lines in found.items() if lines is None]
        return known + [
            Unread(f"{path} {n}", "the sheet has no column with user ids") for n in skipped
        ]

    def _lines(self, place: str, rows: Sequence[Sequence[Found]]) -> list[Past | Unread] | None:
        for above, row in enumerate(rows[:_HEAD]):
            fields = self.fields([_text(cell) for cell in row])
            if "user.id" in fields.values() or "document" in fields.values():
                below = enumerate(rows[above + 1 :], start=above + 2)
                titles = [_text(cell) for cell in row]
                return [
                    self._line(f"{place} line {n}", titles, fields, r) for n, r in below if any(r)
                ]
        return None

    def fields(self, titles: Sequence[str]) -> dict[int, str]:
        """The field of each column, by its place; the first of two that fit has it."""
        named = {title.strip().casefold(): name for title, name in self.columns.items()}
        known = {c.title.casefold(): c.field for c in self.procedure.columns}
        known = {t: f for f, ts in TITLES.items() for t in ts} | {
            title: name for title, name in known.items() if name in TITLES or self._settable(name)
        }
        found: dict[int, str] = {}
        for choice in (named, known):
            for place, title in enumerate(titles):
                name = choice.get(title.strip().casefold())
                if name and place not in found and name not in found.values():
                    found[place] = name
        return found

    def check(self) -> None:
        """BadInput where a column is to be a field that can't be imported."""
        for title, name in self.columns.items():
            if name not in TITLES and not self._settable(name):
                names = ", ".join([*TITLES, *filter(self._settable, self.procedure.fields)])
                raise BadInput(f"{title!r} can't be {name!r}", f"There are: {names}.")

    def _settable(self, name: str) -> bool:
        known = self.procedure.fields.get(name)
        return bool(known and not known.events_only and not known.people)

    def _line(
        self, source: str, titles: Sequence[str], fields: Mapping[int, str], row: Sequence[Found]
    ) -> Past | Unread:
        cells = {fields[n]: cell for n, cell in enumerate(row) if n in fields}
        rest = {
            titles[n]: _text(c) for n, c in enumerate(row) if n not in fields and n < len(titles)
        }
        try:
            return self._past(source, cells, {t: text for t, text in rest.items() if t and text})
        except BadInput as error:
            return Unread(source, error.what)

    def _past(self, source: str, cells: Mapping[str, Found], rest: Mapping[str, str]) -> Past:
        texts = {name: _text(cell) for name, cell in cells.items()}
        dates = {n: self._time(cells.get(n, "")) for n in ("received", "summary sent")}
        link = _link(cells.get("document", ""))
        facts = {n: t for n, t in texts.items() if n not in (*dates, "document", "case", "notes")}
        facts |= _user(facts, link)
        facts |= {"document.title": link.title, "document.url": link.url}
        facts = checked(facts)
        when = next((texts[n] for n in dates if texts.get(n)), "")
        known = ":".join((facts["user.id"], facts["user.name"], when, link.url))
        return Past(
            source=source,
            subject=f"import:line:{known}",
            facts=facts,
            number=number_in(texts.get("case", "").strip()),
            received=dates["received"],
            sent=dates["summary sent"],
            cells={**rest, **({"Notes": texts["notes"]} if texts.get("notes") else {})},
            notes=texts.get("notes", ""),
        )

    def _time(self, cell: Found) -> datetime | None:
        if isinstance(cell, datetime):
            return cell if cell.tzinfo else cell.replace(tzinfo=self.zone)
        return parse_day(_text(cell), self.zone, self.written)


def _user(facts: Mapping[str, str], link: Link) -> dict[str, str]:
    """The user's name and id, from a title that has both where they have no cells of their own."""
    name, user_id = facts.get("user.name", ""), facts.get("user.id", "")
    both = None if name and user_id else user_of(name) or user_of(link.title)
    if both is None:
        return {}
    return {
        "user.name": both[0] if both[1] in name or not name else name,
        "user.id": user_id or both[1],
    }


def _link(cell: Found) -> Link:
    """Where the summary is: a link, `=HYPERLINK(...)` as text, or an address. Nothing is opened.

    A link that is neither a web page nor a file (`javascript:`) is left out.
    """
    text = _text(cell)
    if isinstance(cell, Link):
        return Link(text, cell.url if _URL.fullmatch(cell.url) else "")
    if formula := _FORMULA.fullmatch(text):
        return _link(Link(formula[2] or formula[1], formula[1]))
    address = _URL.search(text)
    return Link(text, address[0].rstrip(">)") if address else "")


def _text(cell: Found) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat()
    return (cell.title if isinstance(cell, Link) else cell).strip()


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_FILE:
            raise BadInput(f"{path} is larger than {_MAX_FILE // 1_000_000} MB")
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no {path}") from None
    except OSError as error:
        raise StorageFailed(f"{path} can't be read", f"{error.strerror}.") from error


def _csv(path: Path) -> list[list[Found]]:
    """The lines of a CSV file, whichever of comma, semicolon and tab divides its cells."""
    content = _bytes(path)
    encoding = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    head = "\n".join(text.splitlines()[:_HEAD])
    divider = max(",;\t", key=head.count)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
        return [[_without_apostrophe(cell) for cell in row] for row in read]
    except csv.Error as error:
        raise BadInput(f"{path} can't be read as CSV", f"{error}.") from error


def _without_apostrophe(text: str) -> str:
    """Programs that write CSV put one before what a spreadsheet would compute."""
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text


def _workbook(path: Path) -> dict[str, list[list[Found]]]:
    """The cells of a workbook's sheets. Formulas are not computed: only a link's is understood."""
    content = _bytes(path)
    _check_parts(path, content)
    from openpyxl import load_workbook  # noqa: PLC0415 - 95 ms that only workbooks need

    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"  # openpyxl lets errors of all kinds out
        raise _damaged(path, why) from error
    found = {}
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > _MAX_CELLS:
            raise BadInput(f"{path} {sheet.title} has more cells than {_MAX_CELLS:,}")
        found[sheet.title] = [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
    return found


def _check_parts(path: Path, content: bytes) -> None:
    """Refuse what unpacks to too much, and XML with a DTD, which no spreadsheet program writes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            why = _objection(archive)
    except Exception as error:  # zipfile lets errors of many kinds out
        raise _damaged(path, str(error)) from error
    if why:
        raise BadInput(f"{path} is no sound workbook", why)


def _objection(archive: zipfile.ZipFile) -> str:
    infos = archive.infolist()
    if sum(info.file_size for info in infos) > _MAX_UNPACKED:
        return f"It unpacks to more than {_MAX_UNPACKED // 1_000_000} MB."
    tags = 0
    for info in infos:
        part = read_member(archive, info)
        tags += part.count(b"<")
        if tags > _MAX_TAGS:
            return f"It has more than {_MAX_TAGS:,} tags: save its lines as CSV."
        declares = b"<!DOCTYPE" in part or b"<!ENTITY" in part or part.startswith(_UTF16)
        if info.filename.endswith((".xml", ".rels")) and declares:
            return "It declares a DTD, which no spreadsheet program writes."
    return ""


def _damaged(path: Path, why: str) -> BadInput:
    fix = "Open it in a spreadsheet program, and save it as .xlsx without a password."
    return BadInput(f"{path} is damaged, locked, or no workbook", why, fix)


def _cell(cell: Any) -> Found:
    value = cell.value
    text = "" if value is None else str(value)
    if cell.data_type == "f":
        formula = _FORMULA.fullmatch(text)
        return Link(formula[2] or formula[1], formula[1]) if formula else ""
    if cell.hyperlink is not None and (target := cell.hyperlink.target):
        return Link(text, target)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the reader knows the zone
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return text


def columns_of(given: Sequence[str]) -> dict[str, str]:
    """Fields by title, from `TITLE=FIELD`. BadInput where it isn't that."""
    found: dict[str, str] = {}
    for text in given:
        title, _, name = text.rpartition("=")
        if not title.strip() or not name.strip():
            raise BadInput(f"{text!r} doesn't say a column's field", "", "--column TITLE=FIELD")
        found[title.strip()] = _field(name.strip())
    return found


def _field(name: str) -> str:
    """A field by its own name, or by one of the titles that are known for it."""
    for known, titles in TITLES.items():
        if name.casefold() in (known, *titles):
            return known
    return name
