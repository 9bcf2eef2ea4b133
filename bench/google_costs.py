"""What commands cost at Google, in requests, beside the same job done the obvious way."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from obvious import Obvious

from summarizer.google.account import Account
from summarizer.google.api import Google
from summarizer.google.auth import session
from tests.google import docs, drive, oauth
from tests.google.server import Server, serve
from tests.google.world import SPREADSHEET
from tests.google_backend.test_costs import CASES, CHANGED, acknowledged, approved, multiply
from tests.google_desk import DANA, FOLDER, GoogleDesk, team

#: Of so many cases the obvious way is counted; it costs the same for each.
SAMPLE = 20


class Environment:
    """What pytest's monkeypatch does for a desk."""

    def setenv(self, name: str, value: str) -> None:
        """Set a variable of this process."""
        os.environ[name] = value


def requests() -> None:
    """Count both ways on the same server, and print them side by side."""
    with serve(team()) as google, tempfile.TemporaryDirectory() as folder:
        desk = GoogleDesk(Path(folder) / "desk", Environment(), google)  # type: ignore[arg-type]  # all of it that is used
        ours = _ours(desk)
        theirs = _theirs(desk, google)
    print(f"{'requests at Google':<28} {'ours':>6} {'obvious':>8}")
    for name, count in ours.items():
        print(f"{name:<28} {count:>6} {theirs[name]:>8}")


def _ours(desk: GoogleDesk) -> dict[str, int]:
    number = acknowledged(desk)
    found = {"start": _count(desk.google, lambda: desk("start", number))}
    approved(desk, number)
    found["complete"] = _count(desk.google, lambda: desk("complete", number))
    for file in multiply(desk, number, CASES)[:CHANGED]:
        docs.hand_type(desk.world, file, "Next steps", "Payments answers today.", user=DANA)
    found[f"sync, {CHANGED} of {CASES} changed"] = _count(desk.google, lambda: desk("sync"))
    return found


def _theirs(desk: GoogleDesk, google: Server) -> dict[str, int]:
    account = Account(
        credentials=Path(),
        token=Path(),
        endpoint=f"{google.url}/{{host}}",
        access_token=oauth.mint(desk.world, DANA),
    )
    way = Google(session(account))
    book = drive.new_file(desk.world, "Book", FOLDER, mime=SPREADSHEET, user=DANA)
    obvious = Obvious(
        way.session, {name: way.service(name) for name in ("drive", "docs", "gmail")}, book
    )
    for tab in ("Pending", "Complete", "Log"):
        obvious.sheets.open_by_key(book).add_worksheet(tab, 100, 20)
    template = desk("config", "--json").json["google.templates.social-media-summary"]["value"]
    values = {name: f"value of {name}" for name in _placeholders(desk, template)}
    values |= {"user.name": "Uma Ray", "user.id": "44170"}
    made: list[str] = []
    counted = _count(google, lambda: made.append(obvious.start(template, FOLDER, values, 6)))
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "noor.haddad@example.com", "Re: escalation"
    mail.set_content("The summary.")
    finished = _count(google, lambda: obvious.complete(made[0], mail, "44170"))
    each = _count(google, lambda: obvious.sync(made * SAMPLE)) // SAMPLE
    return {
        "start": counted,
        "complete": finished,
        f"sync, {CHANGED} of {CASES} changed": each * CASES,
    }


def _placeholders(desk: GoogleDesk, template: str) -> set[str]:
    from summarizer.placeholders import holes

    return {hole.name for hole in holes(docs.text(desk.world, template)) if not hole.mark}


def _count(google: Server, run: Callable[[], Any]) -> int:
    before = len(google.log)
    run()
    return len(google.log) - before
