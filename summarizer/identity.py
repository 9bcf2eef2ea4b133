"""Which case a thing is: numbers are derived, so the same escalation is the same case anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count

from tracker.case import Case
from tracker.errors import NotFound
from tracker.names import words
from tracker.port import Query, Tracker

#: Letters and digits that are not mistaken for each other: no I, O, 0 or 1 to misread.
_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_READABLE = b"ABCDEFGHJKMNPQRSTVWXYZ23456789" + b"UL"
#: What a case can be about that isn't a mail's thread (`Procedure.subject`).
_SUBJECTS = ("ticket", "shift", "thread")


def number(prefix: str, day: date, subject: str, length: int = 4) -> str:
    """A case number: prefix, day of receipt, and a short hash of what identifies the case."""
    import base64  # noqa: PLC0415 - 4 ms that a look at cases doesn't need
    import hashlib  # noqa: PLC0415 - same

    digest = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).digest()
    letters = base64.b32encode(digest).translate(bytes.maketrans(_STANDARD, _READABLE)).decode()
    return f"{prefix}-{day:%Y%m%d}-{letters[:length]}"


def free_number(tracker: Tracker, prefix: str, day: date, subject: str) -> str:
    """The number of this subject's case, longer where another subject has the short one."""
    for length in count(4):
        found = number(prefix, day, subject, length)
        case = tracker.load([found])[0]
        if not case.events or subject_of(case) in ("", subject):
            return found
    raise AssertionError


def subject_of(case: Case) -> str:
    """What identifies the case: as it was recorded when the case began, undone or not."""
    return next((e.sets["subject"] for e in case.events if "subject" in e.sets), "")


def find_case(tracker: Tracker, text: str) -> Case:
    """The one case that this number, user id, part of a name, or the ticket that it is of means.

    Raises:
        NotFound: None answers to it, or more than one.
    """
    wanted = text.strip()
    case = tracker.load([wanted.upper()])[0]
    if case.procedure:
        return case
    numbers = list(tracker.cases(Query(text=wanted))) if wanted else []
    numbers = numbers or [n for sort in _SUBJECTS for n in tracker.by_root(f"{sort}:{wanted}")]
    cases = tracker.load(numbers[:50])
    cases = _called_exactly(cases, wanted) or cases
    if len(cases) == 1:
        return cases[0]
    if not cases:
        from shlex import quote  # noqa: PLC0415 - only a refusal needs it

        look = f"Look for it, also misspelt: summarizer find {quote(text)}"
        fix = f"{look}\nSee all cases with: summarizer list --all"
        raise NotFound(f"No case is called {text!r}", "", fix)
    names = ", ".join(f"{c.number} ({c.facts.get('user.name', 'no name')})" for c in cases[:8])
    raise NotFound(f"{text!r} names more than one case", f"{names}.", "Name one by its number.")


def _called_exactly(cases: list[Case], wanted: str) -> list[Case]:
    """Those of which it is the whole id or name as typed, else the whole name but for accents."""
    exact = [c for c in cases if wanted in (c.facts.get("user.id"), c.facts.get("user.name"))]
    spelt = words(wanted)
    return exact or [c for c in cases if spelt and words(c.facts.get("user.name", "")) == spelt]


def same_user(case: Case, facts: Mapping[str, str]) -> bool:
    """Whether what is known of a user doesn't speak against it being the case's user."""
    for name in ("user.id", "user.name"):
        known, given = case.facts.get(name, ""), facts.get(name, "")
        if known and given:
            return known.casefold() == given.casefold()
    return True
