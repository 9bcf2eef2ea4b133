"""What is in a file: bytes, or the model that Docs and Sheets keep; empty, uploaded or exported."""

from __future__ import annotations

import importlib
from typing import Any

from tests.google.drive_access import find, need
from tests.google.world import (
    DOCUMENT,
    FOLDER,
    SPREADSHEET,
    Call,
    File,
    GoogleError,
    Media,
    World,
    not_carried,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EDITORS = "application/vnd.google-apps."


def export(world: World, call: Call) -> Any:
    """`drive.files.export`, by the module that keeps the content."""
    file = find(world, call, call.params["fileId"])
    need(world, file, call.user, "canDownload")
    if not file.mime.startswith(EDITORS) or file.mime == FOLDER:
        raise GoogleError(403, "Export only supports Docs Editors files.", "fileNotExportable")
    mime = call.params["mimeType"]
    return Media(module_of(file.mime).export(file.content, mime), mime)


def empty(title: str, mime: str) -> Any:
    """The content of a new, empty file: a model for Docs and Sheets."""
    if mime in {DOCUMENT, SPREADSHEET}:
        module = module_of(mime)
        make = module.new_document if mime == DOCUMENT else module.new_spreadsheet
        return make(title)
    if mime == FOLDER:
        return None
    if mime.startswith(EDITORS):
        raise not_carried(f"files of the type {mime}")
    return b""


def converted(name: str, content: bytes, form: str, mime: str) -> Any:
    """Uploaded content as the model of a type of Google's editors."""
    if mime != DOCUMENT or form != DOCX:
        raise not_carried(f"the conversion of {form} to {mime}")
    model = module_of(mime).import_docx(content)
    model.title = name
    return model


def entitle(file: File) -> None:
    """The name of the file is the title of the document in it."""
    if file.mime in {DOCUMENT, SPREADSHEET}:
        file.content.title = file.name


def module_of(mime: str) -> Any:
    """The module that keeps the content of files of this type."""
    # Late, as Docs and Sheets ask Drive for access.
    if mime not in {DOCUMENT, SPREADSHEET}:
        raise not_carried(f"files of the type {mime}")
    return importlib.import_module(f"tests.google.{'docs' if mime == DOCUMENT else 'sheets'}")
