"""How Google words its refusals: some APIs list reasons, others give a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.google.world import GoogleError

#: These list `errors` with a reason each; Gmail gives a status as well.
WITH_REASONS = frozenset({"drive", "drive2", "gmail", "calendar"})
WITH_STATUS = frozenset({"gmail", "sheets", "docs"})

STATUS: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
REASON: Mapping[int, str] = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "conflict",
    412: "conditionNotMet",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    503: "backendError",
}
LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded"})

_EXPECTED = (
    " authentication credential. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)
MISSING = "Request is missing required" + _EXPECTED
VOID = "Request had invalid" + _EXPECTED.replace("credential.", "credentials.", 1)
NO_SCOPE = "Request had insufficient authentication scopes."


class BadValue(GoogleError):
    """A field of a request that its schema doesn't allow.

    Attributes:
        field: Where: `requests[0].insert_text.location.index`; empty where it isn't known.
        place: `parameter` where the field is a parameter of the URL.
    """

    def __init__(self, message: str, field: str, reason: str = "", place: str = "") -> None:
        super().__init__(400, message, reason)
        self.field, self.place = field, place


def unknown_name(name: str, where: str) -> BadValue:
    """A field that the message hasn't got; seen in a real answer of Docs."""
    at = f" at '{where}'" if where else ""
    message = f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
    return BadValue(message, where)


def body(api: str, error: GoogleError) -> dict[str, Any]:
    """The JSON of an error, in the words of the API that it comes from."""
    found: dict[str, Any] = {"code": error.status, "message": error.message}
    is_status = error.reason.isupper()
    if api in WITH_REASONS:
        reason = error.reason if error.reason and not is_status else REASON[error.status]
        found["errors"] = [_reason(error, reason)]
    if api in WITH_STATUS or error.status in {401, 501}:
        found["status"] = error.reason if is_status else STATUS[error.status]
    if isinstance(error, BadValue) and api in WITH_STATUS:
        violation = {"field": error.field, "description": error.message}
        found["details"] = [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{k: v for k, v in violation.items() if v}],
            }
        ]
    if error.reason in LIMITS and api not in WITH_REASONS:
        found["details"] = [_info("RATE_LIMIT_EXCEEDED")]
    if error.message == NO_SCOPE:
        found["status"] = STATUS[403]
        found["details"] = [_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")]
    return {"error": found}


def _info(reason: str) -> dict[str, str]:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"@type": kind, "reason": reason, "domain": "googleapis.com"}


def _reason(error: GoogleError, reason: str) -> dict[str, str]:
    domain = "usageLimits" if reason in LIMITS else "global"
    found = {"message": error.message, "domain": domain, "reason": reason}
    if isinstance(error, BadValue) and error.place:
        found |= {"location": error.field, "locationType": error.place}
    if error.status == 401:
        found |= {
            "message": "Invalid Credentials" if error.message == VOID else "Login Required.",
            "location": "Authorization",
            "locationType": "header",
        }
    if error.message == NO_SCOPE:
        found["message"] = "Insufficient Permission"
    return found
