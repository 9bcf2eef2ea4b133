"""Whether the folder, the templates and the tracker are there, and may be used: for `doctor`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from summarizer.google.drive import DOCUMENT, FOLDER
from summarizer.google.grants import asked, keepers
from summarizer.google.needs import SET_UP, Checked, Needs
from summarizer.google.setting_up import SPREADSHEET
from tracker.errors import BadInput, NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.google.api import Google

FOLDER_KEY, SHEET_KEY, APPROVALS = "google.folder", "google.spreadsheet", "approvals"
_FIELDS = "id,name,mimeType,trashed,driveId,owners(emailAddress),capabilities"
_KINDS = {DOCUMENT: "a Google Doc", FOLDER: "a folder", SPREADSHEET: "a Google spreadsheet"}


class Files:
    """Looks at one file after the other.

    Args:
        google: The way to Drive.
        needs: What the desk needs.
        has: The names in SCOPES that the sign-in covers.
        me: The account that is signed in, for people.
    """

    def __init__(self, google: Google, needs: Needs, has: set[str], me: str) -> None:
        self._google, self._needs, self._has, self._me = google, needs, has, me

    def checks(self) -> Iterator[tuple[str, str, Callable[[], Checked]]]:
        """The checks that the picked backends ask for: the API, what is looked at, how."""
        has, needs = self._has, self._needs
        if "docs" in has and "drive" in has:
            yield "drive", FOLDER_KEY, self._folder
            for procedure, document in needs.templates.items():
                what = f"google.templates.{procedure}"
                yield "drive", what, partial(self._template, what, document)
            yield "drive", APPROVALS, self._approvals
            yield "docs", "Google Docs", self._docs
        if "sheets" in has and "drive" in has:
            yield "drive", SHEET_KEY, self._tracker
        if "sheets" in has:
            yield "sheets", "Google Sheets", self._sheets

    def _file(self, what: str, file: str, kind: str) -> dict[str, Any]:
        """A file of Drive. Refused where it isn't there, or is of another kind."""
        if not file:
            raise Refused("it is empty", "", SET_UP)
        files = self._google.service("drive").files()
        request = files.get(fileId=file, fields=_FIELDS, supportsAllDrives=True)
        try:
            found = asked(self._google, "drive", request, f"look at {what}")
        except NotFound:
            raise self._unseen(what, file) from None
        name, mend = f"“{found.get('name')}”", f"mend {what} in summarizer.toml."
        if found.get("trashed"):
            raise Refused(f"{name} is in the trash", "", f"Take it out of the trash; or {mend}")
        if found.get("mimeType") != kind:
            raise Refused(f"{name} is not {_KINDS[kind]}", "", mend.capitalize())
        return found

    def _unseen(self, what: str, file: str) -> Refused:
        fix = f"Whoever owns it shares it with {self._me}; or mend {what} in summarizer.toml."
        return Refused(f"{self._me} sees no file {file}", "", fix)

    def _keepers(self, file: Mapping[str, Any]) -> str:
        return keepers(self._google, file)

    def _folder(self) -> Checked:
        """The shared folder is in a shared drive, and takes documents (003.4.7)."""
        found = self._file(FOLDER_KEY, self._needs.folder, FOLDER)
        name, can = f"“{found.get('name')}”", found.get("capabilities", {})
        if not found.get("driveId") and self._needs.outside != "allowed":
            problem = (
                f"003.4.7: {name} is not in a shared drive\nIt belongs to {self._keepers(found)}"
            )
            fix = 'Name a folder of a shared drive; or set google.outside_shared_drive = "allowed".'
            return Checked(FOLDER_KEY, problem, fix)
        if not can.get("canAddChildren"):
            fix = f"Ask {self._keepers(found)}: {self._me} has to be a content manager."
            return Checked(FOLDER_KEY, f"{self._me} can't make documents in {name}", fix)
        trash = can.get("canTrashChildren") is not False
        note = "" if trash else f"; {self._me} can't put documents into its trash for `undo`"
        return Checked(FOLDER_KEY, note=f"{name}{note}")

    def _template(self, what: str, document: str) -> Checked:
        """The template is a Google Doc that may be copied."""
        found = self._file(what, document, DOCUMENT)
        name = f"“{found.get('name')}”"
        if found.get("capabilities", {}).get("canCopy"):
            return Checked(what, note=name)
        fix = f"Ask {self._keepers(found)} to let {self._me} copy it."
        return Checked(what, f"{self._me} can't copy {name}", fix)

    def _docs(self) -> Checked:
        """Docs answers; which documents it may read, Drive has said."""
        what, document = "Google Docs", next(filter(None, self._needs.templates.values()), "")
        if document:
            documents = self._google.service("docs").documents()
            request = documents.get(documentId=document, fields="documentId")
            with suppress(NotFound, Refused, BadInput):  # told of the template
                asked(self._google, "docs", request, "read the template")
        return Checked(what)

    def _approvals(self) -> Checked:
        """Whether a yes can be asked for in documents: only a note, as mails do as well."""
        query = f"'{self._needs.folder}' in parents and mimeType='{DOCUMENT}' and trashed=false"
        request = self._google.service("drive").files().list(
            q=query,
            orderBy="modifiedTime desc",
            pageSize=1,
            fields="files(capabilities(canStartApproval))",
            supportsAllDrives=True,
            includeItemsFromAllDrives=True,
        )  # fmt: skip
        found: list[Mapping[str, Any]] = []
        if self._needs.folder:
            with suppress(NotFound, Refused, BadInput):  # told of the folder
                found = asked(self._google, "drive", request, "look for a document").get(
                    "files", []
                )
        if not found:
            return Checked(APPROVALS, note="in documents: known once there is a document")
        if found[0].get("capabilities", {}).get("canStartApproval"):
            return Checked(APPROVALS, note="in documents: yes")
        why = f"{self._me}, or the edition of Workspace, can't ask for them"
        return Checked(APPROVALS, note=f"in documents: no, {why}: reviewers answer the mail")

    def _tracker(self) -> Checked:
        """The tracker is there, and may be written."""
        found = self._file(SHEET_KEY, self._needs.spreadsheet, SPREADSHEET)
        name = f"“{found.get('name')}”"
        if found.get("capabilities", {}).get("canEdit"):
            return Checked(SHEET_KEY, note=name)
        fix = f"Ask {self._keepers(found)} to make {self._me} an editor of it."
        return Checked(SHEET_KEY, f"{self._me} can't write in {name}", fix)

    def _sheets(self) -> Checked:
        """Sheets answers. Without Drive this is all that can be known of the tracker."""
        what, sheet, alone = "Google Sheets", self._needs.spreadsheet, "drive" not in self._has
        if not sheet:
            return Checked(SHEET_KEY, "it is empty", SET_UP) if alone else Checked(what)
        sheets = self._google.service("sheets").spreadsheets()
        request = sheets.get(spreadsheetId=sheet, fields="properties(title)")
        try:
            asked(self._google, "sheets", request, "look at the tracker")
        except (NotFound, Refused):
            if alone:
                raise self._unseen(SHEET_KEY, sheet) from None
        return Checked(what)
