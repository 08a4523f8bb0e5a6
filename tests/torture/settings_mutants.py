"""Mutated settings and glossaries, and what is done with settings that could be read."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from byte_mutations import ALL
from mutant_report import Report

from desktop.export.locale_name import locale_name
from desktop.export.wording import wording
from desktop.settings import (
    Settings,
    check_folder,
    check_language,
    check_model,
    expanded,
    read_glossary,
    read_settings,
    request_of,
    write_settings,
)

_WHOLE = """\
# what somebody chose
engine = "faster-whisper"
model = "tiny.en"
language = "en"
glossary = "names.txt"
author = "Kim"
locale = "en_GB"
reaction_lag_s = 1.5
theme = "dark"
recordings_folder = "/tmp"
exports_folder = "/tmp"
"""
_NAMES = tuple(line.split(" = ")[0] for line in _WHOLE.splitlines()[1:])
_VALUES = (
    "0", "-1", "1e999", "-inf", "nan", "true", "[]", "{}", "[[1]]", "1979-05-27T07:32:00Z", "07:32:00", "1e-400",
    "9" * 5_000, "0x" + "f" * 5_000, '""', '"\\u0000"', '"\\ud800"', '"' + "ä" * 300 + '"', '"' + "x" * 70_000 + '"',
    '"../../../etc/passwd"', '"~nobody-at-all/x"', '"~"', '"en_XX"', '"zz_ZZ@euro"', '"C"', '"de_DE.UTF-8"', '"\\n"',
    "'''\nmany\nlines'''", '"base\\u202e"', "5.000000001", "4.9", '"auto"', '"NUL"', '"/dev/zero"', '"/proc/self/mem"',
    "[" * 3_000, "{a=" * 3_000, "[" * 500 + "]" * 500, '"%s%n"', '"\U0001f469"', '"en-GB"', '"_"', '"en__"', '".pt"',
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-8-sig", "utf-32", "latin-1", "cp1252", "utf-7")


class SettingsMutants:
    """A file with every setting, changed."""

    def __init__(self, scratch: Path) -> None:
        self._file, self._glossary = scratch / "settings.toml", scratch / "names.txt"
        self._written, self._models = scratch / "written.toml", scratch / "models"
        (self._models / "tiny.en").mkdir(parents=True)
        (self._models / "tiny.en" / "model.bin").touch()

    def try_one(self, rng: random.Random, report: Report) -> None:
        """Mutate it and use it as the window and the command line do."""
        mutate = rng.choice((*((_of_bytes(each)) for each in ALL), *[_other_values] * 10, _encoded, _huge, _repeated))
        report.mutation = mutate.__name__
        content = mutate(rng)
        self._file.write_bytes(content)
        self._glossary.write_bytes(rng.choice((content, b"Kim\nJo\n", b"Kim\nJo\n", _WHOLE.encode("utf-16"))))
        report.use(lambda: read_glossary(self._glossary))
        settings = report.use(lambda: read_settings(self._file))
        report.claim(self._file.read_bytes() == content, "reading changed the file")
        if settings is not None:
            self._use(settings, report)

    def _use(self, settings: Settings, report: Report) -> None:
        report.use(lambda: wording(locale_name(None, settings.locale)))
        report.use(lambda: request_of(settings))
        report.use(lambda: check_model(settings.model, self._models))
        report.use(lambda: check_language(settings.language, settings.model))
        report.use(lambda: check_folder(settings.recordings_folder))
        report.use(lambda: expanded(settings.exports_folder))
        with report.using():
            write_settings(self._written, settings)
            report.claim(read_settings(self._written) == settings, "written and read they are others")


def _of_bytes(mutate: Callable[[random.Random, bytes], bytes]) -> Callable[[random.Random], bytes]:
    def mutated(rng: random.Random) -> bytes:
        return mutate(rng, _WHOLE.encode())

    mutated.__name__ = mutate.__name__
    return mutated


def _other_values(rng: random.Random) -> bytes:
    chosen: Sequence[str] = rng.sample(_NAMES, rng.choice((1, 1, 2, 5)))
    lines = [line for line in _WHOLE.splitlines() if line.split(" = ")[0] not in chosen]
    return "\n".join([*lines, *(f"{name} = {rng.choice(_VALUES)}" for name in chosen), ""]).encode()


def _encoded(rng: random.Random) -> bytes:
    return _WHOLE.replace("Kim", "Kim ÄÖ").encode(rng.choice(_ENCODINGS))


def _huge(rng: random.Random) -> bytes:
    filler = rng.choice((b"# nothing\n", b"\n", b"x", b'a."b".c = 1\n'))
    return _WHOLE.encode() + filler * (2_000_000 // len(filler))


def _repeated(rng: random.Random) -> bytes:
    lines = _WHOLE.splitlines() * 2
    rng.shuffle(lines)
    return "\n".join([*lines[: rng.randrange(1, len(lines))], rng.choice(("[table]", "[[a]]", ""))]).encode()
