"""From a mail to a case: intake, ack, start, replied."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from shlex import quote
from typing import Any

import click

from summarizer import acknowledging, arrivals
from summarizer.cli.again import settled, unsent
from summarizer.cli.desk import (
    as_json,
    case_of,
    changing,
    drafting,
    moment,
    moment_on,
    overriding,
    workspace,
)
from summarizer.cli.output import print_json, safe
from summarizer.cli.running import run_on, run_verb, tell
from summarizer.engine import Opening, Outcome, Request, find_verb
from summarizer.intake import read_mail
from summarizer.intents import intents
from summarizer.reading.mailtext import MAX_MAIL
from summarizer.workspace import Workspace
from tracker.case import Case
from tracker.errors import BadInput, Refused

_MAIL = {
    "metavar": "MAIL",
    "help": "The mail: an .eml file, - for stdin; in Gmail a link, an id, or rfc822msgid:ID.",
}
#: How a mail in a mailbox is named.
_IN_MAILBOX = re.compile(r"https?://.+|rfc822msgid:.+|[0-9a-f]{14,16}", re.IGNORECASE)


def read_mail_source(desk: Workspace, source: str, *, newest: bool = False) -> bytes:
    """The mail that is named: a file, stdin, or one in the mailbox.

    A link to a conversation means its first mail, or with `newest` the last that came in.
    """
    most = MAX_MAIL + 1  # more is refused, and a stream may never end
    if source == "-":
        return sys.stdin.buffer.read(most)
    if _IN_MAILBOX.fullmatch(source.strip()) and not Path(source).exists():
        return desk.mail.fetch(source.strip(), newest=newest)
    try:
        with Path(source).open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise BadInput(
            f"{source} can't be read", f"{error.strerror}.", "Name an .eml file."
        ) from error


@click.command()
@click.argument("mail", metavar="MAIL")
@as_json
@click.pass_context
def intake(ctx: click.Context, /, mail: str, json_: bool) -> None:
    """Say what a MAIL asks, and the sentence that decided each answer.

    MAIL is a file, - for stdin, or in Gmail a link, an id, or rfc822msgid:ID.
    """
    desk = workspace(ctx)
    found = arrivals.read(desk, read_mail_source(desk, mail)).intake
    if json_:
        print_json(found.to_json())
        return
    for title, value, why in arrivals.lines(found):
        click.echo(f"{title:<16}{safe(value)}")
        if why:
            click.echo(f"{'':<16}  because: {safe(' '.join(why.split()))}")
    for command in acknowledging.commands(desk, found, quote(mail)) if found.opens_case else ():
        click.echo(f"next: {safe(command)}")


def _about_user(command: Any) -> Any:
    for option in (
        click.option("--new", is_flag=True, help="Another user on the same thread."),
        click.option(
            "--procedure", metavar="NAME", help="The procedure, where the mail can't tell."
        ),
        click.option("--received", metavar="TIME", help="When it came, where the mail can't tell."),
        click.option("--user-email", metavar="ADDRESS", help="The user's address."),
        click.option("--user-id", metavar="ID", help="The user's id."),
        click.option("--user", metavar="NAME", help="The user's first and last name."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("who", metavar="[CASE | NAME USERID]", nargs=-1)
@click.option("--mail", **_MAIL)  # type: ignore[arg-type]  # Click's options are not one type
@click.option("--answer", metavar="TEXT", help="What we will do about what was asked.")
@click.option("--note", metavar="TEXT", help="A note for the log.")
@_about_user
@drafting
@changing
@click.pass_context
def ack(ctx: click.Context, /, who: tuple[str, ...], mail: str | None, **given: Any) -> None:
    """Acknowledge an escalation: draft the reply to all and the mail to the user, announce it.

    Makes the case and its row. The user's id may still be unknown. Without a mail, NAME, USERID
    and --procedure open a case.
    """
    desk = workspace(ctx)
    number, opening = _meant(desk, who, mail, given)
    _acknowledge(desk, number, opening, given, then=lambda o: tell(desk, "ack", o, given))


def _acknowledge(
    desk: Workspace, number: str, opening: Opening | None, given: dict[str, Any], then: Any
) -> Outcome:
    inputs = {"answer": given.get("answer"), "note": given.get("note")}
    outcome = run_on(desk, number, "ack", inputs, options=given, opening=opening)
    then(outcome)
    return outcome


def _case_or_opening(
    desk: Workspace, case: str | None, mail: str | None, given: dict[str, Any]
) -> tuple[str, Opening | None]:
    """The case that is meant, or how a new one begins."""
    if case and not mail:
        _refuse_lost(given)
        return case_of(desk, case).number, None
    if not mail:
        command = f"summarizer {click.get_current_context().info_name} NAME USERID"
        fix = f"Name a CASE, or a mail: --mail FILE\nWithout a mail: {command}"
        raise BadInput("Which escalation?", "", fix)
    found = arrivals.read(desk, read_mail_source(desk, mail))
    return arrivals.place(desk, found, _wish(desk, given)._replace(mail=quote(mail)))


def _refuse_lost(given: dict[str, Any]) -> None:
    """What says whom a new case is about would be lost on one that is there."""
    lost = [o for o in ("user", "user-id", "user-email") if given.get(o.replace("-", "_"))]
    if lost:
        raise BadInput(
            f"--{lost[0]} is for a new case",
            "This one has its user already.",
            "Correct it with: summarizer set CASE FIELD VALUE",
        )


def _wish(desk: Workspace, given: dict[str, Any]) -> arrivals.Wish:
    return arrivals.Wish(
        name=given.get("user") or "",
        user_id=given.get("user_id") or "",
        email=given.get("user_email") or "",
        procedure=given.get("procedure") or "",
        received=moment(desk, given.get("received") or given.get("at")),
        new=bool(given.get("new")),
    )


@click.command()
@click.argument("who", metavar="[CASE | NAME USERID]", nargs=-1)
@click.option("--mail", **_MAIL)  # type: ignore[arg-type]  # Click's options are not one type
@click.option("--answer", metavar="TEXT", help="Acknowledges too, where that is still to do.")
@click.option("--reuse", metavar="CASE", help="The same escalation: begin with its summary.")
@click.option("--refer", metavar="CASE", help="An earlier summary to link as a reference.")
@click.option("--note", metavar="TEXT", help="A note for the log.")
@_about_user
@drafting
@overriding
@changing
@click.pass_context
def start(ctx: click.Context, /, who: tuple[str, ...], mail: str | None, **given: Any) -> None:
    """Find earlier summaries, make the document, complete the row.

    Without a mail, NAME and USERID open a case. Acknowledges too if that is still to do.
    """
    desk = workspace(ctx)
    number, opening = _meant(desk, who, mail, given)
    case = desk.tracker.load([number])[0]
    created = not case.procedure
    _check_starts(desk, case, opening, mail, given)
    decided = {k: case_of(desk, given[k]).number if given[k] else None for k in ("reuse", "refer")}
    inputs = {"note": given["note"], **decided}
    if _wants_ack(case, mail, given):
        _check_start(desk, number, inputs, given, opening)
        _acknowledge(desk, number, opening, given, then=lambda o: _quietly(desk, o, given))
    outcome = run_on(desk, number, "start", inputs, options=given, opening=opening)
    if outcome.plan is None and any(decided.values()):
        outcome = run_on(desk, number, "refer", decided, options=given)
    done = Outcome(outcome.case, outcome.plan, created and not given["dry_run"], outcome.applied)
    tell(desk, "start", done, given)


def _check_starts(
    desk: Workspace, case: Case, opening: Opening | None, mail: str | None, given: dict[str, Any]
) -> None:
    """Refuse what isn't started; a case that would be new is acknowledged instead."""
    procedure = desk.procedure(case.procedure or (opening.procedure if opening else ""))
    try:
        find_verb(procedure, "start")
    except Refused as error:
        error.fix = f"What comes next: summarizer show {case.number}"
        if not case.procedure:
            user = f"{quote(given['user'] or 'NAME')} {quote(given['user_id'] or 'USERID')}"
            subject = f"--mail {quote(mail)}" if mail else user
            command = acknowledging.command(procedure, subject, named=True)
            error.fix = f"Acknowledge it with: {command}"
        raise


