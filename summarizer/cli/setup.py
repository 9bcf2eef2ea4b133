"""Set a workspace up, check it, show its settings."""

from __future__ import annotations

from pathlib import Path

import click

from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import print_json, safe, table
from tracker.errors import BadInput, Refused


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False))
@as_json
@click.pass_context
def init(ctx: click.Context, folder: str | None, json_: bool) -> None:
    """Make a workspace in DIR (here if none is named); what is there already stays as it is."""
    from summarizer.workspace import make

    root = Path(folder or ctx.find_root().obj["workspace"] or ".")
    made = make(root)
    if json_:
        print_json({"workspace": str(root.resolve()), "made": made})
        return
    click.echo(f"{root.resolve()}: " + (f"made {', '.join(made)}" if made else "nothing to do."))
    if made:
        click.echo(
            "next: put your desk into summarizer.toml and people.toml, then: summarizer doctor"
        )


@click.command()
@as_json
@click.pass_context
def doctor(ctx: click.Context, json_: bool) -> None:
    """Check settings, people, procedures, tracker and folders, and say what to mend."""
    from summarizer.checking import examine

    findings = examine(workspace(ctx))
    if json_:
        print_json([{"what": f.what, "problem": f.problem, "fix": f.fix} for f in findings])
    else:
        for finding in findings:
            mark = "✗" if finding.problem else "✓"
            click.echo(
                f"{mark} {finding.what}" + (f": {safe(finding.problem)}" if finding.problem else "")
            )
            if finding.fix:
                click.echo(f"    {safe(finding.fix)}")
    bad = sum(bool(f.problem) for f in findings)
    if bad:
        raise Refused(f"{bad} of {len(findings)} checks found something to mend")


@click.command()
@as_json
@click.pass_context
def config(ctx: click.Context, json_: bool) -> None:
    """Show every setting and where its value comes from."""
    settings = workspace(ctx).settings
    if json_:
        print_json(
            {k: {"value": v, "origin": settings.origin[k]} for k, v in settings.values.items()}
            if _plain(settings.values)
            else {
                k: {"value": str(v), "origin": settings.origin[k]}
                for k, v in settings.values.items()
            }
        )
        return
    table(
        ("SETTING", "VALUE", "FROM"),
        [(key, _shown(value), settings.origin[key]) for key, value in settings.values.items()],
    )


def _plain(values: object) -> bool:
    import json

    try:
        json.dumps(values)
    except TypeError:
        return False
    return True


def _shown(value: object) -> str:
    if isinstance(value, dict):
        hours = value.get("hours", {})
        return f"{value.get('tz', '')}, {len(hours)} days a week"
    return str(value) if value not in ("", []) else "(empty)"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a SHELL; put it where your shell looks for such scripts."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise BadInput(f"No completion for {shell}")
    root = ctx.find_root()
    click.echo(kind(root.command, {}, "summarizer", "_SUMMARIZER_COMPLETE").source())
