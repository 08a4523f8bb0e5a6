from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Call, Channel, Layout, Recording, Role
from desktop.model.drawing.lanes import Room, lanes_of, stacked

rooms = st.lists(
    st.builds(Room, st.floats(1, 100), st.floats(0, 5, allow_subnormal=False), st.floats(100, 500)),
    min_size=1,
    max_size=6,
)


@given(st.floats(0, 2000), rooms)
def test_lanes_lie_one_below_the_other_and_within_the_height(total: float, rooms: list[Room]) -> None:
    lanes = stacked(total, rooms)
    bottom = 0.0
    for top, height in lanes:
        assert top == pytest.approx(bottom, abs=1e-6)
        bottom = top + height
    assert bottom <= total + 1e-6
    if sum(room.least for room in rooms) <= total:
        assert all(height >= room.least - 1e-6 for room, (_, height) in zip(rooms, lanes, strict=True))
        assert all(height <= max(room.most, room.least) + 1e-6 for room, (_, height) in zip(rooms, lanes, strict=True))


def test_lanes_are_named_by_role_or_else_by_side() -> None:
    def names(*roles: Role, drawn: int = 2) -> list[str]:
        channels = tuple(Channel(index, role) for index, role in enumerate(roles))
        recording = Recording(150.0, 2, Layout.STEREO)
        call = Call(1, "", "call.wav", datetime(2026, 1, 1, tzinfo=UTC), recording=recording, channels=channels)
        return [lane.name for lane in lanes_of(call, drawn)]

    assert names(Role.AGENT, Role.CUSTOMER) == ["Arc", "Moments", "Customer", "Agent", ""]
    assert names(Role.UNKNOWN, Role.UNKNOWN) == ["Arc", "Moments", "Left", "Right", ""]
    assert names(Role.AGENT, Role.UNKNOWN) == ["Arc", "Moments", "Agent", "Right", ""]
    assert names(Role.AGENT, Role.AGENT) == ["Arc", "Moments", "Left", "Right", ""]
    assert names(Role.AGENT, Role.CUSTOMER, drawn=0) == ["Arc", "Moments", "Sound", ""]


def test_one_microphone_with_two_voices_is_nobodys_lane() -> None:
    channels = (Channel(0, Role.CUSTOMER), Channel(1, Role.AGENT))
    recording = Recording(45.0, 1, Layout.MONO)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    call = Call(1, "", "call.wav", at, recording=recording, channels=channels, split_confidence=0.9)
    assert [lane.name for lane in lanes_of(call, 1)] == ["Arc", "Moments", "Sound", ""]


def test_lanes_for_events_and_cues_are_there_where_there_are_any() -> None:
    call = Call(1, "", "call.wav", datetime(2026, 1, 1, tzinfo=UTC))
    assert [lane.key for lane in lanes_of(call, 0)] == ["arc", "moments", "sound", ""]
    assert [lane.key for lane in lanes_of(call, 0, events=True, cues=True)][3:] == ["events", "cues", ""]
    assert [lane.key for lane in lanes_of(call, 0, cues=True)][3:] == ["cues", ""]
