"""Links that people give: each leads to a page of the web, and to nothing that would run (pure)."""

from __future__ import annotations

import re

#: Words in brackets may follow, such as which approval it was.
_LINK = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?P<rest>\S*)( \([^()]*\))?", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]+\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)


def problem(text: str) -> str:
    """Why this is no link to a page of the web: a sentence; "" if it is one (RFC 3986)."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - only what is given a link needs it

    link = _LINK.fullmatch(text)
    if link is None or not link["rest"].startswith("/"):
        return "It doesn't begin with https:// or http://, or has blanks in it."
    if link["scheme"].lower() not in ("http", "https"):
        return f"It leads to no web page, as {link['scheme']}: isn't https: or http:."
    try:
        place = urlsplit(f"{link['scheme']}:{link['rest']}")
        host, _ = place.hostname or "", place.port
    except ValueError:
        host = ""
    named = "[" + host + "]" if ":" in host else host
    return "" if _HOST.fullmatch(named) else "It names no host."
