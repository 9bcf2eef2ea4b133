"""Calls Drive's handlers in process, each request and answer checked as the server checks it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.google import (
    discovery,
    drive,
    schema_answer,
    schema_fields,
    schema_params,
    schema_request,
)
from tests.google.world import Call, GoogleError, World

AGENT, REVIEWER, APPROVER = (f"{who}@example.com" for who in ("agent", "reviewer", "approver"))
STRANGER = "stranger@example.net"
ROBOT = "desk@project.iam.gserviceaccount.com"
ALL: dict[str, Any] = {"supportsAllDrives": True}
WIDE: dict[str, Any] = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}


class Team:
    """A world with a shared drive and a folder in it, and questions to its Drive."""

    def __init__(self) -> None:
        self.world = World()
        self.world.accounts |= {AGENT: "Ada Agent", REVIEWER: "Rita Reviewer", STRANGER: "Sam"}
        roles = {AGENT: "fileOrganizer", REVIEWER: "commenter", APPROVER: "reader", ROBOT: "writer"}
        self.drive = drive.new_drive(self.world, "Escalations", roles)
        self.folder = drive.new_folder(self.world, "Summaries", self.drive)

    def ask(self, method: str, body: Any = None, **more: Any) -> Any:
        """The answer of `drive.<method>`.

        Beside parameters: `user`, `scopes`, and `media`, the uploaded content and its type.
        """
        user, media = more.pop("user", AGENT), more.pop("media", None)
        scopes = frozenset(more.pop("scopes", ()))
        found = discovery.methods()[f"drive.{method}"]
        query = {name: str(value) for name, value in more.items()}
        values = schema_params.read(found, {}, urlencode(query))
        content = schema_request.read(found, b"" if body is None else json.dumps(body).encode())
        call = Call(found.id, values, content, user, media, scopes)
        answer = drive.HANDLERS[found.id](self.world, call)
        if isinstance(answer, dict):
            if "fields" in values:
                mask = schema_fields.mask_of("drive", found.response, values["fields"])
                answer = schema_fields.apply(mask, answer)
            schema_answer.check("drive", found.response, answer)
        return answer

    def refusal(self, method: str, body: Any = None, **more: Any) -> tuple[int, str]:
        """Status and reason of what must be refused."""
        with pytest.raises(GoogleError) as told:
            self.ask(method, body, **more)
        return told.value.status, told.value.reason

    def file(self, name: str = "Ann Example / 12", **more: Any) -> str:
        """A text file in the folder; its content is `text`."""
        more.setdefault("mime", "text/plain")
        more.setdefault("content", b"text")
        return drive.new_file(self.world, name, self.folder, user=AGENT, **more)

    def get(self, file_id: str, fields: str = "*", **more: Any) -> Any:
        """A file as the agent sees it."""
        return self.ask("files.get", fileId=file_id, fields=fields, **ALL, **more)

    def names(self, q: str = "", **more: Any) -> list[str]:
        """The names of the files that a search of the shared drive finds."""
        more = {"corpora": "drive", "driveId": self.drive, "orderBy": "name"} | more
        found = self.ask("files.list", q=q, **WIDE, **more)
        return [file["name"] for file in found["files"]]
