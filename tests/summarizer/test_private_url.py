from __future__ import annotations

import pytest

from summarizer.private_url import is_private, is_this_machine


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://api.example.com/x", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://[::1]/x", True),
        ("http://localhost/x", True),
        ("http://api.example.com/x", False),
        ("http://localhost.example.com/x", False),
        ("http://127.0.0.1.example.com/x", False),
        ("https:///x", False),
        ("https://[::1", False),
        ("ftp://127.0.0.1/x", False),
        ("api.example.com", False),
        ("", False),
    ],
)
def test_an_address_is_private_where_nobody_can_read_along(url: str, private: bool) -> None:  # noqa: FBT001 - an expected value
    assert is_private(url) is private


def test_this_machine_is_known_by_its_name_and_by_its_numbers() -> None:
    assert all(map(is_this_machine, ("localhost", "127.0.0.1", "127.8.8.8", "::1")))
    assert not any(map(is_this_machine, ("", "0.0.0.0", "10.0.0.1", "mail.example.com")))  # noqa: S104 - not bound to
