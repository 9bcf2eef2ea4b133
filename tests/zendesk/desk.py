"""The world that tests begin with: agents, groups, a user with a ticket in every status."""

from __future__ import annotations

from datetime import datetime

from tests.zendesk.updating import audited, comment, update
from tests.zendesk.world import STATUSES, Ticket, User, World

#: Good for the agent who works with the program; each other user's token is `token-EMAIL`.
TOKEN = "zendesk-token"  # noqa: S105 - opens nothing
AGENT, COLLEAGUE = "dana.reyes@example.com", "omar.haddad@example.com"
ADMIN, LIMITED = "admin@example.com", "limited@example.com"
USER, USER_ID = "jane.doe@example.com", "44170"
OTHER = "uma.ray@corp.example.com"
EE, MEDIATION = 25_001, 25_002


def world(now: datetime | None = None) -> World:
    """Agents of the groups EE and Mediation, and Jane's tickets 1 to 6, one of each status."""
    made = World(now)
    made.groups.update({EE: "EE", MEDIATION: "Mediation"})
    for user in (
        User(101, "Dana Reyes", AGENT, "agent", groups=(EE,)),
        User(102, "Omar Haddad", COLLEAGUE, "agent", groups=(MEDIATION, EE)),
        User(103, "Ada Admin", ADMIN, "admin", groups=(EE,)),
        User(104, "Lou Limited", LIMITED, "agent", restriction="groups", groups=(MEDIATION,)),
        User(201, "Jane Doe", USER, external_id=USER_ID),
        User(202, "Uma Ray", OTHER, external_id="12345"),
    ):
        made.users[user.id] = user
        made.tokens[TOKEN if user.email == AGENT else f"token-{user.email}"] = user.id
    for status in STATUSES:
        add(made, USER, f"A {status} ticket", status)
    return made


def person(world: World, email: str) -> User:
    """The user with this address."""
    return next(user for user in world.users.values() if user.email == email)


def add(world: World, requester: str, subject: str, status: str = "open") -> Ticket:
    """A ticket that somebody wrote; others than new ones are Omar's."""
    owner, now = person(world, requester), world.now()
    made = Ticket(len(world.tickets) + 1, subject, owner.id, now, now, group_id=EE)
    words = {"body": f"{subject}: please help."}
    audited(world, made, [comment(world, made, words, owner)], owner, None)
    if status != "new":
        made.assignee_id = person(world, COLLEAGUE).id
    made.status = status
    world.tickets[made.id] = made
    return made


def write(world: World, ticket: int, who: str, text: str, *, public: bool = False) -> None:
    """Somebody comments in the browser."""
    asked = {"comment": {"body": text, "public": public}}
    update(world, world.tickets[ticket], asked, person(world, who))


def change(world: World, ticket: int, who: str, **fields: object) -> None:
    """Somebody changes a ticket in the browser: `status="solved"`, `assignee_id=...`."""
    update(world, world.tickets[ticket], fields, person(world, who))


def notes(world: World, ticket: int) -> list[tuple[str, bool]]:
    """The comments of a ticket after its first: text, and whether the user sees it."""
    events = (e for a in world.tickets[ticket].audits for e in a.events if e["type"] == "Comment")
    return [(e["body"], e["public"]) for e in events][1:]
