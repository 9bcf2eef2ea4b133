"""Read a TOML file key by key; a mistake names the file, the key and what was expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from summarizer.toml_cache import read_toml
from tracker.errors import BadInput, StorageFailed

_T = TypeVar("_T")


class Table:
    """One table of a file. Each key is taken once; `done` refuses the keys that nobody took.

    Args:
        file: The file, for errors.
        where: The table's dotted name in it; "" for the outermost.
        values: What it holds.
        taken_from: Other files by the dotted names of what came from them.
    """

    def __init__(
        self,
        file: Path,
        where: str,
        values: Mapping[str, Any],
        taken_from: Mapping[str, Path] | None = None,
    ) -> None:
        self.file = file
        self.where = where
        self._values = dict(values)
        self._taken_from = taken_from or {}
        self._known: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def left(self) -> tuple[str, ...]:
        """The keys that were not taken yet."""
        return tuple(self._values)

    def error(self, key: str, expected: str) -> BadInput:
        """The error for a wrong or missing key of this table."""
        name = f"{self.where}.{key}".strip(".") if key else self.where
        others = (
            f for k, f in self._taken_from.items() if f"{name}.".startswith((f"{k}.", f"{k}["))
        )
        file = next(others, self.file)
        return BadInput(f"{file}: {name}", f"Expected {expected}.", f"Mend {name} in {file}.")

    def take(self, key: str, expected: str, *kinds: type) -> Any:
        """The value of `key` if it is of one of these types, None if it is absent."""
        self._known.append(key)
        value = self._values.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self.error(key, f"{expected}, not {value!r}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A line of text; required without a default."""
        value = self.take(key, "a text", str)
        if value is None and default is None:
            raise self.error(key, "a text; it is missing")
        return str(value if value is not None else default)

    def flag(self, key: str) -> bool:
        """True or false; false if absent."""
        return bool(self.take(key, "true or false", bool))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty if absent; a single text counts as a list of one."""
        value = self.take(key, "a list of texts", list, str)
        items = [value] if isinstance(value, str) else value or []
        if not all(isinstance(item, str) for item in items):
            raise self.error(key, "a list of texts")
        return tuple(items)

    def mapping(self, key: str) -> dict[str, str]:
        """A table of texts by name, empty if absent."""
        value = self.take(key, "a table of texts", dict) or {}
        for name, item in value.items():
            if not isinstance(item, str):
                raise self.error(f"{key}.{name}", "a text")
        return dict(value)

    def table(self, key: str) -> Table:
        """A table inside this one; an empty one if it is absent."""
        value = self.take(key, "a table", dict) or {}
        return self._inside(key, value)

    def _inside(self, key: str, value: Mapping[str, Any]) -> Table:
        return Table(self.file, f"{self.where}.{key}".strip("."), value, self._taken_from)

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """The tables inside the table `key`, by name."""
        group = self.table(key)
        for name in group.left():
            yield name, group.table(name)

    def items(self, key: str) -> Iterator[Table]:
        """The tables of a list, such as `[[column]]`."""
        for number, value in enumerate(self.take(key, "a list of tables", list) or [], start=1):
            if not isinstance(value, dict):
                raise self.error(f"{key}[{number}]", "a table")
            yield self._inside(f"{key}[{number}]", value)

    def member(self, key: str, known: Iterable[str], what: str, default: str | None = "") -> str:
        """A text that is one of these; `default` if it is absent, required where that is None."""
        absent = key not in self
        value = self.text(key, default)
        if not absent:
            self._check_member(key, value, tuple(known), what)
        return value

    def members(self, key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        """A list of texts, each of which is one of these; empty if it is absent."""
        allowed = tuple(known)
        for value in (values := self.texts(key)):
            self._check_member(key, value, allowed, what)
        return values

    def _check_member(self, key: str, value: str, known: Sequence[str], what: str) -> None:
        if value not in known:
            listed = ", ".join(name or '""' for name in known) or "there is none"
            hint = f"; perhaps {near(value, known)}" if near(value, known) else f" ({listed})"
            raise self.error(key, f"{what}, not {value!r}{hint}")

    def rest(self) -> dict[str, Any]:
        """All keys not taken yet, as they are."""
        rest, self._values = self._values, {}
        return rest

    def done(self) -> None:
        """Refuse the keys that nobody asked for: they are slips, and would be ignored."""
        for key in self._values:
            like = near(key, self._known)
            hint = f"perhaps {like}" if like else f"one of {', '.join(self._known)}"
            raise self.error(key, f"no such key here; {hint}")


class Mistakes(list[BadInput]):
    """The mistakes of a file, gathered so that people can mend them all at once."""

    def attempt(self, read: Callable[[], _T], otherwise: _T) -> _T:
        """What `read` gives; if it can't, its mistake is kept."""
        try:
            return read()
        except BadInput as mistake:
            self.append(mistake)
            return otherwise

    def settle(self, file: Path) -> None:
        """Raise what was gathered as one error."""
        if len(self) == 1:
            raise self[0]
        if self:
            said = "\n".join(f"{m.what.removeprefix(f'{file}: ')}: {m.why}" for m in self)
            raise BadInput(f"{file} has {len(self)} mistakes", said, f"Mend them in {file}.")


def near(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one; "" where none is."""
    import difflib  # noqa: PLC0415 - 3 ms that only mistakes need

    return next(iter(difflib.get_close_matches(word, known, n=1)), "")


def read_tables(file: Path) -> Table:
    """The file's outermost table. BadInput if it isn't TOML, StorageFailed if it can't be read."""
    try:
        return Table(file, "", read_toml(file))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} is not TOML", f"{error}.", f"Mend {file}.") from error
    except OSError as error:
        raise StorageFailed(
            f"{file} can't be read", f"{error.strerror}.", "Check the file and its permissions."
        ) from error
