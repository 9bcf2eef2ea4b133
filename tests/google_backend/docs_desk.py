"""A desk on the loopback Google: its template, its agent Dana, and people beside her."""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping
from typing import Any

from google.oauth2.credentials import Credentials

from summarizer.google.api import Google
from summarizer.google.documents import DriveDocuments
from summarizer.google.retrying import Patience
from summarizer.google.transport import connect
from summarizer.ports import DocumentRef
from tests.documents.cases import PARTS, TEMPLATE
from tests.google import oauth
from tests.google.desk import AGENT, FOLDER_ID, REVIEWER
from tests.google.docs_hands import hand_cell, hand_type, text
from tests.google.docs_import import import_docx
from tests.google.drive_hands import hand_comment, hand_move, hand_rename, new_file, new_folder
from tests.google.server import Server
from tests.google.world import World

#: An account that belongs to no shared drive.
OUTSIDER = "outsider@example.com"
TEMPLATE_ID = "1teamstemplate"


@functools.cache
def _template() -> Any:
    return import_docx(TEMPLATE.read_bytes())


class Desk:
    """What a test works with."""

    def __init__(self, server: Server, template: Any = None) -> None:
        self.server = server
        self._ways: dict[str, Google] = {}
        self.world.accounts[AGENT] = "Dana"
        content = copy.deepcopy(template or _template())
        new_file(self.world, "Template", FOLDER_ID, content=content, file_id=TEMPLATE_ID)

    @property
    def world(self) -> World:
        return self.server.world

    def google(self, user: str = AGENT) -> Google:
        """The way of an account; it remembers nothing of documents."""
        if user not in self._ways:
            made: Any = Credentials
            credentials = made(oauth.mint(self.world, user))
            patience = Patience(5, sleep=lambda _: None)
            self._ways[user] = Google(connect(credentials, self.server.url, patience=patience))
        return self._ways[user]

    def documents(
        self,
        folder: str = FOLDER_ID,
        templates: Mapping[str, str] | None = None,
        *,
        user: str = AGENT,
        outside: str = "refused",
    ) -> DriveDocuments:
        """Another process, which remembers nothing."""
        known = {"": TEMPLATE_ID} if templates is None else templates
        return DriveDocuments(self.google(user), folder, known, outside=outside)

    def asked(self) -> list[str]:
        """The methods that were asked for since the last look."""
        found = [method for method, _ in self.server.log]
        self.server.log.clear()
        return found

    def text(self, ref: DocumentRef) -> str:
        return text(self.world, ref.id)


class Colleagues:
    """People in the same documents, with a browser."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def world(self) -> World:
        return self.desk.world

    def write(self, ref: DocumentRef, part: str, text: str) -> None:
        hand_type(self.world, ref.id, part, text, user=REVIEWER)

    def find(self, ref: DocumentRef, step: str, finding: str) -> None:
        hand_cell(self.world, ref.id, step, "Finding", finding, user=REVIEWER)

    def comment(self, ref: DocumentRef, part: str, text: str) -> None:
        hand_comment(self.world, ref.id, REVIEWER, text, self._below(ref, part))

    def _below(self, ref: DocumentRef, part: str) -> str:
        lines = self.desk.text(ref).split("\n")
        lines = lines[lines.index(part) + 1 :]
        titles = {title for title, _ in PARTS}
        end = next((n for n, line in enumerate(lines) if line in titles), len(lines))
        return [line for line in lines[:end] if line][-1]

    def rename(self, ref: DocumentRef) -> None:
        hand_rename(self.world, ref.id, REVIEWER, "Ms Ray")
        hand_move(self.world, ref.id, new_folder(self.world, "2026", FOLDER_ID))

    def copy(self, ref: DocumentRef) -> None:
        files = self.desk.google(REVIEWER).service("drive").files()
        body = {"name": f"Copy of {ref.title}"}
        files.copy(fileId=ref.id, body=body, supportsAllDrives=True).execute()

    def remove(self, ref: DocumentRef) -> None:
        """A manager empties the trash."""
        with self.world.lock:
            del self.world.files[ref.id]
