"""The command line: parse, call, print. Commands are imported when they are called."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tracker.errors import BadInput, StorageFailed, UserError

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: Each command: where it stands, and the line that `--help` shows, so that help imports nothing.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("setup:init", "Make a workspace."),
    "doctor": ("setup:doctor", "Check the workspace and say what to mend."),
    "config": ("setup:config", "Show every setting and where it comes from."),
    "login": ("sign_in:login", "Sign in to Google, or say who is."),
    "logout": ("sign_in:logout", "Revoke the sign-in to Google, and forget it."),
    "procedures": ("procedures:procedures", "List, show and check the procedures."),
    "completion": ("setup:completion", "Print the completion script for a shell."),
    "intake": ("mail:intake", "Say what a mail asks, and the sentence that decided it."),
    "inbox": ("inbox:inbox", "List escalations that nobody acknowledged yet, with the time left."),
    "ack": ("mail:ack", "Acknowledge an escalation: thread, user, room."),
    "start": ("mail:start", "Find earlier summaries, make the document, complete the row."),
    "check": ("document:check", "Show the research chart, or fill a step."),
    "ask": ("document:ask", "Keep a question to another team, and its answer."),
    "evidence": ("document:evidence", "Keep a screenshot, text or link in the contact copy."),
    "sync": ("document:sync", "Read documents and rows back; say what differs."),
    "watch": ("watch:watch", "Sync, inbox and clocks on an interval; warn before a breach."),
    "comments": ("document:comments", "List the comments; answer or resolve one."),
    "request-review": ("verbs:request_review", "Hand the summary to the reviewers who are in."),
    "reviewed": ("verbs:reviewed", "A reviewer is done."),
    "request-approval": ("verbs:request_approval", "Hand the summary to the final approver."),
    "approve": ("verbs:approve", "Bind the approver's yes to the summary's text."),
    "complete": ("verbs:complete", "Put the approved summary section on the thread."),
    "replied": ("mail:replied", "A question came on the thread: the hold stops."),
    "contact": ("verbs:contact", "The user was called, or why not."),
    "resolve": ("verbs:resolve", "The end of the case."),
    "handoff": ("handoff:handoff", "Hand a case over to a person, or to the team."),
    "accept": ("handoff:accept", "Take a case that was handed over, or decline it."),
    "shift": ("shift:shift", "Who is on, what they hold, in which order; end a shift."),
    "sent": ("verbs:sent", "A drafted message has left."),
    "done": ("verbs:done", "A to-do was done by hand."),
    "set": ("verbs:set_", "Correct a fact, or write a column that people own."),
    "pause": ("verbs:pause", "Stop the clocks that may pause."),
    "resume": ("verbs:resume", "Start the paused clocks again."),
    "cancel": ("verbs:cancel", "End a case without its outcome."),
    "undo": ("verbs:undo", "Take the last command on a case back."),
    "do": ("verbs:do", "Run any verb of the case's procedure."),
    "list": ("listing:list_", "List cases, the next due first."),
    "show": ("look:show", "Show one case."),
    "find": ("look:find", "Find cases by number, user or id, also misspelt."),
    "open": ("look:open_", "Open a case's document."),
    "clocks": ("look:clocks", "Show a case's clocks; --explain prints their walk."),
    "history": ("look:history", "What happened to a case, and when."),
    "import": ("importing:import_", "Make earlier summaries findable: documents, old trackers."),
    "tracker": (
        "tracker:tracker",
        "Copy the tracker between SQLite and Sheets, or rebuild it.",
    ),
    "sla": ("sla:sla", "Work a deadline out, without a case."),
}


class ReaderLeft(Exception):
    """Nobody reads the output any more: `summarizer list | head`."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, not to print their help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of a case's life."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"summarizer.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the words begin with; for an unknown one, those that are like it."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=list(COMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Click would end with 1 where the reader of a pipe has left."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderLeft from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their short help, from the registry."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)
@click.option("--workspace", "-w", metavar="DIR", help="The workspace; else the nearest upwards.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(package_name="summarizer")
@click.pass_context
def cli(ctx: click.Context, workspace: str | None, debug: bool) -> None:
    """The executive-escalation desk: one command a step, every place true to the others.

    A CASE is named by its number, or by anything that names just one: a user id, part of a name.
    """
    ctx.obj = {"way": None, **(ctx.obj or {}), "workspace": workspace, "debug": debug}
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None, way: Google | None = None) -> NoReturn:
    """Run the command line and exit; every error a person can act on is told in three parts.

    Without arguments this process is the program's own: it ends once the last line is out.

    Args:
        args: The words behind the program's name.
        way: The way to Google; else it is made where the settings ask for it.
    """
    if args is not None:
        sys.exit(_run(args, way))
    code = _run(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # Python's own tidying up takes 14 ms; files and connections are closed by now


def _run(args: Sequence[str], way: Google | None = None) -> int:
    """The exit code of a command; what it says is out by then."""
    code: object = 0
    try:
        _check_words(args)
        given = {"way": way}
        code = cli.main(args=args, prog_name="summarizer", standalone_mode=False, obj=given)
        sys.stdout.flush()
    except click.ClickException as error:
        code = _tell(_usage(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted; run the command again to go on.", err=True)
        code = 130
    except (BrokenPipeError, ReaderLeft):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if "--debug" in args:
            raise
        told = _as_user_error(error)
        code = _tell(told, told.exit_code)
    return code if isinstance(code, int) else 0


def _check_words(args: Sequence[str]) -> None:
    """No shell hands a NUL over; no path and no text may hold one."""
    for word in args:
        if "\0" in word:
            why = f"It stands in {word[:60]!r}."
            raise BadInput("A word of a command can't hold NUL", why, "Write it without.")


def _usage(error: click.ClickException) -> UserError:
    """What Click says about the words on the command line, in three parts."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx and isinstance(error, click.exceptions.NoArgsIsHelpError):
        commands = ", ".join(getattr(ctx.command, "commands", ()))
        fix = f"See: {ctx.command_path} --help"
        return UserError(f"{ctx.command_path} needs a command", f"It has: {commands}.", fix)
    why = " ".join(ctx.get_usage().split()) if ctx else ""
    fix = f"See: {ctx.command_path if ctx else 'summarizer COMMAND'} --help"
    if isinstance(error, click.NoSuchOption):
        fix += "\nPut -- before a text that begins with a dash."
    what = " ".join(error.format_message().split()).removesuffix(".")
    return UserError(what, why, fix)


def _as_user_error(error: Exception) -> UserError:
    if isinstance(error, UserError):
        return error
    if isinstance(error, OSError):
        fix = "Check the path, your permissions and the room on the disk; then run it again."
        return StorageFailed(
            f"{error.filename or 'A file'} can't be used", f"{error.strerror or error}.", fix
        )
    what = f"Unexpected error: {type(error).__name__}"
    return UserError(what, str(error), "See where it happened with: summarizer --debug ...")


def _tell(error: UserError, code: int) -> int:
    """Print an error's three parts to stderr."""
    from summarizer.cli.output import safe

    click.echo(f"Error: {safe(error.what)}", err=True)
    for part in (error.why, error.fix):
        for line in part.splitlines():
            click.echo(f"  {safe(line)}", err=True)
    return code
