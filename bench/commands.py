"""Commands as whole processes: what is called most, and `start` from a mail to its drafts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from documents import LINKS, STEPS, new, once
from measure import PROGRAM, ROUNDS, environment, process, ratio, report

from summarizer.local.docx_render import render
from summarizer.workspace import shipped

#: What every command must at least do: start Python, parse a command line, open a database.
PEER = [sys.executable, "-c", "import click, sqlite3"]
PROCEDURE = "social-media-summary"
#: So many documents a shared folder has after some years.
MANY = 5_000
MAIL = """Received: from mail.example.com by mx.example.com; Thu, 19 Nov 2026 07:42:00 -0800
From: Noor Haddad <noor.haddad@example.com>
To: SM Escalations <socialmedia-escalations@example.com>
Subject: SM Escalation: {name} - X
Message-ID: <{number}@mail.example.com>
Date: Thu, 19 Nov 2026 07:41:00 -0800

Hi EE team,

Freelancer {name} (user ID {number}) is furious about us on X:

{links}

Could you look into it, please?
"""
#: The users' numbers: none is started twice, not by another measurement of the same desk either.
_NUMBERS = count(10_000)
ANSWER = "I will find out today why the payment is held."


def desk(folder: Path) -> Path:
    """A workspace whose procedure has a chart of as many steps as the documents have findings."""
    place = folder / "desk"
    subprocess.run([*PROGRAM, "init", str(place)], check=True, capture_output=True)
    text = (shipped() / PROCEDURE / "procedure.toml").read_text(encoding="utf-8")
    steps = "".join(f'[[document.step]]\nname = "{s}"\nhint = "{hint}"\n' for s, hint in STEPS)
    text = re.sub(r"(\[\[document\.step\]\]\n(\w.*\n)+\n?)+", lambda _: steps + "\n", text, count=1)
    own = place / "templates" / PROCEDURE
    own.mkdir(parents=True, exist_ok=True)
    (own / "procedure.toml").write_text(text, encoding="utf-8")
    return place


def start(place: Path) -> Callable[[], object]:
    """`start` with a mail of its own each time: the document, the row, the drafts."""

    def run() -> float:
        number = next(_NUMBERS)
        mail = place.parent / f"{number}.eml"
        links = "\n".join(LINKS)
        mail.write_text(MAIL.format(name=_name(number), number=number, links=links))
        command = [*PROGRAM, "start", "--mail", str(mail), "--answer", ANSWER]
        user = ("--user-email", f"u{number}@example.com")
        return process([*command, *user], place)()

    return run


def filled(folder: Path) -> Path:
    """A workspace whose shared folder holds the documents of some years."""
    folder.mkdir()
    place = desk(folder)
    for number in range(MANY):
        made = new()._replace(case=f"SM-20200101-{number:04}", title=f"{_name(number)} / {number}")
        path = place / "Social Media Folder" / f"{_name(number)} - {number}.docx"
        path.write_bytes(render(made))
    return place


def _name(number: int) -> str:
    """A name that is like no other one, so that no earlier summary is found."""
    letters = "bcdfghjklmnpqrstvwxz"
    first, last = (
        "".join(
            letters[number * k // 7**n % 20] + "aeiou"[number * k // 11**n % 5] for n in range(3)
        )
        for k in (7, 131)
    )
    return f"{first.title()} {last.title()}"


def commands(folder: Path) -> None:
    """Start-up of what is called most, and a case begun."""
    place = desk(folder)
    subprocess.run(
        [*PROGRAM, "start", "Jane Doe", "44170"],
        check=True,
        capture_output=True,
        env=environment(place),
    )
    for line in (["--help"], ["list"], ["show", "44170"]):
        found = ratio(process([*PROGRAM, *line], place), process(PEER, place), 2 * ROUNDS)
        report(" ".join(line), found, "import click, sqlite3", 1.6)
    found = ratio(start(place), once(folder), 2 * ROUNDS)
    report("start, as a process", found, "docxtpl once", 1)
    found = ratio(start(filled(folder / "years")), start(place))
    report(f"start, among {MANY:,} documents", found, "start", 1.3)
