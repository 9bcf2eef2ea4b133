"""A spreadsheet on the loopback Google as a client's tests meet it: over HTTP, as somebody."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests

from tests.google import desk, oauth, sheets
from tests.google.server import Server

Json = dict[str, Any]


class Book:
    """A new spreadsheet, and the account that asks about it."""

    def __init__(self, server: Server, user: str = desk.AGENT) -> None:
        self.server, self.world = server, server.world
        self._headers = {"Authorization": f"Bearer {oauth.mint(server.world, user)}"}
        made = self.send("POST", "", json={"properties": {"title": "Tracker"}})
        self.id: str = made["spreadsheetId"]

    def send(self, verb: str, path: str, status: int = 200, **more: Any) -> Json:
        """One request; its answer's JSON, if the status is as expected."""
        url = f"{self.server.url}/v4/spreadsheets{path}"
        answer = requests.request(verb, url, headers=self._headers, timeout=10, **more)
        assert answer.status_code == status, answer.text
        found: Json = answer.json()
        return found

    def get(self, **params: Any) -> Json:
        return self.send("GET", f"/{self.id}", params=params)

    def batch(self, *asked: Json, status: int = 200, **more: Any) -> Json:
        body = {"requests": list(asked), **more}
        return self.send("POST", f"/{self.id}:batchUpdate", status, json=body)

    def refusal(self, *asked: Json, status: int = 400) -> str:
        """What a batch is refused with."""
        return str(self.batch(*asked, status=status)["error"]["message"])

    def values(self, where: str, *rows: list[Any], option: str = "RAW") -> Json:
        """Write rows."""
        path = f"/{self.id}/values/{quote(where, safe='')}"
        return self.send("PUT", path, params={"valueInputOption": option}, json={"values": rows})

    def append(self, where: str, *rows: list[Any], **params: str) -> Json:
        """Append rows."""
        path = f"/{self.id}/values/{quote(where, safe='')}:append"
        wanted = {"valueInputOption": "RAW", **params}
        return self.send("POST", path, params=wanted, json={"values": rows})

    def grid(self, tab: str = "Sheet1") -> list[list[str]]:
        """What a tab shows."""
        return sheets.grid(self.world, self.id, tab)


def text(value: str) -> Json:
    """A cell with text."""
    return {"userEnteredValue": {"stringValue": value}}


def rows(*given: list[str]) -> list[Json]:
    """Rows of cells with text."""
    return [{"values": [text(value) for value in row]} for row in given]


def append(sheet_id: int, *given: list[str]) -> Json:
    """The request that appends rows of text."""
    body = {"sheetId": sheet_id, "rows": rows(*given), "fields": "userEnteredValue"}
    return {"appendCells": body}


def lines(start: int, end: int, dimension: str = "ROWS", sheet_id: int = 0) -> Json:
    """A DimensionRange."""
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def note(metadata_id: int, row: int, sheet_id: int = 0) -> Json:
    """The request that puts developer metadata on a row."""
    body = {"metadataId": metadata_id, "metadataKey": "case", "metadataValue": str(metadata_id),
            "visibility": "DOCUMENT",
            "location": {"dimensionRange": lines(row, row + 1, sheet_id=sheet_id)}}  # fmt: skip
    return {"createDeveloperMetadata": {"developerMetadata": body}}
