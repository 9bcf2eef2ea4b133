"""Do each verb of a life, take it back, compare, and do it again for what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from summarizer.workspace import Workspace
from tests.desk import Desk
from tests.undo.lives import LIVES, Turn
from tests.undo.state import WORDS, State, changed, state


@dataclass(slots=True)
class Row:
    """A verb, and what was wrong once it was taken back."""

    verb: str
    wrong: list[str] = field(default_factory=list)
    said: tuple[str, ...] = ()
    refused: str = ""

    def line(self) -> str:
        fate = "; ".join(self.wrong) or self.refused or ", ".join(self.said) or "as before"
        return f"{self.verb:<18} {'WRONG: ' * bool(self.wrong)}{fate}"


def take_back_all(desk: Desk, procedure: str, every: int = 1) -> Iterator[Row]:
    """Take every turn of a procedure's life back; or every second one, third one, ..."""
    left = {
        v.name for v in Workspace(desk.root).procedure(procedure).verbs.values() if not v.refuse
    }
    for n, turn in enumerate(LIVES[procedure](desk)):
        left.discard(turn.verb)
        desk.sits(turn.who)
        desk.at(turn.at)
        if n % every == 0:
            yield _row(desk, turn)
        elif not (turn.refused or turn.aside):
            desk(*turn.words)
    yield Row("(every verb)", [f"{verb} is not in its life" for verb in sorted(left)])


def _row(desk: Desk, turn: Turn) -> Row:
    before = state(desk)
    if turn.refused:
        said = desk(*turn.words, code=_code(turn)).err
        row = Row(turn.verb, refused=f"refused: {turn.refused}")
        if turn.refused not in said:
            row.wrong.append(f"it said: {said}")
        row.wrong += [f"{place} was changed" for place in changed(before, state(desk))]
        return row
    number = str(desk(*turn.words, "--json").json["case"])
    row = Row(turn.verb)
    if before == state(desk):
        row.wrong.append("it changed nothing")
    remarks = tuple(desk("undo", number, "--yes", "--json").json["remarks"])
    check(row, before, state(desk), remarks)
    told = "\n".join(remarks)
    row.wrong += [f"it doesn't say “{words}”" for words in turn.says if words not in told]
    if not turn.aside:
        desk(*turn.words)
    return row


def _code(turn: Turn) -> int:
    return 3 if turn.refused.startswith("has no") else 5


def check(row: Row, before: State, after: State, remarks: tuple[str, ...]) -> None:
    """All is as it was, or it is said of each place that it isn't."""
    row.said = remarks
    told = "\n".join(remarks)
    for place in changed(before, after):
        word = WORDS.get(place, "")
        if not word or word not in told:
            row.wrong.append(f"{place}: {_difference(before[place], after[place])}")


def _difference(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        names = [name for name in {*one, *other} if one.get(name) != other.get(name)]
        parts = [f"{name}: {_difference(one.get(name), other.get(name))}" for name in names]
        return "; ".join(parts)
    return f"{one} is now {other}"
