"""Sign in to Google, say who is signed in, sign out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summarizer.cli.desk import as_json, workspace
from summarizer.cli.output import date_time, print_json, safe
from tracker.errors import Refused, SignInNeeded

if TYPE_CHECKING:
    from summarizer.google.account import Account
    from summarizer.google.login import Status
    from summarizer.workspace import Workspace


@click.command()
@click.option("--status", "only_status", is_flag=True, help="Say who is signed in, and for what.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@as_json
@click.pass_context
def login(ctx: click.Context, only_status: bool, no_browser: bool, json_: bool) -> None:
    """Sign in to Google, for the backends that the settings pick."""
    desk = workspace(ctx)
    account = _account(desk)
    if not account.wants:
        raise Refused(
            "This desk needs no sign-in",
            "All its backends are on this machine.",
            "Pick others in [backend] of summarizer.toml; see: summarizer config",
        )
    from summarizer.google import login as signing_in

    if only_status:
        _show(signing_in.status(account), desk, json_)
        return
    signed_in = signing_in.login(account, _tell, opens=not no_browser)
    _show(signed_in, desk, json_)
    if signed_in.missing:
        raise SignInNeeded(
            "Not everything that the settings need was given",
            f"Missing: {_words(signed_in.missing)}.",
            "Type summarizer login again, and tick every box.",
        )


@click.command()
@as_json
@click.pass_context
def logout(ctx: click.Context, json_: bool) -> None:
    """Revoke the sign-in to Google, and forget it."""
    account, failed = _account(workspace(ctx)), None
    if account.token.exists():
        from summarizer.google.login import logout as sign_out

        failed = sign_out(account)
    if json_:
        print_json({"signed_out": failed is not None, "revoked": failed == ""})
    elif failed is None:
        click.echo("Nobody is signed in.")
    else:
        click.echo("Signed out.")
    if failed:
        click.echo(
            f"The token is gone from here, but it could not be revoked: {safe(failed)}\n"
            "Take the desk's access away at https://myaccount.google.com/permissions",
            err=True,
        )


def _account(desk: Workspace) -> Account:
    from summarizer.backends import account
    from summarizer.workspace import user_folder

    return account(desk.settings, desk.root, user_folder())


def _tell(url: str) -> None:
    click.echo(f"Sign in at this address, on this machine:\n{url}", err=True)


def _show(status: Status, desk: Workspace, json_: bool) -> None:
    """Who it is; never the token itself."""
    zone = desk.settings.zone
    until = status.until
    if json_:
        print_json(
            {
                "kind": status.kind,
                "account": status.account,
                "scopes": list(status.scopes),
                "missing": list(status.missing),
                "until": until.isoformat() if until else None,
                "renews": status.renews,
                "place": str(status.place) if status.place else None,
            }
        )
        return
    renews = "renewed when it ends" if status.renews else "used as it is, not renewed"
    lines = {
        "Signed in": status.account or f"a {status.kind}, of whom is not known",
        "May": _words(status.scopes) or "not known",
        "Missing": _words(status.missing),
        "Token": f"until {date_time(until, zone)}, {renews}" if until else renews,
        "Kept in": str(status.place or "SUMMARIZER_GOOGLE_ACCESS_TOKEN"),
    }
    for title, text in lines.items():
        if text:
            click.echo(safe(f"{title}: {text}"))


def _words(names: tuple[str, ...]) -> str:
    from summarizer.google.scopes import IN_WORDS

    return "; ".join(IN_WORDS[name] for name in names)
