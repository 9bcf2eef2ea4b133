"""The server's own paths, for whoever runs it from the command line: `/-/faults` and others.

None of them is Google's. Each answers with JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests import loopback
from tests.google import desk, oauth
from tests.loopback import Request, Response

if TYPE_CHECKING:
    from tests.google.server import Server


def answer(server: Server, request: Request) -> Response | None:
    """What a path below `/-/` does; None for all others."""
    if not request.path.startswith("/-/"):
        return None
    ways = {
        ("POST", "/-/faults"): _add,
        ("DELETE", "/-/faults"): _clear,
        ("GET", "/-/log"): _log,
        ("POST", "/-/reset"): _reset,
        ("GET", "/-/client"): _client,
    }
    do = ways.get((request.verb, request.path))
    if do is None:
        return loopback.answer({"error": f"one of {sorted(' '.join(w) for w in ways)}"}, 404)
    try:
        return loopback.answer(do(server, request))
    except (ValueError, TypeError) as error:
        return loopback.answer({"error": str(error)}, 400)


def _add(server: Server, request: Request) -> Any:
    """Ask for a fault: `{"kind": "429", "method": "drive.*", "times": 2, "retry_after": 3}`."""
    fault = server.faults.add(**json.loads(request.body))
    return {"kind": fault.kind, "method": fault.method, "times": fault.times}


def _clear(server: Server, _request: Request) -> Any:
    server.faults.clear()
    return {}


def _log(server: Server, _request: Request) -> Any:
    return {"log": server.log, "bugs": server.bugs}


def _reset(server: Server, _request: Request) -> Any:
    server.reset(desk.world())
    return {}


def _client(server: Server, _request: Request) -> Any:
    """The file of a desktop client that may sign people in here, as Google's console gives it."""
    return oauth.client(server.world, server.url)
