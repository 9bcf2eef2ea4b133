"""Agents and people on one spreadsheet, request by request, in an order drawn from a seed.

Only one agent goes on at a time, and who is next is drawn: what happened once with a seed happens
again with it. Between any two requests somebody of another team may sort, insert or delete lines;
an answer can be lost, a batch be carried out late, an agent be killed and run again.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.google import desk
from tests.google.dispatch import Dispatch
from tests.google.oauth import TEST_TOKEN
from tests.loopback import Request
from tests.tracker.desk import COMPLETE, NOON, PENDING, event
from tests.tracker.sheets_crowd import NinthHand, check_cases, check_lines
from tests.tracker.sheets_desk import ZONE, Hands, new_spreadsheet
from tracker.errors import StorageFailed, Unavailable
from tracker.port import Row, Wish
from tracker.sheets import SheetsTracker

BATCH = "sheets.spreadsheets.batchUpdate"
LOST = ("cut-before", "cut-after", "late-before", "late-after", "503")
#: How many requests of all agents together make a second, and so a second of waiting.
PACE = 25
#: How often an agent runs a command that didn't end well.
RUNS = 20


class Killed(BaseException):
    """The process of an agent ends where it stands."""


@dataclass(frozen=True, slots=True)
class Play:
    """What is played.

    Attributes:
        people: How likely somebody of another team does something before a request.
        lost: How likely the answer to a batch is lost, and the batch perhaps, too.
        killed: How likely an agent is killed before or after a request.
    """

    agents: int = 4
    moves: int = 8
    cases: int = 2
    people: float = 0.25
    lost: float = 0.0
    killed: float = 0.0


class Order:
    """Lets one agent go on at a time."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.step = chance, 0
        self._turn = threading.Condition()
        self._waiting: dict[str, int] = {}
        self._alive = set[str]()
        self._current = ""

    def now(self) -> datetime:
        """The time goes on with the requests."""
        return NOON + timedelta(seconds=self.step / PACE)

    def begin(self, names: list[str]) -> None:
        self._alive = set(names)

    def wait(self, name: str, seconds: float = 0.0) -> None:
        """Let others go on; come back when it is this one's turn, after so many seconds."""
        with self._turn:
            self._waiting[name] = self.step + int(seconds * PACE)
            self._let_go(name)
            while self._current != name:
                assert self._turn.wait(60), "nobody goes on"
            del self._waiting[name]

    def end(self, name: str) -> None:
        with self._turn:
            self._alive.discard(name)
            self._let_go(name)

    def _let_go(self, name: str) -> None:
        if self._current == name:
            self._current = ""
        if not self._current and self._alive and set(self._waiting) == self._alive:
            self.step = max(self.step + 1, min(self._waiting.values()))
            ready = sorted(n for n, step in self._waiting.items() if step <= self.step)
            self._current = self.chance.choice(ready)
            self._turn.notify_all()


class Line:
    """A session of requests that asks the loopback Google without a socket."""

    def __init__(self, google: Dispatch) -> None:
        self.google = google

    def request(self, method: str, url: str, **how: Any) -> requests.Response:
        """One request, as `requests.Session` has it."""
        sent = {name: how[name] for name in ("params", "json") if how.get(name) is not None}
        signed = {"Authorization": f"Bearer {TEST_TOKEN}"}
        asked = requests.Request(method, url, headers=signed, **sent).prepare()
        where, body = urlsplit(str(asked.url)), asked.body or b""
        body = body.encode() if isinstance(body, str) else body
        headers = {name.lower(): str(text) for name, text in asked.headers.items()}
        answer = self.google.answer(Request(method.upper(), where.path, where.query, headers, body))
        if answer.cut:
            raise requests.ConnectionError
        found = requests.Response()
        found.status_code, found.url = answer.status, url
        found._content = answer.body  # noqa: SLF001  how its own tests make one
        return found

    def post(self, url: str, **how: Any) -> requests.Response:
        return self.request("POST", url, **how)


