"""Made-up calls for the tests of what is exported."""

from collections.abc import Sequence
from datetime import datetime
from html.parser import HTMLParser

from desktop.model.call import Analysis, Call, Channel, Details, Layout, Recording, Role
from desktop.model.moment import Moment, Note
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.score import Score, TurnScore
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
    scorer: str | None = "lexicon estimate",
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
