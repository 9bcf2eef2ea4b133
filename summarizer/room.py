"""What the desk asks of a room where people talk; a backend has its own file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from summarizer.ports import Reply


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was said in a room: where it stands there, and its address if it has one."""

    place: str
    url: str = ""


class Room(Protocol):
    """The desk's room, where people talk."""

    def say(
        self,
        key: str,
        words: str,
        *,
        thread: str = "",
        link: str = "",
        since: datetime | None = None,
    ) -> Line:
        """Say this under a key, or in the thread of a line; where it stands.

        The words are plain: nothing in them becomes a link, a mention or a call to everybody.
        Only `link` does, and stands below them. With `since`, when it was first tried, the line
        is looked for first, and not said again if it is there.

        BadInput if nobody could read it: empty, too long, or no link. NotFound or Refused if the
        room isn't there for us; SignInNeeded; Unavailable if it wasn't said, and with `uncertain`
        set if the answer was lost: it may have been said.
        """
        ...

    def replies(self, thread: str, since: datetime) -> Sequence[Reply]:
        """What people said in a line's thread since then, oldest first; our own lines left out.

        Authors are mail addresses where the room tells them. NotFound if the thread is gone.
        """
        ...

    def state(self) -> str:
        """As whom the desk speaks there, for `doctor`; what stands in its way is raised."""
        ...