class Agent(Line):
    """An agent's line: others go on before each request."""

    def __init__(
        self, google: Dispatch, order: Order, name: str, hand: NinthHand, play: Play
    ) -> None:
        super().__init__(google)
        self.order, self.name, self.hand, self.play = order, name, hand, play
        self._spared = 0

    def request(self, method: str, url: str, **how: Any) -> requests.Response:
        chance = self.order.chance
        self.order.wait(self.name)
        while chance.random() < self.play.people:
            self.hand.do_something()
        self._spared -= 1
        if method == "post" and self._spared < 0 and chance.random() < self.play.lost:
            self._spared = 3
            self.google.faults.add(chance.choice(LOST), method=BATCH)
        dies = chance.random() < self.play.killed and chance.choice(("before", "after"))
        if dies == "before":
            raise Killed
        answer = super().request(method, url, **how)
        if dies:
            raise Killed
        return answer


class Table:
    """The spreadsheet, the agents and the people around it."""

    def __init__(self, seed: int, folder: Path, what: Play) -> None:
        random.seed(seed)
        self.order = Order(random.Random(seed))  # noqa: S311  nothing secret
        self.folder, self.what = folder, what
        world = desk.world()
        self.google = Dispatch(world)
        self.line: Any = Line(self.google)
        self.sheet = new_spreadsheet(self.line)
        self.hand = NinthHand(Hands.at(world, self.sheet, self.line), self.order.chance, 0)
        self.hand.begin()
        self.last: dict[str, Row] = {}
        self.wrong: list[BaseException] = []

    def play(self) -> None:
        """All agents, until each has done all of hers."""
        names = [f"agent {n}" for n in range(self.what.agents)]
        self.order.begin(names)
        threads = [threading.Thread(target=self._work, args=pair) for pair in enumerate(names)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.google.faults.clear()
        if self.wrong:
            raise self.wrong[0]

    def check(self) -> None:
        """Somebody comes later; each line is looked at."""
        self.order.step += 600 * PACE
        with closing(self.open_("somebody", self.line, lambda _: None)) as tracker:
            for number, row in self.last.items():
                tracker.record(number, [], row)
            check_cases(tracker, self.last, self.what.agents * self.what.moves)
        check_lines(self.hand, self.last)

    def open_(self, name: str, line: Any, sleep: Callable[[float], None]) -> SheetsTracker:
        """The tracker on the machine of this name."""
        own = self.folder / name
        own.mkdir(exist_ok=True)
        now = self.order.now
        return SheetsTracker(line, self.sheet, lock_folder=own, zone=ZONE, now=now, sleep=sleep)

    def _work(self, number: int, name: str) -> None:
        def open_() -> SheetsTracker:
            line = Agent(self.google, self.order, name, self.hand, self.what)
            return self.open_(name, line, lambda seconds: self.order.wait(name, seconds))

        try:
            _work(open_, number, self.what, self.last)
        except BaseException as error:  # noqa: BLE001  told by the test
            self.wrong.append(error)
        finally:
            self.order.end(name)


def play(seed: int, folder: Path, what: Play) -> None:
    """All of it, and each line looked at in the end."""
    table = Table(seed, folder, what)
    table.play()
    table.check()


def _work(open_: Callable[[], SheetsTracker], agent: int, what: Play, last: dict[str, Row]) -> None:
    """An agent moves her cases to and fro; a command that ends early is run again."""
    chance = random.Random(agent)  # noqa: S311  nothing secret
    for move in range(what.moves):
        number = f"SM-{agent}-{move % what.cases}"
        before = last.get(number)
        tab = COMPLETE if before and before.tab == PENDING else PENDING
        cells = {"User": f"user {number}", "Stage": f"stage {move}"}
        row = Row(number, tab, cells if before else {**cells, "Team": f"ours {number}"})
        moved = event(f"move#{move}/x", stage=str(move))
        _until_done(open_, Wish(number, (moved,), row))
        last[number] = row
        if chance.random() < 0.15:
            _until_done(open_, Wish(number, cells={"Notes": f"note {number}"}))


def _until_done(open_: Callable[[], SheetsTracker], wish: Wish) -> None:
    for _ in range(RUNS):
        try:
            with closing(open_()) as tracker:
                tracker.record_many([wish])
        except (Killed, Unavailable, StorageFailed):
            continue
        return
    raise AssertionError("it never ended well")
