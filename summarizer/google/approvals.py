"""A yes asked for in a Google Doc: Drive's approvals, where account and edition have them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from summarizer.approvals import Asked
from summarizer.google.errors import RATE_LIMITS, Said, failure
from summarizer.ports import DocumentRef
from tracker.errors import NotFound, Refused, UserError

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: Without `fields` an approval answers its kind alone.
_FIELDS = (
    "approvalId,status,approvedRevisionId,createTime,modifyTime,completeTime,"
    "initiator(me,displayName),reviewerResponses(response,reviewer(emailAddress,displayName))"
)
_SAYS = {"APPROVED": "yes", "DECLINED": "no"}
_RUNNING, _READING = "IN_PROGRESS", "read the answers in the document"
#: Statuses with which Google says that approvals can't be had here.
_MAY_NOT = (400, 403, 404, 409, 412)
_BY_MAIL = "Answer the mail, and type: summarizer approve CASE --by WHO --evidence LINK"


class DriveApprovals:
    """Approvals of Google Docs.

    They need an edition and a policy that allow them (`capabilities.canStartApproval`), and
    reviewers who can open the document; service accounts can't start them.
    """

    def __init__(self, google: Google) -> None:
        self._google = google
        #: What was read ahead by document and request: an approval, or why there is none.
        self._ahead: dict[tuple[str, str], Any] = {}

    def ask(
        self,
        ref: DocumentRef,
        addresses: Sequence[str],
        words: str,
        earlier: Collection[str] = (),
    ) -> str:
        """Start an approval, once: one in progress that asks the same people is that one.

        A file has one at a time. One that asks others is cancelled if it is one of `earlier` or
        this account started it. After an edit, those who said yes are asked again.

        Raises:
            Refused: This account or this document may not; somebody else's is in progress.
        """
        if running := self._running(ref):
            if _asks(running, addresses):
                return str(running.get("approvalId", ""))
            self._cancel(ref, running, earlier)
        body = {
            "reviewerEmails": list(addresses),
            "message": words,
            "fileContentChangeBehavior": "RESET_APPROVAL",
        }
        made = self._call("start", ref, body=body, fields=_FIELDS)
        # Right after the start the id is reported to be missing: then the list may have it.
        found = made if made.get("approvalId") else self._running(ref) or {}
        return str(found.get("approvalId", ""))

    def look_ahead(self, asked: Sequence[tuple[DocumentRef, str]]) -> None:
        """Read many approvals, a hundred a request; see `Approvals.look_ahead`.

        Drive has no list of the approvals of several files, and no field of a file tells of them.
        """
        reads = [self._get(*each) if each[1] else self._page(each[0]) for each in asked]
        try:
            found = self._google.ask_many("drive", reads, _READING)
        except UserError as error:
            found = [error] * len(asked)
        keys = ((ref.id, request) for ref, request in asked)
        self._ahead = dict(zip(keys, found, strict=True))

    def _seen(self, ref: DocumentRef, request: str) -> dict[str, Any]:
        """What was read ahead, once; nothing where that wasn't."""
        found: Any = self._ahead.pop((ref.id, request), {})
        if isinstance(found, UserError):
            raise found
        return dict(found)

    def read(self, ref: DocumentRef, request: str) -> Asked:
        """Who answered what; "" reads the newest. NotFound if the approval is gone."""
        approval = self._approval(ref, request) if request else self._newest_of(ref)
        revision = str(approval.get("approvedRevisionId", ""))
        answered = approval.get("completeTime") or approval.get("modifyTime")
        said = _answers(approval)
        return Asked(
            id=str(approval.get("approvalId") or request),
            answers={address.casefold(): answer for address, _, answer in said if address},
            unnamed=tuple((name, answer) for address, name, answer in said if not address),
            at=datetime.fromisoformat(answered) if answered else None,
            over=approval.get("status") != _RUNNING,
            revision=revision,
            newest=bool(revision) and revision == self._newest_revision(ref),
            url=ref.url,
        )

    def _approval(self, ref: DocumentRef, request: str) -> dict[str, Any]:
        found = self._seen(ref, request) or self._google.ask(self._get(ref, request), _READING)
        return dict(found)

    def _get(self, ref: DocumentRef, request: str) -> Any:
        approvals = self._google.service("drive").approvals()
        return approvals.get(fileId=ref.id, approvalId=request, fields=_FIELDS)

    def _newest_of(self, ref: DocumentRef) -> dict[str, Any]:
        first = self._seen(ref, "")
        found = sorted(self._list(ref, first), key=lambda a: str(a.get("createTime", "")))
        if not found:
            raise NotFound("There is no approval in the document", ref.url)
        return found[-1]

    def _running(self, ref: DocumentRef) -> dict[str, Any] | None:
        return next((a for a in self._list(ref) if a.get("status") == _RUNNING), None)

    def _list(
        self, ref: DocumentRef, first: Mapping[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """The approvals of a document; `first` is the first page where that was read already."""
        found = first or self._told(self._page(ref))
        yield from found.get("items", [])
        while page := found.get("nextPageToken"):
            found = self._told(self._page(ref, page))
            yield from found.get("items", [])

    def _page(self, ref: DocumentRef, page: str | None = None) -> Any:
        fields = f"nextPageToken,items({_FIELDS})"
        approvals = self._google.service("drive").approvals()
        return approvals.list(fileId=ref.id, pageSize=100, pageToken=page, fields=fields)

    def _cancel(
        self, ref: DocumentRef, running: Mapping[str, Any], earlier: Collection[str]
    ) -> None:
        name, by = str(running.get("approvalId", "")), running.get("initiator", {})
        if name not in earlier and not by.get("me"):
            who = by.get("displayName") or "somebody"
            why = f"{who} has asked for an approval there that isn't over."
            raise Refused("An approval can't be asked for in the document", why, _BY_MAIL)
        self._call("cancel", ref, approvalId=name, body={}, fields="approvalId")

    def _newest_revision(self, ref: DocumentRef) -> str:
        """The revision that the document is at; Drive lists the oldest first."""
        revisions, page = self._google.service("drive").revisions(), None
        newest = ""
        while True:
            call = revisions.list(
                fileId=ref.id, pageSize=1000, pageToken=page, fields="nextPageToken,revisions(id)"
            )
            found = self._google.ask(call, "read the document's revisions")
            newest = next((r["id"] for r in reversed(found.get("revisions", []))), newest)
            page = found.get("nextPageToken")
            if not page:
                return str(newest)

    def _call(self, name: str, ref: DocumentRef, **given: Any) -> dict[str, Any]:
        approvals = self._google.service("drive").approvals()
        return self._told(getattr(approvals, name)(fileId=ref.id, **given))

    def _told(self, call: Any) -> dict[str, Any]:
        """A call that asks for an approval. Refused where approvals can't be had here."""
        doing = "ask for an approval in the document"
        try:
            found: dict[str, Any] = self._google.ask(call, doing, told=_MAY_NOT)
        except Said as said:
            if said.reason in RATE_LIMITS:  # it may, later
                raise failure(said, doing) from said
            why = f"Google says: {said.message or said.reason or said.status}"
            raise Refused("An approval can't be asked for in the document", why, _BY_MAIL) from said
        return found


def _asks(approval: Mapping[str, Any], addresses: Sequence[str]) -> bool:
    """Whether it asks just these; who hides the address is taken for one of them."""
    wanted = {address.casefold() for address in addresses}
    said = _answers(approval)
    shown = {address.casefold() for address, _, _ in said if address}
    return len(said) == len(wanted) and shown <= wanted


def _answers(approval: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Of each who was asked: the address ("" where it is hidden), the name shown, the answer."""
    found = []
    for response in approval.get("reviewerResponses", []):
        who = response.get("reviewer", {})
        answer = _SAYS.get(response.get("response", ""), "")
        found.append((who.get("emailAddress", ""), who.get("displayName", ""), answer))
    return found
