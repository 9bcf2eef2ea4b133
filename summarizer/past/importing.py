"""Import the team's past: each earlier summary becomes a closed case, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from summarizer import picture
from summarizer.identity import number, subject_of
from summarizer.past import summary
from summarizer.past.documents import files, read_documents
from summarizer.past.summary import By, Past, Unread
from summarizer.past.tables import Reader
from summarizer.procedure import Procedure
from summarizer.workspace import Workspace
from tracker.case import Case
from tracker.errors import BadInput, NotFound, UserError
from tracker.port import Wish

#: So many are looked up and written at once.
BATCH = 100
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Options:
    """How a source is read: `tables.Reader`; `rows`: whether cases get a row."""

    columns: Mapping[str, str]
    written: str = ""
    rows: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a part of the sources: new cases, how many were known, what isn't readable."""

    new: tuple[Wish, ...]
    known: int
    unread: tuple[Unread, ...]


class Importer:
    """Reads sources, and knows which of it the tracker has.

    Raises:
        BadInput: The procedure isn't known, or a column can't be imported.
    """

    def __init__(self, desk: Workspace, procedure: Procedure, options: Options) -> None:
        self._desk, self._procedure = desk, procedure
        self._by = By(desk.actor, desk.now(), ZoneInfo(desk.settings.zone), options.rows)
        self._reader = Reader(procedure, self._by.zone, options.columns, options.written)
        self._reader.check()
        self._taken: dict[str, str] = {}

    def sources(self, paths: Iterable[Path]) -> tuple[list[Path | Past], list[Unread]]:
        """The documents and lines of these folders and files; documents are not read yet.

        Raises:
            NotFound: One of them isn't there.
        """
        found: list[Path | Past] = []
        unread: list[Unread] = []
        for path in paths:
            if not path.exists():
                raise NotFound(f"There is no {path}", "", "Name a folder, or a CSV or xlsx file.")
            if path.is_dir() or path.suffix.lower() == ".docx":
                found += files(path) if path.is_dir() else [path]
                continue
            if path.suffix.lower() not in (".csv", ".tsv", ".txt", ".xlsx"):
                raise BadInput(f"{path} is no folder, docx, CSV or xlsx file")
            try:
                lines = self._reader.lines(path)
            except UserError as error:
                unread.append(Unread(str(path), f"{error.what} {error.why} {error.fix}".strip()))
                continue
            found += [line for line in lines if isinstance(line, Past)]
            unread += [line for line in lines if isinstance(line, Unread)]
        return found, unread

    def batches(self, sources: Sequence[Path | Past]) -> Iterator[Batch]:
        """What is to be written, part by part; each part is looked up as it is come to."""
        for start in range(0, len(sources), BATCH):
            read = list(self._read(sources[start : start + BATCH]))
            found = [one for one in read if isinstance(one, Past)]
            unread = tuple(one for one in read if isinstance(one, Unread))
            numbers = self._numbers(found)
            new = tuple(self._wish(n, one) for n, one in numbers)
            yield Batch(new, len(found) - len(new), unread)

    def write(self, wishes: Sequence[Wish]) -> None:
        """Write new cases, all of them or none; safe to repeat."""
        self._desk.tracker.record_many(wishes)

    def _read(self, sources: Sequence[Path | Past]) -> Iterator[Past | Unread]:
        yield from (one for one in sources if isinstance(one, Past))
        local = self._desk.settings.backend["documents"] == "local"
        shared = self._desk.folder if local else None
        paths = [one for one in sources if isinstance(one, Path)]
        yield from read_documents(paths, self._desk.root.resolve(), shared)

    def _numbers(self, found: Sequence[Past]) -> list[tuple[str, Past]]:
        """The new ones with their case numbers; longer ones where another case has the short one.

        A document of ours is the case whose number it carries, whatever the tracker knows of it.
        """
        new: list[tuple[str, Past]] = []
        length = _LENGTH
        waiting = list(found)
        while waiting:
            numbers = [self._number(one, length) for one in waiting]
            self._look_up(numbers)
            again: list[Past] = []
            for name, one in zip(numbers, waiting, strict=True):
                holder = self._taken.setdefault(name, "")
                if not holder:
                    self._taken[name] = one.subject
                    new.append((name, one))
                elif holder != one.subject and not one.number:
                    again.append(one)
            waiting, length = again, length + 1
        return new

    def _number(self, one: Past, length: int) -> str:
        day = summary.day(one, self._by.zone)
        return one.number or number(self._procedure.prefix, day, one.subject, length)

    def _look_up(self, numbers: Sequence[str]) -> None:
        unknown = [name for name in dict.fromkeys(numbers) if name not in self._taken]
        for case in self._desk.tracker.load(unknown):
            if case.events:
                self._taken[case.number] = subject_of(case) or case.number

    def _wish(self, name: str, one: Past) -> Wish:
        case = summary.case_of(name, one, self._procedure, self._by)
        if not case.tab:
            return Wish(name, case.events)
        row = picture.row(case, self._procedure, self._desk.settings, None, self._by.now)
        notes = [c.title for c in self._procedure.columns if c.field == "notes" and c.people]
        cells = {**row.cells, **(dict.fromkeys(notes, one.notes) if one.notes else {})}
        return Wish(name, case.events, row._replace(cells=cells))


def procedure_of(desk: Workspace, name: str) -> Procedure:
    """The procedure of this name; without one, that whose cases have a summary.

    Raises:
        BadInput: No procedure, or more than one, says `summary_default`.
    """
    if name:
        return desk.procedure(name)
    known = [p for p in map(desk.procedure, desk.procedures()) if p.recognise.summary_default]
    if len(known) != 1:
        raise BadInput("It isn't known which procedure these are of", "", "Add --procedure NAME")
    return known[0]


def name_of(case: Case | Wish) -> str:
    """The user of a case, for people."""
    facts = {k: v for event in case.events for k, v in event.sets.items()}
    return f"{facts.get('user.name', '')} / {facts.get('user.id', '')}"
