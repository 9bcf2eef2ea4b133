"""What the desk needs of Google, and whether this account has it: for `doctor`. Nothing is changed.

Each thing is looked at even if another is missing. Once an API stays away, or is switched off, the
rest of what is asked of it is left out; if nothing could be reached before, that is all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from summarizer.google.diary import CalendarDiary
from summarizer.google.file_permissions import Files
from summarizer.google.grants import APIS, SwitchedOff, asked
from summarizer.google.needs import Checked, Needs
from summarizer.google.scopes import IN_WORDS
from tracker.errors import NotFound, Refused, SignInNeeded, Unavailable, UserError

if TYPE_CHECKING:
    from summarizer.google.api import Google

SIGN_IN, SCOPES = "google sign-in", "google scopes"
ALIAS, CALENDARS = "google.alias", "calendars"
Check = tuple[str, str, Callable[[], Checked]]


def examine(google: Google, needs: Needs, now: datetime) -> list[Checked]:
    """Everything that the desk needs, each with whether it is there and who can grant it."""
    found = [_missing(needs)] if needs.missing else []
    left_out: set[str] = set()
    reached = False
    for service, what, look in _Examination(google, needs, now).checks():
        if service in left_out:
            continue
        try:
            found.append(look())
        except (SwitchedOff, SignInNeeded, Unavailable) as error:
            left_out.add(service)
            told = _told(APIS[service][0], error)
            if told.problem not in {f.problem for f in found}:  # a void sign-in is told once
                found.append(told)
            if isinstance(error, Unavailable) and not reached:
                break
        except UserError as error:
            found.append(_told(what, error))
        reached = True
    return found


def _told(what: str, error: UserError) -> Checked:
    return Checked(what, "\n".join(filter(None, (error.what, error.why))), error.fix)


def _missing(needs: Needs) -> Checked:
    lacks = "; ".join(IN_WORDS[name] for name in needs.missing)
    return Checked(SCOPES, f"the sign-in doesn't cover: {lacks}", "Type: summarizer login")


class _Examination:
    """Looks at one thing after the other, as the account that is signed in."""

    def __init__(self, google: Google, needs: Needs, now: datetime) -> None:
        self._google, self._needs, self._now = google, needs, now
        self._has = {name for name in needs.wants if name not in needs.missing}
        self._me = needs.account or "this account"

    def checks(self) -> Iterator[Check]:
        """The checks that the picked backends ask for: the API, what is looked at, how."""
        has = self._has
        if has & {"drive", "mail"}:
            yield "drive" if "drive" in has else "gmail", SIGN_IN, self._who
        yield from Files(self._google, self._needs, has, self._me).checks()
        if "mail" in has:
            yield "gmail", ALIAS, self._alias
        if "calendar" in has and self._needs.calendars:
            yield "calendar", CALENDARS, self._calendars

    def _who(self) -> Checked:
        """Who is signed in; a sign-in that is void is seen by it."""
        doing = "see who is signed in"
        if "drive" in self._has:
            request = self._google.service("drive").about().get(fields="user(emailAddress)")
            found = asked(self._google, "drive", request, doing).get("user", {})
        else:
            request = self._google.service("gmail").users().getProfile(userId="me")
            found = asked(self._google, "gmail", request, doing)
        self._me = str(found.get("emailAddress") or self._me)
        return Checked(SIGN_IN, note=self._me)

    def _alias(self) -> Checked:
        """Mails may come from the address that the settings name."""
        request = self._google.service("gmail").users().settings().sendAs().list(userId="me")
        found = asked(self._google, "gmail", request, "list the addresses to send from")
        own: dict[str, Any] = {a["sendAsEmail"].casefold(): a for a in found.get("sendAs", ())}
        main = next((name for name, a in own.items() if a.get("isPrimary")), self._me)
        alias = self._needs.alias.strip()
        entry = own.get(alias.casefold() or main)
        if entry is None:
            fix = (
                f"{main} adds it in Gmail: Settings > Accounts > Send mail as;"
                " or an administrator makes it an alias of that account."
            )
            return Checked(ALIAS, f"mails of {main} can't come from {alias}", fix)
        if not entry.get("isPrimary") and entry.get("verificationStatus") != "accepted":
            fix = f"Open the mail that Gmail sent to {alias}, and confirm it."
            return Checked(ALIAS, f"{alias} is not confirmed for the mailbox of {main}", fix)
        return Checked(ALIAS, note=f"mails come from {entry['sendAsEmail']}")

    def _calendars(self) -> Checked:
        """Whose calendars can be read; a note, as people.toml decides for the others."""
        people = self._needs.calendars
        calendars = self._google.service("calendar").events()
        request = calendars.list(calendarId="primary", maxResults=1, fields="accessRole")
        with suppress(NotFound, Refused):  # the account's own, to see whether Calendar answers
            asked(self._google, "calendar", request, "read the calendar")
        found = CalendarDiary(self._google).away(list(people), self._now)
        unread = [people[address] for address, why in found.items() if why is None]
        if not unread:
            return Checked(CALENDARS, note=f"of {len(people)} people can be read")
        note = f"can't read those of {', '.join(unread)}: people.toml decides there"
        return Checked(CALENDARS, note=f"{note}; they, or an administrator, can share them")
