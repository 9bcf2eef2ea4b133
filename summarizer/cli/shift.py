"""Who is on, what they hold and in which order; the end of a shift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click

from summarizer import clockwork, shifts
from summarizer.board import Board, Task
from summarizer.cli.desk import changing, moment, workspace
from summarizer.cli.output import left, print_json, safe, table, time
from summarizer.people import Person
from tracker.case import Case
from tracker.errors import BadInput, NotFound, Refused


@click.command()
@click.argument("words", metavar="[end] [PERSON]", nargs=-1)
@click.option("--undo", is_flag=True, help="With end: take the end of the shift back.")
@changing
@click.pass_context
def shift(ctx: click.Context, /, words: tuple[str, ...], undo: bool, **options: Any) -> None:
    """Say who is on, what they hold, in which order to work, and what waits to be accepted.

    `shift end` ends your shift, or PERSON's. It is refused while a summary would breach before
    its owner is back, which nobody has accepted and no mail has asked the team to pick up.
    """
    ends, names = words[:1] == ("end",), words[1:] if words[:1] == ("end",) else words
    if len(names) > 1:
        raise BadInput("One person at a time", f"Named: {', '.join(names)}.", "Put names in quotes")
    desk = workspace(ctx)
    if ends:
        person = desk.people.find(names[0] if names else desk.actor)
        if undo:
            _undo(Board(desk, desk.now()), person, options)
            return
        _end(Board(desk, moment(desk, options["at"]) or desk.now()), person, options)
        return
    if options["at"] or options["dry_run"] or undo:
        raise BadInput("--at, --dry-run and --undo are for shift end", "", "Type: shift end")
    board = Board(desk, desk.now())
    _show(board, [desk.people.find(names[0])] if names else _concerned(board), options)


# --- who is on -----------------------------------------------------------------------------


def _concerned(board: Board) -> list[Person]:
    """Everybody who takes cases and is on, and everybody who holds one or is asked to."""
    people = board.desk.people
    takes = [p for role in (shifts.AGENTS, shifts.ON_CALL) for p in _role(board, role)]
    found = [p for p in takes if board.is_on(p)]
    owners = [p for p in people.persons.values() if board.held(p) or board.asked(p)]
    return list({p.key: p for p in (*found, *owners)}.values())


def _role(board: Board, role: str) -> tuple[Person, ...]:
    try:
        return board.desk.people.role(role)
    except NotFound:
        return ()


def _show(board: Board, persons: Sequence[Person], options: Mapping[str, Any]) -> None:
    call = shifts.on_call(board.desk.people, board.now)
    if options["json_"]:
        print_json(
            {
                "now": board.now.isoformat(),
                "on_call": _call_json(call) if call else None,
                "people": [_person_json(board, person) for person in persons],
                "team": [case.number for case in board.for_anybody()],
            }
        )
        return
    click.echo(f"{time(board.now, board.zone)}")
    for person in persons:
        click.echo()
        _show_person(board, person)
    if team := board.for_anybody():
        click.echo("\nThe team was asked to pick up")
        for case in team:
            click.echo(f"  {_accept(board, case)}")
    if call:
        person, begins = call
        when = "now" if begins <= board.now else f"from {time(begins, board.zone)}"
        click.echo(f"\nOn call: {person.name}, {when}")


def _show_person(board: Board, person: Person) -> None:
    tasks = board.tasks(board.held(person))
    cases = f"{len(tasks)} open case{'' if len(tasks) == 1 else 's'}"
    click.echo(f"{person.name}, {_presence(board, person)}: {cases if tasks else 'no open cases'}")
    if advice := _advice(board, person, tasks):
        click.echo(f"  {advice}")
    table(
        ("    CASE", "DO", "USER", "DUE", "LEFT", ""),
        [
            (f"{n:>2}  {t.case.number}", t.do, _user(t.case), *_due(board, t), _remark(board, t))
            for n, t in enumerate(tasks, start=1)
        ],
        below=1,
    )
    for case in board.asked(person):
        click.echo(f"  {_accept(board, case)}")


def _presence(board: Board, person: Person) -> str:
    if board.is_on(person):
        ends = shifts.until(person, board.now)
        return f"on until {time(ends, board.zone)}" if ends else "on today"
    ended = board.ended(person) if board.has_left(person) else None
    begins = shifts.back(person, ended) if ended else shifts.next_in(person, board.now)
    return f"off; on again {time(begins, board.zone)}" if begins else "off"


def _advice(board: Board, person: Person, tasks: Sequence[Task]) -> str:
    """In which order several cases are worked on, and with whom they can be shared (003.1.9)."""
    if len(tasks) < 2 or not board.is_on(person):  # noqa: PLR2004 - more than one case
        return ""
    others = [p.name for p in _role(board, shifts.AGENTS) if p != person and board.is_on(p)]
    if not others:
        return "Alone: acknowledge all and tell all users, then one case at a time, in this order:"
    return f"In this order; share them with {', '.join(others)}:"


def _user(case: Case) -> str:
    return case.facts.get("user.name") or case.facts.get("user.id") or "?"


def _due(board: Board, task: Task) -> tuple[str, str]:
    """When it is due, and what is left of its clock's hours, as `list` tells it."""
    desk, case = board.desk, task.case
    clocks = clockwork.readings(desk.procedure(case.procedure), desk.settings, case, board.now)
    live = (clock for clock in clocks if clock.due and clock.stopped is None)
    open_ = next((clock.left for clock in live if clock.due == task.due), None)
    return time(task.due, board.zone), left(open_)


