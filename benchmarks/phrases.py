"""Cues by lists of phrases: what a text model has to be better than."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from desktop.model.score import CueName

_PHRASES: Mapping[CueName, tuple[str, ...]] = MappingProxyType(
    {
        CueName.APOLOGY: (
            r"\bso sorry\b",
            r"\bsorry (?:about|for|to hear|that|you)\b",
            r"\bapologi[sz]e\b",
            r"\bapologies\b",
        ),
        CueName.ACKNOWLEDGEMENT: (
            *(r"\bfrustrating\b", r"\bupsetting\b", r"\bstressful\b", r"\bannoying\b", r"\bdisappointing\b"),
            *(r"\bi (?:can )?(?:hear|see|understand|imagine) (?:how|that|you|why)\b", r"\bthat must\b"),
        ),
        CueName.ALIGNMENT: (r"\bi(?:'d| would) (?:be|feel)\b", r"\btogether\b", r"\bon your side\b", r"\bi agree\b"),
        CueName.ASSURANCE: (
            *(r"\bdon't worry\b", r"\bi(?:'ll| will) (?:make sure|look into|take care|do (?:my|everything))\b"),
            *(r"\bi promise\b", r"\brest assured\b", r"\bleave it with me\b"),
        ),
        CueName.OWNERSHIP: (
            r"\b(?:our|my) (?:mistake|fault|error)\b",
            r"\bwe (?:got it wrong|messed up)\b",
            r"\bthat's on us\b",
        ),
        CueName.PARAPHRASE: (
            r"^so\b",
            r"\bso you\b",
            r"\bis that right\b",
            r"\blet me repeat\b",
            r"\bif i understand\b",
        ),
        CueName.QUESTION: (r"\b(?:when|where|what|which|how|did|do|does|is|are|have|has|was|were)\b[^.?!]*\?",),
        CueName.RELIEF: (
            r"\bi(?:'ve| have) (?:refunded|cancelled|credited|booked|sent|changed|removed|replaced)\b",
            *(r"\brefund\b", r"\breplacement\b", r"\bcredit\b", r"\bi can (?:send|offer|give|book|refund|replace)\b"),
        ),
        CueName.EXPLANATION: (
            r"\bbecause\b",
            r"\bthe reason\b",
            r"\bthat's why\b",
            r"\bdue to\b",
            r"\bit looks like\b",
        ),
        CueName.FOLLOW_UP: (
            r"\bi(?:'ll| will) (?:call|ring|email|text|write|get back|follow up|let you know|check back)\b",
            r"\b(?:will|'ll) (?:call|ring) you\b",
        ),
        CueName.PERSONAL: (
            r"\benjoy\b",
            r"\bcongratulations\b",
            r"\bha(?:ha)?\b",
            r"\bmy (?:mum|dog|kids|wife|husband|son)\b",
        ),
        CueName.THANKS: (
            r"\bthank(?:s| you) for (?:your patience|waiting|bearing|holding|being|letting|telling|your loyalty)\b",
        ),
        CueName.DEFLECTION: (
            r"\byou should have\b",
            r"\bpolicy\b",
            r"\bnot (?:our|my) (?:fault|department)\b",
            r"\bi can't\b",
        ),
        CueName.CANNED: (r"\bimportant to us\b", r"\bvalued customer\b", r"\bany inconvenience\b", r"\bas per\b"),
        CueName.TRANSFER: (
            r"\btransfer\b",
            r"\bput you through\b",
            r"\byou(?:'d| would|'ll) (?:have|need) to (?:call|contact|ring)\b",
        ),
        CueName.HOLD: (
            r"\bbear with me\b",
            r"\bone moment\b",
            r"\blet me (?:just )?(?:check|look|see|pull)\b",
            r"\bon hold\b",
        ),
    }
)
_PATTERNS = {cue: re.compile("|".join(phrases), re.IGNORECASE) for cue, phrases in _PHRASES.items()}


def cues_by_phrases(sentence: str) -> frozenset[CueName]:
    """The cues whose phrases a sentence has."""
    return frozenset(cue for cue, pattern in _PATTERNS.items() if pattern.search(sentence))
