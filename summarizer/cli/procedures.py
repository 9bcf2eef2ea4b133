"""List, show and check the procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import print_json, safe, table
from tracker.clocks import format_amount
from tracker.errors import BadInput, NotFound, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.procedure import MessageRule, Procedure, Verb


@click.group()
def procedures() -> None:
    """List, show and check the procedures."""


@procedures.command("list")
@as_json
@click.pass_context
def list_(ctx: click.Context, json_: bool) -> None:
    """The procedures that this workspace knows, and where each is read from."""
    desk = workspace(ctx)
    found = [desk.procedure(name) for name in desk.procedures()]
    if json_:
        print_json([_item(p) for p in found])
        return
    rows = [(p.name, p.prefix, p.title, str(p.file("procedure.toml").parent)) for p in found]
    table(("NAME", "PREFIX", "TITLE", "FROM"), rows)


def _item(procedure: Procedure) -> dict[str, Any]:
    return {
        "name": procedure.name,
        "title": procedure.title,
        "prefix": procedure.prefix,
        "file": str(procedure.file("procedure.toml")),
    }


@procedures.command()
@click.argument("name", metavar="NAME")
@click.option("--recipients", is_flag=True, help="Who gets each of its mails, and how.")
@as_json
@click.pass_context
def show(ctx: click.Context, name: str, recipients: bool, json_: bool) -> None:
    """A procedure's verbs with their inputs, its fields, its clocks and its file."""
    found = workspace(ctx).procedure(name)
    if recipients:
        _show_recipients(found, json_=json_)
        return
    if json_:
        print_json(_as_json(found))
        return
    click.echo(f"{safe(found.title)} ({found.name})\n{found.file('procedure.toml')}\n")
    table(
        ("VERB", "IN STAGES", "INPUTS", "FOR"),
        [
            (v.name, _stages(v), _inputs(v), f"not here: {v.refuse}" if v.refuse else v.help)
            for v in found.verbs.values()
        ],
        wrap=True,
    )
    click.echo()
    table(
        ("FIELD", "TITLE", "ONE OF"),
        [(f.name, f.title, " | ".join(f.one_of)) for f in found.fields.values()],
    )
    click.echo()
    table(
        ("CLOCK", "AMOUNT", "HOURS", "FROM", "UNTIL"),
        [
            (c.name, format_amount(c.amount), c.hours, ", ".join(c.start), ", ".join(c.stop))
            for c in found.clocks.values()
        ],
    )


def _show_recipients(found: Procedure, *, json_: bool) -> None:
    """Each mail: how it goes out and by which rule, from whom, to whom, and to whom never."""
    mails = [_recipients(message) for message in found.messages.values()]
    if json_:
        print_json(mails)
        return
    if not mails:
        click.echo(f"{found.title} has no mails.")
    for mail in mails:
        message, rule, how = (mail.pop(name) for name in ("message", "rule", "how"))
        click.echo(safe(f"{message}: {how}" + (f" ({rule})" if rule else "")))
        for name, who in mail.items():
            if who:
                click.echo(safe(f"  {name:<6} {who}"))


def _recipients(m: MessageRule) -> dict[str, str]:
    parts = {"to": m.to, "cc": m.cc, "bcc": m.bcc, "must": m.must, "never": m.never}
    said = {name: _who(tokens) for name, tokens in parts.items()}
    return {"message": m.name, "rule": m.rule, "how": _how(m), "from": _who((m.sender,)), **said}


def _how(message: MessageRule) -> str:
    if message.reply:
        return "reply to all"
    return f"forward of “{message.forward}”" if message.forward else "new mail"


def _who(tokens: Sequence[str]) -> str:
    """Whom tokens stand for: `role:leads` is leads, `thread.from` is the thread's From."""
    names = {"user": "the user", "me": "whoever writes", "owner": "the owner"}
    said = (names.get(t) or t.replace("thread.", "thread's ").partition(":") for t in tokens)
    return ", ".join(s if isinstance(s, str) else s[2] or s[0] for s in said)


def _stages(verb: Verb) -> str:
    names = {"": "new", "*": "every one"}
    return ", ".join(names.get(s, s) for s in verb.stages) or "every open one"


def _inputs(verb: Verb) -> str:
    return ", ".join([*verb.needs, *filter(None, ["|".join(verb.one_of)]), *_optional(verb)])


def _optional(verb: Verb) -> list[str]:
    return [f"[{name}]" for name in verb.takes]


def _as_json(found: Procedure) -> dict[str, Any]:
    return _item(found) | {
        "stages": list(found.stages),
        "closed": list(found.closed),
        "roles": list(found.roles),
        "tabs": dict(found.tabs),
        "fields": {
            f.name: {"title": f.title, "help": f.help, "one_of": list(f.one_of)}
            for f in found.fields.values()
        },
        "clocks": {
            c.name: {"amount": format_amount(c.amount), "hours": c.hours, "kind": c.kind}
            for c in found.clocks.values()
        },
        "verbs": {
            v.name: {
                "help": v.help,
                "from": list(v.stages),
                "needs": list(v.needs),
                "takes": list(v.takes),
                "one_of": list(v.one_of),
            }
            for v in found.verbs.values()
            if not v.refuse
        },
    }


@procedures.command()
@click.argument("name", metavar="[NAME]", required=False)
@as_json
@click.pass_context
def check(ctx: click.Context, name: str | None, json_: bool) -> None:
    """Check one procedure, or all: the file, its wordings, its document, its calendars."""
    from summarizer.checking import check as check_procedure

    desk = workspace(ctx)
    names = [name] if name else desk.procedures()
    problems: dict[str, list[str]] = {}
    for each in names:
        try:
            problems[each] = check_procedure(desk.procedure(each), desk.settings)
        except NotFound:
            raise
        except UserError as error:
            problems[each] = [f"{error.what}: {error.why}"]
    if json_:
        print_json([{"name": each, "problems": found} for each, found in problems.items()])
    else:
        for each, found in problems.items():
            for line in found or [f"{each}: good."]:
                click.echo(safe(line))
    if count := sum(map(len, problems.values())):
        raise BadInput(f"{count} to mend", "", "Mend them and check again.")
