from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.media.decode import SAMPLE_RATE, RecordingReader
from desktop.media.doctor import NO_BLEED, Diagnosis, StereoDoctor, bleed_frames, frame_levels_db
from desktop.model.call import Layout

Sound = NDArray[np.float64]
SECONDS = 60
NOISE = 2e-4
CALLS = {
    "auto-repairs-40.wav": Layout.STEREO,
    "edge/identical-channels-48k.wav": Layout.SAME_TWICE,
    "edge/mono-two-speakers-8k.wav": Layout.MONO,
    "edge/mono-unsigned-8bit.wav": Layout.MONO,
    "edge/stereo-scripted-16k.wav": Layout.STEREO,
    "edge/two-channel-16k.wav": Layout.STEREO,
    "harper-valley/stereo/0002f70f7386445b.wav": Layout.STEREO,
    "harper-valley/stereo/0091a706bc604188.wav": Layout.STEREO,
    "harper-valley/stereo/00d676d7058c49bb.wav": Layout.STEREO,
    "harper-valley/stereo/01cefd6f5c044a6f.wav": Layout.STEREO,
    "harper-valley/stereo/02e41649e7c441fd.wav": Layout.STEREO,
    "harper-valley/stereo/a7ccc3379af44b9f.wav": Layout.STEREO,
    "harper-valley/stereo/eb82ec7b5f0944ca.wav": Layout.STEREO,
    "harper-valley/stereo/ff0296d00e5e4184.wav": Layout.STEREO,
    "telephone/sample.wav": Layout.MONO,
}
SAME_SOUND = "Both channels hold the same sound, so the speakers cannot be told apart by channel."
CLIPPED = "clipped: loud passages are distorted and words may be wrong."


