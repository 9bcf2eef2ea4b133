"""From a request to its answer: who asks, may they, is it carried, and does the answer fit."""

from __future__ import annotations

import base64
import binascii
import json
import re
import traceback
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from tests.loopback import Faults, Request, Response, answer
from tests.zendesk import contract, handlers
from tests.zendesk.faults import AFTER, ANSWERS, BEFORE, JOBS, KINDS, Fault
from tests.zendesk.handlers import Call, Handler
from tests.zendesk.world import User, World, ZendeskError, not_carried


@dataclass(frozen=True, slots=True)
class Route:
    """A path that is carried: its name, handler, and the published model of its answer."""

    name: str
    verb: str
    path: str
    handler: Handler
    model: str
    params: tuple[str, ...] = ()
    status: int = 200
    #: Whether an end user may ask it, too.
    everybody: bool = False


_PAGED = ("page[size]", "page[after]")
ROUTES = (
    Route("users.me", "GET", "users/me", handlers.me, "CurrentUserResponse", everybody=True),
    Route("users.search", "GET", "users/search", handlers.users_search, "UsersResponse",
          ("query", "external_id")),
    Route("users.show_many", "GET", "users/show_many", handlers.users_show_many, "UsersResponse",
          ("ids",)),
    Route("users.requested", "GET", r"users/(\d+)/tickets/requested", handlers.requested,
          "TicketsResponse", _PAGED),
    Route("tickets.list", "GET", "tickets", handlers.tickets_list, "TicketsResponse",
          (*_PAGED, "external_id")),
    Route("tickets.show_many", "GET", "tickets/show_many", handlers.show_many, "TicketsResponse",
          ("ids",)),
    Route("tickets.show", "GET", r"tickets/(\d+)", handlers.show, "TicketResponse"),
    Route("tickets.create", "POST", "tickets", handlers.create, "TicketUpdateResponse",
          status=201),
    Route("tickets.update_many", "PUT", "tickets/update_many", handlers.change_many,
          "JobStatusResponse", ("ids",)),
    Route("tickets.update", "PUT", r"tickets/(\d+)", handlers.change, "TicketUpdateResponse"),
    Route("tickets.audits", "GET", r"tickets/(\d+)/audits", handlers.audits,
          "TicketAuditsResponseNoneCursor", _PAGED),
    Route("tickets.comments", "GET", r"tickets/(\d+)/comments", handlers.comments,
          "TicketCommentsResponse", _PAGED),
    Route("groups.assignable", "GET", "groups/assignable", handlers.groups, "GroupsResponse",
          _PAGED),
    Route("job_statuses.show", "GET", r"job_statuses/([0-9a-f]+)", handlers.job,
          "JobStatusResponse"),
)  # fmt: skip


class Dispatch:
    """Answers requests from a world.

    Attributes:
        log: Name and status of each request; status 0 where no answer was sent.
        bugs: What went wrong in this server itself; a test that finds any has found a bug in it.
    """

    def __init__(self, world: World) -> None:
        self.world, self.faults = world, Faults[World](KINDS)
        self.log: list[tuple[str, int]] = []
        self.bugs: list[str] = []

    def answer(self, request: Request) -> Response:
        """The answer to a request, whatever is wrong with it."""
        route, number = _route(request)
        name = route.name if route else f"{request.verb} {request.path}"
        try:
            response = self._with_faults(request, route, name, number)
        except Exception as error:  # noqa: BLE001 - whatever breaks must be seen by the client
            self.bugs.append("".join(traceback.format_exception(error)))
            response = answer({"error": f"BUG OF THE LOOPBACK ZENDESK: {error!r}"}, 500)
        self.log.append((name, response.status))
        return response

    def _with_faults(
        self, request: Request, route: Route | None, name: str, number: str
    ) -> Response:
        faults = self.faults.take(name)
        trouble = next((fault.kind for fault in faults if fault.kind in JOBS), "")
        for fault in faults:
            if fault.edit:
                with self.world.lock:
                    fault.edit(self.world)
            elif fault.kind in ANSWERS:
                return _failed(fault)
            elif fault.kind in BEFORE:
                return fault.silence()
        try:
            response = self._answer(request, route, number, trouble)
        except ZendeskError as error:
            response = answer(_said(error), error.status)
        return next((_lost(f, response) for f in faults if f.kind in AFTER), response)

    def _answer(self, request: Request, route: Route | None, number: str, trouble: str) -> Response:
        with self.world.lock:
            caller = _caller(self.world, request.headers)
            if route is None:
                raise not_carried(f"{request.verb} {request.path}")
            if caller.role == "end-user" and not route.everybody:
                raise ZendeskError(403, "Forbidden", "You do not have access to this page.")
            call = Call(caller, number, _params(route, request.query), raw=request.body)
            call.headers, call.trouble = request.headers, trouble
            call.body = _body(route, request)
            found = route.handler(self.world, call)
        contract.check(route.model, found)
        return answer(found, route.status, call.said)


