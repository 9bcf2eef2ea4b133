"""The published models (python-zendesk, from Zendesk's own description) that answers must fit.

What requests say is checked by them as well: Zendesk would drop a field that it doesn't know in
silence, this server refuses it.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

#: What lists have beside the models: pages (developer.zendesk.com, "Pagination").
PAGES = frozenset({"meta", "links", "count", "next_page", "previous_page"})
#: What may be asked beside the models, by the pages "Creating and updating tickets" (metadata,
#: requester) and "Update Many Tickets" (tags that are added, the id in a batch).
ALSO: Mapping[str, frozenset[str]] = {
    "TicketCreateInput": frozenset({"metadata", "requester"}),
    "TicketUpdateInput": frozenset({"metadata", "additional_tags", "remove_tags"}),
}


class Breach(Exception):
    """A value that the published model hasn't got, or has otherwise."""


@cache
def _model(name: str) -> Any:
    return getattr(importlib.import_module("zendesk.models"), name)


def check(name: str, value: Any, known: frozenset[str] = PAGES) -> None:
    """See that a value is as the published model of this name says it is.

    Raises:
        Breach: It isn't, or has fields that the model hasn't got.
    """
    model = _model(name)
    also = known | ALSO.get(name, frozenset())
    own = {key: item for key, item in value.items() if key not in also}
    try:
        model.model_validate_json(json.dumps(own), strict=True)
    except ValueError as error:
        raise Breach(f"{name}: {error}") from error
    if strange := list(_strange(model, own, "")):
        raise Breach(f"{name} has no {', '.join(strange)}")


def _strange(model: Any, value: Any, path: str) -> Iterator[str]:
    """The paths of fields that the model hasn't got, wherever it names its fields."""
    if isinstance(value, list):
        for item in value:
            yield from _strange(model, item, f"{path}[]")
        return
    fields = {f.alias or name: f for name, f in model.model_fields.items()}
    if not isinstance(value, dict) or model.model_config.get("extra") == "allow" or not fields:
        return
    for key, item in value.items():
        if key not in fields:
            yield f"{path}.{key}".removeprefix(".")
            continue
        inner = list(_models(fields[key].annotation))
        if len(inner) == 1:
            yield from _strange(inner[0], item, f"{path}.{key}")


def _models(annotation: Any) -> Iterator[Any]:
    """The models in an annotation such as `Optional[List[TicketObject]]`."""
    if hasattr(annotation, "model_fields"):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
