"""The loopback Zendesk as an HTTP server."""

from __future__ import annotations

import json

from tests import loopback
from tests.loopback import Request, Response, answer
from tests.zendesk.dispatch import Dispatch
from tests.zendesk.world import World


class Server(loopback.Server[World]):
    """A running server.

    Attributes:
        faults: Where a test asks for faults.
        log: Name and status of each request; bugs: what went wrong in the server itself.
    """

    def reset(self, world: World) -> None:
        """Begin anew with another world: no faults, an empty log."""
        self.world, self.dispatch = world, Dispatch(world)
        self.faults = self.dispatch.faults
        self.log, self.bugs = self.dispatch.log, self.dispatch.bugs

    def asked(self, name: str) -> int:
        """How many requests of this name came."""
        return sum(1 for found, _ in self.log if found == name)

    def answer(self, request: Request) -> Response:
        """The answer to a request, whatever is wrong with it."""
        return control(self, request) or self.dispatch.answer(request)


def control(server: Server, request: Request) -> Response | None:
    """The server's own paths, for whoever runs it by hand: `/-/faults`, `/-/log`."""
    if not request.path.startswith("/-/"):
        return None
    if (request.verb, request.path) == ("GET", "/-/log"):
        return answer({"log": server.log, "bugs": server.bugs})
    if (request.verb, request.path) == ("POST", "/-/faults"):
        try:
            server.faults.add(**json.loads(request.body))
        except (ValueError, TypeError) as error:
            return answer({"error": str(error)}, 400)
        return answer({})
    return answer({"error": "GET /-/log or POST /-/faults"}, 404)
