"""Which channel is the agent's, told by what is said."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.analysis.roles import channels_of, guess_agent
from desktop.model.call import Channel, Layout, Recording, Role, RoleSource, Side
from desktop.model.span import Span, Word

ROOT = Path(__file__).parents[2]
Line = tuple[int, str]

INSURANCE: list[Line] = [
    (0, "Good morning, you're through to Harbour Insurance, Priya speaking. How can I help?"),
    (1, "Hi. I'm calling about a letter. I've been trying to reach somebody since Monday."),
    (0, "I'm sorry to hear that. Can I have your policy number?"),
    (1, "It's nine four two. My car was hit while it was parked."),
    (0, "Let me just check that for you. Bear with me. Is there anything else I can do for you?"),
    (1, "No, that's all."),
    (0, "Have a good day."),
    (1, "You too."),
]
CUSTOMER_FIRST: list[Line] = [
    (0, "Yes, hello? I need to talk to somebody about my bill, I was charged twice."),
    (1, "Of course. Could you please confirm your postcode?"),
    (0, "It's eight thousand and five."),
    (1, "Thank you. I'll look at the account now."),
]
PARCEL: list[Line] = [
    (0, "Hello."),
    (1, "Hello, where is my parcel? I ordered it two weeks ago."),
    (0, "What is your order number?"),
    (1, "Four four one."),
]
FEW_WORDS: list[Line] = [(0, "Thank you for calling Brightline."), (1, "Hi.")]
POLITE_CUSTOMER: list[Line] = [
    (0, "Thanks for calling Westfield Dental, this is Omar. What can I do for you?"),
    (1, "Thank you for your patience, I'm calling because I need to move my appointment. Could I get a later one?"),
    (0, "Let me check. Can I have your name?"),
    (1, "Ruth. What is your first free day?"),
    (0, "Friday. Anything else?"),
    (1, "No, that's it. Have a nice day."),
]
CALLS = {
    "insurance": INSURANCE, "customer first": CUSTOMER_FIRST, "parcel": PARCEL,
    "few words": FEW_WORDS, "polite customer": POLITE_CUSTOMER,
}  # fmt: skip
AGENTS = {"customer first": Side.RIGHT}


def spans(lines: list[Line], swapped: bool = False) -> list[Span]:
    """Lines five seconds apart."""
    return [
        Span(1 - c if swapped else c, 5.0 * n, 5.0 * n + 3, (Word(f" {text}", 5.0 * n, 5.0 * n + 3, 1.0),))
        for n, (c, text) in enumerate(lines)
    ]


def other(side: Side) -> Side:
    return Side.RIGHT if side is Side.LEFT else Side.LEFT


@pytest.mark.parametrize("name", CALLS)
def test_the_agent_is_found_on_either_side(name: str) -> None:
    agent = AGENTS.get(name, Side.LEFT)

    side, confidence = guess_agent(spans(CALLS[name]))
    assert side is agent
    swapped_side, swapped_confidence = guess_agent(spans(CALLS[name], swapped=True))
    assert swapped_side is other(agent)
    assert confidence == swapped_confidence
    assert 0.5 < confidence <= 0.99


def test_the_more_is_said_the_surer_the_guess() -> None:
    guesses = [guess_agent(spans(INSURANCE[:count]))[1] for count in (0, 1, 8)]

    assert guesses[0] == 0.5
    assert guesses[0] < guesses[1] < guesses[2]


@pytest.mark.parametrize(
    "lines", [[], [(0, "Mm."), (1, "Well.")], [(0, "How can I help?"), (1, "How can I help?")]]
)  # fmt: skip
def test_where_both_are_plausible_it_is_the_left_one_without_confidence(lines: list[Line]) -> None:
    same_time = [Span(s.channel, 0.0, 1.0, s.words) for s in spans(lines)]

    assert guess_agent(same_time) == (Side.LEFT, 0.5)


def test_the_opening_counts_more() -> None:
    greeting = [(0, "How can I help?"), *[(1, "Well.")] * 8, (1, "How can I help?")]

    assert guess_agent(spans(greeting))[0] is Side.LEFT
    assert guess_agent(spans(greeting, swapped=True))[0] is Side.RIGHT


def test_who_names_the_company_is_likelier_the_agent() -> None:
    lines = [(1, "Willow Kettle, hello."), (0, "Hello.")]

    assert guess_agent(spans(lines)) == (Side.LEFT, 0.5)
    side, confidence = guess_agent(spans(lines), ["willow kettle", " ", ""])
    assert side is Side.RIGHT
    assert confidence > 0.5


def test_a_name_in_the_glossary_is_no_pattern() -> None:
    assert guess_agent(spans([(1, "anything goes here")]), ["a.*(", "[", "thin"]) == (Side.LEFT, 0.5)


@given(
    st.lists(st.tuples(st.integers(0, 1), st.text(max_size=40)), max_size=8), st.lists(st.text(max_size=5), max_size=3)
)
def test_any_words_give_a_side_and_a_confidence_in_bounds(lines: list[Line], glossary: list[str]) -> None:
    side, confidence = guess_agent(spans(lines), glossary)
    back = guess_agent(spans(lines)[::-1], glossary)

    assert side in Side
    assert 0.5 <= confidence <= 0.99
    assert back == (side, confidence)


def recording(layout: Layout) -> Recording:
    return Recording(60.0, 1 if layout is Layout.MONO else 2, layout)


def roles_of(channels: list[Channel]) -> list[tuple[int, Role]]:
    return [(channel.index, channel.role) for channel in channels]


def test_a_guess_gives_both_channels_their_roles() -> None:
    assert channels_of(recording(Layout.STEREO), (Side.RIGHT, 0.8), RoleSource.GUESSED) == [
        Channel(0, Role.CUSTOMER, 0.8, RoleSource.GUESSED), Channel(1, Role.AGENT, 0.8, RoleSource.GUESSED),
    ]  # fmt: skip


def test_a_guess_that_is_none_leaves_everybody_unknown() -> None:
    channels = channels_of(recording(Layout.STEREO), guess_agent([]), RoleSource.GUESSED)

    assert roles_of(channels) == [(0, Role.UNKNOWN), (1, Role.UNKNOWN)]


@pytest.mark.parametrize(
    ("layout", "heard"), [(Layout.MONO, 0), (Layout.SAME_TWICE, 0), (Layout.DEAD_RIGHT, 0), (Layout.DEAD_LEFT, 1)]
)
def test_one_voice_on_one_channel_is_nobody_known(layout: Layout, heard: int) -> None:
    (only,) = channels_of(recording(layout), (Side.LEFT, 0.9), RoleSource.GUESSED)

    assert (only.index, only.role, only.confidence) == (heard, Role.UNKNOWN, 0.0)


@pytest.mark.parametrize("side", Side)
def test_whose_the_dead_channel_was_can_be_said(side: Side) -> None:
    channels = channels_of(recording(Layout.DEAD_LEFT), (side, 1.0), RoleSource.SET)

    assert roles_of(channels) == [
        (index, Role.AGENT if index == side.channel else Role.CUSTOMER) for index in (0, 1)
    ]  # fmt: skip


OUTBOUND: list[Line] = [
    (0, "Hi, is that Mister Jones? I'm calling from Willow Kettle about your lamp."),
    (1, "Oh. Hello. Yes, speaking."),
    (0, "I wanted to let you know it arrives today. I need your door number."),
    (1, "It's eleven. My order is late, by the way."),
    (0, "I'm sorry about that. Is there anything else I can do?"),
    (1, "No, that's all."),
]


@pytest.mark.parametrize("agent", [0, 1])
def test_an_agent_who_rings_the_customer_is_still_the_agent(agent: int) -> None:
    spans = [
        Span(channel ^ agent, 5.0 * n, 5.0 * n + 4, (Word(f" {text}", 5.0 * n, 5.0 * n + 4, 1.0),))
        for n, (channel, text) in enumerate(OUTBOUND)
    ]

    side, confidence = guess_agent(spans)

    assert side.channel == agent
    assert confidence > 0.6


def reference(path: Path, swapped: bool) -> list[Span]:
    """What people wrote down of a call: channel 0 is the agent unless swapped."""
    told = json.loads(path.read_text())
    return [
        Span(
            int((s["speaker"] == "agent") == swapped), s["start"], s["end"],
            (Word(f" {s['text']}", s["start"], s["end"], 1.0),),
        )
        for s in told["segments"]
    ]  # fmt: skip


@pytest.mark.data
@pytest.mark.parametrize("swapped", [False, True], ids=["agent left", "agent right"])
def test_every_reference_call_is_guessed_right(data_folder: Path, swapped: bool) -> None:
    paths = sorted((data_folder / "calls" / "harper-valley" / "reference").glob("*.json"))

    guesses = {path.stem: guess_agent(reference(path, swapped)) for path in paths}

    assert len(guesses) == 8
    assert {name: side for name, (side, _) in guesses.items()} == dict.fromkeys(
        guesses, Side.RIGHT if swapped else Side.LEFT
    )
    assert min(confidence for _, confidence in guesses.values()) > 0.6


@pytest.mark.parametrize("swapped", [False, True])
def test_the_sample_call_is_guessed_right(swapped: bool) -> None:
    told = json.loads((ROOT / "resources" / "sample" / "replacement-order.json").read_text())
    lines = [(int(line["speaker"] == "customer"), line["text"]) for line in told]

    side, confidence = guess_agent(spans(lines, swapped))

    assert side is (Side.RIGHT if swapped else Side.LEFT)
    assert confidence > 0.9
