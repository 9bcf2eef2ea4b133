"""Drafts in an outbox, and sending one that doesn't leave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from summarizer.local.outbox import Outbox, file_name
from summarizer.local.smtp import SmtpSettings
from tests.mail.contract import KEY, mail_to
from tests.mail.post import Server
from tracker.errors import UserError

#: Starts a server: `start("starttls", context, auth_required=True)`.
Start = Callable[..., Server]


def drafted(folder: Path, settings: SmtpSettings | None) -> Outbox:
    outbox = Outbox(folder / "outbox", settings)
    outbox.draft(KEY, mail_to("pat@example.com"))
    return outbox


def failure(outbox: Outbox) -> UserError:
    with pytest.raises(UserError) as error:
        outbox.send(KEY)
    assert (outbox.folder / file_name(KEY)).exists()
    assert not getattr(error.value, "uncertain", False)
    return error.value
