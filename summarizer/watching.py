"""A round of `watch`: sync, the inbox, clocks and days off; trouble is told once, and its end."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from summarizer import backends, warning
from summarizer.inbox import Waiting, new_mails
from summarizer.reading_back import Report
from summarizer.remembered import (
    by_name,
    fields,
    is_text,
    is_time,
    maybe,
    remembered,
)
from summarizer.rota import Rota
from summarizer.syncing import sync_all
from summarizer.workspace import Workspace
from tracker.errors import SignInNeeded, StorageFailed, Unavailable, UserError
from tracker.port import DESK, Observation, Query
from tracker.whole import write

#: What is in trouble, in the workspace: so that `watch --once` tells it once, too.
STATE = "watch.json"
#: Of no case: which mails wait, and until when somebody's mailbox was looked into.
WAITING = "waiting"
_MAILS = fields(mails=by_name(maybe(fields(due=is_time, warn_at=is_time, hours=is_text))))
_AWAY = (SignInNeeded.exit_code, Unavailable.exit_code)
#: How far back the first look goes, and how much the others overlap.
_BACK, _LATE = timedelta(days=3), timedelta(minutes=10)


@dataclass(slots=True)
class Round:
    """What happened in a round.

    Attributes:
        news: What was taken in, what came, and what was warned of, in lines.
        waiting: How many mails wait for a case.
        trouble: What can't be asked or read now, and why, by its name.
        began, ended: The names of the troubles that were not there the last time, or are over.
        exit_code: The worst of the trouble.
        looked: When the mailbox was looked into last.
    """

    at: datetime
    read: int = 0
    differ: int = 0
    waiting: int = 0
    news: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    trouble: dict[str, str] = field(default_factory=dict)
    began: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    exit_code: int = 0
    looked: datetime | None = None

    def fails(self, name: str, why: str, code: int) -> None:
        """Note a trouble."""
        self.trouble[name] = why
        self.exit_code = max(self.exit_code, code)

    def line(self, when: str) -> str:
        """The round in one line."""
        counts = f"{self.read} read, {self.differ} differ, {self.waiting} waiting"
        said = [*(f"warned: {line}" for line in self.warned), *self.news]
        said += [f"{name} is back" for name in self.ended]
        if self.trouble:
            said.append(f"in trouble: {', '.join(self.trouble)}")
        return "; ".join([f"{when}  {counts}", *(" ".join(line.split()) for line in said)])

    def to_json(self) -> dict[str, Any]:
        """The round as JSON values."""
        return {
            "at": self.at.isoformat(),
            "read": self.read,
            "differ": self.differ,
            "waiting": self.waiting,
            "news": self.news,
            "warned": self.warned,
            "trouble": self.trouble,
            "began": self.began,
            "ended": self.ended,
        }


class Watch:
    """Rounds over one workspace; each reads settings and people anew, and keeps the sign-in.

    Args:
        desk: The workspace of the first round.
    """

    def __init__(self, desk: Workspace) -> None:
        self._desk = desk

    def rounds(
        self,
        every: int,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> Iterator[Round]:
        """Round after round, without end; one begins so many seconds after the one before."""
        while True:
            began = clock()
            yield self.round()
            sleep(max(0.0, every - (clock() - began)))

    def round(self) -> Round:
        """Do what is to do, with whatever can be reached."""
        desk = self._desk = Workspace(self._desk.root, self._desk.origin, self._desk.way)
        state = read_state(desk.root)
        done = Round(_now(desk), looked=state["looked"])
        known: Mapping[str, str] = state["trouble"]
        before = known
        rota = Rota(state["rota"], done.at, lambda: _requests(desk))
        try:
            _go(desk, done, rota)
        except (UserError, OSError) as error:
            code = error.exit_code if isinstance(error, UserError) else StorageFailed.exit_code
            done.fails("the desk", _why(error), code)
            before = {"the desk": known["the desk"]} if "the desk" in known else {}
            done.trouble = {**known, **done.trouble}  # nobody knows whether the rest is over
        finally:
            desk.close()
        done.began = [name for name in done.trouble if name not in known]
        done.ended = [name for name in before if name not in done.trouble]
        said = {_hash(line): line.partition(":")[0] for line in done.news}
        done.news = [line for line in done.news if _hash(line) not in state["said"]]
        said |= {h: case for h, case in state["said"].items() if case in rota.passed_over}
        now = {"trouble": done.trouble, "said": said, "rota": rota.kept, "looked": done.looked}
        write_state(desk.root, state, now)
        signed_in = done.exit_code != SignInNeeded.exit_code
        self._desk.way = desk.__dict__.get("google", desk.way) if signed_in else None
        return done


def _now(desk: Workspace) -> datetime:
    """This moment, also where the settings can't be read just now."""
    try:
        return desk.now()
    except UserError:
        return datetime.now(UTC)


def _requests(desk: Workspace) -> int:
    """How many requests have gone to Google so far."""
    way = desk.__dict__.get("google") or desk.way
    return int(getattr(way.session, "requests_made", 0)) if way else 0


