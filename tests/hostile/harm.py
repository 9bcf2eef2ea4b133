"""What must never be found, wherever a desk keeps things: formulas, injected headers, names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path, PurePosixPath

from tests.google.gmail_box import mailboxes
from tests.google.sheets.model import Spreadsheet
from tests.hostile.texts import STRANGER
from tests.kills.picture import files_in
from tests.kills.place import GooglePlace, Place

_PORTS = {f"{name}{number}" for name in ("com", "lpt") for number in range(10)}
_DEVICES = frozenset({"con", "prn", "aux", "nul", *_PORTS})
_HEADERS = ("Bcc", "Cc", "To", "From", "Sender", "Reply-To")


def harm_in(place: Place) -> Iterator[str]:
    """What harm there is."""
    yield from harm_in_folder(place.desk.root.parent)
    for mail in place.services.office.post.arrived:
        yield from _injected(mail.raw)
    yield from _in_room(place)
    yield from _in_tickets(place)
    if isinstance(place, GooglePlace):
        yield from _in_google(place)


def harm_in_folder(top: Path) -> Iterator[str]:
    """What harm there is in the desk's own folder below this one."""
    for name, content in files_in(top).items():
        if name.startswith("desk/"):
            yield from _named_badly(name)
        if name.endswith(".eml") and name.startswith("desk/"):
            yield from _injected(content)


def _named_badly(path: str) -> Iterator[str]:
    for part in PurePosixPath(path).parts:
        controls = any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in part)
        reserved = part.partition(".")[0].strip().casefold() in _DEVICES
        if controls or reserved or part.endswith((".", " ")) or set(part) & set('<>:"|?*\\'):
            yield f"a file is called {part!r}"


def _injected(raw: bytes) -> Iterator[str]:
    mail = message_from_bytes(raw, policy=policy.default)
    for name in _HEADERS:
        people = getaddresses([str(v) for v in mail.get_all(name, [])])
        if STRANGER in {address for _, address in people} and len(mail.get_all(name, [])) > 1:
            yield f"a header was added: {name}"
        if name == "Bcc" and STRANGER in {address for _, address in people}:
            yield "a Bcc was added"


def _in_room(place: Place) -> Iterator[str]:
    with place.services.slack.world.lock:
        for line in place.services.slack.world.room().messages:
            if any(mark in line.text for mark in ("<!channel>", "<@U123>", "<https://evil")):
                yield f"the room reads markup: {line.text!r}"


def _in_tickets(place: Place) -> Iterator[str]:
    """Zendesk fills placeholders in, and makes pages of what looks like markup."""
    with place.services.zendesk.world.lock:
        for ticket in place.services.zendesk.world.tickets.values():
            for event in (event for audit in ticket.audits for event in audit.events):
                said = f"{event.get('body', '')}{event.get('html_body', '')}"
                if "{{" in said or "{%" in said or "<script" in str(event.get("html_body")):
                    yield f"a ticket's words are code: {said[:200]!r}"


def _in_google(place: GooglePlace) -> Iterator[str]:
    world = place.google.world
    with world.lock:
        for file in world.files.values():
            if isinstance(file.content, Spreadsheet):
                yield from _formulas(file.content)
        for box in mailboxes(world).boxes.values():
            for letter in box.letters.values():
                if letter.id in box.drafts.values():
                    yield from _injected(letter.raw)


def _formulas(book: Spreadsheet) -> Iterator[str]:
    for sheet in book.sheets:
        for row in sheet.rows[: sheet.end()]:
            for cell in row.cells.values():
                if "formulaValue" in cell.get("userEnteredValue", {}):
                    yield f"a formula in {sheet.title}: {cell['userEnteredValue']}"
