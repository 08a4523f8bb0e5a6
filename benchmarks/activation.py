"""How well activation tells excited from calm speech, on acted clips as a telephone carries them.

    python benchmarks/activation.py [--data ../shared/data]

RAVDESS (Livingstone & Russo 2018), 8 kHz μ-law: {angry, fearful, happy, surprised} against {calm, sad, neutral}. Every
actor stands for a customer with one call and each clip for a turn, relative to the median and MAD of all the actor's
clips. The figure is the area under the ROC curve over all actors at once, with a 95 % interval from drawing actors anew
(2,000 times, seeded). Level alone, raw and relative to the actor, is the baseline; beside it stands each measure alone.

The gains are those of a channel. “exact” multiplies the samples, “telephone” clips them at full scale and codes them as
μ-law again, and “each actor another” draws a gain of −12 to +12 dB per actor. Noise is white. Nothing was fitted to
these clips, which are licensed for measuring only.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.voice.activation import Activation, activations_of
from desktop.analysis.voice.customers import CustomerSound, CustomerTurn
from desktop.analysis.voice.features import VoiceFeatures, features_of
from desktop.media.decode import SAMPLE_RATE, RecordingReader, Samples
from desktop.model.call import Role
from desktop.model.turn import Turn

EXCITED = frozenset({"03", "05", "06", "08"})
CALM = frozenset({"01", "02", "04"})
GAIN_DB = 12.0
_DRAWS = 2000
_MU = 255.0
Values = NDArray[np.float64]
Channel = Callable[[Samples, str], Samples]


@dataclass(frozen=True, slots=True)
class Clip:
    """A recorded clip with what its name says."""

    actor: str
    emotion: str
    samples: Samples


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    clips = _clips(parser.parse_args().data / "speech" / "ravdess-8k")
    sound_s = sum(len(clip.samples) for clip in clips) / SAMPLE_RATE
    began_s = time.process_time()
    features = [_features(clip.samples) for clip in clips]
    took_s = time.process_time() - began_s
    print(f"{len(clips)} clips of {len(_actors(clips))} actors, {sound_s / 60:.0f} minutes")
    print(f"{took_s:.1f} s on one core: {600 * took_s / sound_s:.2f} s for ten minutes of a customer's sound\n")
    _print_measures(clips, features)
    _print_channels(clips)
    return 0


def _clips(folder: Path) -> list[Clip]:
    paths = sorted(folder.glob("*.flac"))
    if not paths:
        raise SystemExit(f"There are no clips in {folder}.")
    return [Clip(path.stem.split("-")[6], path.stem.split("-")[2], _read(path)) for path in paths]


def _actors(clips: Sequence[Clip]) -> list[str]:
    return sorted({clip.actor for clip in clips})


def _read(path: Path) -> Samples:
    return np.concatenate([block[0] for block in RecordingReader(path).blocks()])


def _features(samples: Samples) -> VoiceFeatures | None:
    turn = Turn(Role.CUSTOMER, 0, 0.0, len(samples) / SAMPLE_RATE, ())
    return features_of(CustomerSound(CustomerTurn(turn), samples))


def _by_actor(clips: Sequence[Clip], features: Sequence[VoiceFeatures | None]) -> list[Activation | None]:
    """The activation of each clip, every actor's clips compared with each other alone."""
    found: list[Activation | None] = [None] * len(clips)
    for actor in _actors(clips):
        own = [index for index, clip in enumerate(clips) if clip.actor == actor]
        for index, activation in zip(own, activations_of([features[index] for index in own]), strict=True):
            found[index] = activation
    return found


def _print_measures(clips: Sequence[Clip], features: Sequence[VoiceFeatures | None]) -> None:
    activations = _by_actor(clips, features)
    rows: Mapping[str, Sequence[float | None]] = {
        "level alone, raw": [each.level_db if each else None for each in features],
        "level alone, relative to the actor": [each.level if each else None for each in activations],
        "level of the whole clip (RMS), raw": [float(20 * np.log10(_rms(clip.samples) + 1e-6)) for clip in clips],
        "pitch alone, relative to the actor": [each.pitch if each else None for each in activations],
        "pitch range alone, relative to the actor": [each.range if each else None for each in activations],
        "tilt alone, relative to the actor": [each.tilt if each else None for each in activations],
        "rate alone, relative to the actor": [each.rate if each else None for each in activations],
        "activation": [each.value if each else None for each in activations],
    }
    print(f"{'':41} {'AUC':>6} {'95 %':>15} {'clips without':>14}")
    for name, values in rows.items():
        low, high = _interval(clips, values)
        print(f"{name:41} {_auc(clips, values):6.4f} {f'{low:.3f} to {high:.3f}':>15} {values.count(None):14}")


