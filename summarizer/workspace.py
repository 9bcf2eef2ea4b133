"""The one place that reads settings and picks backends, each when it is first asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.settings import Settings, environment, read_settings
from tracker.errors import BadInput, NotFound, StorageFailed

if TYPE_CHECKING:
    from summarizer.people import People
    from summarizer.ports import Documents, Evidence, Mail
    from summarizer.procedure import Procedure
    from summarizer.procedure_file import Signatures
    from tracker.port import Tracker

SETTINGS = "summarizer.toml"
PEOPLE = "people.toml"
TRACKER = "tracker.db"
#: Folders of a workspace beside the shared one, which the settings name.
FOLDERS = ("outbox", "evidence")


class Workspace:
    """A folder with the desk's settings, people, tracker, documents, drafts and evidence.

    Args:
        root: The folder.
        origin: Why it is this one, for people: "--workspace", ...
    """

    def __init__(self, root: Path, origin: str = "") -> None:
        self.root = root
        self.origin = origin
        self._procedures: dict[str, Procedure] = {}

    @cached_property
    def settings(self) -> Settings:
        """The settings, each from the first place that has it."""
        files = [_user_folder() / SETTINGS, self.root / SETTINGS]
        return read_settings(shipped() / "workspace" / SETTINGS, files, environment())

    @cached_property
    def people(self) -> People:
        """Who is who, from people.toml."""
        from summarizer.people_file import read_people

        return read_people(self.root / PEOPLE)

    @cached_property
    def actor(self) -> str:
        """Who works here: SUMMARIZER_USER, else the settings' `me`; a person's key if known."""
        name = environment().get("SUMMARIZER_USER") or self.settings.me
        try:
            return self.people.find(name).key
        except NotFound:
            return name

    @cached_property
    def tracker(self) -> Tracker:
        """The tracker of this workspace. StorageFailed where it is gone: it isn't made anew."""
        from tracker.sqlite import SqliteTracker

        if not (self.root / TRACKER).is_file():
            raise StorageFailed(
                f"There is no {TRACKER} in {self.root}",
                "It holds every case of this desk.",
                f"Put a copy of it there; or begin an empty one with: summarizer init {self.root}",
            )
        return SqliteTracker(self.root / TRACKER)

    @property
    def folder(self) -> Path:
        """The shared folder of the documents (003.4.7): inside the workspace."""
        folder = (self.root / self.settings.folder_path).resolve()
        if not folder.is_relative_to(self.root.resolve()):
            raise BadInput(
                "folder.path leads out of the workspace",
                f"{folder} is not in {self.root}.",
                f"Mend folder.path in {self.root / SETTINGS}.",
            )
        return folder

    @cached_property
    def documents(self) -> Documents:
        """The documents in the shared folder."""
        from summarizer.local.docx import DocxDocuments

        return DocxDocuments(self.folder, self.settings.folder_url)

    @cached_property
    def mail(self) -> Mail:
        """Drafts in the outbox, sent by SMTP where the settings name a server."""
        from summarizer.local.outbox import Outbox, SmtpSettings

        smtp = self.settings.smtp
        server = SmtpSettings.from_mapping(smtp, environment()) if smtp["host"] else None
        return Outbox(self.root / "outbox", server)

    @cached_property
    def evidence(self) -> Evidence:
        """Copies of screenshots and files."""
        from summarizer.local.evidence import EvidenceFolder

        return EvidenceFolder(self.root / "evidence")

    def now(self) -> datetime:
        """This moment; SUMMARIZER_NOW tells another one, for demonstrations and tests."""
        text = environment().get("SUMMARIZER_NOW")
        return parse_time(text, self.settings.zone) if text else datetime.now(UTC)

    def procedure(self, name: str) -> Procedure:
        """A procedure: each of its files is the workspace's own if there is one."""
        if name not in self._procedures:
            if not name or Path(name).name != name:
                raise NotFound(
                    f"There is no procedure {name!r}", "", "See: summarizer procedures list"
                )
            from summarizer.procedure_file import outline

            folders = [self.root / "templates" / name, shipped() / name]
            self._procedures[name] = outline(folders, _signatures)
        return self._procedures[name]

    def procedures(self) -> list[str]:
        """The names of all procedures, the shipped ones and the workspace's own."""
        return sorted({name for root in self._roots() for name in _procedure_names(root)})

    def _roots(self) -> Iterator[Path]:
        yield shipped()
        yield self.root / "templates"

    def close(self) -> None:
        """Let go of the tracker, if it was used."""
        if "tracker" in self.__dict__:
            self.tracker.close()


