"""The program itself: `summarizer`, or `python -m summarizer`."""

from __future__ import annotations

import gc

#: So many objects may be made before Python looks for garbage among them: a command ends soon, and
#: most of what it makes at first are modules.
gc.set_threshold(100_000)

from summarizer.cli import main  # noqa: E402 - it is 280 modules, in which there is no garbage

if __name__ == "__main__":
    main()
