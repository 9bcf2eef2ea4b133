"""An invented desk for tests: its people, its addresses and a thread."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from summarizer.parties import Parties, Thread
from summarizer.people import People, Person
from summarizer.procedure import MessageRule

TEMPLATES = Path(os.environ.get("SUMMARIZER_TEMPLATES") or Path(__file__).parents[2] / "templates")
ZONE = ZoneInfo("America/Los_Angeles")
ADDRESSES = {
    "ee": "ee@example.com",
    "social-response": "Social Response <social-response@example.com>",
}


def person(key: str, *days_off: str, zone: str = "America/Los_Angeles") -> Person:
    off = frozenset(date.fromisoformat(day) for day in days_off)
    return Person(key, f"{key.title()} Example", f"{key}@example.com", ZoneInfo(zone), off)


def people(
    *persons: Person,
    roles: dict[str, tuple[str, ...]] | None = None,
    stand_ins: dict[str, tuple[str, ...]] | None = None,
) -> People:
    """The usual people, these in their place."""
    usual = (person(key) for key in ("dana", "lee", "morgan", "rosa", "ravi", "fay", "finn"))
    known = {p.key: p for p in (*usual, person("stan"), person("sam"), *persons)}
    return People(
        Path("people.toml"),
        known,
        roles
        or {
            "leads": ("lee", "morgan"),
            "reply-leads": ("lee",),
            "reviewers": ("rosa", "ravi"),
            "final-approver": ("fay", "finn"),
        },
        stand_ins if stand_ins is not None else {"final-approver": ("stan", "lee")},
    )


THREAD = Thread(
    message_id="<root@mail.example.com>",
    subject="Unhappy user",
    sender="Pat Kim <pat@example.com>",
    to="socialmedia-escalations@example.com, Dana Example <dana@example.com>",
    cc="Ann Boss <ann.boss@example.com>",
)


def parties(thread: Thread | None = THREAD, **facts: str) -> Parties:
    """The desk, its case's facts by name with `_` for the dot, and the thread."""
    known = {name.replace("_", ".", 1): value for name, value in facts.items()}
    desk = people()
    return Parties(desk, desk.persons["dana"], ADDRESSES, known, thread)


def rule(name: str = "acknowledgement", **changes: Any) -> MessageRule:
    """A reply to all, changed so."""
    plain = MessageRule(
        name=name,
        sender="me",
        to=("thread.from", "thread.to"),
        cc=("thread.cc",),
        bcc=(),
        must=(),
        never=(),
        wording=f"{name}.j2",
        rule="003.2.3",
    )
    return plain._replace(**changes)


def wording_file(name: str) -> Path:
    """A shipped wording of the social-media procedure, its own or a common one."""
    folders = (TEMPLATES / "social-media-summary", TEMPLATES / "common")
    return next(folder / name for folder in folders if (folder / name).is_file())


#: The first mail to a user (003.1.4) and every later one (003.1.5).
USER_NOTICE = rule(
    "user-notice",
    sender="address:social-response",
    to=("user",),
    cc=(),
    bcc=("role:leads", "address:social-response"),
    must=("role:leads", "address:social-response"),
    never=("address:ee",),
    rule="003.1.4",
)
USER_REPLY = rule(
    "user-reply",
    sender="address:social-response",
    to=("user",),
    cc=(),
    bcc=("role:reply-leads", "address:social-response"),
    must=("user", "role:reply-leads"),
    rule="003.1.5",
)
