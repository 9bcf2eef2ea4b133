"""Addresses that a secret may be sent to: nobody between here and there can read along (pure)."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_private(url: str) -> bool:
    """Whether it is https, or http that stays on this machine."""
    try:
        place = urlsplit(url)
    except ValueError:
        return False
    if place.scheme == "https":
        return bool(place.hostname)
    return place.scheme == "http" and is_this_machine(place.hostname or "")


def is_this_machine(host: str) -> bool:
    """Whether a host's name or number is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
