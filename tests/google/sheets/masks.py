"""The field masks inside requests and of answers: what they mean, and applied to a value."""

from __future__ import annotations

from tests.google.errors import BadValue
from tests.google.schema_fields import Mask, mask_of
from tests.google.sheets.model import Invalid, Json
from tests.google.world import Call

#: Google keeps each colour twice; who sets one sets the other.
TWINS = {"backgroundColor", "foregroundColor", "color", "tabColor"}


def of_request(schema: str, text: str | None) -> Mask:
    """The `fields` of a request in a batch, which must not be empty; `*` is an empty mask.

    Raises:
        Invalid: Empty, or a field that the schema hasn't got.
    """
    if not text:
        raise Invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    try:
        mask = mask_of("sheets", schema, text)
    except BadValue as error:
        raise Invalid(f"Invalid field: {error.field.removeprefix('Cannot find field: ')}") from None
    return {} if "*" in mask else _with_twins(mask)


def of_answer(call: Call, schema: str, *steps: str) -> Mask | None:
    """What the request's `fields` want below some fields; None if it has no `fields` at all."""
    text = call.params.get("fields")
    return None if text is None else below(mask_of("sheets", schema, text), *steps)


def whole(*names: str) -> Mask:
    """The mask of these fields, all of each."""
    return {name: {} for name in names}


def wants(mask: Mask | None, *steps: str) -> bool:
    """Whether anything at that path is wanted; without a mask everything is."""
    for step in steps:
        if not mask:
            return True
        if step not in mask and "*" not in mask:
            return False
        mask = mask.get(step, mask.get("*"))
    return True


def below(mask: Mask | None, *steps: str) -> Mask | None:
    """The mask for what is at that path."""
    for step in steps:
        if not mask:
            return mask
        mask = mask.get(step, mask.get("*", {"-": {}}))
    return mask


def assigned(old: Json, new: Json, mask: Mask) -> Json:
    """The old value with the masked fields of the new; those that the new lacks are taken away."""
    if not mask:
        return new
    result = dict(old)
    for name, inside in mask.items():
        value = new.get(name)
        if inside:
            value = assigned(old.get(name, {}), value or {}, inside)
            value = value or new.get(name)
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def _with_twins(mask: Mask) -> Mask:
    result: Mask = {}
    for name, inside in mask.items():
        result[name] = _with_twins(inside)
        if name.removesuffix("Style") in TWINS:
            plain = name.removesuffix("Style")
            result[plain] = result[f"{plain}Style"] = {}
    return result
