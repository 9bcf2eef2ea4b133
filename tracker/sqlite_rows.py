"""The tracker's rows as a real SQLite table: one column per title, to which people add their own.

A title that SQLite can't tell from another column ("Notes" and "notes") or keeps for itself gets
a column with a number, "notes (2)"; the table `columns` says which, and of what type it is: that
of the cell that was written last, so that a procedure can change it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tracker.columns import Cell, ColumnType, from_text, storable, to_text, type_of
from tracker.errors import BadInput
from tracker.port import Row
from tracker.sqlite_values import folded, quoted, text_to_time, time_to_text, unused

CASE, TAB = "Case", "Tab"
#: The due time of a case without a running clock: it sorts after every time.
NEVER = "never"

#: By this name SQLite means the row's number, unless a column has it.
_ROW_ID = "_rowid_"
_BATCH = 500
_LARGEST = 2**63 - 1
_SELECT = (
    'SELECT rows._rowid_, cases.due, cases.open, rows."Case", rows."Tab", rows.*'
    ' FROM rows LEFT JOIN cases ON cases.number = rows."Case"'
)
_OURS = 5  # what stands before the table's own columns there


def put(connection: sqlite3.Connection, row: Row) -> None:
    """Write the row's tab, due time and cells; cells that it doesn't name stay as they are."""
    _make_tab(connection, storable(row.tab))
    names = _make_columns(connection, row.cells)
    stored: dict[str, str | int | None] = {CASE: storable(row.case), TAB: storable(row.tab)}
    stored |= {name: _stored(row.cells[title]) for title, name in names.items()}
    columns = [quoted(name) for name in stored]
    connection.execute(
        f"INSERT INTO rows ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  quoted titles
        f' ON CONFLICT ("Case") DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in columns)}',
        list(stored.values()),
    )
    due = time_to_text(row.due) if row.due else NEVER
    connection.execute(
        "UPDATE cases SET due = ?, open = ? WHERE number = ?", (due, row.open, storable(row.case))
    )


def write(connection: sqlite3.Connection, case: str, cells: Mapping[str, Cell]) -> bool:
    """Write cells of a row that exists; False where there is none."""
    if cells.get(CASE, case) != case:
        raise BadInput(f"The column {CASE} can't be changed", "A case keeps its number")
    names = _make_columns(connection, cells)
    changes = [f"{quoted(CASE)} = {quoted(CASE)}", *(f"{quoted(n)} = ?" for n in names.values())]
    written = connection.execute(
        f"UPDATE rows SET {', '.join(changes)} WHERE {quoted(CASE)} = ?",  # noqa: S608  quoted titles
        [*(_stored(cells[title]) for title in names), storable(case)],
    )
    return bool(written.rowcount)


def drop(connection: sqlite3.Connection, case: str) -> None:
    """Remove the case's row, with the cells of people."""
    connection.execute('DELETE FROM rows WHERE rows."Case" = ?', (storable(case),))


def read(connection: sqlite3.Connection, case: str) -> Row | None:
    """The case's row with all its cells."""
    cursor = connection.execute(f'{_SELECT} WHERE rows."Case" = ?', (storable(case),))
    return next((row for _, row in _rows(connection, cursor)), None)


def read_all(connection: sqlite3.Connection, tab: str | None) -> Iterator[Row]:
    """The rows, oldest first; read in batches, so that the caller may write meanwhile."""
    where, values = ("", ()) if tab is None else ('rows."Tab" = ? AND', (storable(tab),))
    last = 0
    while True:
        cursor = connection.execute(
            f"{_SELECT} WHERE {where} rows._rowid_ > ? ORDER BY rows._rowid_ LIMIT {_BATCH}",
            (*values, last),
        )
        batch = list(_rows(connection, cursor))
        yield from (row for _, row in batch)
        if len(batch) < _BATCH:
            return
        last = batch[-1][0]


def _rows(connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> list[tuple[int, Row]]:
    found = cursor.fetchall()
    known = {folded(name): (title, kept) for title, (name, kept) in _known(connection).items()}
    columns = [
        None if folded(name) == folded(TAB) else known.get(folded(name), (name, None))
        for name, *_ in cursor.description[_OURS:]
    ]
    return [(values[0], _row(values, columns)) for values in found]


def _row(values: Sequence[Any], columns: Sequence[tuple[str, ColumnType | None] | None]) -> Row:
    _, due, is_open, case, tab = values[:_OURS]
    cells = {
        column[0]: cell_of(value, column[1])
        for column, value in zip(columns, values[_OURS:], strict=True)
        if column
    }
    never = due in {NEVER, None}  # None: people typed this row, it has no case
    return Row(case, tab, cells, None if never else text_to_time(due), is_open != 0)


def _known(connection: sqlite3.Connection) -> dict[str, tuple[str, ColumnType | None]]:
    """Name and type of the column of each title that was ever written."""
    known = connection.execute("SELECT title, name, type FROM columns")
    return {title: (name, kept) for title, name, kept in known}


def _make_columns(connection: sqlite3.Connection, cells: Mapping[str, Cell]) -> dict[str, str]:
    """The column of each title but `Case`, made where it is missing, of the newest cell's type."""
    known = _known(connection)
    present = [column[1] for column in connection.execute("PRAGMA table_info(rows)")]
    there = set(map(folded, present))
    names: dict[str, str] = {}
    for given, cell in cells.items():
        title = storable(given)
        if title == CASE:
            continue
        name, kept = known.get(title) or (_new_name(title, present, known), None)
        if folded(name) not in there:
            connection.execute(f"ALTER TABLE rows ADD COLUMN {quoted(name)}")
            present.append(name)
            there.add(folded(name))
        type_ = type_of(cell) or kept
        if title not in known or type_ != kept:
            known[title] = name, type_
            connection.execute("REPLACE INTO columns VALUES (?, ?, ?)", (title, *known[title]))
        names[given] = name
    return names


def _new_name(
    title: str, present: Collection[str], known: Mapping[str, tuple[str, ColumnType | None]]
) -> str:
    used = {name for name, _ in known.values()}
    if title in present and title not in used and title != TAB:
        return title  # people made this column before the program asked for it
    return unused(title, {folded(name) for name in (*present, *used)} | {_ROW_ID})


def _make_tab(connection: sqlite3.Connection, title: str) -> None:
    """Note the tab, and make a view of its rows for people who open the file with other tools."""
    made = connection.execute("INSERT OR IGNORE INTO tabs (title) VALUES (?)", (title,))
    if made.rowcount:
        taken = {folded(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        name = unused(f"Tab {title}" if folded(title).startswith("sqlite_") else title, taken)
        where = "'" + title.replace("'", "''") + "'"
        connection.execute(
            f'CREATE VIEW {quoted(name)} AS SELECT * FROM rows WHERE "Tab" = {where}'  # noqa: S608  quoted title
        )


def _stored(cell: Cell) -> str | int | None:
    if isinstance(cell, int) and abs(cell) <= _LARGEST:
        return cell
    return storable(to_text(cell)) or None


def cell_of(value: Any, kept: ColumnType | None) -> Cell:
    """A cell as its column's type has it, else as the text that people left in it."""
    if value is None or (isinstance(value, int) and kept in (None, "number")):
        return value
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    try:
        return from_text(text, kept or "text")
    except BadInput:
        return text
