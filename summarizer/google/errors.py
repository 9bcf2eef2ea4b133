"""What Google says when it doesn't do what was asked, and how a person is told."""

from __future__ import annotations

import json
from typing import Any

from tracker.errors import (
    BadInput,
    NotFound,
    Refused,
    SignInNeeded,
    StorageFailed,
    Unavailable,
    UserError,
)

#: Reasons of a 403 that only ask for patience.
RATE_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
GO_ON = "Type the same command again: what is done already is not done twice."

_NO_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_FULL = frozenset(
    {
        *("storageQuotaExceeded", "quotaExceeded", "teamDriveFileLimitExceeded"),
        *("numChildrenInNonRootLimitExceeded", "uploadTooLarge"),
    }
)
_DAILY = frozenset({"dailyLimitExceeded", "sharingRateLimitExceeded"})
#: Reasons of a 403 for an API that the Cloud project has not enabled.
API_IS_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_TOO_MANY, _SERVER = 429, 500
_LONGEST = 200


class Said(Exception):
    """A status that the caller asked to be told: it decides what that means.

    Attributes:
        status: HTTP's: 400, 404, 409, 412, ...
        reason: Google's word for it: `notFound`, `FAILED_PRECONDITION`, ...; "" if it says none.
        message: Google's sentence.
    """

    def __init__(self, status: int, reason: str = "", message: str = "") -> None:
        super().__init__(f"{status} {reason}".strip())
        self.status, self.reason, self.message = status, reason, message


def read_said(status: int, content: bytes) -> Said:
    """What an answer with this status says; an answer in no form that is known says little.

    Google has two forms: the older one gives `errors[].reason`, the newer `details[].reason` and
    `status` (https://google.aip.dev/193).
    """
    try:
        error = json.loads(content)["error"]
        reason, message = _reason(error), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        reason, message = "", ""
    return Said(status, reason, " ".join(message.split())[:_LONGEST])


def _reason(error: dict[str, Any]) -> str:
    for entry in (*error.get("details", ()), *error.get("errors", ())):
        if isinstance(entry, dict) and entry.get("reason"):
            return str(entry["reason"])
    return str(error.get("status", ""))


def wants_scope(said: Said) -> bool:
    """The token is good, but was not given for this."""
    return said.status == 403 and (  # noqa: PLR2004 - HTTP's "forbidden"
        said.reason in _NO_SCOPE or "authentication scopes" in said.message
    )


def is_limit(said: Said) -> bool:
    """It asks for more patience than we had: what was asked for may well be there, and allowed."""
    return said.status == _TOO_MANY or said.reason in RATE_LIMITS | _DAILY


def failure(said: Said, doing: str, *, uncertain: bool = False) -> UserError:
    """The error for an answer that isn't one.

    Args:
        said: The answer.
        doing: What was asked for, in words: "read the document".
        uncertain: A change may have been made in spite of the answer.
    """
    what, why = f"Could not {doing}", said.message or f"Google answered {said.status}."
    if said.status >= _SERVER or is_limit(said):
        return away(what, why, uncertain=uncertain and said.status >= _SERVER)
    if said.reason in _FULL:
        return StorageFailed(what, why, "Make room in the drive, then type the command again.")
    if said.reason in API_IS_OFF:
        fix = "Enable that API in the Cloud project of the credentials: APIs & Services > Library."
        return Refused(what, why, fix)
    by_status: dict[int, UserError] = {
        401: SignInNeeded(what, why, "summarizer login"),
        403: Refused(what, why, "Ask whoever manages it for access, or see: summarizer doctor"),
        404: NotFound(what, why, "Check the id in the settings, and that you have access to it."),
        410: NotFound(what, why, "It was there, and is gone."),
        409: Refused(what, why, GO_ON),
        412: Refused(what, why, GO_ON),
    }
    return by_status.get(said.status, BadInput(what, why))


def away(what: str, why: str, *, uncertain: bool = False) -> Unavailable:
    """A service stayed away; how to go on is always the same."""
    if uncertain:
        why += "\nIt is not known whether the change was made."
    return Unavailable(what, why, GO_ON, uncertain=uncertain)
