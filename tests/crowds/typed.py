"""The program as people start it, by many of them at the same moment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = "from summarizer.cli import main; main()"


def typed_at_once(root: Path, commands: Sequence[Sequence[str]], patience: float) -> list[str]:
    """Type these commands, each in a process of its own; the cases that they were about.

    Raises:
        AssertionError: One failed.
        subprocess.TimeoutExpired: One waits for ever.
    """
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "-w", str(root), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for words in commands
    ]
    said = [process.communicate(timeout=patience) for process in begun]
    for process, (_, err) in zip(begun, said, strict=True):
        assert process.returncode == 0, err
    return [json.loads(out)["case"] for out, _ in said]
