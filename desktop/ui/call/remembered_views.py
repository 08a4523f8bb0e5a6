"""Which stretch of a call was in view when it was left, for the calls that were looked at last."""

import json
from contextlib import suppress

_MOST = 50
View = tuple[float, float]


class RememberedViews:
    """From when to when each call was in view, by its id; kept as a text over a restart."""

    def __init__(self) -> None:
        self._views: dict[int, View] = {}

    def keep(self, call_id: int, view: View) -> None:
        """Remember a call's view as the latest; the oldest one is forgotten."""
        self._views.pop(call_id, None)
        self._views[call_id] = view
        while len(self._views) > _MOST:
            del self._views[next(iter(self._views))]

    def of(self, call_id: int) -> View | None:
        """What was in view; null where nothing is remembered."""
        return self._views.get(call_id)

    def text(self) -> str:
        """All of them, as `restore` reads them."""
        return json.dumps([(call_id, round(start, 2), round(end, 2)) for call_id, (start, end) in self._views.items()])

    def restore(self, text: str) -> None:
        """Take up what was kept; from a damaged text nothing."""
        with suppress(ValueError, TypeError):
            self._views = {int(call_id): (float(start), float(end)) for call_id, start, end in json.loads(text)}
