"""From a request to its answer: who asks, for what, may they, and is all of it as Google's is."""

from __future__ import annotations

import importlib
import traceback
from typing import Any

from tests import loopback
from tests.google import (
    batch,
    discovery,
    errors,
    faults,
    oauth,
    schema_answer,
    schema_fields,
    schema_params,
    schema_request,
    sign_in,
    wire,
)
from tests.google.discovery import Found, Method
from tests.google.world import Call, GoogleError, Handler, Media, World, not_carried
from tests.loopback import Request, Response

#: The modules that carry methods.
MODULES = ("drive", "docs", "sheets", "gmail", "calendar")


def handlers() -> dict[str, Handler]:
    """What is carried: the handlers of all modules by their methods' ids."""
    found: dict[str, Handler] = {}
    for name in MODULES:
        found.update(importlib.import_module(f"tests.google.{name}").HANDLERS)
    strange = found.keys() - discovery.methods().keys()
    if strange:
        raise LookupError(f"Google has no such methods: {', '.join(sorted(strange))}")
    return found


class Dispatch:
    """Answers requests from a world.

    Attributes:
        log: Method id and status of each request; status 0 where no answer was sent.
        bugs: What went wrong in this server itself; a test that finds any has found a bug in it.
    """

    def __init__(self, world: World) -> None:
        self.world, self.faults = world, faults.Faults(world)
        self.handlers = handlers()
        self.log: list[tuple[str, int]] = []
        self.bugs: list[str] = []
        #: Requests that were given no answer and are carried out late, by when that is.
        self._late: list[tuple[str, Request, Found]] = []

    def answer(self, raw: Request) -> Response:
        """The answer to a request, whatever is wrong with it."""
        request = wire.plain(raw)
        if request.path in batch.PATHS:
            return self._batch(request)
        found = discovery.find(request.verb, request.path, request.host)
        name = found.method.id if found else sign_in.name_of(request)
        try:
            response = self._with_faults(request, found, name)
        except Exception as error:  # noqa: BLE001 - whatever breaks must be seen by the client
            response = self._bug(name, error)
        self.log.append((name, response.status))
        return response

    def _batch(self, request: Request) -> Response:
        """Many requests in one: one in the log, and faults befall the whole, or those within."""
        api, _ = batch.PATHS[request.path]
        name = f"{api}.batch"
        try:
            taken = self.faults.take(name)
            response = faults.instead(taken, api)
            if response is None:
                within = [(key, self._within(each)) for key, each in batch.parts(request)]
                response = faults.afterwards(taken) or batch.answered(within)
        except GoogleError as error:
            response = loopback.answer(errors.body(api, error), error.status)
        except Exception as error:  # noqa: BLE001 - whatever breaks must be seen by the client
            response = self._bug(name, error)
        self.log.append((name, response.status))
        return response

    def _within(self, request: Request) -> Response:
        found = discovery.find(request.verb, request.path, request.host)
        name = found.method.id if found else ""
        return self._with_faults(request, found, f"{batch.WITHIN}{name}")

    def _with_faults(self, request: Request, found: Found | None, name: str) -> Response:
        taken = self.faults.take(name)
        with self.world.lock:
            for fault in taken:
                if fault.edit:
                    fault.edit(self.world)
        self._carry_out("late-before", name)
        if response := faults.instead(taken, found.method.api if found else ""):
            late = [fault.kind for fault in taken if fault.kind in faults.LATE]
            self._late += [(kind, request, found) for kind in late if found]
            return response
        past = next((fault.past for fault in taken if fault.past), None)
        response = self._plain_answer(request, found, past or self.world)
        self._carry_out("late-after", name)
        return faults.afterwards(taken) or response

    def _carry_out(self, when: str, name: str) -> None:
        """Do what was asked long ago, now that the next request of this method is here."""
        due = [(r, f) for kind, r, f in self._late if kind == when and f.method.id == name]
        self._late = [one for one in self._late if (one[0], one[2].method.id) != (when, name)]
        for request, found in due:
            self._plain_answer(request, found, self.world)

    def _plain_answer(self, request: Request, found: Found | None, world: World) -> Response:
        if found is None:
            return self._without_method(request)
        with world.lock:
            try:
                return self._called(request, found, world)
            except GoogleError as error:
                return loopback.answer(errors.body(found.method.api, error), error.status)

    def _without_method(self, request: Request) -> Response:
        if request.path.startswith("/batch"):
            error = not_carried("batches of requests")
            return loopback.answer(errors.body("", error), error.status)
        with self.world.lock:
            response = sign_in.answer(self.world, request)
        text = "The requested URL was not found on this server. That's all we know."
        return response or wire.page(404, text)

    def _called(self, request: Request, found: Found, world: World) -> Response:
        method = found.method
        if "transfer-encoding" in request.headers:
            raise not_carried("bodies that come in chunks")
        user, scopes = oauth.bearer(self.world, request)
        if not scopes & method.scopes:
            raise GoogleError(403, errors.NO_SCOPE, "insufficientPermissions")
        call = _call(request, found)
        call.user, call.scopes = user, scopes
        handler = self.handlers.get(method.id)
        if handler is None:
            raise not_carried(f"{method.id} ({request.verb} {request.path})")
        return _response(method, call, handler(world, call))

    def _bug(self, name: str, error: Exception) -> Response:
        text = f"BUG OF THE LOOPBACK GOOGLE in {name}: {error!r}\n"
        text += "".join(traceback.format_exception(error)[-6:])
        self.bugs.append(text)
        return loopback.answer(errors.body("", GoogleError(500, text)), 500)


def _call(request: Request, found: Found) -> Call:
    """A request, checked against the discovery document."""
    method = found.method
    params = schema_params.read(method, found.path, request.query)
    if "fields" in params and method.response:
        schema_fields.mask_of(method.api, method.response, params["fields"])
    body, media = request.body, None
    if found.upload:
        body, media = _upload(request)
    if params.get("alt") == "media" and not method.downloads:
        raise errors.BadValue(
            "alt=media is not supported for this method.", "alt", "invalidParameter", "parameter"
        )
    return Call(method.id, params, schema_request.read(method, body), media=media)


def _upload(request: Request) -> tuple[bytes, tuple[bytes, str]]:
    kind = request.arguments().get("uploadType", "")
    if kind == "media":
        form = request.headers.get("content-type", "application/octet-stream")
        return b"", (request.body, form)
    if kind == "multipart":
        metadata, content, form = wire.parts_of(request)
        return metadata, (content, form)
    if kind == "resumable":
        raise not_carried("resumable uploads")
    raise errors.BadValue("Invalid upload request.", "uploadType", "badRequest", "parameter")


def _response(method: Method, call: Call, value: Any) -> Response:
    """A handler's answer as it goes out: what the mask wants of it, checked."""
    if isinstance(value, Media):
        return Response(200, value.content, value.type)
    if value is None:
        if method.response:
            raise schema_answer.BadAnswer(f"{method.id} answers with {method.response}")
        return Response(204)
    if "fields" in call.params:
        mask = schema_fields.mask_of(method.api, method.response, call.params["fields"])
        value = schema_fields.apply(mask, value)
    schema_answer.check(method.api, method.response, value)
    return loopback.answer(value)
