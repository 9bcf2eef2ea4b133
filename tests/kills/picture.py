"""What a desk in the loopback Google has come to, without the ids and the small change of times."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from tests.google.docs_model import Document
from tests.google.drive_approvals import Approval
from tests.google.drive_comments import Comment
from tests.google.gmail_box import Mailbox, mailboxes
from tests.google.sheets.model import Spreadsheet
from tests.google.world import File, World
from tracker.sheets_tab import COPIES, EVENTS, SEEN

#: Ids that are numbered anew in every world: of files, mails, drafts, comments, approvals.
_ID = re.compile(r"\d{6}x{5,}|18c[0-9a-f]{13}|\br\d{18}\b|CAloopback\+\d+")
#: The address of a line in the room is a courtesy: it may be missing.
_LINE = re.compile(r"https://desk\.slack\.example\.com/[^\"\\ ]*")
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)\.\d+")
#: What observations keep of how often something was written, and of the reading before; and when
#: the mailbox said that a mail left, where an interrupted run had to ask it; and the reasons of a
#: choice, which say so where a calendar could not be read.
_COUNTS = re.compile(r'(, )?\\?"(revision|now|was|left|reason)\\?": ?\\?"[^"\\]*\\?"')
Lines = list[str]
_SHOWN = 160
#: How many cells the program's lines have at least.
_WIDTHS = {EVENTS: 8, SEEN: 5}
#: A mail of so many bytes isn't ours, and stays as it came.
_LARGE = 300_000


def picture(world: World, files: Mapping[str, bytes]) -> Lines:
    """All that counts in it, a line each."""
    kept = {path: content for path, content in files.items() if not path.endswith("/watch.json")}
    found = [_line("file", path, _content(content)) for path, content in kept.items()]
    for file in sorted(world.files.values(), key=lambda f: (f.name, f.mime)):
        found += _file(world, file)
    for box in mailboxes(world).boxes.values():
        found += _box(box)
    found += [_line("left", sorted(to), _mail(raw)) for to, raw in mailboxes(world).delivered]
    return _named_anew(found)


def different(one: Lines, other: Lines) -> Lines:
    """What only one of two pictures has, marked with - and +; of lines that are like, where."""
    gone, new = [x for x in one if x not in other], [x for x in other if x not in one]
    if not (gone or new) and one != other:
        new = [x for x in dict.fromkeys(other) if other.count(x) != one.count(x)]
        new = new or ["the same in another order"]
    if len(gone) == len(new):
        return [part for pair in zip(gone, new, strict=True) for part in _pair(*pair)]
    return [*(f"- {x[:_SHOWN]}" for x in gone), *(f"+ {x[:_SHOWN]}" for x in new)]


def _pair(gone: str, new: str) -> Iterator[str]:
    same = next((n for n, (a, b) in enumerate(zip(gone, new, strict=False)) if a != b), 0)
    at = max(same - _SHOWN // 2, 0)
    yield f"- {gone[:60]} ... {gone[at : at + _SHOWN]}"
    yield f"+ {new[:60]} ... {new[at : at + _SHOWN]}"


def _line(*what: object) -> str:
    return json.dumps(what, ensure_ascii=False, default=str)


def _content(content: bytes) -> str:
    if content.startswith(b"SQLite format 3\0"):  # whose bytes say how it came to be
        with contextlib.closing(sqlite3.connect(":memory:")) as tracker:
            tracker.deserialize(content[:18] + b"\1\1" + content[20:])  # it has no journal here
            tables = ("cases", "tabs", "rows", "events", "observations")
            rows = (tracker.execute(f"SELECT * FROM {t}").fetchall() for t in tables)  # noqa: S608  names of our own
            return repr(list(rows))
    return content.decode("latin-1")


def _file(world: World, file: File) -> Iterator[str]:
    parents = [world.files[p].name if p in world.files else p for p in file.parents]
    known = (file.name, file.mime, parents, file.trashed, file.properties, file.app_properties)
    yield _line("file", *known)
    match file.content:
        case Document():
            for tab in file.content.tabs:
                for segment in tab.segments.values():
                    yield _line(file.name, "".join(u.char for u in segment))
                    links = [u.style["link"] for u in segment if "link" in u.style]
                    yield _line(file.name, [k for n, k in enumerate(links) if k != links[n - 1]])
        case Spreadsheet():
            yield from _book(file)
        case _:
            yield _line(file.name, str(file.content)[:200])
    for comment in file.more.get("comments", {}).values():
        yield _line(file.name, *_comment(comment))
    for approval in file.more.get("approvals", {}).values():
        yield _line(file.name, *_approval(approval))


def _book(file: File) -> Iterator[str]:
    for sheet in file.content.sheets:
        if sheet.title == COPIES:
            continue
        kept = (len(sheet.protected), len(sheet.conditional), sheet.hidden, sheet.grid)
        yield _line(file.name, sheet.title, *kept)
        rows = [_cells(row.cells) for row in sheet.rows[: sheet.end()]]
        for cells in rows:
            ours = len(cells) >= _WIDTHS.get(sheet.title, 0)  # people have written none that short
            if sheet.title in (EVENTS, SEEN) and ours:
                cells.pop(-2)  # the batch's name
            if sheet.title == SEEN and ours and cells[1] == "document":
                cells[2] = ""  # when it was read: after a fault perhaps once more
            if sheet.title == EVENTS and ours and cells[1] == "row":
                cells[4] = ""  # when it was written, by the real clock
            if sheet.title != EVENTS or not ours or cells[3] not in ATTEMPTS:  # each is told
                yield _line(sheet.title, *cells)


def _cells(cells: Mapping[int, Any]) -> list[object]:
    """What was entered, and links, by column."""
    found: list[object] = []
    for column in range(max(cells, default=-1) + 1):
        cell = cells.get(column, {})
        text = next(iter(cell.get("userEnteredValue", {"": None}).values()))
        link = cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link")
        found.append([text, link] if link else text)
    return found


def _comment(comment: Comment) -> tuple[object, ...]:
    replies = [(r.author, r.content, r.action) for r in comment.replies]
    return comment.author, comment.content, comment.resolved, replies


def _approval(approval: Approval) -> tuple[object, ...]:
    return approval.initiator, approval.status, approval.responses, bool(approval.approved)


def _box(box: Mailbox) -> Iterator[str]:
    drafted = {message: draft for draft, message in box.drafts.items()}
    for letter in box.letters.values():
        labels = "DRAFT" if letter.id in drafted else letter.labels
        yield _line(box.user, labels, letter.thread, _mail(letter.raw))


@functools.lru_cache(maxsize=500)
def _mail(raw: bytes) -> list[object]:
    try:
        return _read(raw) if len(raw) < _LARGE else [_digest(raw)]
    except (LookupError, RecursionError, ValueError):  # somebody else's, that is none
        return [_digest(raw)]


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _read(raw: bytes) -> list[object]:
    mail: Any = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(preferencelist=("plain",))
    return [sorted((k, v) for k, v in mail.items() if k != "Date"), body and body.get_content()]


def _named_anew(lines: Lines) -> Lines:
    """The same lines with ids by their order, and without what differs from run to run."""
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"<id {len(names) + 1}>")

    return [_ID.sub(name, plain(line)) for line in lines]


def plain(text: str) -> str:
    """A text without what differs from run to run and doesn't count."""
    return _FRACTION.sub(r"\1", _LINE.sub("", _COUNTS.sub("", text)))


