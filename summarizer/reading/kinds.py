"""What kind of mail it is: a person's, the helpdesk's, or one that no case is opened for."""

from __future__ import annotations

from typing import Literal

from summarizer.patterns import Pattern
from summarizer.reading.mime import Entity, Headers

Kind = Literal["person", "helpdesk", "auto-reply", "bounce", "invitation"]

_DAEMON = Pattern(r"(?i)(?:mailer-daemon|postmaster)@|mail delivery (?:subsystem|system)")
_UNDELIVERED = Pattern(
    r"(?i)(?:undeliver|delivery (?:status notification|has failed|failure)|mail delivery failed"
    r"|returned mail|failure notice|delivery incomplete)"
)
_AWAY = Pattern(
    r"(?i)(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|ooo\b"
    r"|away from (?:the )?office|on (?:vacation|leave)|abwesen|réponse automatique)"
)
_REPLIERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-mail-autoreply", "x-autoresponder")
_SCHEDULING = frozenset({"REQUEST", "REPLY", "CANCEL", "COUNTER", "REFRESH", "DECLINECOUNTER"})
_METHOD = Pattern(r"(?mi)^METHOD:\s*([A-Z]+)\s*$")
#: A helpdesk's mails are known by what its own server writes, never by an address (003.0.6).
_HELPDESK_FIELDS = Pattern(r"x-zendesk-|x-freshdesk-|x-jira-fingerprint|x-intercom-|x-helpscout-")
_HELPDESK_MAILER = Pattern(r"(?i)zendesk|freshdesk|help ?scout|\bjira\b")
_HELPDESK_ID = Pattern(r"(?i)@(?:[\w-]+\.)*(?:zendesk|freshdesk|helpscout)\.(?:com|net)>?\s*$")


def kind_of(entity: Entity, subject: str) -> tuple[Kind, str]:
    """The kind, and what decided it: a header field as it stands, or a part."""
    headers = entity.headers
    if why := _bounced(entity, subject):
        return "bounce", why
    if why := _answered_by_machine(headers):
        return "auto-reply", why
    if why := _invites(entity):
        return "invitation", why
    if why := _from_helpdesk(headers):
        return "helpdesk", why
    if why := _away(headers, subject):
        return "auto-reply", why
    return "person", "no header field of a helpdesk or of an automatic answer"


def _said(headers: Headers, name: str) -> str:
    return f"{name.title()}: {headers.get(name)[:200]}"


def _bounced(entity: Entity, subject: str) -> str:
    headers = entity.headers
    content = headers.get("content-type").lower()
    if content.startswith("multipart/report") and "delivery-status" in content:
        return _said(headers, "content-type")
    if headers.get("x-failed-recipients"):
        return _said(headers, "x-failed-recipients")
    if any(part.type == "message/delivery-status" for part in entity.parts):
        return "a part of the type message/delivery-status"
    daemon = _DAEMON.search(headers.get("from"))
    if daemon and (headers.get("return-path").strip() == "<>" or _UNDELIVERED.match(subject)):
        return _said(headers, "from")
    return ""


def _answered_by_machine(headers: Headers) -> str:
    if headers.get("auto-submitted").lower().startswith(("auto-replied", "auto-notified")):
        return _said(headers, "auto-submitted")
    if "disposition-notification" in headers.get("content-type").lower():
        return _said(headers, "content-type")  # "your mail was read"
    if headers.get("precedence").lower().strip() in ("auto_reply", "auto-reply"):
        return _said(headers, "precedence")
    for name in _REPLIERS:
        if headers.get(name).lower().strip() not in ("", "no", "false", "0"):
            return _said(headers, name)
    return ""


def _away(headers: Headers, subject: str) -> str:
    """An absence notice: its subject says so, and a header field says that no person sent it."""
    automatic = (
        headers.get("auto-submitted").lower().startswith("auto-generated")
        or headers.get("precedence").lower().strip() in ("bulk", "junk")
        or headers.get("x-auto-response-suppress")
        or headers.get("return-path").strip() == "<>"
    )
    return f"Subject: {subject}" if automatic and _AWAY.match(subject) else ""


def _invites(entity: Entity) -> str:
    for part in entity.parts:
        if part.type != "text/calendar":
            continue
        method = _METHOD.search(part.text([])[:5000])
        said = part.method or (method[1].upper() if method else "")
        if said in _SCHEDULING and not part.attached:
            return f"a calendar part, METHOD:{said}"
    return ""


def _from_helpdesk(headers: Headers) -> str:
    if _HELPDESK_MAILER.search(headers.get("x-mailer")[:200]):
        return _said(headers, "x-mailer")
    for name, _ in headers.fields:
        if _HELPDESK_FIELDS.match(name):
            return _said(headers, name)
    if _HELPDESK_ID.search(headers.get("message-id")[:400]):
        return _said(headers, "message-id")
    return ""
