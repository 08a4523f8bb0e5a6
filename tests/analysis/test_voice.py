"""Activation from made voices, whose pitch, level, tilt and rate are known, as a telephone carries them."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.analysis import voice
from desktop.analysis.voice.activation import Activation, ActivationRule, PerMeasure, activations_of, hear_activation
from desktop.analysis.voice.customers import CustomerSound, CustomerTurn, customer_sounds
from desktop.analysis.voice.features import VoiceFeatures, features_of
from desktop.analysis.voice.fusion import MOST_INFLUENCE, fused_valence
from desktop.analysis.voice.rate import rate_from_words
from desktop.media.decode import SAMPLE_RATE, RecordingReader, Samples
from desktop.model.call import Role
from desktop.model.span import Word
from desktop.model.turn import Turn

AGENT, CUSTOMER = 0, 1
TURN_S, GAP_S = 1.6, 0.4
MU = 255.0

shares = st.floats(-1, 1, allow_subnormal=False)
measures = st.one_of(st.none(), st.floats(0, 40))
features = st.builds(
    VoiceFeatures,
    level_db=st.floats(-120, 20),
    pitch_st=st.floats(70, 112),
    range_st=measures,
    tilt_db=st.floats(-60, 60),
    rate_hz=measures,
    voiced_s=st.floats(0.1, 30),
)


def spoken(pitch_hz: float = 120, level_db: float = -25, slope_db: float = -9, rate_hz: float = 4) -> Samples:
    """Syllables of a voice on the telephone: the harmonics within 300–3400 Hz, falling by `slope_db` an octave."""
    time_s = np.arange(round(TURN_S * SAMPLE_RATE)) / SAMPLE_RATE
    melody = pitch_hz * 2 ** (0.05 * np.sin(2 * np.pi * 0.7 * time_s))
    phase = 2 * np.pi * np.cumsum(melody) / SAMPLE_RATE
    harmonics = [n for n in range(1, 60) if 300 <= n * pitch_hz <= 3400]
    sound = sum(10 ** (slope_db * np.log2(n * pitch_hz / 300) / 20) * np.cos(n * phase + n * n) for n in harmonics)
    syllables = np.sin(np.pi * rate_hz * time_s) ** 2
    noise = 1e-3 * np.random.default_rng(0).normal(size=len(time_s))
    voiced = np.asarray(sound) * syllables
    return np.asarray(10 ** (level_db / 20) * (voiced / np.sqrt(np.mean(voiced**2)) + noise), np.float32)


def usual() -> list[Samples]:
    """Seven turns of somebody who speaks as people do, never twice quite alike."""
    return [spoken(120 + 3 * n, -25 + n * 0.7, -9 + n * 0.3, 4 + n * 0.1) for n in (-3, -2, -1, 0, 1, 2, 3)]


def turn(role: Role, start_s: float, length_s: float = TURN_S, channel: int | None = None) -> Turn:
    return Turn(
        role,
        (AGENT if role is Role.AGENT else CUSTOMER) if channel is None else channel,
        start_s,
        start_s + length_s,
        (),
    )


def call_of(sounds: Sequence[Samples], other: Samples | None = None) -> tuple[Samples, list[Turn]]:
    """A call in which agent and customer speak in turn, the agent with the same sound or with `other`."""
    places_s = [2 * n * (TURN_S + GAP_S) for n in range(len(sounds))]
    recording = np.zeros((2, round((places_s[-1] + 2 * (TURN_S + GAP_S)) * SAMPLE_RATE)), np.float32)
    turns = []
    for start_s, sound in zip(places_s, sounds, strict=True):
        for role, at_s, own in (
            (Role.AGENT, start_s, sound if other is None else other),
            (Role.CUSTOMER, start_s + TURN_S + GAP_S, sound),
        ):
            first = round(at_s * SAMPLE_RATE)
            turns.append(turn(role, at_s))
            recording[turns[-1].channel, first : first + len(own)] = own
    return recording, turns


def in_blocks(recording: Samples, block: int = 7777) -> list[Samples]:
    return [recording[:, first : first + block] for first in range(0, recording.shape[1], block)]


def measured(samples: Samples, words: tuple[Word, ...] = ()) -> VoiceFeatures | None:
    own = Turn(Role.CUSTOMER, CUSTOMER, 0.0, len(samples) / SAMPLE_RATE, words)
    return features_of(CustomerSound(CustomerTurn(own), samples))


def heard(sounds: Sequence[Samples], rule: ActivationRule | None = None) -> list[Activation | None]:
    return activations_of([measured(sound) for sound in sounds], rule)


def last_of(*sounds: Samples) -> Activation:
    """The activation of the last of some turns."""
    found = heard([*usual(), *sounds])[-1]
    assert found is not None
    return found


def on_the_telephone(samples: Samples) -> Samples:
    """Clipped, and in 8 bits of μ-law."""
    sound = np.clip(samples, -1, 1)
    coded = np.round(127 * np.sign(sound) * np.log1p(MU * np.abs(sound)) / np.log1p(MU)) / 127
    return np.asarray(np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(MU)) / MU, np.float32)


@pytest.mark.parametrize("role", [Role.AGENT, Role.UNKNOWN])
def test_the_turn_of_an_agent_or_of_somebody_unknown_cannot_be_measured(role: Role) -> None:
    with pytest.raises(ValueError, match="customers only"):
        CustomerTurn(turn(role, 0.0))


def test_an_agents_turns_get_no_feature_and_their_sound_is_never_cut() -> None:
    recording, turns = call_of(usual())

    cut = dict(customer_sounds(in_blocks(recording), turns))
    activations = hear_activation(in_blocks(recording), turns)

    assert [turns[index].role for index in cut] == [Role.CUSTOMER] * 7
    assert all(sound.customer.turn is turns[index] for index, sound in cut.items())
    assert [activation is None for activation in activations] == [t.role is Role.AGENT for t in turns]


def test_what_the_agents_voice_is_like_changes_nothing() -> None:
    calm, turns = call_of(usual(), spoken(90, -50))
    shouted, _ = call_of(usual(), spoken(320, -5, 0, 7))

    assert hear_activation(in_blocks(calm), turns) == hear_activation(in_blocks(shouted), turns)


def test_a_call_whose_roles_are_not_known_has_no_activation() -> None:
    recording, turns = call_of(usual())

    assert set(hear_activation(in_blocks(recording), [replace(t, role=Role.UNKNOWN) for t in turns])) == {None}


def test_in_one_channel_the_agents_words_are_left_out_of_the_customers_turn() -> None:
    recording = spoken(130)[None]
    turns = [turn(Role.CUSTOMER, 0.0, 1.6, 0), turn(Role.AGENT, 0.5, 0.3, 0), turn(Role.AGENT, 1.4, 0.5, 0)]

    ((_, sound),) = customer_sounds(in_blocks(recording), turns)

    own = np.concatenate([recording[0, :8000], recording[0, 12800:22400]])
    assert np.array_equal(sound.samples, own)
    assert [*customer_sounds(in_blocks(recording), [turns[0], turn(Role.AGENT, 0.0, 1.6, 0)])] == []


def test_where_channels_leak_the_agents_words_in_the_other_channel_are_left_out_too() -> None:
    recording = np.stack([spoken(90), spoken(130)])
    turns = [turn(Role.CUSTOMER, 0.0, 1.6), turn(Role.AGENT, 0.5, 0.3), turn(Role.CUSTOMER, 0.6, 0.1)]

    apart = dict(customer_sounds(in_blocks(recording), turns))
    leaking = dict(customer_sounds(in_blocks(recording), turns, bleed=True))

    assert np.array_equal(apart[0].samples, recording[1, :25600])
    assert np.array_equal(leaking[0].samples, np.concatenate([recording[1, :8000], recording[1, 12800:25600]]))
    assert set(leaking) == {0}


def test_no_function_takes_sound_of_which_it_is_not_known_whose_it_is() -> None:
    takes_sound = set()
    for module in pkgutil.iter_modules(voice.__path__, f"{voice.__name__}."):
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                hints = {k: v for k, v in get_type_hints(function).items() if k != "return"}
                if any(Samples in (hint, *get_args(hint)) for hint in hints.values()):
                    assert Sequence[Turn] in hints.values()
                    takes_sound.add(name)
    assert takes_sound == {"customer_sounds", "hear_activation", "measured_voices"}


@pytest.mark.parametrize("pitch_hz", [85, 120, 180, 250, 330, 450])
def test_the_pitch_is_heard_where_the_telephone_cut_off_the_fundamental(pitch_hz: float) -> None:
    found = measured(on_the_telephone(spoken(pitch_hz)))

    assert found is not None
    assert 2 ** (found.pitch_st / 12) == pytest.approx(pitch_hz, rel=0.02)


@pytest.mark.parametrize("rate_hz", [3, 4, 6])
def test_syllables_are_counted_in_the_sound_where_there_are_no_words(rate_hz: float) -> None:
    found, quick = measured(spoken(rate_hz=rate_hz)), measured(spoken(rate_hz=rate_hz + 2))

    assert found is not None
    assert quick is not None
    assert found.rate_hz is not None
    assert quick.rate_hz is not None
    assert found.rate_hz < quick.rate_hz


def test_the_rate_is_that_of_the_words_without_the_pauses() -> None:
    words = [Word(" probably", 0.0, 0.5, 1.0), Word(" 40", 2.5, 3.0, 1.0), Word(" hm", 3.0, 3.25, 1.0)]

    assert rate_from_words(words) == pytest.approx(6 / 1.25)
    assert rate_from_words(words[:1]) is None
    assert rate_from_words([]) is None


@pytest.mark.parametrize(
    ("measure", "more", "less"),
    [
        ("level", spoken(level_db=-15), spoken(level_db=-35)),
        ("pitch", spoken(pitch_hz=190), spoken(pitch_hz=85)),
        ("tilt", spoken(slope_db=-4), spoken(slope_db=-14)),
        ("rate", spoken(rate_hz=7), spoken(rate_hz=3)),
    ],
)
def test_louder_higher_brighter_and_faster_is_more_activation(measure: str, more: Samples, less: Samples) -> None:
    high, low = last_of(less, more), last_of(more, less)

    assert getattr(high, measure) > 1
    assert getattr(low, measure) < -1
    assert high.value > low.value


@pytest.mark.parametrize("channel", [on_the_telephone, lambda samples: np.clip(5 * samples, -1, 1)])
def test_shouting_stays_above_and_murmuring_below_on_a_poor_or_clipping_channel(channel: Any) -> None:
    sounds = [*usual(), spoken(190, -12, -4, 6), spoken(95, -38, -13, 3)]

    *_, shouting, murmuring = heard([channel(sound) for sound in sounds])

    assert shouting is not None
    assert murmuring is not None
    assert shouting.value > 0.5
    assert murmuring.value < -0.5


def test_a_quiet_turn_on_a_noisy_line_does_not_seem_bright() -> None:
    noise = 0.01 * np.random.default_rng(3).normal(size=len(spoken()) + SAMPLE_RATE)

    *_, loud, quiet = heard(
        [(np.pad(sound, 8000) + noise).astype(np.float32) for sound in (*usual(), spoken(), spoken(level_db=-37))]
    )

    assert loud is not None
    assert quiet is not None
    assert abs(quiet.tilt - loud.tilt) < 1
    assert quiet.value < loud.value


@given(st.floats(-60, 60))
@settings(max_examples=20, deadline=None)
def test_a_gain_on_the_channel_changes_nothing(gain_db: float) -> None:
    sounds = [*usual(), spoken(190, -15), spoken(100, -35, -12)]

    before = heard(sounds)
    after = heard([(sound * 10 ** (gain_db / 20)).astype(np.float32) for sound in sounds])

    assert [each and each.value for each in after] == pytest.approx([each and each.value for each in before], abs=1e-4)
    assert [each and each.confidence for each in after] == [each and each.confidence for each in before]


def test_where_nothing_is_said_there_is_no_activation() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, SAMPLE_RATE).astype(np.float32)
    click = np.zeros(SAMPLE_RATE, np.float32)
    click[8000] = 1.0

    for sound in (np.zeros(SAMPLE_RATE, np.float32), noise, click, spoken()[:600], spoken()[:0]):
        assert measured(sound) is None


def test_a_short_turn_is_less_sure_and_a_very_short_one_has_none() -> None:
    *_, whole, half, scrap = heard([*usual(), spoken(), spoken()[: SAMPLE_RATE // 2], spoken()[:2400]])

    assert whole is not None
    assert half is not None
    assert 0 < half.confidence < whole.confidence <= 1
    assert half.range is None
    assert scrap is None


def test_of_five_turns_nobody_knows_what_is_usual() -> None:
    assert heard(usual()[:5]) == [None] * 5
    assert None not in heard(usual()[:6])
    assert None not in heard(usual()[:5], ActivationRule(fewest_turns=5))


def test_somebody_who_speaks_evenly_is_not_made_to_look_agitated() -> None:
    nearly_alike = [spoken(120 + 0.2 * n, -25 + 0.1 * n) for n in range(8)]

    assert all(each is not None and abs(each.value) < 0.2 for each in heard(nearly_alike))


@given(st.lists(st.one_of(st.none(), features), max_size=12))
def test_an_activation_is_within_its_bounds_and_there_only_where_something_was_measured(
    call: list[VoiceFeatures | None],
) -> None:
    for own, activation in zip(call, activations_of(call), strict=True):
        if activation is not None:
            assert own is not None
            assert -1 <= activation.value <= 1
            assert 0 <= activation.confidence <= 1
            assert (activation.rate is None) >= (own.rate_hz is None)


@given(st.lists(features, min_size=6, max_size=12), st.floats(-40, 40))
def test_a_level_that_is_the_same_for_all_turns_counts_for_nothing(call: list[VoiceFeatures], gain_db: float) -> None:
    moved = [replace(own, level_db=own.level_db + gain_db) for own in call]

    before, after = activations_of(call), activations_of(moved)

    assert [each and each.value for each in after] == pytest.approx([each and each.value for each in before], abs=1e-6)


def test_without_weights_nothing_counts() -> None:
    none = PerMeasure(level=0, pitch=0, range=0, tilt=0, rate=0)

    assert {each and each.value for each in heard(usual(), ActivationRule(weights=none))} == {0.0}


@given(shares, st.one_of(st.none(), shares), st.floats(0, 1), st.floats(0, MOST_INFLUENCE))
def test_the_voice_never_turns_the_words_round(
    valence: float, activation: float | None, confidence: float, influence: float
) -> None:
    fused = fused_valence(valence, activation, confidence, influence)

    assert np.sign(fused) == np.sign(valence)
    assert -1 <= fused <= 1
    assert abs(fused - valence) <= influence * abs(valence) + 1e-12


@given(shares, shares, shares)
def test_of_two_sentences_said_alike_the_more_negative_stays_so(one: float, other: float, activation: float) -> None:
    low, high = sorted((one, other))

    assert fused_valence(low, activation) <= fused_valence(high, activation)


@given(shares, shares, shares)
def test_the_more_energy_the_stronger_the_feeling(valence: float, one: float, other: float) -> None:
    calm, excited = sorted((one, other))

    assert abs(fused_valence(valence, calm)) <= abs(fused_valence(valence, excited))


@pytest.mark.parametrize("influence", [-0.1, 0.6, float("nan")])
def test_an_influence_that_could_turn_the_words_round_is_refused(influence: float) -> None:
    with pytest.raises(ValueError, match="influence"):
        fused_valence(0.5, 0.5, influence=influence)


@pytest.mark.data
def test_a_real_call_has_activations_that_a_gain_on_its_channel_leaves_as_they_are(data_folder: Path) -> None:
    folder = data_folder / "calls" / "harper-valley"
    reference = next(iter(sorted((folder / "reference").glob("*.json"))))
    recording = np.concatenate([*RecordingReader(folder / "stereo" / f"{reference.stem}.wav").blocks()], axis=1)
    turns = _turns(json.loads(reference.read_text("utf-8"))["segments"])

    before = hear_activation(in_blocks(recording, 80_000), turns)
    after = hear_activation(in_blocks(recording * np.float32(0.25), 80_000), turns)

    customers = [t.role is Role.CUSTOMER for t in turns]
    known = [each is not None for each in before]
    assert not any(a and not b for a, b in zip(known, customers, strict=True))
    assert sum(known) >= sum(customers) / 2
    assert [each and each.value for each in after] == pytest.approx([each and each.value for each in before], abs=1e-4)


def _turns(segments: list[dict[str, Any]]) -> list[Turn]:
    roles = {"agent": Role.AGENT, "customer": Role.CUSTOMER}
    times = [(roles[s["speaker"]], float(s["start"]), float(s["end"])) for s in segments]
    return sorted((turn(role, a, b - a) for role, a, b in times), key=lambda t: t.start_s)
