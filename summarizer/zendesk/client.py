"""The helpdesk in Zendesk: tickets are found, changed and created, each change once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from summarizer.addresses import is_address
from summarizer.tickets import Change, Changed, NewTicket, Progress, Ticket
from summarizer.zendesk import words
from summarizer.zendesk.api import Said, away
from summarizer.zendesk.reading import ZendeskReading, hundreds
from tracker.errors import BadInput, NotFound, Refused

#: Seconds before the first look at a job, between later ones, and how long one may take.
_LOOK, _LOOKS, _JOB = 0.25, 2.0, 90.0
#: Refusals that concern one ticket and no other.
_OF_ONE = (403, 404, 409, 422)
_CONFLICT = 409
_SINCE = "somebody changed it since it was read; it was left as it is"


class ZendeskTickets(ZendeskReading):
    """The tickets of a Zendesk, for one agent.

    A change that comments is made ticket by ticket, with a stamp (`safe_update`: 409 if somebody
    was faster) and our key in its audit's metadata: so it may be repeated, and is recognised.
    Changes without words go to a job, a hundred at a time, with the same stamps.
    """

    # --- changing --------------------------------------------------------------------------

    def change(
        self,
        wanted: Sequence[tuple[Ticket, Change]],
        key: str,
        progress: Progress | None = None,
    ) -> Sequence[Changed]:
        """As the port has it."""
        progress = progress or self._progress
        found: dict[str, Changed] = {}
        together: list[tuple[Ticket, dict[str, Any]]] = []
        for ticket, change in wanted:
            fields = self._fields(change)
            if change.note or change.reply or change.only or len(wanted) == 1:
                found[ticket.id] = self._change_alone(ticket, change, fields, key)
            elif problem := _closed(ticket):
                found[ticket.id] = problem
            elif words.looks(ticket, fields):
                found[ticket.id] = Changed(ticket.id, already=True)
            else:
                together.append((ticket, fields))
                continue
            if progress:
                progress(len(found), len(wanted))
        for some in hundreds(together):
            found |= self._change_many(some, key)
            if progress:
                progress(len(found), len(wanted))
        return [found[ticket.id] for ticket, _ in wanted]

    def _fields(self, change: Change) -> dict[str, Any]:
        agent = self.agent(change.assignee) if change.assignee else ""
        return words.fields(change, agent, self.group(change.group))

    def _change_alone(
        self, ticket: Ticket, change: Change, fields: dict[str, Any], key: str
    ) -> Changed:
        """What concerns this ticket only, such as a permission, is its problem."""
        try:
            return self._change_one(ticket, change, fields, key)
        except (Refused, NotFound) as error:
            return Changed(ticket.id, error.why or error.what)

    def _change_one(
        self, ticket: Ticket, change: Change, fields: dict[str, Any], key: str
    ) -> Changed:
        said = change.note or change.reply
        in_place = words.looks(ticket, fields)
        barred = _closed(ticket) or _barred(ticket, change)
        if barred or in_place:  # perhaps by an earlier run of ours
            done = self.was_changed(ticket.id, key) if said else in_place
            if done or barred:
                return barred if barred and not done else Changed(ticket.id, already=True)
        return self._put(ticket, change, fields, key)

    def _put(self, ticket: Ticket, change: Change, fields: dict[str, Any], key: str) -> Changed:
        """Change one ticket, unless somebody was faster."""
        said = change.note or change.reply
        body = words.safely(ticket, fields, key)
        if said:
            body["comment"] = words.comment(said, public=bool(change.reply))
        doing, path = f"change ticket {ticket.id}", f"tickets/{ticket.id}"
        try:
            self._zendesk.ask("PUT", path, doing, body={"ticket": body}, safe=True, told=_OF_ONE)
        except Said as problem:
            if problem.status != _CONFLICT:
                return Changed(ticket.id, problem.message or f"Zendesk answered {problem.status}")
            return self._conflict(ticket, change, fields, key)
        return Changed(ticket.id)

    def _conflict(
        self, ticket: Ticket, change: Change, fields: dict[str, Any], key: str
    ) -> Changed:
        """Somebody was faster: an earlier try of ours, a step before of the same run, or others."""
        since = datetime.fromisoformat(ticket.updated)
        newer = [words.keys(a) for a in self.audits(ticket.id) if words.at(a) > since]
        if key in newer:
            return Changed(ticket.id, already=True)
        run = key.rpartition("/")[0]
        now = self.read([ticket.id])
        if run and now and newer and all(each.startswith(f"{run}/") for each in newer):
            return self._put(now[0], change, fields, key)
        return Changed(ticket.id, _SINCE)

    def _change_many(
        self, some: Sequence[tuple[Ticket, dict[str, Any]]], key: str
    ) -> dict[str, Changed]:
        """One job. What it doesn't call done is looked at: an earlier try may have done it."""
        items = [{**words.safely(t, fields, key), "id": int(t.id)} for t, fields in some]
        doing = f"change {len(some)} tickets"
        path, body = "tickets/update_many", {"tickets": items}
        job = self._zendesk.ask("PUT", path, doing, body=body, safe=True)["job_status"]
        results = self._wait_for(job, doing)
        ids = [ticket.id for ticket, _ in some]
        found = words.problems(results, ids)
        open_ = [number for number, problem in found.items() if problem != ""]
        now = {t.id: t for t in self.read(open_)} if open_ else {}
        done: dict[str, Changed] = {}
        for ticket, fields in some:
            problem = found[ticket.id]
            if problem and ticket.id in now and words.looks(now[ticket.id], fields):
                problem = ""
            elif problem is None:
                seen = ticket.id in now and words.looks(now[ticket.id], fields)
                problem = "" if seen else "the job did not say what became of it"
            elif problem and ticket.id in now and now[ticket.id].updated != ticket.updated:
                problem = _SINCE
            done[ticket.id] = Changed(ticket.id, problem)
        return done

    def _wait_for(self, job: Mapping[str, Any], doing: str) -> object:
        """The results of a job. Unavailable, uncertain, if it takes too long."""
        waited, wait = 0.0, _LOOK
        while job.get("status") not in ("completed", "failed", "killed"):
            if waited >= _JOB:
                why = "The job takes too long."
                raise away(f"Could not {doing}", why, uncertain=True)
            self._zendesk.patience.sleep(wait)
            waited, wait = waited + wait, min(2 * wait, _LOOKS)
            path = f"job_statuses/{job['id']}"
            job = self._zendesk.ask("GET", path, f"see whether it could {doing}")["job_status"]
        return job.get("results")

    # --- creating --------------------------------------------------------------------------

    def find(self, key: str) -> Ticket | None:
        """As the port has it: by external id, in a list, which a search would be late for."""
        asked = {"external_id": key, "page[size]": "2"}
        found = self._zendesk.ask("GET", "tickets", "look for the ticket", params=asked)["tickets"]
        return self.ticket(found[0]) if found else None

    def create(self, new: NewTicket) -> Ticket:
        """As the port has it: the key is looked for first, and sent along as Idempotency-Key."""
        if not is_address(new.address):
            why = f"{new.name or 'The user'} has no address that a ticket could reach."
            fix = "Type: summarizer set CASE user.email ADDRESS"
            raise BadInput("The ticket has nobody to go to", why, fix)
        if known := self.find(new.key):
            return known
        body: dict[str, Any] = {
            "subject": words.line(new.subject),
            "comment": words.comment(new.text, public=True),
            "requester": {"name": words.line(new.name or new.address), "email": new.address},
            "external_id": new.key,
            "metadata": {words.OURS: new.key},
        }
        if new.assignee:
            body["assignee_id"] = int(self.agent(new.assignee))
        headers, doing = {"Idempotency-Key": new.key}, "create the ticket"
        said = self._zendesk.ask(
            "POST", "tickets", doing, body={"ticket": body}, headers=headers, safe=True
        )
        return self.ticket(said["ticket"])


def _closed(ticket: Ticket) -> Changed | None:
    """Closed tickets can't be changed (003.7.4)."""
    closed = ticket.status == "closed"
    return Changed(ticket.id, "it is closed: it can't be changed") if closed else None


def _barred(ticket: Ticket, change: Change) -> Changed | None:
    """A ticket in a status that isn't to be touched."""
    if not change.only or ticket.status in change.only:
        return None
    return Changed(ticket.id, untouched=f"it is {ticket.status}")
