"""The acceptance table: each row with the tests that show it; `--prove` sees each of them fail.

A test names its rows: `@pytest.mark.row("003.2.4")`. The rows themselves stand in rows.toml.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.breaks import Break, NothingToBreak, broken_copy

HERE = Path(__file__).parent
TEMPLATES = HERE.parent / "templates"
#: pytest's exit codes: all passed; some failed. Any other says that they did not run.
PASSED, FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the acceptance table.

    Attributes:
        kind: S step, F field, R role, C clock, T template, G guard, O outcome, L log.
        breaks: Each makes at least one of the row's tests fail. Without any in rows.toml: the
            guards and acts that name the row as their rule are taken out.
        open: Why the row has no test yet; "" where it must have one.
    """

    id: str
    kind: str
    text: str
    breaks: tuple[Break, ...]
    open: str = ""


def read_rows(file: Path = HERE / "rows.toml") -> list[Row]:
    """The rows, in the table's order."""
    rows = []
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["row"]:
        breaks = tuple(Break(**b) for b in entry.pop("breaks", [{"rule": entry["id"]}]))
        rows.append(Row(**entry, breaks=breaks))
    return rows


class _Collector:
    """A pytest plugin that notes which tests name which rows."""

    def __init__(self) -> None:
        self.tests: dict[str, list[str]] = {}

    def pytest_collection_modifyitems(self, items: Sequence[pytest.Item]) -> None:
        for item in items:
            test = item.nodeid.partition("[")[0]
            for mark in item.iter_markers("row"):
                for row in mark.args:
                    tests = self.tests.setdefault(row, [])
                    if test not in tests:
                        tests.append(test)


def shown_rows(where: Sequence[str] = ()) -> dict[str, list[str]]:
    """The tests that name each row, by its id."""
    collector, said = _Collector(), io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main(["--collect-only", "-q", *where], plugins=[collector])
    if code != pytest.ExitCode.OK:
        sys.exit(f"The tests can't be collected:\n{said.getvalue()}")
    return collector.tests


def table(rows: Sequence[Row], tests: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The lines of the table: each row, and below it its tests or why it has none."""
    for row in rows:
        yield f"{row.id:8} {row.kind:4} {row.text}"
        shown = tests.get(row.id) or ([f"open: {row.open}"] if row.open else ["NO TEST"])
        yield from (f"{'':13} {line}" for line in shown)


def faults(rows: Sequence[Row], tests: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with the table: rows that nothing shows, and tests of rows that don't exist."""
    known = {row.id for row in rows}
    unshown = [f"No test shows {r.id}: {r.text}" for r in rows if not (r.open or tests.get(r.id))]
    unknown = [f"{tests[id_][0]} names a row {id_}" for id_ in sorted(tests) if id_ not in known]
    return unshown + unknown


def prove(row: Row, tests: Sequence[str], templates: Path = TEMPLATES) -> list[str]:
    """What is wrong with a row's proof; nothing if its tests fail under each of its breaks."""
    return [fault for change in row.breaks if (fault := _unproved(row, change, tests, templates))]


def _unproved(row: Row, change: Break, tests: Sequence[str], templates: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "templates"
        try:
            broken_copy(templates, copy, change)
        except NothingToBreak as nothing:
            return f"{row.id}: NOT proved: {nothing}"
        code, said = _run(tests, copy, change)
    if code == FAILED:
        return ""
    if code == PASSED:
        return f"{row.id}: NOT proved: its tests pass although this is broken: {change}"
    return f"{row.id}: NOT proved: its tests could not run: {change}\n{said}"


def _run(tests: Sequence[str], templates: Path, change: Break) -> tuple[int, str]:
    """Run tests over these procedures in a process of their own: its exit code and what it said."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    if change.patch:
        patch = [f"--patch={change.patch}", f"--gives={json.dumps(change.gives)}"]
        command += ["-p", "tests.breaks", *patch]
    ran = subprocess.run(
        [*command, *tests],
        env=os.environ | {"SUMMARIZER_TEMPLATES": str(templates)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def _prove_all(rows: Sequence[Row], tests: Mapping[str, Sequence[str]]) -> int:
    """Prove every row that has tests, two at a time; the exit code."""
    shown = [row for row in rows if tests.get(row.id)]
    every = sorted({test for row in shown for test in tests[row.id]})
    code, said = _run(every, TEMPLATES, Break())
    if code != PASSED:
        print(f"Nothing can be proved: the tests fail with nothing broken.\n{said}")
        return 1
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        proofs = pool.map(lambda row: prove(row, tests[row.id]), shown)
        for row, found in zip(shown, proofs, strict=True):
            failed += bool(found)
            print("\n".join(found) if found else f"{row.id}: proved", flush=True)
    print(f"{len(shown) - failed} rows proved, {failed} not.")
    return 1 if failed else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table, or prove it. The exit code is 1 where a row isn't shown or not proved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prove", action="store_true", help="break each row and see a test fail")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only rows that begin like this")
    options = parser.parse_args(argv)
    rows = [r for r in read_rows() if r.id.startswith(tuple(options.rows) or "")]
    tests = shown_rows()
    if options.prove:
        return _prove_all(rows, tests)
    print("\n".join(table(rows, tests)))
    wrong = faults(rows, tests) if not options.rows else []
    shown = sum(1 for row in rows if tests.get(row.id))
    print("\n".join(["", *wrong, f"{shown} of {len(rows)} rows are shown by tests."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