def voice(seed: int, first_s: float) -> Sound:
    """Noise in syllables, four seconds on and four off, over the hiss of a line."""
    rng = np.random.default_rng(seed)
    t_s = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    syllables = np.abs(np.sin(2 * np.pi * 2 * t_s)) ** 2
    speaks = ((t_s - first_s) // 4 % 2 == 0) & (t_s >= first_s)
    smooth = np.convolve(rng.standard_normal(len(t_s)), np.ones(5) / 5, "same")
    return 0.15 * smooth * syllables * speaks + NOISE * rng.standard_normal(len(t_s))


@pytest.fixture(scope="module")
def pair() -> tuple[Sound, Sound]:
    return voice(1, 0), voice(2, 4)


def hiss(amplitude: float = NOISE) -> Sound:
    return amplitude * np.random.default_rng(9).standard_normal(SECONDS * SAMPLE_RATE)


def hum() -> Sound:
    return 2e-3 * np.sin(2 * np.pi * 50 * np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE)


def delayed(sound: Sound, ms: float) -> Sound:
    count = round(ms * SAMPLE_RATE / 1000)
    return np.concatenate([np.zeros(count), sound[: len(sound) - count]])


def diagnosed(*channels: Sound, block: int = 30 * SAMPLE_RATE) -> Diagnosis:
    doctor = StereoDoctor()
    samples = np.clip(np.stack(channels), -1, 1).astype(np.float32)
    for start in range(0, samples.shape[1], block):
        doctor.feed(samples[:, start : start + block])
    return doctor.diagnose()


def test_two_people_on_two_lines_are_stereo_and_nothing_is_odd(pair: tuple[Sound, Sound]) -> None:
    found = diagnosed(*pair)
    assert (found.layout, found.notices, found.bleed_db) == (Layout.STEREO, (), NO_BLEED)
    assert found.starts_s == (0.0, 0.0)


def test_the_same_hum_on_both_lines_makes_no_copy_and_no_bleed(pair: tuple[Sound, Sound]) -> None:
    left, right = pair
    loud_hum = 50 * hum()
    assert diagnosed(left + loud_hum, right + loud_hum).layout is Layout.STEREO


def test_one_channel_is_mono(pair: tuple[Sound, Sound]) -> None:
    found = diagnosed(pair[0])
    assert (found.layout, found.notices) == (Layout.MONO, ())
    assert len(found.loud_dbfs) == len(found.clipped) == 1


@pytest.mark.parametrize("variation", ["exact", "softer", "noisy", "coarse", "inverted", "late"])
def test_the_same_sound_twice_is_told_however_it_was_copied(pair: tuple[Sound, Sound], variation: str) -> None:
    both = sum(pair)
    copies = {
        "exact": both,
        "softer": both * 0.4,
        "noisy": both + hiss(2e-3),
        "coarse": np.round(both * 128) / 128,
        "inverted": -both,
        "late": delayed(both, 10),
    }
    found = diagnosed(both, copies[variation])
    assert (found.layout, found.notices) == (Layout.SAME_TWICE, (SAME_SOUND,))


@pytest.mark.parametrize("rest", ["nothing", "hiss", "hum"])
@pytest.mark.parametrize(("dead", "alive", "layout"), [("left", "right", "dead-left"), ("right", "left", "dead-right")])
def test_a_dead_channel_is_named(pair: tuple[Sound, Sound], rest: str, dead: str, alive: str, layout: str) -> None:
    quiet = {"nothing": np.zeros_like(pair[0]), "hiss": hiss(3e-3), "hum": hum()}[rest]
    found = diagnosed(quiet, pair[1]) if dead == "left" else diagnosed(pair[0], quiet)
    assert found.layout == layout
    notice = f"The {dead} channel is silent from beginning to end; only the {alive} one is transcribed."
    assert found.notices == (notice,)


def test_a_faint_copy_is_as_good_as_dead(pair: tuple[Sound, Sound]) -> None:
    found = diagnosed(pair[0], 0.1 * pair[0])
    assert found.layout is Layout.DEAD_RIGHT
    notice = "The right channel holds only a faint copy of the left one; only the left one is transcribed."
    assert found.notices == (notice,)


def test_a_person_who_says_little_and_softly_is_not_dead(pair: tuple[Sound, Sound]) -> None:
    left, right = pair
    soft = hiss()
    soft[5 * SAMPLE_RATE : 7 * SAMPLE_RATE] += 0.05 * right[5 * SAMPLE_RATE : 7 * SAMPLE_RATE]
    assert diagnosed(left, soft).layout is Layout.STEREO


@pytest.mark.parametrize("ms", [0, 2, 5, 40])
@pytest.mark.parametrize("level_db", [-12.0, -20.0, -30.0])
def test_bleed_is_measured_in_either_direction(pair: tuple[Sound, Sound], level_db: float, ms: float) -> None:
    left, right = pair
    gain = 10 ** (level_db / 20)
    both = diagnosed(left + gain * delayed(right, ms), right + gain * delayed(left, ms))
    assert both.layout is Layout.BLEED
    assert both.bleed_db == pytest.approx((level_db, level_db), abs=2)
    assert both.notices[0].startswith("The channels hear each other (about −")
    one = diagnosed(left, right + gain * delayed(left, ms))
    assert one.bleed_db == (pytest.approx(level_db, abs=2), -np.inf)
    expected = f"The right channel hears the left one (about −{-level_db:.0f} dB); what only came across is left out."
    assert one.notices == (expected,)


def test_bleed_that_nobody_hears_is_not_mentioned(pair: tuple[Sound, Sound]) -> None:
    left, right = pair
    assert diagnosed(left, right + 10 ** (-48 / 20) * left).layout is Layout.STEREO


def test_a_line_that_opens_late_is_told_with_the_time(pair: tuple[Sound, Sound]) -> None:
    left, right = pair[0], pair[1].copy()
    right[: 12 * SAMPLE_RATE] = 0
    found = diagnosed(left, right)
    assert (found.layout, found.notices) == (Layout.STEREO, ("The right channel starts at 0:12.",))
    assert found.starts_s == (0.0, 12.0)


def test_a_line_that_sends_nothing_between_words_is_not_late(pair: tuple[Sound, Sound]) -> None:
    left, right = pair[0], voice(2, 8)
    gated = np.where(np.convolve(np.abs(right), np.ones(4000) / 4000, "same") > 2 * NOISE, right, 0.0)
    assert np.mean(gated[: 7 * SAMPLE_RATE] == 0) == 1
    assert diagnosed(left, gated).notices == ()


@pytest.mark.parametrize("scale", [1.0, 0.6])
def test_a_clipped_channel_is_named_at_any_scale(pair: tuple[Sound, Sound], scale: float) -> None:
    left, right = pair
    found = diagnosed(np.clip(left * 8, -1, 1) * scale, right)
    assert found.clipped == (True, False)
    assert found.notices == (f"The left channel is {CLIPPED}",)
    assert diagnosed(np.clip(left * 8, -1, 1)).notices == (f"The recording is {CLIPPED}",)


def test_a_full_scale_tone_is_not_clipped() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE)
    assert diagnosed(tone).clipped == (False,)


