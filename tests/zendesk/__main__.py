"""Run the loopback Zendesk by hand: `python -m tests.zendesk --port 8898`."""

from __future__ import annotations

import argparse
import sys
import threading

from tests.zendesk import desk
from tests.zendesk.dispatch import ROUTES
from tests.zendesk.server import Server


def main(arguments: list[str]) -> int:
    """Serve until interrupted, or print what is carried."""
    parser = argparse.ArgumentParser(prog="python -m tests.zendesk", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--carried", action="store_true", help="print what is carried, and end")
    options = parser.parse_args(arguments)
    if options.carried:
        lines = (f"{r.verb:5}/api/v2/{r.path}  ({r.name})" for r in ROUTES)
        sys.stdout.write("\n".join(lines) + "\n")
        return 0
    with Server(desk.world(), options.port) as server:
        who = f"zendesk.user = {desk.AGENT}, SUMMARIZER_ZENDESK_TOKEN={desk.TOKEN}"
        sys.stdout.write(f"The loopback Zendesk is at {server.url} ({who}; end it with Ctrl-C)\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
