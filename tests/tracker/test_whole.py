from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tracker.whole import clear, finished, write

_KILLED = """
import os, signal, sys
from pathlib import Path
from tracker.whole import finished
with finished(Path(sys.argv[1]), b"half") as fresh:
    if "link" in sys.argv:
        os.link(fresh, sys.argv[1])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(path: Path, *more: str) -> None:
    """A process that is killed before the file has its name; with `link`, just after."""
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(path), *more], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (path.parent / f".{path.name}.new").read_bytes() == b"half"


def names(folder: Path) -> list[str]:
    """What there is in a folder."""
    return sorted(p.name for p in folder.iterdir())


def test_what_a_killed_run_has_left_the_next_one_removes(tmp_path: Path) -> None:
    killed(path := tmp_path / "a")
    write(path, b"whole")
    assert (names(tmp_path), path.read_bytes()) == (["a"], b"whole")


def test_it_is_removed_though_there_is_nothing_to_write(tmp_path: Path) -> None:
    killed(path := tmp_path / "a")
    clear(path)
    clear(path)
    assert names(tmp_path) == []


def test_a_file_that_was_just_given_its_name_keeps_what_it_holds(tmp_path: Path) -> None:
    killed(path := tmp_path / "a", "link")
    clear(path)
    assert (names(tmp_path), path.read_bytes()) == (["a"], b"half")
    killed(other := tmp_path / "b", "link")
    write(other, b"whole")
    assert (names(tmp_path), other.read_bytes()) == (["a", "b"], b"whole")


def test_what_somebody_is_writing_is_neither_removed_nor_written_to(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with finished(path, b"one") as one:
        clear(path)
        with finished(path, b"two") as two:
            assert (one.read_bytes(), two.read_bytes()) == (b"one", b"two")
            one.rename(path)
            with finished(path, b"three") as three:  # the name is free again, and another's now
                assert three == one
                two.replace(path)
        assert (path.read_bytes(), one.exists()) == (b"two", False)
    assert names(tmp_path) == ["a"]


def test_of_many_writers_at_once_each_writes_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    before, seen = sys.getswitchinterval(), set[bytes]()

    def work(letter: bytes) -> None:
        for _ in range(25):
            write(path, letter * 5000)
            seen.add(path.read_bytes())

    sys.setswitchinterval(1e-6)
    workers = [threading.Thread(target=work, args=(letter,)) for letter in (b"x", b"y", b"z")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.setswitchinterval(before)
    assert seen <= {letter * 5000 for letter in (b"x", b"y", b"z")} != set()
    assert names(tmp_path) == ["a"]


def test_a_link_that_somebody_has_put_there_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / ".a.new").symlink_to("theirs")
    write(tmp_path / "a", b"ours")
    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    assert not (tmp_path / "a").is_symlink()


def test_a_file_system_without_locks_keeps_no_more_than_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415  Windows has none

    def unable(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unable)
    write(tmp_path / "a", b"ours")
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_a_file_has_the_permissions_that_were_asked_for(tmp_path: Path, mode: int) -> None:
    killed(path := tmp_path / "a")
    old = os.umask(0o077)
    try:
        write(path, b"", mode)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == mode


def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a"
    write(path, b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(path, b"after")
    assert (names(tmp_path), path.read_bytes()) == (["a"], b"before")
