"""Requests as Google takes them: with the API's host, another verb, or in two parts."""

from __future__ import annotations

import re

from tests.google.errors import BadValue
from tests.loopback import Request, Response

HOST = re.compile(r"/[\w.-]+\.(?:googleapis|google)\.com(?=/)")


def page(status: int, text: str) -> Response:
    """An answer for a person's browser."""
    body = f"<!DOCTYPE html>\n<html lang=en>\n<title>Error {status}</title>\n<p>{text}\n"
    return Response(status, body.encode(), "text/html; charset=UTF-8")


def plain(request: Request) -> Request:
    """The request without the API's host before its path, and with the verb that it means.

    A query too long for a URL comes as a form, with the verb in a header.
    """
    match = HOST.match(request.path)
    host, path = (match[0][1:], request.path[match.end() :]) if match else ("", request.path)
    verb, query, body = request.verb, request.query, request.body
    if meant := request.headers.get("x-http-method-override"):
        verb, query, body = meant, body.decode(), b""
    return Request(verb, path, query, request.headers, body, host)


def parts_of(request: Request) -> tuple[bytes, bytes, str]:
    """The two parts of a `multipart/related`: the JSON, the content and the content's type.

    Raises:
        BadValue: It hasn't two parts.
    """
    match = re.search(r'boundary="?([^";]+)', request.headers.get("content-type", ""))
    if not match:
        raise BadValue("Missing multipart boundary", "")
    limit = b"--" + match[1].encode()
    end = b"\r\n" if request.body.startswith(limit + b"\r\n") else b"\n"
    _, *found = (end + request.body).split(end + limit)
    if len(found) != 3 or not found[2].startswith(b"--"):
        raise BadValue("Malformed multipart body.", "")
    (_, metadata), (head, content) = (_part(each, end) for each in found[:2])
    kind = re.search(rb"(?im)^content-type:\s*([^\r\n]+)", head)
    return metadata, content, kind[1].decode() if kind else "application/octet-stream"


def _part(text: bytes, end: bytes) -> tuple[bytes, bytes]:
    head, _, content = text.removeprefix(end).partition(end + end)
    return head, content
