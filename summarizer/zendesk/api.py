"""The one way to Zendesk: signed in, in time, again where that is safe; every failure in words."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.exceptions import RequestException

from summarizer.requesting import (
    REPEAT,
    SAFE,
    Patience,
    Persistent,
    in_words,
    is_safe,
    never_sent,
    wait_after_answer,
)
from summarizer.zendesk.account import GET_ONE, ZendeskAccount
from tracker.errors import (
    BadInput,
    NotFound,
    Refused,
    SignInNeeded,
    Unavailable,
    UserError,
)

GO_ON: Final = "Type the same command again: what is done already is not done twice."
#: As many items as a page, and as many tickets as a job, can have.
MANY: Final = 100
_OK, _CONFLICT, _TOO_MANY, _SERVER = 300, 409, 429, 500
_LONGEST = 300
#: Zendesk's words for a 409 that another try heals: two changes met in its database, and this one
#: was not made (reported: zendesk/zendesk_api_client_php#314, facetoe/zenpy#58).
_COLLISIONS: Final = frozenset({"DatabaseConflict", "DatabaseDeadlock"})


class Said(Exception):
    """A status that the caller asked to be told: it decides what that means.

    Attributes:
        word: Zendesk's word for it: `RecordInvalid`, `UpdateConflict`; "" if it says none.
        message: Its sentences, in one line.
    """

    def __init__(self, status: int, word: str = "", message: str = "") -> None:
        super().__init__(f"{status} {word}".strip())
        self.status, self.word, self.message = status, word, message

    @property
    def collided(self) -> bool:
        """Nothing was done, and another try may heal it: nobody else's change is in the way."""
        return self.status == _CONFLICT and self.word in _COLLISIONS


class Zendesk:
    """An agent's way to Zendesk's API (https://developer.zendesk.com/api-reference/ticketing).

    Args:
        account: Where, and who.
        patience: How long a request may take; a clock and a sleep of one's own.
    """

    def __init__(self, account: ZendeskAccount, patience: Patience | None = None) -> None:
        self.account, self.patience = account, patience or Patience()
        self._session: requests.Session | None = None

    def ask(  # noqa: PLR0913 - what a request is made of
        self,
        method: str,
        path: str,
        doing: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        safe: bool = False,
        told: Collection[int] = (),
    ) -> Any:
        """Ask `/api/v2/PATH` and give its answer.

        Args:
            method: GET, POST or PUT.
            path: Without a slash at its beginning.
            doing: What it does, for people: "read the ticket 4711".
            params: The query.
            body: JSON values.
            headers: Others than those of every request.
            safe: It may be repeated though it isn't a GET: twice does the same as once.
            told: Statuses that raise Said instead, for the caller to decide.

        Raises:
            Said: A status in `told`.
            SignInNeeded: 401. Refused: 403, 409, 422. NotFound: 404. BadInput: other 4xx.
            Unavailable: 5xx, 429, a time-out, a cut, after the last try; `uncertain` where a
                change may have been made.
        """
        sent = {**(headers or {}), **({REPEAT: SAFE} if safe else {})}
        url = f"{self.account.url}/api/v2/{path}"
        self.patience.begin()
        session = self._session = self._session or _session(self.account, self.patience)
        try:
            answer = session.request(
                method, url, params=params, json=body, headers=sent, allow_redirects=False
            )
        except RequestException as error:
            why = f"{urlsplit(url).hostname} {in_words(error)}."
            uncertain = method != "GET" and not never_sent(error)
            raise away(f"Could not {doing}: Zendesk is not available", why, uncertain) from None
        if answer.status_code < _OK:
            return _json(answer, doing)
        said = read_said(answer.status_code, answer.content)
        if said.status in told and not said.collided:
            raise said
        uncertain = said.status >= _SERVER and not is_safe(method, {})
        raise failure(said, doing, uncertain=uncertain)

    def pages(
        self, path: str, name: str, doing: str, params: Mapping[str, str] | None = None
    ) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list, by cursor."""
        after = ""
        while True:
            asked = {**(params or {}), "page[size]": str(MANY)}
            asked |= {"page[after]": after} if after else {}
            answer = self.ask("GET", path, doing, params=asked)
            yield list(answer.get(name) or ())
            meta = answer.get("meta") or {}
            known, after = after, str(meta.get("after_cursor") or "")
            if not meta.get("has_more") or not after or after == known:
                return


class _Transport(Persistent):
    """Asks again after a collision in Zendesk's database, too."""

    def wait_after(
        self, answer: requests.Response, attempt: int, chance: float, *, safe: bool
    ) -> float | None:
        """As after a limit: nothing was done."""
        conflict = answer.status_code == _CONFLICT
        limited = conflict and read_said(_CONFLICT, answer.content).collided
        return wait_after_answer(answer, attempt, chance, safe=safe, limited=limited)


def _session(account: ZendeskAccount, patience: Patience) -> requests.Session:
    session = requests.Session()
    adapter = _Transport(patience, alone=False)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    name = f"{account.user}/token:{account.token.read()}"
    session.headers["Authorization"] = f"Basic {base64.b64encode(name.encode()).decode()}"
    session.headers["Accept"] = "application/json"
    session.auth = _as_it_is
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without this, requests would put a password of ~/.netrc in the place of the token."""
    return request


def _json(answer: requests.Response, doing: str) -> Any:
    try:
        return answer.json()
    except ValueError:
        why = "It answered with something that isn't JSON."
        raise away(f"Could not {doing}", why, answer.request.method != "GET") from None


def read_said(status: int, content: bytes) -> Said:
    """What an answer with this status says; one in no form that is known says little."""
    try:
        said = json.loads(content)
    except ValueError:
        return Said(status)
    if not isinstance(said, dict):
        return Said(status)
    error = said.get("error", "")
    if isinstance(error, dict):
        word, text = str(error.get("title", "")), str(error.get("message", ""))
    else:
        word, text = str(error), str(said.get("description", "") or "")
    problems = _problems(said.get("details"))
    return Said(status, word, " ".join((problems or text or word).split())[:_LONGEST])


def _problems(details: object) -> str:
    """The descriptions of a 422, each in a sentence."""
    if not isinstance(details, dict):
        return ""
    lists = [found for found in details.values() if isinstance(found, list)]
    return ". ".join(
        str(item["description"]).rstrip(".")
        for found in lists
        for item in found
        if isinstance(item, dict) and item.get("description")
    )


def failure(said: Said, doing: str, *, uncertain: bool = False) -> UserError:
    """The error for an answer that isn't one."""
    what, why = f"Could not {doing}", said.message or f"Zendesk answered {said.status}."
    if said.status >= _SERVER or said.status == _TOO_MANY or said.collided:
        return away(what, why, uncertain)
    by_status: dict[int, UserError] = {
        401: SignInNeeded("Zendesk does not take the token", why, GET_ONE),
        403: Refused(what, why, "Ask an admin of Zendesk for the permission."),
        404: NotFound(what, "Zendesk has no such thing, or this agent can't see it."),
        409: Refused(what, why, GO_ON),
        422: Refused(what, why, "Mend it in Zendesk, or do it there by hand."),
    }
    return by_status.get(said.status, BadInput(what, why))


def away(what: str, why: str, uncertain: bool = False) -> Unavailable:  # noqa: FBT001, FBT002 - one flag
    """Zendesk stayed away; how to go on is always the same."""
    if uncertain:
        why += "\nIt is not known whether the change was made."
    return Unavailable(what, why, GO_ON, uncertain=uncertain)
