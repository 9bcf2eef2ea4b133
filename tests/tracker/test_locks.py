from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import locks
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


def left(folder: Path, name: str, age: float = 3600.0) -> Path:
    """A file that somebody left there, so many seconds ago."""
    path = folder / name
    path.touch()
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_what_killed_holders_left_goes_with_the_next_lock(tmp_path: Path) -> None:
    hexes = "0123456789abcdef" * 2
    old = [left(tmp_path, f"{hexes}.{kind}") for kind in ("lock", "next")]
    others = [left(tmp_path, "Jane Doe.docx"), left(tmp_path, f"{hexes[::-1]}.lock", age=1)]
    with held(tmp_path, "SM-1", 1):
        pass
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in others)


def test_a_lock_that_is_held_for_long_is_not_taken_for_one_that_was_left(tmp_path: Path) -> None:
    with held(tmp_path, "SM-1", 1):
        (file,) = tmp_path.iterdir()
        os.utime(file, (0, 0))
        with held(tmp_path, "SM-2", 1):
            assert file.exists()
        with pytest.raises(StorageFailed), held(tmp_path, "SM-1", 0.1):
            pass


@pytest.mark.usefixtures("_hurried")
def test_only_one_at_a_time_holds_a_lock_that_others_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_OLD", -1.0)  # each file looks as if it had been left
    inside: list[int] = []
    together: list[int] = []

    def work(number: int) -> None:
        for turn in range(40):
            with held(tmp_path, f"SM-{(number + turn) % 2}", 30):
                continue
        for _ in range(20):
            with held(tmp_path, "SM-2", 30):
                inside.append(1)
                time.sleep(0.001)
                together.append(len(inside))
                inside.pop()

    workers = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert together == [1] * 80
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
