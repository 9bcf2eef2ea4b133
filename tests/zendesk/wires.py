"""A client of the loopback Zendesk whose waits take no time."""

from __future__ import annotations

from collections.abc import Mapping

from summarizer.requesting import WHOLE, Patience
from summarizer.zendesk import account as accounts
from summarizer.zendesk.api import Zendesk
from summarizer.zendesk.client import ZendeskTickets
from tests.zendesk.desk import AGENT, TOKEN
from tests.zendesk.server import Server


class Waits:
    """A clock on which only waiting takes time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, whole: float = WHOLE) -> Patience:
        return Patience(whole, lambda: self.now, self.sleep, lambda: 0.5)


def client(
    server: Server,
    waits: Waits | None = None,
    *,
    user: str = AGENT,
    token: str = TOKEN,
    groups: Mapping[str, str] | None = None,
) -> ZendeskTickets:
    """The program's client, signed in as this user."""
    account = accounts.ZendeskAccount(server.url, user, accounts.token(token), groups or {})
    return ZendeskTickets(Zendesk(account, (waits or Waits()).patience()))
