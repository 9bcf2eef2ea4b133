"""Tickets of the helpdesk that a mail names: their numbers say nothing of who wrote it."""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.patterns import Pattern

_TICKET = Pattern(
    r"(?i)\b(?:tickets?|zendesk|zd)(?:\s+(?:no\.?|nr\.?|number|id))?\s*[:=]?\s*#?\s?\d{3,12}\b"
    r"|\[(?:ticket\s+)?#\d{3,12}\]|/tickets/\d{1,12}\b"
)


def ticket_in(texts: Iterable[str]) -> str:
    """The first words that name a ticket, or its page; "" where none do."""
    found = filter(None, map(_TICKET.search, texts))
    return next((match[0].strip() for match in found), "")
