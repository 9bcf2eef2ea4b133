"""Check a workspace and its procedures, and say what to mend."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from summarizer import people as people_module
from summarizer.rendering import read_wording, wording_problems
from summarizer.people import People
from summarizer.procedure import Procedure
from summarizer.settings import Settings
from summarizer.wordings import known_names
from summarizer.workspace import FOLDERS, PEOPLE, SETTINGS, TRACKER, Workspace
from tracker.errors import UserError
from tracker.port import Query


#: How far ahead `doctor` looks for days on which nobody can approve.
_DAYS_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `problem` is "" where it is well."""

    what: str
    problem: str = ""
    fix: str = ""


def examine(desk: Workspace) -> list[Finding]:
    """Look at everything that a desk needs; each thing is looked at even if another is broken."""
    checks: list[tuple[str, Callable[[Workspace], list[Finding]]]] = [
        (SETTINGS, _settings),
        (PEOPLE, _people),
        ("procedures", _procedures),
        ("folders", _folders),
        (TRACKER, _tracker),
    ]
    return [finding for name, check in checks for finding in _safely(name, check, desk)]


def _safely(
    name: str, check: Callable[[Workspace], list[Finding]], desk: Workspace
) -> list[Finding]:
    try:
        return check(desk)
    except UserError as error:
        return [Finding(name, f"{error.what}. {error.why}".strip(), error.fix)]


def _settings(desk: Workspace) -> list[Finding]:
    found, settings = [Finding(f"{SETTINGS} in {desk.root}")], desk.settings
    me = desk.people.get(desk.actor)
    if me is None:
        found.append(
            Finding("me", f"{desk.actor} is nobody in {PEOPLE}", "Set `me`, or add the person.")
        )
    for name, address in settings.addresses.items():
        if "@" not in address:
            found.append(Finding(f"addresses.{name}", f"{address!r} is not an address"))
    if not settings.folder_url:
        found.append(Finding("folder.url is empty: links to documents open on this machine only"))
    if not settings.smtp.get("host"):
        found.append(Finding("smtp.host is empty: mails are drafted, and people send them"))
    return found


def _people(desk: Workspace) -> list[Finding]:
    roles = {role for name in desk.procedures() for role in desk.procedure(name).roles}
    days = [desk.now().date() + timedelta(days=n) for n in range(_DAYS_AHEAD)]
    problems = people_module.check(desk.people, sorted(roles), days)
    return [Finding(PEOPLE, problem) for problem in problems] or [Finding(PEOPLE)]


def _procedures(desk: Workspace) -> list[Finding]:
    found: list[Finding] = []
    for name in desk.procedures():
        try:
            problems = check(desk.procedure(name), desk.settings, desk.people)
        except UserError as error:
            problems = [" ".join(str(error).splitlines())]
        found += [Finding(f"procedure {name}", p) for p in problems] or [
            Finding(f"procedure {name}")
        ]
    return found


def _folders(desk: Workspace) -> list[Finding]:
    found = []
    for folder in (desk.folder, *(desk.root / name for name in FOLDERS)):
        fix = f"Make it with: summarizer init {desk.root}"
        if not folder.is_dir():
            found.append(Finding(str(folder), "it is missing", fix))
        elif not os.access(folder, os.W_OK):
            found.append(Finding(str(folder), "it can't be written", "Ask for the permission."))
        else:
            found.append(Finding(str(folder)))
    return found


def _tracker(desk: Workspace) -> list[Finding]:
    open_cases = sum(1 for _ in desk.tracker.cases(Query(open=True)))
    return [Finding(f"{TRACKER}: {open_cases} open cases")]


def check(procedure: Procedure, settings: Settings, people: People) -> list[str]:
    """What a procedure asks for that isn't there: files, calendars, addresses, roles, names."""
    name = procedure.file("procedure.toml")
    found = [
        f"{name}: clock.{c.name}.hours: no calendar {c.hours!r}"
        for c in procedure.clocks.values()
        if c.hours != "plain" and c.hours not in settings.calendars
    ]
    found += [
        f"{name}: role {role!r} is held by nobody in {PEOPLE}"
        for role in procedure.roles
        if not people.roles.get(role)
    ]
    found += [
        f"{name}: message.{m.name}: no address {token.partition(':')[2]!r} in {SETTINGS}"
        for m in procedure.messages.values()
        for token in (m.sender, *m.to, *m.cc, *m.bcc, *m.must, *m.never)
        if token.startswith("address:") and token.partition(":")[2] not in settings.addresses
    ]
    found += [
        f"{name}: recognise.lists: no address {entry!r} in {SETTINGS}"
        for entry in procedure.recognise.lists
        if entry not in settings.addresses
    ]
    for wording in sorted(wordings_of(procedure)):
        found += _wording(procedure, procedure.file(wording))
    if procedure.document and not procedure.file(procedure.document.template).is_file():
        found.append(f"{name}: document.template: no file {procedure.document.template!r}")
    return found


def wordings_of(procedure: Procedure) -> set[str]:
    """The files of wording that messages and acts ask for."""
    asked = {m.wording for m in procedure.messages.values()}
    return asked | {
        str(part.args["wording"])
        for verb in procedure.verbs.values()
        for part in verb.acts
        if part.args.get("wording")
    }


def _wording(procedure: Procedure, file: Path) -> list[str]:
    if not file.is_file():
        return [f"{procedure.file('procedure.toml')}: no wording file {file.name!r}"]
    return wording_problems(read_wording(file), known_names(procedure))
