from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.errors import StorageFailed
from tracker.locks import held


@pytest.fixture
def _hurried() -> Iterator[None]:
    """Threads that interrupt each other as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_hurried")
def test_only_one_at_a_time_holds_a_lock(tmp_path: Path) -> None:
    inside: list[int] = []
    together: list[int] = []

    def work() -> None:
        for _ in range(60):
            with held(tmp_path / "locks", "SM-1", 30):
                inside.append(1)
                together.append(len(inside))
                inside.pop()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert together == [1] * 360


def test_waiting_ends_when_the_holder_leaves(tmp_path: Path) -> None:
    entered = threading.Event()

    def hold() -> None:
        with held(tmp_path, "SM-1", 1):
            entered.set()
            time.sleep(0.1)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait()
    with held(tmp_path, "SM-1", 30):
        pass
    holder.join()


def test_a_holder_who_comes_back_at_once_stands_behind_those_who_wait(tmp_path: Path) -> None:
    turns: list[str] = []
    waiting, ended = threading.Event(), threading.Event()

    def come_back() -> None:
        while not ended.is_set():
            with held(tmp_path, "SM-1", 30):
                turns.append("again")
                waiting.wait(5)
                time.sleep(0.1)

    busy = threading.Thread(target=come_back)
    busy.start()
    while not turns:
        time.sleep(0.001)
    waiting.set()
    with held(tmp_path, "SM-1", 30):
        turns.append("waited")
        ended.set()
    busy.join()
    assert turns.index("waited") <= 2, turns


def test_no_lock_is_left_behind(tmp_path: Path) -> None:
    with held(tmp_path, "SM-1", 1), held(tmp_path, "../\0\ud800", 1):
        assert len(list(tmp_path.iterdir())) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_was_left_behind_is_free(tmp_path: Path) -> None:
    with held(tmp_path, "SM-1", 1):
        (left,) = tmp_path.iterdir()
    left.write_text("4711")
    with held(tmp_path, "SM-1", 0):
        pass


def test_whoever_has_the_lock_is_named(tmp_path: Path) -> None:
    with (
        held(tmp_path, "SM-1", 1),
        pytest.raises(StorageFailed) as caught,
        held(tmp_path, "SM-1", 0),
    ):
        pytest.fail("two have the lock")
    assert caught.value.what == "SM-1 is in use"
    assert caught.value.why.startswith("Process ")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed) as caught, held(tmp_path / "file" / "locks", "SM-1", 0):
        pytest.fail("nothing is locked")
    assert all((caught.value.what, caught.value.why, caught.value.fix))
