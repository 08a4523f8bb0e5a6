"""What is kept for the figures was not learnt from."""

from desktop.model.call import Role
from training.conversations import Conversation, Line, read_conversations
from training.split import is_held_out, parted, trigrams

HELD, LEARNT = "council-parking-fine", "gym-membership-cancel"


def conversation(scenario: str, *texts: str) -> Conversation:
    return Conversation(scenario, tuple(Line(Role.CUSTOMER, text) for text in texts))


def test_scenarios_are_kept_whole() -> None:
    learnt, kept = parted(read_conversations())

    assert {c.scenario for c in learnt} & {c.scenario for c in kept} == set()
    assert all(is_held_out(c.scenario) for c in kept)
    assert len({c.scenario for c in kept}) >= 10
    assert sum(len(c.lines) for c in learnt) >= 4_500


def test_no_kept_turn_shares_more_than_half_of_its_trigrams_with_one_that_is_learnt_from() -> None:
    learnt, kept = parted(read_conversations())
    said = [trigrams(line.text) for c in learnt for line in c.lines]
    anywhere = frozenset().union(*said)

    for line in (line for c in kept for line in c.lines):
        own = trigrams(line.text)
        # Most turns have too few in common with all of the others together.
        assert len(own & anywhere) <= len(own) / 2 or all(len(own & other) <= len(own) / 2 for other in said), line.text


def test_a_conversation_that_says_the_same_as_a_kept_one_is_left_out() -> None:
    kept = conversation(HELD, "I have been waiting for three weeks now.")
    same = conversation(LEARNT, "Hello.", "well i have been waiting for three weeks and more")
    other = conversation(LEARNT, "I have been a member for three weeks.")

    assert parted([kept, same, other]) == ([other], [kept])
