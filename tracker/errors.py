"""Errors a person can act on: what happened, why, and what to type next.

UserError            1  unexpected
├── BadInput         2  usage, or input that can't be read
├── NotFound         3  no such case, document, person, ...
├── SignInNeeded     4  no credentials, or they are revoked or expired
├── Refused          5  a guard or a rule says no
├── Unavailable      6  a service is away, or a send is uncertain
└── StorageFailed    7  full, not permitted, damaged, locked
"""


class UserError(Exception):
    """Something a person should be told in three parts; shown without a traceback.

    Args:
        what: What happened, in the user's words, without a full stop at the end.
        why: The reason, or "" where `what` already says it.
        fix: What to type or do next, or "".
    """

    exit_code = 1

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        return "\n".join(part for part in (self.what, self.why, self.fix) if part)


class BadInput(UserError):
    """The command line, a file or a setting can't be read as what it should be."""

    exit_code = 2


class NotFound(UserError):
    """What was named does not exist, or more than one thing answers to that name."""

    exit_code = 3


class SignInNeeded(UserError):
    """A service wants credentials that are missing, revoked or expired."""

    exit_code = 4


class Refused(UserError):
    """A guard or a rule of the procedure says no; nothing was changed."""

    exit_code = 5


class Unavailable(UserError):
    """A service stayed away, or (`uncertain`) it is not known whether a message was sent."""

    exit_code = 6

    def __init__(self, what: str, why: str = "", fix: str = "", *, uncertain: bool = False) -> None:
        super().__init__(what, why, fix)
        self.uncertain = uncertain


class StorageFailed(UserError):
    """The tracker, a document or a folder can't be read or written."""

    exit_code = 7
