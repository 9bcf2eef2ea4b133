"""The tracker's SQLite file: made, recognised, brought up to date, and its errors told in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tracker import locks
from tracker.errors import StorageFailed
from tracker.sqlite_values import RESTORE, Damaged, event_of

#: Marks the file as a tracker (SQLite's application_id): "SMTR".
APPLICATION = 0x534D5452

#: What each newer version changes: step 0 takes a file of version 1 to version 2, and so on.
Step = Callable[[sqlite3.Connection], None]
STEPS: tuple[Step, ...] = ()

_SCHEMA = """
CREATE TABLE cases (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
    procedure TEXT NOT NULL DEFAULT '', root TEXT NOT NULL DEFAULT '',
    user_id TEXT NOT NULL DEFAULT '', user_name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL DEFAULT '', search TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '', tab TEXT NOT NULL DEFAULT '', owner TEXT NOT NULL DEFAULT '',
    open INTEGER NOT NULL DEFAULT 1, due TEXT NOT NULL DEFAULT 'never');
CREATE INDEX cases_root ON cases (root) WHERE root != '';
CREATE INDEX cases_user_id ON cases (user_id) WHERE user_id != '';
CREATE INDEX cases_name_key ON cases (name_key) WHERE name_key != '';
CREATE INDEX cases_search ON cases (search);
CREATE INDEX cases_open ON cases (open, due, number);
CREATE INDEX cases_due ON cases (due, number);
CREATE INDEX cases_tab ON cases (tab, due, number);
CREATE INDEX cases_stage ON cases (stage, due, number);
CREATE INDEX cases_owner ON cases (owner, due, number);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    "case" TEXT NOT NULL REFERENCES cases (number), "key" TEXT NOT NULL,
    kind TEXT NOT NULL, at TEXT NOT NULL, recorded TEXT NOT NULL,
    actor TEXT NOT NULL, note TEXT NOT NULL, sets TEXT NOT NULL, data TEXT NOT NULL,
    UNIQUE ("case", "key"));
CREATE TABLE observations (
    "case" TEXT NOT NULL REFERENCES cases (number), what TEXT NOT NULL,
    at TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY ("case", what)) WITHOUT ROWID;

CREATE TABLE rows ("Case" TEXT NOT NULL PRIMARY KEY, "Tab" TEXT NOT NULL);
CREATE INDEX rows_tab ON rows ("Tab");
CREATE TABLE columns (title TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT);
CREATE TABLE tabs (seq INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE);

CREATE TABLE names (id INTEGER PRIMARY KEY, name_key TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE name_grams USING fts5(
    name_key, content='', detail='none', columnsize=0, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE name_gram_counts USING fts5vocab('name_grams', 'row')
"""

#: Every event as `sqlite_values.event_of` reads it.
_EVENTS = 'SELECT "key", kind, at, recorded, actor, note, sets, data FROM events'

_AWAY = "Check the path, and that you may read and write there"
_CHANGED = f"If its tables were changed by hand: {RESTORE}"
#: SQLite's primary result codes in words: why, and what to do.
_REASONS = {
    sqlite3.SQLITE_PERM: ("You may not use this file", _AWAY),
    sqlite3.SQLITE_READONLY: ("You may read this file, but not write to it", _AWAY),
    sqlite3.SQLITE_CANTOPEN: ("The file can't be opened", _AWAY),
    sqlite3.SQLITE_BUSY: (
        "Another program has been writing to it all the time",
        "Close the program that has it open, then run the command again",
    ),
    sqlite3.SQLITE_FULL: ("The disk is full", "Make room, then run the command again"),
    sqlite3.SQLITE_CORRUPT: ("The file is damaged", RESTORE),
    sqlite3.SQLITE_NOTADB: ("The file is damaged or not a tracker", RESTORE),
    sqlite3.SQLITE_IOERR: ("The disk doesn't answer", "Check the disk, then run the command again"),
}
_REASONS[sqlite3.SQLITE_LOCKED] = _REASONS[sqlite3.SQLITE_BUSY]
#: Those that mean that the file itself is not what it was.
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def open_file(path: Path, timeout: float, steps: Sequence[Step] = STEPS) -> sqlite3.Connection:
    """A connection to the tracker at this path, which is made where nothing is.

    Args:
        path: The file; a new one is readable and writable for its owner only.
        timeout: For how many seconds to wait for other programs that write.
        steps: What newer versions changed; a copy is kept beside the file before they run.

    Raises:
        Damaged: The file is not a tracker, or not a whole one.
        StorageFailed: It is a newer version's, busy, or not permitted.
    """
    _touch(path)
    with told(path):
        connection = sqlite3.connect(path, timeout=timeout, isolation_level=None)
        try:
            if _version(connection, path, len(steps) + 1) <= len(steps):
                with locks.held(lock_folder(path), "the tracker's file", timeout):
                    _bring_up_to_date(connection, path, steps)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Let no error of SQLite out: it becomes StorageFailed with its reason and a way on."""
    try:
        yield
    except sqlite3.Error as error:
        primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        why, fix = _REASONS.get(primary, (f"SQLite says: {error}", _CHANGED))
        kind = Damaged if primary in _DAMAGE else StorageFailed
        raise kind(f"The tracker {path} can't be used", why, fix) from error


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that holds the right to write from its beginning; all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # Some errors (a full disk) have ended the transaction already.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def lock_folder(path: Path) -> Path:
    """Where the locks of this tracker's cases stand: beside it."""
    return path.with_name(path.name + ".locks")


def _touch(path: Path) -> None:
    """Make an empty file for its owner only; one that exists is left as it is.

    It is never opened here if it exists: closing it would drop the locks that SQLite holds.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise StorageFailed(
            f"The tracker {path} can't be made", str(error.strerror), _AWAY
        ) from error


def _version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """The version of the file's tables, 0 for an empty file; refuses what isn't ours to touch."""
    connection.execute("BEGIN")  # so that all three are read at one moment
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    finally:
        connection.execute("ROLLBACK")
    if (application, version, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION:
        why = "It is a database of another program"
        raise Damaged(f"The file {path} is not a tracker", why, RESTORE)
    if version > newest:
        raise StorageFailed(
            f"The tracker {path} was made by a newer summarizer",
            f"It has version {version}; this program knows versions up to {newest}",
            "Upgrade summarizer to the newest release: its cases stay as they are",
        )
    return version


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    newest = len(steps) + 1
    version = _version(connection, path, newest)
    if not version:
        connection.execute("PRAGMA journal_mode = WAL")
        with writing(connection):
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {newest}")
        return
    for number in range(version, newest):
        _keep_copy(connection, path.with_name(f"{path.name}.version-{number}"))
        with writing(connection):
            steps[number - 1](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")


def _keep_copy(connection: sqlite3.Connection, path: Path) -> None:
    _touch(path)
    with closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)


def sound(path: Path, timeout: float) -> None:
    """See that the file is a whole tracker: each of its pages, lines and indexes.

    Raises:
        Damaged: It isn't; `why` says what SQLite found.
        StorageFailed: It can't be looked at: too new, busy, not permitted.
    """
    if not path.is_file() or not path.stat().st_size:
        what = f"{path} is empty" if path.is_file() else f"There is no {path}"
        raise Damaged(what, "It holds every case of this desk", RESTORE)
    with told(path), closing(open_file(path, timeout)) as connection:
        found = [text for (text,) in connection.execute("PRAGMA integrity_check(3)")]
        for line in connection.execute(_EVENTS):
            event_of(line)
    if found != ["ok"]:
        raise Damaged(f"The tracker {path} is damaged", "; ".join(found), RESTORE)
