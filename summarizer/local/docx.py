"""The case documents as docx files in the shared folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import count, takewhile
from pathlib import Path
from urllib.parse import quote

from summarizer.document_errors import ChangedMeanwhile, Gone, OpenElsewhere
from summarizer.local.docx_find import DISCARDED, DocumentFolder, case_in
from summarizer.local.docx_new import Made, read_new
from summarizer.local.docx_package import read_bytes, read_package, unpack
from summarizer.local.docx_properties import title_of
from summarizer.local.docx_render import render
from summarizer.local.files import replace, safe_name, write_new
from summarizer.ports import Changes, DocumentRef, Edit, NewDocument, Snapshot
from tracker.errors import NotFound, Refused, StorageFailed
from tracker.folders import sync_folder
from tracker.locks import held
from tracker.whole import clear

_PATIENCE = 30.0


class DocxDocuments:
    """A folder of docx files; each carries its case's number, whatever people call the file.

    The path that the case's events know is looked at first; a document that was moved or renamed
    is found by the number it carries.

    Args:
        folder: The shared folder.
        url: Where other people see it.
        around: The folder around it where documents may have got by mistake.
    """

    def __init__(self, folder: Path, url: str = "", around: Path | None = None) -> None:
        self.folder = folder
        self.url = url
        self._around = around
        self._files = DocumentFolder(folder)
        self._made: Made | None = None

    def find(self, case: str) -> DocumentRef | None:
        """The document that carries this case's number, not one of its copies."""
        path = self._files.find(case)
        return self._found(case, path) if path else None

    def all(self) -> Iterator[DocumentRef]:
        """Every document that carries a number, those outside the folder last."""
        for case, path in self._files.all():
            yield self._ref(case, path, path.stem)
        if self._around is not None:
            for case, path in DocumentFolder(self._around, but=self.folder).all():
                name = Path(os.path.relpath(path, self.folder)).as_posix()
                url = path.resolve().as_uri()
                yield DocumentRef(case, name, path.stem, url, str(path), outside=True)

    def create(self, new: NewDocument) -> DocumentRef:
        """Make the document, whole or not at all; the one that is there already, if it is."""
        self._check_folder()
        if new.made_before and (existing := self._existing(new)) is not None:
            clear(self.folder / existing.id)
            return existing
        content = render(new)
        # Another process that makes the same document tries the same names: it meets this one.
        tried = self._names(new)
        ours = (path for path in tried if write_new(path, content) or case_in(path) == new.case)
        path = next(ours)
        self._made = Made(new, path, content)
        return self._ref(new.case, path, new.title)

    def _existing(self, new: NewDocument) -> DocumentRef | None:
        """The case's document, first where it was made: to look into 5,000 takes seconds."""
        for path in takewhile(Path.exists, self._names(new)):
            if case_in(path) == new.case:
                return self._found(new.case, path)
        return self.find(new.case)

    def _names(self, new: NewDocument) -> Iterator[Path]:
        """What the document may be called, the first free name first."""
        name = safe_name(new.title, new.case)
        return (self.folder / f"{name}{ending}.docx" for ending in _endings(new.case))

    def read(self, ref: DocumentRef) -> Snapshot:
        """What the document says now."""
        made, self._made = self._made, None
        if made is not None and self._is_as_made(ref, made):
            found = read_new(
                made, self._ref(ref.case, made.path, ref.title), _revision(made.content)
            )
            return found._replace(open_as=_open_as(made.path))
        path = self._path(ref)
        return self._snapshot(ref, path, read_bytes(path))

    def change(self, ref: DocumentRef, edits: Sequence[Edit], revision: str) -> Snapshot:
        """Make these edits, all or none; refused if somebody has it open, or saved it meanwhile."""
        from summarizer.local.docx_edit import apply  # noqa: PLC0415  `create` needs none of it

        with self._held(ref.case):
            path = self._path(ref)
            content = _unchanged(path, revision)
            changed = apply(content, path.name, edits)
            if changed != content:
                replace(path, changed, lambda: _unchanged(path, revision))
            return self._snapshot(ref, path, changed)

    def check_picture(self, path: Path) -> None:
        """See that it is a whole picture of a kind that Word shows."""
        from summarizer.local.docx_pictures import measured  # noqa: PLC0415  as in `change`

        measured(path)

    def look_ahead(self, refs: Sequence[DocumentRef]) -> None:
        """Files on this machine are as near one by one."""

    def changed(self, since: str) -> Changes:
        """Nobody keeps a list of what changed in a folder: every document is looked at."""
        del since
        return Changes()

    def discard(self, ref: DocumentRef) -> str:
        """Move the document into `Discarded`; says where it is now."""
        try:
            with self._held(DISCARDED):  # else two that are discarded at once could get one name
                return str(self._put_aside(self._path(ref), self.folder / DISCARDED))
        except NotFound:
            return "gone already"

    def _put_aside(self, path: Path, folder: Path) -> Path:
        """Move a document there, under a name that is free."""
        _check_closed(path)
        try:
            folder.mkdir(exist_ok=True)
            names = (f"{path.stem} ({n}){path.suffix}" if n > 1 else path.name for n in count(1))
            target = next(folder / name for name in names if not (folder / name).exists())
            path.rename(target)
            sync_folder(folder)
            sync_folder(path.parent)
        except OSError as error:
            raise StorageFailed(
                f"{path.name} can't be moved",
                f"{error.strerror}: {folder}.",
                "Check the folder's permissions, then run the command again.",
            ) from error
        return target

    def _check_folder(self) -> None:
        """The shared folder must be there: documents are made nowhere else (003.4.7)."""
        if not self.folder.is_dir():
            raise Refused(
                "The shared folder is not there",
                f"003.4.7: documents are made in {self.folder}, never elsewhere.",
                "Make it with: summarizer init; or mend folder.path in summarizer.toml.",
            )

    def _held(self, case: str) -> AbstractContextManager[None]:
        """Nobody else on this machine makes or changes this case's document meanwhile."""
        if not self.folder.is_dir():
            raise NotFound(f"{self.folder} is not there", "", "Make it with: summarizer init")
        locks = self.folder / ".summarizer-locks"
        # Whoever may write to the shared folder may also take its locks.
        with suppress(OSError):
            locks.mkdir()
            locks.chmod(self.folder.stat().st_mode & 0o7777)
        return held(locks, case, _PATIENCE)

    def _path(self, ref: DocumentRef) -> Path:
        """The document's file: where it was, else wherever the case's number is carried.

        A program that drops the number on saving makes no stranger of the file where it was.
        """
        path = self.folder / ref.id
        there = path.resolve().is_relative_to(self.folder.resolve()) and path.is_file()
        carried = case_in(path) if there else ""
        if there and carried == ref.case:
            return path
        found = self._files.find(ref.case)
        if found is None and (carried or not there):
            was = f"It was {ref.id}, and no file in {self.folder} carries that number."
            raise Gone(ref.case, was)
        return found or path

    def _is_as_made(self, ref: DocumentRef, made: Made) -> bool:
        """Whether the file is still what this process has written; its number is in it, too."""
        here = self.folder / ref.id == made.path and ref.case == made.new.case
        return here and made.path.is_file() and read_bytes(made.path) == made.content

    def _snapshot(self, ref: DocumentRef, path: Path, content: bytes) -> Snapshot:
        from summarizer.local.docx_read import read_snapshot  # noqa: PLC0415  as in `change`

        now = self._ref(ref.case, path, ref.title)
        found = read_snapshot(unpack(content, path.name), now, _revision(content))
        return found._replace(open_as=_open_as(path))

    def _found(self, case: str, path: Path) -> DocumentRef:
        return self._ref(case, path, title_of(read_package(path)) or path.stem)

    def _ref(self, case: str, path: Path, title: str) -> DocumentRef:
        name = path.relative_to(self.folder).as_posix()
        url = f"{self.url.rstrip('/')}/{quote(name)}" if self.url else path.resolve().as_uri()
        return DocumentRef(case, name, title, url, str(path))


def _endings(case: str) -> Iterator[str]:
    """What tells a document from others of the same title: its case's number, should it need to."""
    yield from ("", f" ({case})")
    yield from (f" ({case}) ({n})" for n in count(2))


def _unchanged(path: Path, revision: str) -> bytes:
    """The file's bytes. Refused if somebody has it open, or saved it since this revision."""
    content = read_bytes(path)
    _check_closed(path)
    if _revision(content) != revision:
        raise ChangedMeanwhile(
            f"{path.name} was changed meanwhile",
            "Somebody saved it after it was read.",
            "Run the command again.",
        )
    return content


def _revision(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _check_closed(path: Path) -> None:
    if mark := _open_as(path):
        raise OpenElsewhere(path.name, mark)


def _open_as(path: Path) -> str:
    """The file that LibreOffice or Word leaves beside a document that is open; "" if none is."""
    name = path.name
    marks = (f".~lock.{name}#", f"~${name}", f"~${name[1:]}", f"~${name[2:]}")
    return next((mark for mark in marks if path.with_name(mark).exists()), "")
