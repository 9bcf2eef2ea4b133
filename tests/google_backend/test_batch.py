"""Many reads in one request, and what is left of an answer that isn't whole."""

from __future__ import annotations

import pytest

from summarizer.google.batch import read, written

KIND = "multipart/mixed; boundary=b"
PART = (
    b"--b\r\nContent-Type: application/http\r\nContent-ID: <response-1>\r\n\r\n"
    b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--\r\n"
)


def test_reads_are_numbered_and_keep_their_queries() -> None:
    said = written(["https://www.googleapis.com/drive/v3/files/1?fields=id", "https://a.example/x"])
    assert said.count(b"Content-ID: <") == 2
    assert b"Content-ID: <0>\r\n\r\nGET /drive/v3/files/1?fields=id HTTP/1.1\r\n" in said
    assert b"Content-ID: <1>\r\n\r\nGET /x HTTP/1.1\r\n" in said


def test_each_answer_has_its_number_status_and_content() -> None:
    assert read(KIND, PART) == {1: (404, b"{}")}
    assert read(KIND, PART.replace(b"\r\n", b"\n")) == {1: (404, b"{}")}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/html", b"<html>Sign in</html>"),
        (KIND, b""),
        (KIND, PART.replace(b"response-1", b"response-x")),
        (KIND, PART.replace(b"404", b"new")),
        (KIND, PART.replace(b"HTTP/1.1 404 Not Found", b"")),
        ("multipart/mixed", PART),
    ],
)
def test_what_is_no_answer_is_left_out(kind: str, content: bytes) -> None:
    assert read(kind, content) == {}
