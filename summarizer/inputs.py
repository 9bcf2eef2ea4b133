"""What a verb is given: known to it, all that it needs, and text that can be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from summarizer.addresses import unwritable
from summarizer.procedure import Verb
from tracker.errors import BadInput

Again = Callable[[], str]


class InputMissing(BadInput):
    """A verb lacks an input.

    Attributes:
        names: The inputs any of which it needs.
    """

    def __init__(self, verb: Verb, what: str, names: tuple[str, ...], again: Again) -> None:
        super().__init__(f"{verb.name} {what}", verb.help, f"{again()} --field {names[0]}=TEXT")
        self.names = names


def check_inputs(verb: Verb, inputs: Mapping[str, str], override: str, again: Again) -> None:
    """See that a verb can run with these inputs.

    Args:
        verb: The verb.
        inputs: What it is given, by name.
        override: The reason for which a guard is passed over; "" where none is.
        again: Says what to type to give it more, but for that.

    Raises:
        InputMissing: One that it needs isn't there.
        BadInput: It doesn't know one, or a text can't be kept.
    """
    known = (*verb.needs, *verb.takes, *verb.one_of)
    for name in inputs:
        if name not in known:
            raise BadInput(
                f"{verb.name} takes no {name}", f"It takes: {', '.join(known) or 'none'}."
            )
    for text in (*inputs.values(), override):
        if bad := unwritable(text):
            raise BadInput(
                f"A text can't hold the character U+{ord(bad):04X}",
                f"It stands in {text[:60]!r}.",
                "Write the text without it.",
            )
    for name in verb.needs:
        if not inputs.get(name, "").strip():
            raise InputMissing(verb, f"needs {name}", (name,), again)
    if verb.one_of and not any(inputs.get(n, "").strip() for n in verb.one_of):
        raise InputMissing(verb, f"needs one of: {', '.join(verb.one_of)}", verb.one_of, again)
