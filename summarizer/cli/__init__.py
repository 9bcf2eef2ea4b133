"""The command line: parse, call, print. Commands are imported when they are called."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from tracker.errors import UserError

#: Each command: where it stands, and the line that `--help` shows, so that help imports nothing.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("setup:init", "Make a workspace."),
    "doctor": ("setup:doctor", "Check the workspace and say what to mend."),
    "config": ("setup:config", "Show every setting and where it comes from."),
    "procedures": ("procedures:procedures", "List, show and check the procedures."),
    "completion": ("setup:completion", "Print the completion script for a shell."),
    "intake": ("mail:intake", "Say what a mail asks, and the sentence that decided it."),
    "ack": ("mail:ack", "Acknowledge an escalation: thread, user, room."),
    "start": ("mail:start", "Find earlier summaries, make the document, complete the row."),
    "check": ("document:check", "Show the research chart, or fill a step."),
    "ask": ("document:ask", "Keep a question to another team, and its answer."),
    "evidence": ("document:evidence", "Keep a screenshot, text or link in the contact copy."),
    "sync": ("document:sync", "Read documents and rows back; say what differs."),
    "comments": ("document:comments", "List the comments; answer or resolve one."),
    "request-review": ("verbs:request_review", "Hand the summary to the reviewers who are in."),
    "reviewed": ("verbs:reviewed", "A reviewer is done."),
    "request-approval": ("verbs:request_approval", "Hand the summary to the final approver."),
    "approve": ("verbs:approve", "Bind the approver's yes to the summary's text."),
    "complete": ("verbs:complete", "Put the approved summary section on the thread."),
    "replied": ("mail:replied", "A question came on the thread: the hold stops."),
    "contact": ("verbs:contact", "The user was called, or why not."),
    "resolve": ("verbs:resolve", "The end of the case."),
    "sent": ("verbs:sent", "A drafted message has left."),
    "done": ("verbs:done", "A to-do was done by hand."),
    "set": ("verbs:set_", "Correct a fact, or write a column that people own."),
    "pause": ("verbs:pause", "Stop the clocks that may pause."),
    "resume": ("verbs:resume", "Start the paused clocks again."),
    "cancel": ("verbs:cancel", "End a case without its outcome."),
    "undo": ("verbs:undo", "Take the last command on a case back."),
    "do": ("verbs:do", "Run any verb of the case's procedure."),
    "list": ("look:list_", "List cases, the next due first."),
    "show": ("look:show", "Show one case."),
    "find": ("look:find", "Find cases by number, user or id, also misspelt."),
    "open": ("look:open_", "Open a case's document."),
    "clocks": ("look:clocks", "Show a case's clocks; --explain prints their walk."),
    "history": ("look:history", "What happened to a case, and when."),
    "sla": ("sla:sla", "Work a deadline out, without a case."),
}


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their short help, from the registry."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--workspace", "-w", metavar="DIR", help="The workspace; else the nearest upwards.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(package_name="summarizer")
@click.pass_context
def cli(ctx: click.Context, workspace: str | None, debug: bool) -> None:
    """The executive-escalation desk: one command a step, every place true to the others.

    A CASE is named by its number, or by anything that names just one: a user id, part of a name.
    """
    ctx.obj = {"workspace": workspace, "debug": debug}
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit; every error a person can act on is told in three parts."""
    try:
        code = cli.main(args=args, prog_name="summarizer", standalone_mode=False)
        sys.stdout.flush()
    except UserError as error:
        if "--debug" in (args if args is not None else sys.argv):
            raise
        code = error.exit_code
        _tell(error)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted; run the command again to go on.", err=True)
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if "--debug" in (args if args is not None else sys.argv):
            raise
        click.echo(f"Unexpected error: {type(error).__name__}", err=True)
        click.echo("Run the command again with: summarizer --debug ...", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _tell(error: UserError) -> None:
    click.echo(f"Error: {error.what}", err=True)
    for part in (error.why, error.fix):
        for line in part.splitlines():
            click.echo(f"  {line}", err=True)
