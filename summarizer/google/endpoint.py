"""Where Google's hosts are asked: at Google, or where `google.endpoint` says."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from summarizer.private_url import is_private
from tracker.errors import BadInput

#: Stands in an endpoint for the host that Google's own address has.
HOST = "{host}"


def read_endpoint(text: str) -> str:
    """The endpoint as it is used; "" is Google itself.

    Raises:
        BadInput: It isn't https (or http on this machine), or more than a place: with a user,
            a query, a fragment, or another placeholder than `{host}`.
    """
    endpoint = text.strip().rstrip("/")
    if not endpoint:
        return ""
    sample = endpoint.replace(HOST, "www.googleapis.com", 1)
    if "{" in sample or "}" in sample:
        raise _bad("{host} may stand in it once, and nothing else in braces.")
    try:
        place = urlsplit(sample)
        port_is_fine = place.port is None or place.port > 0
    except ValueError:
        raise _bad("That is not an address.") from None
    if not is_private(sample):
        raise _bad("It is neither https nor on this machine: tokens would travel in the clear.")
    if place.username is not None or place.query or place.fragment or not port_is_fine:
        raise _bad("It takes no user, no query and no fragment.")
    return endpoint


def directed(url: str, endpoint: str) -> str:
    """The address to ask for this one of Google's; what is the endpoint's own already stays."""
    if not endpoint or _own(endpoint).match(url):
        return url
    place = urlsplit(url)
    rest = url.partition("//")[2].partition("/")[2]
    return f"{endpoint.replace(HOST, place.hostname or '')}/{rest}"


def _own(endpoint: str) -> re.Pattern[str]:
    before, found, after = map(re.escape, endpoint.partition(HOST))
    return re.compile(f"{before}{'[^/]+' if found else ''}{after}(?=/|$)")


def _bad(why: str) -> BadInput:
    return BadInput(
        "google.endpoint can't be used",
        why,
        'Write it like "https://proxy.example.com/{host}", or leave it empty for Google itself.',
    )
