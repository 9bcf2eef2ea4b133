"""The loopback Slack as an HTTP server: methods below `/api/`, its own paths below `/-/`."""

from __future__ import annotations

import json
import traceback
from typing import Any

from tests import loopback
from tests.loopback import Faults, Request, Response, answer
from tests.slack import arguments
from tests.slack import world as w
from tests.slack.arguments import Call
from tests.slack.faults import INSTEAD, KINDS, WORDS, Fault
from tests.slack.methods import HANDLERS
from tests.slack.world import NotCarried, SlackError, World

HTML = b"<!DOCTYPE html><title>Slack</title><p>Something went wrong."


class Server(loopback.Server[World]):
    """A running server.

    Attributes:
        faults: Where a test asks for faults.
        log: Method and its outcome (`ok`, Slack's word, a status, `none`) of each request.
        bugs: What went wrong in the server itself.
    """

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(world, port)
        self.url += "/api/"

    def reset(self, world: World) -> None:
        """Begin anew with another world."""
        self.world, self.faults = world, Faults[World](KINDS)
        self.log: list[tuple[str, str]] = []
        self.bugs: list[str] = []

    @property
    def asked(self) -> list[str]:
        """The methods that were asked, in order."""
        return [method for method, _ in self.log]

    def answer(self, request: Request) -> Response:
        """The answer to a request, whatever is wrong with it."""
        if request.path.startswith("/-/"):
            return _control(self, request)
        method = request.path.removeprefix("/api/")
        taken = self.faults.take(method)
        for edit in (f.edit for f in taken if f.edit):
            with self.world.lock:
                edit(self.world)
        fault = next((f for f in taken if f.kind != "edit"), None)
        if fault and (fault.kind in INSTEAD or fault.kind in WORDS):
            response, said = _instead(fault), fault.kind
        else:
            response, said = self._answered(request, method)
            if fault:
                response, said = _after(fault, response), fault.kind
        self.log.append((method, said))
        return response

    def _answered(self, request: Request, method: str) -> tuple[Response, str]:
        try:
            with self.world.lock:
                found, scopes = self._called(request, method)
        except SlackError as error:
            return answer({"ok": False, "error": error.word, **error.more}), error.word
        except NotCarried as error:
            text = f"The loopback Slack does not carry {error}"
            return answer({"ok": False, "error": "not_carried", "why": text}, 501), "501"
        except Exception as error:  # noqa: BLE001 - whatever breaks must be seen by the client
            self.bugs.append(f"{method}: {error!r}\n{''.join(traceback.format_exception(error))}")
            return answer({"ok": False, "error": "bug_of_the_loopback"}, 500), "bug"
        return answer({"ok": True, **found}, headers={"X-OAuth-Scopes": scopes}), "ok"

    def _called(self, request: Request, method: str) -> tuple[dict[str, Any], str]:
        """The answer, and the scopes of the token: Slack tells them with each."""
        if method not in HANDLERS:
            if method in arguments.known_methods():
                raise NotCarried(method)
            raise SlackError("unknown_method", req_method=method)
        args = arguments.read(request.headers, request.query, request.body)
        token = self._token(request, args)
        handler, wanted = HANDLERS[method]
        arguments.check(method, args, wanted)
        found = handler(Call(self.world, token.user, token.scopes, args))
        return found, ",".join(sorted(token.scopes))

    def _token(self, request: Request, args: dict[str, Any]) -> w.Token:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        in_form = "json" not in request.headers.get("content-type", "")
        text = given if kind.casefold() == "bearer" else args.get("token", "") if in_form else ""
        if not text:
            raise SlackError("not_authed")
        if text not in self.world.tokens:
            raise SlackError("invalid_auth")
        return self.world.tokens[text]


def _instead(fault: Fault) -> Response:
    if fault.kind == "429":
        return answer({"ok": False, "error": "ratelimited"}, 429, fault.waits())
    if fault.kind in WORDS:
        needed = {"needed": "chat:write"} if fault.kind == "missing_scope" else {}
        return answer({"ok": False, "error": fault.kind, **needed})
    if fault.kind in ("500", "503"):
        return Response(int(fault.kind), HTML, "text/html; charset=utf-8")
    if fault.kind == "html":
        return Response(200, HTML, "text/html; charset=utf-8")
    return fault.silence()


def _after(fault: Fault, response: Response) -> Response:
    if fault.kind == "fatal_error":
        return answer({"ok": False, "error": "fatal_error"})
    if fault.kind == "html-after":
        return Response(200, HTML, "text/html; charset=utf-8")
    if fault.kind == "cut-body":
        return Response(response.status, response.body, half=True)
    return fault.silence()


def _control(server: Server, request: Request) -> Response:
    """What a path of the server's own does: faults, the log, all lines, a new world."""
    way = f"{request.verb} {request.path}"
    try:
        if way == "POST /-/faults":
            server.faults.add(**json.loads(request.body))
        elif way == "DELETE /-/faults":
            server.faults.clear()
        elif way == "POST /-/reset":
            server.reset(w.desk())
        elif way == "GET /-/log":
            return answer({"log": server.log, "bugs": server.bugs})
        elif way == "GET /-/lines":
            lines = [(m.ts, m.thread, m.text) for m in server.world.room().messages if not m.gone]
            return answer({"lines": lines})
        else:
            return answer({"error": f"there is no {way}"}, 404)
    except (ValueError, TypeError) as error:
        return answer({"error": str(error)}, 400)
    return answer({})
