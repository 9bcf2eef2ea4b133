"""People who open the tracker's SQLite file with a database browser."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tracker.sqlite_values import quoted


class Browser:
    """People with a database browser."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, sql: str, *values: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            return connection.execute(sql, values).fetchall()

    def add_column(self, title: str) -> None:
        self.run(f"ALTER TABLE rows ADD COLUMN {quoted(title)} TEXT")

    def type_into(self, case: str, title: str, text: str) -> None:
        self.run(f'UPDATE rows SET {quoted(title)} = ? WHERE "Case" = ?', text, case)  # noqa: S608  people type SQL

    def drag(self, case: str, tab: str) -> None:
        self.run('UPDATE rows SET "Tab" = ? WHERE "Case" = ?', tab, case)

    def delete_row(self, case: str) -> None:
        self.run('DELETE FROM rows WHERE "Case" = ?', case)
