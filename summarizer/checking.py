"""Check a workspace and its procedures, and say what to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from summarizer import checking_places as places
from summarizer import people as people_module
from summarizer import shifts, warning
from summarizer.addresses import read_addresses
from summarizer.checking_places import Finding, safely, told
from summarizer.intake import IntakeSettings
from summarizer.people import People
from summarizer.procedure import Procedure
from summarizer.rendering import read_wording, wording_problems
from summarizer.settings import Settings, environment
from summarizer.wordings import known_names, known_placeholders
from summarizer.workspace import PEOPLE, SETTINGS, Workspace
from tracker.clocks import ClockRule, format_amount
from tracker.errors import UserError
from tracker.hours import NoDeadline

_T = TypeVar("_T")
#: How far ahead `doctor` looks for days on which nobody can approve.
_DAYS_AHEAD = 30


def examine(desk: Workspace) -> list[Finding]:
    """Look at everything that a desk needs; each thing is looked at even if another is broken."""
    settings, people = _known(lambda: desk.settings), _known(lambda: desk.people)
    procedures = list(filter(None, (_procedure(desk, name) for name in desk.procedures())))
    google = safely("google sign-in", lambda: places.google(desk, settings, people, procedures))
    return [
        *safely(SETTINGS, lambda: _settings(desk.settings, desk.root)),
        *safely(PEOPLE, lambda: _people(desk.people, procedures)),
        *(_me(desk) if settings and people else ()),
        *_procedures(desk, settings),
        *(_calendars(settings, procedures) if settings else ()),
        *places.folders(desk, settings),
        *google,
        *(_services(desk) if settings and people else ()),
        *(
            ()
            if places.hides(google, settings)
            else safely("tracker", lambda: places.tracker(desk, settings))
        ),
    ]


def _services(desk: Workspace) -> Iterator[Finding]:
    """Helpdesk and room, and whom `watch` warns."""
    yield from places.helpdesk(desk)
    yield from places.room(desk)
    yield from safely("watch", lambda: [Finding("watch", note=warning.state(desk))])


def _known(read: Callable[[], _T]) -> _T | None:
    """What can be read; None for what is told as a finding of its own."""
    try:
        return read()
    except UserError:
        return None


def _procedure(desk: Workspace, name: str) -> Procedure | None:
    return _known(lambda: desk.procedure(name))


# --- settings and people -------------------------------------------------------------------


def _settings(settings: Settings, root: Path) -> list[Finding]:
    found = [_address(name, text, settings) for name, text in settings.addresses.items()]
    if settings.backend["documents"] == "local":
        found.append(_folder_url(settings))
    if settings.backend["mail"] == "outbox":
        found += safely("smtp", lambda: _smtp(settings, root))
    found += safely("intake", lambda: _patterns(settings))
    return [f for f in found if f.problem or f.note] or [Finding(SETTINGS)]


def _address(name: str, text: str, settings: Settings) -> Finding:
    key = f"addresses.{name}"
    usable, _ = read_addresses(text)
    problem = "" if len(usable) == 1 else f"{text!r} is not one mail address"
    return Finding(key, problem, f"Mend {key} in {settings.origin[key]}.")


def _folder_url(settings: Settings) -> Finding:
    url = settings.folder_url
    if not url:
        return Finding("folder.url", note="empty: links to documents open on this machine only")
    good = url.startswith(("https://", "http://"))
    problem = "" if good else f"{url!r} is no address that a browser opens"
    fix = f"Write it as https://... in {settings.origin['folder.url']}."
    return Finding("folder.url", problem, fix)


def _smtp(settings: Settings, root: Path) -> list[Finding]:
    if not settings.smtp["host"]:
        return [Finding("smtp.host", note="empty: mails are drafted, and people send them")]
    from summarizer.local.smtp import SmtpSettings, read_password  # noqa: PLC0415 - seldom there

    read_password(SmtpSettings.from_mapping(settings.smtp, environment(), root))
    return [Finding("smtp", note=f"mails are sent through {settings.smtp['host']}")]


def _patterns(settings: Settings) -> list[Finding]:
    IntakeSettings(settings.user_id_patterns, settings.profile_patterns).patterns()
    return []


def _people(people: People, procedures: Sequence[Procedure]) -> list[Finding]:
    today = datetime.now(UTC).date()
    days = [today + timedelta(days=n) for n in range(_DAYS_AHEAD)]
    needed = {role for procedure in procedures for role in procedure.roles}
    picked = {"final-approver"} | {role for procedure in procedures for role in _picked(procedure)}
    problems = people_module.check(people, sorted(needed), days, sorted(picked))
    problems += shifts.gaps(people, days)
    fix = f"Mend it in {people.file}."
    return [Finding(PEOPLE, problem, fix) for problem in problems] or [Finding(PEOPLE)]


def _picked(procedure: Procedure) -> Iterator[str]:
    """The roles of which somebody has to be in: people are picked from them, by day."""
    for verb in procedure.verbs.values():
        yield from (part.args["role"] for part in verb.acts if part.name == "pick")


def _me(desk: Workspace) -> list[Finding]:
    known = desk.people.get(desk.actor)
    if known:
        return [Finding("me", note=known.name)]
    name = "SUMMARIZER_USER" if environment().get("SUMMARIZER_USER") else "me"
    problem = f"{desk.actor!r} is nobody in {PEOPLE}" if desk.actor else "it is empty"
    return [Finding(name, problem, f"Give it the address of somebody in {desk.people.file}.")]


# --- procedures ----------------------------------------------------------------------------


def _procedures(desk: Workspace, settings: Settings | None) -> Iterator[Finding]:
    holders: dict[str, str] = {}
    for name in desk.procedures():
        what = f"procedure {name}"
        try:
            procedure = desk.procedure(name)
            problems = check(procedure, settings)
        except UserError as error:
            yield told(what, error)
            continue
        other = holders.setdefault(procedure.prefix, name)
        if other != name:
            problems.append(f"prefix: {procedure.prefix} is that of {other}, too")
        fix = f"Mend it; without a copy in {desk.root / 'templates'} the shipped one counts."
        yield from [Finding(what, p, fix) for p in problems] or [Finding(what)]


def _calendars(settings: Settings, procedures: Sequence[Procedure]) -> Iterator[Finding]:
    """The calendars in which a clock that starts now never runs out."""
    now = datetime.now(UTC)
    for procedure in procedures:
        for clock in procedure.clocks.values():
            name = f"calendars.{clock.hours}"
            if clock.hours in settings.calendars and not _ends(settings, clock, now):
                amount = f"the {format_amount(clock.amount)} of {procedure.name}'s {clock.name}"
                problem = f"it has no time for {amount} within ten years"
                fix = f"Mend its hours, holidays and breaks in {settings.origin[name]}."
                yield Finding(name, problem, fix)


def _ends(settings: Settings, clock: ClockRule, now: datetime) -> bool:
    try:
        settings.hours(clock.hours).add(now, clock.amount)
    except NoDeadline:
        return False
    return True


def check(procedure: Procedure, settings: Settings | None) -> list[str]:
    """What a procedure asks for that isn't there: files, calendars, addresses, names.

    Without settings, because they can't be read, what they would say is left out.
    """
    name = procedure.file("procedure.toml")
    found = [f"{name}: {p}" for p in (_unsettled(procedure, settings) if settings else ())]
    for wording in sorted(wordings_of(procedure)):
        found += _wording(procedure, procedure.file(wording))
    return found + (_template(procedure) if procedure.document else [])


def _unsettled(procedure: Procedure, settings: Settings) -> Iterator[str]:
    for clock in procedure.clocks.values():
        if clock.hours != "plain" and clock.hours not in settings.calendars:
            yield f"clock.{clock.name}.hours: no calendar {clock.hours!r}"
    for message in procedure.messages.values():
        for token in (message.sender, *message.to, *message.cc, *message.bcc):
            kind, _, address = token.partition(":")
            if kind == "address" and address not in settings.addresses:
                yield f"message.{message.name}: no address {address!r} in {SETTINGS}"
    for entry in procedure.recognise.lists:
        if entry not in settings.addresses:
            yield f"recognise.lists: no address {entry!r} in {SETTINGS}"


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
    try:
        return wording_problems(read_wording(file), known_names(procedure))
    except UserError as error:
        return [_line(error)]


def _template(procedure: Procedure) -> list[str]:
    assert procedure.document is not None  # noqa: S101 - the caller has looked
    file = procedure.file(procedure.document.template)
    if not file.is_file():
        return [f"{procedure.file('procedure.toml')}: document.template: no file {file.name!r}"]
    try:
        unknown = _asked(file) - known_placeholders(procedure)
    except UserError as error:
        return [f"{file}: {_line(error)}"]
    own = {name for name in unknown if name.startswith("-")}
    return [f"{file}: nothing is known as {{{{{name}}}}}" for name in sorted(unknown - own)]


def _line(error: UserError) -> str:
    return ". ".join(part.rstrip(".") for part in (error.what, error.why) if part)


def _asked(file: Path) -> set[str]:
    """The names that a document template asks for, outside its blocks."""
    from summarizer.local.docx_compiled import Field  # noqa: PLC0415 - same
    from summarizer.local.docx_package import read_package  # noqa: PLC0415 - lxml takes 40 ms
    from summarizer.local.docx_template import compile_template  # noqa: PLC0415 - same

    parts = compile_template(read_package(file)).texts.values()
    return {node.name for nodes in parts for node in nodes if isinstance(node, Field)}


def counted(findings: Iterable[Finding]) -> str:
    """How many of the findings are problems, for people; "" for none."""
    every = list(findings)
    bad = sum(bool(f.problem) for f in every)
    return f"{bad} of {len(every)} checks found something to mend" if bad else ""
