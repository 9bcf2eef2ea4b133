"""Why a document can't be changed now: somebody has it open, or saved it in between."""

from __future__ import annotations

from tracker.errors import Refused


class ChangedMeanwhile(Refused):
    """Somebody saved the document after it was read; nothing was changed."""


class OpenElsewhere(Refused):
    """Somebody has the document open in an editor; nothing was changed.

    Args:
        name: The document's name or title.
        mark: The file beside it that says so.
    """

    def __init__(self, name: str, mark: str) -> None:
        otherwise = f"If nobody has it open, an editor crashed: remove {mark}."
        super().__init__(
            f"{name} is open in an editor",
            f"There is {mark} beside it.",
            f"Save and close it, and run the command again. {otherwise}",
        )
