"""The loopback Google as an HTTP server: all APIs on one port, by their paths.

A path may begin with the API's host, as a proxy's would (`/sheets.googleapis.com/v4/...`).
Beside Google's paths it has its own, below `/-/`; see control.py.
"""

from __future__ import annotations

from tests import loopback
from tests.google import control
from tests.google.dispatch import Dispatch
from tests.google.world import World
from tests.loopback import Request, Response


class Server(loopback.Server[World]):
    """A running server.

    Attributes:
        faults: Where a test asks for faults.
        log: Method id and status of each request; status 0 where no answer was sent.
        bugs: What went wrong in the server itself.
    """

    def reset(self, world: World) -> None:
        """Begin anew with another world: no faults, an empty log."""
        self.world, self.dispatch = world, Dispatch(world)
        self.faults = self.dispatch.faults
        self.log, self.bugs = self.dispatch.log, self.dispatch.bugs

    def answer(self, request: Request) -> Response:
        """The answer to a request, whatever is wrong with it."""
        return control.answer(self, request) or self.dispatch.answer(request)


def serve(world: World, port: int = 0) -> Server:
    """Start a server on loopback; port 0 takes a free one."""
    return Server(world, port)
