"""Asking people for a yes in the document itself, and whether they are in to give it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from summarizer.ports import DocumentRef


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a yes in the document itself, and who answered.

    Attributes:
        answers: "yes", "no" or "" by the address of each who was asked.
        unnamed: The answers of those whose address isn't shown, with how they are shown instead:
            a name proves nothing.
        at: When the newest answer was given; None where that isn't known.
        over: Whether nobody can answer any more: all said yes, one said no, or it was cancelled.
        revision: The document's revision that all said yes to; "" before that.
        newest: Whether that revision is still the document's newest.
        url: Where a person sees it.
    """

    id: str
    answers: Mapping[str, str]
    unnamed: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None
    over: bool = False
    revision: str = ""
    newest: bool = False
    url: str = ""


class Approvals(Protocol):
    """Asking for a yes in the document, where the service has that."""

    def ask(
        self,
        ref: DocumentRef,
        addresses: Sequence[str],
        words: str,
        earlier: Collection[str] = (),
    ) -> str:
        """Ask these people, once: the id of the request; that of the open one if there is one.

        It is "" where the service doesn't tell it yet. An open one that asks others is ended
        first if it is one of `earlier`, the desk's own; other people's requests are let be.

        Refused where this account or this document may not.
        """
        ...

    def look_ahead(self, asked: Sequence[tuple[DocumentRef, str]]) -> None:
        """Read many of these requests at once, in as few requests as the service has it.

        `read` then gives what was seen here, once, or raises why it could not be seen.
        """
        ...

    def read(self, ref: DocumentRef, request: str) -> Asked:
        """Who answered what; "" reads the newest request. NotFound if it is gone."""
        ...


class Diary(Protocol):
    """Who is away, by their calendars."""

    def away(self, addresses: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        """Why each isn't in at that time; "" if they are, None where that can't be known."""
        ...
