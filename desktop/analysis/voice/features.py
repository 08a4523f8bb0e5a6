"""What is measured of a customer's voice in one turn: level, pitch and its range, tilt and rate.

They are what rises together with activation in most studies of it (Scherer 2003, “Vocal communication of
emotion”, Speech Communication 40; Juslin & Laukka 2003, “Communication of emotions in vocal expression and music
performance”, Psychological Bulletin 129), in the form that GeMAPS gives them (Eyben et al. 2016, IEEE Transactions on
Affective Computing 7): robust statistics over speech, pitch in semitones, tilt as the alpha ratio.
"""

from dataclasses import dataclass

import numpy as np

from desktop.analysis.voice.customers import CustomerSound
from desktop.analysis.voice.pitch import Frames
from desktop.analysis.voice.rate import Flags, rate_from_sound, rate_from_words
from desktop.analysis.voice.track import HOP_S, VoiceTrack, track_of

# By ITU-T P.56 what is so far below the active level is no speech.
_SPEECH_MARGIN_DB = 15.9
_FIRST_MARGIN_DB = 30.0
_LOUD_PERCENTILE = 95
_GATING_ROUNDS = 3
# Less than this is no vowel but a click or a breath.
_LEAST_VOICED_S = 0.1
# Over a syllable or two the pitch follows the sentence's melody: that of a question is not excitement.
_LEAST_RANGE_S = 0.5


@dataclass(frozen=True, slots=True)
class VoiceFeatures:
    """A customer's voice in one turn.

    Attributes:
        level_db: mean energy of speech in 300–3400 Hz, dB of full scale up to a constant (active level by ITU-T P.56).
        pitch_st: median pitch of voiced frames, semitones above 1 Hz.
        range_st: from the 20th to the 80th percentile of the pitch, semitones; null where little is voiced.
        tilt_db: median over voiced frames of the energy in 1000–3400 Hz by that in 300–1000 Hz.
        rate_hz: syllables a second of speech; null for a few syllables.
        voiced_s: seconds of voiced speech.
    """

    level_db: float
    pitch_st: float
    range_st: float | None
    tilt_db: float
    rate_hz: float | None
    voiced_s: float


def features_of(sound: CustomerSound) -> VoiceFeatures | None:
    """Measure the voice in a customer's turn; null where nothing in it is voiced for a tenth of a second.

    Every gate is relative to the turn itself, so a gain on the channel adds to `level_db` and changes nothing else.
    """
    track = track_of(sound)
    if track is None:
        return None
    speech = _speech(track.level_db)
    voiced = speech & ~np.isnan(track.pitch_hz)
    voiced_s = int(voiced.sum()) * HOP_S
    if voiced_s < _LEAST_VOICED_S:
        return None
    low, middle, high = np.percentile(12 * np.log2(track.pitch_hz[voiced]), [20, 50, 80])
    return VoiceFeatures(
        level_db=_mean_db(track.level_db[speech]),
        pitch_st=float(middle),
        range_st=float(high - low) if voiced_s >= _LEAST_RANGE_S else None,
        tilt_db=float(np.median(track.tilt_db[voiced])),
        rate_hz=_rate(sound, track, speech, voiced),
        voiced_s=voiced_s,
    )


def _rate(sound: CustomerSound, track: VoiceTrack, speech: Flags, voiced: Flags) -> float | None:
    words = sound.customer.turn.words
    return rate_from_words(words) if words else rate_from_sound(track, speech, voiced)


def _speech(level_db: Frames) -> Flags:
    """Which frames are speech: those that are not far below the level of speech, which is the mean of these frames."""
    threshold_db = float(np.percentile(level_db, _LOUD_PERCENTILE)) - _FIRST_MARGIN_DB
    for _ in range(_GATING_ROUNDS):
        threshold_db = _mean_db(level_db[level_db >= threshold_db]) - _SPEECH_MARGIN_DB
    return level_db >= threshold_db


def _mean_db(level_db: Frames) -> float:
    return float(10 * np.log10(np.mean(10 ** (level_db / 10))))
