"""Where sound goes: the computer's default device, or nowhere at its own pace where there is none.

QtMultimedia is imported here and only when the first output is asked for, because it costs the start of the window
time. Outputs belong to the thread that made them.
"""

import time
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PySide6.QtCore import QIODevice
    from PySide6.QtMultimedia import QAudioDevice, QAudioFormat

Mono = NDArray[np.float32]

# What lies in an output is heard before a change of volume is; less of it and a busy computer stutters.
BUFFER_S = 0.1
# No device takes so long to wake up.
_STALLED_S = 3.0
_SILENT_RATE = 48_000


class SoundOutput(Protocol):
    """Takes mono samples from −1 to +1 and plays them while it runs."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    @property
    def working(self) -> bool:
        """False once the device is gone."""

    @property
    def stalled(self) -> bool:
        """True once the device has not played anything of what waits for some seconds."""

    @property
    def heard(self) -> int:
        """How many samples were heard since the start."""

    def start(self) -> None:
        """Begin with nothing waiting; whatever was waiting is never heard."""

    def stop(self) -> None:
        """Fall silent at once."""

    def write(self, samples: Mono) -> int:
        """Take as many samples as there is room for, and say how many."""


def default_output() -> tuple[SoundOutput, bool]:
    """The output to play on now, and whether it can be heard."""
    from PySide6.QtMultimedia import QMediaDevices

    device = QMediaDevices.defaultAudioOutput()
    sound_format = None if device.isNull() else _format(device)
    return (SilentOutput(), False) if sound_format is None else (DeviceOutput(device, sound_format), True)


def _format(device: "QAudioDevice") -> "QAudioFormat | None":
    """The device's own rate and channels, in one of the two sample formats that are written here."""
    from PySide6.QtMultimedia import QAudioFormat

    wanted = device.preferredFormat()
    for sample_format in (QAudioFormat.SampleFormat.Float, QAudioFormat.SampleFormat.Int16):
        wanted.setSampleFormat(sample_format)
        if wanted.isValid() and device.isFormatSupported(wanted):
            return wanted
    return None


class SilentOutput:
    """Consumes samples at the pace of the clock."""

    def __init__(self) -> None:
        self._running = False
        self._written = 0
        self._heard = 0.0
        self._asked_s = 0.0

    @property
    def rate(self) -> int:
        """See `SoundOutput`."""
        return _SILENT_RATE

    @property
    def working(self) -> bool:
        """See `SoundOutput`."""
        return True

    @property
    def stalled(self) -> bool:
        """See `SoundOutput`."""
        return False

    @property
    def heard(self) -> int:
        """See `SoundOutput`; while nothing is waiting the clock stands still."""
        now_s = time.monotonic()
        if self._running:
            self._heard = min(self._heard + (now_s - self._asked_s) * self.rate, float(self._written))
        self._asked_s = now_s
        return int(self._heard)

    def start(self) -> None:
        """See `SoundOutput`."""
        self._running, self._written, self._heard, self._asked_s = True, 0, 0.0, time.monotonic()

    def stop(self) -> None:
        """See `SoundOutput`."""
        self._running = False

    def write(self, samples: Mono) -> int:
        """See `SoundOutput`."""
        if not self._running:
            return 0
        taken = min(len(samples), round(BUFFER_S * self.rate) - (self._written - self.heard))
        self._written += taken
        return taken


class DeviceOutput:
    """Plays on a device through a QAudioSink that is written to."""

    def __init__(self, device: "QAudioDevice", sound_format: "QAudioFormat") -> None:
        from PySide6.QtMultimedia import QAudioSink

        self._format = sound_format
        self._frame_bytes = sound_format.bytesPerFrame()
        self._sink = QAudioSink(device, sound_format)
        self._sink.setBufferSize(sound_format.bytesForDuration(round(BUFFER_S * 1e6)))
        self._pipe: QIODevice | None = None
        self._written = 0
        self._heard, self._moved_s = 0, 0.0

    @property
    def rate(self) -> int:
        """See `SoundOutput`."""
        return self._format.sampleRate()

    @property
    def working(self) -> bool:
        """See `SoundOutput`; a device without data is not a broken one."""
        from PySide6.QtMultimedia import QtAudio

        return self._sink.error() in (QtAudio.Error.NoError, QtAudio.Error.UnderrunError)

    @property
    def stalled(self) -> bool:
        """See `SoundOutput`; of a sound server that has gone Qt says that all is well."""
        heard, now_s = self.heard, time.monotonic()
        if heard != self._heard or heard == self._written:
            self._heard, self._moved_s = heard, now_s
        return now_s - self._moved_s > _STALLED_S

    @property
    def heard(self) -> int:
        """See `SoundOutput`."""
        waiting = max(self._sink.bufferSize() - self._sink.bytesFree(), 0) // self._frame_bytes
        return max(self._written - waiting, 0)

    def start(self) -> None:
        """See `SoundOutput`."""
        self._sink.reset()
        self._written = self._heard = 0
        self._moved_s = time.monotonic()
        self._pipe = self._sink.start()

    def stop(self) -> None:
        """See `SoundOutput`."""
        self._pipe = None
        self._sink.reset()

    def write(self, samples: Mono) -> int:
        """See `SoundOutput`."""
        if self._pipe is None:
            return 0
        room = self._sink.bytesFree() // self._frame_bytes
        written = max(self._pipe.write(self._encoded(samples[:room])), 0) // self._frame_bytes
        self._written += written
        return written

    def _encoded(self, samples: Mono) -> bytes:
        """The same on the first two of the device's channels, and nothing on others."""
        from PySide6.QtMultimedia import QAudioFormat

        frames = np.zeros((len(samples), self._format.channelCount()), np.float32)
        frames[:, :2] = samples[:, None]
        if self._format.sampleFormat() == QAudioFormat.SampleFormat.Float:
            return frames.tobytes()
        return np.rint(frames * 32_767).astype(np.int16).tobytes()
