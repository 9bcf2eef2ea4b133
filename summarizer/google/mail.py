"""Drafts in the agent's Gmail, in the right thread and from the right address; sent at most once.

A draft's Message-ID is made of its key, so that a repeated command finds it. Once people edited
it, or it was sent, Gmail may have given it another one: then it is known by its place, and in its
thread by its words.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Literal

from summarizer.google import mail_reading as reading
from summarizer.google.errors import Said
from summarizer.google.mail_places import Place, fits, link, read_place, read_source, sketch
from summarizer.google.mail_strays import strays
from summarizer.ports import Drafted
from tracker.errors import NotFound, Refused

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: What people and mail programs wrote stays as it is; lines end as mail wants it.
_POLICY = EmailPolicy(linesep="\r\n", refold_source="none")
_IDS = re.compile(r"<([^<>\s\"(){}]+)>")
#: Ancestors by which the thread is looked for: the newest ones.
_MOST_ANCESTORS = 4
#: By so much this machine's clock may be ahead of Gmail's.
_SKEW = timedelta(minutes=2)
#: So many drafts that are gone are looked for one by one.
_FEW = 3
_BAD, _GONE = 400, 404


class GmailMail:
    """The Mail port on one mailbox.

    Args:
        google: The way to it.
        alias: What the agent's own mails come from; "" for the mailbox's own address.
    """

    def __init__(self, google: Google, alias: str = "") -> None:
        self._google = google
        self._alias = alias.strip().casefold()
        self._places: dict[str, Place] = {}
        self._sent: dict[str, str] = {}
        #: Drafts by key that were read just now, with somebody in To.
        self._ready: dict[str, str] = {}
        self._accepted: dict[str, bool] | None = None
        self._own = ""

    def draft(self, key: str, mail: bytes) -> str:
        """Keep a draft in the thread that it answers; the same one if the key has one.

        Raises:
            Refused: The mailbox may not send from the mail's address.
        """
        if (place := self._places.get(key)) or (place := self._look_for(key)):
            return link(place)
        message = _parsed(mail)
        self._put_sender(message)
        del message["X-Unsent"], message["Message-ID"]
        message["Message-ID"] = f"<{self._message_id(key)}>"
        body = {"raw": urlsafe_b64encode(message.as_bytes(policy=_POLICY)).decode("ascii")}
        if thread := self._thread_of(message):
            body["threadId"] = thread
        request = self._drafts().create(userId="me", body={"message": body})
        answer = self._google.ask(request, "keep the draft")
        ids = answer["id"], answer["message"]["threadId"]
        self._places[key] = place = Place(self._account(), *ids, sketch(_text(message)))
        return link(place)

    def read(self, key: str, place: str = "") -> EmailMessage:
        """The draft as people left it, or as it was sent. NotFound without one."""
        found = self._draft(key, place)
        if found is not None:
            message = _parsed(found[1])
            if _has_to(message):
                self._ready[key] = found[0]
            del message["X-Unsent"]
            message["X-Unsent"] = "1"
            return message
        sent = self._sent.get(key) or next(iter(self._departed(Drafted(key, place))), "")
        if not sent:
            raise self._gone(key, place)
        return _parsed(reading.raw(self._google, sent))

    def send(self, key: str, place: str = "") -> tuple[str, ...]:
        """Send the draft as people left it; see `ports.Mail.send`.

        Addresses that don't exist are told by mails that come back, not here.
        """
        if key in self._sent:
            return ()
        draft_id = self._ready.pop(key, "") or self._sendable(key, place)
        if not draft_id:
            return self._sent_already(key, place)
        request = self._drafts().send(userId="me", body={"id": draft_id})
        try:
            answer = self._google.ask(request, "send the mail", told=(_BAD, _GONE))
        except Said as said:
            if said.status == _GONE:  # somebody was faster
                return self._sent_already(key, place)
            raise _refused(said, self._fix(draft_id)) from None
        self._sent[key] = answer["id"]
        return ()

    def _sendable(self, key: str, place: str) -> str:
        """The id of a draft that can be sent; "" if it is gone. Refused if nobody stands in To."""
        found = self._draft(key, place)
        if found and not _has_to(_parsed(found[1])):
            raise Refused("Nobody stands in To", "Nothing was sent.", self._fix(found[0]))
        return found[0] if found else ""

    def left(self, drafts: Sequence[Drafted]) -> Mapping[str, datetime | Literal[False]]:
        """When each of these left: a request for the drafts that stand, and one for each other."""
        places = {d.key: self._known(d.key, d.place) or self._look_for(d.key) for d in drafts}
        ours = [d for d in drafts if (p := places[d.key]) is None or p.account == self._account()]
        standing = reading.draft_ids(self._google) if ours else set()
        found: dict[str, datetime | Literal[False]] = {}
        gone = []
        for draft in ours:
            if (place := places[draft.key]) and place.draft in standing:
                found[draft.key] = False
            else:
                gone.append(draft)
        for draft in self._worth_a_look(gone, places):
            if departed := self._departed(draft):
                found[draft.key] = next(iter(departed.values()))
        return found

    def _worth_a_look(
        self, gone: Sequence[Drafted], places: Mapping[str, Place | None]
    ) -> Sequence[Drafted]:
        """Of many drafts that are gone, those on whose threads something was sent."""
        if len(gone) <= _FEW:
            return gone
        since = [draft.since for draft in gone if draft.since]
        earliest = min(since) - _SKEW if len(since) == len(gone) else None
        threads = reading.sent_threads(self._google, earliest)
        return [d for d in gone if (p := places[d.key]) is None or p.thread in threads]

    def strays(self, known: Sequence[Drafted]) -> list[Drafted]:
        """The drafts that bear a key as Message-ID and are none of the known ones."""
        places = {place.draft for d in known if (place := self._known(d.key, d.place))}
        ids = {self._message_id(draft.key) for draft in known}
        return strays(self._google, self._account(), places, ids, self._raw_draft)

    def discard(self, key: str, place: str = "") -> bool:
        """Remove an unsent draft for good; whether there was one."""
        known = self._known(key, place) or self._look_for(key)
        self._places.pop(key, None)
        if known is None:
            return False
        try:
            request = self._drafts().delete(userId="me", id=known.draft)
            self._google.ask(request, "delete the draft", safe=True, told=(_GONE,))
        except Said:
            return False
        return True

    def fetch(self, place: str, *, newest: bool = False) -> bytes:
        """A mail of the mailbox; see `ports.Mail.fetch`."""
        return reading.fetch(self._google, read_source(place), newest=newest)

    def received(self, addresses: Sequence[str], since: datetime) -> list[bytes]:
        """What came to these addresses; see `ports.Mail.received`. A request, and one a thread."""
        return reading.received(self._google, addresses, since)

    def replies(
        self, threads: Mapping[str, Sequence[str]], since: datetime, seen: Sequence[str]
    ) -> dict[str, dict[str, bytes]]:
        """What came in on these threads; see `ports.Mail.replies`. A request, and one a mail."""
        return reading.came_in(self._google, self._account(), threads, since, seen)

    # --- finding a draft ------------------------------------------------------------------------

    def _known(self, key: str, place: str) -> Place | None:
        return self._places.get(key) or read_place(place)

    def _look_for(self, key: str) -> Place | None:
        """A draft with the key's Message-ID, made by a command that was interrupted."""
        q = f"rfc822msgid:{self._message_id(key)}"
        request = self._drafts().list(userId="me", q=q)
        found = self._google.ask(request, "look for the draft").get("drafts", ())
        if not found:
            return None
        ids = found[0]["id"], found[0]["message"]["threadId"]
        text = _text(_parsed(self._raw_draft(ids[0]) or b""))
        self._places[key] = place = Place(self._account(), *ids, sketch(text))
        return place

    def _draft(self, key: str, place: str) -> tuple[str, bytes] | None:
        """The id of the draft and its bytes as they are now; None if it isn't there any more."""
        known = self._known(key, place) or self._look_for(key)
        raw = self._raw_draft(known.draft) if known else None
        return (known.draft, raw) if known and raw is not None else None

    def _raw_draft(self, draft_id: str) -> bytes | None:
        request = self._drafts().get(userId="me", id=draft_id, format="raw")
        try:
            answer = self._google.ask(request, "read the draft", told=(_GONE,))
        except Said:
            return None
        return reading.decode(answer["message"]["raw"])

    def _departed(self, draft: Drafted) -> dict[str, datetime]:
        """The sent message that was this draft, and when it left; empty if none can be told."""
        place = self._known(draft.key, draft.place)
        own = f"<{self._message_id(draft.key)}>"
        if place is None:
            q = f"in:sent rfc822msgid:{own.strip('<>')}"
            hits = reading.find(self._google, q, "look for the sent mail")
            users = self._google.service("gmail").users()
            asked = users.messages().get(userId="me", id=hits[0]["id"]) if hits else None
            sent = [self._google.ask(asked, "read the sent mail")] if asked else []
        else:
            sent = reading.sent_in(self._google, place.thread)
        chosen = _chosen(sent, own, place, draft.since)
        return {chosen["id"]: reading.sent_at(chosen)} if chosen else {}

    def _sent_already(self, key: str, place: str) -> tuple[str, ...]:
        if departed := self._departed(Drafted(key, place)):
            self._sent[key] = next(iter(departed))
            return ()
        raise self._gone(key, place)

    def _gone(self, key: str, place: str) -> NotFound:
        known, why = self._known(key, place), "It was never made there, or somebody deleted it."
        if known and known.account != self._account():
            why = f"It was made in the mailbox of {known.account}."
        return NotFound(
            f"There is no draft {key} in the mailbox of {self._account()}",
            why,
            "If it was sent by hand, type: summarizer sent CASE MESSAGE",
        )

    # --- making one -----------------------------------------------------------------------------

    def _thread_of(self, mail: EmailMessage) -> str:
        """The thread of the mail that is answered; "" if it isn't in this mailbox."""
        named = _IDS.findall(f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}")
        newest = list(dict.fromkeys(reversed(named)))[:_MOST_ANCESTORS]
        if not newest:
            return ""
        q = " OR ".join(f"rfc822msgid:{name}" for name in newest)
        found = reading.find(self._google, q, "look for the thread")
        return str(found[0]["threadId"]) if found else ""

    def _put_sender(self, mail: EmailMessage) -> None:
        """See that the mailbox may send from the mail's From, which Gmail would silently change."""
        name, written = parseaddr(str(mail["From"] or ""))
        wanted = written.casefold()
        if self._alias and wanted == self._account():
            wanted = self._alias
            del mail["From"]
            mail["From"] = Address(name, addr_spec=wanted)
        accepted = self._addresses().get(wanted)
        if not accepted:
            waits = " (it waits for the confirmation that Gmail asked for)"
            raise Refused(
                f"The mailbox of {self._account()} may not send from {wanted or 'nobody'}",
                f"Gmail would send it from {self._account()} instead"
                f"{waits if accepted is False else ''}. Nothing was drafted.",
                "Add it in Gmail: Settings > Accounts > Send mail as; or sign in as whoever has"
                " that mailbox: summarizer login. For your own mails: set google.alias.",
            )

    def _addresses(self) -> dict[str, bool]:
        """The addresses that one can send from, and whether each is confirmed."""
        if self._accepted is None:
            request = self._google.service("gmail").users().settings().sendAs().list(userId="me")
            found = self._google.ask(request, "list the addresses to send from")["sendAs"]
            self._own = next(a["sendAsEmail"] for a in found if a.get("isPrimary")).casefold()
            self._accepted = {a["sendAsEmail"].casefold(): _is_accepted(a) for a in found}
        return self._accepted

    def _account(self) -> str:
        self._addresses()
        return self._own

    def _message_id(self, key: str) -> str:
        """The Message-ID of a key, without < and >: the same one for the same mailbox."""
        domain = (self._alias or self._account()).rpartition("@")[2]
        return f"{re.sub(r'[^A-Za-z0-9-]+', '.', key).strip('.')}@{domain}"

    def _fix(self, draft_id: str) -> str:
        place = next((p for p in self._places.values() if p.draft == draft_id), None)
        where = link(place) if place else "Gmail's drafts"
        return f"Mend it in {where}, then run the command again."

    def _drafts(self) -> Any:
        return self._google.service("gmail").users().drafts()


