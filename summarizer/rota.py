"""What a round of `watch` asks where nobody tells what is new: a few things each time, in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from summarizer.approvals import Diary

#: Requests that a round makes at most where nothing is new, and those that come after the turns.
MOST: Final = 8
_AFTER: Final = 1
#: Tickets of a round: as many as one request asks for.
TICKETS: Final = 100
#: A calendar is asked again after the first where there is room, and after the second in any case.
_SOON, _LATE = timedelta(minutes=15), timedelta(hours=1)


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
        self._now, self._made, self._before = now, made, made()
        self._elsewhere = 0
        self._calendar: bool | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """What the next round's rota goes on from, as JSON values."""
        return {"last": self._last, "away": self._away}

    def answers(self, cases: Sequence[str]) -> set[str]:
        """The cases whose requests for a yes are read now: as many as there is room for."""
        room = max(self._room(), 1)
        oldest = max(map(self._age, self._away), default=timedelta())
        self._calendar = oldest >= _LATE or (oldest >= _SOON and room > 1)
        room -= self._calendar
        some = following(sorted(cases), self._last.get("answers", ""))[:room]
        if some:
            self._last["answers"] = some[-1]
        self.passed_over = set(cases) - set(some)
        return set(some)

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
        """Calendars of which those that nobody has asked yet are asked, and one more a round."""
        return _Diary(self, ask)

    def away(
        self, ask: Callable[[], Diary | None], addresses: Sequence[str], at: datetime
    ) -> Mapping[str, str | None]:
        """What the calendars said when they were asked last; see `Diary.away`."""
        asked = [address for address in addresses if address not in self._away]
        known = sorted((a for a in addresses if a in self._away), key=self._age)
        if known and self._is_due(known[-1]):
            asked.append(known[-1])
        if asked and (diary := ask()) is not None:
            for address, why in diary.away(asked, at).items():
                self._away[address] = [self._now.isoformat(), why]
        return {a: self._away[a][1] if a in self._away else None for a in addresses}

    def _is_due(self, address: str) -> bool:
        """Whether a calendar is asked again; one a round, as it is not old any more then."""
        if any(self._age(other) == timedelta() for other in self._away):
            return False
        age = self._age(address)
        there_is_room = self._room() > 0 if self._calendar is None else self._calendar
        return age >= _LATE or (age >= _SOON and there_is_room)

    def _age(self, address: str) -> timedelta:
        return self._now - datetime.fromisoformat(str(self._away[address][0]))

    def _room(self) -> int:
        return MOST - _AFTER - self._elsewhere - (self._made() - self._before)


class _Diary:
    """A `Diary` of a rota."""

    def __init__(self, rota: Rota, ask: Callable[[], Diary | None]) -> None:
        self._rota, self._ask = rota, ask

    def away(self, addresses: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        return self._rota.away(self._ask, addresses, at)


def following(items: Sequence[str], last: str) -> list[str]:
    """The items of a ring from the one after `last` on; sorted ones are given. Pure."""
    return [i for i in items if i > last] + [i for i in items if i <= last]