@pytest.mark.parametrize("count", [1, 2])
def test_a_silent_recording_says_so(count: int) -> None:
    channels = [hiss(1e-5)] * count
    assert diagnosed(*channels).notices == ("The recording is silent.",)


def test_a_recording_shorter_than_half_a_second_is_diagnosed(pair: tuple[Sound, Sound]) -> None:
    left, right = (channel[:3_000] for channel in pair)
    assert diagnosed(left, right).layout in set(Layout)


def test_without_a_block_there_is_no_diagnosis() -> None:
    with pytest.raises(ValueError, match="at least one block"):
        StereoDoctor().diagnose()


@settings(max_examples=10, deadline=None)
@given(block=st.integers(min_value=1_000, max_value=200_000))
def test_the_length_of_the_blocks_changes_nothing(block: int) -> None:
    left, right = (channel[: 10 * SAMPLE_RATE] for channel in (voice(1, 0), voice(2, 4)))
    mixed = right + 0.1 * left
    whole, cut = diagnosed(left, mixed), diagnosed(left, mixed, block=block)
    assert (cut.layout, cut.notices, cut.clipped, cut.starts_s) == (
        whole.layout,
        whole.notices,
        whole.clipped,
        whole.starts_s,
    )
    assert cut.bleed_db == pytest.approx(whole.bleed_db)
    assert cut.loud_dbfs == pytest.approx(whole.loud_dbfs)


def test_levels_are_decibels_of_full_scale() -> None:
    square = np.ones((1, 512 * 3 + 100), dtype=np.float32)
    square[:, 512:1024] = 0.1
    square[:, 1024:] = 0
    assert frame_levels_db(square)[0] == pytest.approx([0, -20, -120], abs=0.01)


def test_what_came_across_is_masked_and_what_was_said_is_kept(pair: tuple[Sound, Sound]) -> None:
    left, right = pair
    gain = 0.1
    found = diagnosed(left + gain * delayed(right, 5), right + gain * delayed(left, 5))
    mixed = np.stack([left + gain * delayed(right, 5), right + gain * delayed(left, 5)]).astype(np.float32)
    said = frame_levels_db(np.stack(pair).astype(np.float32))
    mask = bleed_frames(frame_levels_db(mixed), found.bleed_db)
    for own, other in ((0, 1), (1, 0)):
        assert mask[own][(said[other] > -35) & (said[own] < -60)].mean() > 0.99
        assert mask[own][(said[own] > -35) & (said[other] < -60)].mean() < 0.01


levels = st.lists(st.tuples(*[st.floats(-120, 0)] * 2), max_size=20).map(lambda pairs: np.array(pairs).reshape(-1, 2).T)


@given(levels_db=levels, across_db=st.floats(-40, -6), margin_db=st.floats(0, 10))
def test_the_mask_fits_the_levels_and_grows_with_the_margin(
    levels_db: Sound, across_db: float, margin_db: float
) -> None:
    assert not bleed_frames(levels_db, NO_BLEED).any()
    mask = bleed_frames(levels_db, (across_db, across_db), margin_db=margin_db)
    assert mask.shape == levels_db.shape
    assert (mask <= bleed_frames(levels_db, (across_db, across_db), margin_db=margin_db + 1)).all()
    one_way = bleed_frames(levels_db, (across_db, -np.inf), margin_db=margin_db)
    assert not one_way[0].any()
    assert (one_way[1] == mask[1]).all()


def blocks(path: Path) -> Iterator[NDArray[np.float32]]:
    return RecordingReader(path).blocks()


@pytest.mark.data
@pytest.mark.parametrize(("name", "layout"), CALLS.items())
def test_real_calls_are_what_they_are(data: Path, name: str, layout: Layout) -> None:
    doctor = StereoDoctor()
    for block in blocks(data / "calls" / name):
        doctor.feed(block)
    found = doctor.diagnose()
    assert found.layout is layout
    assert found.notices == ((SAME_SOUND,) if layout is Layout.SAME_TWICE else ())


@pytest.mark.data
@pytest.mark.parametrize("level_db", [-15.0, -30.0])
def test_bleed_put_into_a_real_call_is_measured(data: Path, level_db: float) -> None:
    path = data / "calls" / "harper-valley" / "stereo" / "00d676d7058c49bb.wav"
    left, right = np.concatenate(list(blocks(path)), axis=1).astype(np.float64)
    gain = 10 ** (level_db / 20)
    found = diagnosed(left + gain * delayed(right, 5), right + gain * delayed(left, 5))
    assert found.layout is Layout.BLEED
    assert found.bleed_db == pytest.approx((level_db, level_db), abs=2)
