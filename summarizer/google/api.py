"""Google's APIs for one account: each from its own description, every failure told in words."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from summarizer.google import batch
from summarizer.google.errors import Said, away, failure, is_limit, read_said
from summarizer.google.retrying import REPEAT, SAFE, is_safe
from tracker.errors import Unavailable, UserError

if TYPE_CHECKING:
    from requests import Session

__all__ = ["VERSIONS", "Google", "Said"]

#: Seconds before those of many reads are asked again that met a limit, how that grows, and how
#: often they are asked.
_WAIT, _GROWTH, _TIMES = 1.5, 3.0, 4
_OK = 200
#: The version of each API that is used.
VERSIONS: Mapping[str, str] = {
    "drive": "v3",
    "docs": "v1",
    "sheets": "v4",
    "gmail": "v1",
    "calendar": "v3",
}


class Asked(Protocol):
    """A request of googleapiclient."""

    uri: str
    method: str
    headers: dict[str, str]

    def execute(self) -> Any:
        """Ask it."""
        ...


class Google:
    """One signed-in account's way to Google's APIs.

    Args:
        session: As transport.py makes it. gspread takes the same one.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._services: dict[str, Any] = {}
        self._parts: dict[tuple[str, str], Any] = {}

    def service(self, name: str) -> Any:
        """An API, built from the description that comes with the library: nothing is asked.

        Args:
            name: One of VERSIONS.
        """
        if name not in self._services:
            from googleapiclient import discovery, discovery_cache  # type: ignore[import-untyped]  # noqa: PLC0415 - 0.2 s; it has no types

            described = discovery_cache.get_static_doc(name, VERSIONS[name])
            http = RequestsHttp(self.session)
            made = discovery.build_from_document(described, http=http)
            _without_docstrings(made)
            self._services[name] = made
        return self._services[name]

    def part(self, name: str, noun: str) -> Any:
        """A part of an API, `files` of `drive`, made once."""
        if (name, noun) not in self._parts:
            self._parts[name, noun] = getattr(self.service(name), noun)()
        return self._parts[name, noun]

    def ask(
        self, request: Asked, doing: str, *, safe: bool = False, told: Collection[int] = ()
    ) -> Any:
        """Execute a request of googleapiclient and give its answer.

        Args:
            request: `google.service("drive").files().get(...)`.
            doing: What it does, for people: "read the document".
            safe: It may be repeated though it isn't a GET: twice does the same as once.
            told: Statuses that raise Said instead, for the caller to decide; a 403 that is a limit
                never does.

        Raises:
            Said: A status in `told`.
            SignInNeeded: 401, a renewal that failed, a scope that is missing.
            BadInput: 400. Refused: 403, 409, 412. NotFound: 404, 410. StorageFailed: no room.
            Unavailable: 5xx, 429, a time-out, a cut, after the last try; `uncertain` where a
                change may have been made.
        """
        from googleapiclient.errors import HttpError  # type: ignore[import-untyped]  # noqa: PLC0415 - 0.2 s; it has no types

        if safe:
            request.headers[REPEAT] = SAFE
        certain = is_safe(request.method, request.headers)
        try:
            return request.execute()
        except HttpError as error:
            said = read_said(int(error.resp.status), error.content)
        except Unavailable as error:
            what = f"Could not {doing}: {error.what}"
            raise Unavailable(what, error.why, error.fix, uncertain=error.uncertain) from None
        theirs = said.status in told and not is_limit(said)
        raise said if theirs else failure(said, doing, uncertain=not certain)

    def ask_many(self, api: str, reads: Sequence[Asked], doing: str) -> list[Any]:
        """The answers to reads of one API, a hundred a request, in their order.

        One that can't be answered is a UserError, given and not raised. Reads that met a limit
        are asked again, within bounds.

        Raises:
            UserError: All of a request failed, as `ask` says.
        """
        if len(reads) == 1:
            return [self._one(reads[0], doing)]
        found: list[Any] = [None] * len(reads)
        waiting, wait = list(range(len(reads))), _WAIT
        for attempt in range(1, _TIMES + 1):
            for some in _parts(waiting, batch.MOST[api]):
                answers = self._batch(api, [reads[n].uri for n in some], doing)
                for place, number in enumerate(some):
                    found[number] = _answer(answers.get(place), doing)
            waiting = [n for n in waiting if isinstance(found[n], Unavailable)]
            if not waiting or attempt == _TIMES:
                break
            self._pause(wait)
            wait *= _GROWTH
        return found

    def _one(self, read: Asked, doing: str) -> Any:
        try:
            return self.ask(read, doing)
        except Unavailable:
            raise
        except UserError as error:
            return error

    def _batch(self, api: str, urls: Sequence[str], doing: str) -> dict[int, tuple[int, bytes]]:
        said = {"Content-Type": batch.TYPE, REPEAT: SAFE}
        address = batch.address(api, VERSIONS[api])
        try:
            answer = self.session.request("POST", address, data=batch.written(urls), headers=said)
        except Unavailable as error:
            raise Unavailable(f"Could not {doing}: {error.what}", error.why, error.fix) from None
        if answer.status_code != _OK:
            raise failure(read_said(answer.status_code, answer.content), doing)
        return batch.read(answer.headers.get("Content-Type", ""), answer.content)

    def _pause(self, seconds: float) -> None:
        getattr(self.session, "pause", time.sleep)(seconds)


def _parts(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def _answer(said: tuple[int, bytes] | None, doing: str) -> Any:
    """One of many answers: JSON values, or why there is none."""
    if said is None:
        return away(f"Could not {doing}", "Google left it out of its answer.")
    status, content = said
    if status != _OK:
        return failure(read_said(status, content), doing)
    try:
        return json.loads(content)
    except ValueError:
        return away(f"Could not {doing}", "Google's answer can't be read.")


class RequestsHttp:
    """What googleapiclient wants of httplib2, over a requests session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> tuple[Any, bytes]:
        """Ask; answers with httplib2's response and the content."""
        from httplib2 import Response  # type: ignore[import-untyped]  # noqa: PLC0415 - late, as above

        content = body.read() if hasattr(body, "read") else body
        if isinstance(content, str):
            content = content.encode()
        # requests counts the bytes itself: googleapiclient counts characters.
        kept = {k: v for k, v in (headers or {}).items() if k.lower() != "content-length"}
        answer = self._session.request(method, uri, data=content, headers=kept)
        response = Response({**answer.headers, "status": str(answer.status_code)})
        response.reason = answer.reason
        return response, answer.content

    def close(self) -> None:
        """The session stays open: others use it, too."""


def _without_docstrings(service: Any) -> None:
    """Let no method be made with a docstring that shows its messages with all that is in them.

    Nobody reads them here. Written out, those of Docs and Sheets take 0.25 s and 40 MB, which is
    more than all else that is made of the descriptions.
    """
    schemas = service._schema  # noqa: SLF001 - the library has no other way to leave them out
    schemas.pretty = dict.fromkeys(schemas.schemas, "{},\n")
