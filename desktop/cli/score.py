"""`upswing score`: how customers feel in written utterances, and what agents do in theirs, line by line."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from desktop.analysis.scorer import TurnReading
from desktop.cli.exit_status import ExitStatus
from desktop.errors import BadInput
from desktop.export.call_json import cue_json
from desktop.export.wording import one_line, wording
from desktop.model.call import Role
from desktop.model.utterance import Utterance

if TYPE_CHECKING:
    from desktop.analysis.text.reader import TextReader

# So many utterances are read at once, rounded up to whole conversations.
_AT_ONCE = 1024
_DIGITS = 4
_FIX = 'Write one utterance a line, such as {"role": "customer", "text": "…"}, and {} between two conversations.'


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it came, and the utterance in it; null for a line that separates conversations."""

    fields: dict[str, Any]
    utterance: Utterance | None


_Read = tuple[_Line, TurnReading | None]


def run(options: argparse.Namespace) -> ExitStatus:
    """Read JSON Lines and print each with what was found in it, in the same order."""
    # It takes a second to load, which the other verbs are spared.
    from desktop.analysis.text.reader import TextReader

    reader = TextReader()
    tell = _as_json if options.json else _as_text
    with _opened(options.file) as file:
        for lines in _portions(_lines(file)):
            told = tell(list(zip(lines, _readings(reader, lines), strict=True)))
            sys.stdout.writelines(f"{each}\n" for each in told)
            sys.stdout.flush()
    return ExitStatus.DONE


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: PTH123, SIM115  # Path refuses names that the system only does not find
    except (OSError, ValueError) as error:
        raise BadInput(f"“{name}” cannot be read.", "Name a file of JSON Lines, or - for standard input.") from error
    with file:
        yield file


def _lines(file: IO[bytes]) -> Iterator[_Line]:
    """The lines of a file; empty ones are passed over.

    Raises:
        BadInput: the file cannot be read on, or a line is not what it should be; the message names the line.
    """
    try:
        for number, line in enumerate(file, start=1):
            text = _decoded(line, number)
            if text.strip():
                yield _line(text, number)
    except OSError as error:
        raise BadInput("The input cannot be read.", "Name a file of JSON Lines, or - for standard input.") from error


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"Line {number} is not UTF-8.", "Save the file as UTF-8.") from error


def _line(text: str, number: int) -> _Line:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"Line {number} is not JSON.", _FIX) from error
    if fields == {}:
        return _Line({}, None)
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise BadInput(f"Line {number} has no “text”.", _FIX)
    if fields.get("role") not in [*Role]:
        raise BadInput(f"Line {number} has no “role” of {', '.join(Role)}.", _FIX)
    _check_writable(fields, number)
    return _Line(fields, Utterance(Role(fields["role"]), fields["text"]))


def _check_writable(fields: dict[str, Any], number: int) -> None:
    """Refuse what Python reads as JSON and nobody could read again."""
    try:
        json.dumps(fields, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"Line {number} holds half of a character, such as \\ud83d.", "Take it out.") from error
    except ValueError as error:
        raise BadInput(f"Line {number} holds a number that is too large or is none.", "Take it out.") from error


def _portions(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """Whole conversations, several at once, whose columns are of one width."""
    portion: list[_Line] = []
    for line in lines:
        portion.append(line)
        if line.utterance is None and len(portion) >= _AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _readings(reader: "TextReader", lines: Sequence[_Line]) -> Iterator[TurnReading | None]:
    conversations: list[list[Utterance]] = [[]]
    for line in lines:
        if line.utterance is None:
            conversations.append([])
        else:
            conversations[-1].append(line.utterance)
    readings = (each for conversation in reader.read_conversations(conversations) for each in conversation)
    return (None if line.utterance is None else next(readings) for line in lines)


def _as_json(read: Sequence[_Read]) -> Iterator[str]:
    return (_object(line, reading) for line, reading in read)


def _object(line: _Line, reading: TurnReading | None) -> str:
    if reading is None:
        return "{}"
    score = reading.score
    found = {
        "valence": round(score.valence, _DIGITS) + 0.0 if score else None,
        "emotion": score.emotion if score else None,
        "confidence": round(score.confidence, _DIGITS) if score else None,
        "cues": [cue_json(cue) for cue in reading.cues],
    }
    return json.dumps({**line.fields, **found}, ensure_ascii=False)


def _as_text(read: Sequence[_Read]) -> Iterator[str]:
    """Lines to be read: what was found, in columns as wide as they need be, and the words."""
    found = [_found(reading) for _, reading in read]
    width = max(map(len, found), default=0)
    for (line, reading), what in zip(read, found, strict=True):
        if reading is None or line.utterance is None:
            yield ""
            continue
        value = wording("en").signed(reading.score.valence) if reading.score else ""
        yield f"{line.utterance.role:<9}{value:>4}  {what:<{width}}  {one_line(line.utterance.text)}"


def _found(reading: TurnReading | None) -> str:
    if reading is None:
        return ""
    if reading.score:
        return str(reading.score.emotion or "")
    return ", ".join(dict.fromkeys(cue.name for cue in reading.cues))
