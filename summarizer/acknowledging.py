"""What to type to acknowledge an escalation: by each procedure, where several could be meant."""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.desk import Desk
from summarizer.intake import Intake
from summarizer.procedure import Procedure


def commands(desk: Desk, found: Intake, mail: str) -> list[str]:
    """The command for a mail; of several procedures, one each, with its title."""
    subject = f"--mail {mail}"
    if found.procedure:
        return [command(desk.procedure(found.procedure), subject, named=False)]
    return one_each(map(desk.procedure, found.choices), subject)


def command(procedure: Procedure, subject: str, *, named: bool) -> str:
    """The command by this procedure, which is `named` where nothing else tells it."""
    name = f" --procedure {procedure.name}" if named else ""
    return f"summarizer ack {subject}{name}{_answer(procedure)}"


def one_each(procedures: Iterable[Procedure], subject: str) -> list[str]:
    """The command by each of these procedures."""
    return [f"{command(p, subject, named=True)}   ({p.title})" for p in procedures]


def begins(procedure: Procedure, verb: str) -> bool:
    """Whether a case of the procedure can begin with this verb."""
    known = procedure.verbs.get(verb)
    return known is not None and not known.refuse and "" in known.stages


def _answer(procedure: Procedure) -> str:
    """The answer that the acknowledgement needs, where it is a mail (003.2.4)."""
    verb = procedure.verbs.get("ack")
    needed = verb is not None and any(guard.name == "own-words" for guard in verb.guards)
    return " --answer TEXT" if needed else ""
