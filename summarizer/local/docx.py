"""The case documents as docx files in the shared folder."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from urllib.parse import quote

from summarizer.local.files import UNFINISHED, replace, safe_name, write_new
from summarizer.ports import DocumentRef, Edit, NewDocument, Snapshot
from tracker.errors import NotFound, Refused, StorageFailed, UserError
from tracker.locks import held

DISCARDED = "Discarded"
_PATIENCE = 30.0


class DocxDocuments:
    """A folder of docx files; each carries its case's number, whatever people call the file.

    The path that the case's events know is looked at first; a document that was moved or renamed
    is found by the number it carries.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.url = url

    def find(self, case: str) -> DocumentRef | None:
        """The document that carries this case's number; the oldest one, should people copy it."""
        path = self._find(case)
        if path is None:
            return None
        from summarizer.local.docx_package import read_package  # noqa: PLC0415 - see there
        from summarizer.local.docx_read import title_of  # noqa: PLC0415 - see docx_package

        title = title_of(read_package(path)) or path.stem
        return DocumentRef(case, self._id(path), title, self._url(path), str(path))

    def create(self, new: NewDocument) -> DocumentRef:
        """Make the document, whole or not at all; the one that is there already, if it is."""
        from summarizer.local.docx_render import render  # noqa: PLC0415 - see docx_package

        self._check_folder()
        if (existing := self.find(new.case)) is not None:
            return existing
        content, name = render(new), safe_name(new.title, new.case)
        for number in count(1):
            suffix = f" ({number})" if number > 1 else ""
            path = self.folder / f"{name}{suffix}.docx"
            if write_new(path, content):
                return DocumentRef(new.case, path.name, new.title, self._url(path), str(path))
        raise AssertionError

    def read(self, ref: DocumentRef) -> Snapshot:
        """What the document says now."""
        path, content = self._open(ref)
        return self._snapshot(ref, path, content)

    def change(self, ref: DocumentRef, edits: Sequence[Edit], revision: str) -> Snapshot:
        """Make these edits, all or none; refused if somebody has it open, or saved it meanwhile."""
        from summarizer.local.docx_edit import apply  # noqa: PLC0415 - see docx_package

        with held(self.folder / f"{UNFINISHED}locks", ref.id, _PATIENCE):
            path, content = self._open(ref)
            _check_closed(path)
            if _revision(content) != revision:
                raise Refused(
                    f"{path.name} was changed meanwhile",
                    "Somebody saved it after it was read.",
                    "Run the command again.",
                )
            changed = apply(content, path.name, edits)
            if changed != content:
                replace(path, changed)
            return self._snapshot(ref, path, changed)

    def discard(self, ref: DocumentRef) -> str:
        """Move the document into `Discarded`; says where it is now."""
        try:
            path, _ = self._open(ref)
        except NotFound:
            return "gone already"
        _check_closed(path)
        target = self.folder / DISCARDED / path.name
        try:
            target.parent.mkdir(exist_ok=True)
            for number in count(2):
                if not target.exists():
                    break
                target = target.with_name(f"{path.stem} ({number}){path.suffix}")
            path.rename(target)
        except OSError as error:
            raise StorageFailed(f"{path.name} can't be moved", f"{error.strerror}.") from error
        return str(target)

    def _check_folder(self) -> None:
        """The shared folder must be there: documents are made nowhere else (003.4.7)."""
        if not self.folder.is_dir():
            raise Refused(
                "The shared folder is not there",
                f"003.4.7: documents are made in {self.folder}, never elsewhere.",
                "Make it with: summarizer init; or mend folder.path in summarizer.toml.",
            )

    def _open(self, ref: DocumentRef) -> tuple[Path, bytes]:
        """The document's file, also if people moved it, and its bytes."""
        from summarizer.local.docx_package import read_bytes  # noqa: PLC0415 - see there

        path = self.folder / ref.id
        inside = path.resolve().is_relative_to(self.folder.resolve())
        if not inside or not path.is_file() or _case_in(path) not in ("", ref.case):
            path = self._find(ref.case) or path
        return path, read_bytes(path)

    def _find(self, case: str) -> Path | None:
        found = [path for path in self._files() if _case_in(path) == case]
        return min(found, key=lambda p: (p.stat().st_mtime_ns, str(p)), default=None)

    def _snapshot(self, ref: DocumentRef, path: Path, content: bytes) -> Snapshot:
        from summarizer.local.docx_package import unpack  # noqa: PLC0415 - see there
        from summarizer.local.docx_read import read_snapshot  # noqa: PLC0415 - see docx_package

        package = unpack(content, path.name)
        now = DocumentRef(ref.case, self._id(path), ref.title, self._url(path), str(path))
        return read_snapshot(package, now, _revision(content))

    def _id(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _url(self, path: Path) -> str:
        """A link that other people can open, where the settings tell the folder's address."""
        if not self.url:
            return path.resolve().as_uri()
        return f"{self.url.rstrip('/')}/{quote(self._id(path))}"

    def _files(self) -> Iterator[Path]:
        """The docx files in the folder, but for those put aside and those being written."""
        for root, folders, names in os.walk(self.folder):
            folders[:] = sorted(f for f in folders if f != DISCARDED and not f.startswith("."))
            for name in sorted(names):
                if name.lower().endswith(".docx") and not name.startswith((".", "~$")):
                    yield Path(root) / name


def _revision(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _check_closed(path: Path) -> None:
    """LibreOffice and Word leave a file beside a document that somebody has open."""
    names = (f".~lock.{path.name}#", f"~${path.name}", f"~${path.name[2:]}")
    for name in names:
        if path.with_name(name).exists():
            raise Refused(
                f"{path.name} is open in an editor",
                f"There is {name} beside it.",
                "Save and close it, and run the command again. If nobody has it open, an editor"
                f" crashed: remove {name}.",
            )


def _case_in(path: Path) -> str:
    """The case number that a file carries, read without unpacking the rest; "" for other files."""
    from summarizer.local.docx_package import CUSTOM, DOCUMENT, MAX_XML, Package  # noqa: PLC0415 - see there
    from summarizer.local.docx_read import case_of  # noqa: PLC0415 - see docx_package

    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(CUSTOM)
            if info.file_size > MAX_XML:
                return ""
            return case_of(Package({DOCUMENT: b"", CUSTOM: archive.read(CUSTOM)}, path.name))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, RuntimeError, UserError):
        return ""
