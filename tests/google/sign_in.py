"""Google's pages for signing in: authorise, token, revoke, tokeninfo.

Nobody sits before the authorise page: it sends the browser back at once, with a code for the
account in `login_hint`, or for the first account of the world.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from tests.google import oauth, sign_in_grants
from tests.google.oauth import Grant, Tokens
from tests.google.sign_in_grants import Denied
from tests.google.wire import page
from tests.google.world import World
from tests.loopback import Request, Response
from tests.loopback import answer as json_answer

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SUPPORTED = frozenset(
    {
        "access_type", "client_id", "code_challenge", "code_challenge_method", "hl",
        "include_granted_scopes", "login_hint", "prompt", "redirect_uri", "response_type",
        "scope", "state",
    }
)  # fmt: skip


class BadPage(Exception):
    """The authorise page shows an error to the person, and sends nobody back."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"Error 400: {code}. {text}")


def name_of(request: Request) -> str:
    """The name that a request has in the log and for faults; empty if it isn't for sign-in."""
    found = _way(request)
    return found[0] if found else ""


def answer(world: World, request: Request) -> Response | None:
    """The answer of a page of sign-in; None where there is no such page."""
    found = _way(request)
    if found is None:
        return None
    try:
        return found[1](world, request)
    except BadPage as error:
        return page(400, str(error))
    except Denied as error:
        return json_answer({"error": error.code, "error_description": str(error)}, error.status)


def _way(request: Request) -> tuple[str, Way] | None:
    found = _WAYS.get((request.verb, request.path))
    if found is None or (request.host and request.host not in found[2]):
        return None
    return found[0], found[1]


def _authorize(world: World, request: Request) -> Response:
    """Send the browser back to the client, with a code or with a refusal."""
    asked, tokens = request.arguments(), oauth.tokens(world)
    back = asked.get("redirect_uri", "")
    _check_page(asked, back, tokens.clients)
    if tokens.denies:
        return _back(back, {"error": "access_denied"}, asked)
    user = asked.get("login_hint") or next(iter(world.accounts), "")
    if user not in world.accounts:
        raise BadPage("invalid_request", f"Couldn't find your Google Account: {user}")
    grant = Grant(
        user=user,
        client=asked["client_id"],
        scopes=_granted(tokens, user, asked),
        redirect=back,
        challenge=asked.get("code_challenge", ""),
        offline=asked.get("access_type") == "offline",
    )
    code = "4/" + world.new_id("code")
    tokens.codes[code] = grant
    return _back(back, {"code": code, "scope": " ".join(sorted(grant.scopes))}, asked)


def _granted(tokens: Tokens, user: str, asked: Mapping[str, str]) -> frozenset[str]:
    """What the person lets the client do: what they tick, and what they let it do before."""
    granted = frozenset(asked["scope"].split()) - tokens.unticked
    if asked.get("include_granted_scopes") == "true":
        for grant in tokens.refresh.values():
            if (grant.user, grant.client) == (user, asked["client_id"]):
                granted |= grant.scopes
    return granted


def _check_page(asked: Mapping[str, str], back: str, clients: Mapping[str, str]) -> None:
    if asked.get("client_id") not in clients:
        raise BadPage("invalid_client", "The OAuth client was not found.")
    url = urlsplit(back)
    if url.scheme != "http" or url.hostname not in LOOPBACK:
        raise BadPage("redirect_uri_mismatch", f"{back} is no loopback address.")
    if asked.get("response_type") != "code" or not asked.get("scope"):
        raise BadPage("invalid_request", "Required parameter is missing: response_type, scope")
    if invalid := frozenset(asked["scope"].split()) - oauth.all_scopes():
        raise BadPage("invalid_scope", f"Some requested scopes were invalid: {sorted(invalid)}")
    if strange := asked.keys() - SUPPORTED:
        raise BadPage("invalid_request", f"Unknown parameters: {sorted(strange)}")
    method, challenge = asked.get("code_challenge_method"), asked.get("code_challenge", "")
    if challenge and (method != "S256" or not re.fullmatch(r"[\w-]{43}", challenge)):
        raise BadPage("invalid_request", "code_challenge must be of S256.")


def _back(back: str, values: dict[str, str], asked: Mapping[str, str]) -> Response:
    if "state" in asked:
        values["state"] = asked["state"]
    where = f"{back}{'&' if urlsplit(back).query else '?'}{urlencode(values)}"
    return Response(302, headers={"Location": where})


def _token(world: World, request: Request) -> Response:
    return json_answer(sign_in_grants.token(world, {**_basic(request), **request.form()}))


def _basic(request: Request) -> dict[str, str]:
    """The client, where it says who it is in a header (RFC 6749, 2.3.1), as oauthlib does."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return {}
    client, _, secret = base64.b64decode(text).decode().partition(":")
    return {"client_id": client, "client_secret": secret}


def _revoke(world: World, request: Request) -> Response:
    token = {**request.arguments(), **request.form()}.get("token", "")
    if not oauth.revoke(world, token):
        raise Denied(400, "invalid_token", "Token expired or revoked")
    return json_answer({})


def _tokeninfo(world: World, request: Request) -> Response:
    text = {**request.arguments(), **request.form()}.get("access_token", "")
    found = oauth.tokens(world).access.get(text)
    left = int(found.ends - time.time()) if found else 0
    if found is None or left <= 0:
        raise Denied(400, "invalid_token", "Invalid Value")
    told = {"scope": " ".join(sorted(found.scopes)), "expires_in": str(left)}
    return json_answer({**told, "email": found.user, "access_type": "offline"})


Way = Callable[[World, Request], Response]
_PAGES, _TOKENS = ("accounts.google.com",), ("oauth2.googleapis.com",)
_WAYS: Mapping[tuple[str, str], tuple[str, Way, tuple[str, ...]]] = {
    ("GET", "/o/oauth2/auth"): ("oauth.authorize", _authorize, _PAGES),
    ("GET", "/o/oauth2/v2/auth"): ("oauth.authorize", _authorize, _PAGES),
    ("POST", "/token"): ("oauth.token", _token, _TOKENS),
    ("POST", "/revoke"): ("oauth.revoke", _revoke, _TOKENS),
    ("GET", "/tokeninfo"): ("oauth.tokeninfo", _tokeninfo, _TOKENS),
    ("POST", "/tokeninfo"): ("oauth.tokeninfo", _tokeninfo, _TOKENS),
}
