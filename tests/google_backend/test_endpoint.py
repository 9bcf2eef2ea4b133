from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.google.endpoint import directed, read_endpoint
from summarizer.private_url import is_private
from tracker.errors import BadInput

PLAIN = "https://www.googleapis.com/upload/drive/v3/files?uploadType=media&q=a%2Fb"


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("", PLAIN),
        ("https://p.example.com", "https://p.example.com/upload/drive/v3/files?uploadType=media&q=a%2Fb"),
        (
            "https://p.example.com/{host}",
            "https://p.example.com/www.googleapis.com/upload/drive/v3/files?uploadType=media&q=a%2Fb",
        ),
        (
            "https://{host}.p.example.com/x",
            "https://www.googleapis.com.p.example.com/x/upload/drive/v3/files?uploadType=media&q=a%2Fb",
        ),
    ],
)  # fmt: skip
def test_each_address_goes_where_the_endpoint_says(endpoint: str, expected: str) -> None:
    assert directed(PLAIN, endpoint) == expected
    assert directed(expected, endpoint) == expected, "what is there already stays there"


def test_a_place_that_only_begins_like_the_endpoint_is_not_the_endpoint() -> None:
    other = "https://p.example.com.evil.example.net/x"
    assert directed(other, "https://p.example.com") == "https://p.example.com/x"
    assert directed("https://oauth2.googleapis.com", "https://p.example.com") == (
        "https://p.example.com/"
    )


@pytest.mark.parametrize(
    "text",
    [
        "https://proxy.example.com/{host}",
        "https://proxy.example.com:8443/google/",
        "http://127.0.0.1:8080/{host}",
        "http://[::1]:8080",
        "http://localhost:1",
        "  ",
    ],
)
def test_https_and_this_machine_are_endpoints(text: str) -> None:
    assert read_endpoint(text) == text.strip().rstrip("/")


@pytest.mark.parametrize(
    "text",
    [
        "http://proxy.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@proxy.example.com",
        "https://ada@proxy.example.com",
        "http://{host}",
        "https://proxy.example.com/{api}",
        "https://proxy.example.com/{host}/{host}",
        "https://proxy.example.com/?to={host}",
        "https://proxy.example.com/#x",
        "https://",
        "https://proxy.example.com:port",
        "https://[::1",
        "proxy.example.com",
        "ftp://127.0.0.1",
    ],
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_endpoint(text)
    assert raised.value.what == "google.endpoint can't be used"
    assert "https://proxy.example.com/{host}" in raised.value.fix


@given(st.text())
def test_any_text_is_an_endpoint_that_keeps_secrets_or_is_refused(text: str) -> None:
    try:
        endpoint = read_endpoint(text)
    except BadInput:
        return
    assert not endpoint or is_private(directed("https://www.googleapis.com/x", endpoint))
