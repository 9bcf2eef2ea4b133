"""Google's APIs for one account: each from its own description, every failure told in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from summarizer.google.errors import Said, failure, read_said
from summarizer.google.retrying import REPEAT, SAFE, is_safe
from tracker.errors import Unavailable

if TYPE_CHECKING:
    from requests import Session

__all__ = ["VERSIONS", "Google", "Said"]

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
            self._services[name] = discovery.build_from_document(described, http=http)
        return self._services[name]

    def part(self, name: str, noun: str) -> Any:
        """A part of an API, `files` of `drive`, made once: that of Docs takes 0.1 s."""
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
            told: Statuses that raise Said instead, for the caller to decide.

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
        raise said if said.status in told else failure(said, doing, uncertain=not certain)


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
