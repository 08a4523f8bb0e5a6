"""What is kept for the figures was not learnt from."""

from desktop.model.call import Role
from training.conversations import Conversation, Line, read_conversations
from training.split import Kept, is_held_out, parted, trigrams

HELD, LEARNT = "council-parking-fine", "gym-membership-cancel"


def conversation(scenario: str, *texts: str) -> Conversation:
    return Conversation(scenario, tuple(Line(Role.CUSTOMER, text) for text in texts))


def test_scenarios_are_kept_whole() -> None:
    conversations = read_conversations()

    learnt, kept = parted(conversations)

    assert len(learnt) + len(kept) == len(conversations)
    assert not any(is_held_out(c.scenario) for c in learnt)
    assert len({k.conversation.scenario for k in kept}) >= 10
    assert sum(len(k.judged) for k in kept) >= 1_000


def test_no_turn_that_is_judged_shares_more_than_half_of_its_trigrams_with_one_that_is_learnt_from() -> None:
    learnt, kept = parted(read_conversations())
    said = [trigrams(line.text) for c in learnt for line in c.lines]
    anywhere = frozenset().union(*said)

    for line in (k.conversation.lines[place] for k in kept for place in k.judged):
        own = trigrams(line.text)
        # Most turns have too few in common with all of the others together.
        assert len(own & anywhere) <= len(own) / 2 or all(len(own & other) <= len(own) / 2 for other in said), line.text


def test_a_turn_that_was_learnt_from_elsewhere_is_not_judged() -> None:
    kept = conversation(HELD, "Yes.", "I have been waiting for three weeks now.", "It is a fine for nothing.")
    same = conversation(LEARNT, "Hello.", "well i have been waiting for three weeks and more")

    assert parted([kept, same]) == ([same], [Kept(kept, (0, 2))])
