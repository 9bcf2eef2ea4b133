"""Why a document can't be read or changed now: it is gone, open elsewhere, or was saved."""

from __future__ import annotations

from tracker.errors import NotFound, Refused


class Gone(NotFound):
    """The document isn't there any more.

    Args:
        case: The case whose document it is.
        was: Where it was, in a sentence.
        bin_: Where what was deleted can be found.
    """

    def __init__(self, case: str, was: str, bin_: str = "the bin") -> None:
        super().__init__(
            f"The document of {case} is gone",
            was,
            f"Put it back: {bin_} may have it.\nIf it is lost, take the commands back up to `start`"
            f" with: summarizer undo {case}\nThen make it anew: summarizer start {case}",
        )


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