def _go(desk: Workspace, done: Round, rota: Rota) -> None:
    if desk.settings.backend["diary"] == "calendar":
        desk.__dict__["diary"] = rota.diary(lambda: backends.diary(desk))
    numbers = [*desk.tracker.cases(Query(open=True)), *desk.tracker.without_row()]
    cases = desk.tracker.load(numbers)
    for report in sync_all(desk, cases, rota=rota):
        done.read += not report.problems
        done.differ += bool(report.differences)
        done.news += [f"{report.case}: {line}" for line in report.news]
        if report.problems:
            name = "documents" if report.exit_code in _AWAY and _is_case(report) else report.case
            done.fails(name, "; ".join(report.problems), report.exit_code)
    if done.news:  # something was recorded
        cases = desk.tracker.load(numbers)
    if "mailbox" not in done.trouble:
        rota.afterwards(lambda: _look(desk, done))
    warned = warning.warn(desk, cases, done.at)
    done.warned += warned.lines
    if warned.problem:
        done.fails("warnings", warned.problem, warned.exit_code)


def _is_case(report: Report) -> bool:
    return report.case not in ("mailbox", "helpdesk")


def _look(desk: Workspace, done: Round) -> None:
    """Which mails wait for a case: those of before that have none yet, and new ones."""
    seen = remembered(desk.tracker, DESK, f"{WAITING} {desk.actor}", _MAILS)
    known: Mapping[str, Mapping[str, str]] = seen.data["mails"] if seen else {}
    looked = max(seen.at, done.looked or seen.at) if seen else done.at - _BACK
    since = max(done.at - _BACK, looked - _LATE)
    try:
        found = new_mails(desk, since)
    except UserError as error:
        done.fails("mailbox", error.what, error.exit_code)
        return
    if found is None:
        return
    done.looked = done.at
    still = {root: mail for root, mail in known.items() if not desk.tracker.by_root(root)}
    new = {mail.root: _kept(mail) for mail in found if mail.root not in still}
    done.news += [_told(desk, mail) for mail in found if mail.root in new]
    now = {root: _warned(desk, done, root, mail) for root, mail in (still | new).items()}
    done.waiting = len(now)
    if now != known or seen is None:
        kept = Observation(done.at, {"mails": now})
        desk.tracker.observe(DESK, f"{WAITING} {desk.actor}", kept)


def _kept(mail: Waiting) -> dict[str, str]:
    """What is kept of a mail without a case: when to warn of it, and no word of it."""
    if mail.due is None or mail.warn_at is None:
        return {}
    return {
        "due": mail.due.isoformat(),
        "warn_at": mail.warn_at.isoformat(),
        "hours": mail.hours,
    }


def _warned(desk: Workspace, done: Round, root: str, mail: Mapping[str, str]) -> Mapping[str, str]:
    """Warn of a mail that nobody has acknowledged when its clock is close, once."""
    if not desk.settings.values["watch.channel"] or not mail or mail.get("warned"):
        return mail
    due, warn_at = (datetime.fromisoformat(mail[name]) for name in ("due", "warn_at"))
    is_open = desk.settings.hours(mail["hours"]).is_open(done.at)
    if done.at < warn_at or not is_open:
        return mail
    when = f"{due.astimezone(ZoneInfo(desk.settings.zone)):%a %d %b %H:%M}"
    is_due = "is to be" if done.at <= due else "was not"
    text = f"A mail without a case {is_due} acknowledged by {when}"
    try:
        since = max(warn_at, done.at - _BACK)
        warning.say(desk, f"mail/{_hash(root)}", f"{text}: see summarizer inbox", since)
    except UserError as error:
        done.fails("warnings", f"a warning can't leave: {error.what}", error.exit_code)
        return mail
    done.warned.append(text)
    return {**mail, "warned": done.at.isoformat()}


def _told(desk: Workspace, mail: Waiting) -> str:
    zone = ZoneInfo(desk.settings.zone)
    due = f", due {mail.due.astimezone(zone):%a %d %b %H:%M}" if mail.due else ""
    return f"new: “{mail.subject}” from {mail.sender}{due}; {mail.next}"


def _why(error: Exception) -> str:
    return error.what if isinstance(error, UserError) else str(error)


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:12]


# --- what was told --------------------------------------------------------------------------


def read_state(root: Path) -> dict[str, Any]:
    """The trouble that was told, hashes of the news, the rota; empty where that can't be read."""
    try:
        found = json.loads((root / STATE).read_text(encoding="utf-8"))
        trouble = {str(name): str(why) for name, why in found["trouble"].items()}
        said = {str(line): str(case) for line, case in found["said"].items()}
        looked = datetime.fromisoformat(found["looked"]) if found["looked"] else None
        return {"trouble": trouble, "said": said, "rota": _rota(found["rota"]), "looked": looked}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"trouble": {}, "said": {}, "rota": {}, "looked": None}


def _rota(found: Any) -> dict[str, Any]:
    """What a rota kept; nothing where somebody changed its form."""
    last = {str(ring): str(item) for ring, item in found["last"].items()}
    rows = found["away"].items()
    away = {str(a): [datetime.fromisoformat(at).isoformat(), why] for a, (at, why) in rows}
    after, waited = int(found.get("after", 1)), bool(found.get("waited"))
    return {"last": last, "away": away, "after": after, "waited": waited}


def write_state(root: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Keep it; where the disk is full, things are told twice."""
    if now == before:
        return
    with suppress(OSError):
        write(root / STATE, json.dumps(now, default=datetime.isoformat).encode())
