"""Fixtures: a running loopback Slack, and where it is installed one of other people's making."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from summarizer.slack.account import SlackAccount
from summarizer.slack.account import token as app
from summarizer.slack.client import SlackRoom
from tests.slack import world
from tests.slack.server import Server

EMULATOR = Path(__file__).parent / "emulator" / "node_modules" / "emulate" / "dist" / "index.js"
INSTALL = "npm ci --ignore-scripts --prefix tests/slack/emulator"


@dataclass(frozen=True, slots=True)
class Place:
    """A room on one of the servers, seen past our own client.

    Attributes:
        account: What our client takes.
        person: The token of somebody who talks there.
    """

    account: SlackAccount
    person: str = field(repr=False)

    def room(self) -> SlackRoom:
        """A new client of ours: it remembers nothing."""
        return SlackRoom(self.account, sleep=lambda _: None)

    def nowhere(self) -> SlackRoom:
        """One for a room that there isn't."""
        return SlackRoom(replace(self.account, channel="C0NOWHERE00"))

    def hand(self, text: str, thread: str = "") -> None:
        """A person says something."""
        channel = self.account.channel
        self._web().chat_postMessage(channel=channel, text=text, thread_ts=thread or None)

    def texts(self, thread: str = "") -> list[str]:
        """The texts in the room, or in a thread, oldest first."""
        web, channel = self._web(), self.account.channel
        if thread:
            found: Any = web.conversations_replies(channel=channel, ts=thread)["messages"]
            return [line["text"] for line in found]
        found = web.conversations_history(channel=channel, limit=200)["messages"]
        return [line["text"] for line in reversed(found)]

    def _web(self) -> WebClient:
        web = WebClient(self.person, self.account.endpoint, retry_handlers=[])
        web.proxy = None
        return web


@pytest.fixture
def slack() -> Iterator[Server]:
    """A server on loopback. The test fails if the server itself goes wrong."""
    with Server(world.desk()) as server:
        yield server
    assert not server.bugs, "\n".join(server.bugs)


@pytest.fixture(scope="session")
def emulator() -> Iterator[str]:
    """The address of an emulator that isn't ours; the test is skipped where it isn't installed."""
    node = shutil.which("node")
    if node is None or not EMULATOR.is_file():
        pytest.skip(f"A second opinion, by another project's Slack. With Node 20: {INSTALL}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [node, str(EMULATOR), "start", "--service", "slack", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}/api/"
        finally:
            running.terminate()


def _wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the emulator did not start")


@pytest.fixture(params=["loopback", "emulator"])
def place(request: pytest.FixtureRequest) -> Place:
    """The desk's room, on our server and on the other one."""
    if request.param == "emulator":
        endpoint: str = request.getfixturevalue("emulator")
        token = "test_token_admin"  # noqa: S105 - the emulator's own
        return Place(SlackAccount("C000000001", app(token), endpoint), token)
    server: Server = request.getfixturevalue("slack")
    server.world.tokens["xoxp-dana"] = world.Token(world.DANA)
    return Place(SlackAccount(world.ROOM, app(world.TEST_TOKEN), server.url), "xoxp-dana")
