"""The main job's steps at Google done the obvious way: one call a thing.

This is how the guides of gspread and of the client library show each thing; nothing is looked for
before it is repeated, and nothing is put right. It is here to be counted, not to be used.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from typing import Any

import gspread

ALL = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}


class Obvious:
    """A desk of calls.

    Args:
        session: Signed in.
        services: `drive`, `docs` and `gmail` of googleapiclient.
        book: The spreadsheet's id; it has the tabs `Pending`, `Complete` and `Log`.
    """

    def __init__(self, session: Any, services: Mapping[str, Any], book: str) -> None:
        self.sheets = gspread.Client(auth=None, session=session)  # type: ignore[arg-type]  # it takes None
        self.drive, self.docs = services["drive"], services["docs"]
        self.gmail, self.book = services["gmail"], book

    def start(self, template: str, folder: str, values: Mapping[str, str], steps: int) -> str:
        """Look for earlier summaries, copy the template, fill it, add the row and the log."""
        files = self.drive.files()
        files.list(q=f"name contains '{values['user.id']}'", **ALL).execute()
        pending = self.sheets.open_by_key(self.book).worksheet("Pending")
        pending.get_all_values()
        copy = files.copy(fileId=template, body={"name": "New"}, supportsAllDrives=True).execute()
        document: str = copy["id"]
        found = files.get(fileId=document, fields="parents", supportsAllDrives=True).execute()
        moved = {"addParents": folder, "removeParents": ",".join(found.get("parents", []))}
        if folder not in found.get("parents", []):
            files.update(fileId=document, supportsAllDrives=True, **moved).execute()
        for name, value in values.items():
            text = {"text": f"{{{{{name}}}}}", "matchCase": True}
            self._change(document, {"replaceAllText": {"containsText": text, "replaceText": value}})
        for _ in range(steps - 1):
            table = _table(self.docs.documents().get(documentId=document).execute())
            place = {"tableStartLocation": {"index": table}, "rowIndex": 0, "columnIndex": 0}
            self._change(
                document, {"insertTableRow": {"tableCellLocation": place, "insertBelow": True}}
            )
        files.get(fileId=document, fields="webViewLink", supportsAllDrives=True).execute()
        pending.append_row([*values.values(), document])
        self._log("opened", "document made", "to-do", "to-do", "started", "closed")
        return document

    def complete(self, document: str, mail: EmailMessage, user: str) -> None:
        """Read the document, draft the mail in its thread, move the line, write the log."""
        self.read(document)
        self.gmail.users().messages().list(userId="me", q="subject:escalation").execute()
        raw = base64.urlsafe_b64encode(mail.as_bytes()).decode()
        self.gmail.users().drafts().create(userId="me", body={"message": {"raw": raw}}).execute()
        book = self.sheets.open_by_key(self.book)
        pending, done = book.worksheet("Pending"), book.worksheet("Complete")
        row = getattr(pending.find(user), "row", 0)
        done.append_row(pending.row_values(row))
        pending.delete_rows(row)
        self._log("opened", "drafted", "to-do", "closed")

    def sync(self, documents: Iterable[str]) -> None:
        """Read every document, and write its counts into its row."""
        for number, document in enumerate(documents, 2):
            self.read(document)
            self.sheets.open_by_key(self.book).worksheet("Pending").update_acell(f"E{number}", "6")

    def read(self, document: str) -> None:
        """A document and its comments."""
        self.docs.documents().get(documentId=document).execute()
        self.drive.comments().list(fileId=document, fields="comments").execute()

    def _change(self, document: str, request: Mapping[str, Any]) -> None:
        self.docs.documents().batchUpdate(
            documentId=document, body={"requests": [request]}
        ).execute()

    def _log(self, *events: str) -> None:
        log = self.sheets.open_by_key(self.book).worksheet("Log")
        for event in events:
            log.append_row([event])


def _table(document: Mapping[str, Any]) -> int:
    """Where the first table of a document begins."""
    body = document["body"]["content"]
    return next(int(e["startIndex"]) for e in body if "table" in e)
