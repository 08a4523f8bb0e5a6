"""What passes between a worker and its employer: nothing is lost, every message is a line, garbage is refused."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Layout, Recording
from desktop.model.span import Span, Word
from desktop.protocol import (
    Cause,
    Event,
    Failed,
    Finished,
    Heard,
    Job,
    Progress,
    ProtocolError,
    SpansHeard,
    Stage,
    Started,
    decode_event,
    decode_job,
    encode_event,
    encode_job,
)

HOSTILE = 'a\nb\r\n\u2028\u2029\x85\x0b\x0c\x1c\x00“ü”👩🏽‍🔧\udcff"\\'
text = st.one_of(st.text(max_size=20), st.just(HOSTILE))
number = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(str, text)
st.register_type_strategy(float, number)
# More than the library can keep is refused.
st.register_type_strategy(int, st.integers(-(2**63) + 1, 2**63 - 1))
events = st.one_of([st.builds(kind) for kind in get_args(Event)])
jobs = st.builds(Job)


@given(events)
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    assert decode_event(encode_event(event)) == event


@given(jobs)
def test_every_job_comes_back_as_it_was(job: Job) -> None:
    assert decode_job(encode_job(job)) == job


@given(st.one_of(events.map(encode_event), jobs.map(encode_job)))
def test_every_message_is_one_line_of_plain_ascii(line: str) -> None:
    assert line.isascii()
    assert line.isprintable()
    assert line.splitlines() == [line]


def test_a_strange_text_keeps_every_character() -> None:
    heard = SpansHeard(1, 2, "en", (Span(0, 0.1, 0.2, (Word(HOSTILE, 0.1, 0.2, 0.5),)),))

    assert decode_event(encode_event(heard)) == heard


def test_an_event_says_what_it_is() -> None:
    assert json.loads(encode_event(Started())) == {"event": "Started"}
    assert json.loads(encode_event(Progress(Stage.READING, 0.05))) == {
        "event": "Progress", "stage": "reading", "done": 0.05, "left_s": None,
    }  # fmt: skip
    assert json.loads(encode_event(Failed(Cause.BAD_INPUT, "what", "fix")))["cause"] == "bad input"


GARBAGE = [
    "", " ", "null", "1", "[]", "{}", '"Started"', "Loading weights...", "{", "\x00", "\udcff", "NaN", "true",
    "[" * 100_000, '{"event":' * 100_000, "9" * 5000,
]  # fmt: skip
WRONG_EVENTS = [
    '{"event":"Exploded"}', '{"event":null}', '{"event":["Started"]}', '{"event":{"a":1}}', '{"event":"Progress"}',
    '{"event":"Progress","stage":"dancing","done":0.5}', '{"event":"Progress","stage":"reading","done":"half"}',
    '{"event":"SpansHeard","windows_done":1,"windows_total":2,"language":"en","spans":[{"channel":0}]}',
    '{"event":"SpansHeard","windows_done":1,"windows_total":2,"language":"en","spans":7}',
    '{"event":"Finished","version":null}', '{"event":"PeaksMeasured","packed":"no base 64!"}',
    '{"event":"PeaksMeasured","packed":7}', '[{"event":"Started"}]', '{"event":"Finished","version":1' + "0" * 30 + "}",
    '{"event":"Progress","stage":"reading","done":NaN}', '{"event":"Progress","stage":"reading","done":1e999}',
    '{"event":"SpansHeard","windows_done":1,"windows_total":2,"language":"en","spans":[[0,0,1,[["a",0,NaN,1]]]]}',
    '{"event":"SpansHeard","windows_done":1,"windows_total":2,"language":"en","spans":[[0,-Infinity,1,[]]]}',
]  # fmt: skip
WRONG_JOBS = [
    '{"id":1}',
    '{"id":"one","file":"a","sha256":"b","models":"m","request":{}}',
    '{"id":1,"file":"a","sha256":"b","models":"m","request":5}',
    '{"id":1,"file":"a","models":"m","request":{}}',
    '{"id":9223372036854775808,"file":"a","sha256":"b","models":"m","request":{}}',
]


@pytest.mark.parametrize("line", [*GARBAGE, *WRONG_EVENTS])
def test_what_is_no_event_is_refused(line: str) -> None:
    with pytest.raises(ProtocolError):
        decode_event(line)


@pytest.mark.parametrize("line", [*GARBAGE, *WRONG_JOBS, encode_event(Started())])
def test_what_is_no_job_is_refused(line: str) -> None:
    with pytest.raises(ProtocolError):
        decode_job(line)


@given(st.text())
def test_any_text_is_a_message_or_a_protocol_error(line: str) -> None:
    for decode in (decode_event, decode_job):
        with pytest.raises(ProtocolError):
            decode(line)


def test_the_error_does_not_repeat_what_was_said() -> None:
    line = encode_event(SpansHeard(1, 2, "en", (Span(0, 0.1, 0.2, (Word(" confidential", 0.1, 0.2, 0.5),)),)))

    with pytest.raises(ProtocolError) as caught:
        decode_event(line[:-3])

    assert "confidential" not in str(caught.value)


def test_a_line_cut_short_is_refused_wherever_it_is_cut() -> None:
    line = encode_event(SpansHeard(1, 2, "en", (Span(0, 0.1, 0.2, (Word(" hello", 0.1, 0.2, 0.5),)),)))

    for length in range(len(line)):
        with pytest.raises(ProtocolError):
            decode_event(line[:length])


@pytest.mark.parametrize(
    ("heard", "complete"),
    [
        (Heard(), False),
        (Heard(windows_done=3, windows_total=3), False),
        (Heard(Recording(1.0, 1, Layout.MONO), 2, None), False),
        (Heard(Recording(1.0, 1, Layout.MONO), 2, 3), False),
        (Heard(Recording(1.0, 1, Layout.MONO), 3, 3), True),
        (Heard(Recording(1.0, 1, Layout.MONO), 0, 0), True),
    ],
)
def test_heard_is_complete_when_every_window_of_a_known_recording_is_stored(heard: Heard, complete: bool) -> None:
    assert heard.complete is complete


def test_an_events_version_survives() -> None:
    assert decode_event(encode_event(Finished(7))) == Finished(7)
