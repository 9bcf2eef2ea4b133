"""The events that calendars keep, and the people who put them there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from tests.google.world import World


@dataclass(slots=True)
class Event:
    """An event of somebody's primary calendar, or one instance of a weekly one.

    Attributes:
        start: A moment, or a day for an event that has no time of day.
        end: When it is over; of days, the first day after it.
        free: It doesn't make its owner busy.
        weeks: How often it comes, once a week.
        series: The id of the weekly event that this is an instance of.
    """

    id: str
    owner: str
    type: str
    summary: str
    start: date
    end: date
    created: datetime
    updated: datetime
    private: bool = False
    free: bool = False
    cancelled: bool = False
    weeks: int = 1
    series: str = ""

    @property
    def start_at(self) -> datetime:
        """When it begins; a day begins at midnight UTC here."""
        return moment(self.start)

    @property
    def end_at(self) -> datetime:
        """When it is over."""
        return moment(self.end)

    def is_within(self, low: datetime | None, high: datetime | None) -> bool:
        """Whether it touches a span; both bounds lie outside of it."""
        return (low is None or self.end_at > low) and (high is None or self.start_at < high)

    def instances(self) -> Iterator[Event]:
        """The event itself, or each of its weeks."""
        if self.weeks == 1:
            yield self
            return
        for week in range(self.weeks):
            gap = timedelta(weeks=week)
            start, end = self.start + gap, self.end + gap
            ident = f"{self.id}_{moment(start):%Y%m%dT%H%M%SZ}"
            yield replace(self, id=ident, start=start, end=end, weeks=1, series=self.id)


@dataclass(slots=True)
class Calendars:
    """What Calendar keeps.

    Attributes:
        events: The events of each account.
        roles: What an account's calendar lets another do, by (owner, user); a user of "" is
            everybody else. Without an entry its own domain reads it and all others see nothing.
        zones: The time zone of each account; UTC where there is none.
        without: Accounts for which Calendar is turned off.
    """

    events: dict[str, list[Event]] = field(default_factory=dict)
    roles: dict[tuple[str, str], str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)


def state(world: World) -> Calendars:
    """Calendar's part of the world."""
    found: Calendars = world.part("calendar", Calendars)
    return found


def moment(value: date) -> datetime:
    """A moment in UTC; the midnight of a day."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.combine(value, time(), UTC)


def hand_out_of_office(
    world: World, user: str, start: datetime, end: datetime, *, weeks: int = 1
) -> Event:
    """Somebody says that they are out of office; Google keeps times of day for it, not days."""
    return hand_event(
        world, user, start, end, summary="Out of office", kind="outOfOffice", weeks=weeks
    )


def hand_event(  # noqa: PLR0913 - each is an option with a default
    world: World,
    user: str,
    start: date,
    end: date,
    *,
    summary: str = "Meeting",
    kind: str = "default",
    weeks: int = 1,
    private: bool = False,
    free: bool = False,
) -> Event:
    """Somebody puts an event into their own calendar."""
    with world.lock:
        now = world.now()
        event = Event(
            id=f"{world.number():026x}",
            owner=user,
            type=kind,
            summary=summary,
            start=start,
            end=end,
            created=now,
            updated=now,
            private=private,
            free=free,
            weeks=weeks,
        )
        state(world).events.setdefault(user, []).append(event)
        return event


def hand_cancel(world: World, event: Event) -> None:
    """Somebody deletes an event."""
    with world.lock:
        event.cancelled, event.updated = True, world.now()


def hand_share(world: World, owner: str, role: str, user: str = "") -> None:
    """Somebody says what others see of their calendar: `none`, `freeBusyReader`, `reader`."""
    with world.lock:
        state(world).roles[owner, user] = role
