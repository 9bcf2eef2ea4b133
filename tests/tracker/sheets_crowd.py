"""Eight agents at once on one spreadsheet, while a ninth hand sorts, inserts and deletes lines."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.google.server import Server
from tests.tracker.desk import COMPLETE, PENDING, event
from tests.tracker.sheets_desk import Hands, opened
from tracker.port import Row
from tracker.sheets import SheetsTracker

AGENTS, CASES = 8, 5
#: Agents of one machine have the same locks; those of another one haven't.
MACHINES = 4
#: Of how many lines the ninth hand rather deletes some: a list that a team lives with.
MOST = 80
TITLES = ("Team", "Case", "Their number", "User", "Their sum", "Stage")


@dataclass(slots=True)
class NinthHand:
    """Somebody of another team, who has lines of her own in the same tabs."""

    people: Hands
    chance: random.Random
    pause: float
    ended: threading.Event = field(default_factory=threading.Event)
    lines: dict[str, list[str]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Two tabs with titles in her own order, and some lines."""
        for tab in (PENDING, COMPLETE):
            self.people.new_tab(tab, TITLES)
            for _ in range(10):
                self.insert(tab)

    def work(self) -> None:
        while not self.ended.wait(self.chance.uniform(0, self.pause)):
            self.do_something()

    def do_something(self) -> None:
        tab = self.chance.choice((PENDING, COMPLETE))
        many = len(self.lines) > MOST
        doing = self.chance.choice(
            (self.sort, self.insert, self.delete if many else self.insert, self.delete)
        )
        with self.people.world.lock:
            doing(tab)
        self.done[doing.__name__] += 1

    def sort(self, tab: str) -> None:
        self.people.sort(tab, self.chance.choice(("Their number", "User", "Case")))

    def insert(self, tab: str) -> None:
        number = f"T-{self.chance.getrandbits(48):x}"
        self.lines[number] = ["other", "", number, f"user of {number}", "=1+1", "open"]
        line = self.chance.randint(1, len(self.people.grid(tab)))
        self.people.insert(tab, line, *self.lines[number])

    def delete(self, tab: str) -> None:
        """One of her lines; she sees which are hers, and leaves what looks odd."""
        lines = self.people.grid(tab)
        hers = [n for n, line in enumerate(lines) if line[2] and shown(self, line) == line[:6]]
        if hers and len(hers) > 5:
            line = self.chance.choice(hers)
            del self.lines[lines[line][2]]
            self.people.delete(tab, line)


def shown(hand: NinthHand, line: list[str]) -> list[str]:
    """A line of hers as the browser shows it."""
    return ["2" if text == "=1+1" else text for text in hand.lines.get(line[2], ())]


def work(open_: Callable[[], SheetsTracker], agent: int, moves: int) -> dict[str, Row]:
    """One agent moves her cases to and fro; what she last put of each."""
    chance = random.Random(agent)  # noqa: S311  nothing secret
    last: dict[str, Row] = {}
    with closing(open_()) as tracker:
        for move in range(moves):
            number = f"SM-{agent}-{move % CASES}"
            before = last.get(number)
            tab = COMPLETE if before and before.tab == PENDING else PENDING
            cells = {"User": f"user {number}", "Stage": f"stage {move}"}
            row = Row(number, tab, cells if before else {**cells, "Team": f"ours {number}"})
            tracker.record(number, [event(f"move#{move}/x", stage=str(move))], row)
            last[number] = row
            if chance.random() < 0.1:
                tracker.write_cells(number, {"Notes": f"note {number}"})
    return last


def machine(server: Server, sheet: str, folder: Path, agent: int) -> Callable[[], SheetsTracker]:
    """What opens the tracker on this agent's machine."""
    return lambda: opened(server.url, sheet, folder / f"machine {agent % MACHINES}")


def crowd(server: Server, sheet: str, folder: Path, moves: int, pause: float) -> NinthHand:
    """All of it; each line is looked at in the end."""
    hand = NinthHand(Hands(server, sheet), random.Random(9), pause)  # noqa: S311  same
    hand.begin()
    ninth = threading.Thread(target=hand.work)
    ninth.start()
    try:
        with ThreadPoolExecutor(AGENTS) as pool:
            share = moves // AGENTS
            agents = [
                pool.submit(work, machine(server, sheet, folder, n), n, share)
                for n in range(AGENTS)
            ]
            last = {number: row for agent in agents for number, row in agent.result().items()}
    finally:
        hand.ended.set()
        ninth.join()
    with closing(opened(server.url, sheet, folder)) as tracker:
        check_cases(tracker, last, moves // AGENTS * AGENTS)
    check_lines(hand, last)
    return hand


def check_cases(tracker: SheetsTracker, last: dict[str, Row], moves: int) -> None:
    rows = {row.case: row for row in tracker.rows()}
    assert sorted(rows) == sorted(last)
    for number, row in last.items():
        found = rows[number]
        assert found.tab == row.tab
        expected = {**row.cells, "Case": number, "Team": f"ours {number}"}
        assert {title: found.cells.get(title) for title in expected} == expected, number
        assert found.cells.get("Notes") in (None, f"note {number}")
    assert sum(len(case.events) for case in tracker.load(list(last))) == moves
    assert not tracker.doubled()


def check_lines(hand: NinthHand, last: dict[str, Row]) -> None:
    """Every line is either one of the cases', once, or one of hers, as it was."""
    lines = [line for tab in (PENDING, COMPLETE) for line in hand.people.grid(tab)[1:]]
    hers = [line for line in lines if any(line) and not line[1]]
    assert sorted(line[1] for line in lines if line[1]) == sorted(last)
    assert sorted(line[2] for line in hers) == sorted(hand.lines)
    odd = [line for line in hers if line[:6] != shown(hand, line) or any(line[6:])]
    assert not odd, odd
