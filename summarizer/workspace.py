"""The one place that reads settings and picks backends, each when it is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer import backends
from summarizer.settings import Settings, environment, read_settings
from summarizer.times import parse_time
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from summarizer.approvals import Approvals, Diary
    from summarizer.google.api import Google
    from summarizer.people import People
    from summarizer.ports import Documents, Evidence, Mail
    from summarizer.procedure import Procedure
    from summarizer.room import Room
    from summarizer.tickets import Tickets
    from tracker.port import Tracker

SETTINGS = "summarizer.toml"
PEOPLE = "people.toml"
#: Folders of a workspace beside the shared one, which the settings name.
FOLDERS = ("outbox", "evidence")
#: Letters of a procedure's name at most: what is longer can't be a folder everywhere.
_LONGEST_NAME = 60


class Workspace:
    """A folder with the desk's settings, people, tracker, documents, drafts and evidence.

    Args:
        root: The folder.
        origin: Why it is this one, for people: "--workspace", ...
        way: The way to Google of whoever runs many commands in one process; else it is made.
    """

    def __init__(self, root: Path, origin: str = "", way: Google | None = None) -> None:
        self.root = root
        self.origin = origin
        self.way = way
        self._procedures: dict[str, Procedure] = {}

    @cached_property
    def settings(self) -> Settings:
        """The settings, each from the first place that has it."""
        files = [user_folder() / SETTINGS, self.root / SETTINGS]
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
        """The tracker of this workspace."""
        return self.tracker_of(self.settings.backend["tracker"])

    def tracker_of(self, kind: str) -> Tracker:
        """The tracker of this kind, whichever the settings pick: for copying to another one."""
        return backends.tracker(kind, self)

    @cached_property
    def google(self) -> Google:
        """The way to Google, signed in. SignInNeeded where nobody is."""
        return self.way or backends.google(self.settings, self.root, user_folder())

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
        return backends.documents(self)

    @cached_property
    def mail(self) -> Mail:
        """Drafts, and sending them."""
        return backends.mail(self)

    @cached_property
    def evidence(self) -> Evidence:
        """Copies of screenshots and files."""
        return backends.evidence(self)

    @cached_property
    def approvals(self) -> Approvals | None:
        """Where a yes is asked for in the document."""
        return backends.approvals(self)

    @cached_property
    def diary(self) -> Diary | None:
        """Whose calendars count beside people.toml."""
        return backends.diary(self)

    @cached_property
    def tickets(self) -> Tickets | None:
        """The helpdesk, if it is connected."""
        return backends.tickets(self)

    @cached_property
    def room(self) -> Room | None:
        """The room, if it is connected."""
        return backends.room(self)

    def now(self) -> datetime:
        """This moment; SUMMARIZER_NOW tells another one, for demonstrations and tests."""
        text = environment().get("SUMMARIZER_NOW")
        return parse_time(text, self.settings.zone) if text else datetime.now(UTC)

    def procedure(self, name: str) -> Procedure:
        """A procedure: each of its files is the workspace's own if there is one."""
        if name not in self._procedures:
            if not name or Path(name).name != name or len(name) > _LONGEST_NAME:
                raise NotFound(
                    f"There is no procedure {name!r}", "", "See: summarizer procedures list"
                )
            from summarizer.procedure.file import outline

            folders = [self.root / "templates" / name, shipped() / name]
            self._procedures[name] = outline(folders)
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


def _procedure_names(root: Path) -> list[str]:
    return [p.parent.name for p in root.glob("*/procedure.toml")] if root.is_dir() else []


def user_folder() -> Path:
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
        from shlex import quote

        raise NotFound(
            f"{root} is not a workspace ({origin})",
            f"There is no {SETTINGS} in it.",
            f"Make one there with: summarizer init {quote(str(root))}",
        )
    return root
