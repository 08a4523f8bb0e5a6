"""How a call is to be analysed."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.call import Side


class Engine(StrEnum):
    """The speech recognisers that can be asked for."""

    AUTO = "auto"
    OPENAI_WHISPER = "openai-whisper"
    FASTER_WHISPER = "faster-whisper"


@dataclass(frozen=True, slots=True)
class Request:
    """How a call is to be analysed. A language is a code such as `en`, or `auto`; null is the side to be guessed."""

    engine: Engine = Engine.AUTO
    model: str = "base"
    language: str = "en"
    agent_side: Side | None = None
    glossary: tuple[str, ...] = ()
