"""How a desk signs in to Google: what the settings and the environment say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """Plain values; nothing has been read or checked yet.

    Attributes:
        credentials: The file from the Cloud console.
        token: The file that remembers who signed in.
        endpoint: The setting `google.endpoint`.
        subject: Whom a service account acts as; "" as itself.
        wants: The names in SCOPES that the settings need.
        access_token: Used as it is, when given; then nothing else is looked at.
    """

    credentials: Path
    token: Path
    endpoint: str = ""
    subject: str = ""
    wants: tuple[str, ...] = ()
    access_token: str = field(default="", repr=False)
