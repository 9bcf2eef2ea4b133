from __future__ import annotations

import pytest

from summarizer.web_links import problem


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com/a/status/18",
        "http://intranet/notes?id=1#2",
        "HTTPS://Example.com:8080",
        "https://[2001:db8::1]/a",
        "https://bücher.example.com/ä",
        "https://example.com/yes (approval 12, revision 3)",
    ],
)
def test_a_page_of_the_web_is_a_link(link: str) -> None:
    assert problem(link) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("see the mail", "begin with"),
        ("x.com/a", "begin with"),
        ("https:x", "begin with"),
        ("https://x.com/a b", "begin with"),
        ("https://x.com/\nhttps://y.com", "begin with"),
        ("javascript://x.com/%0aalert(1)", "javascript: isn't"),
        ("javascript:alert(1)", "begin with"),
        ("file:///etc/passwd", "file: isn't"),
        ("https://", "no host"),
        ("https:///page", "no host"),
        ("https://:80/page", "no host"),
        ("https://[::1", "no host"),
        ("https://x.com:port/", "no host"),
        ("https://<b>/", "no host"),
        ("", "begin with"),
    ],
)
def test_what_is_no_page_of_the_web_is_no_link(text: str, why: str) -> None:
    assert why in problem(text)
