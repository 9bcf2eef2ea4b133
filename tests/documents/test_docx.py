from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unicodedata import category
from urllib.parse import unquote

import pytest

from summarizer.local.docx import DocxDocuments
from summarizer.ports import DocumentRef, FillStep
from tests.documents.cases import new
from tests.documents.contract import DocumentsContract, FileContract, change
from tests.paper import Paper
from tracker.errors import BadInput, NotFound, Refused, StorageFailed

FOLDER = "Social Media Folder"


class Colleagues:
    """People with Word on the same folder."""

    def write(self, ref: DocumentRef, part: str, text: str) -> None:
        Paper(Path(ref.path)).write(part, text)

    def find(self, ref: DocumentRef, step: str, finding: str) -> None:
        Paper(Path(ref.path)).find(step, finding)

    def comment(self, ref: DocumentRef, part: str, text: str) -> None:
        Paper(Path(ref.path)).comment(part, text)

    def rename(self, ref: DocumentRef) -> None:
        target = Path(ref.path).parent / "2026" / "November" / "Ms Ray.docx"
        target.parent.mkdir(parents=True)
        Path(ref.path).rename(target)

    def copy(self, ref: DocumentRef) -> None:
        path = Path(ref.path)
        copied = shutil.copy2(path, path.with_name(f"Copy of {path.name}"))
        os.utime(copied, (1, 1))

    def remove(self, ref: DocumentRef) -> None:
        Path(ref.path).unlink()

    def damage(self, ref: DocumentRef) -> None:
        path = Path(ref.path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    def open(self, ref: DocumentRef) -> None:
        self._mark(ref).write_text(",robin,desk-3,19.11.2026 10:00,file:///profile;")

    def close(self, ref: DocumentRef) -> None:
        self._mark(ref).unlink()

    @staticmethod
    def _mark(ref: DocumentRef) -> Path:
        path = Path(ref.path)
        return path.with_name(f".~lock.{path.name}#")


@pytest.fixture
def documents(tmp_path: Path) -> DocxDocuments:
    (tmp_path / FOLDER).mkdir()
    return DocxDocuments(tmp_path / FOLDER)


@pytest.fixture
def people() -> Colleagues:
    return Colleagues()


@pytest.fixture
def homeless(tmp_path: Path) -> DocxDocuments:
    return DocxDocuments(tmp_path / "not there")


class TestDocx(DocumentsContract, FileContract):
    """The promises, kept by a folder of docx files."""


def names(documents: DocxDocuments) -> list[str]:
    return sorted(p.name for p in documents.folder.iterdir() if not p.name.startswith("."))


def test_the_file_name_is_a_safe_spelling_of_the_title(documents: DocxDocuments) -> None:
    ref = documents.create(new())
    assert names(documents) == [ref.id] == ["Uma Ray - 44170.docx"]
    assert Paper(Path(ref.path)).title == ref.title == "Uma Ray / 44170"


@pytest.mark.parametrize(
    "title",
    [
        "..",
        "../../etc / passwd",
        "CON",
        "nul.docx / 1",
        "/",
        "~$Uma / 1",
        ".hidden / 1",
        "Uma / 1. ",
        "x" * 300 + " / 1",
        "漢" * 300 + " / 1",
        "Uma \u202eyaR\u202c\u200f / 1",
        'a<b>c:"d|e?f*g\\h / 1',
        "a\tb\x1b[31m / 1",
    ],
)
def test_any_title_makes_a_file_in_the_folder(documents: DocxDocuments, title: str) -> None:
    if "\x1b" in title:
        with pytest.raises(BadInput):
            documents.create(new(title=title))
        assert names(documents) == []
        return
    ref = documents.create(new(title=title))
    (name,) = names(documents)
    assert Path(ref.path) == documents.folder / name
    assert len(name.encode()) < 200
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(category(char) in ("Cc", "Cf") for char in name)
    assert name.removesuffix(".docx").lower().partition(".")[0] not in ("con", "nul", "")
    assert name[0] not in "~. "
    assert documents.find(ref.case) == ref
    assert ref.title == title


def test_a_document_of_the_same_title_is_told_apart_by_its_case(documents: DocxDocuments) -> None:
    (documents.folder / "Uma Ray - 44170.docx").write_text("Mother's recipes")
    ref = documents.create(new("SM-2"))
    assert names(documents) == ["Uma Ray - 44170 (SM-2).docx", "Uma Ray - 44170.docx"]
    assert (documents.folder / "Uma Ray - 44170.docx").read_text() == "Mother's recipes"
    Path(ref.path).write_text("More recipes")
    assert documents.create(new("SM-2")).id == "Uma Ray - 44170 (SM-2) (2).docx"


def test_a_document_is_made_once_however_many_make_it_at_the_same_time(
    documents: DocxDocuments,
) -> None:
    backends = [DocxDocuments(documents.folder) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        refs = list(pool.map(lambda backend: backend.create(new()), backends))
    assert len(names(documents)) == 1
    assert set(refs) == {documents.find(new().case)}


def test_a_url_of_the_folder_makes_links_that_other_people_can_open(
    documents: DocxDocuments,
) -> None:
    ref = documents.create(new(title="Uma Räy & Co / 1"))
    assert unquote(ref.url) == f"file://{ref.path}"
    shared = DocxDocuments(documents.folder, "https://files.example.com/social/")
    found = shared.find(ref.case)
    assert found is not None
    assert found.url == "https://files.example.com/social/Uma%20R%C3%A4y%20%26%20Co%20-%201.docx"


def test_a_reference_leads_nowhere_outside_the_folder(
    documents: DocxDocuments, tmp_path: Path
) -> None:
    ref = documents.create(new())
    outside = tmp_path / "outside.docx"
    Path(ref.path).rename(outside)
    for name in ("../outside.docx", str(outside)):
        with pytest.raises(NotFound):
            documents.read(DocumentRef(ref.case, name, "", ""))
    (documents.folder / "link.docx").symlink_to(outside)
    assert documents.find(ref.case) is None
    with pytest.raises(NotFound):
        documents.read(DocumentRef(ref.case, "link.docx", "", ""))


@pytest.mark.parametrize(
    "mark", [".~lock.{}#", "~${}", "~$ma Ray - 44170.docx", "~$a Ray - 44170.docx"]
)
def test_the_marks_of_word_and_libreoffice_are_known(documents: DocxDocuments, mark: str) -> None:
    ref = documents.create(new())
    path = documents.folder / mark.format(ref.id)
    path.write_text("")
    with pytest.raises(Refused, match="open in an editor") as error:
        change(documents, ref, FillStep("Iovation", "x"))
    assert path.name in error.value.fix
    with pytest.raises(Refused):
        documents.discard(ref)


@pytest.mark.parametrize("said", ["changed meanwhile", "open in an editor"])
def test_a_document_that_is_saved_or_opened_while_it_is_written_stays_as_people_have_it(
    documents: DocxDocuments, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    ref = documents.create(new())
    path, flush, saved = Path(ref.path), os.fsync, said == "changed meanwhile"
    theirs = path.read_bytes() + b"theirs" * saved

    def meanwhile(handle: int) -> None:  # ours is written, and has no name yet
        flush(handle)
        if saved:
            path.write_bytes(theirs)
        else:
            path.with_name(f".~lock.{path.name}#").write_text("")

    seen = documents.read(ref)
    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(Refused, match=said):
        documents.change(ref, [FillStep("Iovation", "x")], seen.revision)
    assert path.read_bytes() == theirs
    assert not list(documents.folder.glob(".*.new"))


def test_a_changed_file_keeps_its_permissions(documents: DocxDocuments) -> None:
    ref = documents.create(new())
    Path(ref.path).chmod(0o664)
    change(documents, ref, FillStep("Iovation", "x"))
    assert Path(ref.path).stat().st_mode & 0o777 == 0o664


def test_a_discarded_document_is_kept_beside_those_discarded_before(
    documents: DocxDocuments,
) -> None:
    for _ in range(3):
        ref = documents.create(new())
        documents.discard(ref)
    kept = sorted(p.name for p in (documents.folder / "Discarded").iterdir())
    assert kept == [f"Uma Ray - 44170{n}.docx" for n in (" (2)", " (3)", "")]


def test_a_full_disk_leaves_nothing_behind(
    documents: DocxDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = documents.create(new("SM-1"))
    before = Path(ref.path).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed, match="can't be written"):
        documents.create(new("SM-2"))
    with pytest.raises(StorageFailed, match="can't be written"):
        change(documents, ref, FillStep("Iovation", "x"))
    monkeypatch.undo()
    assert Path(ref.path).read_bytes() == before
    assert [p.name for p in documents.folder.iterdir() if p.is_file()] == [ref.id]


def test_a_process_killed_before_the_file_has_its_name_has_made_nothing(
    documents: DocxDocuments,
) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from summarizer.local.docx import DocxDocuments\n"
        "from tests.documents.cases import new\n"
        "os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "DocxDocuments(Path(sys.argv[1])).create(new())\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(documents.folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [p.name for p in documents.folder.iterdir()] == [".Uma Ray - 44170.docx.new"]
    assert documents.find(new().case) is None
    assert [documents.create(new()).id] == [p.name for p in documents.folder.iterdir()]


def test_whoever_may_write_to_the_folder_may_take_its_locks(documents: DocxDocuments) -> None:
    documents.folder.chmod(0o2770)
    change(documents, documents.create(new()), FillStep("Iovation", "x"))
    assert (documents.folder / ".summarizer-locks").stat().st_mode & 0o7777 == 0o2770


def test_a_process_that_is_killed_leaves_whole_documents_only(documents: DocxDocuments) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from summarizer.local.docx import DocxDocuments\n"
        "from tests.documents.cases import new\n"
        "documents = DocxDocuments(Path(sys.argv[1]))\n"
        "for n in range(10_000):\n"
        "    documents.create(new(f'SM-{n}', title=f'Uma / {n}'))\n"
        "    n or print('ready', flush=True)\n"
    )
    for wait in (0.02, 0.05, 0.09):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(documents.folder)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(wait)
        process.kill()
        process.communicate()
    made = [p.name for p in documents.folder.glob("*.docx")]
    assert made
    for name in made:
        number = name.removeprefix("Uma - ").removesuffix(".docx")
        ref = DocumentRef(f"SM-{number}", name, "", "")
        assert documents.read(ref).missing == ()


def test_making_a_document_needs_neither_python_docx_nor_what_reads_documents(
    documents: DocxDocuments,
) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from summarizer.local.docx import DocxDocuments\n"
        "from summarizer.ports import NewDocument\n"
        "folder, template = map(Path, sys.argv[1:])\n"
        "DocxDocuments(folder).create(NewDocument('SM-1', 'A / 1', template, {}, (), ()))\n"
        "print([m for m in ('docx', 'jinja2', 'summarizer.local.docx_read') if m in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(documents.folder), str(new().template)]
    assert subprocess.check_output(command, text=True).strip() == "[]"


def test_documents_around_the_folder_are_told_as_outside_but_not_found(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    documents = DocxDocuments(folder, around=tmp_path)
    ref = documents.create(new())
    (tmp_path / "mine").mkdir()
    outside = Path(ref.path).rename(tmp_path / "mine" / "Uma.docx")
    (tmp_path / "linked").symlink_to(folder)
    other = documents.create(new("SM-20261119-9999"))
    found = {ref.case: ref for ref in documents.all()}
    assert [ref.outside for ref in found.values()] == [False, True]
    assert found[ref.case].path == str(outside)
    assert found[other.case].id == other.id
    assert documents.find(ref.case) is None
    assert [ref.case for ref in DocxDocuments(folder).all()] == [other.case]