def _remark(board: Board, task: Task) -> str:
    owner = board.desk.people.display_name(task.case.owner)
    risk = f"hand it over: {shifts.why(task.risk, owner, board.zone)}" if task.risk else ""
    return "; ".join(filter(None, (_told(board, task), risk)))


def _accept(board: Board, case: Case) -> str:
    found = shifts.handoff(case)
    told = shifts.told(found, board.desk.people, board.zone) if found else ""
    return safe(f"{case.number} {_user(case)}: {told}; summarizer accept {case.number}")


def _call_json(call: tuple[Person, datetime]) -> dict[str, Any]:
    return {"person": call[0].key, "from": call[1].isoformat()}


def _person_json(board: Board, person: Person) -> dict[str, Any]:
    ends = shifts.until(person, board.now) if board.is_on(person) else None
    return {
        "person": person.key,
        "name": person.name,
        "on": board.is_on(person),
        "until": ends.isoformat() if ends else None,
        "holds": [_task_json(task, ends) for task in board.tasks(board.held(person))],
        "asked": [case.number for case in board.asked(person)],
    }


def _task_json(task: Task, ends: datetime | None) -> dict[str, Any]:
    """What is next on a case; `ends` is when its owner leaves."""
    due = task.due
    return {
        "case": task.case.number,
        "do": task.do,
        "due": due.isoformat() if due else None,
        "due_before_leaving": bool(due and ends and due <= ends),
        "hand_over": task.risk.to_json() if task.risk else None,
        "handed_over": task.handoff.to_json() if task.handoff else None,
    }


# --- the end of a shift --------------------------------------------------------------------


def _end(board: Board, person: Person, options: Mapping[str, Any]) -> None:
    done = board.has_left(person)
    if not done:
        _check(board, person)
    if not done and not options["dry_run"]:
        board.end(person)
    back = shifts.back(person, board.now)
    if options["json_"]:
        found = _person_json(board, person) | {"already_done": done, "dry_run": options["dry_run"]}
        print_json(found | {"back": back.isoformat() if back else None})
        return
    says = "has ended already" if done else "would end" if options["dry_run"] else "has ended"
    again = f"; on again {time(back, board.zone)}" if back else ""
    click.echo(f"The shift of {person.name} {says}{again}.")
    for task in board.tasks(board.held(person)):
        line = f"  stays: {task.case.number} {_user(task.case)} {_told(board, task)}"
        click.echo(safe(line.rstrip()))


def _undo(board: Board, person: Person, options: Mapping[str, Any]) -> None:
    """Take the end of a shift back: typed too early, or for somebody else."""
    if options["at"]:
        raise BadInput("--at goes with the end of a shift, not with --undo", "", "Leave it out")
    left = board.has_left(person)
    if left and not options["dry_run"]:
        board.begin(person)
    if options["json_"]:
        again = _person_json(board, person)
        print_json(again | {"already_done": not left, "dry_run": options["dry_run"]})
        return
    says = "would be taken back" if options["dry_run"] else "is taken back"
    if not left:
        click.echo(f"The shift of {person.name} has not ended: nothing to take back.")
        return
    click.echo(f"The end of {person.name}'s shift {says}: {_presence(board, person)}.")


def _told(board: Board, task: Task) -> str:
    return shifts.told(task.handoff, board.desk.people, board.zone) if task.handoff else ""


def _check(board: Board, person: Person) -> None:
    """Refused while a summary would breach that neither a person nor the team goes on with."""
    found = board.unfinished(person)
    if not found:
        return
    lines, fixes = [], []
    for task in found:
        due = shifts.why(task.risk, person.name, board.zone) if task.risk else ""
        said = f"003.2.7: {task.case.number} {_user(task.case)}: {due}"
        lines.append("; ".join(filter(None, (said, _told(board, task)))))
        fixes.append(_fix(board, person, task))
    cases = "1 case" if len(found) == 1 else f"{len(found)} cases"
    raise Refused(
        f"The shift of {person.name} can't end: {cases} would be left alone",
        "\n".join(lines),
        "\n".join([*fixes, "Then type again: summarizer shift end"]),
    )


def _fix(board: Board, person: Person, task: Task) -> str:
    """What to type so that the case is not left alone."""
    number = task.case.number
    drafts = [m for m, e in task.case.latest("message").items() if e.data["state"] == "drafted"]
    if draft := next((m for m in drafts if m.startswith("pick-up")), ""):
        return f"Send the mail to the team, then: summarizer sent {number} {draft}"
    team = f"or mail the team: summarizer handoff {number} --team --begin-at TEXT"
    if task.handoff and task.handoff.to:
        name = board.desk.people.display_name(task.handoff.to)
        return f"{name} types: summarizer accept {number}; {team}"
    whom = _next_hand(board, person, task)
    return f"summarizer handoff {number} --to {whom} --begin-at TEXT, and have it accepted; {team}"


def _next_hand(board: Board, person: Person, task: Task) -> str:
    """Who could go on: another agent who is on, else who is on call in time; else "WHO"."""
    for other in _role(board, shifts.AGENTS):
        if other != person and board.is_on(other):
            return other.key
    call = shifts.on_call(board.desk.people, board.now)
    in_time = call and task.due and call[0] != person and call[1] < task.due
    return call[0].key if call and in_time else "WHO"
