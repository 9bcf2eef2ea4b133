"""Spreadsheets as files of Drive: opened for somebody, and saved."""

from __future__ import annotations

from tests.google.drive_access import READER, WRITER, rank, seen
from tests.google.sheets.model import Spreadsheet
from tests.google.world import SPREADSHEET, Call, File, GoogleError, World


def opened(world: World, call: Call, *, change: bool = False) -> File:
    """The spreadsheet that a call is about.

    Raises:
        GoogleError: 404 where there is none, 403 where the account may not.
    """
    return found(world, call, call.params["spreadsheetId"], change=change)


def found(world: World, call: Call, file_id: str, *, change: bool = False) -> File:
    """The same for any id."""
    file = world.files.get(file_id)
    role = rank(world, file, call.user) if file else 0
    if file is None or (role and not seen(world, call, file)):
        raise GoogleError(404, "Requested entity was not found.", "NOT_FOUND")
    if file.mime != SPREADSHEET:
        text = "This operation is not supported for this document"
        raise GoogleError(400, text, "FAILED_PRECONDITION")
    if role < (WRITER if change else READER):
        raise GoogleError(403, "The caller does not have permission", "PERMISSION_DENIED")
    return file


def saved(world: World, file: File, book: Spreadsheet, user: str) -> None:
    """Keep a changed copy as the file's content; its title is the file's name."""
    file.content, file.name = book, book.title
    world.touch(file, user)


def bad_request(message: str) -> GoogleError:
    """Google's refusal of a request."""
    return GoogleError(400, message, "INVALID_ARGUMENT")
