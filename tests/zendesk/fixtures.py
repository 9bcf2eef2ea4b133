"""Fixtures: a running loopback Zendesk for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.zendesk import desk
from tests.zendesk.server import Server


@pytest.fixture
def zendesk() -> Iterator[Server]:
    """A server on loopback. The test fails if the server itself goes wrong."""
    with Server(desk.world()) as server:
        yield server
    assert not server.bugs, "\n".join(server.bugs)
