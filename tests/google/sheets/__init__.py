"""Sheets: spreadsheets as the loopback Google keeps, changes and answers them."""

from tests.google.sheets.export import export
from tests.google.sheets.hands import (
    cell_at,
    grid,
    hand_add_column,
    hand_delete_row,
    hand_edit_cell,
    hand_insert_row,
    hand_move_row,
    hand_rename_tab,
    hand_sort,
    tabs,
)
from tests.google.sheets.methods import HANDLERS
from tests.google.sheets.model import new_spreadsheet

__all__ = [
    "HANDLERS",
    "cell_at",
    "export",
    "grid",
    "hand_add_column",
    "hand_delete_row",
    "hand_edit_cell",
    "hand_insert_row",
    "hand_move_row",
    "hand_rename_tab",
    "hand_sort",
    "new_spreadsheet",
    "tabs",
]