def _check_start(
    desk: Workspace,
    number: str,
    inputs: dict[str, str | None],
    given: dict[str, Any],
    opening: Opening | None,
) -> None:
    """Refuse before anything is acknowledged, so that nothing is left half done."""
    preview = {**given, "dry_run": True, "send": False}
    try:
        run_on(desk, number, "start", inputs, options=preview, opening=opening)
    except Refused as error:
        ack = "To acknowledge it all the same: summarizer ack --mail MAIL --answer TEXT"
        raise Refused(error.what, error.why, f"{error.fix}\n{ack}".strip()) from error


def _quietly(desk: Workspace, outcome: Outcome, given: dict[str, Any]) -> None:
    """With JSON, only the last outcome is printed."""
    if not given["json_"] and outcome.plan is not None:
        tell(desk, "ack", outcome, given)


def _wants_ack(case: Case, mail: str | None, given: dict[str, Any]) -> bool:
    done = any(e.intent.startswith("ack#") and e.kind == "intent closed" for e in case.effective)
    return not done and bool(mail or (given["answer"] or "").strip())


def _meant(
    desk: Workspace, who: tuple[str, ...], mail: str | None, given: dict[str, Any]
) -> tuple[str, Opening | None]:
    """The case of a number, of a mail, or of a user's name and id; or how it begins."""
    command = click.get_current_context().info_name or ""
    if len(who) == _NAME_AND_ID:
        if given["user"] or given["user_id"]:
            raise BadInput("The user is named twice", "", "Leave --user and --user-id out")
        given["user"], given["user_id"] = who
        if not mail:
            return arrivals.place_without_mail(desk, _wish(desk, given), command)
    elif len(who) > _NAME_AND_ID:
        fix = f'Put a name in quotes: {command} "First Last" 12345'
        raise BadInput("Too many words", "", fix)
    return _case_or_opening(desk, who[0] if len(who) == 1 else None, mail, given)


