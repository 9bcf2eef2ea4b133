"""Where a verb works: the settings, the people, and the backends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from summarizer.people import People
from summarizer.procedure import Procedure
from summarizer.settings import Settings
from tracker.case import Case
from tracker.port import Tracker

if TYPE_CHECKING:  # a look at cases loads no backend's values
    from summarizer.approvals import Approvals, Diary
    from summarizer.ports import DocumentRef, Documents, Evidence, Mail
    from summarizer.room import Room
    from summarizer.tickets import Tickets


class Desk(Protocol):
    """What the workspace gives to the engine; each backend is made when it is first asked for."""

    @property
    def settings(self) -> Settings:
        """What summarizer.toml says."""
        ...

    @property
    def people(self) -> People:
        """What people.toml says."""
        ...

    @property
    def tracker(self) -> Tracker:
        """Where cases are kept."""
        ...

    @property
    def documents(self) -> Documents:
        """Where their documents are."""
        ...

    @property
    def mail(self) -> Mail:
        """Where drafts are kept, and sent from."""
        ...

    @property
    def evidence(self) -> Evidence:
        """Where copies of files are kept."""
        ...

    @property
    def approvals(self) -> Approvals | None:
        """Where a yes is asked for in the document; None where that is done by mail."""
        ...

    @property
    def diary(self) -> Diary | None:
        """Whose calendars count; None where people.toml knows all."""
        ...

    @property
    def tickets(self) -> Tickets | None:
        """The helpdesk; None where it is not connected."""
        ...

    @property
    def room(self) -> Room | None:
        """Where the desk talks; None where it is not connected."""
        ...

    @property
    def actor(self) -> str:
        """Who works here: a person's key, or an address."""
        ...

    def procedure(self, name: str) -> Procedure:
        """The procedure of this name. NotFound if there is none, BadInput if it is wrong."""
        ...

    def procedures(self) -> list[str]:
        """The names of all procedures."""
        ...

    def now(self) -> datetime:
        """This moment, aware."""
        ...


def document_ref(case: Case) -> DocumentRef | None:
    """The case's document as its events know it."""
    return ref_in(case.facts, case.number)


def ref_in(facts: Mapping[str, str], case: str) -> DocumentRef | None:
    """The document that these facts tell of; None where they tell of none."""
    if not facts.get("document.id"):
        return None
    from summarizer.ports import DocumentRef  # noqa: PLC0415 - same

    title, url, path = (facts.get(f"document.{name}", "") for name in ("title", "url", "path"))
    return DocumentRef(case, facts["document.id"], title, url, path)
