"""What `/token` gives tokens for: a code, a refresh token, or a service account's signed word."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.google import oauth
from tests.google.oauth import LASTS, Grant, Service, Tokens
from tests.google.world import World

JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
#: The token pages whose names a service account's word may be addressed to.
AUDIENCES = frozenset(
    {
        "https://oauth2.googleapis.com/token",
        "https://accounts.google.com/o/oauth2/token",
        "https://www.googleapis.com/oauth2/v4/token",
    }
)


class Denied(Exception):
    """No token. `code` is OAuth's word (RFC 6749, 5.2)."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


def token(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    """The tokens for a grant.

    Raises:
        Denied: The grant is void, or isn't this client's.
    """
    kind, tokens = form.get("grant_type", ""), oauth.tokens(world)
    if kind == "authorization_code":
        return _for_code(world, tokens, form)
    if kind == "refresh_token":
        return _for_refresh(world, tokens, form)
    if kind == JWT:
        return _for_service(world, tokens, form)
    raise Denied(400, "unsupported_grant_type", f"Invalid grant_type: {kind}")


def _for_code(world: World, tokens: Tokens, form: Mapping[str, str]) -> dict[str, Any]:
    client = _client(tokens, form)
    grant = tokens.codes.pop(form.get("code", ""), None)
    if grant is None or grant.client != client:
        raise Denied(400, "invalid_grant", "Malformed auth code.")
    if form.get("redirect_uri", "") != grant.redirect:
        raise Denied(400, "redirect_uri_mismatch", "Bad Request")
    _check_verifier(grant.challenge, form.get("code_verifier", ""))
    refresh = ""
    if grant.offline:
        refresh = "1//" + world.new_id("refresh")
        tokens.refresh[refresh] = grant
    found = _given(world, grant.user, grant.scopes, refresh)
    return found | ({"refresh_token": refresh} if refresh else {})


def _check_verifier(challenge: str, verifier: str) -> None:
    """PKCE (RFC 7636): who brings the code knows what the challenge was made from."""
    if challenge and not verifier:
        raise Denied(400, "invalid_grant", "Missing code verifier.")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    if challenge and digest.rstrip(b"=").decode() != challenge:
        raise Denied(400, "invalid_grant", "Invalid code verifier.")


def _for_refresh(world: World, tokens: Tokens, form: Mapping[str, str]) -> dict[str, Any]:
    client, refresh = _client(tokens, form), form.get("refresh_token", "")
    grant: Grant | None = tokens.refresh.get(refresh)
    if grant is None or grant.client != client:
        raise Denied(400, "invalid_grant", "Token has been expired or revoked.")
    scopes = frozenset(form.get("scope", "").split()) or grant.scopes
    if not scopes <= grant.scopes:
        raise Denied(400, "invalid_scope", "Bad Request")
    return _given(world, grant.user, scopes, refresh)


def _client(tokens: Tokens, form: Mapping[str, str]) -> str:
    ident = form.get("client_id", "")
    if ident not in tokens.clients:
        raise Denied(401, "invalid_client", "The OAuth client was not found.")
    if form.get("client_secret") != tokens.clients[ident]:
        raise Denied(401, "invalid_client", "The provided client secret is invalid.")
    return ident


def _given(world: World, user: str, scopes: frozenset[str], refresh: str = "") -> dict[str, Any]:
    made = oauth.mint(world, user, scopes)
    oauth.tokens(world).access[made].refresh = refresh
    return {
        "access_token": made,
        "expires_in": LASTS,
        "scope": " ".join(sorted(scopes)),
        "token_type": "Bearer",
    }


def _for_service(world: World, tokens: Tokens, form: Mapping[str, str]) -> dict[str, Any]:
    claims, service = _claims(tokens, form.get("assertion", ""))
    now = time.time()
    if not claims.get("iat", 0) - 300 <= now < claims.get("exp", 0) <= claims["iat"] + 3600:
        raise Denied(
            400,
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
            "timeframe. Check your iat and exp values in the JWT claim.",
        )
    if not _is_here(str(claims.get("aud", ""))):
        raise Denied(400, "invalid_grant", "Invalid JWT audience.")
    scopes = frozenset(str(claims.get("scope", "")).split())
    if not scopes or scopes - oauth.all_scopes():
        raise Denied(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    return _given(world, _subject(world, service, str(claims.get("sub", "")), scopes), scopes)


def _subject(world: World, service: Service, subject: str, scopes: frozenset[str]) -> str:
    """In whose name: the service account's own, or that of somebody it may act as."""
    if subject in {"", service.email}:
        return service.email
    if not scopes <= service.delegated:
        raise Denied(
            401,
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not "
            "authorized for any of the scopes requested.",
        )
    if subject not in world.accounts:
        raise Denied(400, "invalid_grant", "Invalid email or User ID")
    return subject


def _claims(tokens: Tokens, assertion: str) -> tuple[dict[str, Any], Service]:
    """What a service account says, once its signature has been verified (RFC 7515)."""
    try:
        head, middle, signature = assertion.split(".")
        header, claims = (json.loads(_decoded(part)) for part in (head, middle))
        signed = _decoded(signature)
    except (ValueError, binascii.Error) as error:
        raise Denied(400, "invalid_grant", "Bad Request") from error
    service = tokens.services.get(claims.get("iss", ""))
    if service is None:
        raise Denied(400, "invalid_grant", "Invalid grant: account not found")
    key = serialization.load_pem_public_key(service.key.encode())
    if header.get("alg") != "RS256" or not isinstance(key, rsa.RSAPublicKey):
        raise Denied(400, "invalid_grant", "Invalid JWT Signature.")
    try:
        key.verify(signed, f"{head}.{middle}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise Denied(400, "invalid_grant", "Invalid JWT Signature.") from error
    return claims, service


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _is_here(audience: str) -> bool:
    """Whether a word is addressed to Google, or to this server in its place."""
    url = urlsplit(audience)
    return audience in AUDIENCES or (url.hostname == "127.0.0.1" and url.path.endswith("/token"))