#: Events that tell of attempts: there are more of them after a kill.
ATTEMPTS = ("sending", "saying", "not sent", "not said")
_TABLES = ("cases", "tabs", "rows", "events", "observations")


def folder_picture(top: Path) -> Lines:
    """All that counts in a folder with workspaces: files, and the trackers' lines."""
    found: Lines = []
    for name, content in files_in(top).items():
        if name.endswith("/tracker.db"):
            found += _tracker(top / name, name)
        elif not _passed_over(name):
            found.append(plain(_line("file", name, content.hex())))
    return found


#: What SQLite leaves, and what the watch has seen, with its times.
_OURS = re.compile(r"\.db-(wal|shm)$|/watch\.json$")


def _passed_over(name: str) -> bool:
    return bool(_OURS.search(name))


def _tracker(path: Path, name: str) -> Iterator[str]:
    with contextlib.closing(sqlite3.connect(path)) as tracker:
        for table in _TABLES:
            for row in tracker.execute(f"SELECT * FROM {table}"):  # noqa: S608  names of our own
                kept = row[1:] if table == "events" else row  # numbers of events can have gaps
                if table != "events" or kept[2] not in ATTEMPTS:
                    yield plain(_line(name, table, *kept))


def files_in(root: Path) -> dict[str, bytes]:
    """A folder's files, but for the tracker's locks: the next holder of one removes its file."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not {"tracker.locks", "tracker.db.locks"} & {*path.parts}
    }
