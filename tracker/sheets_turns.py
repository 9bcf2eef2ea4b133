"""Turns: agents who change lines of one tab at once don't meet, also on different machines (pure).

Each batch that removes or puts in lines of a tab takes the tab's next turn: developer metadata of
the tab with an id that is computed from the turn's number. Ids are unique in a spreadsheet, so of
two batches that were made from the same reading Google refuses the second as a whole, and it is
made anew. Others that change or add lines only look whether the next turn is taken. People who
edit by hand take no turns: what they do is seen by `sheets_verify`.

When an answer was lost and the batch isn't to be seen, the next one takes the turns of its tabs: so
Google can't carry out the lost one any more.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.sheets_cells import Json

KEY = "summarizer turn"
#: So many turns are remembered: a batch from a reading that is older is not refused.
_KEPT = 40


def take(tab: int, turn: int) -> list[Json]:
    """Requests that take the turn after this one."""
    return [_create(tab, turn + 1), *([_forget(tab, turn - _KEPT)] if turn > _KEPT else [])]


def check(tab: int, turn: int) -> list[Json]:
    """Requests that are refused if somebody has taken the turn after this one."""
    return [_create(tab, turn + 1), _forget(tab, turn + 1)]


def last_turn(metadata: Iterable[Mapping[str, Any]]) -> int:
    """The newest turn that was taken in a tab; 0 where none was."""
    turns = (str(one.get("metadataValue", "")) for one in metadata if one.get("metadataKey") == KEY)
    return max((int(turn) for turn in turns if turn.isdecimal()), default=0)


def _create(tab: int, turn: int) -> Json:
    metadata = {
        "metadataId": _id(tab, turn),
        "metadataKey": KEY,
        "metadataValue": str(turn),
        "visibility": "DOCUMENT",
        "location": {"sheetId": tab},
    }
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def _forget(tab: int, turn: int) -> Json:
    lookup = {"metadataId": _id(tab, turn)}
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


def _id(tab: int, turn: int) -> int:
    return zlib.crc32(f"{tab} {turn}".encode()) % (2**31 - 1) + 1
