"""What a verb is given: known to it, all that it needs, and text that can be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from summarizer.addresses import unwritable
from summarizer.procedure import Verb
from tracker.errors import BadInput

Again = Callable[[], str]


class InputMissing(BadInput):
    """A verb lacks inputs.

    Attributes:
        names: Those that it needs, or any of which it needs.
        each: Whether it needs all of them.
    """

    def __init__(self, verb: Verb, names: tuple[str, ...], more: Again, *, each: bool) -> None:
        wanted = ("" if each else "one of: ") + ", ".join(names)
        fields = " ".join(f"--field {name}=TEXT" for name in (names if each else names[:1]))
        super().__init__(f"{verb.name} needs {wanted}", verb.help, f"{more()} {fields}")
        self.names = names
        self.each = each


def check_inputs(verb: Verb, inputs: Mapping[str, str], override: str, more: Again) -> None:
    """See that a verb can run with these inputs.

    Args:
        verb: The verb.
        inputs: What it is given, by name.
        override: The reason for which a guard is passed over; "" where none is.
        more: Says what to type to give it more, but for that.

    Raises:
        InputMissing: What it needs isn't there.
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
    _check_links(verb, inputs)
    given = {name for name, text in inputs.items() if text.strip()}
    if lacking := tuple(name for name in verb.needs if name not in given):
        raise InputMissing(verb, lacking, more, each=True)
    if verb.one_of and not given & {*verb.one_of}:
        raise InputMissing(verb, verb.one_of, more, each=False)


def _check_links(verb: Verb, inputs: Mapping[str, str]) -> None:
    links = [text for name in verb.links if (text := inputs.get(name, ""))]
    if not links:
        return
    from summarizer.web_links import problem as problem_of  # noqa: PLC0415 - few commands have one

    for text in links:
        if problem := problem_of(text):
            fix = "Write it as it stands in a browser: https://example.com/page"
            words = "\nWhat is no link goes into --note." if "note" in verb.takes else ""
            raise BadInput(f"{text[:60]!r} is no link", problem, f"{fix}{words}")


def again(number: str, verb: str, inputs: Mapping[str, str]) -> str:
    """The command once more, but for what it lacks."""
    from shlex import quote  # noqa: PLC0415 - seldom asked for

    given = (f" --field {quote(f'{name}={text}')}" for name, text in inputs.items())
    return f"Type: summarizer do {number} {verb}{''.join(given)}"
