"""Many requests in one: the parts of a multipart/mixed, and of its answer.

It rests on Google's guides ("Batching requests"); nothing recorded covers it. Carried for reads of
Drive and Calendar; each part is answered by itself, in another order than it was asked in.
"""

from __future__ import annotations

from email import message_from_bytes
from http import HTTPStatus

from tests.google.errors import BadValue
from tests.google.world import not_carried
from tests.loopback import Request, Response

#: By path: the API, and how many requests it takes at once.
PATHS = {"/batch/drive/v3": ("drive", 100), "/batch/calendar/v3": ("calendar", 50)}
#: How the requests within are called where faults are asked for: `*` is the one around them.
WITHIN = "within:"
_BOUNDARY = "batch_loopback"


def parts(request: Request) -> list[tuple[str, Request]]:
    """The requests within, by their Content-ID; they are signed in as the one around them."""
    api, most = PATHS[request.path]
    kind = request.headers.get("content-type", "")
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body)
    if not message.is_multipart():
        raise BadValue("Failed to parse batch request, error: no parts.", "")
    found = []
    for part in message.get_payload():
        assert not isinstance(part, str)
        said = part.get_payload(decode=True)
        assert isinstance(said, bytes)
        verb, place, _ = said.split(b"\n")[0].decode().split()
        if verb != "GET" or not place.startswith(f"/{api}/v3/"):
            raise not_carried(f"{verb} {place} in a batch; it carries reads of {api}")
        path, _, query = place.partition("?")
        inner = Request("GET", path, query, request.headers, b"", request.host)
        found.append((str(part["Content-ID"]).strip("<>"), inner))
    if len(found) > most:
        raise BadValue(f"The batch exceeds the limit of {most} calls.", "")
    return found


def answered(found: list[tuple[str, Response]]) -> Response:
    """The answers in one; none where one of them is none."""
    silent = next((response for _, response in found if response.cut), None)
    if silent:
        return silent
    lines: list[bytes] = []
    for name, response in reversed(found):
        phrase = HTTPStatus(response.status).phrase
        head = f"HTTP/1.1 {response.status} {phrase}\r\nContent-Type: {response.type}\r\n"
        named = f"--{_BOUNDARY}\r\nContent-Type: application/http\r\nContent-ID: <response-{name}>"
        lines += [f"{named}\r\n\r\n{head}\r\n".encode() + response.body]
    body = b"\r\n".join([*lines, f"--{_BOUNDARY}--\r\n".encode()])
    return Response(200, body, f"multipart/mixed; boundary={_BOUNDARY}")
