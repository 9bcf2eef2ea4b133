"""Run the loopback Google by hand: `python -m tests.google --port 8899`."""

from __future__ import annotations

import argparse
import sys
import threading

from tests.google import desk, discovery, docs_batch, schema
from tests.google.dispatch import handlers
from tests.google.server import serve
from tests.google.sheets import batch


def main(arguments: list[str]) -> int:
    """Serve until interrupted, or print what is carried."""
    parser = argparse.ArgumentParser(prog="python -m tests.google", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--carried", action="store_true", help="print the methods, and end")
    options = parser.parse_args(arguments)
    if options.carried:
        sys.stdout.write(carried())
        return 0
    with serve(desk.world(), options.port) as server:
        sys.stdout.write(f"The loopback Google is at {server.url} (end it with Ctrl-C)\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


def carried() -> str:
    """Every method of the APIs and kind of batch request; what isn't carried answers 501."""
    here = handlers()
    apart = {True: "carried", False: "not carried: 501"}
    rows = sorted((name not in here, name) for name in discovery.methods())
    lines = [f"{apart[not missing]:18}{name}\n" for missing, name in rows]
    lines.append(f"{len(here)} of {len(rows)} methods are carried\n")
    for api, kinds in (("docs", docs_batch.REQUESTS), ("sheets", batch.KINDS)):
        known = schema.fields_of(api, "Request")
        rows = sorted((name not in kinds, f"{api} batchUpdate {name}") for name in known)
        lines += [f"{apart[not missing]:18}{name}\n" for missing, name in rows]
    return "".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
