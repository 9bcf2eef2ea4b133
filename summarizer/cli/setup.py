"""Set a workspace up, check it, show its settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summarizer.backends import TRACKER
from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import print_json, safe, table
from summarizer.settings import environment
from summarizer.workspace import SETTINGS, VARIABLE
from tracker.errors import BadInput, Refused

if TYPE_CHECKING:
    from summarizer.checking_places import Finding
    from summarizer.workspace import Workspace


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@click.option("--google", is_flag=True, help="Let the desk live in Google Workspace.")
@click.option("--credentials", metavar="FILE", help="From the Cloud console.")
@click.option("--shared-folder", metavar="LINK", help="The shared folder; else one is made.")
@click.option("--drive", metavar="NAME", help="The shared drive to make it in.")
@click.option("--spreadsheet", metavar="LINK", help="The tracker; else one is made.")
@as_json
@click.pass_context
def init(ctx: click.Context, /, folder: str | None, google: bool, json_: bool, **wish: str) -> None:
    """Make a workspace in DIR; what is there already stays as it is.

    Without DIR: in --workspace, else in SUMMARIZER_WORKSPACE, else here. With --google, its
    documents, tracker and drafts are in Google Workspace from then on.
    """
    from summarizer.making import make

    if lost := [
        f"--{name.replace('_', '-')}" for name, text in wish.items() if text and not google
    ]:
        raise BadInput(f"{' and '.join(lost)} without --google", "", "Add --google.")
    named = folder or ctx.find_root().obj["workspace"] or environment().get(VARIABLE) or "."
    root = Path(named).expanduser().absolute()
    made = make(root)
    did = _join(ctx, root, wish) if google else ()
    if json_:
        print_json({"workspace": str(root), "made": made, "google": list(did)})
        return
    click.echo(f"{safe(str(root))}: " + (f"made {', '.join(made)}" if made else "nothing to do."))
    for line in did:
        click.echo(safe(line))
    if TRACKER in made and SETTINGS not in made and not google:
        click.echo("next, if cases were here before: summarizer tracker rebuild --dry-run")
    elif made or did:
        click.echo(
            "next: put your desk into summarizer.toml and people.toml, then: summarizer doctor"
        )


def _join(ctx: click.Context, root: Path, wish: dict[str, str]) -> tuple[str, ...]:
    from summarizer.joining import Wish, join
    from summarizer.workspace import Workspace

    given = {name.removeprefix("shared_"): text or "" for name, text in wish.items()}
    if given["credentials"]:
        given["credentials"] = str(Path(given["credentials"]).expanduser().absolute())
    way = ctx.find_root().obj["way"]
    return join(Workspace(root, way=way), Wish(**given))


@click.command()
@click.option("--reconcile", is_flag=True, help="Compare tracker, events, documents and mail.")
@click.option("--yes", "-y", is_flag=True, help="With --reconcile: mend what events decide.")
@click.option("--dry-run", "-n", is_flag=True, help="With --yes: say what would be mended.")
@as_json
@click.pass_context
def doctor(ctx: click.Context, reconcile: bool, yes: bool, dry_run: bool, json_: bool) -> None:
    """Check settings, people, procedures, tracker and folders, and say what to mend.

    With --reconcile, look for what isn't true in all places: rows, documents, links, tabs, drafts.
    """
    if reconcile:
        from summarizer.cli.reconcile import reconcile_places

        reconcile_places(workspace(ctx), yes=yes, dry_run=dry_run, json_=json_)
        return
    if yes or dry_run:
        raise BadInput(f"{'--yes' if yes else '--dry-run'} without --reconcile", "", "Add it.")
    from summarizer.checking import counted, examine

    findings = examine(workspace(ctx))
    if json_:
        print_json(
            [
                {
                    "what": f.what,
                    "problem": f.problem,
                    "fix": f.fix if f.problem else "",
                    "note": f.note,
                }
                for f in findings
            ]
        )
    else:
        for finding in findings:
            _print_finding(finding)
    if bad := counted(findings):
        raise Refused(bad, "", "Mend what has a ✗ above, then run it again.")


def _print_finding(finding: Finding) -> None:
    first, *more = (finding.problem or finding.note).splitlines() or [""]
    mark = "✗" if finding.problem else "✓"
    click.echo(f"{mark} {safe(finding.what)}" + (f": {safe(first)}" if first else ""))
    for line in [*more, *(finding.fix.splitlines() if finding.problem else ())]:
        click.echo(f"    {safe(line)}")


@click.command()
@as_json
@click.pass_context
def config(ctx: click.Context, json_: bool) -> None:
    """Show every setting and where its value comes from."""
    desk = workspace(ctx)
    shown = _shown(desk)
    if json_:
        print_json({k: {"value": value, "origin": origin} for k, value, origin in shown})
        return
    own = {str(desk.root / SETTINGS): SETTINGS}
    rows = [(key, _text(value), own.get(origin, origin)) for key, value, origin in shown]
    table(("SETTING", "VALUE", "FROM"), rows)


def _shown(desk: Workspace) -> list[tuple[str, Any, str]]:
    """Every setting with its value, as JSON has it, and its origin; no password is one."""
    settings = desk.settings
    user = "SUMMARIZER_USER" if environment().get("SUMMARIZER_USER") else settings.origin["me"]
    return [
        ("workspace", str(desk.root), desk.origin),
        ("user", desk.actor, user),
        *((key, _plain(value), settings.origin[key]) for key, value in settings.values.items()),
    ]


def _plain(value: Any) -> Any:
    """What JSON can hold: the dates that TOML knows become texts."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float) else str(value)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return f"{len(value.get('hours', {}))} days, {value.get('tz', '')}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "(empty)"
    return str(value) if value != "" else "(empty)"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a SHELL; put it where your shell looks for such scripts.

    For bash: summarizer completion bash > ~/.local/share/bash-completion/completions/summarizer
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise BadInput(f"No completion for {shell}")
    root = ctx.find_root()
    click.echo(kind(root.command, {}, "summarizer", "_SUMMARIZER_COMPLETE").source())