def _is_accepted(address: Mapping[str, Any]) -> bool:
    return bool(address.get("isPrimary")) or address.get("verificationStatus") == "accepted"


def _chosen(
    sent: Sequence[Mapping[str, Any]], own: str, place: Place | None, since: datetime | None
) -> Mapping[str, Any] | None:
    """The sent message that was the draft: by its Message-ID, else the first that says the same."""
    for message in sent:
        if reading.header(message, "Message-ID").strip() == own:
            return message
    later = (m for m in sent if since is None or reading.sent_at(m) >= since - _SKEW)
    return next((m for m in later if place and fits(place.words, reading.text(m))), None)


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=_POLICY)


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    try:
        return str(part.get_content()) if part else ""
    except (LookupError, KeyError, ValueError):  # people's drafts hold whatever they like
        return ""


def _has_to(message: EmailMessage) -> bool:
    return bool(str(message["To"] or "").strip())


def _refused(said: Said, fix: str) -> Refused:
    """Why Gmail doesn't take the mail; it says which header it can't read."""
    if header := re.search(r"Invalid (\w+) header", said.message):
        return Refused(f"{header[1]} can't be read as addresses", "Nothing was sent.", fix)
    return Refused("Gmail doesn't take the mail", f"It says: {said.message}", fix)
