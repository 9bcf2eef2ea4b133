"""Drafts in the agent's Gmail that bear one of our keys, though nobody knows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from summarizer.google.mail_places import Place, link
from summarizer.google.mail_reading import draft_ids
from summarizer.ports import Drafted

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: A Message-ID that is made of a key: it begins with a case's number.
_OURS = re.compile(r"[A-Z0-9]+-\d{8}-[A-Z0-9]{4,}-[^@]+@")


def strays(
    google: Google,
    account: str,
    places: Collection[str],
    message_ids: Collection[str],
    read: Callable[[str], bytes | None],
) -> list[Drafted]:
    """Drafts with a key as Message-ID: one request for the list, and one for each unknown draft.

    Args:
        google: The way to the mailbox.
        account: Whose mailbox it is.
        places: The ids of the drafts that are known.
        message_ids: Message-IDs of the drafts that are known, without < and >.
        read: A draft's bytes by its id; None if it isn't there any more.
    """
    found = []
    for draft in sorted(draft_ids(google) - set(places)):
        headers = BytesHeaderParser().parsebytes(read(draft) or b"")
        own = str(headers["Message-ID"] or "").strip(" <>")
        if _OURS.match(own) and own not in message_ids:
            found.append(Drafted(own.rpartition("@")[0], link(Place(account, draft, ""))))
    return found
