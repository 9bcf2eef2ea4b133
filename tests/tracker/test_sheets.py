from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.google.server import Server
from tests.tracker.contract import TrackerContract
from tests.tracker.desk import put
from tests.tracker.sheets_desk import Hands, new_spreadsheet, opened, session
from tracker.sheets import SheetsTracker


@pytest.fixture
def sheet(google: Server) -> str:
    return new_spreadsheet(session(google.url))


@pytest.fixture
def tracker(google: Server, sheet: str, tmp_path: Path) -> Iterator[SheetsTracker]:
    with closing(opened(google.url, sheet, tmp_path, keep=0)) as tracker:
        yield tracker


@pytest.fixture
def people(google: Server, sheet: str) -> Hands:
    return Hands(google, sheet)


@pytest.fixture
def another(google: Server, sheet: str, tmp_path: Path) -> Iterator[Callable[[], SheetsTracker]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(
            closing(opened(google.url, sheet, tmp_path, keep=0, timeout=0.2))
        )


@pytest.fixture
def failing(google: Server, tracker: SheetsTracker) -> SheetsTracker:
    put(tracker, "SM-1")
    google.faults.add("cut-before", times=None)
    return tracker


class TestSheetsTracker(TrackerContract):
    """All promises of the port, with the fixtures above."""
