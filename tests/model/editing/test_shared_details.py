"""Details of several calls at once."""

from datetime import UTC, datetime

from desktop.model.call import Details
from desktop.model.editing.shared_details import FIELDS, changed, shared

ONE = Details("agent 112", "C-93", datetime(2026, 11, 12, 14, 3, tzinfo=UTC), "orders", 4.5, True)
TWO = Details("agent 112", "C-94", None, "orders", None, None)


def test_one_call_agrees_with_itself_in_everything() -> None:
    assert set(shared([ONE])) == set(FIELDS)


def test_several_share_what_all_of_them_say() -> None:
    assert shared([ONE, TWO]) == {"agent": "agent 112", "queue": "orders"}
    assert shared([]) == {}


def test_only_calls_that_differ_afterwards_are_changed() -> None:
    assert changed({1: ONE, 2: TWO}, {"customer_ref": "C-94"}).keys() == {1}
    assert changed({1: ONE, 2: TWO}, {"queue": None}).keys() == {1, 2}
    assert changed({1: ONE, 2: TWO}, {}) == {}
