"""A yes asked for in a Google Doc: Drive's approvals, where account and edition have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from summarizer.google.errors import Said
from summarizer.ports import Asked, DocumentRef
from tracker.errors import Refused

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: Without `fields` an approval answers its kind alone.
_FIELDS = (
    "approvalId,status,approvedRevisionId,"
    "reviewerResponses(response,reviewer(emailAddress,displayName))"
)
_SAYS = {"APPROVED": "yes", "DECLINED": "no"}
#: Statuses with which Google says that approvals can't be had here.
_MAY_NOT = (400, 403, 404, 409, 412)


class DriveApprovals:
    """Approvals of Google Docs.

    They need an edition and a policy that allow them (`capabilities.canStartApproval`), and
    reviewers who can open the document; service accounts can't start them.
    """

    def __init__(self, google: Google) -> None:
        self._google = google

    def ask(self, ref: DocumentRef, addresses: Sequence[str], words: str) -> str:
        """Start an approval, once: one in progress that asks the same people is that one.

        One that asks others is cancelled first: a file has one at a time.

        Raises:
            Refused: This account or this document may not.
        """
        wanted = {address.casefold() for address in addresses}
        if running := self._running(ref):
            if set(_answers(running)) == wanted:
                return str(running["approvalId"])
            self._call("cancel", ref, approvalId=running["approvalId"], body={})
        body = {
            "reviewerEmails": list(addresses),
            "message": words,
            "fileContentChangeBehavior": "RESET_APPROVAL",
        }
        made = self._call("start", ref, body=body, fields=_FIELDS)
        # Right after the start the id is reported to be missing: then the list has it.
        found = made if made.get("approvalId") else self._running(ref) or {}
        return str(found.get("approvalId", ""))

    def _running(self, ref: DocumentRef) -> dict[str, Any] | None:
        fields = f"items({_FIELDS})"
        found = self._call("list", ref, pageSize=100, fields=fields).get("items", [])
        return next((a for a in found if a.get("status") == "IN_PROGRESS"), None)

    def read(self, ref: DocumentRef, request: str) -> Asked:
        """Who answered what. NotFound if the approval is gone."""
        call = self._google.service("drive").approvals().get(
            fileId=ref.id, approvalId=request, fields=_FIELDS
        )  # fmt: skip
        approval = self._google.ask(call, "read the answers in the document")
        revision = str(approval.get("approvedRevisionId", ""))
        return Asked(
            id=request,
            answers=_answers(approval),
            over=approval.get("status") != "IN_PROGRESS",
            revision=revision,
            newest=bool(revision) and revision == self._newest(ref),
            url=ref.url,
        )

    def _newest(self, ref: DocumentRef) -> str:
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
        """A call that asks for an approval. Refused where approvals can't be had here."""
        call = getattr(self._google.service("drive").approvals(), name)(fileId=ref.id, **given)
        try:
            found: dict[str, Any] = self._google.ask(
                call, "ask for an approval in the document", told=_MAY_NOT
            )
        except Said as said:
            raise Refused(
                "An approval can't be asked for in the document",
                f"Google says: {said.message or said.reason or said.status}",
                "Answer the mail, and type: summarizer approve CASE --by WHO --evidence LINK",
            ) from said
        return found


def _answers(approval: Mapping[str, Any]) -> dict[str, str]:
    """What each who was asked has answered, by address; who hides theirs is named as shown."""
    found = {}
    for response in approval.get("reviewerResponses", []):
        who = response.get("reviewer", {})
        name = who.get("emailAddress") or who.get("displayName", "")
        found[str(name).casefold()] = _SAYS.get(response.get("response", ""), "")
    return found
