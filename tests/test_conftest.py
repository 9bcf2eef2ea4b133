from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.conftest import TEMPLATES


def test_a_test_cannot_reach_another_machine() -> None:
    with (
        pytest.warns(UserWarning, match="connect"),
        pytest.raises(SocketConnectBlockedError),
        socket.socket() as line,
    ):
        line.connect(("192.0.2.1", 80))  # an address that is reserved for documentation


def test_a_test_can_reach_a_server_of_its_own() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as line,
        server.accept()[0] as other_end,
    ):
        line.sendall(b"hello")
        assert other_end.recv(5) == b"hello"


def test_nothing_of_the_persons_own_settings_is_seen() -> None:
    assert {name for name in os.environ if name.startswith("SUMMARIZER_")} <= {TEMPLATES}
    assert not Path.home().exists()