def shipped() -> Path:
    """The folder of the procedures that come with the program."""
    given = environment().get("SUMMARIZER_TEMPLATES")
    if given:
        return Path(given)
    here = Path(__file__).parent
    packed = here / "templates"
    return packed if packed.is_dir() else here.parent / "templates"


def _signatures() -> Signatures:
    """What each guard and each act takes."""
    from summarizer.acts import ACTS
    from summarizer.guards import GUARDS

    guards = {name: guard.signature for name, guard in GUARDS.items()}
    return guards, {name: act.signature for name, act in ACTS.items()}


def _procedure_names(root: Path) -> list[str]:
    return [p.parent.name for p in root.glob("*/procedure.toml")] if root.is_dir() else []


def _user_folder() -> Path:
    """Where a person's own settings are, for every workspace."""
    here: str = sys.platform
    if here == "linux":  # as platformdirs has it, without the 10 ms that it takes
        base = environment().get("XDG_CONFIG_HOME", "").strip()
        return Path(base or Path.home() / ".config") / "summarizer"
    import platformdirs

    return Path(platformdirs.user_config_dir("summarizer"))


#: The variable that names the workspace, and how the user's application folder is called.
VARIABLE, APPLICATION_FOLDER = "SUMMARIZER_WORKSPACE", "your application folder"


def find_root(given: str | None, start: Path) -> tuple[Path, str]:
    """The workspace, and why: as given, else SUMMARIZER_WORKSPACE, else the nearest one upwards.

    With none of them it is the user's application folder, which may have to be made.

    Raises:
        NotFound: What was named is not a workspace.
    """
    for named, origin in ((given, "--workspace"), (environment().get(VARIABLE), VARIABLE)):
        if named:
            return _checked(Path(named).expanduser().absolute(), origin), origin
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder, f"the nearest {SETTINGS} upwards"
    import platformdirs

    return Path(platformdirs.user_data_dir("summarizer")), APPLICATION_FOLDER


def _checked(root: Path, origin: str) -> Path:
    if not (root / SETTINGS).is_file():
        raise NotFound(
            f"{root} is not a workspace ({origin})",
            f"There is no {SETTINGS} in it.",
            f"Make one there with: summarizer init {root}",
        )
    return root


def make(root: Path) -> list[str]:
    """Make what a workspace lacks, and nothing else; says what was made.

    Raises:
        StorageFailed: The folder can't be made or written.
        BadInput: Its settings can't be read.
    """
    from tracker.sqlite import SqliteTracker

    made = []
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name in (SETTINGS, PEOPLE):
            if not (root / name).exists():
                _write_new(root / name, (shipped() / "workspace" / name).read_bytes())
                made.append(name)
        for folder in (Workspace(root).folder, *(root / name for name in FOLDERS)):
            if not folder.is_dir():
                folder.mkdir(parents=True)
                made.append(f"{folder.name}/")
        if not (root / TRACKER).exists():
            SqliteTracker(root / TRACKER).close()
            made.append(TRACKER)
    except OSError as error:
        raise StorageFailed(
            f"{root} can't be made a workspace",
            f"{error.strerror}.",
            "Name another folder: summarizer init DIR",
        ) from error
    return made


def _write_new(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; people's names are in it: mode 0600."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def parse_time(text: str, zone: str, today: datetime | None = None) -> datetime:
    """A time as people type it: ISO 8601, in the desk's zone where it names none.

    With `today`, a time without a date (14:05) is on that day.
    """
    from zoneinfo import ZoneInfo

    written = text.strip()
    if today is not None and len(written) <= _CLOCK and ":" in written:
        written = f"{today.astimezone(ZoneInfo(zone)):%Y-%m-%d}T{written.zfill(_CLOCK)}"
    try:
        found = datetime.fromisoformat(written)
        local = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(
            f"{text!r} is not a time", "", "Write it as 2026-11-19T14:00 (or with +00:00, or Z)."
        ) from None


#: The length of 14:05.
_CLOCK = 5
