"""Who may do what: accounts, clients, service accounts, and the tokens that they were given.

Tokens live by the real clock, as the client libraries reckon with it, not by the world's.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.google import discovery, errors
from tests.google.world import GoogleError, World
from tests.loopback import Request

LASTS = 3599
HERE = "https://oauth2.googleapis.com"
#: The token that `python -m tests.google` accepts from the start.
TEST_TOKEN = "test-token"  # noqa: S105 - opens nothing but this server


@dataclass(slots=True)
class Token:
    """An access token. `refresh` is the one that it was made from, if any."""

    user: str
    scopes: frozenset[str]
    ends: float
    refresh: str = ""


@dataclass(slots=True)
class Grant:
    """What a person let a client do: behind a code, then behind a refresh token."""

    user: str
    client: str
    scopes: frozenset[str]
    redirect: str = ""
    challenge: str = ""
    offline: bool = False


@dataclass(slots=True)
class Service:
    """A service account: its public key, and what it may do in the name of people."""

    email: str
    key: str
    delegated: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tokens:
    """All that has been handed out.

    Attributes:
        clients: Client id to secret.
        denies: The person at the authorise page says no.
        unticked: The scopes that the person at the authorise page doesn't tick.
    """

    access: dict[str, Token] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    denies: bool = False
    unticked: frozenset[str] = frozenset()


def tokens(world: World) -> Tokens:
    """The world's tokens."""
    found: Tokens = world.part("oauth", Tokens)
    return found


@cache
def all_scopes() -> frozenset[str]:
    """Every scope that any method can be called with."""
    return frozenset().union(*(method.scopes for method in discovery.methods().values()))


def mint(world: World, user: str, scopes: Collection[str] | None = None, *, token: str = "") -> str:
    """A new access token for a user, by default for everything; no page, no client.

    It lasts a day, and not an hour: the tables of faults and kills go on with one.
    """
    with world.lock:
        made = token or f"ya29.{world.new_id('access')}"
        given = all_scopes() if scopes is None else frozenset(scopes)
        tokens(world).access[made] = Token(user, given, time.time() + 24 * LASTS)
        world.accounts.setdefault(user, user.partition("@")[0])
        return made


def expire(world: World, user: str) -> None:
    """An hour has passed for all access tokens of a user."""
    with world.lock:
        for token in tokens(world).access.values():
            if token.user == user:
                token.ends = 0.0


def withdraw(world: World, user: str) -> None:
    """The user took back what he gave to all clients: every token of his is void."""
    with world.lock:
        found = tokens(world)
        found.access = {k: t for k, t in found.access.items() if t.user != user}
        found.refresh = {k: g for k, g in found.refresh.items() if g.user != user}


def revoke(world: World, token: str) -> bool:
    """Make a token void, and those that hang on it; false if it isn't one."""
    found = tokens(world)
    if not (token in found.refresh or token in found.access):
        return False
    root = token if token in found.refresh else found.access[token].refresh
    found.refresh.pop(root, None)
    found.access.pop(token, None)
    found.access = {k: t for k, t in found.access.items() if not root or t.refresh != root}
    return True


def bearer(world: World, request: Request) -> tuple[str, frozenset[str]]:
    """The user whose token a request bears, and what it was given for.

    Raises:
        GoogleError: 401, there is none, or it is void.
    """
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    text = text.strip() if kind.lower() == "bearer" else request.arguments().get("access_token", "")
    if not text:
        raise GoogleError(401, errors.MISSING, "required")
    found = tokens(world).access.get(text)
    if found is None or found.ends <= time.time():
        raise GoogleError(401, errors.VOID, "authError")
    return found.user, found.scopes


def client(world: World, url: str = "", *, name: str = "desk") -> dict[str, Any]:
    """Register a desktop client; its file, as Google's console gives it.

    With `url` the file's addresses are this server's, else Google's own.
    """
    ident, secret = f"{name}.apps.googleusercontent.com", f"secret-of-{name}"
    with world.lock:
        tokens(world).clients[ident] = secret
    return {
        "installed": {
            "client_id": ident,
            "project_id": "loopback",
            "auth_uri": f"{url or 'https://accounts.google.com'}/o/oauth2/auth",
            "token_uri": f"{url or HERE}/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_secret": secret,
            "redirect_uris": ["http://localhost"],
        }
    }


def service_account(
    world: World,
    url: str = "",
    *,
    email: str = "desk@loopback.iam.gserviceaccount.com",
    delegated: Collection[str] = (),
) -> dict[str, str]:
    """Register a service account and its public key; its file, as Google's console gives it.

    Args:
        world: Where it is registered.
        url: With it the file's address is this server's, else Google's own.
        email: Its address.
        delegated: The scopes for which an administrator lets it act as any account (`sub`).
    """
    private, public = _key()
    with world.lock:
        tokens(world).services[email] = Service(email, public, frozenset(delegated))
        world.accounts.setdefault(email, email.partition("@")[0])
    return {
        "type": "service_account",
        "project_id": "loopback",
        "private_key_id": "1",
        "private_key": private,
        "client_email": email,
        "client_id": "100000000000000000001",
        "auth_uri": f"{url or 'https://accounts.google.com'}/o/oauth2/auth",
        "token_uri": f"{url or HERE}/token",
        "universe_domain": "googleapis.com",
    }


@cache
def _key() -> tuple[str, str]:
    """A private and a public key, made once: making one takes long."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()
