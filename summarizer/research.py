"""The research chart: which steps are done, which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.errors import NotFound

if TYPE_CHECKING:
    from summarizer.ports import Finding

#: How a step that does not apply is marked in its finding; the reason follows.
NOT_APPLICABLE = "Not applicable: "


def missing(chart: Iterable[Finding]) -> list[str]:
    """The steps without a finding (003.5.2), in the chart's order."""
    return [row.step for row in chart if not is_done(row)]


def is_done(row: Finding) -> bool:
    """Whether the row has a finding."""
    return is_finding(row.finding)


def is_finding(text: str) -> bool:
    """Whether this is a finding; "n/a" alone gives no reason and is none."""
    text = text.strip()
    reasonless = {"n/a", "na", "not applicable", NOT_APPLICABLE.strip().lower()}
    return bool(text) and text.lower().rstrip(".") not in reasonless


def find_step(chart: Sequence[Finding], name: str) -> str:
    """The step that this name or part of a name means. NotFound unless it is exactly one."""
    names = [row.step for row in chart]
    wanted = name.strip().casefold()
    exact = [n for n in names if n.casefold() == wanted]
    hits = exact or [n for n in names if wanted and wanted in n.casefold()]
    if len(hits) != 1:
        why = (
            f"The chart has: {', '.join(names)}."
            if not hits
            else f"It could be: {', '.join(hits)}."
        )
        raise NotFound(f"No step of the chart is called {name!r}", why, "Name one of them.")
    return hits[0]


def empty_parts(summary: Mapping[str, str], parts: Iterable[str]) -> list[str]:
    """The summary's parts that say nothing (003.5.5), also those that were taken out."""
    said = {title.casefold().strip(): text for title, text in summary.items()}
    return [part for part in parts if not said.get(part.casefold().strip(), "").strip()]