def _print_channels(clips: Sequence[Clip]) -> None:
    drawn = np.random.default_rng(1).uniform(-GAIN_DB, GAIN_DB, 100)
    usual = {actor: float(np.median([_rms(c.samples) for c in clips if c.actor == actor])) for actor in _actors(clips)}
    channels: Mapping[str, Channel] = {
        "none": lambda samples, _: samples,
        "+12 dB, exact": lambda samples, _: _amplified(samples, GAIN_DB),
        "−12 dB, exact": lambda samples, _: _amplified(samples, -GAIN_DB),
        "each actor another, exact": lambda samples, actor: _amplified(samples, drawn[int(actor)]),
        "+12 dB, clipped at full scale": lambda samples, _: _clipped(_amplified(samples, GAIN_DB)),
        "+12 dB, telephone": lambda samples, _: _telephone(_amplified(samples, GAIN_DB)),
        "−12 dB, telephone": lambda samples, _: _telephone(_amplified(samples, -GAIN_DB)),
        "each actor another, telephone": lambda samples, actor: _telephone(_amplified(samples, drawn[int(actor)])),
        "noise 20 dB below the actor's clips": lambda samples, actor: _noisy(samples, usual[actor], 20),
        "noise 10 dB below the actor's clips": lambda samples, actor: _noisy(samples, usual[actor], 10),
    }
    print(f"\n{'gain or noise':41} {'activation':>10} {'change':>8} {'level, relative':>16} {'level, raw':>11}")
    before: float | None = None
    for name, channel in channels.items():
        features = [_features(channel(clip.samples, clip.actor)) for clip in clips]
        activations = _by_actor(clips, features)
        auc = _auc(clips, [each.value if each else None for each in activations])
        before = auc if before is None else before
        level = _auc(clips, [each.level if each else None for each in activations])
        raw = _auc(clips, [each.level_db if each else None for each in features])
        print(f"{name:41} {auc:10.4f} {auc - before:+8.4f} {level:16.4f} {raw:11.4f}")


def _amplified(samples: Samples, gain_db: float) -> Samples:
    return (samples * 10 ** (gain_db / 20)).astype(np.float32)


def _clipped(samples: Samples) -> Samples:
    return np.clip(samples, -1.0, 1.0)


def _telephone(samples: Samples) -> Samples:
    """Clipped and coded in 8 bits of μ-law again (the continuous law of ITU-T G.711)."""
    sound = _clipped(samples)
    coded = np.round(127 * np.sign(sound) * np.log1p(_MU * np.abs(sound)) / np.log1p(_MU)) / 127
    decoded: Samples = (np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(_MU)) / _MU).astype(np.float32)
    return decoded


def _noisy(samples: Samples, usual: float, below_db: float) -> Samples:
    """With white noise that is so far below the root mean square of the actor's usual clip."""
    noise = np.random.default_rng(len(samples)).normal(0.0, usual * 10 ** (-below_db / 20), len(samples))
    return (samples + noise).astype(np.float32)


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def _auc(clips: Sequence[Clip], values: Sequence[float | None]) -> float:
    """The chance that an excited clip lies above a calm one (Mann & Whitney 1947); one without a value lies at 0."""
    excited, calm = _groups(clips, values)
    below = np.searchsorted(calm, excited, side="left") + np.searchsorted(calm, excited, side="right")
    return float(below.mean() / 2 / len(calm))


def _groups(clips: Sequence[Clip], values: Sequence[float | None]) -> tuple[Values, Values]:
    pairs = [(clip.emotion, 0.0 if value is None else value) for clip, value in zip(clips, values, strict=True)]
    excited, calm = ([value for emotion, value in pairs if emotion in group] for group in (EXCITED, CALM))
    return np.sort(excited), np.sort(calm)


def _interval(clips: Sequence[Clip], values: Sequence[float | None]) -> tuple[float, float]:
    """From drawing as many actors anew: clips of one actor are not independent."""
    chance, actors = np.random.default_rng(0), _actors(clips)
    own = [[i for i, clip in enumerate(clips) if clip.actor == actor] for actor in actors]
    drawn = []
    for _ in range(_DRAWS):
        chosen = [i for actor in chance.integers(len(actors), size=len(actors)) for i in own[actor]]
        drawn.append(_auc([clips[i] for i in chosen], [values[i] for i in chosen]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    raise SystemExit(main())
