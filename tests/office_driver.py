"""Runs under a Python that has `uno`: starts one LibreOffice and does what its stdin asks.

A line of JSON in, {"call": NAME, ...}; a line of JSON out, {"result": ...} or {"error": ...}.
LibreOffice ends when stdin ends. Used by tests/office.py.
"""

# ruff: noqa: FBT003 - UNO takes its flags by position

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # LibreOffice's own Python has it

_PATIENCE = 60.0
_FILTERS = {"docx": "MS Word 2007 XML", "pdf": "writer_pdf_Export", "odt": "writer8"}
_ANNOTATION = "com.sun.star.text.textfield.Annotation"
_PARAGRAPH = "com.sun.star.text.Paragraph"


def main() -> None:
    profile = Path(sys.argv[1])
    command = ["soffice", "--headless", "--norestore", "--nologo", "--nodefault"]
    pipe = f"pipe,name=summarizer{os.getpid()};urp"
    command += [f"--accept={pipe};", f"-env:UserInstallation={profile.as_uri()}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as office:
        try:
            desktop = _desktop(pipe, office)
            _say({"result": "ready"})
            for line in sys.stdin:
                _say(_answer(desktop, json.loads(line)))
            desktop.terminate()
            office.wait(_PATIENCE)
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGKILL)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _desktop(pipe: str, office: subprocess.Popen[bytes]) -> Any:
    here = uno.getComponentContext()
    make = here.ServiceManager.createInstanceWithContext
    resolver = make("com.sun.star.bridge.UnoUrlResolver", here)
    ends = time.monotonic() + _PATIENCE
    while True:
        try:
            there = resolver.resolve(f"uno:{pipe};StarOffice.ComponentContext")
        except Exception:
            if office.poll() is not None or time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            desktop = "com.sun.star.frame.Desktop"
            return there.ServiceManager.createInstanceWithContext(desktop, there)


def _answer(desktop: Any, asked: dict[str, Any]) -> dict[str, Any]:
    path = Path(asked["path"])
    document = None
    try:
        document = desktop.loadComponentFromURL(
            path.as_uri(), "_blank", 0, (_named("Hidden", True),)
        )
        return {"result": _CALLS[asked["call"]](document, path, asked)}
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is told to the test
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        if document is not None:
            document.close(True)


def _named(name: str, value: Any) -> Any:
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


# --- what can be asked ---------------------------------------------------------------------


def _edit(document: Any, path: Path, asked: dict[str, Any]) -> None:
    for action in asked["actions"]:
        _ACTIONS[action.pop("do")](document, **action)
    document.storeAsURL(path.as_uri(), (_named("FilterName", _FILTERS["docx"]),))


def _convert(document: Any, path: Path, asked: dict[str, Any]) -> str:
    target = path.with_suffix(f".{asked['kind']}")
    document.storeToURL(target.as_uri(), (_named("FilterName", _FILTERS[asked["kind"]]),))
    return str(target)


def _comments(document: Any, path: Path, asked: dict[str, Any]) -> list[dict[str, Any]]:
    del path, asked
    return [
        {
            "author": found.Author,
            "text": found.Content,
            "resolved": found.Resolved,
            "quote": found.getAnchor().getString(),
        }
        for found in _annotations(document)
    ]


# --- actions -------------------------------------------------------------------------------


def _type_under(document: Any, heading: str, text: str) -> None:
    below: list[Any] | None = None
    for element in _elements(document.Text):
        is_paragraph = element.supportsService(_PARAGRAPH)
        is_heading = is_paragraph and element.OutlineLevel > 0
        if below is not None and (is_heading or not is_paragraph):
            break
        if below is not None:
            below.append(element)
        elif is_heading and _folded(element.getString()) == _folded(heading):
            below = [element]
    if below is None:
        raise LookupError(f"no heading {heading!r}")
    _write(document.Text, below[0], below[1:], text)


def _set_cell(document: Any, table: list[str], row: str, column: str, text: str) -> None:
    tables = document.TextTables
    for found in map(tables.getByIndex, range(tables.Count)):
        names = found.getCellNames()
        titles = {_folded(found.getCellByName(n).getString()): n for n in names if n[1:] == "1"}
        labels = {_folded(found.getCellByName(n).getString()): n for n in names if n[0] == "A"}
        if {_folded(title) for title in table} <= set(titles):
            cell = found.getCellByName(titles[_folded(column)][0] + labels[_folded(row)][1:])
            paragraphs = list(_elements(cell))
            _write(cell, paragraphs[-1], paragraphs, text)
            return
    raise LookupError(f"no table with {table}")


