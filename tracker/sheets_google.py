"""The requests that a tracker in Google Sheets makes, and what is told when they fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tracker.errors import (
    BadInput,
    NotFound,
    Refused,
    SignInNeeded,
    StorageFailed,
    Unavailable,
    UserError,
)

if TYPE_CHECKING:
    from requests import Session

_CELL = "userEnteredValue,effectiveValue,hyperlink,note,textFormatRuns"
_FORMAT = "userEnteredFormat(numberFormat,textFormat(link))"
_GRID = "properties(sheetId,title,gridProperties(rowCount,columnCount))"
_ALL = "userEnteredValue,effectiveValue,userEnteredFormat,note,dataValidation,textFormatRuns"
#: What is read of the whole spreadsheet, and of a few lines with all that belongs to them.
BOOK = (
    f"sheets({_GRID},protectedRanges(description),developerMetadata(metadataKey,metadataValue),"
    f"data(startRow,startColumn,rowData(values({_CELL},{_FORMAT}))))"
)
LINES = f"sheets({_GRID},data(startRow,startColumn,rowData(values({_ALL}))))"

_TOO_MANY, _SERVER = 429, 500
#: The reason of a 403 that only asks for patience.
_LIMIT = "RATE_LIMIT_EXCEEDED"
_GO_ON = "Run the command again: what is done already is not done twice"


class Rejected(UserError):
    """Google doesn't take the batch as it is, because the spreadsheet isn't what was read."""

    exit_code = StorageFailed.exit_code


class Sheets:
    """The spreadsheet with this id, through a session that is signed in.

    Args:
        session: Like `requests.Session`; it bounds its own time and repeats what is safe.
        spreadsheet: Its id.
    """

    def __init__(self, session: Session, spreadsheet: str) -> None:
        self._session, self._id = session, spreadsheet
        self._http: Any = None

    def read(self) -> dict[str, Any]:
        """The whole spreadsheet, in one request."""
        return self._ask("get", "", params={"fields": BOOK})

    def read_again(self, ranges: Sequence[str]) -> dict[str, Any]:
        """Some tabs, as `read` has them. Rejected where one of them isn't there any more."""
        return self._ask("get", "", params={"fields": BOOK, "ranges": list(ranges)})

    def read_lines(self, ranges: Sequence[str]) -> dict[str, Any]:
        """Some lines, with formats, notes and rules."""
        return self._ask("get", "", params={"fields": LINES, "ranges": list(ranges)})

    def write(self, body: dict[str, Any]) -> dict[str, Any]:
        """Apply a batch, whole or not at all; what it asked to be told.

        Raises:
            Rejected: It wasn't applied, as the spreadsheet is not what was read.
            Unavailable: `uncertain` where it may have been applied.
        """
        return self._ask(
            "post", ":batchUpdate", json=body, params={"fields": f"updatedSpreadsheet({LINES})"}
        )

    def _ask(self, method: str, call: str, **how: Any) -> dict[str, Any]:
        from gspread.http_client import HTTPClient  # noqa: PLC0415  200 ms
        from gspread.urls import SPREADSHEET_URL  # noqa: PLC0415  same

        if self._http is None:
            nobody: Any = None
            self._http = HTTPClient(nobody, self._session)
        with _told(writing=method == "post"):
            answer: dict[str, Any] = self._http.request(
                method, SPREADSHEET_URL % self._id + call, **how
            ).json()
        return answer


@contextmanager
def _told(*, writing: bool) -> Iterator[None]:
    """Let no error of gspread or requests out."""
    from gspread.exceptions import APIError  # noqa: PLC0415  200 ms
    from requests.exceptions import RequestException  # noqa: PLC0415  same

    try:
        yield
    except APIError as error:
        status = _TOO_MANY if _LIMIT in _reasons(error) else error.response.status_code
        raise _failure(status, _sentence(error), writing=writing) from error
    except RequestException as error:
        what, why = "Google Sheets doesn't answer", f"{type(error).__name__}"
        raise Unavailable(what, why, _GO_ON, uncertain=writing) from error


def _failure(status: int, why: str, *, writing: bool) -> UserError:
    what = f"The tracker's spreadsheet can't be {'written' if writing else 'read'}"
    if status >= _SERVER or status == _TOO_MANY:
        return Unavailable(what, why, _GO_ON, uncertain=writing and status >= _SERVER)
    match status:
        case 401:
            return SignInNeeded(what, why, "summarizer login")
        case 403:
            return Refused(what, why, "Ask its owner to let you edit it, then run it again")
        case 404:
            return NotFound(what, why, "Check google.spreadsheet in the settings")
        case 400 if writing:
            return Rejected(what, why, _GO_ON)
        case _:
            return BadInput(what, why, "Check google.spreadsheet in the settings")


def _reasons(error: Any) -> set[str]:
    details = error.error.get("details", ()) if isinstance(error.error, dict) else ()
    return {str(one.get("reason", "")) for one in details if isinstance(one, dict)}


def _sentence(error: Any) -> str:
    said = error.error.get("message", "") if isinstance(error.error, dict) else ""
    return " ".join(str(said).split())[:300] or f"Google answered {error.response.status_code}"