_NAME_AND_ID = 2


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--mail", required=True, **_MAIL)  # type: ignore[arg-type]  # Click's options are not one type
@click.option("--answer", metavar="TEXT", help="Draft this answer at once.")
@drafting
@changing
@click.pass_context
def replied(
    ctx: click.Context, /, case: str, mail: str, answer: str | None, **options: Any
) -> None:
    """A reply came on the thread: show its question; the hold stops until it is answered."""
    desk = workspace(ctx)
    found = read_mail(read_mail_source(desk, mail, newest=True))
    number = case_of(desk, case).number
    moment_on(desk, number, options["at"])  # before the question is shown
    known = desk.tracker.load([number])[0]
    arrivals.check_thread(known, found)
    if not options["json_"]:
        click.echo(safe(found.newest.strip()))
    question = found.newest.strip()[:2000] or "(no text)"
    inputs = {"question": question, "mail": found.message_id, "answer": answer}
    request = Request("replied", {name: text for name, text in inputs.items() if text})
    if _was_asked(known, found.message_id) and not _goes_on(known, request, options):
        settled(desk.root, number, request)
        tell(desk, "replied", Outcome(known), options)
        return
    if found.received and not options["at"]:  # a sender's clock may be ahead
        came = known.last("received")
        at = min(found.received, desk.now())
        options["at"] = (max(at, came.at) if came else at).isoformat()
    run_verb(ctx, case, "replied", inputs, options=options)


def _was_asked(case: Case, mail: str) -> bool:
    """Whether the question of this mail is known."""
    return bool(mail) and mail in {e.data.get("mail") for e in case.of_kind("question")}


def _goes_on(case: Case, request: Request, options: dict[str, Any]) -> bool:
    """Whether the command was interrupted, or what it drafted is to leave."""
    interrupted = not all(intents(case, request.verb).values())
    return interrupted or (options["send"] and unsent(request, case))