def _comment(document: Any, author: str, on: str, text: str, at: str) -> None:
    search = document.createSearchDescriptor()
    search.SearchString = on
    found = document.findFirst(search)
    if found is None:
        raise LookupError(f"no text {on!r}")
    _put(found, _annotation(document, author, at), text)


def _reply(document: Any, author: str, to: str, text: str, at: str) -> None:
    # What LibreOffice's own Reply makes: a comment behind the first one, which quotes it.
    found = _find(document, to)
    when = found.DateTimeValue
    stamp = f"{when.Month:02}/{when.Day:02}/{when.Year}, {when.Hours:02}:{when.Minutes:02}"
    said = f'Reply to {found.Author} ({stamp}): "..."\n{text}'
    _put(found.getAnchor().getEnd(), _annotation(document, author, at), said)


def _resolve(document: Any, text: str) -> None:
    _find(document, text).Resolved = True


def _delete(document: Any, text: str) -> None:
    found = _find(document, text)
    found.getAnchor().getText().removeTextContent(found)


def _replace(document: Any, old: str, new: str) -> None:
    change = document.createReplaceDescriptor()
    change.SearchString, change.ReplaceString = old, new
    if not document.replaceAll(change):
        raise LookupError(f"no text {old!r}")


# --- text and annotations ------------------------------------------------------------------


def _write(holder: Any, before: Any, paragraphs: list[Any], text: str) -> None:
    """Type into the first empty paragraph that is no hint; into a new one where there is none."""
    free = [p for p in paragraphs if not p.getString() and not _is_hint(p)]
    if free:
        cursor = holder.createTextCursorByRange(free[0])
    else:
        last = paragraphs[-1] if paragraphs else before
        cursor = holder.createTextCursorByRange(last.getEnd())
        holder.insertControlCharacter(cursor, 0, False)
        cursor.ParaStyleName = "Standard"
    first, *others = text.split("\n")
    holder.insertString(cursor, first, False)
    for line in others:
        holder.insertControlCharacter(cursor, 0, False)
        holder.insertString(cursor, line, False)


def _is_hint(paragraph: Any) -> bool:
    return str(paragraph.ParaStyleName).lower().startswith("hint")


def _put(place: Any, annotation: Any, text: str) -> None:
    said = annotation.TextRange
    cursor = said.createTextCursor()
    for number, line in enumerate(text.split("\n")):
        if number:
            said.insertControlCharacter(cursor, 0, False)
        said.insertString(cursor, line, False)
    place.getText().insertTextContent(place, annotation, True)


def _annotation(document: Any, author: str, at: str) -> Any:
    made = document.createInstance(_ANNOTATION)
    made.Author = author
    made.Initials = "".join(word[0] for word in author.split())
    when = datetime.fromisoformat(at) if at else datetime.now().astimezone()
    stamp = uno.createUnoStruct("com.sun.star.util.DateTime")
    stamp.Year, stamp.Month, stamp.Day = when.year, when.month, when.day
    stamp.Hours, stamp.Minutes, stamp.Seconds = when.hour, when.minute, when.second
    made.DateTimeValue = stamp
    return made


def _find(document: Any, text: str) -> Any:
    for found in _annotations(document):
        if found.Content.startswith(text):
            return found
    raise LookupError(f"no comment {text!r}")


def _annotations(document: Any) -> list[Any]:
    fields = _elements(document.getTextFields())
    return [field for field in fields if field.supportsService(_ANNOTATION)]


def _elements(holder: Any) -> list[Any]:
    found, walk = [], holder.createEnumeration()
    while walk.hasMoreElements():
        found.append(walk.nextElement())
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


_CALLS: dict[str, Any] = {"edit": _edit, "convert": _convert, "comments": _comments}
_ACTIONS: dict[str, Any] = {
    "type": _type_under,
    "cell": _set_cell,
    "comment": _comment,
    "reply": _reply,
    "resolve": _resolve,
    "delete": _delete,
    "replace": _replace,
}

if __name__ == "__main__":
    main()
