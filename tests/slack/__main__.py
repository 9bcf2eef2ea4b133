"""Run the loopback Slack by hand: `python -m tests.slack --port 8898`."""

from __future__ import annotations

import argparse
import sys
import threading

from tests.slack import arguments, world
from tests.slack.methods import HANDLERS
from tests.slack.server import Server


def main(given: list[str]) -> int:
    """Serve until interrupted, or print what is carried."""
    parser = argparse.ArgumentParser(prog="python -m tests.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--carried", action="store_true", help="print the methods, and end")
    options = parser.parse_args(given)
    if options.carried:
        sys.stdout.write("".join(f"{name}\n" for name in sorted(HANDLERS)))
        sys.stdout.write(f"{len(HANDLERS)} of {len(arguments.known_methods())} methods\n")
        return 0
    with Server(world.desk(), options.port) as server:
        sys.stdout.write(
            f"The loopback Slack is at {server.url} (end it with Ctrl-C)\n"
            f"room {world.ROOM}, token {world.TEST_TOKEN}\n"
        )
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
