"""How a call is to be analysed: the recogniser, and the languages that Whisper's multilingual models can hear."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.call import Side

AUTO = "auto"

_CODES = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id "
    "is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo yue zh"
)
# By the codes that Whisper gives them.
LANGUAGES = tuple(_CODES.split())


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


def standard_code(code: str) -> str:
    """The code by which everybody else knows a language of Whisper's."""
    return {"jw": "jv"}.get(code, code)
