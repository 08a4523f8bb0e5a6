"""Where somebody speaks: how probabilities become pieces, and the detector itself on the sample call."""

from itertools import pairwise
from pathlib import Path
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from faster_whisper.audio import decode_audio
from hypothesis import given
from hypothesis import strategies as st

from desktop.analysis.speech import FRAME_S, LONGEST_PIECE_S, Piece, SpeechDetector, pieces_of

SPEECH_DB, QUIET_DB = -25.0, -70.0
SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "replacement-order.flac"

stretches = st.lists(
    st.tuples(st.sampled_from([0.0, 0.05, 0.25, 0.4, 0.55, 0.95]), st.one_of(st.integers(1, 40), st.integers(1, 1500))),
    max_size=12,
)


def sound(*stretches: tuple[float, int, float]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and levels in dBFS, each stretch being a probability, a number of frames and a level."""
    probabilities = np.concatenate([np.full(frames, p, np.float32) for p, frames, _ in stretches])
    return probabilities, np.concatenate([np.full(frames, level) for _, frames, level in stretches])


def cut(*stretches: tuple[float, int, float]) -> list[Piece]:
    return pieces_of(0, *sound(*stretches))


def covered(pieces: list[Piece], first: int, last: int) -> bool:
    """Whether some piece holds all of these frames."""
    return any(p.start_s <= first * FRAME_S and last * FRAME_S <= p.end_s for p in pieces)


@given(stretches, st.randoms(use_true_random=False))
def test_pieces_are_sorted_apart_short_and_within_the_recording(shape: list[tuple[float, int]], random: Random) -> None:
    probabilities = np.concatenate([np.full(n, p, np.float32) for p, n in shape]) if shape else np.zeros(0, np.float32)
    noise = np.random.default_rng(random.getrandbits(32))
    probabilities = np.clip(probabilities + noise.normal(0, 0.03, len(probabilities)), 0, 1).astype(np.float32)

    pieces = pieces_of(1, probabilities, noise.uniform(-60, -20, len(probabilities)))

    assert all(before.end_s <= after.start_s for before, after in pairwise(pieces))
    for piece in pieces:
        assert piece.channel == 1
        assert 0 <= piece.start_s <= piece.voiced_start_s < piece.voiced_end_s <= piece.end_s
        assert piece.end_s <= len(probabilities) * FRAME_S
        assert piece.length_s <= LONGEST_PIECE_S


@given(stretches)
def test_every_frame_that_is_clearly_speech_is_kept(shape: list[tuple[float, int]]) -> None:
    probabilities = np.concatenate([np.full(n, p, np.float32) for p, n in shape]) if shape else np.zeros(0, np.float32)

    pieces = pieces_of(0, probabilities, np.full(len(probabilities), SPEECH_DB))

    for frame in np.flatnonzero(probabilities >= 0.5):
        assert any(p.voiced_start_s <= frame * FRAME_S < p.voiced_end_s for p in pieces)


def test_silence_and_nothing_at_all_have_no_pieces() -> None:
    assert cut((0.01, 500, QUIET_DB)) == []
    assert pieces_of(0, np.zeros(0, np.float32), np.zeros(0)) == []


def test_speech_has_a_margin_on_both_sides() -> None:
    (piece,) = cut((0.0, 100, QUIET_DB), (0.9, 50, SPEECH_DB), (0.0, 100, QUIET_DB))

    assert (piece.voiced_start_s, piece.voiced_end_s) == (100 * FRAME_S, 150 * FRAME_S)
    assert (piece.start_s, piece.end_s) == (88 * FRAME_S, 162 * FRAME_S)


def test_neighbours_share_the_gap_between_them() -> None:
    first, second = cut((0.9, 50, SPEECH_DB), (0.0, 10, QUIET_DB), (0.9, 50, SPEECH_DB))

    assert first.end_s == second.start_s == 55 * FRAME_S


def test_a_breath_does_not_end_a_piece_and_speech_fades_out_slowly() -> None:
    assert len(cut((0.9, 50, SPEECH_DB), (0.0, 5, QUIET_DB), (0.9, 50, SPEECH_DB))) == 1
    assert len(cut((0.9, 50, SPEECH_DB), (0.4, 60, SPEECH_DB), (0.9, 50, SPEECH_DB))) == 1
    assert len(cut((0.9, 50, SPEECH_DB), (0.1, 60, SPEECH_DB), (0.9, 50, SPEECH_DB))) == 2


def test_a_faint_answer_as_loud_as_other_speech_is_kept() -> None:
    pieces = cut((0.9, 100, SPEECH_DB), (0.0, 60, QUIET_DB), (0.25, 12, SPEECH_DB - 6), (0.0, 60, QUIET_DB))

    assert len(pieces) == 2
    assert covered(pieces, 160, 172)


@pytest.mark.parametrize(("probability", "level"), [(0.02, -5.0), (0.15, SPEECH_DB), (0.25, SPEECH_DB - 20)])
def test_loud_noise_and_faint_murmur_are_not_kept(probability: float, level: float) -> None:
    pieces = cut((0.9, 100, SPEECH_DB), (0.0, 60, QUIET_DB), (probability, 12, level), (0.0, 60, QUIET_DB))

    assert len(pieces) == 1
    assert not covered(pieces, 160, 172)


def test_a_monologue_is_parted_where_it_sounds_least_like_speech() -> None:
    pieces = cut((0.95, 500, SPEECH_DB), (0.4, 3, SPEECH_DB), (0.95, 500, SPEECH_DB))

    assert [p.voiced_start_s for p in pieces] == [0.0, 500 * FRAME_S]


def test_an_hour_without_a_breath_is_parted_too() -> None:
    pieces = cut((1.0, round(3600 / FRAME_S), SPEECH_DB))

    assert sum(p.voiced_end_s - p.voiced_start_s for p in pieces) == pytest.approx(3600, abs=1)
    assert max(p.length_s for p in pieces) <= LONGEST_PIECE_S


@pytest.fixture(scope="module")
def agent() -> np.ndarray:
    """Half a minute of the agent of the sample call, in whole frames at 16 kHz."""
    left, _ = decode_audio(str(SAMPLE), split_stereo=True)
    return left[: 1000 * 512]


@pytest.fixture(scope="module")
def at_once(agent: np.ndarray) -> np.ndarray:
    return SpeechDetector().probabilities(agent)


def test_the_detector_hears_the_agent_where_the_script_says(at_once: np.ndarray) -> None:
    speech = np.zeros(1000, bool)
    for start_s, end_s in [(0.8, 5.064), (12.639, 13.906), (24.729, 25.863), (31.104, 36.555)]:
        speech[round(start_s / FRAME_S) : round(end_s / FRAME_S)] = True

    assert at_once.shape == (1000,)
    assert at_once[speech].mean() > 0.4
    assert at_once[~speech].mean() < 0.1


@pytest.mark.parametrize("frames", [1, 7, 333, 999])
def test_sound_in_blocks_gives_what_it_gives_at_once(agent: np.ndarray, at_once: np.ndarray, frames: int) -> None:
    detector = SpeechDetector()

    heard = [detector.probabilities(agent[n : n + frames * 512]) for n in range(0, len(agent), frames * 512)]

    assert np.allclose(np.concatenate(heard), at_once, atol=1e-4)


def test_hours_on_hold_are_not_listened_to_and_what_comes_after_is_heard_as_ever(agent: np.ndarray) -> None:
    """A block of digital silence settles the detector; those behind it would find nothing else."""
    silence = np.zeros(1000 * 512, np.float32)
    patient = SpeechDetector()
    patient.probabilities(silence[: 999 * 512])
    heard = np.concatenate([patient.probabilities(silence[:512]), patient.probabilities(agent)])
    detector, asked = SpeechDetector(), []
    run = detector._session.run
    detector._session = SimpleNamespace(run=lambda *given: asked.append(1) or run(*given))

    silent = [detector.probabilities(silence) for _ in range(100)]

    assert len(asked) == 1
    assert np.concatenate(silent).max() < 0.2
    assert np.allclose(detector.probabilities(agent), heard[1:], atol=1e-3)


def test_no_sound_changes_nothing(agent: np.ndarray, at_once: np.ndarray) -> None:
    detector = SpeechDetector()

    assert detector.probabilities(agent[:0]).shape == (0,)
    assert np.allclose(detector.probabilities(agent), at_once, atol=1e-4)
