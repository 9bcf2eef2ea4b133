"""A spreadsheet on the loopback Google, and the people who edit it in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from google.oauth2.credentials import Credentials

from summarizer.google.retrying import Patience
from summarizer.google.transport import GoogleSession, connect
from tests.google.oauth import TEST_TOKEN
from tests.google.server import Server
from tests.google.sheets import hands
from tests.google.sheets.a1 import letters
from tests.google.world import World
from tracker.sheets import SheetsTracker

if TYPE_CHECKING:
    from requests import Response

ZONE = "America/Los_Angeles"
OWN = ("Events", "Observations", "Row copies")


def session(url: str) -> GoogleSession:
    """Signed in as the agent, with everything sent to the loopback Google."""
    signed_in: Any = Credentials
    return connect(signed_in(TEST_TOKEN), url, patience=Patience(sleep=lambda _: None))


class Posting(Protocol):
    """What can make a spreadsheet."""

    def post(self, url: str, *, json: Any) -> Response: ...


def new_spreadsheet(google: Posting, title: str = "Tracker") -> str:
    """An empty spreadsheet, as people make one; its id."""
    address = "https://sheets.googleapis.com/v4/spreadsheets"
    answer = google.post(address, json={"properties": {"title": title, "timeZone": ZONE}})
    answer.raise_for_status()
    made: str = answer.json()["spreadsheetId"]
    return made


def opened(url: str, sheet: str, folder: Path, **options: Any) -> SheetsTracker:
    """A tracker as another process opens it."""
    folder.mkdir(exist_ok=True)
    return SheetsTracker(session(url), sheet, lock_folder=folder / "locks", zone=ZONE, **options)


class Hands:
    """People with the spreadsheet open in the browser."""

    def __init__(self, google: Server, sheet: str) -> None:
        self.world, self.sheet = google.world, sheet
        self.google: Posting = session(google.url)

    @classmethod
    def at(cls, world: World, sheet: str, google: Posting) -> Self:
        """Without a server that listens."""
        hands = cls.__new__(cls)
        hands.world, hands.sheet, hands.google = world, sheet, google
        return hands

    def tabs(self) -> list[str]:
        return [tab for tab in hands.tabs(self.world, self.sheet) if tab not in OWN]

    def grid(self, tab: str) -> list[list[str]]:
        return hands.grid(self.world, self.sheet, tab)

    def cell(self, case: str, title: str) -> dict[str, Any]:
        """All that is in a cell."""
        tab, line = self.where(case)
        return self.cell_at(tab, line, title)

    def cell_at(self, tab: str, line: int, title: str) -> dict[str, Any]:
        at = f"{letters(self.grid(tab)[0].index(title))}{line + 1}"
        return dict(hands.cell_at(self.world, self.sheet, tab, at))

    def where(self, case: str) -> tuple[str, int]:
        """The tab and the line of a case."""
        (found,) = self.everywhere(case)
        return found

    def everywhere(self, case: str) -> list[tuple[str, int]]:
        """Each tab and line in which the case's number stands."""
        grids = [(tab, self.grid(tab)) for tab in self.tabs()]
        ours = [(tab, lines) for tab, lines in grids if lines and "Case" in lines[0]]
        columns = [(tab, lines, lines[0].index("Case")) for tab, lines in ours]
        return [
            (tab, number)
            for tab, lines, column in columns
            for number, line in enumerate(lines)
            if line[column] == case
        ]

    def add_column(self, title: str) -> None:
        for tab in self.tabs():
            if self.grid(tab):
                hands.hand_add_column(self.world, self.sheet, tab, title)

    def type_into(self, case: str, title: str, text: str) -> None:
        tab, line = self.where(case)
        self.type_at(tab, line, title, text)

    def type_at(self, tab: str, line: int, title: str, text: str) -> None:
        column = letters(self.grid(tab)[0].index(title))
        hands.hand_edit_cell(self.world, self.sheet, tab, f"{column}{line + 1}", text)

    def drag(self, case: str, tab: str) -> None:
        """Cut a line out and insert it in another tab, under the same titles."""
        there, line = self.where(case)
        titles, texts = self.grid(there)[0], self.grid(there)[line]
        row = dict(zip(titles, texts, strict=False))
        for title in [title for title, text in row.items() if text]:
            if title not in self.grid(tab)[0]:
                hands.hand_add_column(self.world, self.sheet, tab, title)
        values = [row.get(title, "") for title in self.grid(tab)[0]]
        hands.hand_insert_row(self.world, self.sheet, tab, len(self.grid(tab)) + 1, values)
        hands.hand_delete_row(self.world, self.sheet, there, line + 1)

    def delete_row(self, case: str) -> None:
        tab, line = self.where(case)
        hands.hand_delete_row(self.world, self.sheet, tab, line + 1)

    def insert(self, tab: str, line: int, *values: str) -> None:
        """A line of their own, before another."""
        hands.hand_insert_row(self.world, self.sheet, tab, line + 1, values)

    def delete(self, tab: str, line: int) -> None:
        hands.hand_delete_row(self.world, self.sheet, tab, line + 1)

    def new_tab(self, tab: str, titles: Sequence[str]) -> None:
        """A tab that people made themselves."""
        address = f"https://sheets.googleapis.com/v4/spreadsheets/{self.sheet}:batchUpdate"
        made = {"requests": [{"addSheet": {"properties": {"title": tab}}}]}
        self.google.post(address, json=made).raise_for_status()
        hands.hand_insert_row(self.world, self.sheet, tab, 1, titles)

    def sort(self, tab: str, title: str) -> None:
        hands.hand_sort(self.world, self.sheet, tab, title)
