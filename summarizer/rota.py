"""What a round of `watch` asks where nobody tells what is new: a few things each time, in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from summarizer.approvals import Diary

#: Requests that a round makes at most where nothing is new.
MOST: Final = 8
#: As many as one request asks for: of tickets, of answers in documents.
TICKETS: Final = 100
ANSWERS: Final = 100
#: Calendars are asked again after the first where there is room, and before answers after the
#: second; after the third in any case.
_SOON, _LATE, _TOO_LATE = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=2)


class Rota:
    """Whose turn it is in one round.

    Args:
        kept: What the rota of the round before kept.
        now: When the round began.
        made: How many requests were made so far, in this process.

    Attributes:
        passed_over: The cases that wait for an answer, but whose turn it was not.
    """

    def __init__(self, kept: Mapping[str, Any], now: datetime, made: Callable[[], int]) -> None:
        self.passed_over: set[str] = set()
        self._last: dict[str, str] = dict(kept.get("last", {}))
        self._away: dict[str, list[str | None]] = dict(kept.get("away", {}))
        self._after, self._waited = int(kept.get("after", 1)), bool(kept.get("waited"))
        self._now, self._made, self._before = now, made, made()
        self._elsewhere = 0
        self._calendars: bool | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """What the next round's rota goes on from, as JSON values."""
        after, waited = self._after, self._waited
        return {"last": self._last, "away": self._away, "after": after, "waited": waited}

    def answers(self, cases: Sequence[str]) -> set[str]:
        """The cases whose requests for a yes are read now: as many as there is room for.

        A round that has no room is the only one of two in a row.
        """
        room = self._room()
        self._waited = room < 1 and not self._waited
        room = max(room, int(not self._waited))
        oldest = max(map(self._age, self._away), default=timedelta())
        self._calendars = room > 0 and (oldest >= _LATE or (oldest >= _SOON and room > 1))
        room -= self._calendars
        some = following(sorted(cases), self._last.get("answers", ""))[: room * ANSWERS]
        if some:
            self._last["answers"] = some[-1]
        self.passed_over = set(cases) - set(some)
        return set(some)

    def afterwards(self, do: Callable[[], None]) -> None:
        """Do what comes after the turns: as many requests as it takes are left for it next time."""
        before = self._made()
        do()
        self._after = max(1, self._made() - before)

    def tickets(self, counts: Mapping[str, int]) -> set[str]:
        """The cases whose tickets are read now: so many that one request asks for them.

        Args:
            counts: How many tickets each has.
        """
        self._elsewhere += bool(counts)
        some: list[str] = []
        total = 0
        for case in following(sorted(counts), self._last.get("tickets", "")):
            total += counts[case]
            if some and total > TICKETS:
                break
            some.append(case)
        if some:
            self._last["tickets"] = some[-1]
        return set(some)

    def diary(self, ask: Callable[[], Diary | None]) -> Diary:
        """Calendars of which those that nobody has asked yet are asked, and old ones, in turn."""
        return _Diary(self, ask)

    def away(
        self, ask: Callable[[], Diary | None], addresses: Sequence[str], at: datetime
    ) -> Mapping[str, str | None]:
        """What the calendars said when they were asked last; see `Diary.away`."""
        asked = [address for address in addresses if address not in self._away]
        asked += self._due()
        if asked and (diary := ask()) is not None:
            for address, why in diary.away(asked, at).items():
                self._away[address] = [self._now.isoformat(), why]
        return {a: self._away[a][1] if a in self._away else None for a in addresses}

    def _due(self) -> list[str]:
        """The calendars that are asked again: all of them in one request."""
        there_is_room = self._room() > 0 if self._calendars is None else self._calendars
        least = _SOON if there_is_room else _TOO_LATE
        return [address for address in self._away if self._age(address) >= least]

    def _age(self, address: str) -> timedelta:
        return self._now - datetime.fromisoformat(str(self._away[address][0]))

    def _room(self) -> int:
        return MOST - self._after - self._elsewhere - (self._made() - self._before)


class _Diary:
    """A `Diary` of a rota."""

    def __init__(self, rota: Rota, ask: Callable[[], Diary | None]) -> None:
        self._rota, self._ask = rota, ask

    def away(self, addresses: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        return self._rota.away(self._ask, addresses, at)


def following(items: Sequence[str], last: str) -> list[str]:
    """The items of a ring from the one after `last` on; sorted ones are given. Pure."""
    return [i for i in items if i > last] + [i for i in items if i <= last]
