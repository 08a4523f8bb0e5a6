"""Pieces into windows, windows out of a stream of sound, and their words back into the call."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.analysis.speech import FRAME_S, SAMPLE_RATE, Piece
from desktop.analysis.windows import REACH_S, WINDOW_S, Window, cut, pack, words_by_piece
from desktop.analysis.windows import spans_of as gathered
from desktop.model.span import Span, Word


@st.composite
def channel_pieces(draw: st.DrawFn, channel: int, longest: int = 870) -> list[Piece]:
    """What `pieces_of` gives: in order, apart, on frames, with a margin around the speech itself."""
    pieces, at = [], 0
    for gap, before, voiced, after in draw(
        st.lists(
            st.tuples(st.integers(0, 200), st.integers(0, 12), st.integers(1, longest - 24), st.integers(0, 12)),
            max_size=12,
        )
    ):
        start = at + gap
        at = start + before + voiced + after
        edges = (start, at, start + before, start + before + voiced)
        pieces.append(Piece(channel, *(edge * FRAME_S for edge in edges)))
    return pieces


both = st.tuples(channel_pieces(0), channel_pieces(1)).map(lambda own: [*own[0], *own[1]])
short_both = st.tuples(channel_pieces(0, 60), channel_pieces(1, 60)).map(lambda own: [*own[0], *own[1]])


def piece(channel: int, start_s: float, end_s: float, margin_s: float = 0.0) -> Piece:
    return Piece(channel, start_s, end_s, start_s + margin_s, end_s - margin_s)


@given(both, st.randoms(use_true_random=False))
def test_windows_hold_every_piece_once_in_order_and_no_more_than_17_seconds_but_of_one_long_piece(
    pieces: list[Piece], random: Random
) -> None:
    shuffled = list(pieces)
    random.shuffle(shuffled)

    windows = pack(shuffled)

    assert [w.pieces[0].start_s for w in windows] == sorted(w.pieces[0].start_s for w in windows)
    for channel in (0, 1):
        own = [p for w in windows for p in w.pieces if p.channel == channel]
        assert own == [p for p in pieces if p.channel == channel]
    for window in windows:
        assert len({p.channel for p in window.pieces}) == 1
        assert window.length_s <= WINDOW_S + 1e-6 or len(window.pieces) == 1
        assert window.end_s - window.pieces[0].start_s <= REACH_S
        assert window.end_s == max(p.end_s for p in window.pieces)


@given(both)
def test_no_window_is_opened_while_there_is_room(pieces: list[Piece]) -> None:
    windows = pack(pieces)

    for channel in (0, 1):
        for window, after in pairwise(w for w in windows if w.pieces[0].channel == channel):
            too_much = window.length_s + after.pieces[0].length_s > WINDOW_S - 1e-6
            assert too_much or after.pieces[0].end_s - window.pieces[0].start_s > REACH_S


def test_each_speaker_has_windows_of_their_own() -> None:
    question, answer, more, far = piece(0, 0, 8), piece(1, 7, 20), piece(0, 21, 29), piece(0, 400, 401)

    windows = pack([answer, far, more, question])

    assert windows == [Window((question, more)), Window((answer,)), Window((far,))]


@settings(deadline=None, max_examples=40)
@given(short_both, st.lists(st.integers(5_000, 500_000), min_size=1, max_size=8), st.integers(0, 30_000))
def test_blocks_of_any_size_give_the_sound_of_the_whole(pieces: list[Piece], sizes: list[int], more: int) -> None:
    end = max((round(p.end_s * SAMPLE_RATE) for p in pieces), default=0) + more
    sound = np.arange(2 * end, dtype=np.float32).reshape(2, end)
    windows = pack(pieces)
    edges = np.minimum(np.cumsum([0, *sizes * (end // sum(sizes) + 1)]), end)

    sounds = list(cut((sound[:, a:b] for a, b in pairwise(edges)), windows))

    assert len(sounds) == len(windows)
    for window, heard in zip(windows, sounds, strict=True):
        parts = [sound[p.channel, round(p.start_s * SAMPLE_RATE) : round(p.end_s * SAMPLE_RATE)] for p in window.pieces]
        assert heard.dtype == np.float32
        assert np.array_equal(heard, np.concatenate(parts))


def test_a_window_comes_as_soon_as_its_sound_has_gone_by() -> None:
    read: list[int] = []

    def blocks() -> object:
        for second in range(100):
            read.append(second)
            yield np.ones((2, SAMPLE_RATE), np.float32)

    sounds = cut(blocks(), [Window((piece(0, 1, 5),)), Window((piece(1, 6, 9),))])  # type: ignore[arg-type]

    next(sounds)
    assert read[-1] == 4
    next(sounds)
    assert read[-1] == 8


def test_a_recording_that_ends_early_leaves_silence() -> None:
    blocks = [np.ones((1, 2 * SAMPLE_RATE), np.float32)]

    (heard, unheard) = cut(blocks, [Window((piece(0, 1, 3),)), Window((piece(0, 5, 6),))])

    assert (heard[:SAMPLE_RATE] == 1).all()
    assert (heard[SAMPLE_RATE:] == 0).all()
    assert unheard.shape == (SAMPLE_RATE,)
    assert not unheard.any()


def word(start_s: float, end_s: float, text: str = " word") -> Word:
    return Word(text, start_s, end_s, 0.5)


def spans_of(window: Window, words: list[Word]) -> tuple[Span, ...]:
    return gathered(words_by_piece(window, words))


def test_words_come_back_to_their_channel_and_time() -> None:
    window = Window((piece(1, 10, 14), piece(1, 17, 20), piece(1, 20.5, 22)))

    spans = spans_of(
        window, [word(1, 2, " Hello?"), word(4.5, 5, " Yes"), word(5, 6, " hello."), word(7.5, 8.5, " Good.")]
    )

    assert [(s.channel, s.start_s, s.end_s, s.text) for s in spans] == [
        (1, 11.0, 12.0, "Hello?"), (1, 17.5, 19.0, "Yes hello."), (1, 21.0, 22.0, "Good."),
    ]  # fmt: skip
    assert [(w.start_s, w.end_s) for w in spans[1].words] == [(17.5, 18.0), (18.0, 19.0)]
    assert [w.probability for s in spans for w in s.words] == [0.5] * 4


@pytest.mark.parametrize(
    ("words", "starts_s"),
    [
        ([word(3.0, 3.5, " I"), word(3.5, 4.4, " see.")], [13.0, 13.5]),
        ([word(3.0, 3.5, " sure."), word(3.5, 5.0, " Now")], [13.0, 29.85]),
        ([word(2.0, 3.0, " And"), word(3.0, 3.5, " the"), word(3.5, 4.2, " lamp")], [12.0, 13.0, 13.5]),
        ([word(1, 2, " And"), word(2, 3, " so"), word(3, 3.5, " the"), word(3.7, 4.6, " lamp")], [11, 12, 13, 29.85]),
        ([word(1, 2, " Yes."), word(2.0, 3.5, " The"), word(4.5, 5.0, " lamp")], [11.0, 29.85, 30.5]),
    ],
    ids=["last of a sentence", "first of a sentence", "middle before", "middle behind", "beginning of a phrase"],
)
def test_a_word_over_a_seam_goes_where_it_was_said(words: list[Word], starts_s: list[float]) -> None:
    window = Window((piece(0, 10, 14), piece(0, 30, 33)))

    assert [w.start_s for s in spans_of(window, words) for w in s.words] == pytest.approx(starts_s)


def test_a_word_that_drifted_into_silence_is_moved_to_the_speech() -> None:
    window = Window((piece(0, 10, 14, margin_s=1.0),))

    words = [w for s in spans_of(window, [word(0.0, 0.4), word(0.2, 1.5), word(3.9, 4.0)]) for w in s.words]

    assert [(w.start_s, w.end_s) for w in words] == [(10.85, 10.87), (10.85, 11.5), (13.13, 13.15)]


def test_a_long_pause_parts_spans_and_a_short_one_does_not() -> None:
    near = spans_of(Window((piece(0, 10, 12), piece(0, 13, 15))), [word(1, 2), word(2, 3)])
    far = spans_of(Window((piece(0, 10, 12), piece(0, 13.5, 15))), [word(1, 2), word(2, 3)])

    assert (len(near), len(far)) == (1, 2)


def test_a_window_without_words_has_no_spans() -> None:
    assert spans_of(Window((piece(0, 1, 2),)), []) == ()


@given(short_both, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=60))
def test_words_keep_their_order_and_lie_in_their_pieces(pieces: list[Piece], steps: list[tuple[int, int]]) -> None:
    """Words in a row, as alignment gives them, wherever the seams of the window are."""
    for window in pack(pieces):
        words, at_s = [], 0.0
        for number, (gap, length) in enumerate(steps):
            start_s, at_s = at_s + gap * 0.02, at_s + (gap + length) * 0.02
            if at_s <= window.length_s:
                words.append(word(start_s, at_s, f" {number}{'.' if gap % 3 == 0 else ''}"))

        spans = spans_of(window, words)

        placed = [(s.channel, w) for s in spans for w in s.words]
        assert [w.text for _, w in placed] == [w.text for w in words]
        for channel in (0, 1):
            own = [w for c, w in placed if c == channel]
            assert all(before.start_s <= after.start_s for before, after in pairwise(own))
            for w in own:
                assert w.start_s < w.end_s
                assert any(
                    p.voiced_start_s - 0.151 <= w.start_s and w.end_s <= p.voiced_end_s + 0.151
                    for p in window.pieces
                    if p.channel == channel
                )
        for s in spans:
            assert s.start_s == s.words[0].start_s
            assert s.end_s == max(w.end_s for w in s.words)