def _route(request: Request) -> tuple[Route | None, str]:
    path = request.path.removeprefix("/api/v2/").removesuffix(".json")
    for route in ROUTES:
        match = re.fullmatch(route.path, path)
        if match and route.verb == request.verb:
            return route, match[1] if match.groups() else ""
    return None, ""


def _caller(world: World, headers: Any) -> User:
    """Who asks: `EMAIL/token:TOKEN` in Basic, and the token is that user's."""
    kind, _, text = headers.get("authorization", "").partition(" ")
    refused = ZendeskError(401, "Couldn't authenticate you")
    if kind != "Basic":
        raise refused
    try:
        name, _, token = base64.b64decode(text).decode().partition("/token:")
    except (binascii.Error, UnicodeDecodeError):
        raise refused from None
    found = world.users.get(world.tokens.get(token, 0))
    if found is None or found.email.casefold() != name.casefold() or found.suspended:
        raise refused
    return found


def _params(route: Route, query: str) -> dict[str, str]:
    params = dict(parse_qsl(query, keep_blank_values=True))
    if strange := params.keys() - set(route.params):
        raise ZendeskError(400, "BadRequest", f"no such parameter: {', '.join(sorted(strange))}")
    return params


def _body(route: Route, request: Request) -> Any:
    """The body, as the published models have it; what they haven't is refused, not dropped."""
    if request.verb == "GET":
        return None
    try:
        body = json.loads(request.body)
        ticket, batch = body.get("ticket"), body.get("tickets")
    except (ValueError, AttributeError):
        raise ZendeskError(400, "BadRequest", "The body is no JSON object") from None
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ZendeskError(415, "UnsupportedMediaType", "The body is application/json")
    if route.name != "tickets.update_many":
        batch = None
    model = "TicketCreateInput" if route.verb == "POST" else "TicketUpdateInput"
    try:
        for item in batch if isinstance(batch, list) else [ticket]:
            known = frozenset({"id"}) if batch else frozenset()
            contract.check(model, item, known)
    except (contract.Breach, AttributeError) as breach:
        raise ZendeskError(400, "BadRequest", str(breach)) from None
    return body


def _said(error: ZendeskError) -> dict[str, Any]:
    if error.status == 401:
        return {"error": error.error}
    if error.status == 403:
        return {"error": {"title": error.error, "message": error.description}}
    said: dict[str, Any] = {"error": error.error, "description": error.description}
    return said | ({"details": error.details} if error.details else {})


def _lost(fault: Fault, response: Response) -> Response:
    """What comes instead of an answer, whose work is done."""
    if fault.kind == "cut-body":
        return replace(response, half=True)
    return _failed(fault) if fault.kind == "html-after" else fault.silence()


def _failed(fault: Fault) -> Response:
    status, body, kind = ANSWERS[fault.kind.removesuffix("-after")]
    return Response(status, body, kind, fault.waits())
