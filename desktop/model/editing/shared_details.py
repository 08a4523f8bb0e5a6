"""What a team knows about several calls at once: what they share, and what a change to all of them leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from desktop.model.call import Details

FIELDS = tuple(field.name for field in fields(Details))


def shared(details: Sequence[Details]) -> dict[str, Any]:
    """The fields in which all agree, each with its value; a field in which they differ is left out."""
    values = {name: [getattr(one, name) for one in details] for name in FIELDS}
    return {name: own[0] for name, own in values.items() if own and all(value == own[0] for value in own)}


def changed(details: Mapping[int, Details], changes: Mapping[str, Any]) -> dict[int, Details]:
    """The calls whose details differ once some fields have new values; calls are named by their ids."""
    after = {call_id: replace(one, **changes) for call_id, one in details.items()}
    return {call_id: one for call_id, one in after.items() if one != details[call_id]}
