"""Made-up calls for the tests of what is exported."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

from desktop.model.activation import Activation
from desktop.model.call import Analysis, Call, Channel, Details, Layout, Recording, Role
from desktop.model.correction import Correction
from desktop.model.moment import Moment, Note
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.score import Cue, CueName, Emotion, Score, TurnCues, TurnScore
from desktop.model.span import Span, Word

AGENT, CUSTOMER = 0, 1
STORED = datetime(2026, 11, 12, 15)
RISING = (-0.6, -0.7, -0.5, -0.8, -0.9, -0.4, -0.1, 0.1, 0.3, 0.2, 0.5, 0.6, 0.7, 0.5)
FALLING = tuple(reversed(RISING))
HOSTILE = (
    "<script>alert(1)</script> ]]> --> **bold** | `code` \"q\" 'q' & &lt; [a](http://x.y) {{ 7 }} # - 1. ~~s~~ "
    "שלום مرحبا 👩🏽‍🔧 \\ www.x.org a@b.cd"
)
CONTROL = "\x00\x07\x1b\u202e\ud800\uffff"


def span(channel: int, start_s: float, text: str) -> Span:
    words = tuple(
        Word(f" {w}", start_s + 0.3 * i, start_s + 0.3 * i + 0.28, 0.9) for i, w in enumerate(text.split(" "))
    )
    return Span(channel, start_s, words[-1].end_s, words)


def spans_of(lines: Sequence[tuple[int, str]], gap_s: float = 0.6) -> list[Span]:
    spans: list[Span] = []
    for channel, text in lines:
        spans.append(span(channel, (spans[-1].end_s if spans else 0.5) + gap_s, text))
    return spans


def dialogue(
    turns: int, said: str = "This is what I said in turn", answer: str = "Let me see what we do here"
) -> list[tuple[int, str]]:
    return [
        line for n in range(turns) for line in ((CUSTOMER, f"{said} {letters(n)}."), (AGENT, f"{answer} {letters(n)}."))
    ]


def letters(n: int) -> str:
    """A number without a digit, so that masking leaves it: 0 is "ba", 1 is "bb"."""
    return f"b{chr(ord('a') + n)}"


def call_of(
    details: Details | None = None,
    *,
    duration_s: float = 120.0,
    language: str = "en",
    scorer: str | None = "model 1 estimate",
    file: str = "/calls/replacement.flac",
    notices: tuple[str, ...] = (),
) -> Call:
    return Call(
        1,
        "ab" * 32,
        file,
        STORED,
        details or Details(),
        Recording(duration_s, 2, Layout.STEREO, notices),
        Analysis("faster-whisper", "base", language, scorer, 1, 31.23456),
        (Channel(AGENT, Role.AGENT, 0.93), Channel(CUSTOMER, Role.CUSTOMER, 0.93)),
    )


def report_with(
    values: Sequence[float] = RISING,
    *,
    call: Call | None = None,
    lines: Sequence[tuple[int, str]] | None = None,
    moments: Sequence[Moment] = (),
    notes: Sequence[Note] = (),
) -> CallReport:
    spans = spans_of(lines if lines is not None else dialogue(len(values)))
    starts = [s.start_s for s in spans if s.channel == CUSTOMER]
    scores = [TurnScore(CUSTOMER, t, Score(v, 1.0)) for t, v in zip(starts, values, strict=False)]
    call = call or call_of(duration_s=spans[-1].end_s + 1 if spans else 9.0)
    return report_of(call, spans, Findings(tuple(scores)), moments, notes)


SAID = (
    "hello my order never came and i have been waiting for three weeks",
    "i am really worried that it is lost because it is for my daughter",
    "no that is not what they told me last week",
    "this is the third time that i call about the same thing",
    "nobody ever calls me back and i am sick of it",
    "so what happens now because i need it on friday",
    "oh that would help me a lot",
    "that is really kind of you",
    "yes the same address as before",
    "great thank you so much for sorting that out",
    "you have been really helpful",
    "thank you and goodbye then",
)
FELT = (-0.5, -0.7, -0.5, -0.7, -0.8, -0.4, 0.4, 0.6, 0.3, 0.8, 0.7, 0.5)
FELT_AS = (
    *(Emotion.FRUSTRATION, Emotion.WORRY, Emotion.FRUSTRATION, Emotion.FRUSTRATION, Emotion.ANGER, Emotion.WORRY),
    *(Emotion.RELIEF, Emotion.GRATITUDE, Emotion.NEUTRAL, Emotion.GRATITUDE, Emotion.GRATITUDE, Emotion.RELIEF),
)
ANSWERED = (
    "okay can i take the order number please",
    "right i see",
    "let me have a look at it for you",
    "it says here that it was sent",
    "i'm so sorry that is our mistake and i'll send a new one today",
    "you will have it on friday morning",
    "is it the same address",
    "perfect then it goes out now",
    "i'll call you on friday to make sure that it came",
    "you are very welcome",
    "is there anything else",
    "goodbye",
)
VOICE = Activation(0.6, 0.9, level=2.1, pitch=1.0, range=0.2, tilt=0.1, rate=None)


def full_report(
    *,
    corrections: Sequence[tuple[int, float]] = (),
    call: Call | None = None,
    moments: Sequence[Moment] = (),
    said: Sequence[str] = SAID,
    answered: Sequence[str] = ANSWERED,
) -> CallReport:
    """A call in which everything is found that can be: emotions, voice, cues, a pivot, a silence, an issue.

    Args:
        corrections: the customer's turns by their number with what a coach sets them to.
        call: the call itself.
        moments: a coach's.
        said, answered: what customer and agent say in turns.
    """
    lines = [line for pair in zip(said, answered, strict=True) for line in zip((CUSTOMER, AGENT), pair, strict=True)]
    spans = spans_of(lines)
    # A silence before the lowest turn.
    later = [replace_times(s, 5.0) if n >= 8 else s for n, s in enumerate(spans)]
    own = [s for s in later if s.channel == CUSTOMER]
    scores = [
        TurnScore(CUSTOMER, s.start_s, Score(v, 0.8, e, VOICE if n == 4 else None, -0.7 if n == 4 else None))
        for n, (s, v, e) in enumerate(zip(own, FELT, FELT_AS, strict=True))
    ]
    agent = [s for s in later if s.channel == AGENT]
    cues = (
        _cues(
            agent[4], (CueName.APOLOGY, "so sorry"), (CueName.OWNERSHIP, "our mistake"), (CueName.RELIEF, "a new one")
        ),
        _cues(agent[5], (CueName.APOLOGY, "you will have it"), (CueName.RELIEF, "on friday morning")),
        _cues(agent[2], (CueName.HOLD, "let me have a look")),
    )
    set_to = tuple(Correction((own[n].start_s + own[n].end_s) / 2, v, "Robin", STORED) for n, v in corrections)
    call = call or call_of(duration_s=later[-1].end_s + 1)
    return report_of(call, later, Findings(tuple(scores), cues, corrections=set_to), moments)


def replace_times(spoken: Span, later_s: float) -> Span:
    words = tuple(replace(w, start_s=w.start_s + later_s, end_s=w.end_s + later_s) for w in spoken.words)
    return Span(spoken.channel, words[0].start_s, words[-1].end_s, words)


def _cues(spoken: Span, *named: tuple[CueName, str]) -> TurnCues:
    text = spoken.text
    found = [Cue(n, words, text.find(words), text.find(words) + len(words), 0.9) for n, words in named if words in text]
    return TurnCues(spoken.channel, spoken.start_s, tuple(found))


class Page(HTMLParser):
    """What a browser would make of a page: its tags, their attributes, and the words that it shows."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._shown: list[str] = []
        self._open: list[str] = []
        self.title = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag in ("style", "title"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"]:
            self.title = self.title or data
        elif not self._open:
            self._shown.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._shown).split())


def assert_inert(source: str) -> Page:
    """Nothing runs, nothing is fetched, and no character is there that no page can show."""
    page = Page(source)
    assert not {"script", "iframe", "object", "embed", "link", "img", "a", "form", "base"} & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert not [name for name in names if name.startswith("on")]
    assert not {"href", "src", "srcset", "action", "xlink:href"} & names
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert ("content", policy) in page.attributes
    assert not set(source) & set(CONTROL)
    assert "@import" not in source
    assert "http://" not in source.replace("http://www.w3.org/2000/svg", "").replace("http://x.y", "")
    source.encode("utf-8")
    return page
