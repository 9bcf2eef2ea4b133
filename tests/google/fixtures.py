"""Fixtures: a running loopback Google for each test, with a team's accounts and shared drive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.google import desk, oauth
from tests.google.server import Server, serve


@pytest.fixture
def google() -> Iterator[Server]:
    """A server on loopback. The test fails if the server itself goes wrong."""
    with serve(desk.world()) as server:
        yield server
    assert not server.bugs, "\n".join(server.bugs)


@pytest.fixture
def token(google: Server) -> Callable[[str], str]:
    """A new access token for an account, good for everything: `token("agent@example.com")`."""

    def make(user: str = desk.AGENT) -> str:
        return oauth.mint(google.world, user)

    return make
