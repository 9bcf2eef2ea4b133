from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail.drafts import Start
from tests.mail.post import Post, Server


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def start(post: Post) -> Iterator[Start]:
    started: list[Server] = []

    def begin(*args: Any, **kw: Any) -> Server:
        started.append(Server(post, *args, **kw).start())
        return started[-1]

    yield begin
    for server in started:
        server.stop()
